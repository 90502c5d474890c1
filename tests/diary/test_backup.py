"""A backup holds all that the diary holds, was opened again, and older ones go by a stated rotation."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowlby.diary import backup, vault
from bowlby.diary.backup import check, is_due, listed, make, noted, rotate, surplus
from bowlby.diary.copies import fingerprint_of_all
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Care, Checkin, Diary
from bowlby.errors import BowlbyError
from diary.conftest import KEY, PASSPHRASE
from diary.outcome import is_readable, outcome
from diary.samples import NOON, moment
from diary.strategies import CANARY

DIARY = Diary(
    moments=(moment(1, note=CANARY, figure=CANARY), moment(2)), checkins=(Checkin(at=NOON),), care=(Care(at=NOON),)
)


@pytest.fixture
def kept(folder: Path):
    """An open diary with a key file, some records, a history and a document."""
    key, _ = vault.create(folder, PASSPHRASE)
    with DiaryDatabase.open(folder, key) as database:
        database.add(DIARY)
        database.replace(moment(2, alarm_before=3.0))
        database.keep("settings", CANARY, {"a": CANARY})
        yield database


def test_a_backup_holds_everything_and_nothing_in_the_clear(kept: DiaryDatabase, folder: Path):
    path, checked = make(kept, now=NOON)
    assert path.parent == folder / "backups"
    assert (checked.made_at, checked.counts) == (NOON, (2, 1, 1))
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == ["about.json", vault.RECORDS_FILE, vault.KEY_FILE]
        parts = [archive.read(name) for name in archive.namelist()]
    for raw in (path.read_bytes(), *parts, path.name.encode()):
        assert CANARY.encode() not in raw
        assert b"CREATE TABLE" not in raw
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    with backup.unpacked(path.read_bytes, path, folder) as (files, _):
        key = vault.unlock(files, PASSPHRASE)
        with DiaryDatabase.open(files, key) as again, again.reading() as reading:
            assert fingerprint_of_all(reading) == checked.everything
        with DiaryDatabase.open(files, key) as again:
            assert again.diary() == kept.diary()
            assert again.history("m2") == kept.history("m2")
            assert again.documents() == {"settings": {CANARY: {"a": CANARY}}}


def test_it_is_written_down_that_a_backup_is_sound(kept: DiaryDatabase):
    path, _ = make(kept, now=NOON)
    assert noted(kept) == {path.name: {"moments": 2, "checkins": 1, "care": 1, "checked_at": NOON.isoformat()}}


def test_a_backup_is_of_one_instant_while_the_diary_is_written_to(kept: DiaryDatabase, tmp_path: Path):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(lambda: [kept.log(moment(number)) for number in range(10, 40)])
        made = [make(kept, tmp_path / "there", NOON + timedelta(seconds=n))[1] for n in range(3)]
        writing.result()
    assert [one.counts.moments for one in made] == sorted(one.counts.moments for one in made)
    assert kept.counts().moments == 32


def test_a_backup_that_does_not_hold_everything_is_not_kept(kept: DiaryDatabase, monkeypatch: pytest.MonkeyPatch):
    real = backup.copy_into

    def forgetful(database: DiaryDatabase, folder: Path):
        copied = real(database, folder)
        with DiaryDatabase.open(folder, database.key) as copy:
            copy.remove("m1")
        return copied

    monkeypatch.setattr(backup, "copy_into", forgetful)
    with pytest.raises(BowlbyError, match="does not hold what is in the diary"):
        make(kept, now=NOON)
    assert listed(kept.folder / "backups", kept.key) == []
    assert noted(kept) == {}


# --- damage -------------------------------------------------------------------------------------------------


@pytest.fixture
def made(kept: DiaryDatabase) -> Path:
    return make(kept, now=NOON)[0]


def test_a_cut_or_changed_backup_is_told_from_a_sound_one(kept: DiaryDatabase, made: Path):
    whole = made.read_bytes()
    assert check(made, kept.key).counts == (2, 1, 1)
    for raw in (b"", b"PK", whole[: len(whole) // 2], whole[:-1], whole.replace(b"bowlby-backup", b"another-thing")):
        made.write_bytes(raw)
        with pytest.raises(BowlbyError, match="is no backup, or a damaged one"):
            check(made, kept.key)
    for place in (len(whole) // 3, len(whole) // 2):
        made.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BowlbyError, match="damaged"):
            check(made, kept.key)


def test_a_backup_of_another_diary_is_told(kept: DiaryDatabase, made: Path):
    with pytest.raises(BowlbyError, match="damaged, or a backup of another diary"):
        check(made, KEY)
    with pytest.raises(BowlbyError, match="cannot be read"):
        check(made.parent / "nothing", kept.key)


def test_a_backup_of_a_newer_version_is_told(kept: DiaryDatabase, made: Path):
    changed = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            about = {"format": "bowlby-backup", "version": 2, "made_at": NOON.isoformat()}
            new.writestr(name, json.dumps(about) if name == "about.json" else old.read(name))
    made.write_bytes(changed.getvalue())
    with pytest.raises(BowlbyError, match="newer version"):
        check(made, kept.key)


@settings(max_examples=60)
@given(raw=st.binary(max_size=400) | st.binary(max_size=60).map(lambda raw: b"PK\x03\x04" + raw))
def test_any_bytes_give_one_line(raw: bytes, tmp_path_factory: pytest.TempPathFactory):
    beside = tmp_path_factory.mktemp("any")
    path = beside / "x.backup"

    def open_it() -> None:
        with backup.unpacked(lambda: raw, path, beside / "new"):
            raise AssertionError

    _, error = outcome(open_it)
    assert error is not None
    assert is_readable(error)
    assert list(beside.iterdir()) == []


# --- which stay -----------------------------------------------------------------------------------------------


def test_the_rotation_keeps_days_weeks_and_months():
    days = [NOON + timedelta(days=n) for n in range(800)]
    kept = sorted(set(days) - surplus(days))
    ages = [(days[-1] - one).days for one in kept]
    assert ages[-7:] == [6, 5, 4, 3, 2, 1, 0]
    assert len({f"{one.astimezone():%G-%V}" for one in kept}) >= 5
    assert len({f"{one.astimezone():%Y-%m}" for one in kept}) == 12
    assert 300 <= max(ages) <= 366
    assert len(kept) <= 7 + 5 + 12


def test_a_pause_pushes_nothing_out():
    old = [NOON - timedelta(days=1000 + n) for n in range(7)]
    assert surplus([*old, NOON]) <= {min(old)}


@given(st.lists(st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)), max_size=40))
def test_the_newest_always_stays_and_letting_go_twice_changes_nothing(naive: list[datetime]):
    times = {time.replace(tzinfo=UTC) for time in naive}
    left = times - surplus(times)
    assert not times or max(times) in left
    assert surplus(left) == set()


def test_only_backups_of_the_same_diary_and_in_the_usual_folder_go(kept: DiaryDatabase, tmp_path: Path):
    folder = kept.folder / "backups"
    made = [make(kept, folder, NOON + timedelta(minutes=n))[0] for n in range(3)]
    other = folder / made[0].name.replace(backup.mark(kept.key), "ffffff")
    other.write_bytes(b"x")
    (folder / "mine.backup").write_bytes(b"x")
    assert len(listed(folder, kept.key)) == 3
    assert rotate(folder, kept.key) == made[1::-1]
    assert {one.name for one in folder.iterdir()} == {made[2].name, other.name, "mine.backup"}
    make(kept, now=NOON + timedelta(minutes=5))
    assert not made[2].exists()


def test_a_backup_is_due_once_a_day_and_not_of_nothing(kept: DiaryDatabase, tmp_path: Path):
    assert is_due(kept, NOON)
    make(kept, now=NOON)
    assert not is_due(kept, NOON + timedelta(minutes=1))
    assert is_due(kept, NOON + timedelta(days=1))
    with DiaryDatabase.open(tmp_path / "empty", KEY) as empty:
        assert not is_due(empty, NOON)


def test_backups_go_to_the_folder_that_was_chosen(kept: DiaryDatabase, tmp_path: Path):
    backup.choose_folder(kept, tmp_path / "stick")
    assert make(kept, now=NOON)[0].parent == tmp_path / "stick"
    backup.choose_folder(kept, None)
    assert backup.usual_folder(kept) == kept.folder / "backups"
    with pytest.raises(BowlbyError, match="named in full"):
        backup.choose_folder(kept, Path("stick"))
    (tmp_path / "file").write_text("x")
    with pytest.raises(BowlbyError, match="is a file"):
        backup.choose_folder(kept, tmp_path / "file")
