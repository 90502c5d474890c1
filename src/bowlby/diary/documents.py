"""Documents: what the diary keeps besides records, each of a kind and a name, with a body that JSON can hold.

They live in the same encrypted file, so they are locked, backed up and erased with it. They are no part of the
records' fingerprint: a setting changed does not make an answer of the model stale.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine import Connection

from bowlby.diary import tables
from bowlby.diary.records import MAX_NAME
from bowlby.errors import BowlbyError

KINDS: Mapping[str, str] = {
    "settings": "what the person has set, by page or topic; owner: each page of the companion that can be set",
    "own-words": "own triggers, practices and figures, those hidden and those renamed; owner: companion/own_words.py",
    "reminders": "when to ask again, and what was answered; owner: companion/reminders.py",
    "trial": "plan, assignments and state of a trial; owner: the pages of trials",
    "check-up": "answers, standing and results of adaptive check-ups; owner: companion/pages/checkup.py",
    "import-columns": "what the columns of a person's own table mean; owner: companion/pages/bring.py",
    "practice": "practices done, alarm before and after, and where a series stands; owner: the pages of practices",
    "reflection": "answers to the questions of Learn that the person chose to keep; owner: companion/pages/learn.py",
    "safety-plan": "the person's own plan for bad hours, and the version before; owner: diary/safety_plan.py",
    "week": "what was shown and noted for a week; owner: the weekly page",
    "insight": "what was shown earlier, to tell what has changed since; owner: the insight pages",
    "backup": "when and where backups are made, and when one was last opened; owner: diary/backup.py",
    "sync": "the folder shared between a person's own machines, and its state; owner: diary/sync.py",
}
"""Every kind: its meaning and who writes it."""

MAX_BODY = 2_000_000
"""Longest body of one document, in characters of JSON."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document, its body as JSON text."""

    kind: str
    name: str
    body: str


def known(kind: str) -> str:
    """The kind itself.

    Raises:
        BowlbyError: there is no such kind.
    """
    if kind not in KINDS:
        raise BowlbyError(f"there is no such kind of document; the kinds are {', '.join(KINDS)}")
    return kind


def written(kind: str, name: str, body: Mapping[str, Any]) -> Document:
    """A document as it is stored.

    Raises:
        BowlbyError: an unknown kind, an empty or long name, or a body that JSON cannot hold.
    """
    if not 0 < len(name) <= 2 * MAX_NAME:
        raise BowlbyError(f"a document of the kind {known(kind)} has no name, or a long one; name it shorter")
    try:
        text = json.dumps(dict(body), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise BowlbyError(f"a document of the kind {known(kind)} holds something that JSON cannot hold") from None
    if len(text) > MAX_BODY:
        raise BowlbyError(f"a document of the kind {known(kind)} is too long; shorten it")
    return Document(known(kind), name, text)


def place(document: Document) -> Insert:
    """The statement that puts a document in the place of the one of its kind and name."""
    values = {"body": document.body, "changed_at": datetime.now(UTC)}
    statement = insert(tables.documents).values(kind=document.kind, name=document.name, **values)
    return statement.on_conflict_do_update(index_elements=["kind", "name"], set_=values)


def gone(kind: str, name: str) -> sa.Delete:
    """The statement that deletes a document."""
    return tables.documents.delete().where(tables.documents.c.kind == kind, tables.documents.c.name == name)


def of_kind(
    connection: Connection, kind: str, beginning: str = "", last: int | None = None, before: str = ""
) -> dict[str, dict[str, Any]]:
    """Bodies by name, in the order of the names; see `DiaryDatabase.kept`."""
    table = tables.documents
    query = sa.select(table.c.name, table.c.body).where(*_named(kind, beginning))
    query = query.where(table.c.name < before) if before else query
    query = query.order_by(table.c.name) if last is None else query.order_by(table.c.name.desc()).limit(last)
    rows = connection.execute(query).all()
    bodies = json.loads(f"[{','.join(body for _name, body in rows)}]")  # in one go: hundreds are read for one page
    found = dict(zip((name for name, _body in rows), bodies, strict=True))
    return found if last is None else dict(reversed(found.items()))


def one(connection: Connection, kind: str, name: str) -> dict[str, Any] | None:
    """The body of one document; None where there is none of that name."""
    table = tables.documents
    query = sa.select(table.c.body).where(table.c.kind == kind, table.c.name == name)
    body = connection.execute(query).scalar_one_or_none()
    return None if body is None else json.loads(body)


def count(connection: Connection, kind: str, beginning: str = "") -> int:
    """How many documents of a kind have names that begin so."""
    query = sa.select(sa.func.count()).select_from(tables.documents).where(*_named(kind, beginning))
    return connection.execute(query).scalar_one()


def _named(kind: str, beginning: str) -> list[sa.ColumnElement[bool]]:
    table = tables.documents
    rules: list[sa.ColumnElement[bool]] = [table.c.kind == kind]
    if beginning:  # as a range, which the index of the names answers
        rules += [table.c.name >= beginning, table.c.name < beginning + _AFTER_ALL]
    return rules


_AFTER_ALL = "\U0010ffff"
"""Sorts after every name that goes on differently."""


def all_of(connection: Connection) -> dict[str, dict[str, dict[str, Any]]]:
    """Bodies by kind and name. A kind that this version does not know is passed on too, so that nothing is lost."""
    kinds = connection.execute(sa.select(tables.documents.c.kind).distinct().order_by(tables.documents.c.kind))
    return {kind: of_kind(connection, kind) for kind in kinds.scalars().all()}


def as_file(documents: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> bytes:
    """All documents as the file `documents.json` of an export: readable, in a fixed order, ending in a line break."""
    return (json.dumps(documents, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def from_file(content: bytes) -> list[Document]:
    """The documents of such a file.

    Raises:
        BowlbyError: it is no such file, or one document in it breaks a rule.
    """
    try:
        kinds = json.loads(content.decode("utf-8"))
        return [written(kind, name, body) for kind, named in kinds.items() for name, body in named.items()]
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise BowlbyError("documents.json is not such a file as an export makes; bring the original") from None
