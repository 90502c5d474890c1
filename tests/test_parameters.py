from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowlby import parameters
from bowlby.errors import BowlbyError
from bowlby.parameters import Entry, Parameters, default_entries, load_parameters, read_entries
from diary.outcome import outcome

TEXT = files("bowlby").joinpath("parameters.toml").read_text("utf-8")
LINES = TEXT.splitlines()
ENTRIES = {f"{section}.{name}": entry for section, table in default_entries().items() for name, entry in table.items()}

SOOTHING = "[alarm.soothing]\ndefault = 0.5\n"


def complaint(text: str, where: str = "mine.toml") -> str:
    """The message with which a text is refused; it is always one line."""
    with pytest.raises(BowlbyError) as caught:
        read_entries(text, where)
    message = str(caught.value)
    assert message.startswith(where)
    assert len(message.splitlines()) == 1
    return message


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


def without(section: str) -> str:
    """The file without the entries that begin with `section`."""
    blocks = TEXT.split("\n[")
    return "\n[".join(block for block in blocks if not block.startswith(section))


# The file that ships with the package


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_has_a_unit_a_meaning_and_a_ground(name):
    entry = ENTRIES[name]
    assert entry.unit.strip()
    assert len(entry.meaning) >= 20
    assert entry.low < entry.high
    assert entry.low <= entry.default <= entry.high
    if entry.source == "declared":
        assert len(entry.why) >= 20
        assert not entry.rows
    elif entry.source == "calibrated":
        assert entry.rows
    else:
        assert entry.source  # a key of the bibliography, which the contracts look up


def test_the_numbers_in_use_are_the_numbers_in_the_file():
    written = tomllib.loads(TEXT)
    loaded = load_parameters()
    assert tuple(written) == Parameters._fields
    for section, table in written.items():
        values = getattr(loaded, section)
        assert values._asdict() == {name: table[name]["default"] for name in values._fields}
        assert all(isinstance(value, float) for value in values)


def test_the_same_text_from_another_place_gives_the_same_numbers(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, "utf-8")
    assert load_parameters(path) == load_parameters()


def test_a_changed_number_is_the_only_difference(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(changed(SOOTHING, SOOTHING.replace("0.5", "1")), "utf-8")
    mine, usual = load_parameters(path), load_parameters()
    assert mine.alarm.soothing == 1.0
    assert isinstance(mine.alarm.soothing, float)
    assert mine._replace(alarm=mine.alarm._replace(soothing=usual.alarm.soothing)) == usual


def test_sections_and_tuples_belong_together():
    assert get_type_hints(Parameters) == parameters._SECTIONS


# Files that are refused


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: "", "section 'appraisal' is missing"),
        (lambda: without("learning."), "section 'learning' is missing"),
        (lambda: without("alarm.soothing"), "parameter of [alarm] 'soothing' is missing"),
        (lambda: TEXT + '\n[mood.swing]\ndefault = 1.0\nunit = "1"\n', "unknown section 'mood'"),
        (lambda: changed("[alarm.soothing]", "[alarm.sooothing]"), "unknown parameter of [alarm] 'sooothing'"),
        (lambda: changed(SOOTHING, SOOTHING.replace("0.5", "1.5")), "[alarm.soothing] is outside its range 0 to 1"),
        (lambda: changed(SOOTHING, SOOTHING.replace("0.5", "-0.1")), "[alarm.soothing] is outside its range 0 to 1"),
        (lambda: changed(SOOTHING, SOOTHING.replace("0.5", "nan")), "[alarm.soothing]: default is not a number"),
        (lambda: changed(SOOTHING, SOOTHING.replace("0.5", "inf")), "[alarm.soothing]: default is not a number"),
        (lambda: changed(SOOTHING, SOOTHING.replace("0.5", '"half"')), "[alarm.soothing]: default is not a number"),
        (lambda: changed(SOOTHING, SOOTHING.replace("0.5", "true")), "[alarm.soothing]: default is not a number"),
        (lambda: changed(SOOTHING, "[alarm.soothing]\n"), "[alarm.soothing] is missing default"),
        (lambda: changed(SOOTHING, SOOTHING + 'colour = "red"\n'), "[alarm.soothing] has an unknown key 'colour'"),
        (lambda: changed(SOOTHING, SOOTHING + "rows = 3\n"), "[alarm.soothing]: rows is not a list"),
        (lambda: changed(SOOTHING, SOOTHING + 'rows = ["a", 3]\n'), "[alarm.soothing]: rows is not a list"),
        (lambda: without("alarm.soothing") + "\n[alarm]\nsoothing = 0.5\n", "[alarm.soothing] is a bare value"),
        (lambda: "alarm = 3\n" + without("alarm."), "alarm is not a section"),
        (lambda: changed(SOOTHING, "[alarm.soothing\ndefault = 0.5\n"), "is not a TOML file"),
        (lambda: TEXT + SOOTHING, "is not a TOML file"),
        (lambda: TEXT + '\n["a\\nb"]\n', "unknown section 'a\\nb'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_a_wrong_file_is_refused_in_one_line_that_says_where(make: Callable[[], str], says: str):
    assert says in complaint(make())


def test_a_text_that_is_not_one_is_refused():
    table = TEXT.split("[alarm.soothing]")[1].split("\n[")[0]
    unit = next(line for line in table.splitlines() if line.startswith("unit"))
    broken = TEXT.replace(table, table.replace(unit, "unit = 1"))
    assert "[alarm.soothing]: unit is not a text" in complaint(broken)


def test_a_bad_line_is_named():
    assert "line 2" in complaint("[alarm]\nthis is no line\n")


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir(), lambda path: path.write_bytes(b"\xff")])
def test_a_file_that_cannot_be_read_is_named_without_its_folder(tmp_path: Path, make: Callable[[Path], None]):
    path = tmp_path / "mine.toml"
    make(path)
    with pytest.raises(BowlbyError, match=r"^mine\.toml: cannot be read \(\w+\); check the path$"):
        load_parameters(path)


@settings(max_examples=60)
@given(st.integers(0, len(LINES) - 1), st.text(st.characters(codec="utf-8"), max_size=12), st.booleans())
def test_a_damaged_line_is_read_or_refused_and_nothing_else(index: int, text: str, replaces: bool):
    damaged = [*LINES[:index], text, *LINES[index + replaces :]]
    entries, error = outcome(lambda: read_entries("\n".join(damaged), "mine.toml"))
    if entries is None:
        assert str(error).startswith("mine.toml")
        assert len(str(error).splitlines()) == 1
    else:
        assert all(isinstance(entry, Entry) for table in entries.values() for entry in table.values())
