"""Daylio's export: moods mean what the person says, activities become what they are, times are those of the phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowlby.diary import daylio
from bowlby.diary.own_table import read_own
from bowlby.diary.plans import Plan
from bowlby.errors import BowlbyError

HEADER = "full_date,date,weekday,time,mood,activities,note_title,note"
TEXT = f"""{HEADER}
2026-03-02,2 Mar,Monday,10:08 PM,rad,"work | gaming | meditation","A day","was ""good"" <br> really"
2026-03-02,2 Mar,Monday,10:08 PM,meh,"","",""
2026-03-01,1 Mar,Sunday,21:40,Meh,"family | work","",""
"""
PATH = Path("daylio_export.csv")


def read(text: str = TEXT, moods=daylio.MOODS, roles=None) -> Plan:
    sheet = daylio.open_daylio(PATH, text.encode())
    return read_own(PATH, daylio.columns_of(sheet, moods, roles or {}, "Europe/Berlin"), None, text.encode())


def test_entries_become_moments_without_a_trigger():
    plan = read(roles={"meditation": "practice:mindfulness", "gaming": ""})
    newest, twin, oldest = plan.taken.moments
    assert (newest.id, newest.at.isoformat()) == ("daylio-2026-03-02T22:08:00", "2026-03-02T22:08:00+01:00")
    assert (newest.alarm_before, newest.trigger, newest.answer) == (0.0, "", "")
    assert (newest.states, newest.practices) == (("work",), ("mindfulness",))
    assert newest.note == 'A day\nwas "good" <br> really'
    assert (twin.id, twin.alarm_before, twin.note) == ("daylio-2026-03-02T22:08:00-2", 4.0, "")
    assert oldest.states == ("family", "work")
    assert plan.left_out == {"gaming": 1}
    assert plan.unused_columns == ("date", "weekday")
    assert dict(plan.meanings) == dict(daylio.MOODS)


def test_a_mood_that_nothing_was_said_about_is_refused():
    plan = read(TEXT.replace("rad", "my own word"))
    (refusal,) = plan.refused
    assert (refusal.line, refusal.column) == (2, "mood")
    assert "my own word" not in str(refusal)
    assert read(TEXT.replace("rad", "my own word"), {"my own word": 3.0, "meh": 4.0}).refused == ()


def test_what_is_in_it_is_counted():
    sheet = daylio.open_daylio(PATH, TEXT.encode())
    assert daylio.moods_in(sheet) == {"rad": 1, "meh": 1, "Meh": 1}
    assert daylio.activities_in(sheet) == {"work": 2, "gaming": 1, "meditation": 1, "family": 1}


def test_an_older_export_without_notes_or_activities_is_read():
    text = "full_date,time,mood\n2026-03-01,21:40,bad\n"
    assert read(text).taken.moments[0].alarm_before == 7.0
    assert daylio.activities_in(daylio.open_daylio(PATH, text.encode())) == {}


def test_another_file_is_told():
    with pytest.raises(BowlbyError, match="no export of Daylio"):
        daylio.open_daylio(PATH, b"a,b\n1,2\n")
