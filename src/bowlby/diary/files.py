"""Writing files so that a kill, a crash or a full disk leaves the old one or the new one, never half of one."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from bowlby.errors import BowlbyError

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
TEMPORARY = ".unpacked-"
"""How the names of temporary folders begin."""

LEFTOVER = 3600.0
"""After so many seconds untouched, a draft or a temporary folder is what a kill has left."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def make_private_folder(folder: Path) -> None:
    """Create a folder that only its owner can enter; one that exists is left as it is.

    Raises:
        BowlbyError: the folder cannot be made, or a file has its name.
    """
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except FileExistsError:
        raise BowlbyError(f"{folder} is a file, not a folder; name another folder") from None
    except OSError as error:
        raise readable_error(error, folder) from error


@contextmanager
def private_folder(folder: Path) -> Iterator[None]:
    """`make_private_folder` for as long as the block goes well: a folder made here goes again when it fails."""
    new = not folder.exists()
    make_private_folder(folder)
    try:
        yield
    except BaseException:
        if new:
            with suppress(OSError):
                folder.rmdir()
        raise


def write_whole(path: Path, content: bytes, *, replace: bool = True) -> None:
    """Write one file as a whole; see `write_all`.

    Args:
        path: the file.
        content: its bytes.
        replace: whether a file of that name may be replaced; if not, the check and the writing are one act.

    Raises:
        BowlbyError: the file is there already and must stay, or it cannot be written (disk full, no permission).
    """
    write_all({path: content}, replace=replace)


def write_all(contents: Mapping[Path, bytes], *, replace: bool = True) -> None:
    """Write several files: each under a temporary name first, and only when all are on disk under their own.

    Files are readable by their owner only. Nothing is left behind when it fails before the renaming.
    """
    temporary: dict[Path, Path] = {}
    path = next(iter(contents), Path())
    try:
        for path, content in contents.items():
            temporary[path] = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
            _write_synced(temporary[path], content)
        for path, draft in temporary.items():
            _put_in_place(draft, path, replace=replace)
        for folder in {path.parent for path in contents}:
            sync_folder(folder)
    except OSError as error:
        raise readable_error(error, path) from error
    finally:
        for draft in temporary.values():
            with suppress(OSError):
                draft.unlink()


def sweep(folder: Path, names: str, older_than: float = LEFTOVER) -> list[Path]:
    """Delete drafts and temporary folders that a kill has left behind.

    Args:
        folder: where they lie.
        names: how the names of the files begin whose drafts they are.
        older_than: seconds since they were last written to, so that nothing under way is touched.

    Returns:
        What was deleted.
    """
    gone = []
    for path in (*folder.glob(f"{names}*.tmp"), *folder.glob(f"{TEMPORARY}*")):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime < older_than:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            gone.append(path)
    return gone


def shred(path: Path) -> None:
    """Overwrite a file with random bytes, then delete it. A missing file is no error.

    Drives that spread their writes may keep old blocks; what makes a diary unreadable for good is that
    its key is gone, and the key file is shredded first.
    """
    try:
        with path.open("r+b", buffering=0) as file:
            left = path.stat().st_size
            while left > 0:
                left -= file.write(os.urandom(min(left, 1 << 20)))
            os.fsync(file.fileno())
        path.unlink()
        sync_folder(path.parent)
    except FileNotFoundError:
        return
    except OSError as error:
        raise readable_error(error, path) from error


def _write_synced(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(draft: Path, path: Path, *, replace: bool) -> None:
    if replace:
        os.replace(draft, path)
        return
    try:
        os.link(draft, path)  # unlike a rename, a link never replaces what is there
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(errno.EEXIST, "exists", str(path)) from None
        os.replace(draft, path)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk, where the system allows to ask for it."""
    if os.name != "posix":  # elsewhere a folder cannot be opened, and a rename is durable without it
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def readable_error(error: OSError, path: Path) -> BowlbyError:
    """What a person can do about an error of the file system, in one line."""
    if error.errno in _FULL:
        return BowlbyError(f"{path}: the disk is full; free some space and try again; nothing was changed")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return BowlbyError(f"{path}: there is no permission to write here; choose another folder")
    if error.errno == errno.EEXIST:
        return BowlbyError(f"{path} is there already; name another place, or say that it may be overwritten")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return BowlbyError(f"{path}: its folder does not exist; create it or name another")
    return BowlbyError(f"{path} cannot be written ({error.strerror or 'unknown reason'}); choose another place")
