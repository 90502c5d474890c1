"""Finding records without reading all of them: a page of the list, what is still open, the words in use.

Every query walks an index, so that a diary of ten years answers as fast as one of a month. All functions work inside
the transaction of the connection they are given: `with database.reading() as connection: ...`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bowlby.diary import rows, tables
from bowlby.diary.changes import RecordKind
from bowlby.diary.records import Checkin, Moment

PAGE = 40
"""Records on one page of the list."""

MOST_WORDS = 400
"""So many words of a kind are listed at most."""

_DAY = timedelta(days=1)


class Place(NamedTuple):
    """Where in the list a record stands: its instant, and its id where instants are the same."""

    instant: float
    id: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One record of the list."""

    kind: RecordKind
    place: Place
    record: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list shall show; `None` and empty mean all.

    `trigger` may be the empty text: nothing in particular. `month` is written `2026-03`, by the clock of the record.
    """

    kind: str = ""
    trigger: str | None = None
    figure: str | None = None
    month: str = ""
    still_open: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some records, newest first, and whether there are newer and older ones."""

    records: Sequence[Listed]
    newer: bool
    older: bool


class Word(NamedTuple):
    """A word that moments use: how often, and when last."""

    word: str
    uses: int
    last: float


def page(
    connection: Connection, wanted: Wanted, *, before: Place | None = None, after: Place | None = None, size: int = PAGE
) -> Page:
    """One page of the list.

    Args:
        connection: inside a transaction.
        wanted: which records.
        before: only records older than this place; the page begins with the newest of them.
        after: only records newer than this place; the page ends with the oldest of them.
        size: records on a page.
    """
    backwards = after is not None
    place = after if backwards else before
    found = [_listed(connection, kind, wanted, place, size + 1, backwards) for kind in _kinds(wanted)]
    ordered = merge(*found, key=lambda one: one.place, reverse=not backwards)
    records = list(islice(ordered, size + 1))
    more, records = len(records) > size, records[:size]
    if backwards:
        return Page(records[::-1], newer=more, older=True)
    return Page(records, newer=before is not None, older=more)


def _kinds(wanted: Wanted) -> list[RecordKind]:
    only_moments = wanted.trigger is not None or wanted.figure is not None or wanted.still_open
    kinds: list[RecordKind] = ["moment"] if only_moments else ["moment", "checkin"]
    return [kind for kind in kinds if wanted.kind in ("", kind)]


def _listed(
    connection: Connection, kind: RecordKind, wanted: Wanted, place: Place | None, most: int, backwards: bool
) -> list[Listed]:
    table, record = (tables.moments, Moment) if kind == "moment" else (tables.checkins, Checkin)
    order = (table.c.instant, table.c.id)
    query = sa.select(*rows.fields(table, record), table.c.instant, table.c.id.label("_id")).where(
        *_rules(table, wanted)
    )
    if place is not None:
        here = sa.tuple_(sa.literal(place.instant, sa.Float), sa.literal(place.id, sa.Text))
        query = query.where(sa.tuple_(*order) > here if backwards else sa.tuple_(*order) < here)
    query = query.order_by(*(order if backwards else (column.desc() for column in order))).limit(most)
    found = []
    for row in connection.execute(query).mappings():
        values = {name: row[name] for name in record.__dataclass_fields__}
        found.append(Listed(kind, Place(row["instant"], row["_id"]), record(**values)))
    return found


def _rules(table: sa.Table, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    rules: list[sa.ColumnElement[bool]] = []
    if wanted.trigger is not None:
        rules.append(table.c.trigger == wanted.trigger)
    if wanted.figure is not None:
        rules.append(table.c.figure == wanted.figure)
    if wanted.still_open:
        rules.append(table.c.answer == "pending")
    if wanted.month:
        start = datetime.fromisoformat(f"{wanted.month}-01T00:00:00+00:00")
        end = start + 32 * _DAY
        # The index finds the neighbourhood; the written time, which begins with the local date, decides.
        rules.append(table.c.instant.between((start - _DAY).timestamp(), (end + _DAY).timestamp()))
        rules.append(sa.func.substr(sa.type_coerce(table.c.at, sa.Text), 1, 7) == wanted.month)
    return rules


def span(connection: Connection) -> tuple[float, float] | None:
    """The instants of the first and the last moment or check-in; None where there is neither."""
    found = [
        instant
        for table in (tables.moments, tables.checkins)
        for end in (sa.func.min, sa.func.max)
        if (instant := connection.execute(sa.select(end(table.c.instant))).scalar_one()) is not None
    ]
    return (min(found), max(found)) if found else None


def still_open(connection: Connection, since: datetime, most: int = 100) -> list[Moment]:
    """Moments from a time on whose answer is not known yet, oldest first."""
    table = tables.moments
    query = (
        sa.select(*rows.fields(table, Moment))
        .where(table.c.answer == "pending", table.c.instant >= since.timestamp())
        .order_by(table.c.instant, table.c.id)
        .limit(most)
    )
    return [Moment(**row) for row in connection.execute(query).mappings()]


def open_before(connection: Connection, until: datetime) -> bool:
    """Whether a moment before a time is still open."""
    table = tables.moments
    rule = (table.c.answer == "pending", table.c.instant < until.timestamp())
    return connection.execute(sa.select(sa.literal(1)).where(*rule).limit(1)).scalar_one_or_none() is not None


def checkins_between(connection: Connection, start: datetime, end: datetime) -> list[Checkin]:
    """Check-ins from `start` up to `end`, oldest first."""
    return _between(connection, tables.checkins, Checkin, start, end)


def moments_between(connection: Connection, start: datetime, end: datetime) -> list[Moment]:
    """Moments from `start` up to `end`, oldest first."""
    return _between(connection, tables.moments, Moment, start, end)


def _between(connection: Connection, table: sa.Table, kind: type, start: datetime, end: datetime) -> list[Any]:
    query = (
        sa.select(*rows.fields(table, kind))
        .where(table.c.instant >= start.timestamp(), table.c.instant < end.timestamp())
        .order_by(table.c.instant, table.c.id)
    )
    return [kind(**row) for row in connection.execute(query).mappings()]


def checkin_id(connection: Connection, checkin: Checkin) -> str | None:
    """The id of the check-in of exactly this content that was added last."""
    table = tables.checkins
    rules = [table.c.instant == checkin.at.timestamp()]
    query = sa.select(*rows.fields(table, Checkin), table.c.id.label("_id")).where(*rules)
    found = connection.execute(query.order_by(table.c.sequence.desc())).mappings()
    same = (row["_id"] for row in found if all(row[n] == getattr(checkin, n) for n in checkin.__dataclass_fields__))
    return next(same, None)


def words(connection: Connection, kind: str, most: int = MOST_WORDS) -> list[Word]:
    """The words of a kind (`trigger`, `figure`, `practice`, `state`) that moments use, latest used first."""
    table = tables.words
    query = (
        sa.select(table.c.word, table.c.count, table.c.last)
        .where(table.c.kind == kind)
        .order_by(table.c.last.desc(), table.c.word)
        .limit(most)
    )
    return [Word(*row) for row in connection.execute(query)]


def months(connection: Connection) -> list[str]:
    """The months from the latest record back to the first, such as `2026-03`; at most those of 30 years."""
    ends = span(connection)
    if ends is None:
        return []
    # A day more at each end: a record's own clock can be in another month than UTC.
    first, last = (datetime.fromtimestamp(end, UTC) + shift for end, shift in zip(ends, (-_DAY, _DAY), strict=True))
    count = min((last.year - first.year) * 12 + last.month - first.month + 1, 360)
    numbers = [last.year * 12 + last.month - 1 - back for back in range(count)]
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]
