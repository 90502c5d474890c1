"""Changing records with nothing lost: each version that goes is kept, until the person forgets the record for good.

Moments and check-ins alike; a record is named by its kind (`moment` or `checkin`) and its id. All functions work inside
the transaction of the connection they are given: `with database.writing() as connection: ...`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as with_fields
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bowlby.diary import fingerprints, rows, tables
from bowlby.diary.records import Checkin, Moment, fields_of
from bowlby.errors import BowlbyError

RecordKind = Literal["moment", "checkin"]


class _Kept(NamedTuple):
    """Where records of a kind and their earlier versions are."""

    record: type[Any]
    table: sa.Table
    history: sa.Table
    owner: sa.Column
    read: Callable[[str], Any]
    name: str


_KEPT: dict[str, _Kept] = {
    "moment": _Kept(
        Moment,
        tables.moments,
        tables.moment_history,
        tables.moment_history.c.moment_id,
        rows.moment_from_json,
        "moment",
    ),
    "checkin": _Kept(
        Checkin,
        tables.checkins,
        tables.checkin_history,
        tables.checkin_history.c.checkin_id,
        rows.checkin_from_json,
        "check-in",
    ),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a record: when, what (`replaced` or `removed`), and the version before it."""

    changed_at: datetime
    change: str
    earlier: Any
    sequence: int = 0
    record_id: str = ""


def record(connection: Connection, kind: RecordKind, record_id: str) -> Any:
    """The moment or check-in of that id; None where there is none."""
    kept = _KEPT[kind]
    query = sa.select(*rows.fields(kept.table, kept.record)).where(kept.table.c.id == record_id)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else kept.record(**row)


def history(connection: Connection, kind: RecordKind, record_id: str) -> tuple[Change, ...]:
    """What was changed about a record, oldest first."""
    kept = _KEPT[kind]
    query = sa.select(kept.history).where(kept.owner == record_id).order_by(kept.history.c.sequence)
    return tuple(_change(kept, row) for row in connection.execute(query).mappings())


def removed(connection: Connection, kind: RecordKind, most: int = 200) -> tuple[Change, ...]:
    """The last version of each record that was taken out of the diary, latest first."""
    kept = _KEPT[kind]
    there = sa.select(kept.table.c.id).where(kept.table.c.id == kept.owner)
    newest = sa.select(sa.func.max(kept.history.c.sequence)).group_by(kept.owner)
    query = (
        sa.select(kept.history)
        .where(kept.history.c.change == "removed", kept.history.c.sequence.in_(newest), ~there.exists())
        .order_by(kept.history.c.sequence.desc())
        .limit(most)
    )
    return tuple(_change(kept, row) for row in connection.execute(query).mappings())


def replace(connection: Connection, kind: RecordKind, record_id: str, new: Moment | Checkin) -> bool:
    """Put a version in the place of the one there is; the earlier one is kept in the history.

    Returns:
        Whether anything was changed.

    Raises:
        BowlbyError: there is no record of that id.
    """
    kept = _KEPT[kind]
    earlier = record(connection, kind, record_id)
    if earlier is not None and fields_of(earlier) == fields_of(new):
        return False
    _remember(connection, kind, record_id, earlier, "replaced")
    values = {name: getattr(new, name) for name in kept.record.__dataclass_fields__} | {"instant": new.at.timestamp()}
    connection.execute(kept.table.update().where(kept.table.c.id == record_id).values(values))
    _recount(connection, earlier, new)
    return True


def remove(connection: Connection, kind: RecordKind, record_id: str) -> None:
    """Take a record out of the diary; its last version is kept in the history.

    Raises:
        BowlbyError: there is no record of that id.
    """
    kept = _KEPT[kind]
    earlier = record(connection, kind, record_id)
    _remember(connection, kind, record_id, earlier, "removed")
    connection.execute(kept.table.delete().where(kept.table.c.id == record_id))
    _recount(connection, earlier, None)


def restore(connection: Connection, kind: RecordKind, record_id: str, sequence: int) -> Moment | Checkin:
    """Bring an earlier version back; the one there is, if any, is kept in the history.

    Raises:
        BowlbyError: there is no such version.
    """
    kept = _KEPT[kind]
    found = [change for change in history(connection, kind, record_id) if change.sequence == sequence]
    if not found:
        raise BowlbyError(f"this version of the {kept.name} is not there; it may have been forgotten meanwhile")
    earlier = found[0].earlier
    if record(connection, kind, record_id) is not None:
        replace(connection, kind, record_id, earlier)
        return earlier
    rows.insert(connection, kept.table, [earlier])
    if kind == "checkin":  # the new row gets its old id, so that it finds its history again
        newest = sa.select(sa.func.max(kept.table.c.sequence)).scalar_subquery()
        connection.execute(kept.table.update().where(kept.table.c.sequence == newest).values(id=record_id))
    return earlier


def forget(connection: Connection, kind: RecordKind, record_id: str) -> bool:
    """Delete a record and all its earlier versions for good.

    Returns:
        Whether there was anything.
    """
    kept = _KEPT[kind]
    there = record(connection, kind, record_id)
    gone = connection.execute(kept.table.delete().where(kept.table.c.id == record_id)).rowcount
    gone += connection.execute(kept.history.delete().where(kept.owner == record_id)).rowcount
    _recount(connection, there, None)
    return gone > 0


def rename(connection: Connection, kind: str, old: str, new: str) -> int:
    """Put a new word in the place of an old one in every moment that uses it; earlier versions are kept.

    Args:
        connection: inside a transaction that writes.
        kind: `trigger`, `figure` or `practice`.
        old: the word as the moments hold it.
        new: the word to put there.

    Returns:
        How many moments were changed.
    """
    table = tables.moments
    column = table.c.practices if kind == "practice" else table.c[kind]
    query = sa.select(*rows.fields(table, Moment))
    found = connection.execute(query if kind == "practice" else query.where(column == old)).mappings()
    using = [one for one in (Moment(**row) for row in found) if (kind, old) in rows.words_of(one)]
    for one in using:
        if kind == "practice":
            named = tuple(dict.fromkeys(new if name == old else name for name in one.practices))
            replace(connection, "moment", one.id, with_fields(one, practices=named))
        else:
            replace(connection, "moment", one.id, with_fields(one, **{kind: new}))
    return len(using)


def _change(kept: _Kept, row: Any) -> Change:
    return Change(row["changed_at"], row["change"], kept.read(row["earlier"]), row["sequence"], row[kept.owner.name])


def _remember(connection: Connection, kind: RecordKind, record_id: str, earlier: Any, change: str) -> None:
    kept = _KEPT[kind]
    if earlier is None:
        raise BowlbyError(f"there is no {kept.name} with this id; it may have been removed meanwhile")
    row = {"changed_at": datetime.now(UTC), "change": change, "earlier": rows.as_json(earlier)}
    connection.execute(kept.history.insert(), row | {kept.owner.name: record_id})


def _recount(connection: Connection, before: Any, after: Any) -> None:
    came, went = ([one] if one is not None else [] for one in (after, before))
    fingerprints.change(connection, came=came, went=went)
    if isinstance(after, Moment):
        rows.count_words(connection, [after])
    if isinstance(before, Moment):
        rows.count_words(connection, [before], -1)
