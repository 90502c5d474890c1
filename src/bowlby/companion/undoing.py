"""Undo: a short text says what was done, so that the next page can offer to take it back.

The text travels through the form of the page; it is checked against the diary, and only a step back is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bowlby.diary import changes, register
from bowlby.diary.changes import RecordKind

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase
    from bowlby.diary.plans import Plan
    from bowlby.diary.records import Diary

BROUGHT = "brought in"
"""What is said of a whole import; which records those were is remembered by the session."""

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


def can_be_undone(plan: Plan) -> bool:
    """Whether an import was of nothing but moments and check-ins, which can be taken out again."""
    return bool(plan.taken) and not plan.taken.care and not len(plan.rest or ())


def take_out(database: DiaryDatabase, diary: Diary) -> int:
    """Take the records of an import out again, in one transaction; each can be brought back by itself.

    Args:
        database: the open diary.
        diary: what was brought in. Records that were changed since, or are gone, are left alone.

    Returns:
        How many were taken out.
    """
    with database.writing() as connection:
        same = [one.id for one in diary.moments if changes.record(connection, "moment", one.id) == one]
        for record_id in same:
            changes.remove(connection, "moment", record_id)
        count = len(same)
        for one in diary.checkins:
            if record_id := register.checkin_id(connection, one):
                changes.remove(connection, "checkin", record_id)
                count += 1
    return count
