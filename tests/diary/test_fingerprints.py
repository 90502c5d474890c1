"""The fingerprint that is kept up to date is always the one of the records as they are."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowlby.diary import changes, fingerprints, rows
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.fingerprints import fingerprint
from bowlby.diary.records import Checkin, Diary
from bowlby.errors import BowlbyError
from diary.conftest import KEY
from diary.samples import NOON, moment
from diary.strategies import alarms, diaries

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["remove", "replace", "forget", "restore", "read"]), st.integers(0, 9), alarms, st.booleans()
    ),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(diaries, diaries, STEPS)
def test_whatever_is_done_it_is_that_of_the_records(tmp_path: Path, first: Diary, then: Diary, steps: list[Any]):
    folder = tmp_path / "diary"
    shutil.rmtree(folder, ignore_errors=True)
    with DiaryDatabase.open(folder, KEY) as database:
        database.add(first)
        assert database.fingerprint() == fingerprint(first)
        taken = {one.id for one in first.moments}
        database.add(replace(then, moments=tuple(one for one in then.moments if one.id not in taken)))
        ids = [one.id for one in database.moments()]
        for what, which, alarm, _ in steps:
            if ids:
                _do(database, what, ids[which % len(ids)], alarm)
        assert database.fingerprint() == fingerprint(database.diary())
    with DiaryDatabase.open(folder, KEY) as again:
        assert again.fingerprint() == fingerprint(again.diary())


def _do(database: DiaryDatabase, what: str, moment_id: str, alarm: float | None) -> None:
    there = database.moment(moment_id)
    if what == "read":
        assert database.fingerprint() == fingerprint(database.diary())
    elif what == "replace" and there:
        database.replace(replace(there, alarm_before=alarm))
    elif what == "remove" and there:
        database.remove(moment_id)
    elif what == "forget":
        with database.writing() as connection:
            changes.forget(connection, "moment", moment_id)
    elif what == "restore" and (earlier := database.history(moment_id)):
        with database.writing() as connection:
            changes.restore(connection, "moment", moment_id, earlier[0].sequence)


def test_taking_back_what_was_added_gives_the_one_before(database: DiaryDatabase):
    database.add(Diary(checkins=(Checkin(at=NOON),)))
    before = database.fingerprint()
    database.log(moment())
    assert database.fingerprint() != before
    database.remove(moment().id)
    assert database.fingerprint() == before


def test_a_record_that_stands_twice_counts_twice():
    once, twice = (Diary(checkins=(Checkin(at=NOON),) * n) for n in (1, 2))
    assert len({fingerprint(one) for one in (Diary(), once, twice)}) == 3


def test_a_file_that_holds_none_is_read_once(database: DiaryDatabase, monkeypatch: pytest.MonkeyPatch):
    database.log(moment())
    with database.reading() as connection:
        assert fingerprints.kept(connection) == ""
    found = database.fingerprint()
    monkeypatch.setattr(rows, "diary", None)
    assert database.fingerprint() == found


def test_what_was_not_written_does_not_count(database: DiaryDatabase):
    database.log(moment())
    before = database.fingerprint()
    with pytest.raises(BowlbyError):
        database.add(Diary(moments=(moment(2), moment())))
    assert database.fingerprint() == before == fingerprint(database.diary())
