"""Connections are encrypted, durable and never bring back an erased file; their errors are readable."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bowlby.diary.connection import diary_engine, make_empty, readable
from bowlby.errors import BowlbyError
from diary.conftest import KEY


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "delete"),
        ("synchronous", 3),
        ("temp_store", 2),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("cipher_memory_security", "1"),
    ],
)
def test_what_is_set_is_in_force(tmp_path: Path, pragma: str, value: object):
    path = tmp_path / "records.db"
    make_empty(path)
    with diary_engine(path, KEY).connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_a_writer_takes_the_lock_at_once_and_a_reader_does_not(tmp_path: Path):
    path = tmp_path / "records.db"
    make_empty(path)
    one, two = diary_engine(path, KEY), diary_engine(path, KEY)
    with one.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE a (b)")
    with one.execution_options(writes=True).begin(), two.begin() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM a").scalar() == 0
        reader.exec_driver_sql("PRAGMA busy_timeout = 0")
        with pytest.raises(OperationalError, match="locked"):
            reader.exec_driver_sql("INSERT INTO a VALUES (1)")


def test_a_new_file_is_its_owners_only(tmp_path: Path):
    make_empty(tmp_path / "new" / "records.db")
    assert (tmp_path / "new" / "records.db").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_path_that_is_a_folder_is_readable_error(tmp_path: Path):
    (tmp_path / "records.db").mkdir()
    with pytest.raises(BowlbyError, match="cannot be opened"):
        make_empty(tmp_path / "records.db")


def test_connecting_does_not_make_a_file(tmp_path: Path):
    with pytest.raises(OperationalError), diary_engine(tmp_path / "records.db", KEY).connect():
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["with space", "per%20cent", "hash#mark", "quest?ion", "\u00e9"])
def test_any_folder_name_will_do(tmp_path: Path, name: str):
    path = tmp_path / name / "records.db"
    make_empty(path)
    with diary_engine(path, KEY).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE a (b)")
    assert path.stat().st_size > 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_FULL", "disk is full"),
        ("SQLITE_IOERR_WRITE", "disk may be full or failing"),
        ("SQLITE_BUSY_SNAPSHOT", "in use by another program"),
        ("SQLITE_NOTADB", "is not a diary"),
        ("SQLITE_CORRUPT_INDEX", "is damaged"),
        ("SQLITE_READONLY", "cannot be written"),
        ("SQLITE_CANTOPEN", "cannot be written"),
        ("SQLITE_CONSTRAINT_PRIMARYKEY", "there already"),
        ("SQLITE_SOMETHING", r"cannot be used \(SQLITE_SOMETHING\)"),
        (None, r"cannot be used \(Exception\)"),
    ],
)
def test_every_error_of_sqlite_becomes_one_line_without_records(name: str | None, words: str):
    original = Exception("a secret")
    if name:
        original.sqlite_errorname = name  # type: ignore[attr-defined]
    error = readable(OperationalError("INSERT", ("a secret",), original), Path("records.db"))
    with pytest.raises(BowlbyError, match=words):
        raise error
    assert "secret" not in str(error)
    assert "\n" not in str(error)
