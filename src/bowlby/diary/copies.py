"""Consistent copies of the encrypted file, made while it is open: under the same key, never in the clear.

SQLite's own copying is used, page by page inside a transaction: reading the file's bytes could catch half a change,
and closing it again would let go of the locks that this process holds on it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection
from sqlcipher3 import dbapi2

from bowlby.diary.connection import WAIT_MS, connect, make_empty, readable_driver
from bowlby.diary.database import Counts, DiaryDatabase, counted
from bowlby.diary.vault import RECORDS_FILE
from bowlby.errors import BowlbyError

LEFT_OUT = ("fits",)
"""Tables that are no part of what a copy is held against: they can be calculated again."""

_WAITING = (5, 6)
"""SQLite's codes for a file that is in use."""


class Copied(NamedTuple):
    """What a copy holds: how many records, and a fingerprint of everything."""

    counts: Counts
    everything: str


def fingerprint_of_all(connection: Connection) -> str:
    """SHA-256 (hexadecimal) over every row of every table but `LEFT_OUT`: records, their history, documents, facts."""
    digest = hashlib.sha256()
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    for name in names.scalars().all():
        if name in LEFT_OUT:
            continue
        for row in connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY rowid'):
            digest.update(repr((name, *row)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def copy_into(database: DiaryDatabase, folder: Path) -> Copied:
    """Write a copy of a diary's file into a folder, and say what it must hold.

    Args:
        database: an open diary; it may be written to meanwhile, the copy is of one instant.
        folder: made if missing; holds no such file yet.

    Raises:
        BowlbyError: the copy cannot be written.
    """
    path = folder / RECORDS_FILE
    make_empty(path)
    with database.reading() as connection:
        held = Copied(counted(connection), fingerprint_of_all(connection))
        with _told(path), closing(connect(path, database.key)) as copy:
            _copy(connection.connection.driver_connection, copy)
    return held


def become(database: DiaryDatabase, other: DiaryDatabase) -> None:
    """Make an open diary what another one is, at one stroke: a kill leaves the old state or the new one.

    Programs that have the diary open see the new state from then on.

    Raises:
        BowlbyError: it cannot be written, or another program holds on to it for too long; then nothing was changed.
    """
    path = database.folder / RECORDS_FILE
    with _told(path), other.reading() as reading, closing(connect(path, database.key)) as live:
        _copy(reading.connection.driver_connection, live)


def _copy(source: Any, target: Any) -> None:
    end = time.monotonic() + WAIT_MS / 1000

    def watch(status: int, _: int, __: int) -> None:
        if status in _WAITING and time.monotonic() > end:  # the driver would wait for ever
            raise TimeoutError

    source.backup(target, progress=watch)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the driver raises, as one line for people."""
    try:
        yield
    except TimeoutError:
        raise BowlbyError(f"{path} is in use by another program; close it and try again; nothing was changed") from None
    except dbapi2.Error as error:  # pyright: ignore[reportAttributeAccessIssue]
        raise readable_driver(error, path) from error
