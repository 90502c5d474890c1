"""Locking forgets everything; idle time locks; a line is shown once."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from bowlby.companion.session import IDLE_SECONDS, Session
from bowlby.diary.database import DiaryDatabase


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def session(tmp_path: Path) -> Session:
    session = Session(folder=tmp_path / "diary", port=1, clock=Clock())
    session.opened(DiaryDatabase.open(tmp_path / "diary", secrets.token_bytes(32)))
    return session


def pass_time(session: Session, seconds: float) -> None:
    assert isinstance(session.clock, Clock)
    session.clock.now += seconds


def test_idle_time_locks(session: Session):
    pass_time(session, IDLE_SECONDS)
    session.lock_when_idle()
    assert session.database is not None
    pass_time(session, 1)
    session.lock_when_idle()
    assert session.database is None


def test_a_sign_of_life_starts_it_afresh(session: Session):
    pass_time(session, IDLE_SECONDS - 1)
    session.sign_of_life()
    pass_time(session, IDLE_SECONDS - 1)
    session.lock_when_idle()
    assert session.database is not None


def test_a_recovery_code_on_show_waits(session: Session):
    session.recovery_code = "code"
    pass_time(session, 10 * IDLE_SECONDS)
    session.lock_when_idle()
    assert session.recovery_code == "code"


def test_locking_forgets_everything(session: Session):
    session.recovery_code, session.pending, session.draft = "code", object(), {"note": "x"}
    session.say("Kept: x")
    session.lock()
    assert (session.recovery_code, session.pending, session.draft, session.heard()) == ("", None, None, None)


def test_locking_twice_is_harmless(session: Session):
    session.lock()
    session.lock()


def test_the_made_up_diary_is_removed(session: Session, tmp_path: Path):
    folder = tmp_path / "made-up"
    session.opened(DiaryDatabase.open(folder, secrets.token_bytes(32)), folder)
    assert session.demo
    session.lock()
    assert not folder.exists()
    assert session.folder.exists()


def test_a_draft_waits_for_the_own_diary_only(session: Session, tmp_path: Path):
    session.lock()
    session.draft = {"note": "x"}
    folder = tmp_path / "made-up"
    session.opened(DiaryDatabase.open(folder, secrets.token_bytes(32)), folder)
    assert session.draft is None


def test_a_line_is_shown_once(session: Session):
    session.say("Kept.", undo="a")
    flash = session.heard()
    assert flash
    assert (flash.text, flash.undo) == ("Kept.", "a")
    assert session.heard() is None
