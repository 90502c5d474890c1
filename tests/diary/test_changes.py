"""Whatever is changed, restored or renamed, nothing is lost; what is forgotten is gone."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowlby.diary import changes, register, rows, tables
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.errors import BowlbyError
from diary.conftest import KEY
from diary.samples import NOON, moment
from diary.strategies import checkins, moments


def checkin_id(database: DiaryDatabase) -> str:
    with database.reading() as connection:
        return connection.execute(sa.select(tables.checkins.c.id)).scalars().all()[-1]


def words_there(database: DiaryDatabase) -> dict[tuple[str, str], int]:
    with database.reading() as connection:
        return {
            (kind, word.word): word.uses
            for kind in ("trigger", "figure", "practice", "state")
            for word in register.words(connection, kind)
        }


def words_counted(database: DiaryDatabase) -> dict[tuple[str, str], int]:
    return dict(Counter(key for one in database.moments() for key in rows.words_of(one)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(moments(), moments())
def test_a_moment_goes_and_comes_back(tmp_path: Path, first: Moment, second: Moment):
    shutil.rmtree(tmp_path / "diary", ignore_errors=True)
    second = replace(second, id=first.id)
    with DiaryDatabase.open(tmp_path / "diary", KEY) as database:
        database.log(first)
        with database.writing() as connection:
            changed = changes.replace(connection, "moment", first.id, second)
            changes.remove(connection, "moment", first.id)
        assert changed == (len(database.history(first.id)) == 2)
        assert words_there(database) == {}
        (gone,) = _removed(database, "moment")
        assert gone.record_id == first.id
        with database.writing() as connection:
            assert changes.restore(connection, "moment", first.id, gone.sequence) == gone.earlier
        assert database.moment(first.id) == gone.earlier
        assert words_there(database) == words_counted(database)
        with database.writing() as connection:
            changes.restore(connection, "moment", first.id, database.history(first.id)[0].sequence)
        assert database.moment(first.id) == first
        assert _removed(database, "moment") == ()


def _removed(database: DiaryDatabase, kind: changes.RecordKind) -> tuple[changes.Change, ...]:
    with database.reading() as connection:
        return changes.removed(connection, kind)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(checkins, checkins)
def test_a_check_in_goes_and_comes_back(tmp_path: Path, first: Checkin, second: Checkin):
    shutil.rmtree(tmp_path / "diary", ignore_errors=True)
    with DiaryDatabase.open(tmp_path / "diary", KEY) as database:
        database.log(first)
        name = checkin_id(database)
        with database.writing() as connection:
            changed = changes.replace(connection, "checkin", name, second)
            changes.remove(connection, "checkin", name)
        with database.reading() as connection:
            assert changes.record(connection, "checkin", name) is None
            versions = changes.history(connection, "checkin", name)
        assert [one.earlier for one in versions] == ([first, second] if changed else [first])
        with database.writing() as connection:
            changes.restore(connection, "checkin", name, versions[-1].sequence)
            assert changes.record(connection, "checkin", name) == versions[-1].earlier
        assert database.checkins() == (versions[-1].earlier,)
        assert checkin_id(database) == name


def test_what_is_forgotten_is_gone_with_its_history(database: DiaryDatabase):
    database.add(Diary(moments=(moment(1, note="a"), moment(2, note="b")), checkins=(Checkin(at=NOON, alarm=1.0),)))
    for number in (1, 2):
        database.replace(moment(number, trigger="x"))
    name = checkin_id(database)
    with database.writing() as connection:
        changes.replace(connection, "checkin", name, Checkin(at=NOON, alarm=2.0))
        assert changes.forget(connection, "moment", "m1")
        assert changes.forget(connection, "checkin", name)
        assert not changes.forget(connection, "moment", "m1")
        assert changes.history(connection, "checkin", name) == ()
    assert (database.history("m1"), len(database.history("m2"))) == ((), 1)
    assert database.diary() == Diary(moments=(moment(2, trigger="x"),))
    assert words_there(database) == {("trigger", "x"): 1}


def test_a_word_is_renamed_in_every_moment_and_each_keeps_its_earlier_version(database: DiaryDatabase):
    database.add(
        Diary(
            moments=(
                moment(1, figure="Kim", practices=("walk", "breathing")),
                moment(2, figure="Kim", practices=("stroll", "walk")),
                moment(3, figure="Kimberly", trigger="Kim"),
            )
        )
    )
    with database.writing() as connection:
        assert changes.rename(connection, "figure", "Kim", "my friend") == 2
        assert changes.rename(connection, "practice", "walk", "stroll") == 2
        assert changes.rename(connection, "trigger", "not there", "x") == 0
    assert [one.figure for one in database.moments()] == ["my friend", "my friend", "Kimberly"]
    assert [one.practices for one in database.moments()] == [("stroll", "breathing"), ("stroll",), ()]
    assert database.moments()[2].trigger == "Kim"
    assert database.history("m1")[0].earlier.figure == "Kim"
    assert words_there(database) == words_counted(database)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(moments(), min_size=1, max_size=5, unique_by=lambda one: one.id), st.randoms(use_true_random=False))
def test_the_words_in_use_are_always_those_of_the_moments(tmp_path: Path, there: list[Moment], chance):
    shutil.rmtree(tmp_path / "diary", ignore_errors=True)
    with DiaryDatabase.open(tmp_path / "diary", KEY) as database:
        database.add(Diary(moments=tuple(there)))
        for _ in range(4):
            one, other = chance.choice(there), chance.choice(there)
            with database.writing() as connection:
                if changes.record(connection, "moment", one.id) is None:
                    rows.insert(connection, tables.moments, [one])
                elif chance.random() < 0.3:
                    changes.remove(connection, "moment", one.id)
                else:
                    changes.replace(connection, "moment", one.id, replace(other, id=one.id))
            assert words_there(database) == words_counted(database)


@pytest.mark.parametrize("kind", ["moment", "checkin"])
def test_what_is_not_there_is_told(database: DiaryDatabase, kind: changes.RecordKind):
    with pytest.raises(BowlbyError, match="with this id"), database.writing() as connection:
        changes.remove(connection, kind, "none")
    with pytest.raises(BowlbyError, match="this version"), database.writing() as connection:
        changes.restore(connection, kind, "none", 1)
