"""Bringing together what two machines hold of one diary, so that nothing is lost and a clash is shown.

Every change of a record leaves the version before it in the record's history. So the histories tell which side knows
more: if all changes of one side are among the other's, the other's version is the newer one. If each side has a change
that the other does not know, the two were changed apart: this machine keeps its own, and the clash waits for a choice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, cast

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from bowlby.diary import changes, rows, tables
from bowlby.diary.changes import RecordKind
from bowlby.diary.snapshots import Change, Kept, Snapshot, Thing, care_from_json

MOST_SEEN = 30
"""Of so many versions of a document it is known that a later one was made knowing them."""

Verdict = Literal["same", "theirs", "ours", "clash"]

_TABLES = {"moment": (tables.moments, tables.moment_history), "checkin": (tables.checkins, tables.checkin_history)}
_READ = {"moment": rows.moment_from_json, "checkin": rows.checkin_from_json}


@dataclass(slots=True)
class Merged:
    """What a merge did: counts of things, and the clashes by key with the other side's version."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    documents: int = 0
    clashes: dict[str, Thing] = field(default_factory=dict)
    lost_documents: dict[tuple[str, str], Kept] = field(default_factory=dict)


def verdict(ours: Thing, theirs: Thing) -> Verdict:
    """Which of two versions of one record is the newer one."""
    if ours.current == theirs.current:
        return "same"
    if ours.history == theirs.history:  # not changed on either side: one has it, or an import gave two contents one id
        return "theirs" if ours.current is None else "ours" if theirs.current is None else "clash"
    if ours.history < theirs.history:
        return "theirs"
    return "ours" if theirs.history < ours.history else "clash"


def hashed(key: str) -> str:
    """A short mark of a key, by which it is remembered after it was deleted for good."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def digest(body: str) -> str:
    """A short mark of a document's body, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(json.loads(body), sort_keys=True).encode()).hexdigest()[:16]


def merge(connection: Connection, ours: Snapshot, theirs: Snapshot) -> Merged:
    """Bring another machine's state into the diary of this one.

    Args:
        connection: inside a transaction that writes.
        ours: what this diary holds; brought up to date with what is done.
        theirs: what the other machine holds.
    """
    done = Merged()
    rows.claim(connection, theirs.person)
    twins = _alone(ours, theirs)
    for key, thing in sorted(theirs.things.items()):
        if not _forgotten(ours, key, thing) and not _is_twin(connection, ours, key, thing, twins):
            _merge_thing(connection, ours, key, thing, done)
    for text, times in theirs.care.items():
        more = times - ours.care[text]
        if more > 0:
            rows.insert(connection, tables.care, [care_from_json(text)] * more)
            ours.care[text] = times
            done.added += more
    for name, kept in theirs.documents.items():
        _merge_document(connection, ours, name, kept, done)
    return done


def forget(connection: Connection, ours: Snapshot, marks: Mapping[str, str]) -> int:
    """Delete for good what another machine deleted for good, unless it was changed here later.

    Returns:
        How many records and documents were deleted.
    """
    deleted = 0
    for key, thing in list(ours.things.items()):
        at = marks.get(hashed(key))
        if at and _latest(thing) <= at:
            kind, _, record_id = key.partition(":")
            changes.forget(connection, cast("RecordKind", kind), record_id)
            del ours.things[key]
            deleted += 1
    for name, kept in list(ours.documents.items()):
        at = marks.get(hashed("/".join(name)))
        if at and kept.changed_at <= at:
            _drop_document(connection, name)
            del ours.documents[name]
            deleted += 1
    return deleted


def settle(connection: Connection, key: str, theirs: Thing, *, take_theirs: bool, now: datetime | None = None) -> None:
    """End a clash: one of the two versions stands, the other is kept in the history.

    Args:
        connection: inside a transaction that writes.
        key: `moment:ID` or `checkin:ID`.
        theirs: the other machine's version with its history.
        take_theirs: whose version shall stand.
        now: when; an aware time.
    """
    kind, _, record_id = key.partition(":")
    ours = current(connection, key)
    history = ours.history | theirs.history
    gone = ours.current if take_theirs else theirs.current
    if gone is not None:
        stands = theirs.current if take_theirs else ours.current
        at = (now or datetime.now(UTC)).isoformat()
        history |= {Change(at, "removed" if stands is None else "replaced", gone)}
    _put(connection, kind, record_id, theirs.current if take_theirs else ours.current)
    _write_history(connection, kind, record_id, history)


def current(connection: Connection, key: str) -> Thing:
    """A record with its history as it stands in the diary."""
    kind, _, record_id = key.partition(":")
    one = changes.record(connection, cast("RecordKind", kind), record_id)
    history = _TABLES[kind][1]
    found = connection.execute(sa.select(history).where(history.c[f"{kind}_id"] == record_id)).mappings()
    known = frozenset(Change(row["changed_at"].isoformat(), row["change"], row["earlier"]) for row in found)
    return Thing(None if one is None else rows.as_json(one), known)


# --- records --------------------------------------------------------------------------------------------------


def _forgotten(ours: Snapshot, key: str, thing: Thing) -> bool:
    at = ours.forgotten.get(hashed(key))
    return at is not None and _latest(thing) <= at


def _latest(thing: Thing) -> str:
    return max((change.changed_at for change in thing.history), default="")


def _merge_thing(connection: Connection, ours: Snapshot, key: str, theirs: Thing, done: Merged) -> None:
    mine = ours.things.get(key, Thing(None))
    decision = verdict(mine, theirs)
    if decision == "clash":
        done.clashes[key] = theirs
        return
    if decision == "ours" or (decision == "same" and theirs.history <= mine.history):
        return
    kind, _, record_id = key.partition(":")
    history = mine.history | theirs.history
    if decision == "theirs":
        _put(connection, kind, record_id, theirs.current)
        done.added += mine.current is None
        done.removed += theirs.current is None
        done.changed += mine.current is not None and theirs.current is not None
    _write_history(connection, kind, record_id, history)
    ours.things[key] = Thing(theirs.current, history)


def _alone(ours: Snapshot, theirs: Snapshot) -> dict[str | None, list[str]]:
    """Unchanged check-ins that only this side knows by their id: keys by content, lowest first."""
    found: dict[str | None, list[str]] = {}
    for key, thing in sorted(ours.things.items()):
        if key.startswith("checkin:") and key not in theirs.things and not thing.history:
            found.setdefault(thing.current, []).append(key)
    return found


def _is_twin(
    connection: Connection, ours: Snapshot, key: str, theirs: Thing, twins: dict[str | None, list[str]]
) -> bool:
    """Whether a check-in is here under another id.

    Older versions gave check-ins no id; each machine then gave its own when it was updated. The lower one stays.
    """
    if key in ours.things or not key.startswith("checkin:") or theirs.history or not twins.get(theirs.current):
        return False
    other = twins[theirs.current].pop(0)
    if key < other:
        table = tables.checkins
        old, new = other.partition(":")[2], key.partition(":")[2]
        connection.execute(table.update().where(table.c.id == old).values(id=new))
        ours.things[key] = ours.things.pop(other)
    return True


def _put(connection: Connection, kind: str, record_id: str, wanted: str | None) -> None:
    """Let a record be as wanted; what this leaves in the history is rewritten by the caller."""
    name = cast("RecordKind", kind)
    there = changes.record(connection, name, record_id)
    if wanted is None:
        if there is not None:
            changes.remove(connection, name, record_id)
        return
    record = _READ[kind](wanted)
    if there is not None:
        changes.replace(connection, name, record_id, record)
        return
    table = _TABLES[kind][0]
    rows.insert(connection, table, [record])
    if kind == "checkin":  # the new row was given an id of its own
        newest = sa.select(sa.func.max(table.c.sequence)).scalar_subquery()
        connection.execute(table.update().where(table.c.sequence == newest).values(id=record_id))


def _write_history(connection: Connection, kind: str, record_id: str, history: frozenset[Change]) -> None:
    table = _TABLES[kind][1]
    owner = f"{kind}_id"
    connection.execute(table.delete().where(table.c[owner] == record_id))
    those: list[dict[str, Any]] = [
        {owner: record_id, **change._asdict(), "changed_at": datetime.fromisoformat(change.changed_at)}
        for change in sorted(history, key=lambda change: datetime.fromisoformat(change.changed_at))
    ]
    if those:
        connection.execute(table.insert(), those)


# --- documents --------------------------------------------------------------------------------------------------


def _merge_document(connection: Connection, ours: Snapshot, name: tuple[str, str], theirs: Kept, done: Merged) -> None:
    """The later version stands; where it was made without knowing the one here, that one is kept for the person."""
    forgotten = ours.forgotten.get(hashed("/".join(name)))
    if forgotten and theirs.changed_at <= forgotten:
        return
    mine = ours.documents.get(name, Kept("null", ""))
    known = tuple(dict.fromkeys((*mine.seen, *theirs.seen)))[-MOST_SEEN:]
    if digest(mine.body) == digest(theirs.body):
        ours.documents[name] = mine._replace(seen=known)
        return
    if mine.changed_at >= theirs.changed_at:
        return
    if mine.changed_at and digest(mine.body) not in theirs.seen:
        done.lost_documents[name] = mine
    put_document(connection, name, theirs)
    ours.documents[name] = theirs._replace(seen=known)
    done.documents += 1


def put_document(connection: Connection, name: tuple[str, str], kept: Kept) -> None:
    """Put a document with the time of its change in the place of the one of its kind and name."""
    values = {"body": kept.body, "changed_at": datetime.fromisoformat(kept.changed_at)}
    statement = insert(tables.documents).values(kind=name[0], name=name[1], **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["kind", "name"], set_=values))


def _drop_document(connection: Connection, name: tuple[str, str]) -> None:
    table = tables.documents
    connection.execute(table.delete().where(table.c.kind == name[0], table.c.name == name[1]))
