"""A column map says exactly what it may say: misspelt, missing and wrong keys are named."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.diary import column_map
from bowlby.diary.column_map import ClockTime, SpreadTime, column_map_path, read_column_map, shipped_column_maps
from bowlby.errors import BowlbyError
from diary.outcome import is_readable, outcome

PATH = Path("map.toml")
GOOD = """\
title = "Students"
source = "somewhere"
person = "id"
id = ["id", "day", "beep"]
missing = ["", "NA", "-9"]
trigger = "event"

[time]
column = "date"
format = "%d.%m.%Y %H:%M"
zone = "Europe/Amsterdam"

[alarm]
columns = ["worry", "nervous"]
scale = [1, 5]

[states.alone]
columns = ["alone"]
at_least = 3
"""
SPREAD = """\
[time]
day = "day"
beep = "beep"
day_one = 2000-01-03
first_beep = 10:00:00
minutes_between = 120
"""
CLOCK = GOOD[GOOD.index("[time]") : GOOD.index("[alarm]")]


def read(text: str):
    return read_column_map(PATH, text.encode())


def test_all_that_a_map_may_hold_is_read():
    got = read(GOOD)
    assert (got.title, got.person, got.id, got.trigger) == ("Students", "id", ("id", "day", "beep"), "event")
    assert (got.alarm, got.scale, got.missing) == (("worry", "nervous"), (1.0, 5.0), ("", "NA", "-9"))
    assert isinstance(got.time, ClockTime)
    assert (got.time.column, got.time.format, str(got.time.zone)) == ("date", "%d.%m.%Y %H:%M", "Europe/Amsterdam")
    assert [(state.name, state.columns, state.at_least) for state in got.states] == [("alone", ("alone",), 3.0)]
    assert got.columns == ("id", "day", "beep", "date", "worry", "nervous", "alone", "event")


def test_beeps_can_be_spread_over_a_day():
    got = read(GOOD.replace(CLOCK, SPREAD)).time
    assert isinstance(got, SpreadTime)
    assert (got.day_one, got.first_beep, got.minutes_between) == (date(2000, 1, 3), time(10), 120.0)
    assert str(got.zone) == "UTC"


def test_what_may_be_left_out():
    got = read('person = "id"\nid = ["id"]\ntime = {column = "t"}\nalarm = {columns = ["a"], scale = [0, 10]}')
    assert (got.states, got.trigger, got.missing) == ((), "", ("", "NA"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("person =", "persn =", "persn is not a key of a column map; did you mean person?"),
        ("[alarm]", "[alarms]", "alarms is not a key of a column map; did you mean alarm?"),
        ("at_least", "atleast", "[states.alone] atleast is not a key of a column map; did you mean at_least?"),
        ('title = "Students"', "colour = 1", "colour is not a key of a column map; the keys here are"),
        ('person = "id"\n', "", "person is missing"),
        ('person = "id"', "person = 3", "person is of the wrong kind"),
        ('person = "id"', 'person = ""', "person is empty"),
        ('id = ["id", "day", "beep"]', 'id = "id"', "id is of the wrong kind"),
        ('id = ["id", "day", "beep"]', "id = []", "id is of the wrong kind"),
        ('["worry", "nervous"]', "[1, 2]", "[alarm] columns is of the wrong kind"),
        ("scale = [1, 5]\n", "", "[alarm] scale is not two numbers"),
        ("scale = [1, 5]", "scale = [5, 1]", "[alarm] scale does not rise"),
        ("scale = [1, 5]", "scale = [1, nan]", "[alarm] scale does not rise"),
        ("scale = [1, 5]", "scale = [1, true]", "[alarm] scale is not two numbers"),
        ("at_least = 3", 'at_least = "3"', "[states.alone] at_least is missing or not a number"),
        ("at_least = 3", "at_least = inf", "[states.alone] at_least is missing or not a number"),
        ("[states.alone]", '[states."a;b"]', "a state whose name is empty or holds a semicolon"),
        ("Europe/Amsterdam", "Europe/Atlantis", "[time] zone is not a known time zone"),
        ("Europe/Amsterdam", "../etc", "[time] zone is not a known time zone"),
        (CLOCK, "", "[time] is missing"),
        (CLOCK, "[time]\n", "[time] column is missing; name the column with the time, or day and beep"),
        (
            CLOCK,
            SPREAD.replace("day_one", "dayone"),
            "[time] dayone is not a key of a column map; did you mean day_one?",
        ),
        (CLOCK, SPREAD.replace("2000-01-03", "3"), "[time] day_one is of the wrong kind; write a date such as"),
        (CLOCK, SPREAD.replace("10:00:00", '"10"'), "[time] first_beep is of the wrong kind; write a time such as"),
        (CLOCK, SPREAD.replace("120", "0"), "[time] minutes_between is outside 0 to 1440"),
        ("[alarm]", "[alarm", "the column map is not TOML"),
    ],
)
def test_a_map_at_fault_says_how(old: str, new: str, words: str):
    assert old in GOOD
    with pytest.raises(BowlbyError) as caught:
        read(GOOD.replace(old, new, 1))
    assert str(caught.value).startswith("map.toml: ")
    assert words in str(caught.value)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 12), st.text(max_size=4))
def test_a_mangled_map_is_read_or_refused_in_one_line(place: int, length: int, put: str):
    text = GOOD[:place] + put + GOOD[place + length :]
    column_map, error = outcome(lambda: read_column_map(PATH, text.encode("utf-8", "surrogatepass")))
    assert is_readable(error) if error else column_map


def test_every_shipped_map_is_sound_and_says_where_its_data_is_from():
    assert shipped_column_maps() == ("openesm-0001", "openesm-0012")
    for name in shipped_column_maps():
        shipped = read_column_map(column_map_path(name))
        assert "openESM" in shipped.source
        assert shipped.title


def test_a_map_is_found_by_path_or_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "mine.toml").write_text(GOOD)
    assert column_map_path(tmp_path / "mine.toml") == tmp_path / "mine.toml"
    assert column_map_path("openesm-0001") == column_map.SHIPPED / "openesm-0001.toml"
    with pytest.raises(BowlbyError, match="openesm-0001, openesm-0012"):
        column_map_path("openesm-1")
    with pytest.raises(BowlbyError, match="needs a column map"):
        column_map_path("")
    with pytest.raises(BowlbyError, match="no such column map"):
        column_map_path(tmp_path)


def test_a_map_that_is_not_text(tmp_path: Path):
    with pytest.raises(BowlbyError, match="not UTF-8"):
        read_column_map(PATH, b"title = '\xff'")
    with pytest.raises(BowlbyError, match="cannot be read"):
        read_column_map(tmp_path / "none.toml")
