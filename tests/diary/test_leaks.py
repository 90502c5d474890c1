"""No file holds what a person wrote in the clear, and what is erased is gone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bowlby.diary import erasing, tables, vault
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.erasing import erase, holds_diary
from bowlby.diary.records import Diary
from bowlby.errors import BowlbyError
from diary.conftest import KEY, PASSPHRASE
from diary.samples import contents, moment
from diary.strategies import CANARY


def test_no_file_holds_what_was_written(folder: Path):
    key, _ = vault.create(folder, PASSPHRASE)
    with DiaryDatabase.open(folder, key) as database:
        database.add(Diary(moments=tuple(moment(number, note=CANARY * 50, figure=CANARY) for number in range(200))))
        database.replace(moment(1, trigger=CANARY))
        database.save_fit("f", {CANARY: CANARY}, {CANARY: CANARY})
        database.keep("settings", CANARY, {CANARY: CANARY})
        with database.writing() as writing:
            writing.execute(tables.moments.update().values(note=CANARY * 100))
            seen = contents(folder)
            assert f"{vault.RECORDS_FILE}-journal" in seen
            assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    for raw in (*seen.values(), *contents(folder).values()):
        assert CANARY.encode() not in raw
        assert b"SQLite" not in raw
        assert b"CREATE TABLE" not in raw


def test_erasing_takes_the_diary_and_leaves_other_files(folder: Path):
    key, _ = vault.create(folder, PASSPHRASE)
    DiaryDatabase.open(folder, key).close()
    for name in ("records.db-journal", "records.key.1234.tmp", "mine.txt"):
        (folder / name).write_text("x")
    assert holds_diary(folder)
    erase(folder)
    assert os.listdir(folder) == ["mine.txt"]
    assert not holds_diary(folder)
    with pytest.raises(BowlbyError, match="nothing was erased"):
        erase(folder)


def test_erasing_takes_the_key_first(folder: Path, monkeypatch: pytest.MonkeyPatch):
    key, _ = vault.create(folder, PASSPHRASE)
    DiaryDatabase.open(folder, key).close()
    order: list[str] = []
    monkeypatch.setattr(erasing, "shred", lambda path: order.append(path.name))
    erase(folder)
    assert order == [vault.KEY_FILE, vault.RECORDS_FILE]


def test_an_erased_diary_does_not_come_back_through_a_program_that_still_runs(folder: Path):
    running = DiaryDatabase.open(folder, KEY)
    running.close()
    erase(folder)
    assert not folder.exists()
    with pytest.raises(BowlbyError):
        running.log(moment())
    assert not folder.exists()
