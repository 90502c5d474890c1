"""Undo: a short text says what was done, so that the next page can offer to take it back.

The text travels through the form of the page; it is checked against the diary, and only a step back is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bowlby.diary import changes
from bowlby.diary.changes import RecordKind

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

KINDS = ("moment", "checkin")


def added(kind: RecordKind, record_id: str) -> str:
    """A record was added; undoing takes it out, and it can be brought back."""
    return f"{kind} added 0 {record_id}"


def changed(database: DiaryDatabase, kind: RecordKind, record_id: str) -> str:
    """A record was changed or taken out just now; undoing brings back the version before."""
    with database.reading() as connection:
        history = changes.history(connection, kind, record_id)
    return f"{kind} changed {history[-1].sequence} {record_id}" if history else ""


def undo(database: DiaryDatabase, done: str) -> tuple[RecordKind, str] | None:
    """Take back what was done.

    Returns:
        Kind and id of the record, or None where there was nothing to take back.

    Raises:
        BowlbyError: the version to bring back is not there any more.
    """
    kind, what, sequence, record_id = [*done.split(" ", 3), "", "", "", ""][:4]
    if kind not in KINDS or not sequence.isdigit():
        return None
    record_kind = cast("RecordKind", kind)
    with database.writing() as connection:
        if what == "changed":
            changes.restore(connection, record_kind, record_id, int(sequence))
        elif what == "added" and changes.record(connection, record_kind, record_id) is not None:
            changes.remove(connection, record_kind, record_id)
        else:
            return None
    return record_kind, record_id
