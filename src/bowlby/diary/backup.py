"""Backups: one file that holds the encrypted records and the key file they belong to, checked by restoring it.

A backup is a ZIP archive, uncompressed, of `records.db` (a consistent copy, encrypted as it is in the diary),
`records.key` (as it is in the diary: the data key, wrapped by the passphrase and by the recovery code of that day)
and `about.json` (format, version, when). So it opens with what the person knows already, needs no further secret, can
be made while nobody is asked anything, and nothing in it was ever unencrypted. Encrypting all of it once more (with
age, say) would hide two file names and cost a second passphrase.

File names say when and which diary (six characters of a hash of its key), nothing else.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from bowlby.diary import vault
from bowlby.diary.copies import Copied, copy_into, counted, fingerprint_of_all
from bowlby.diary.database import Counts, DiaryDatabase
from bowlby.diary.erasing import BACKUPS
from bowlby.diary.files import TEMPORARY, make_private_folder, private_folder, sweep, write_all, write_whole
from bowlby.diary.vault import KEY_FILE, RECORDS_FILE
from bowlby.errors import BowlbyError

SUFFIX = ".backup"
FORMAT, VERSION = "bowlby-backup", 1

DAYS, WEEKS, MONTHS = 7, 5, 12
"""Of so many last days, weeks and months that have one, the latest backup is kept."""

MOST_BYTES = 2 * 1024**3
"""A file of more is believed to be no backup."""

MOST_NOTED = 100
"""Of so many backups it is remembered what they hold."""

_NAME = re.compile(r"records-([0-9a-f]{6})-(\d{8}-\d{6}-\d{6})" + re.escape(SUFFIX))
STAMP = "%Y%m%d-%H%M%S-%f"
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, EOFError, RuntimeError, OSError)


class Backup(NamedTuple):
    """One backup, by what its name and size say."""

    path: Path
    made_at: datetime
    bytes: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What restoring a backup into a temporary place has shown: when it was made, what it holds, that it opens."""

    made_at: datetime
    counts: Counts
    everything: str


def usual_folder(database: DiaryDatabase) -> Path:
    """Where backups go: the folder the person chose, else one beside the diary."""
    chosen = (database.document("backup", "settings") or {}).get("folder", "")
    return Path(chosen) if chosen else database.folder / BACKUPS


def make(database: DiaryDatabase, to: Path | None = None, now: datetime | None = None) -> tuple[Path, Checked]:
    """Back a diary up, restore the backup into a temporary place, compare, and write down that it is sound.

    In the usual folder, backups that the rotation no longer keeps are deleted afterwards; elsewhere nothing ever is.

    Args:
        database: an open diary.
        to: folder for the file; the usual one without it.
        now: an aware time.

    Raises:
        BowlbyError: it cannot be written, or what was written is not what is in the diary (then it is deleted).
    """
    now = now or datetime.now(UTC)
    folder = to or usual_folder(database)
    path = folder / f"records-{mark(database.key)}-{now.astimezone(UTC):{STAMP}}{SUFFIX}"
    with private_folder(folder):
        sweep(folder, "records-")
        with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=folder) as temporary:
            copied = copy_into(database, Path(temporary))
            content = _packed(Path(temporary), vault.key_file(database.folder), now)
        write_whole(path, content, replace=False)
    try:
        checked = check(path, database.key)
        if (checked.counts, checked.everything) != copied:
            raise BowlbyError(f"{path} does not hold what is in the diary; the disk may be failing; use another one")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    _write_down(database, path, checked, now)
    if to is None:
        rotate(folder, database.key)
    return path, checked


def check(path: Path, key: bytes) -> Checked:
    """Restore a backup into a temporary place and say what it holds.

    Raises:
        BowlbyError: it is damaged, no backup, of another diary, or from a newer version.
    """
    with unpacked(path.read_bytes, path, path.parent) as (folder, made_at), opened(folder, key, path) as database:
        return Checked(made_at, *_held(database))


def note_checked(database: DiaryDatabase, path: Path, checked: Checked) -> None:
    """Write down that a backup was restored into a temporary place and found sound just now."""
    _write_down(database, path, checked, datetime.now(UTC))


def noted(database: DiaryDatabase) -> dict[str, dict[str, Any]]:
    """What was written down about backups, by file name: `moments`, `checkins`, `care`, `checked_at`."""
    return (database.document("backup", "list") or {}).get("files", {})


def choose_folder(database: DiaryDatabase, folder: Path | None) -> None:
    """Have backups go to another folder from now on; None for the one beside the diary.

    Raises:
        BowlbyError: there can be no such folder.
    """
    if folder is not None:
        if not folder.is_absolute():
            raise BowlbyError("the folder has to be named in full, from its root, such as /media/stick/kept")
        make_private_folder(folder)
    database.keep("backup", "settings", {"folder": str(folder or "")})


# --- which there are, and which stay ----------------------------------------------------------------------


def mark(key: bytes) -> str:
    """Six characters that tell the backups of one diary from those of another; nobody can read the key off them."""
    return hashlib.sha256(b"bowlby backup " + key).hexdigest()[:6]


def listed(folder: Path, key: bytes) -> list[Backup]:
    """The backups of a diary in a folder, newest first."""
    found = []
    for path in folder.glob(f"*{SUFFIX}"):
        named = _NAME.fullmatch(path.name)
        if named and named[1] == mark(key) and path.is_file():
            made_at = datetime.strptime(named[2], STAMP).replace(tzinfo=UTC)
            found.append(Backup(path, made_at, path.stat().st_size))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def surplus(times: Iterable[datetime]) -> set[datetime]:
    """Which of several backups the rotation lets go.

    It keeps the latest of each of the last `DAYS` days, `WEEKS` weeks and `MONTHS` months that have one, by the local
    calendar: a month without the program pushes nothing out.
    """
    newest_first = sorted(times, reverse=True)
    kept: set[datetime] = set()
    for form, most in (("%Y-%m-%d", DAYS), ("%G-%V", WEEKS), ("%Y-%m", MONTHS)):
        latest: dict[str, datetime] = {}
        for time in newest_first:
            latest.setdefault(format(time.astimezone(), form), time)
        kept |= set(list(latest.values())[:most])
    return set(newest_first) - kept


def rotate(folder: Path, key: bytes) -> list[Path]:
    """Delete the backups of a diary that the rotation no longer keeps, and return their paths."""
    backups = listed(folder, key)
    let_go = surplus(backup.made_at for backup in backups)
    gone = [backup.path for backup in backups if backup.made_at in let_go]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def is_due(database: DiaryDatabase, now: datetime) -> bool:
    """Whether it is time for the backup of the day: there are records, and none was made on this day yet."""
    newest = next(iter(listed(usual_folder(database), database.key)), None)
    made_today = newest is not None and newest.made_at.astimezone().date() >= now.astimezone().date()
    return not made_today and any(database.counts())


# --- opening one ------------------------------------------------------------------------------------------


@contextmanager
def unpacked(read: Callable[[], bytes], path: Path, beside: Path) -> Iterator[tuple[Path, datetime]]:
    """The files of a backup in a temporary folder, and when it was made.

    Args:
        read: gives the bytes of the backup.
        path: what messages call it.
        beside: folder in which the temporary one is made; made if missing.

    Raises:
        BowlbyError: it cannot be read, or is no backup.
    """
    contents, made_at = _parts(read, path)
    new = not beside.exists()
    with private_folder(beside), tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=beside) as temporary:
        write_all({Path(temporary) / name: content for name, content in contents.items()})
        yield Path(temporary), made_at
    if new:
        with suppress(OSError):  # it holds something by now
            beside.rmdir()


@contextmanager
def opened(folder: Path, key: bytes, path: Path) -> Iterator[DiaryDatabase]:
    """The diary of an unpacked backup; a `BowlbyError` that names `path` where it cannot be opened with this key."""
    try:
        database = DiaryDatabase.open(folder, key)
    except BowlbyError as error:
        if "newer version" in str(error):
            raise BowlbyError(f"{path} was made by a newer version of Bowlby; update Bowlby to open it") from None
        raise BowlbyError(f"{path} is damaged, or a backup of another diary; use another one") from None
    with database:
        yield database


def _held(database: DiaryDatabase) -> Copied:
    with database.reading() as connection:
        return Copied(counted(connection), fingerprint_of_all(connection))


def _write_down(database: DiaryDatabase, path: Path, checked: Checked, now: datetime) -> None:
    files = noted(database) | {path.name: checked.counts._asdict() | {"checked_at": now.isoformat()}}
    latest = sorted(files)[-MOST_NOTED:]  # names begin alike and go on with the time
    database.keep("backup", "list", {"files": {name: files[name] for name in latest}})


# --- the file ---------------------------------------------------------------------------------------------


def _packed(folder: Path, key_file: bytes, now: datetime) -> bytes:
    about = {"format": FORMAT, "version": VERSION, "made_at": now.isoformat()}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("about.json", json.dumps(about))
        archive.writestr(KEY_FILE, key_file)
        archive.writestr(RECORDS_FILE, (folder / RECORDS_FILE).read_bytes())
    return content.getvalue()


def _parts(read: Callable[[], bytes], path: Path) -> tuple[dict[str, bytes], datetime]:
    try:
        raw = read()
    except OSError as error:
        raise BowlbyError(f"{path} cannot be read ({error.strerror}); check its name and permissions") from None
    try:
        return _opened_archive(raw)
    except _NewerError:
        raise BowlbyError(f"{path} was made by a newer version of Bowlby; update Bowlby to open it") from None
    except _BROKEN:
        raise BowlbyError(f"{path} is no backup, or a damaged one; use another one") from None


class _NewerError(Exception):
    """The backup is of a version that is not known yet."""


def _opened_archive(raw: bytes) -> tuple[dict[str, bytes], datetime]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            raise ValueError
        about = json.loads(archive.read("about.json"))
        if not isinstance(about, dict) or about.get("format") != FORMAT or type(about.get("version")) is not int:
            raise ValueError
        if about["version"] > VERSION:
            raise _NewerError
        made_at = datetime.fromisoformat(str(about["made_at"]))
        if made_at.utcoffset() is None:
            raise ValueError
        return {name: archive.read(name) for name in (KEY_FILE, RECORDS_FILE)}, made_at
