"""What has come back, what comes later, and a script's question that is no sign of life."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bowlby.companion import trying
from bowlby.companion.pages.waiting import ahead
from bowlby.companion.reminders import Plan, keep_plan
from bowlby.diary.records import Diary, Moment
from companion.tried import by_day, plan
from companion.visits import Visitor, create, fill, visitor


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        yield client


def hours_ago(*hours: float) -> Diary:
    now = datetime.now().astimezone()
    return Diary(moments=tuple(Moment(id=f"m{n:g}", at=now - timedelta(hours=n)) for n in hours))


def test_nothing_waits(writer: Visitor):
    page = writer.get("/waiting").text
    assert "Nothing is waiting for you just now." in page
    assert "You have not asked to be reminded." in page


def test_the_longest_overdue_first_and_later_ones_apart(writer: Visitor):
    fill(writer, hours_ago(1, 5, 30, 24 * 20))
    page = writer.get("/waiting").text
    assert re.findall('href="/moment/([^"]+)"', page) == ["m30", "m5", "m1"]
    assert page.index("m5") < page.index("Later") < page.index("m1")
    assert "rest. They are not asked about any more" in page


def test_not_now_puts_it_off(writer: Visitor):
    fill(writer, hours_ago(30, 5))
    assert "Ask me again" in writer.get("/moment/m30").text
    page = writer.submit("/later", {"id": "m30", "when": "tomorrow"})
    assert "It comes back tomorrow." in page.text
    assert re.findall('href="/moment/([^"]+)"', page.text) == ["m5", "m30"]
    assert "It does not come back by itself." in writer.submit("/later", {"id": "m30", "when": "never"}).text
    writer.submit("/later", {"id": "none", "when": "60"})
    writer.submit("/later", {"id": "m5", "when": "never again"})
    assert writer.session.database
    assert set(writer.session.database.kept("reminders")["asks"]["at"]) == {"m30"}


def test_completing_forgets_when_to_ask(writer: Visitor):
    fill(writer, hours_ago(5))
    writer.submit("/later", {"id": "m5", "when": "60"})
    writer.submit("/moment/m5", {"answer": "none"})
    assert writer.session.database
    assert writer.session.database.kept("reminders")["asks"]["at"] == {}
    assert "Nothing is waiting" in writer.get("/waiting").text


def test_the_script_is_told_times_only_where_it_is_wished(writer: Visitor):
    fill(writer, hours_ago(5))
    assert writer.get("/asking").json() == {"on": False, "at": "", "text": ""}
    assert writer.session.database
    keep_plan(writer.session.database, Plan(in_browser=True))
    told = writer.get("/asking").json()
    assert (told["on"], told["text"]) == (True, "Notes")
    assert datetime.fromisoformat(told["at"]) < datetime.now().astimezone()
    keep_plan(writer.session.database, Plan(in_browser=True, times=(datetime.now().time().replace(second=0),)))
    assert datetime.fromisoformat(writer.get("/asking").json()["at"]).minute is not None


def test_the_script_does_not_keep_the_notebook_open(writer: Visitor):
    before = writer.session.last_sign = writer.session.last_sign - 100
    writer.get("/asking")
    assert writer.session.last_sign == before
    writer.session.lock()
    assert writer.get("/asking").json()["on"] is False


def test_times_to_come_in_words():
    now = datetime.fromisoformat("2026-03-05T21:00:00+01:00")
    assert ahead(now + timedelta(hours=1), now).startswith("today ")
    assert ahead(now + timedelta(hours=12), now).startswith("tomorrow ")
    assert "2026" in ahead(now + timedelta(days=3), now)


def test_a_trial_asks_for_the_rating_half_an_hour_later(writer: Visitor):
    database, now = writer.session.database, datetime.now().astimezone()
    assert database
    keep_plan(database, Plan(in_browser=True))
    kept = trying.revealed(trying.begun(plan(), now), 5.0, now - timedelta(minutes=20))
    trying.keep(database, kept)
    assert "Rate how it is now" not in writer.get("/waiting").text
    assert writer.get("/asking").json()["at"] == ""
    trying.keep(database, replace(kept, times=(now - timedelta(minutes=31),)))
    page = writer.get("/waiting").text
    assert f'href="/trials/{kept.id}">Rate how it is now<' in page
    assert "Nothing is waiting" not in page
    assert writer.get("/asking").json()["at"] == (now - timedelta(minutes=1)).isoformat()


def test_a_trial_of_days_asks_for_the_day(writer: Visitor, monkeypatch: pytest.MonkeyPatch):
    database, now = writer.session.database, datetime.now().astimezone()
    assert database
    monkeypatch.setattr(trying, "MORNING", time(0))
    kept = trying.begun(by_day(), now)
    trying.keep(database, kept)
    assert f'href="/trials/{kept.id}/next">Let chance decide about today<' in writer.get("/waiting").text
    trying.keep(database, trying.revealed(kept, 3.0, now - timedelta(days=1)))
    assert f'href="/trials/{kept.id}">Close the day<' in writer.get("/waiting").text
