"""The calendar file keeps to RFC 5545, says nothing of what it is for, and draws what the notebook draws."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bowlby.companion.calendar_file import DAYS, LINE, calendar_file, escaped
from bowlby.companion.reminders import Plan, by_chance

NOW = datetime.fromisoformat("2026-03-20T12:00:00+00:00").astimezone()
PLAN = Plan(times=(time(9, 0), time(21, 30)), by_chance=2, seed="s")

titles = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


def unfolded(content: bytes) -> list[str]:
    text = content.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def events(content: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for line in unfolded(content):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("BEGIN", "END"):
            found[-1].setdefault(name, value)
    return found


def test_set_times_repeat_and_drawn_ones_stand_alone():
    found = events(calendar_file(PLAN, "Notes", NOW))
    daily = [event for event in found if event.get("RRULE") == "FREQ=DAILY"]
    assert [event["DTSTART"] for event in daily] == ["20260321T090000", "20260320T213000"]
    single = {event["DTSTART"] for event in found if "RRULE" not in event}
    here = NOW.date()
    drawn = {
        f"{here + timedelta(days=n):%Y%m%d}T{at:%H%M}00"
        for n in range(DAYS)
        for at in by_chance(PLAN, here + timedelta(days=n))
        if n or at > NOW.time()
    }
    assert single == drawn


def test_times_are_those_of_the_wall_clock():
    assert all(not event["DTSTART"].endswith("Z") for event in events(calendar_file(PLAN, "Notes", NOW)))
    assert b"TZID" not in calendar_file(PLAN, "Notes", NOW)


def test_a_later_file_replaces_the_events_of_an_earlier_one():
    one, other = (events(calendar_file(PLAN, "Notes", NOW + timedelta(days=n))) for n in (0, 3))
    names = [{(event["UID"], event["DTSTART"][9:]) for event in found} for found in (one, other)]
    assert len({event["UID"] for event in one}) == len(one)
    assert names[0] & names[1]


def test_nothing_says_what_it_is_for():
    text = calendar_file(PLAN, "Water the plants", NOW).decode().lower()
    assert not any(word in text for word in ("bowlby", "attachment", "alarm is", "check", "diary", "127.0.0.1"))
    assert text.count("water the plants") == 2 * text.count("begin:vevent")


def test_no_time_is_written_twice():
    found = events(calendar_file(Plan(times=(time(9),), by_chance=0), "Notes", NOW))
    assert len(found) == 1


@given(titles)
def test_any_title_is_folded_and_comes_back(title: str):
    content = calendar_file(PLAN, title, NOW)
    assert max(len(line.encode()) for line in content.decode().split("\r\n")) <= LINE
    summary = events(content)[0]["SUMMARY"]
    undone = summary.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    if "\\" not in title and len(title.splitlines()) < 2:
        assert undone == "".join(title.splitlines())


def test_what_has_a_meaning_is_escaped():
    assert escaped("a;b,c\\d\r\ne") == "a\\;b\\,c\\\\d\\ne"
