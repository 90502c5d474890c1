"""One diary on several machines, through a folder of the person's own: a stick, or one that a program keeps the same.

`sync` reads what the other machines left there, merges it in one transaction, and leaves what this one holds. Files
are encrypted (`snapshots.py`); what clashes waits for the person (`merging.py`). A second machine begins with a backup
of the first, which gives it the same diary.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from bowlby.diary import documents, merging, rows, safety_plan, snapshots
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.erasing import DEVICE_FILE
from bowlby.diary.files import make_private_folder, sweep, write_whole
from bowlby.diary.merging import Merged, digest, hashed
from bowlby.diary.snapshots import File, Kept, Snapshot, Thing, UnreadableError, thing_from
from bowlby.errors import BowlbyError

KIND = "sync"
STATE, SETTINGS, CLASH = "state", "settings", "clash "
KEPT_FILES = 2
"""Of its own files a machine keeps so many, so that a half-arrived newest one leaves the one before."""


class Clash(NamedTuple):
    """Two versions changed apart: of a record (`key` is `moment:ID` or `checkin:ID`), or of a document (`KIND/NAME`).

    `ours` and `theirs` are records (None: removed) or bodies; `seen_at` is when the clash was seen.
    """

    name: str
    key: str
    ours: Any
    theirs: Any
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sync did."""

    machines: int
    added: int
    changed: int
    removed: int
    documents: int
    clashes: int
    troubles: tuple[str, ...]
    written: bool


def chosen_folder(database: DiaryDatabase) -> Path | None:
    """The folder the person chose, if any."""
    named = (database.document(KIND, SETTINGS) or {}).get("folder", "")
    return Path(named) if named else None


def choose_folder(database: DiaryDatabase, folder: Path | None) -> None:
    """Share through a folder from now on; None: no longer.

    Raises:
        BowlbyError: it is no folder that can be named in full.
    """
    if folder is not None:
        if not folder.is_absolute():
            raise BowlbyError("the folder has to be named in full, from its root, such as /media/stick/shared")
        make_private_folder(folder)
    database.keep(KIND, SETTINGS, {"folder": str(folder or "")})


def sync(database: DiaryDatabase, folder: Path, now: datetime | None = None) -> Outcome:
    """Merge what the other machines left in a folder, and leave what this one holds.

    A file that cannot be read is left alone and named in `troubles`; the one before it is read instead.

    Raises:
        BowlbyError: the folder cannot be read or written, or a file is of another person's diary; then the diary is as
            it was. Where only writing failed, what the others left was merged all the same.
    """
    now = now or datetime.now(UTC)
    make_private_folder(folder)
    files = snapshots.files_in(folder, database.key)
    device, number = _device(database, files)
    theirs, troubles = _others(files, device, database.key)
    with database.writing() as connection:
        state = documents.of_kind(connection, KIND).get(STATE, {})
        ours = snapshots.of_diary(connection)
        _note_seen(ours, state)
        merged = _merge_all(connection, ours, theirs, state, now)
        ours.device, ours.person = device, rows.fact(connection, "person")
        written = _is_new(files, device, database.key, ours)
        number += written
        _keep_state(connection, ours, number, device)
    safety_plan.follow(database)
    if written:
        sweep(folder, f"records-{snapshots.mark(database.key)}-{device}-")
        path = snapshots.path_of(folder, database.key, device, number)
        write_whole(path, snapshots.sealed(ours, database.key, path.name))
        for old in [file for file in files if file.device == device][KEPT_FILES - 1 :]:
            old.path.unlink(missing_ok=True)
    waiting = len(clashes(database))
    totals = (merged.added, merged.changed, merged.removed, merged.documents)
    return Outcome(len(theirs), *totals, waiting, tuple(troubles), written)


def clashes(database: DiaryDatabase) -> list[Clash]:
    """What waits for the person to choose, oldest first."""
    found = []
    with database.reading() as connection:
        for name, body in documents.of_kind(connection, KIND).items():
            if name.startswith(CLASH):
                found.append(_clash(connection, name, body))
    return sorted(found, key=lambda clash: clash.seen_at)


def choose(database: DiaryDatabase, name: str, *, take_theirs: bool) -> None:
    """End a clash: one version stands, the other stays in the history (of a record) or goes (of a document).

    Raises:
        BowlbyError: there is no such clash any more.
    """
    with database.writing() as connection:
        body = documents.of_kind(connection, KIND).get(name)
        if body is None or not name.startswith(CLASH):
            raise BowlbyError("this clash is not there any more; it may have been settled on another machine")
        if "document" in body:
            if take_theirs:
                at = datetime.now(UTC).isoformat()
                merging.put_document(connection, tuple(body["document"]), Kept(body["theirs"], at))
        else:
            merging.settle(connection, body["key"], thing_from(*body["theirs"]), take_theirs=take_theirs)
        connection.execute(documents.gone(KIND, name))
    safety_plan.follow(database)


# --- parts ----------------------------------------------------------------------------------------------------


def _device(database: DiaryDatabase, files: list[File]) -> tuple[str, int]:
    """Which machine this is, and the number of its newest file.

    A data folder that was copied has the same device file twice: then the folder holds a file that this diary does not
    know of, and this machine takes a new name.
    """
    path = database.folder / DEVICE_FILE
    state = database.document(KIND, STATE) or {}
    try:
        device = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        device = ""
    newest = max((file.number for file in files if file.device == device), default=0)
    known = state.get("number", 0) if state.get("device") == device else 0
    if len(device) != 8 or not set(device) <= set("0123456789abcdef") or newest > known:
        device, known = secrets.token_hex(4), 0
        write_whole(path, f"{device}\n".encode())
    return device, known


def _others(files: list[File], device: str, key: bytes) -> tuple[list[Snapshot], list[str]]:
    """The newest readable file of each other machine, and what could not be read."""
    found: dict[str, Snapshot] = {}
    troubles = []
    for file in files:
        if file.device == device or file.device in found:
            continue
        try:
            found[file.device] = snapshots.opened(_bytes_of(file.path), key, file.path.name)
        except UnreadableError as error:
            troubles.append(str(error))
    return list(found.values()), troubles


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > snapshots.MOST_BYTES:
            raise UnreadableError(f"{path.name} is far too large; it was left alone")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path.name} cannot be read ({error.strerror}); it is tried again") from None


def _merge_all(
    connection: Connection, ours: Snapshot, theirs: list[Snapshot], state: dict[str, Any], now: datetime
) -> Merged:
    _note_forgotten(ours, state, now)
    total = Merged()
    for other in theirs:
        news = {mark: at for mark, at in other.forgotten.items() if at > ours.forgotten.get(mark, "")}
        total.removed += merging.forget(connection, ours, news)
        ours.forgotten.update(news)
        done = merging.merge(connection, ours, other)
        for name in ("added", "changed", "removed", "documents"):
            setattr(total, name, getattr(total, name) + getattr(done, name))
        total.clashes.update(done.clashes)
        total.lost_documents.update(done.lost_documents)
    _keep_clashes(connection, total, now)
    return total


def _note_seen(ours: Snapshot, state: dict[str, Any]) -> None:
    """Add each document's body to those that its later versions are made knowing."""
    before = state.get("documents", {})
    for name, kept in ours.documents.items():
        seen = dict.fromkeys((*before.get("/".join(name), ()), digest(kept.body)))
        ours.documents[name] = kept._replace(seen=tuple(seen)[-merging.MOST_SEEN :])


def _note_forgotten(ours: Snapshot, state: dict[str, Any], now: datetime) -> None:
    """What was known after the last sync and is not there any more was deleted for good."""
    ours.forgotten = dict(state.get("forgotten", {}))
    text = state.get("known", "")
    known = {text[start : start + 10] for start in range(0, len(text), 10)}
    here = _marks(ours)
    for mark in known - here:
        ours.forgotten.setdefault(mark, now.isoformat())
    for mark in here & ours.forgotten.keys():  # it came back, by an import perhaps
        del ours.forgotten[mark]


def _marks(ours: Snapshot) -> set[str]:
    return {hashed(key) for key in ours.things} | {hashed("/".join(name)) for name in ours.documents}


def _keep_state(connection: Connection, ours: Snapshot, number: int, device: str) -> None:
    body = {
        "device": device,
        "number": number,
        "known": "".join(sorted(_marks(ours))),
        "documents": {"/".join(name): list(kept.seen) for name, kept in ours.documents.items()},
        "forgotten": ours.forgotten,
    }
    connection.execute(documents.place(documents.written(KIND, STATE, body)))


def _is_new(files: list[File], device: str, key: bytes, ours: Snapshot) -> bool:
    newest = next((file for file in files if file.device == device), None)
    if newest is None:
        return True
    try:
        return snapshots.opened(_bytes_of(newest.path), key, newest.path.name) != ours
    except UnreadableError:
        return True


def _keep_clashes(connection: Connection, merged: Merged, now: datetime) -> None:
    waiting = {n: body for n, body in documents.of_kind(connection, KIND).items() if n.startswith(CLASH)}
    for key, theirs in merged.clashes.items():
        name = f"{CLASH}{hashed(key)}"
        content = {"key": key, "theirs": [theirs.current, sorted(theirs.history)]}
        seen = waiting.pop(name, {}).get("seen_at", now.isoformat())
        connection.execute(documents.place(documents.written(KIND, name, {**content, "seen_at": seen})))
    for name, body in waiting.items():
        if "key" in body and merging.verdict(merging.current(connection, body["key"]), thing_from(*body["theirs"])) in (
            *("same", "ours"),
        ):  # settled on the other machine, whose history says so
            connection.execute(documents.gone(KIND, name))
    for document, mine in merged.lost_documents.items():
        name = f"{CLASH}{hashed('/'.join(document))}"
        content = {"document": list(document), "theirs": mine.body, "seen_at": now.isoformat()}
        connection.execute(documents.place(documents.written(KIND, name, content)))


def _clash(connection: Connection, name: str, body: dict[str, Any]) -> Clash:
    seen = datetime.fromisoformat(body["seen_at"])
    if "document" in body:
        kind, own_name = body["document"]
        here = documents.of_kind(connection, kind).get(own_name)
        return Clash(name, f"{kind}/{own_name}", here, json.loads(body["theirs"]), seen)
    theirs = thing_from(*body["theirs"])
    ours = merging.current(connection, body["key"])
    return Clash(name, body["key"], _record(body["key"], ours), _record(body["key"], theirs), seen)


def _record(key: str, thing: Thing) -> Any:
    if thing.current is None:
        return None
    read = rows.moment_from_json if key.startswith("moment:") else rows.checkin_from_json
    return read(thing.current)
