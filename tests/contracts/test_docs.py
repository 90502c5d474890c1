"""What the documentation shows is true: its files can be read, its commands exist, its links lead somewhere."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from bowlby.diary.column_map import read_column_map
from bowlby.diary.formats import read_native
from contracts.tree import ROOT

BLOCK = re.compile(r"^```\{code-block\} \w+\n:caption: (?P<name>\S+)\n\n(?P<text>.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"^bowlby ([a-z-]+)", re.MULTILINE)
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def shown_files(ending: str) -> dict[str, str]:
    """Files of that ending which the page about formats shows in full, by name."""
    page = (ROOT / "docs" / "diary-format.md").read_text("utf-8")
    return {match["name"]: match["text"] for match in BLOCK.finditer(page) if match["name"].endswith(ending)}


def broken_links(page: Path) -> list[str]:
    """Targets of a page's relative links that do not exist."""
    found = LINK.findall(page.read_text("utf-8"))
    return [target for target in found if not (page.parent / target).exists()]


def commands() -> set[str]:
    """Names of the program's commands."""
    import typer.main

    from bowlby.cli import app

    return set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_shown_diary_is_read_without_a_refusal(tmp_path: Path):
    files = shown_files(".csv")
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    plan = read_native(tmp_path)
    assert set(files) == {"moments.csv", "checkins.csv", "care.csv"}
    assert plan.refused == ()
    assert [len(plan.taken.moments), len(plan.taken.checkins), len(plan.taken.care)] == [2, 2, 1]


def test_shown_column_maps_are_read(tmp_path: Path):
    shown = shown_files(".toml")
    assert len(shown) == 2
    for name, text in shown.items():
        (tmp_path / name).write_text(text, "utf-8")
        assert read_column_map(tmp_path / name).person == "id"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path):
    assert broken_links(page) == []


def test_a_broken_link_is_found(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text("[here](page.md) [web](https://example.org) [gone](nowhere.md#part)", "utf-8")
    assert broken_links(page) == ["nowhere.md"]


def test_shown_commands_exist():
    shown = {name for page in PAGES for name in COMMAND.findall(page.read_text("utf-8"))}
    assert {"fit", "import"} <= shown
    assert shown - commands() == set()


def test_every_command_and_parameter_is_in_the_documentation(monkeypatch: pytest.MonkeyPatch):
    from bowlby.parameters import default_entries

    monkeypatch.setattr(sys, "path", [str(ROOT / "docs"), *sys.path])
    import generate  # type: ignore[import-not-found]

    text = generate.command_line()
    assert [name for name in commands() if f"## {name}\n" not in text] == []
    names = [f"`{section}.{name}`" for section, entries in default_entries().items() for name in entries]
    assert [name for name in names if name not in generate.parameters()] == []


def test_pages_are_all_in_a_table_of_contents():
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    pages = {page.stem for page in (ROOT / "docs").glob("*.md")} - {"index"}
    assert [page for page in sorted(pages) if not re.search(rf"^{re.escape(page)}$", index, re.MULTILINE)] == []
