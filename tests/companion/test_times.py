"""Times of forms: offsets, now, the future; and times as people read them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bowlby.companion.times import long_ago, month_label, now_here, spoken, time_from_form
from bowlby.diary.records import RecordError

NOW = datetime.fromisoformat("2026-03-05T21:00:00+01:00")


@pytest.mark.parametrize(("offset", "hours"), [("60", 1), ("-300", -5), ("345", 5.75), ("0", 0)])
def test_now_has_the_offset_of_the_browser(offset: str, hours: float):
    assert now_here(offset).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("offset", ["", "x", "100000", "1.5"])
def test_without_a_sensible_offset_the_machines_zone_counts(offset: str):
    assert now_here(offset).utcoffset() == datetime.now().astimezone().utcoffset()


def test_empty_is_now():
    assert time_from_form(" ", "", "at", NOW) == NOW


def test_a_written_offset_stays():
    time = time_from_form("2026-03-05T10:00+09:00", "60", "at", NOW)
    assert time.isoformat() == "2026-03-05T10:00:00+09:00"


def test_this_very_minute_is_not_the_future():
    early = NOW.replace(second=5)
    assert time_from_form("2026-03-05T21:00", "60", "at", early) <= early


@pytest.mark.parametrize("text", ["2026-03-05T21:02", "2026-03-06T00:00", "soon", "2026-13-01T00:00"])
def test_what_cannot_be_is_refused(text: str):
    with pytest.raises(RecordError) as refusal:
        time_from_form(text, "60", "at", NOW)
    assert refusal.value.column == "at"
    assert text not in str(refusal.value)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-03-05T09:05:00+01:00", "today 09:05"),
        ("2026-03-04T23:59:00+01:00", "yesterday 23:59"),
        ("2026-03-03T18:30:00+01:00", "Tue 3 Mar, 18:30"),
        ("2024-11-03T18:30:00+01:00", "3 Nov 2024, 18:30"),
        ("2026-03-06T01:00:00+09:00", "6 Mar 2026, 01:00"),
    ],
)
def test_times_are_said_as_people_say_them(at: str, words: str):
    assert spoken(datetime.fromisoformat(at), NOW) == words


def test_two_hours_are_long_ago():
    assert long_ago(NOW - timedelta(minutes=121), NOW)
    assert not long_ago(NOW - timedelta(minutes=119), NOW)


def test_a_month_is_written_as_people_do():
    assert month_label("2026-03") == "Mar 2026"
    assert month_label("2026-03", long=True) == "March 2026"
