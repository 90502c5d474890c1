"""The diary's encrypted file: SQLite under SQLCipher, opened with the raw data key, synchronous throughout.

What a call has returned from is on disk (`synchronous=EXTRA`, rollback journal, itself encrypted): a kill or a
power cut afterwards loses nothing, one in between leaves the state before the call. Nothing unencrypted is
ever written; what SQLite needs for sorting stays in memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bowlby.diary import changes, documents, fingerprints, migrations, rows, tables
from bowlby.diary.changes import Change
from bowlby.diary.connection import diary_engine, make_empty, readable
from bowlby.diary.fingerprints import fingerprint
from bowlby.diary.records import Care, Checkin, Diary, Moment
from bowlby.diary.vault import RECORDS_FILE
from bowlby.errors import BowlbyError


class Counts(NamedTuple):
    """How many records of each kind there are."""

    moments: int
    checkins: int
    care: int


@dataclass(frozen=True, slots=True)
class StoredFit:
    """The latest answer of the model, and the fingerprint of the records it was fitted to."""

    fingerprint: str
    made_at: datetime
    result: dict[str, Any]
    figures: dict[str, str]


def counted(connection: Connection) -> Counts:
    """How many records of each kind there are, inside a transaction."""
    return Counts(*(rows.count(connection, table) for table in (tables.moments, tables.checkins, tables.care)))


class DiaryDatabase:
    """The records of one person in one encrypted file. Safe to use from several threads.

    Every method raises `BowlbyError` when the disk is full, the file is in use by another process for longer than
    five seconds, or it is damaged; then nothing was changed.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        """Use `open` instead."""
        self._path = path
        self._key = key
        self._readers = diary_engine(path, key)
        self._writers = self._readers.execution_options(writes=True)

    @classmethod
    def open(cls, folder: Path, key: bytes) -> DiaryDatabase:
        """Open the diary's file with the data key from the vault; create or migrate it where needed.

        Raises:
            BowlbyError: wrong key, not a diary, a newer version (the file stays untouched), or disk full.
        """
        path = folder / RECORDS_FILE
        make_empty(path)
        database = cls(path, key)
        try:
            database._bring_up_to_date()
        except BaseException:
            database.close()
            raise
        return database

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._path.parent

    @property
    def key(self) -> bytes:
        """The data key, for the modules of this room that make copies; show it nowhere."""
        return self._key

    def close(self) -> None:
        """Let go of the file. The database is of no use afterwards."""
        self._readers.dispose()

    def __enter__(self) -> DiaryDatabase:
        """The database itself; `close` is called at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    # --- reading -------------------------------------------------------------------------------------

    def diary(self) -> Diary:
        """All records, read at one instant, each kind sorted by time."""
        with self.reading() as connection:
            return rows.diary(connection)

    def moments(self) -> tuple[Moment, ...]:
        """All moments, sorted by time."""
        with self.reading() as connection:
            return tuple(rows.every(connection, tables.moments, Moment))

    def checkins(self) -> tuple[Checkin, ...]:
        """All check-ins, sorted by time."""
        with self.reading() as connection:
            return tuple(rows.every(connection, tables.checkins, Checkin))

    def care(self) -> tuple[Care, ...]:
        """The parent's log, sorted by time."""
        with self.reading() as connection:
            return tuple(rows.every(connection, tables.care, Care))

    def moment(self, moment_id: str) -> Moment | None:
        """The moment of that id, if there is one."""
        with self.reading() as connection:
            return rows.moment(connection, moment_id)

    def history(self, moment_id: str) -> tuple[Change, ...]:
        """What was changed about a moment, oldest first."""
        with self.reading() as connection:
            return changes.history(connection, "moment", moment_id)

    def counts(self) -> Counts:
        """How many records of each kind there are."""
        with self.reading() as connection:
            return counted(connection)

    def fingerprint(self) -> str:
        """`fingerprint` of the diary as it stands now."""
        with self.reading() as connection:
            found = fingerprints.kept(connection)
        if found:
            return found
        with self.writing() as connection:
            found = fingerprints.kept(connection) or fingerprint(rows.diary(connection))
            fingerprints.keep(connection, found)
        return found

    # --- writing -------------------------------------------------------------------------------------

    def add(self, diary: Diary) -> None:
        """Add all records of a diary, or none.

        Raises:
            BowlbyError: a moment's id is there already, or the records are of another person than those here.
        """
        with self.writing() as connection:
            rows.claim(connection, diary.person)
            rows.insert(connection, tables.moments, diary.moments)
            rows.insert(connection, tables.checkins, diary.checkins)
            rows.insert(connection, tables.care, diary.care)

    def log(self, record: Moment | Checkin | Care) -> None:
        """Add one record; when this returns, it is on disk."""
        match record:
            case Moment():
                self.add(Diary(moments=(record,)))
            case Checkin():
                self.add(Diary(checkins=(record,)))
            case Care():
                self.add(Diary(care=(record,)))

    def replace(self, moment: Moment) -> None:
        """Put a moment in the place of the one with its id; the earlier version is kept in the history.

        Raises:
            BowlbyError: there is no moment of that id.
        """
        with self.writing() as connection:
            changes.replace(connection, "moment", moment.id, moment)

    def remove(self, moment_id: str) -> None:
        """Take a moment out of the diary (undo); its last version is kept in the history.

        Raises:
            BowlbyError: there is no moment of that id.
        """
        with self.writing() as connection:
            changes.remove(connection, "moment", moment_id)

    # --- documents: settings, own words, reminders, trials and the like --------------------------------------

    def keep(self, kind: str, name: str, body: Mapping[str, Any]) -> None:
        """Keep a document in place of the one of that kind and name. The records' fingerprint stays as it is.

        Args:
            kind: one of `documents.KINDS`.
            name: which one of its kind.
            body: what JSON can hold: texts, numbers, truth values, lists, and mappings keyed by texts.

        Raises:
            BowlbyError: an unknown kind, an empty or long name, or a body that JSON cannot hold.
        """
        document = documents.written(kind, name, body)
        with self.writing() as connection:
            connection.execute(documents.place(document))

    def kept(
        self, kind: str, beginning: str = "", last: int | None = None, before: str = ""
    ) -> dict[str, dict[str, Any]]:
        """Bodies of the documents of a kind, by name, in the order of their names.

        Args:
            kind: one of `documents.KINDS`.
            beginning: only those whose names begin so.
            last: only so many, those whose names sort last.
            before: only those whose names sort before this one.
        """
        with self.reading() as connection:
            return documents.of_kind(connection, documents.known(kind), beginning, last, before)

    def document(self, kind: str, name: str) -> dict[str, Any] | None:
        """Body of one document; None where there is none of that name."""
        with self.reading() as connection:
            return documents.one(connection, documents.known(kind), name)

    def documents(self) -> dict[str, dict[str, dict[str, Any]]]:
        """All documents: bodies by kind and name, for an export or a backup."""
        with self.reading() as connection:
            return documents.all_of(connection)

    def forget(self, kind: str, name: str) -> None:
        """Delete a document; one that is not there is no error."""
        with self.writing() as connection:
            connection.execute(documents.gone(documents.known(kind), name))

    # --- the model's latest answer ---------------------------------------------------------------------

    def save_fit(self, fingerprint: str, result: dict[str, Any], figures: dict[str, str]) -> None:
        """Keep the answer of a fit in place of the one before.

        Args:
            fingerprint: of the diary that was fitted; compare with `fingerprint` to see whether it is current.
            result: the result as one JSON object.
            figures: SVG texts by name.
        """
        row = {
            "fingerprint": fingerprint,
            "made_at": datetime.now(UTC),
            "result": json.dumps(result),
            "figures": json.dumps(figures),
        }
        with self.writing() as connection:
            connection.execute(tables.fits.delete())
            connection.execute(tables.fits.insert(), row)

    def latest_fit(self) -> StoredFit | None:
        """The answer kept last, if any."""
        query = sa.select(tables.fits).order_by(tables.fits.c.sequence.desc()).limit(1)
        with self.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return StoredFit(row.fingerprint, row.made_at, json.loads(row.result), json.loads(row.figures))

    # --- transactions, for the other modules of this room -------------------------------------------------------

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees the file at one instant; errors of the disk are raised as `BowlbyError`."""
        return self._transaction(self._readers)

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that holds the write lock from its start; on disk when it ends, undone when it fails."""
        return self._transaction(self._writers)

    # --- opening ---------------------------------------------------------------------------------------

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            revision = _revision(connection)
        if revision == migrations.HEAD:
            return
        # The write lock is taken before looking again, so that of two processes one migrates and the other waits.
        with self.writing() as connection:
            revision = _revision(connection)
            if revision is None:
                _create(connection)
            elif revision != migrations.HEAD:
                self._migrate(connection, revision)

    def _migrate(self, connection: Connection, revision: str) -> None:
        if not revision:
            raise BowlbyError(f"{self._path} is not a diary; put back the right file")
        if revision not in migrations.REVISIONS:
            raise BowlbyError(f"{self._path} was written by a newer version of Bowlby; update Bowlby to open it")
        migrations.upgrade(connection)

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise readable(error, self._path) from error
        except UnicodeEncodeError as error:
            raise BowlbyError("a record holds a character that no file can hold; remove it") from error


# --- the schema -------------------------------------------------------------------------------------------


def _revision(connection: Connection) -> str | None:
    """The schema's revision; None for a file that holds nothing yet, empty for one that is not ours."""
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    if not names:
        return None
    if "alembic_version" not in names:
        return ""
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or ""


def _create(connection: Connection) -> None:
    # What all migrations would make, without loading Alembic; a test asserts that it is the same.
    tables.metadata.create_all(connection)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (migrations.HEAD,))
