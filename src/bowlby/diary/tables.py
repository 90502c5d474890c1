"""The tables of the encrypted file, as SQLAlchemy Core tables: one column for each field of a record.

Columns that are no field of a record only help to find it: `instant` (seconds since 1970, UTC) sorts times of any
offset, `id` tells check-ins apart. A change here needs a new migration in `migrations/versions`; a test compares them.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator


class WrittenTime(TypeDecorator[datetime]):
    """An aware time, kept as the text that was written, offset and all."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:  # noqa: ARG002, D102
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:  # noqa: ARG002, D102
        return None if value is None else datetime.fromisoformat(value)


class Names(TypeDecorator[tuple]):
    """Several names, kept as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple | None, dialect: Any) -> str:  # noqa: ARG002, D102
        return json.dumps(value or (), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Any) -> tuple[str, ...]:  # noqa: ARG002, D102
        return tuple(json.loads(value or "[]"))


metadata = MetaData()


def _required(name: str, kind: Any) -> Column:
    return Column(name, kind, nullable=False)


def _sequence() -> Column:
    return Column("sequence", Integer, primary_key=True)


moments = Table(
    "moments",
    metadata,
    Column("id", Text, primary_key=True, nullable=False),
    _required("at", WrittenTime),
    _required("figure", Text),
    _required("trigger", Text),
    Column("alarm_before", Float),
    Column("expected_warmth", Float),
    _required("signal", Text),
    _required("answer", Text),
    Column("answered_at", WrittenTime),
    Column("alarm_after", Float),
    Column("after_at", WrittenTime),
    _required("practices", Names),
    _required("note", Text),
    _required("states", Names),
    Column("instant", Float),
    Index("moments_by_time", "instant", "id"),
    Index("moments_by_trigger", "trigger", "instant", "id"),
    Index("moments_by_figure", "figure", "instant", "id"),
    Index("moments_by_answer", "answer", "instant", "id"),
)

checkins = Table(
    "checkins",
    metadata,
    _sequence(),
    _required("at", WrittenTime),
    Column("alarm", Float),
    _required("prompted", Boolean),
    Column("felt_close", Float),
    Column("felt_sure", Float),
    Column("felt_free", Float),
    Column("instant", Float),
    Column("id", Text),
    Index("checkins_by_time", "instant", "id"),
    Index("checkins_by_id", "id", unique=True),
)

care = Table(
    "care",
    metadata,
    _sequence(),
    _required("at", WrittenTime),
    _required("child_signal", Text),
    _required("my_answer", Text),
    Column("minutes", Float),
    Column("settled", Float),
    _required("note", Text),
)

moment_history = Table(
    "moment_history",
    metadata,
    _sequence(),
    _required("moment_id", Text),
    _required("changed_at", WrittenTime),
    _required("change", Text),  # "replaced" or "removed"
    _required("earlier", Text),  # the version before: a JSON object, times as text
    Index("moment_history_by_moment", "moment_id"),
)

checkin_history = Table(  # the same for check-ins
    "checkin_history",
    metadata,
    _sequence(),
    _required("checkin_id", Text),
    _required("changed_at", WrittenTime),
    _required("change", Text),
    _required("earlier", Text),
    Index("checkin_history_by_checkin", "checkin_id"),
)

words = Table(  # which words moments use and how often, kept up to date with every change of a moment
    "words",
    metadata,
    Column("kind", Text, primary_key=True, nullable=False),  # "trigger", "figure", "practice" or "state"
    Column("word", Text, primary_key=True, nullable=False),
    _required("count", Integer),
    _required("last", Float),  # instant of the latest moment that was seen with it
)

fits = Table(
    "fits",
    metadata,
    _sequence(),
    _required("fingerprint", Text),
    _required("made_at", WrittenTime),
    _required("result", Text),  # JSON
    _required("figures", Text),  # JSON: SVG text by name
)

facts = Table(  # small facts about the diary itself, such as whose it is
    "facts",
    metadata,
    Column("name", Text, primary_key=True, nullable=False),
    _required("value", Text),
)

documents = Table(  # whatever is no record: settings, own words, reminders, trials; see documents.py
    "documents",
    metadata,
    Column("kind", Text, primary_key=True, nullable=False),
    Column("name", Text, primary_key=True, nullable=False),
    _required("body", Text),  # JSON
    _required("changed_at", WrittenTime),
)
