"""A map of columns is read, remembered and refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.diary.own_columns import OwnColumns, checked, from_json, mark_of, parse
from bowlby.errors import BowlbyError
from diary.outcome import is_readable, outcome

TOML = """
at = ["Date", "Time"]
order = "dmy"
zone = "Europe/Berlin"
alarm = "Mood"
calm_high = true
person = "who"
[alarm_words]
Great = 0
low = 7.5
[fields]
note = ["Title", "Text"]
[activities]
column = "Tags"
roles = { Work = "state", walk = "practice:breathing", noise = "" }
"""
FULL = OwnColumns(
    at=("Date", "Time"),
    order="dmy",
    zone="Europe/Berlin",
    alarm="Mood",
    calm_high=True,
    alarm_words={"great": 0.0, "low": 7.5},
    fields={"note": ("Title", "Text")},
    activities="Tags",
    roles={"work": "state", "walk": "practice:breathing", "noise": ""},
    person="who",
)


def test_a_file_and_the_short_form(tmp_path: Path):
    path = tmp_path / "map.toml"
    path.write_text(TOML)
    assert parse(str(path)) == FULL
    assert FULL.columns == ("Date", "Time", "Mood", "Tags", "who", "Title", "Text")
    short = parse("at=Date|Time, alarm=Stress,scale=1-5,calm=high,note=Text,kind=moments")
    assert short == OwnColumns(
        at=("Date", "Time"), alarm="Stress", scale=(1.0, 5.0), calm_high=True, fields={"note": ("Text",)}
    )


def test_what_was_said_is_remembered():
    assert from_json(json.loads(json.dumps(FULL.to_json()))) == FULL
    for kept in ({}, {"at": 1}, FULL.to_json() | {"fields": 1}, FULL.to_json() | {"more": 1}):
        with pytest.raises(BowlbyError, match="remembered"):
            from_json(kept)
    assert mark_of(["a", "b"]) != mark_of(["a b"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nothing.toml", "is no file"),
        ("alarm=Stress", "at is missing"),
        ("at=When,scale=5-1", "does not rise"),
        ("at=When,scale=1-five", "not a number"),
        ("at=When,scale=1", "not two numbers"),
        ("at=When,zone=Mars", "not a known time zone"),
        ("at=When,order=ymd", "is not one of dmy"),
        ("at=When,kind=dreams", "is not one of moments"),
        ("at=When,colour=blue", "is not a field of moments"),
        ("at=When,alarm=", "has no value"),
        ("at=When,kind=checkins", "a check-in is a rating"),
        ("at=When,kind=checkins,alarm=a,note=x", "is not a field of checkins"),
    ],
)
def test_what_is_wrong_is_named(text: str, words: str):
    with pytest.raises(BowlbyError, match=words):
        parse(text)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"at = ", "not TOML"),
        (b"\xff", "not UTF-8"),
        (b"at = 1", "not the name of a column"),
        (b'at = "a"\nattt = 1', "did you mean at"),
        (b'at = "a"\n[alarm_words]\ngood = 11', "outside 0 to 10"),
        (b'at = "a"\n[alarm_words]\ngood = true', "not a number"),
        (b'at = "a"\n[activities]\ncolumn="b"\nroles = { x = "food" }', "something else than state"),
        (b'at = "a"\nfields = 3', "write them as sections"),
        (b'at = "a"\nactivities = 3', "write them as sections"),
    ],
)
def test_a_file_at_fault_is_named(tmp_path: Path, raw: bytes, words: str):
    (tmp_path / "map.toml").write_bytes(raw)
    with pytest.raises(BowlbyError, match=words):
        parse(str(tmp_path / "map.toml"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(["at", "kind", "order", "zone", "alarm", "scale", "alarm_words", "fields", "activities", "id"])


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_anything_is_a_map_or_one_line(content: dict):
    found, error = outcome(lambda: checked(content, "here"))
    assert is_readable(error) if error else isinstance(found, OwnColumns)


@given(st.text(max_size=40))
def test_any_short_form_is_a_map_or_one_line(text: str):
    found, error = outcome(lambda: parse(f"at=a,{text}"))
    assert is_readable(error) if error else isinstance(found, OwnColumns)
