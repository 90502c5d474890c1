"""What one machine passes on to the person's other machines: all it holds, as one encrypted file of its own.

A machine writes only files of its own, each a whole new one under a new number, so no two ever write the same file and
a file that arrives half is told from a whole one. The key is made from the diary's data key: only machines with the
same diary can read or forge them. A file's name (which diary, which machine, which number) is authenticated with it.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.engine import Connection

from bowlby.diary import rows, tables
from bowlby.diary.backup import mark
from bowlby.diary.records import Care, Checkin, Moment
from bowlby.errors import BowlbyError

SUFFIX = ".shared"
HEAD = b"BOWLBY-SHARED-1\n"
VERSION = 1
MOST_BYTES = 1 << 30

NOT_SHARED = ("backup", "sync")
"""Kinds of documents that are about one machine."""

_NAME = re.compile(r"records-([0-9a-f]{6})-([0-9a-f]{8})-(\d{8})" + re.escape(SUFFIX))


class Change(NamedTuple):
    """One earlier version: when it went, how (`replaced` or `removed`), and the version as JSON."""

    changed_at: str
    change: str
    earlier: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A moment or check-in: as it stands (JSON; None when it is gone), and all that was changed about it."""

    current: str | None
    history: frozenset[Change] = frozenset()


class Kept(NamedTuple):
    """A document: its body as JSON, when it was changed, and the marks of all bodies that this one was made knowing."""

    body: str
    changed_at: str
    seen: tuple[str, ...] = ()


@dataclass(slots=True)
class Snapshot:
    """All that a machine holds and passes on.

    Attributes:
        things: moments and check-ins by `moment:ID` or `checkin:ID`.
        care: entries of the parent's log as JSON, and how often each is there.
        documents: by kind and name.
        forgotten: marks of what was deleted for good, and when.
        person: whose diary it is, where that is known.
        device: which machine.
    """

    things: dict[str, Thing] = field(default_factory=dict)
    care: Counter[str] = field(default_factory=Counter)
    documents: dict[tuple[str, str], Kept] = field(default_factory=dict)
    forgotten: dict[str, str] = field(default_factory=dict)
    person: str = ""
    device: str = ""


class File(NamedTuple):
    """One file of a machine."""

    path: Path
    device: str
    number: int


class UnreadableError(BowlbyError):
    """A file that cannot be read (yet): half arrived, damaged, or of a newer version."""


def of_diary(connection: Connection) -> Snapshot:
    """What a diary holds, inside a transaction."""
    snapshot = Snapshot(person=rows.fact(connection, "person"))
    _things(connection, snapshot, "moment", tables.moments, Moment, tables.moment_history)
    _things(connection, snapshot, "checkin", tables.checkins, Checkin, tables.checkin_history)
    snapshot.care = Counter(care_json(one) for one in rows.every(connection, tables.care, Care))
    for row in connection.execute(sa.select(tables.documents)).mappings():
        if row["kind"] not in NOT_SHARED:
            snapshot.documents[row["kind"], row["name"]] = Kept(row["body"], row["changed_at"].isoformat())
    return snapshot


def _things(
    connection: Connection, snapshot: Snapshot, kind: str, table: sa.Table, record: Any, history: sa.Table
) -> None:
    changes: dict[str, set[Change]] = {}
    for row in connection.execute(sa.select(history)).mappings():
        change = Change(row["changed_at"].isoformat(), row["change"], row["earlier"])
        changes.setdefault(row[f"{kind}_id"], set()).add(change)
    names = tuple(record.__dataclass_fields__)
    for row in connection.execute(sa.select(*(table.c[name] for name in names), table.c.id.label("_id"))).mappings():
        current = rows.as_json(record(**{name: row[name] for name in names}))
        snapshot.things[f"{kind}:{row['_id']}"] = Thing(current, frozenset(changes.pop(row["_id"], ())))
    for gone, those in changes.items():
        snapshot.things[f"{kind}:{gone}"] = Thing(None, frozenset(those))


def care_json(care: Care) -> str:
    """An entry of the parent's log as JSON."""
    return json.dumps(asdict(care), ensure_ascii=False, default=datetime.isoformat)


def care_from_json(text: str) -> Care:
    """The inverse of `care_json`."""
    kept = json.loads(text)
    return Care(**{**kept, "at": datetime.fromisoformat(kept["at"])})


# --- files --------------------------------------------------------------------------------------------------


def files_in(folder: Path, key: bytes) -> list[File]:
    """The files of a diary's machines, each machine's newest first.

    Raises:
        BowlbyError: the folder cannot be read.
    """
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise BowlbyError(f"{folder} cannot be read ({error.strerror}); check its name and that it is there") from None
    found = []
    for name in names:
        matched = _NAME.fullmatch(name)
        if matched and matched[1] == mark(key):
            found.append(File(folder / name, matched[2], int(matched[3])))
    return sorted(found, key=lambda file: (file.device, -file.number))


def path_of(folder: Path, key: bytes, device: str, number: int) -> Path:
    """Where a machine writes its file of a number."""
    return folder / f"records-{mark(key)}-{device}-{number:08d}{SUFFIX}"


def sealed(snapshot: Snapshot, key: bytes, name: str) -> bytes:
    """A snapshot as the encrypted content of the file of that name."""
    nonce = secrets.token_bytes(12)
    plain = zlib.compress(json.dumps(_written(snapshot), ensure_ascii=False).encode("utf-8"), 6)
    return HEAD + nonce + ChaCha20Poly1305(_shared_key(key)).encrypt(nonce, plain, name.encode())


def opened(raw: bytes, key: bytes, name: str) -> Snapshot:
    """The snapshot in the content of the file of that name.

    Raises:
        UnreadableError: it is not whole, was renamed or forged, or is of a newer version.
    """
    damaged = UnreadableError(f"{name} has not arrived whole, or is damaged; it was left alone and is tried again")
    if not raw.startswith(HEAD):
        if raw.startswith(b"BOWLBY-SHARED-"):
            raise UnreadableError(f"{name} was written by a newer version of Bowlby; update Bowlby here")
        raise damaged
    nonce, sealed_part = raw[len(HEAD) : len(HEAD) + 12], raw[len(HEAD) + 12 :]
    try:
        packed = ChaCha20Poly1305(_shared_key(key)).decrypt(nonce, sealed_part, name.encode())
        content = json.loads(zlib.decompress(packed))
        if content["version"] > VERSION:
            raise UnreadableError(f"{name} was written by a newer version of Bowlby; update Bowlby here")
        return _read(content)
    except (InvalidTag, ValueError, KeyError, TypeError, AttributeError, zlib.error):
        raise damaged from None


def _shared_key(key: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"bowlby shared folder").derive(key)


def _written(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "version": VERSION,
        "device": snapshot.device,
        "person": snapshot.person,
        "things": {key: [thing.current, sorted(thing.history)] for key, thing in snapshot.things.items()},
        "care": dict(snapshot.care),
        "documents": [[*key, kept.body, kept.changed_at, list(kept.seen)] for key, kept in snapshot.documents.items()],
        "forgotten": snapshot.forgotten,
    }


def _read(content: Mapping[str, Any]) -> Snapshot:
    return Snapshot(
        things={key: thing_from(*thing) for key, thing in content["things"].items()},
        care=Counter(content["care"]),
        documents={(kind, name): Kept(body, at, tuple(seen)) for kind, name, body, at, seen in content["documents"]},
        forgotten=dict(content["forgotten"]),
        person=content["person"],
        device=content["device"],
    )


def thing_from(current: str | None, history: list[list[str]]) -> Thing:
    """A thing as a file, or a conflict, holds it."""
    return Thing(current, frozenset(Change(*change) for change in history))
