"""What goes into the diary comes out as it was, nobody else reads it, and nothing leaves it half changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowlby.diary import connection, vault
from bowlby.diary.database import DiaryDatabase, fingerprint
from bowlby.diary.records import Care, Checkin, Diary
from bowlby.errors import BowlbyError
from diary.conftest import KEY
from diary.samples import NOON, contents, moment
from diary.strategies import diaries, sorted_diary

# --- round trips -----------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(diaries)
def test_a_diary_survives_its_database(tmp_path: Path, diary: Diary):
    folder = tmp_path / "diary"
    shutil.rmtree(folder, ignore_errors=True)
    with DiaryDatabase.open(folder, KEY) as one:
        one.add(diary)
    with DiaryDatabase.open(folder, KEY) as again:
        back = again.diary()
        assert sorted_diary(back) == sorted_diary(diary)
        assert [m.at.isoformat() for m in sorted_diary(back).moments] == [
            m.at.isoformat() for m in sorted_diary(diary).moments
        ]
        assert list(back.moments) == sorted(back.moments, key=lambda m: m.at)
        assert again.counts() == (len(diary.moments), len(diary.checkins), len(diary.care))
        assert again.fingerprint() == fingerprint(diary)
        assert (again.moments(), again.checkins(), again.care()) == (back.moments, back.checkins, back.care)


@given(diaries, st.randoms(use_true_random=False))
def test_a_fingerprint_is_of_the_content_not_of_its_order(diary: Diary, chance):
    def shuffled(records: tuple) -> tuple:
        return tuple(chance.sample(records, len(records)))

    mixed = Diary(shuffled(diary.moments), shuffled(diary.checkins), shuffled(diary.care))
    assert fingerprint(mixed) == fingerprint(diary)
    assert len(fingerprint(diary)) == 64


def test_a_fingerprint_changes_with_any_field():
    base = Diary(moments=(moment(),), checkins=(Checkin(at=NOON),), care=(Care(at=NOON),))
    others = [
        replace(base, moments=(moment(note="x"),)),
        replace(base, moments=(moment(alarm_before=0.0),)),
        replace(base, checkins=(Checkin(at=NOON, prompted=True),)),
        replace(base, care=()),
        replace(base, moments=(moment(states=("alone",)),)),
        replace(base, moments=(moment(practices=("alone",)),)),
    ]
    assert len({fingerprint(diary) for diary in (base, *others)}) == 7


# --- logging and changing ------------------------------------------------------------------------------------


def test_single_records_are_logged(database: DiaryDatabase):
    for record in (moment(), Checkin(at=NOON, alarm=3.0), Care(at=NOON, minutes=5.0)):
        database.log(record)
    assert database.diary() == Diary((moment(),), (Checkin(at=NOON, alarm=3.0),), (Care(at=NOON, minutes=5.0),))
    assert database.moment("m1") == moment()
    assert database.moment("m2") is None


def test_a_known_id_adds_nothing_at_all(database: DiaryDatabase):
    database.log(moment(1))
    with pytest.raises(BowlbyError, match="id is there already"):
        database.add(Diary(moments=(moment(2), moment(1)), checkins=(Checkin(at=NOON),), person="12"))
    assert database.counts() == (1, 0, 0)
    assert database.diary().person == ""


def test_a_changed_moment_keeps_its_earlier_versions(database: DiaryDatabase):
    first = moment(alarm_before=6.5, practices=("a", "b"), answered_at=NOON + timedelta(hours=1))
    second = replace(first, alarm_before=7.0)
    database.log(first)
    database.replace(second)
    database.replace(second)
    database.remove("m1")
    assert database.moment("m1") is None
    changes = database.history("m1")
    assert [(change.change, change.earlier) for change in changes] == [("replaced", first), ("removed", second)]
    assert changes[0].changed_at <= changes[1].changed_at


def test_only_a_moment_that_is_there_can_be_changed(database: DiaryDatabase):
    for change in (lambda: database.replace(moment()), lambda: database.remove("m1")):
        with pytest.raises(BowlbyError, match="no moment with this id"):
            change()
    assert database.history("m1") == ()


def test_a_diary_belongs_to_one_person(database: DiaryDatabase):
    database.log(moment(1))
    database.add(Diary(moments=(moment(2),), person="12"))
    database.add(Diary(moments=(moment(3),), person="12"))
    with pytest.raises(BowlbyError, match="another person"):
        database.add(Diary(moments=(moment(4),), person="13"))
    assert database.counts().moments == 3
    assert database.diary().person == "12"


def test_the_latest_fit_is_kept(database: DiaryDatabase):
    assert database.latest_fit() is None
    database.save_fit("old", {"a": 1}, {"x": "<svg/>"})
    database.save_fit("new", {"a": [1.5, None]}, {})
    fit = database.latest_fit()
    assert fit is not None
    assert (fit.fingerprint, fit.result, fit.figures) == ("new", {"a": [1.5, None]}, {})
    assert fit.made_at.utcoffset() == timedelta()


def test_a_character_that_no_file_can_hold_changes_nothing(database: DiaryDatabase):
    with pytest.raises(BowlbyError, match="character"):
        database.add(Diary(moments=(moment(1), moment(2, note="\ud800"))))
    assert database.counts().moments == 0


def test_several_threads_can_log_at_once(database: DiaryDatabase):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: database.log(moment(number)), range(40)))
    assert {one.id for one in database.moments()} == {f"m{number}" for number in range(40)}


# --- opening -----------------------------------------------------------------------------------------------


def test_another_key_does_not_open_and_leaves_the_file(folder: Path, capfd: pytest.CaptureFixture[str]):
    with DiaryDatabase.open(folder, KEY) as database:
        database.log(moment())
    before = contents(folder)
    with pytest.raises(BowlbyError, match="is not a diary, or its key is another one"):
        DiaryDatabase.open(folder, bytes(32))
    assert contents(folder) == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("raw", [b"hello" * 1000, b"x", b"SQLite format 3\x00" + bytes(4080)])
def test_a_file_that_is_no_diary_stays_as_it_is(folder: Path, raw: bytes):
    folder.mkdir()
    (folder / vault.RECORDS_FILE).write_bytes(raw)
    with pytest.raises(BowlbyError, match="is not a diary"):
        DiaryDatabase.open(folder, KEY)
    assert contents(folder) == {vault.RECORDS_FILE: raw}


def test_a_damaged_page_is_told(folder: Path):
    with DiaryDatabase.open(folder, KEY) as database:
        database.add(Diary(moments=tuple(moment(number, note="x" * 500) for number in range(50))))
    raw = bytearray((folder / vault.RECORDS_FILE).read_bytes())
    for start in range(8_192, len(raw), 4_096):  # every page but the first two
        raw[start + 100 : start + 200] = bytes(100)
    (folder / vault.RECORDS_FILE).write_bytes(raw)
    with (
        pytest.raises(BowlbyError, match=r"is damaged|cannot be used|not a diary"),
        DiaryDatabase.open(folder, KEY) as opened,
    ):
        opened.diary()


def test_opening_a_current_diary_does_not_load_alembic(folder: Path):
    DiaryDatabase.open(folder, KEY).close()
    code = (
        "import sys; from pathlib import Path; from bowlby.diary.database import DiaryDatabase\n"
        f"for name in ({str(folder)!r}, {str(folder)!r} + '-new'):\n"
        f"    DiaryDatabase.open(Path(name), {KEY!r}).counts()\n"
        "print(*{'alembic', 'sqlalchemy.orm', 'mako'} & sys.modules.keys())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_a_diary_that_another_program_writes_to_is_waited_for_and_then_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connection, "WAIT_MS", 50)
    with DiaryDatabase.open(folder, KEY) as one, DiaryDatabase.open(folder, KEY) as other:
        with one._transaction(one._writers), pytest.raises(BowlbyError, match="in use by another program"):
            other.log(moment())
        other.log(moment())
        assert one.counts().moments == 1


FULL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Diary, Moment
from bowlby.errors import BowlbyError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
room = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
moments = tuple(Moment(id=f"n{i}", at=datetime(2026, 1, 1, tzinfo=UTC), note="x" * 5000) for i in range(400))
try:
    DiaryDatabase.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])).add(Diary(moments=moments))
except BowlbyError as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs a limit on file sizes")
@pytest.mark.parametrize("room", [1_000, 100_000])
def test_no_room_on_the_disk_changes_nothing(folder: Path, room: int):
    with DiaryDatabase.open(folder, KEY) as database:
        database.log(moment())
    run = subprocess.run(
        [sys.executable, "-c", FULL, folder, KEY.hex(), str(room)], capture_output=True, text=True, check=True
    )
    assert "the disk may be full" in run.stdout
    assert run.stderr == ""
    with DiaryDatabase.open(folder, KEY) as database:
        assert database.moments() == (moment(),)


def test_a_full_database_is_told_too(database: DiaryDatabase):
    with database._transaction(database._readers) as reading:
        pages = reading.exec_driver_sql("PRAGMA page_count").scalar_one()
    listen = sa.event.listen  # pyright: ignore[reportAttributeAccessIssue]
    listen(
        database._readers, "begin", lambda one: one.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}"), insert=True
    )
    with pytest.raises(BowlbyError, match="disk is full"):
        database.add(Diary(moments=tuple(moment(number, note="x" * 5000) for number in range(40))))
    assert database.counts().moments == 0
