"""Rooms import only from what stands above them, and the diary and the companion load nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable

import pytest

from contracts.tree import imports, imports_on_load, module_name, source_files

BASIS = ("errors", "names")
ROOMS = (
    *("parameters", "model", "diary", "worlds", "inference", "measures"),
    *("plots", "lab", "evidence", "companion", "terminal", "cli"),
)
"""From top to bottom; a room may import any room before it, unless `ONLY` says less."""

PART_OF = {
    "cli_diary": "cli",
    "lab_files": "lab",
    "lab_fit": "lab",
    "terminal_ask": "terminal",
    "terminal_bias": "terminal",
    "terminal_calibrate": "terminal",
    "terminal_change": "terminal",
    "terminal_coded": "terminal",
    "terminal_convert": "terminal",
    "terminal_diary": "terminal",
    "terminal_evidence": "terminal",
    "terminal_fit": "terminal",
    "terminal_lab": "terminal",
    "terminal_score": "terminal",
}
"""Files that belong to the room of another file."""

ONLY = {
    "errors": set(),
    "names": set(),
    "parameters": set(),
    "model": {"parameters"},
    "diary": set(),
    "worlds": {"parameters", "model", "diary.records"},
    "inference": {
        "parameters",
        "model",
        "diary.records",
        "worlds.everyday",
        "worlds.everyday_diary",
        "worlds.everyday_figures",
    },
}
"""What the upper rooms may import besides `errors` and `names`: a room, or one module of it."""

HEAVY = {"jax", "jaxlib", "numpyro", "scipy", "pandas", "pyarrow", "pyreadstat", "altair", "vl_convert"}
LIGHT_ROOMS = ("errors", "names", "parameters", "diary", "companion", "terminal", "cli", "__init__", "__main__")
WORKER = "bowlby.companion.worker"


def room_of(module: str) -> str:
    """The room of a module: `diary` for `bowlby.diary.records`."""
    parts = module.split(".")
    room = parts[1] if len(parts) > 1 else "__init__"
    return PART_OF.get(room, room)


def allowed(importer: str, imported: str) -> bool:
    """Whether a module of one room may import a dotted name of the package."""
    here, there = room_of(importer), room_of(imported)
    if here == there or there in BASIS or imported in {"bowlby", "bowlby.__version__"}:
        return True
    if here == "__main__":
        return there == "cli"
    if here in ONLY:
        name = imported.removeprefix("bowlby.")
        return any(name == may or name.startswith(f"{may}.") for may in ONLY[here])
    return here in ROOMS and there in ROOMS and ROOMS.index(there) < ROOMS.index(here)


def forbidden_imports(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """Imports in a source text that its room may not make, as readable lines."""
    found = imports(ast.parse(source), module, is_package=is_package)
    ours = ((name, line) for name, line in found if name.split(".")[0] == "bowlby")
    return [f"{module}, line {line}: imports {name}" for name, line in ours if not allowed(module, name)]


def heavy_imports(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """Slow libraries that a source text loads as soon as it is imported, as readable lines."""
    found = imports_on_load(ast.parse(source), module, is_package=is_package)
    return [f"{module}, line {line}: loads {name}" for name, line in found if name.split(".")[0] in HEAVY]


def test_every_room_is_known():
    assert {room_of(module_name(path)) for path in source_files()} <= {*BASIS, *ROOMS, "__init__", "__main__"}


def test_rooms_import_only_from_above():
    assert _over_sources(forbidden_imports) == []


def test_light_rooms_load_nothing_heavy():
    light = (line for line in _over_sources(heavy_imports) if room_of(line.split(",")[0]) in LIGHT_ROOMS)
    assert [line for line in light if not line.startswith(WORKER)] == []


def test_a_fresh_interpreter_loads_nothing_heavy():
    names = [module_name(path) for path in source_files() if "migrations" not in path.parts]
    light = [name for name in names if room_of(name) in LIGHT_ROOMS and name != WORKER]
    loading = "\n".join(f"import {name}" for name in light)
    code = f"import sys\n{loading}\nprint(*sorted({HEAVY!r} & sys.modules.keys()))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("bowlby.model.alarm", "from bowlby.diary.records import Moment"),
        ("bowlby.model.alarm", "def step():\n    from bowlby import worlds"),
        ("bowlby.diary.database", "from bowlby.parameters import load_parameters"),
        ("bowlby.worlds.everyday", "import bowlby.diary.database"),
        ("bowlby.worlds.home", "from ..inference import fit"),
        ("bowlby.inference.fit", "from bowlby.worlds import home"),
        ("bowlby.inference.fit", "from bowlby.diary import formats"),
        ("bowlby.plots", "from bowlby.companion import words"),
        ("bowlby.companion.page", "from bowlby import terminal"),
        ("bowlby.evidence.report", "import bowlby.cli"),
    ],
)
def test_a_forbidden_import_is_found(module: str, source: str):
    assert forbidden_imports(source, module) != []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("bowlby.inference.fit", "from bowlby.worlds.everyday import log_density"),
        ("bowlby.inference.fit", "from bowlby.diary.records import Moment, Diary"),
        ("bowlby.companion.pages", "from bowlby.diary import database"),
        ("bowlby.cli", "def fit():\n    from bowlby.inference.fit import fit_diary"),
        ("bowlby.model.alarm", "from . import signals"),
        ("bowlby.diary.formats", "from bowlby.errors import BowlbyError"),
    ],
)
def test_an_import_from_above_passes(module: str, source: str):
    assert forbidden_imports(source, module) == []


def test_a_heavy_import_is_found_only_where_it_loads():
    assert heavy_imports("import jax.numpy as jnp", "bowlby.diary.x") != []
    assert heavy_imports("try:\n    from scipy import stats\nexcept ImportError:\n    pass", "bowlby.diary.x") != []
    assert heavy_imports("class A:\n    import pandas", "bowlby.diary.x") != []
    assert heavy_imports("def f():\n    import jax", "bowlby.diary.x") == []


def _over_sources(check: Callable[..., list[str]]) -> list[str]:
    checked = (
        check(path.read_text("utf-8"), module_name(path), is_package=path.name == "__init__.py")
        for path in source_files()
    )
    return [line for lines in checked for line in lines]
