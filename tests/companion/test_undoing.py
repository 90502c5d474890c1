"""Undo takes back what was done and nothing else, whatever a form sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowlby.companion import undoing
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.documents import Document
from bowlby.diary.plans import Plan, Rest
from bowlby.diary.records import Care, Checkin, Diary, Moment
from bowlby.errors import BowlbyError
from companion.visits import START

ONE = Moment(id="an id with spaces", at=START, trigger="no-reply")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DiaryDatabase]:
    with DiaryDatabase.open(tmp_path / "diary", bytes(range(32))) as database:
        yield database


def test_what_was_added_goes_and_what_was_changed_or_removed_comes_back(database: DiaryDatabase):
    database.log(ONE)
    database.replace(replace(ONE, trigger="wants-space"))
    assert undoing.undo(database, undoing.changed(database, "moment", ONE.id)) == ("moment", ONE.id)
    assert database.moment(ONE.id) == ONE
    database.remove(ONE.id)
    undoing.undo(database, undoing.changed(database, "moment", ONE.id))
    assert database.moment(ONE.id) == ONE
    assert undoing.undo(database, undoing.added("moment", ONE.id)) == ("moment", ONE.id)
    assert database.moment(ONE.id) is None
    assert undoing.undo(database, undoing.added("moment", ONE.id)) is None


def test_nothing_to_undo_is_nothing(database: DiaryDatabase):
    assert undoing.changed(database, "checkin", "x") == ""
    with pytest.raises(BowlbyError, match="this version of the moment is not there"):
        undoing.undo(database, "moment changed 7 none")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(max_size=30) | st.from_regex(r"(moment|checkin|care) (added|changed|x) [0-9]* [a-z]*", fullmatch=True))
def test_no_text_changes_what_it_does_not_name(database: DiaryDatabase, done: str):
    if database.counts().moments == 0:
        database.add(Diary(moments=(ONE,), checkins=(Checkin(at=START),)))
    try:
        assert undoing.undo(database, done) is None
    except BowlbyError as error:
        assert "\n" not in str(error)  # noqa: PT017
    assert database.counts()[:2] == (1, 1)


def test_a_whole_import_is_taken_out_again_but_what_was_changed_since(database: DiaryDatabase):
    moments = tuple(replace(ONE, id=f"m{n}", at=START + timedelta(hours=n)) for n in range(5))
    checkins = tuple(Checkin(at=START + timedelta(hours=n), alarm=float(n)) for n in range(3))
    mine = replace(ONE, id="mine")
    database.log(mine)
    brought = Diary(moments, checkins)
    database.add(brought)
    database.replace(replace(moments[2], trigger="wants-space"))
    database.remove("m4")
    assert undoing.take_out(database, brought) == 3 + 3
    assert {one.id for one in database.diary().moments} == {"mine", "m2"}
    assert database.diary().checkins == ()
    assert undoing.take_out(database, brought) == 0
    database.add(Diary(moments[:2], checkins))  # and can be brought in once more
    assert len(database.diary()) == 2 + 2 + 3


@pytest.mark.parametrize(
    ("taken", "can"),
    [(Diary((ONE,)), True), (Diary(), False), (Diary((ONE,), care=(Care(at=START),)), False)],
)
def test_only_an_import_of_moments_and_check_ins_can_be_undone(taken: Diary, can: bool):
    assert undoing.can_be_undone(Plan(source=Path("x"), taken=taken)) == can
    with_more = Plan(source=Path("x"), taken=taken, rest=Rest((), (), (Document("settings", "a", "{}"),)))
    assert not undoing.can_be_undone(with_more)
