"""Erasing a diary for good: its key first, then its records, and the backups that lie beside them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bowlby.diary.files import TEMPORARY, shred
from bowlby.diary.replacing import DECIDED
from bowlby.diary.vault import KEY_FILE, RECORDS_FILE
from bowlby.errors import BowlbyError

BACKUPS = "backups"
"""Folder of the backups beside the diary."""

ASIDE = "aside-"
"""How folders begin that keep what a restored backup took the place of."""

DEVICE_FILE = "records.device"
"""What tells this machine's copy of the diary from those on the person's other machines."""

COPY_FILE = "records.page"
"""The readable copy of a plan for bad hours (`safety_plan.py`), where the person wants one."""

_FOLDERS = (*(f"{place}{TEMPORARY}*" for place in ("", f"{BACKUPS}/", f"{ASIDE}*/")), BACKUPS, f"{ASIDE}*", DECIDED)
"""Folders of the diary; inner ones before those that hold them."""


def erase(folder: Path, *, backups: bool = True) -> None:
    """Overwrite and delete the files of the diary for good, the key first. Files of other origin stay.

    Needs no passphrase: who forgot it must still be able to erase. A folder left empty is removed.

    Args:
        folder: the data folder.
        backups: whether the backups in it go too, each of which holds the key, locked by a passphrase. Those in other
            folders stay in any case.

    Raises:
        BowlbyError: there is nothing to erase, or a file cannot be removed.
    """
    doomed = _files_in(folder, _FOLDERS if backups else ())
    if not doomed:
        raise BowlbyError(f"{folder} holds no diary; nothing was erased")
    for path in doomed:
        shred(path)
    inside = {path.parent for path in doomed} - {folder}
    for inner in (*sorted(inside, key=lambda path: -len(path.parts)), folder):
        with suppress(OSError):
            inner.rmdir()


def holds_diary(folder: Path) -> bool:
    """Whether the folder holds any file of a diary, be it only half of one, or a backup."""
    return bool(_files_in(folder, _FOLDERS))


def _files_in(folder: Path, folders: Iterable[str]) -> list[Path]:
    files = [folder / KEY_FILE, *sorted(folder.glob(f"{KEY_FILE}.*.tmp"))]
    inner = [path for pattern in folders for path in sorted(folder.glob(f"{pattern}/*"))]
    files += sorted(inner, key=lambda path: path.name != KEY_FILE)
    files += [folder / f"{RECORDS_FILE}{suffix}" for suffix in ("", "-journal", "-wal", "-shm")]
    plain = [folder / COPY_FILE, *sorted(folder.glob(f"{COPY_FILE}.*.tmp"))]
    return [path for path in (*files, *plain, folder / DEVICE_FILE) if path.is_file()]
