"""Everything a diary holds as one JSON object, for programs and for keeping: `bowlby export --format json`.

`whole_reading.py` reads it again, `taking.py` takes it into a diary.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bowlby.diary import documents, rows, tables
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Care, Checkin, Moment

FORMAT, VERSION = "bowlby-diary", 1


def everything(database: DiaryDatabase, now: datetime) -> dict[str, Any]:
    """All that was recorded, as JSON can hold it: times as ISO 8601 with offset, what was not recorded as null.

    Args:
        database: the open diary.
        now: when it is taken.

    Returns:
        `moments`, `checkins` (each with its `id`, by which `history` names it), `care`: lists of records, by time;
        `history`: earlier versions of records, oldest first, each with when it was changed and how; `documents`:
        settings, own words, trials and the like, by kind and name.
        What the model made of it is left out: it can be calculated again.
    """
    with database.reading() as connection:
        return {
            "format": FORMAT,
            "version": VERSION,
            "exported_at": now,
            "person": rows.fact(connection, "person"),
            "moments": [asdict(one) for one in rows.every(connection, tables.moments, Moment)],
            "checkins": _checkins(connection),
            "care": [asdict(one) for one in rows.every(connection, tables.care, Care)],
            "history": _history(connection),
            "documents": documents.all_of(connection),
        }


def as_json(database: DiaryDatabase, now: datetime) -> bytes:
    """`everything` as UTF-8, in lines a person can read."""
    text = json.dumps(everything(database, now), ensure_ascii=False, indent=1, default=datetime.isoformat)
    return (text + "\n").encode("utf-8")


def _checkins(connection: Connection) -> list[dict[str, Any]]:
    table = tables.checkins
    columns = (table.c.id, *rows.fields(table, Checkin))
    found = connection.execute(sa.select(*columns).order_by(table.c.sequence)).mappings()
    return sorted((dict(row) for row in found), key=lambda row: row["at"])


def _history(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Earlier versions by kind of record, in the order of the changes."""
    found = {}
    for table in tables.metadata.sorted_tables:
        if table.name.endswith("_history"):
            changes = connection.execute(sa.select(table).order_by(table.c.sequence)).mappings()
            found[table.name.removesuffix("_history")] = [_change(dict(change)) for change in changes]
    return found


def _change(change: dict[str, Any]) -> dict[str, Any]:
    change.pop("sequence")
    return change | {"earlier": json.loads(change["earlier"])}
