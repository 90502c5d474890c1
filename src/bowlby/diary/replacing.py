"""Putting other files in the place of a diary's, so that a kill at any moment leaves the old ones or the new ones.

The new files lie in a folder of their own. One renaming decides: from then on they are the diary, and whoever opens it
next finishes the moving if it was cut off. What was there lies aside, as it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bowlby.diary.files import make_private_folder, readable_error, sync_folder

DECIDED = "restoring"
"""Folder of new files that are the diary already, but for the moving."""

_JOURNALS = ("-journal", "-wal", "-shm")


def set_aside(folder: Path, names: Iterable[str], aside: Path) -> Path | None:
    """Keep files of a folder in another one, by a second name where that can be, else by a copy.

    Returns:
        That folder; None where there was nothing to keep.

    Raises:
        BowlbyError: it cannot be written.
    """
    found = [folder / f"{name}{suffix}" for name in names for suffix in ("", *_JOURNALS)]
    found = [path for path in found if path.is_file()]
    if not found:
        return None
    make_private_folder(aside)
    try:
        for path in found:
            _keep(path, aside / path.name)
        sync_folder(aside)
    except OSError as error:
        raise readable_error(error, aside) from error
    return aside


def put_in_place(new: Path, folder: Path) -> None:
    """Make the files of one folder (inside the other) those of the other.

    Args:
        new: folder inside `folder` with the new files, all of them on disk; gone afterwards.
        folder: the data folder.

    Raises:
        BowlbyError: it cannot be written.
    """
    try:
        os.replace(new, folder / DECIDED)
        sync_folder(folder)
    except OSError as error:
        raise readable_error(error, folder) from error
    finish(folder)


def finish(folder: Path) -> None:
    """Move files that were decided upon to their places; where there are none, nothing happens.

    Raises:
        BowlbyError: a file cannot be moved.
    """
    decided = folder / DECIDED
    if not decided.is_dir():
        return
    try:
        for path in sorted(decided.iterdir()):
            for suffix in _JOURNALS:  # an old journal would be played back into the new file
                (folder / f"{path.name}{suffix}").unlink(missing_ok=True)
            os.replace(path, folder / path.name)
        sync_folder(folder)
        decided.rmdir()
    except OSError as error:
        raise readable_error(error, decided) from error


def _keep(path: Path, kept: Path) -> None:
    with suppress(OSError):
        os.link(path, kept)
        return
    shutil.copy2(path, kept)
    with kept.open("rb") as file:
        os.fsync(file.fileno())
