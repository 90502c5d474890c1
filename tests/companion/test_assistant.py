"""The column assistant recognises times and scales, and takes what a form says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowlby.companion import assistant
from bowlby.companion.uploads import Bringing, sheet_of
from bowlby.diary.csv_files import Sheet
from bowlby.diary.database import DiaryDatabase
from bowlby.errors import BowlbyError

TABLE = b"Nr,When,Stress level,Text\n1,2026-03-01 18:30,3,a\n2,2026-03-02 18:30,5,b\n"
DAYLIO = b"full_date,time,mood,activities\n2026-03-01,18:30,rad,work | walk\n2026-03-02,18:30,odd,work\n"


def sheet(raw: bytes = TABLE, form: str = "table") -> Sheet:
    return sheet_of(Bringing({"mine.csv": raw}, form))


def test_a_first_guess():
    found = assistant.guess(sheet(), sheet().columns)
    assert (found.at, found.alarm, found.scale) == (("When",), "Stress level", (1.0, 5.0))
    odd = assistant.guess(sheet(b"stress\n200\n300\n"), ("stress",))
    assert odd.scale == (200.0, 300.0)
    assert assistant.guess(sheet(b"stress\nmuch\n"), ("stress",)).scale == (0.0, 10.0)


def test_columns_are_shown_with_examples():
    assert assistant.columns_in(sheet(), ["Text"]) == [("Text", "a · b")]


def test_moods_and_activities_are_offered():
    daylio = sheet(DAYLIO, "daylio")
    assert assistant.moods(daylio, None) == [("rad", 1, "0"), ("odd", 1, "")]
    assert assistant.activities(daylio, None) == [("work", 2, "state"), ("walk", 1, "state")]
    said = assistant.said_of_daylio(daylio, {"mood-0": "1.5", "mood-1": "6", "activity-1": "practice:breathing"})
    assert assistant.moods(daylio, said) == [("rad", 1, "1.5"), ("odd", 1, "6")]
    assert said.roles == {"work": "state", "walk": "practice:breathing"}
    assert {value for value, _ in assistant.roles()} >= {"", "state", "practice:breathing", "trigger:no-reply"}


@pytest.mark.parametrize(
    "moods", [{}, {"mood-0": "1"}, {"mood-0": "1", "mood-1": "11"}, {"mood-0": "x", "mood-1": "1"}]
)
def test_a_mood_needs_a_number(moods: dict[str, str]):
    with pytest.raises(BowlbyError):
        assistant.said_of_daylio(sheet(DAYLIO, "daylio"), moods)


def test_what_a_form_says():
    form = {"at": "When", "alarm": "Stress level", "low": "1", "high": "5", "calm": "high", "field-note": "Text"}
    said = assistant.said_of_table(form, mpath=False)
    assert (said.at, said.scale, said.calm_high, said.fields) == (("When",), (1.0, 5.0), True, {"note": ("Text",)})
    of_mpath = assistant.said_of_table(form, mpath=True)
    assert (of_mpath.at, of_mpath.person, of_mpath.order) == (("timeStampStart",), "connectionId", "clock-seconds")
    for wrong in ({"at": ""}, {"low": "9"}, {"low": ""}, {"zone": "Mars"}, {"kind": "dreams"}):
        with pytest.raises(BowlbyError):
            assistant.said_of_table(form | wrong, mpath=False)


def test_what_was_said_comes_back_for_the_same_columns(tmp_path: Path):
    bringing = Bringing({"mine.csv": TABLE}, "table")
    with DiaryDatabase.open(tmp_path, bytes(32)) as database:
        assert assistant.remembered(database, bringing, sheet()) is None
        said = assistant.guess(sheet(), sheet().columns)
        assistant.remember(database, bringing, sheet(), said)
        assert assistant.remembered(database, bringing, sheet()) == said
        assert assistant.remembered(database, bringing, sheet(b"a,b\n1,2\n")) is None
        (name,) = database.kept(assistant.KIND)
        database.keep(assistant.KIND, name, {"at": 1})
        assert assistant.remembered(database, bringing, sheet()) is None


@pytest.mark.parametrize(
    ("name", "calm"), [("mood", True), ("Stimmung", True), ("Unruhe", False), ("stress", False), ("Ruhe", True)]
)
def test_a_mood_is_calm_where_it_is_high(name: str, calm: bool):
    found = assistant.guess(sheet(f"date,{name}\n2026-03-01,3\n".encode()), ("date", name))
    assert (found.alarm, found.calm_high) == (name, calm)
