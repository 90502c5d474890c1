"""The documentation of the questionnaires: a page for each, made from its file, and an example that runs."""

from __future__ import annotations

import re
import subprocess
import sys
from hashlib import sha256
from importlib.metadata import version
from types import ModuleType

import pytest

from bowlby.measures.instruments import FOLDER, instruments
from bowlby.measures.item_bank import banks
from contracts.tree import ROOT

PAGE = (ROOT / "docs" / "measures.md").read_text("utf-8")


@pytest.fixture
def instrument_pages(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    import instrument_pages  # type: ignore[import-not-found]

    return instrument_pages


def test_every_instrument_has_its_page():
    for name in instruments():
        assert f"instruments/{name}\n" in PAGE
        stub = (ROOT / "docs" / "instruments" / f"{name}.md").read_text("utf-8")
        assert f"generated/instrument-{name}.md" in stub


def test_pages_say_what_the_files_say(instrument_pages: ModuleType):
    pages = instrument_pages.pages()
    assert set(pages) == {f"instrument-{name}" for name in instruments()}
    for one in instruments().values():
        text = pages[f"instrument-{one.name}"]
        for wanted in (one.title, one.licence, one.wording, one.checked, one.missing.why, f"bowlby score {one.name} "):
            assert wanted in text, wanted
        for order in one.orders.values():
            for scale in order.scales:
                assert f"| {scale.name} | {', '.join(map(str, scale.items))} |" in text
        assert (f"{{cite:t}}`{one.source}`" in text) == (one.source != "declared")
        assert f"[`{one.name}`]" in instrument_pages.roster()


def test_reference_values_stand_on_the_pages_that_have_them(instrument_pages: ModuleType):
    pages = instrument_pages.pages()
    with_values = {name for name, text in pages.items() if "## Reference sample" in text}
    assert with_values == {"instrument-ecr", "instrument-ecr-12"}
    assert re.search(r"\| anxiety \| all \| all \| 51,2\d\d \| 3\.10 \| 0\.80 \|", pages["instrument-ecr"])


def test_item_parameters_stand_where_there_are_any_with_their_errors(instrument_pages: ModuleType):
    pages = instrument_pages.pages()
    assert {name for name, text in pages.items() if "## Item parameters" in text} == {
        f"instrument-{name}" for name in banks()
    }
    entry = banks()["ecr"]["scales"]["anxiety"]["2"]
    assert f"| anxiety | 2 | {entry['slope']:.2f} ({entry['slope_error']:.2f}) | " in pages["instrument-ecr-12"]


def test_every_page_says_how_to_cite_the_version_and_the_key(instrument_pages: ModuleType):
    for name in instruments():
        key = sha256((FOLDER / f"{name}.toml").read_bytes()).hexdigest()[:12]
        cited = instrument_pages.pages()[f"instrument-{name}"].split("## Citing")[1]
        assert f"Bowlby {version('bowlby')} (instrument `{name}`, key `{key}`)" in cited


def test_the_example_runs():
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "{'anxiety': 4.0, 'avoidance': 4.0}\n"
