"""Any diary of any earlier version comes through the upgrade as it was: records, their history, documents."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy.engine import Connection

from bowlby.diary import connection, migrations, rows, vault
from bowlby.diary.connection import diary_engine
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.fingerprints import fingerprint
from bowlby.diary.records import Diary
from diary.conftest import KEY
from diary.samples import NOON
from diary.strategies import diaries, sorted_diary


def put(value: Any) -> Any:
    """A field as the file has held it since the first version."""
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, datetime) else value


def insert(writing: Connection, table: str, values: dict[str, Any]) -> None:
    names, marks = ", ".join(values), ", ".join("?" for _ in values)
    writing.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(map(put, values.values())))


def file_of(folder: Path, revision: str, diary: Diary, key: bytes = KEY) -> None:
    """A file as a program of that version would have left it."""
    path = folder / vault.RECORDS_FILE
    connection.make_empty(path)
    engine = diary_engine(path, key)
    with engine.execution_options(writes=True).begin() as writing:
        migrations.upgrade(writing, revision)
        there = set(writing.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all())
        for kind in ("moments", "checkins", "care"):
            for record in getattr(diary, kind):
                insert(writing, kind, asdict(record))
        for one in diary.moments:
            change = {"moment_id": one.id, "changed_at": NOON, "change": "replaced", "earlier": rows.as_json(one)}
            insert(writing, "moment_history", change)
        if "documents" in there:
            insert(writing, "documents", {"kind": "settings", "name": "a", "body": '{"b": 1}', "changed_at": NOON})
        if diary.person:
            insert(writing, "facts", {"name": "person", "value": diary.person})
    engine.dispose()


@pytest.mark.parametrize("revision", migrations.REVISIONS[:-1])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(diary=diaries)
def test_any_diary_of_an_earlier_version_comes_through(
    tmp_path_factory: pytest.TempPathFactory, revision: str, diary: Diary
):
    folder = tmp_path_factory.mktemp("earlier")
    file_of(folder, revision, diary)
    with DiaryDatabase.open(folder, KEY) as opened:
        back = opened.diary()
        assert sorted_diary(back) == sorted_diary(diary)
        assert [one.at.isoformat() for one in sorted_diary(back).care] == [
            one.at.isoformat() for one in sorted_diary(diary).care
        ]
        assert opened.fingerprint() == fingerprint(diary)
        for one in diary.moments:
            assert [change.earlier for change in opened.history(one.id)] == [one]
            opened.replace(one)
        assert opened.kept("settings") == ({"a": {"b": 1}} if revision >= "0002" else {})
    with DiaryDatabase.open(folder, KEY) as again:
        assert sorted_diary(again.diary()) == sorted_diary(diary)
