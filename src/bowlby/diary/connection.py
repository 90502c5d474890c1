"""Connections to the encrypted file: how it is opened, how its transactions begin, what its errors mean."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from bowlby.diary.files import PRIVATE_FILE, make_private_folder
from bowlby.errors import BowlbyError

WAIT_MS = 5_000
"""How long a call waits for another process that is writing."""

SMALLEST_PAGE = 512
"""Bytes of the smallest database that is not empty."""


def make_empty(path: Path) -> None:
    """SQLite would create the file readable by others; an empty one made here is its owner's only."""
    make_private_folder(path.parent)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
        size = path.stat().st_size
    except OSError as error:
        raise BowlbyError(f"{path} cannot be opened ({error.strerror}); check its permissions") from error
    if 0 < size < SMALLEST_PAGE:  # SQLite would take it for an empty file and write over it
        raise BowlbyError(f"{path} is not a diary; put back the right file")


def connect(path: Path, key: bytes) -> Any:
    """One connection of the driver to the encrypted file, which must be there; it begins no transactions by itself."""
    # mode=rw: a running program must not bring back a file that was erased meanwhile.
    address = f"file:{quote(str(path.absolute()))}?mode=rw"
    connection = dbapi2.connect(  # pyright: ignore[reportAttributeAccessIssue]
        address, uri=True, isolation_level=None, check_same_thread=False, timeout=WAIT_MS / 1000
    )
    for pragma in (
        "cipher_log_level = NONE",  # it would write to stderr; errors are raised all the same
        f"key = \"x'{key.hex()}'\"",
        "cipher_memory_security = ON",
        "temp_store = MEMORY",
        "secure_delete = ON",
        "journal_mode = DELETE",
        "synchronous = EXTRA",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def diary_engine(path: Path, key: bytes) -> Engine:
    """An engine on the encrypted file.

    With `.execution_options(writes=True)` its transactions take the write lock at their start.
    """

    def creator() -> Any:
        return connect(path, key)

    engine = create_engine("sqlite://", module=dbapi2, creator=creator, poolclass=QueuePool, hide_parameters=True)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # The driver's own transactions would leave out table changes; writers take the lock at once, not halfway.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def readable(error: DBAPIError, path: Path) -> BowlbyError:
    """What a person can do about an error of SQLite, in one line that holds nothing of what they wrote."""
    return readable_driver(error.orig, path)


def readable_driver(error: BaseException | None, path: Path) -> BowlbyError:
    """The same for an error as the driver raises it."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL":
        return BowlbyError(f"{path}: the disk is full; free some space and try again; nothing was changed")
    if name.startswith("SQLITE_IOERR"):  # also a quota, or a limit on the size of files
        return BowlbyError(
            f"{path}: the disk may be full or failing; free some space and try again; nothing was changed"
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return BowlbyError(f"{path} is in use by another program; close it and try again; nothing was changed")
    if name.startswith("SQLITE_NOTADB"):
        return BowlbyError(f"{path} is not a diary, or its key is another one; put back the right pair of files")
    if name.startswith("SQLITE_CORRUPT"):
        return BowlbyError(f"{path} is damaged; put back a copy of it from a backup")
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN")):
        return BowlbyError(f"{path} cannot be written; check that it exists and its permissions")
    if name.startswith("SQLITE_CONSTRAINT"):
        return BowlbyError("a record with this id is there already, or lacks a field; nothing was added")
    return BowlbyError(f"{path} cannot be used ({name or type(error).__name__}); nothing was changed")
