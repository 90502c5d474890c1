"""Notifications by this machine: at their time, once, with a neutral word; silent when hidden or not wished."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bowlby.companion import bells, trying
from bowlby.companion.bells import LATE, Bells
from bowlby.companion.reminders import Plan, keep_plan
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Moment
from companion.tried import plan

NOW = datetime.fromisoformat("2026-03-05T12:00:00").astimezone()
PLAN = Plan(times=(time(13, 0),), on_desktop=True)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DiaryDatabase]:
    with DiaryDatabase.open(tmp_path / "diary", bytes(range(32))) as database:
        yield database


@pytest.fixture
def heard() -> list[str]:
    return []


def test_it_rings_once_at_its_time(database: DiaryDatabase, heard: list[str]):
    keep_plan(database, PLAN)
    one = Bells(ring=heard.append)
    one.follow(database, NOW)
    assert not one.watch(NOW)
    assert one.watch(NOW + timedelta(minutes=61))
    assert not one.watch(NOW + timedelta(minutes=61))
    assert heard == ["Notes"]


def test_a_machine_that_slept_does_not_ring_late(database: DiaryDatabase, heard: list[str]):
    keep_plan(database, PLAN)
    one = Bells(ring=heard.append)
    one.follow(database, NOW)
    assert not one.watch(NOW + timedelta(hours=1) + LATE + timedelta(seconds=1))
    assert heard == []


def test_a_moment_that_comes_back_rings_too(database: DiaryDatabase, heard: list[str]):
    keep_plan(database, Plan(on_desktop=True))
    database.log(Moment(id="a", at=NOW, note="nothing of this is said"))
    one = Bells(ring=heard.append)
    one.follow(database, NOW)
    assert one.watch(NOW + timedelta(hours=3, seconds=1))
    assert heard == ["Notes"]


def test_it_rings_for_the_rating_that_a_trial_asks_for(database: DiaryDatabase, heard: list[str]):
    one = Bells(ring=heard.append)
    keep_plan(database, Plan(on_desktop=True))
    trying.keep(database, trying.revealed(trying.begun(plan(), NOW), 5.0, NOW))
    one.follow(database, NOW)
    assert not one.watch(NOW + timedelta(minutes=29))
    assert one.watch(NOW + timedelta(minutes=30))
    assert heard == ["Notes"]


def test_off_unless_wished_and_silent_when_hidden(database: DiaryDatabase, heard: list[str]):
    one = Bells(ring=heard.append)
    keep_plan(database, PLAN)
    one.follow(database, NOW)
    one.silence()
    assert not one.watch(NOW + timedelta(hours=1))
    one.follow(database, NOW)
    keep_plan(database, Plan(times=PLAN.times))
    one.follow(database, NOW)
    assert not one.watch(NOW + timedelta(hours=1))
    assert heard == []


def test_without_a_way_to_show_it_nothing_is_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert bells.command("Notes") is None
    assert not bells.show("Notes")


def test_what_is_shown_is_one_neutral_word(monkeypatch: pytest.MonkeyPatch):
    ran: list[list[str]] = []
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bells.subprocess, "Popen", lambda line, **_rest: ran.append(line))
    assert bells.show("Notes")
    assert ran == [["/usr/bin/notify-send", "--app-name", "Notes", "--expire-time", "15000", "Notes"]]
