"""Bringing a backup back: into the diary it was made of, at one stroke, or as a diary of its own."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bowlby.diary import replacing, safety_plan, vault
from bowlby.diary.backup import STAMP, make, opened, unpacked
from bowlby.diary.copies import become
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.erasing import ASIDE
from bowlby.diary.files import TEMPORARY, make_private_folder, sweep, write_all
from bowlby.diary.vault import KEY_FILE, RECORDS_FILE
from bowlby.errors import BowlbyError


class Restored(NamedTuple):
    """What restoring did: where the state before is kept (None where there was none), and whether the passphrase
    of that state goes on to open the diary."""

    aside: Path | None
    same_diary: bool


def restore(unpacked_folder: Path, folder: Path, key: bytes, now: datetime | None = None) -> Restored:
    """Make an unpacked backup the diary of a folder; what was there is kept aside.

    When the diary there is the same one (it has the same data key), its records become those of the backup, and its
    key file stays: today's passphrase goes on to open it, though the backup may be older than that passphrase. The
    state before is kept as a backup of its own. Otherwise both files are replaced, and the old ones are kept.

    Args:
        unpacked_folder: from `unpacked`, in a folder beside or inside `folder`.
        folder: the data folder.
        key: the data key of the backup.
        now: an aware time, for the name of what is kept.

    Raises:
        BowlbyError: it cannot be written; then the diary is as it was.
    """
    now = now or datetime.now(UTC)
    with DiaryDatabase.open(unpacked_folder, key) as backup:
        there = _same_diary(folder, key)
        if there is not None:
            with there as database:
                return Restored(_take_over(database, backup, now), same_diary=True)
    make_private_folder(folder)
    sweep(folder, KEY_FILE)
    aside = replacing.set_aside(folder, (KEY_FILE, RECORDS_FILE), _aside(folder, now))
    ready = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=folder))
    write_all({ready / name: (unpacked_folder / name).read_bytes() for name in (KEY_FILE, RECORDS_FILE)})
    replacing.put_in_place(ready, folder)
    safety_plan.drop_copy(folder)  # it is of the diary that was there
    return Restored(aside, same_diary=False)


def restore_into(database: DiaryDatabase, path: Path, now: datetime | None = None) -> Restored:
    """Give an open diary back the state of one of its own backups; see `restore`.

    Raises:
        BowlbyError: the backup is damaged, or of another diary.
    """
    with unpacked(path.read_bytes, path, database.folder) as (folder, _), opened(folder, database.key, path) as backup:
        return Restored(_take_over(database, backup, now or datetime.now(UTC)), same_diary=True)


def unlock(unpacked_folder: Path, secret: str) -> bytes:
    """The data key of an unpacked backup, by the passphrase or the recovery code it was made under.

    Raises:
        BowlbyError: neither opens it, or its key file is damaged.
    """
    try:
        return vault.unlock(unpacked_folder, secret)
    except BowlbyError as first:
        try:
            return vault.unlock_with_recovery(unpacked_folder, secret)
        except BowlbyError:
            raise first from None


def _same_diary(folder: Path, key: bytes) -> DiaryDatabase | None:
    if not vault.exists(folder) or not (folder / RECORDS_FILE).is_file():
        return None
    try:
        return DiaryDatabase.open(folder, key)
    except BowlbyError:  # another diary, or a damaged one
        return None


def _take_over(database: DiaryDatabase, backup: DiaryDatabase, now: datetime) -> Path:
    aside, _ = make(database, _aside(database.folder, now), now)
    known = database.kept("backup")
    become(database, backup)
    for name, body in known.items():  # where backups go, and which are sound, is as true as before
        database.keep("backup", name, body)
    safety_plan.follow(database)
    return aside


def _aside(folder: Path, now: datetime) -> Path:
    return folder / f"{ASIDE}{now.astimezone(UTC):{STAMP}}"
