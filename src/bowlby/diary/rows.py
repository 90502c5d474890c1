"""Rows of the tables as records, and records as rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bowlby.diary import tables
from bowlby.diary.records import Care, Checkin, Moment
from bowlby.errors import BowlbyError

Record = TypeVar("Record", Moment, Checkin, Care)


def every(connection: Connection, table: sa.Table, kind: type[Record]) -> list[Record]:
    """All records of a table, sorted by time."""
    columns = [column for column in table.c if column.name != "sequence"]
    order = [table.c.sequence] if "sequence" in table.c else [table.c.id]
    rows = connection.execute(sa.select(*columns).order_by(*order)).mappings()
    return sorted((kind(**row) for row in rows), key=lambda record: record.at)


def moment(connection: Connection, moment_id: str) -> Moment | None:
    """The moment of that id, if there is one."""
    query = sa.select(tables.moments).where(tables.moments.c.id == moment_id)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Moment(**row)


def count(connection: Connection, table: sa.Table) -> int:
    """How many rows a table has."""
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def insert(connection: Connection, table: sa.Table, records: Iterable[Moment | Checkin | Care]) -> None:
    """Add the records to their table."""
    rows: list[Mapping[str, Any]] = [asdict(record) for record in records]
    if rows:
        connection.execute(table.insert(), rows)


def remember(connection: Connection, earlier: Moment | None, change: str) -> None:
    """Keep the version of a moment that is about to go (`change`: `replaced` or `removed`).

    Raises:
        BowlbyError: there was no such moment.
    """
    if earlier is None:
        raise BowlbyError("there is no moment with this id; it may have been removed meanwhile")
    row = {
        "moment_id": earlier.id,
        "changed_at": datetime.now(UTC),
        "change": change,
        "earlier": json.dumps(asdict(earlier), ensure_ascii=False, default=datetime.isoformat),
    }
    connection.execute(tables.moment_history.insert(), row)


def moment_from_json(text: str) -> Moment:
    """A moment as the history keeps it."""
    # Not through the rules of `records.py`: they may tighten, and what was once accepted must stay readable.
    fields = json.loads(text)
    for name in ("at", "answered_at", "after_at"):
        fields[name] = datetime.fromisoformat(fields[name]) if fields[name] else None
    return Moment(**{**fields, "practices": tuple(fields["practices"]), "states": tuple(fields["states"])})


def fact(connection: Connection, name: str) -> str:
    """A small fact about the diary; empty when it was never set."""
    query = sa.select(tables.facts.c.value).where(tables.facts.c.name == name)
    return connection.execute(query).scalar_one_or_none() or ""


def claim(connection: Connection, person: str) -> None:
    """A diary belongs to one person: the first records that say whose they are decide."""
    owner = fact(connection, "person")
    if not person or person == owner:
        return
    if owner:
        raise BowlbyError("this diary holds the records of another person; name another folder with --data")
    connection.execute(tables.facts.insert(), {"name": "person", "value": person})
