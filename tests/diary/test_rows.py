"""Rows come back as the records they were."""

from __future__ import annotations

from hypothesis import given

from bowlby.diary import rows, tables
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Checkin, Moment
from diary.samples import moment
from diary.strategies import checkins, moments


@given(moments())
def test_a_moment_survives_the_history(one: Moment):
    assert rows.moment_from_json(rows.as_json(one)) == one


@given(checkins)
def test_a_check_in_survives_the_history(one: Checkin):
    assert rows.checkin_from_json(rows.as_json(one)) == one


def test_rows_are_sorted_by_time_and_counted(database: DiaryDatabase):
    with database.writing() as connection:
        rows.insert(connection, tables.moments, (moment(3), moment(1), moment(2)))
    with database.reading() as connection:
        assert [one.id for one in rows.every(connection, tables.moments, Moment)] == ["m1", "m2", "m3"]
        assert rows.count(connection, tables.moments) == 3
        assert rows.moment(connection, "m4") is None
        assert rows.fact(connection, "person") == ""
