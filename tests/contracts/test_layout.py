"""The file list is the table of contents: small files, short functions, and a test beside each module."""

from __future__ import annotations

import ast
import re

import pytest

from contracts.tree import PACKAGE, ROOT, module_name, project_files, source_files

MAX_LINES = 400
MAX_BODY = 80

TESTED_ELSEWHERE = {
    "names": "facts only; every room's tests read them",
    "errors": "one class without behaviour",
    "__main__": "two lines that call the command line",
    "companion/guides": "texts; every guide passes the contract of companion/test_guides",
    "diary/migrations": "run by every test of the database",
}
"""Modules or folders without a test file of their own name, and why."""


def long_bodies(source: str) -> list[str]:
    """Functions of a source text whose body is longer than `MAX_BODY` lines, docstring left out."""
    functions = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return [node.name for node in functions if _body_lines(node) > MAX_BODY]


def test_files_are_short():
    python = [path for path in project_files() if path.suffix == ".py"]
    long = {str(p.relative_to(ROOT)): n for p in python if (n := len(p.read_text("utf-8").splitlines())) > MAX_LINES}
    assert long == {}


def test_functions_are_short():
    long = {module_name(p): names for p in source_files() if (names := long_bodies(p.read_text("utf-8")))}
    assert long == {}


def untested(modules: set[str], tests: set[str]) -> list[str]:
    """Modules (`room/name.py`) with no `test_name.py` in the tests of their room."""
    return sorted(name for name in modules if not _excused(name.removesuffix(".py")) and not _tests_of(name) & tests)


def test_every_module_has_its_test():
    modules = {path.relative_to(PACKAGE).as_posix() for path in source_files() if path.name != "__init__.py"}
    tests = {path.relative_to(ROOT / "tests").as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    assert untested(modules, tests) == []


def test_a_module_without_its_test_is_found():
    tests = {"model/test_alarm.py", "companion/test_pages.py", "test_cli.py"}
    assert untested({"model/alarm.py", "cli.py", "companion/parts/pages.py", "names.py"}, tests) == []
    assert untested({"model/signals.py", "diary/alarm.py", "plots.py"}, tests) == [
        *("diary/alarm.py", "model/signals.py", "plots.py"),
    ]


@pytest.mark.parametrize("lines", [MAX_BODY, MAX_BODY + 1])
def test_a_long_function_is_found(lines: int):
    source = 'def f():\n    """Doc."""\n' + "    x = 1\n" * lines
    assert (long_bodies(source) == ["f"]) == (lines > MAX_BODY)


def _excused(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}/") for name in TESTED_ELSEWHERE)


def _tests_of(module: str) -> set[str]:
    *folders, name = module.split("/")
    places = {"/".join(folders[:depth]) for depth in range(1, len(folders) + 1)} if folders else {""}
    return {f"{place}/test_{name}".lstrip("/") for place in places}


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_loops_run_in_threads_of_their_own():
    """A loop in the thread of the tests works alone and fails behind a browser test in the same process."""
    tests = [path for path in project_files() if "tests" in path.parts and path.name.startswith("test_")]
    runs = re.compile(r"\b(asyncio|anyio)\.run\(")
    assert [path.name for path in tests if path.suffix == ".py" and runs.search(path.read_text("utf-8"))] == []
