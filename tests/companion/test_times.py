"""Times of forms: offsets, now, the future; and times as people read them."""

from __future__ import annotations

import os
import time as machine
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.companion.times import (
    ClockChangeError,
    long_ago,
    month_label,
    now_here,
    offset_name,
    on_the_clock,
    spoken,
    time_from_form,
    written_zone,
    zones,
)
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


# --- journeys and clock changes ------------------------------------------------------------------------------


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clock changes in spring and autumn."""
    earlier = os.environ.get("TZ")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    machine.tzset()
    yield
    if earlier is None:
        monkeypatch.delenv("TZ")
    else:
        monkeypatch.setenv("TZ", earlier)
    machine.tzset()


LATER = datetime.fromisoformat("2026-12-01T12:00:00+01:00")


@pytest.mark.parametrize("offset", ["", "120", "60"])
def test_an_hour_that_happened_twice_is_asked_about(berlin: None, offset: str):
    with pytest.raises(ClockChangeError) as asked:
        time_from_form("2026-10-25T02:30", offset, "at", LATER)
    assert [offset_name(at) for at in asked.value.folds] == ["UTC+02:00", "UTC+01:00"]
    both = [time_from_form("2026-10-25T02:30", offset, "at", LATER, fold=fold) for fold in ("first", "second")]
    assert [at.isoformat() for at in both] == ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]
    assert both[1] - both[0] == timedelta(hours=1)


def test_an_hour_that_never_was_is_explained(berlin: None):
    with pytest.raises(RecordError, match="clocks went forward"):
        time_from_form("2026-03-29T02:30", "", "at", LATER)
    for fine in ("2026-03-29T01:59", "2026-03-29T03:00"):
        assert time_from_form(fine, "", "at", LATER).strftime("%Y-%m-%dT%H:%M") == fine


def test_the_offset_of_a_past_season_is_that_of_its_day(berlin: None):
    assert time_from_form("2026-07-01T12:00", "120", "at", LATER).isoformat() == "2026-07-01T12:00:00+02:00"


def test_on_a_journey_the_clock_named_counts(berlin: None):
    at = time_from_form("2026-10-25T02:30", "120", "at", LATER, zone="-420")
    assert at.isoformat() == "2026-10-25T02:30:00-07:00"
    assert written_zone(at) == "-420"
    assert (written_zone(at), "UTC−07:00") in zones()


def test_a_browser_elsewhere_is_believed(berlin: None):
    assert time_from_form("2026-10-25T02:30", "540", "at", LATER).isoformat() == "2026-10-25T02:30:00+09:00"


def test_this_machines_own_offset_needs_no_choice(berlin: None):
    summer, winter = (datetime.fromisoformat(text) for text in ("2026-07-01T12:00+02:00", "2026-07-01T12:00+01:00"))
    assert (written_zone(summer), written_zone(winter)) == ("", "60")


def test_times_of_a_day_on_the_wall(berlin: None):
    assert on_the_clock(date(2026, 3, 29), time(2, 30)).isoformat() == "2026-03-29T03:30:00+02:00"
    assert on_the_clock(date(2026, 10, 25), time(2, 30)).isoformat() == "2026-10-25T02:30:00+02:00"


@given(st.text(max_size=20), st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_no_field_breaks_the_reading(text: str, offset: str, zone: str, fold: str):
    try:
        at = time_from_form(text, offset, "at", NOW, zone=zone, fold=fold)
    except RecordError as error:
        assert error.column == "at"  # noqa: PT017
    else:
        assert at.utcoffset() is not None


def test_the_end_of_the_calendar_is_no_trap():
    with pytest.raises(RecordError):
        time_from_form("9999-12-31T23:59", "", "at", NOW)
