"""Taking what a file holds into a diary: first held against what is there, then written, all of it or nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bowlby.diary import documents, rows, safety_plan, tables
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.formats import plan_import
from bowlby.diary.plans import Plan, Refusal, Rest, Version
from bowlby.diary.records import Checkin, Diary
from bowlby.diary.whole_reading import KEPT_HERE, WITHOUT_RECORD

_HISTORY = {"moment": tables.moment_history, "checkin": tables.checkin_history}


@dataclass(frozen=True, slots=True)
class _Here:
    """What a diary holds already: records, check-ins by id, marks of earlier versions, bodies of documents."""

    diary: Diary = field(default_factory=Diary)
    checkins: Mapping[str, Checkin] = field(default_factory=dict)
    versions: frozenset[tuple[str, ...]] = frozenset()
    documents: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


def plan_for(plan: Plan, database: DiaryDatabase | None) -> Plan:
    """What of a plan is new to a diary; None: to one that is yet to be made. See `formats.plan_import`.

    A check-in with a known id is there already or refused, as a moment is. A setting or the like that the diary has
    stays as it is there. Earlier versions come with records that the diary does not know.

    Raises:
        BowlbyError: the records are of another person than the diary's.
    """
    if database is None:
        return plan_import(plan, Diary()) if plan.rest is None else _whole(plan, plan.rest, _Here())
    if plan.rest is None:
        return plan_import(plan, database.diary())
    with database.reading() as connection:
        here = _here(connection)
    return _whole(plan, plan.rest, here)


def take(database: DiaryDatabase, plan: Plan) -> None:
    """Write all that a plan would add, in one transaction.

    Raises:
        BowlbyError: a record is there already, or of another person; then nothing was added.
    """
    if plan.rest is None:
        database.add(plan.taken)
        return
    with database.writing() as connection:
        rows.claim(connection, plan.taken.person)
        rows.insert(connection, tables.moments, plan.taken.moments)
        rows.insert(connection, tables.checkins, plan.taken.checkins, plan.rest.checkin_ids)
        rows.insert(connection, tables.care, plan.taken.care)
        for one in plan.rest.history:
            row = {"changed_at": datetime.fromisoformat(one.changed_at), "change": one.change, "earlier": one.earlier}
            connection.execute(_HISTORY[one.kind].insert(), row | {f"{one.kind}_id": one.record_id})
        for document in plan.rest.documents:
            connection.execute(documents.place(document))
    safety_plan.follow(database)


def _here(connection: Connection) -> _Here:
    table = tables.checkins
    found = connection.execute(sa.select(*rows.fields(table, Checkin), table.c.id.label("_id"))).mappings()
    checkins = {row["_id"]: Checkin(**{name: row[name] for name in Checkin.__dataclass_fields__}) for row in found}
    versions = {
        _mark(Version(kind, row[f"{kind}_id"], row["changed_at"].isoformat(), row["change"], row["earlier"]))
        for kind, history in _HISTORY.items()
        for row in connection.execute(sa.select(history)).mappings()
    }
    return _Here(rows.diary(connection), checkins, frozenset(versions), documents.all_of(connection))


def _mark(one: Version) -> tuple[str, ...]:
    return one._replace(earlier=json.dumps(json.loads(one.earlier), sort_keys=True))


def _whole(plan: Plan, rest: Rest, here: _Here) -> Plan:
    new = plan_import(replace(plan, taken=replace(plan.taken, checkins=())), here.diary)
    checkins, ids, clashes = _new_checkins(plan, rest, here)
    history, lost = _new_history(plan, rest, here)
    taken_documents = [one for one in rest.documents if one.name not in here.documents.get(one.kind, {})]
    other = sum(
        json.loads(one.body) != here.documents[one.kind][one.name]
        for one in rest.documents
        if one.name in here.documents.get(one.kind, {})
    )
    dropped = Counter(plan.dropped) + Counter({WITHOUT_RECORD: lost, KEPT_HERE: other})
    return replace(
        new,
        taken=replace(new.taken, checkins=checkins),
        refused=(*new.refused, *clashes),
        already=new.already + len(plan.taken.checkins) - len(checkins) - len(clashes),
        rest=Rest(ids, history, tuple(taken_documents)),
        dropped=dict(dropped),
    )


def _new_checkins(plan: Plan, rest: Rest, here: _Here) -> tuple[tuple[Checkin, ...], tuple[str, ...], list[Refusal]]:
    """Check-ins that are new, their ids, and those whose id stands for another content here."""
    new, clashes = [], []
    # Those brought from a file without ids have others here: with the same content they are there, one for one.
    named = set(rest.checkin_ids)
    unnamed = Counter(one for name, one in here.checkins.items() if name not in named)
    for given, one in zip(rest.checkin_ids, plan.taken.checkins, strict=True):
        if given in here.checkins:
            if here.checkins[given] != one:
                file, line = plan.lines.get(f"checkin {given}", (plan.source.name, 0))
                clashes.append(Refusal(file, line, "id", "is in the diary already with other content; change it there"))
        elif unnamed[one] > 0:
            unnamed[one] -= 1
        else:
            new.append((given, one))
    return tuple(one for _given, one in new), tuple(given for given, _one in new), clashes


def _new_history(plan: Plan, rest: Rest, here: _Here) -> tuple[tuple[Version, ...], int]:
    """Earlier versions of records that come new or were taken out before; and how many more are left out."""
    standing = {("moment", one.id) for one in here.diary.moments} | {("checkin", name) for name in here.checkins}
    known = standing | {mark[:2] for mark in here.versions}
    _checkins, ids, _clashes = _new_checkins(plan, rest, here)
    coming = {("moment", one.id) for one in plan.taken.moments} | {("checkin", given) for given in ids if given}
    last = {(one.kind, one.record_id): one.change for one in rest.history}
    new, lost = [], 0
    for one in rest.history:
        record = (one.kind, one.record_id)
        if record not in known and (record in coming or last[record] == "removed"):
            new.append(one)
        else:
            lost += _mark(one) not in here.versions
    return tuple(new), lost
