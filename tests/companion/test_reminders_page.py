"""The page of reminders: what is chosen is kept, what cannot be is told, and the calendar file is neutral."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bowlby.companion.app import ring
from bowlby.companion.reminders import plan_of
from companion.visits import PASSPHRASE, Visitor, create, visitor

FORM = {"times": "09:00 21:30", "by_chance": "2", "start": "10:00", "end": "20:00", "ask_after": "evening"}


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        yield client


def test_what_is_chosen_is_kept(writer: Visitor):
    page = writer.submit("/reminders", FORM)
    assert "Kept." in page.text
    assert 'value="09:00, 21:30"' in page.text
    assert writer.session.database
    plan = plan_of(writer.session.database)
    assert (plan.times, plan.by_chance, plan.ask_after) == ((time(9), time(21, 30)), 2, "evening")
    assert (plan.in_browser, plan.on_desktop) == (False, False)


def test_a_refusal_keeps_what_was_filled_in(writer: Visitor):
    page = writer.submit("/reminders", FORM | {"times": "9:00 noon"})
    assert page.status_code == 422
    assert "The list of times holds something that is no time" in page.text
    assert 'value="9:00 noon"' in page.text


def test_the_calendar_file_is_neutral(writer: Visitor):
    writer.submit("/reminders", FORM)
    answer = writer.submit("/reminders/calendar", {"title": " Water\nthe plants "})
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="notes.ics"'
    assert "SUMMARY:Water the plants\r\n" in answer.text
    assert "SUMMARY:Notes\r\n" in writer.submit("/reminders/calendar", {"title": " "}).text


def test_this_machine_rings_also_when_locked_but_not_when_hidden(writer: Visitor):
    session, heard = writer.session, []
    session.bells.ring = heard.append
    soon = (datetime.now() + timedelta(minutes=2)).time()
    writer.submit("/reminders", {"times": f"{soon:%H:%M}", "by_chance": "0", "on_desktop": "1"})
    session.lock()  # at once, before any look in the background
    assert session.bells.times
    ring(session)
    assert session.bells.watch(datetime.now().astimezone() + timedelta(minutes=3))
    assert heard == ["Notes"]
    writer.submit("/unlock", {"passphrase": PASSPHRASE})
    ring(session)
    assert session.bells.times
    writer.submit("/hide")
    assert session.bells.times == ()
    writer.submit("/unlock", {"passphrase": PASSPHRASE})
    ring(session)
    writer.submit("/reminders", FORM)
    assert session.bells.times == ()
