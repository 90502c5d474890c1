"""The backup of the day is made once, in the background, and trouble with it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

import loops
from bowlby.companion import backups
from bowlby.companion.session import Session
from bowlby.companion.times import now_here
from bowlby.diary import backup, sync, vault
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Moment
from bowlby.errors import BowlbyError
from companion.visits import START


@pytest.fixture
def session(tmp_path: Path):
    key, _ = vault.create(tmp_path, "four words nobody guesses")
    session = Session(folder=tmp_path, port=1)
    session.opened(DiaryDatabase.open(tmp_path, key))
    yield session
    session.lock()


def names(session: Session) -> list[str]:
    return [path.name for path in session.folder.glob("backups/*.backup")]


def tend(session: Session) -> None:
    loops.run(backups.tend(session))


def test_one_is_made_a_day_and_none_of_an_empty_notebook(session: Session):
    assert session.database
    tend(session)
    assert names(session) == []
    session.database.log(Moment(id="m1", at=START))
    tend(session)
    (name,) = names(session)
    session.backup_tried = None
    tend(session)
    assert names(session) == [name]
    (row,) = backups.rows(session.database, now_here())
    assert (row.name, row.records) == (name, 1)
    assert row.checked.startswith("today")
    assert backups.named(session.database, name).path.name == name


def test_trouble_is_kept_for_the_page_and_not_tried_again_that_day(session: Session, monkeypatch: pytest.MonkeyPatch):
    assert session.database
    session.database.log(Moment(id="m1", at=START))
    calls = []

    def full(*_, **__):
        calls.append(1)
        raise BowlbyError("the disk is full")

    monkeypatch.setattr(backup, "make", full)
    tend(session)
    tend(session)
    assert session.backup_trouble == "The disk is full."
    assert len(calls) == 1


def test_nothing_happens_while_it_is_locked_or_made_up(session: Session, tmp_path: Path):
    session.demo_folder = tmp_path / "demo"
    tend(session)
    session.demo_folder = None
    session.lock()
    tend(session)
    assert names(session) == []


def test_what_is_locked_meanwhile_stays_closed_and_erasing_waits(session: Session, monkeypatch: pytest.MonkeyPatch):
    database = session.database
    assert database
    database.log(Moment(id="m1", at=START))
    real = backup.make

    def slow(*arguments, **options):
        session.lock()
        assert session.keeping.locked()
        return real(*arguments, **options)

    monkeypatch.setattr(backup, "make", slow)
    tend(session)
    assert len(names(session)) == 1
    assert session.backup_trouble == ""
    assert not session.keeping.locked()


def test_machines_come_together_once_a_day(session: Session, tmp_path: Path):
    assert session.database
    session.database.log(Moment(id="m1", at=START))
    sync.choose_folder(session.database, tmp_path / "shared")
    tend(session)
    assert len(list((tmp_path / "shared").iterdir())) == 1
