"""What is brought back is what was backed up; what was there is kept; a kill in between loses neither."""

from __future__ import annotations

import contextlib
import itertools
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from bowlby.diary import backup, migrations, replacing, restore, vault
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Diary
from bowlby.errors import BowlbyError
from diary.conftest import PASSPHRASE
from diary.samples import NOON, moment
from diary.test_upgrades import file_of

NEW = "another passphrase"


@pytest.fixture
def made(folder: Path, tmp_path: Path) -> tuple[Path, str]:
    """A backup with one moment, and the recovery code of its diary; the diary has got a second moment since."""
    key, code = vault.create(folder, PASSPHRASE)
    with DiaryDatabase.open(folder, key) as database:
        database.log(moment(1))
        path, _ = backup.make(database, tmp_path / "kept", NOON)
        database.log(moment(2))
    return path, code


TIMES = itertools.count()


def bring_back(path: Path, folder: Path, secret: str = PASSPHRASE) -> restore.Restored:
    with backup.unpacked(path.read_bytes, path, folder) as (files, _):
        return restore.restore(files, folder, restore.unlock(files, secret), NOON + timedelta(hours=next(TIMES)))


def ids(folder: Path, secret: str = PASSPHRASE) -> list[str]:
    with DiaryDatabase.open(folder, restore.unlock(folder, secret)) as database:
        return [one.id for one in database.moments()]


def test_the_same_diary_gets_its_earlier_state_and_keeps_its_passphrase(made: tuple[Path, str], folder: Path):
    path, _ = made
    vault.change_passphrase(folder, vault.unlock(folder, PASSPHRASE), NEW)
    done = bring_back(path, folder)
    assert done.same_diary
    assert ids(folder, NEW) == ["m1"]
    assert done.aside is not None
    assert done.aside.is_relative_to(folder)
    assert bring_back(done.aside, folder, NEW).same_diary
    assert ids(folder, NEW) == ["m1", "m2"]


def test_the_recovery_code_brings_a_backup_to_an_empty_place(made: tuple[Path, str], tmp_path: Path):
    path, code = made
    done = bring_back(path, tmp_path / "new machine", code)
    assert done == (None, False)
    assert ids(tmp_path / "new machine") == ["m1"]
    assert sorted(one.name for one in (tmp_path / "new machine").iterdir()) == [vault.RECORDS_FILE, vault.KEY_FILE]


def test_neither_secret_opens_nothing(made: tuple[Path, str], tmp_path: Path):
    with pytest.raises(BowlbyError, match="wrong passphrase"):
        bring_back(made[0], tmp_path / "new", "something else")
    assert not (tmp_path / "new").exists()


def test_another_diary_is_kept_aside(made: tuple[Path, str], tmp_path: Path):
    other = tmp_path / "other"
    key, _ = vault.create(other, NEW)
    with DiaryDatabase.open(other, key) as database:
        database.add(Diary(moments=(moment(7), moment(8))))
    done = bring_back(made[0], other)
    assert not done.same_diary
    assert ids(other) == ["m1"]
    assert done.aside is not None
    assert ids(done.aside, NEW) == ["m7", "m8"]


def test_a_damaged_diary_is_replaced_and_kept_aside(made: tuple[Path, str], folder: Path):
    (folder / vault.RECORDS_FILE).write_bytes(b"x" * 4096)
    done = bring_back(made[0], folder)
    assert ids(folder) == ["m1"]
    assert done.aside is not None
    assert (done.aside / vault.RECORDS_FILE).read_bytes() == b"x" * 4096


def test_a_diary_without_its_key_file_is_replaced(made: tuple[Path, str], folder: Path):
    (folder / vault.KEY_FILE).unlink()
    bring_back(made[0], folder)
    assert ids(folder) == ["m1"]


def test_an_open_diary_sees_what_was_brought_back(made: tuple[Path, str], folder: Path):
    with DiaryDatabase.open(folder, vault.unlock(folder, PASSPHRASE)) as running:
        assert running.counts().moments == 2
        running.keep("backup", "settings", {"folder": "/there"})
        done = restore.restore_into(running, made[0], NOON + timedelta(days=1))
        assert running.counts().moments == 1
        running.log(moment(3))
        assert running.kept("backup")["settings"] == {"folder": "/there"}
        assert done.aside is not None
        assert done.aside.name in running.kept("backup")["list"]["files"]
    assert ids(folder) == ["m1", "m3"]


def test_a_kill_between_any_two_steps_leaves_one_of_the_two(
    made: tuple[Path, str], folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """Each call that changes a name on disk is the last one in turn; the diary opens and is the old or the new one."""
    key, _ = vault.create(folder.parent / "other", NEW)
    with DiaryDatabase.open(folder.parent / "other", key) as database:
        database.log(moment(7))
        theirs, _ = backup.make(database, folder.parent / "kept", NOON)
    seen = set()
    for steps in range(12):
        calls = [0]

        def dying(*arguments, real, calls=calls, steps=steps):
            calls[0] += 1
            if calls[0] > steps:
                raise KeyboardInterrupt
            return real(*arguments)

        with monkeypatch.context() as patch:
            for name in ("replace", "link"):
                real = getattr(replacing.os, name)
                patch.setattr(replacing.os, name, lambda *a, real=real: dying(*a, real=real))
            with contextlib.suppress(KeyboardInterrupt):
                bring_back(theirs, folder, NEW)
        for secret, wanted in ((PASSPHRASE, ["m1", "m2"]), (NEW, ["m7"])):
            try:
                assert ids(folder, secret) == wanted
                seen.add(secret)
                break
            except BowlbyError:
                continue
        else:
            raise AssertionError
        if NEW in seen:
            break
    assert seen == {PASSPHRASE, NEW}


def test_unlocking_finishes_what_was_cut_off(made: tuple[Path, str], folder: Path, tmp_path: Path):
    with backup.unpacked(made[0].read_bytes, made[0], tmp_path) as (files, _):
        empty = tmp_path / "empty"
        empty.mkdir()
        decided = empty / replacing.DECIDED
        decided.mkdir()
        for one in files.iterdir():
            (decided / one.name).write_bytes(one.read_bytes())
    assert vault.exists(empty)
    assert ids(empty) == ["m1"]
    assert not decided.exists()


@pytest.mark.parametrize("revision", migrations.REVISIONS[:-1])
def test_a_backup_of_an_earlier_version_is_brought_up_to_date(folder: Path, tmp_path: Path, revision: str):
    old = tmp_path / "old"
    key, _ = vault.create(old, PASSPHRASE)
    file_of(old, revision, Diary(moments=(moment(1), moment(2))), key)
    path = tmp_path / "old.backup"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "about.json", json.dumps({"format": "bowlby-backup", "version": 1, "made_at": NOON.isoformat()})
        )
        for name in (vault.KEY_FILE, vault.RECORDS_FILE):
            archive.write(old / name, name)
    assert backup.check(path, key).counts.moments == 2
    bring_back(path, folder)
    assert ids(folder) == ["m1", "m2"]
