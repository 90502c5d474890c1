"""Rows come back as the records they were."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from hypothesis import given

from bowlby.diary import rows, tables
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Moment
from diary.samples import moment
from diary.strategies import moments


@given(moments())
def test_a_moment_survives_the_history(one: Moment):
    assert rows.moment_from_json(json.dumps(asdict(one), default=datetime.isoformat)) == one


def test_rows_are_sorted_by_time_and_counted(database: DiaryDatabase):
    with database.writing() as connection:
        rows.insert(connection, tables.moments, (moment(3), moment(1), moment(2)))
    with database.reading() as connection:
        assert [one.id for one in rows.every(connection, tables.moments, Moment)] == ["m1", "m2", "m3"]
        assert rows.count(connection, tables.moments) == 3
        assert rows.moment(connection, "m4") is None
        assert rows.fact(connection, "person") == ""
