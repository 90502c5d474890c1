"""Reading the parameter file: what it gives, and what it refuses."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from bowlby.errors import BowlbyError
from bowlby.parameters import default_entries, load_parameters, read_entries

TEXT = files("bowlby").joinpath("parameters.toml").read_text("utf-8")


def changed(old: str, new: str) -> str:
    """The shipped file with one place changed."""
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_numbers_are_the_defaults_of_the_file():
    parameters = load_parameters()
    for section, entries in default_entries().items():
        for name, entry in entries.items():
            assert getattr(getattr(parameters, section), name) == entry.default


def test_every_number_of_the_code_is_in_the_file():
    parameters = load_parameters()
    named = {section: set(getattr(parameters, section)._fields) for section in parameters._fields}
    assert named == {section: set(entries) for section, entries in default_entries().items()}


def test_another_file_can_be_loaded(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(changed("[alarm.soothing]\ndefault = 0.5", "[alarm.soothing]\ndefault = 0.25"), "utf-8")
    assert load_parameters(path).alarm.soothing == 0.25
    assert load_parameters().alarm.soothing == 0.5


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (changed("[alarm.soothing]\ndefault = 0.5", "[alarm.soothing]\ndefault = 1.5"), "[alarm.soothing]"),
        (changed("[alarm.soothing]", "[alarm.sothing]"), "'sothing'"),
        (changed("[alarm.soothing]", "[alarms.soothing]"), "'alarms'"),
        (changed("[alarm.soothing]\ndefault = 0.5\n", "[alarm.soothing]\n"), "default"),
        (changed("[alarm.soothing]\n", "[alarm.soothing]\ncolour = 1\n"), "colour"),
        (TEXT + "\n[broken", "not a TOML file"),
        ("", "missing"),
    ],
)
def test_a_faulty_file_is_refused_by_name(text: str, says: str):
    with pytest.raises(BowlbyError) as refused:
        read_entries(text, "mine.toml")
    assert str(refused.value).startswith("mine.toml: ")
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    with pytest.raises(BowlbyError, match=r"nowhere\.toml: cannot be read"):
        load_parameters(tmp_path / "nowhere.toml")
