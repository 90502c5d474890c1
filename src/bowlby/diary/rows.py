"""Rows of the tables as records, and records as rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import chain, repeat
from typing import Any, TypeVar
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection

from bowlby.diary import fingerprints, tables
from bowlby.diary.records import Care, Checkin, Diary, Moment
from bowlby.errors import BowlbyError

Record = TypeVar("Record", Moment, Checkin, Care)


def every(connection: Connection, table: sa.Table, kind: type[Record]) -> list[Record]:
    """All records of a table, sorted by time."""
    order = [table.c.sequence] if "sequence" in table.c else [table.c.id]
    rows = connection.execute(sa.select(*fields(table, kind)).order_by(*order)).mappings()
    return sorted((kind(**row) for row in rows), key=lambda record: record.at)


def diary(connection: Connection) -> Diary:
    """All records, each kind sorted by time."""
    return Diary(
        moments=tuple(every(connection, tables.moments, Moment)),
        checkins=tuple(every(connection, tables.checkins, Checkin)),
        care=tuple(every(connection, tables.care, Care)),
        person=fact(connection, "person"),
    )


def fields(table: sa.Table, kind: type[Moment | Checkin | Care]) -> list[sa.Column]:
    """The columns that are fields of the record."""
    return [table.c[name] for name in kind.__dataclass_fields__]


def moment(connection: Connection, moment_id: str) -> Moment | None:
    """The moment of that id, if there is one."""
    query = sa.select(*fields(tables.moments, Moment)).where(tables.moments.c.id == moment_id)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Moment(**row)


def count(connection: Connection, table: sa.Table) -> int:
    """How many rows a table has."""
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def insert(
    connection: Connection, table: sa.Table, records: Iterable[Moment | Checkin | Care], ids: Iterable[str] = ()
) -> None:
    """Add the records to their table, with what helps to find them; check-ins get new ids where none are given."""
    records = tuple(records)
    named = zip(records, chain(ids, repeat("")), strict=False)
    rows: list[Mapping[str, Any]] = [
        asdict(record) | _found_by(record) | ({"id": given} if given else {}) for record, given in named
    ]
    if rows:
        connection.execute(table.insert(), rows)
        fingerprints.change(connection, came=records)
        count_words(connection, (record for record in records if isinstance(record, Moment)))


def _found_by(record: Moment | Checkin | Care) -> dict[str, Any]:
    match record:
        case Moment():
            return {"instant": record.at.timestamp()}
        case Checkin():
            return {"instant": record.at.timestamp(), "id": uuid4().hex}
        case Care():
            return {}


def words_of(one: Moment) -> list[tuple[str, str]]:
    """The words a moment uses, each with its kind: `trigger`, `figure`, `practice`, `state`."""
    single = [("trigger", one.trigger), ("figure", one.figure)]
    several = [("practice", name) for name in one.practices] + [("state", name) for name in one.states]
    return [(kind, word) for kind, word in (*single, *several) if word]


def count_words(connection: Connection, moments: Iterable[Moment], times: int = 1) -> None:
    """Count the words of moments that were added (`times=1`) or taken out (`times=-1`)."""
    counts: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], float] = {}
    for one in moments:
        instant = one.at.timestamp()
        for key in words_of(one):
            counts[key] += times
            last[key] = max(last.get(key, instant), instant)
    if not counts:
        return
    table = tables.words
    new = [{"kind": kind, "word": word, "count": n, "last": last[kind, word]} for (kind, word), n in counts.items()]
    statement = sqlite_insert(table)
    added = statement.excluded
    latest = sa.func.max(table.c.last, added.last) if times > 0 else table.c.last
    counted = {"count": table.c.count + added.count, "last": latest}
    connection.execute(statement.on_conflict_do_update(index_elements=["kind", "word"], set_=counted), new)
    if times < 0:
        connection.execute(table.delete().where(table.c.count <= 0))


def moment_from_json(text: str) -> Moment:
    """A moment as the history keeps it."""
    # Not through the rules of `records.py`: they may tighten, and what was once accepted must stay readable.
    kept = json.loads(text)
    for name in ("at", "answered_at", "after_at"):
        kept[name] = datetime.fromisoformat(kept[name]) if kept[name] else None
    return Moment(**{**kept, "practices": tuple(kept["practices"]), "states": tuple(kept["states"])})


def checkin_from_json(text: str) -> Checkin:
    """A check-in as the history keeps it."""
    kept = json.loads(text)
    return Checkin(**{**kept, "at": datetime.fromisoformat(kept["at"])})


def as_json(record: Moment | Checkin) -> str:
    """A record as the history keeps it."""
    return json.dumps(asdict(record), ensure_ascii=False, default=datetime.isoformat)


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
