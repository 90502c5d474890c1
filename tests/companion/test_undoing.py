"""Undo takes back what was done and nothing else, whatever a form sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowlby.companion import undoing
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Checkin, Diary, Moment
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
