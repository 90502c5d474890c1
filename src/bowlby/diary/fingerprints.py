"""A fingerprint of the records: equal diaries have equal ones, whatever the order of their records.

Each record has a digest; the fingerprint is their sum. So it is kept up to date with every change by adding what came
and taking off what went; whether an answer of the model is about the diary as it stands is known without reading it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from bowlby.diary import tables
from bowlby.diary.records import Care, Checkin, Diary, Moment, fields_of

NAME = "fingerprint"
"""Name of the fact that holds the sum; where there is none, it has to be worked out from all records."""

_ROUND = 1 << 256
_KINDS = {Moment: "moments", Checkin: "checkins", Care: "care"}

Record = Moment | Checkin | Care


def fingerprint(diary: Diary) -> str:
    """Fingerprint of a diary: 64 hexadecimal digits."""
    return _written(_sum((*diary.moments, *diary.checkins, *diary.care)))


def kept(connection: Connection) -> str:
    """The fingerprint that the diary's file holds; empty where it holds none yet."""
    facts = tables.facts
    return connection.execute(sa.select(facts.c.value).where(facts.c.name == NAME)).scalar_one_or_none() or ""


def keep(connection: Connection, value: str) -> None:
    """Let the diary's file hold a fingerprint that was worked out from all its records."""
    statement = insert(tables.facts).values(name=NAME, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def change(connection: Connection, came: Iterable[Record] = (), went: Iterable[Record] = ()) -> None:
    """Keep the fingerprint up to date with records that came and went, in the same transaction."""
    before = kept(connection)
    if before:
        keep(connection, _written(int(before, 16) + _sum(came) - _sum(went)))


def _sum(records: Iterable[Record]) -> int:
    return sum(_digest(record) for record in records)


def _digest(record: Record) -> int:
    text = json.dumps([_KINDS[type(record)], fields_of(record)], sort_keys=True)
    return int.from_bytes(hashlib.sha256(text.encode()).digest())


def _written(total: int) -> str:
    return f"{total % _ROUND:064x}"
