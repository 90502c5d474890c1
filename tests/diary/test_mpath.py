"""m-Path's raw export: the local clock and its offset, rows that end early, lists inside cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowlby.diary import mpath
from bowlby.diary.formats import plan_import
from bowlby.diary.own_columns import parse
from bowlby.diary.own_table import people_in, read_own
from bowlby.errors import BowlbyError

HEADER = "connectionId;alias;sentBeepId;timeStampStart;timeZoneOffset;anxious_sliderNegPos;company_string;text_open"
ROWS = (
    '1;x;11;1713514602;7200;30;"""Alone"",""At home, resting""";"""a ; b"""',
    "1;x;12;0;7200",
    "1;x;13;1713600000;7200;0;;",
    "2;y;14;1713600000;-12600;100;;",
)
PATH = Path("basic.csv")
RAW = ("\ufeff" + "\n".join((HEADER, *ROWS, ""))).encode()
SAID = parse("at=timeStampStart,alarm=anxious_sliderNegPos,scale=0-100,states=company_string,note=text_open")


def test_rows_of_one_person():
    plan = read_own(PATH, mpath.columns_of(SAID), "1", RAW)
    first, second = plan.taken.moments
    assert first.id == "mpath-1-11-1713514602"
    assert first.at.isoformat() == "2024-04-19T08:16:42+02:00"
    assert (first.alarm_before, first.states) == (3.0, ("Alone", "At home, resting"))
    assert first.note == "a ; b"
    assert (second.alarm_before, second.states, second.note) == (0.0, (), "")
    assert (plan.missed, plan.refused, plan.people) == (1, (), ("1", "2"))
    assert read_own(PATH, mpath.columns_of(SAID), "2", RAW).taken.moments[0].at.isoformat().endswith("-03:30")


def test_columns_that_hold_answers():
    sheet = mpath.open_mpath(PATH, RAW)
    assert mpath.answers_in(sheet) == ("anxious_sliderNegPos", "company_string", "text_open")
    with pytest.raises(BowlbyError, match="no raw export of m-Path"):
        mpath.open_mpath(PATH, b"a;b\n1;2\n")


def test_the_real_export_is_read_for_everybody(data_folder: Path):
    path = data_folder / "mpath" / "example_basic.csv"
    said = parse(
        "at=timeStampStart,alarm=slider_anxious_sliderNegPos,scale=0-100,states=context_company_multipleChoice_string"
    )
    columns = mpath.columns_of(said)
    people = people_in(mpath.open_mpath(path), columns)
    assert len(people) == 20
    plans = [read_own(path, columns, person) for person in people]
    assert all(plan.refused == () for plan in plans)
    assert sum(len(plan.taken) + plan.missed for plan in plans) == 2221
    assert sum(len(plan.taken) for plan in plans) > 1000
    assert all(len(plan_import(plan, plan.taken).taken) == 0 for plan in plans)
    hours = [moment.at.hour for plan in plans for moment in plan.taken.moments]
    assert min(hours) >= 6
