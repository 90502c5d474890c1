"""A process killed at any moment loses nothing it has acknowledged, and an import is there as a whole or not at all."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bowlby.diary import backup, vault
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.fingerprints import fingerprint
from bowlby.diary.records import Diary, Moment
from diary.conftest import KEY
from diary.samples import contents, moment

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs fork and SIGKILL")

ROUNDS = 15

MANY = 300
"""Kills of the long run."""

VICTIMS = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bowlby.diary import backup, restore, sync, vault
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Checkin, Diary, Moment

folder, key = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])

def say(*words):
    print(*words, flush=True)

def log(database, first):
    for number in range(first, first + 100_000):
        moment = Moment(id=f"m{number}", at=datetime.now(UTC), note="x" * (number * 97 % 9000))
        database.log(moment)
        if number % 5 == 0:
            database.replace(Moment(id=moment.id, at=moment.at, note="changed"))
        say(moment.id)

def bring(database, first):
    now = datetime.now(UTC)
    diary = Diary(moments=tuple(Moment(id=f"n{first + i}", at=now, note="x" * 2000) for i in range(1000)))
    say("ready")
    database.add(diary)
    say("done")

def mixed(database, first):
    for number in range(first, first + 100_000):
        moment = Moment(id=f"x{number}", at=datetime.now(UTC), note="x" * (number * 97 % 9000))
        database.log(moment)
        say(moment.id)
        match number % 6:
            case 0:
                database.log(Checkin(at=moment.at, alarm=1.0))
            case 1:
                database.keep("settings", "idle", {"minutes": number})
            case 2:
                database.replace(Moment(id=moment.id, at=moment.at, note="changed"))
            case 3:
                backup.make(database)
            case 4:
                sync.sync(database, folder.with_name("shared"))
            case 5:
                vault.change_passphrase(folder, database.key, f"passphrase {number % 2}")

def back(database, first):
    for number in range(first, first + 100_000):
        done = restore.restore_into(database, max(folder.glob("backups/*.backup")))
        say("back")

for line in sys.stdin:
    work, first = line.split()
    victim = os.fork()
    if victim == 0:
        {"log": log, "bring": bring, "mixed": mixed, "back": back}[work](DiaryDatabase.open(folder, key), int(first))
        signal.pause()  # wait for the blow, so that it never falls on another process
    say("victim", victim)
    os.waitpid(victim, 0)
    say("gone")
"""
"""Starts a process for each line it reads, so that the libraries are loaded once; says what those acknowledge."""


@contextmanager
def victims_of(folder: Path, key: bytes) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", VICTIMS, str(folder), key.hex()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


@pytest.fixture
def victims(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with victims_of(folder, KEY) as process:
        yield process


def kill_one(
    process: subprocess.Popen[str], work: str, first: int, enough: Callable[[list[str]], bool], delay: int
) -> list[str]:
    """Start some work, kill it a while after it has said enough, and return all that it said."""
    orders, lines = process.stdin, process.stdout
    assert orders
    assert lines
    orders.write(f"{work} {first}\n")
    orders.flush()
    said: list[str] = []
    victim = 0
    while not (victim and enough(said)):
        said.append(lines.readline().strip())
        assert said[-1]
        if said[-1].startswith("victim "):
            victim = int(said.pop().split()[1])
    # Work of varying length instead of a pause: the blow falls now within a write, now between two.
    sum(range(delay))
    os.kill(victim, signal.SIGKILL)
    said += iter(lambda: lines.readline().strip(), "gone")
    return said


def test_nothing_acknowledged_is_lost_when_logging_is_killed(folder: Path, victims: subprocess.Popen[str]):
    chance = random.Random(20260301)
    acknowledged: set[str] = set()
    for number in range(ROUNDS):
        wanted = chance.randint(1, 12)
        said = kill_one(
            victims, "log", number * 100_000, lambda said, wanted=wanted: len(said) >= wanted, chance.randrange(400_000)
        )
        acknowledged |= set(said)
        with DiaryDatabase.open(folder, KEY) as database:
            kept = {one.id: one for one in database.moments()}
        assert acknowledged <= kept.keys()
        assert len(kept.keys() - acknowledged) <= number + 1
        assert {kept[one].note for one in acknowledged if int(one[1:]) % 5 == 0} <= {"changed"}
    assert len(acknowledged) > ROUNDS


def test_an_import_that_is_killed_is_there_as_a_whole_or_not_at_all(folder: Path, victims: subprocess.Popen[str]):
    chance = random.Random(7)
    with DiaryDatabase.open(folder, KEY) as database:
        database.log(moment())
    count, cut_off = 1, 0
    for number in range(ROUNDS):
        said = kill_one(victims, "bring", number * 1000, bool, number % 3 * chance.randrange(2_000_000))
        with DiaryDatabase.open(folder, KEY) as database:
            now = database.counts().moments
            assert now - count in (0, 1000)
            assert now - count == 1000 or "done" not in said
            assert database.moment("m1") == moment()
        cut_off += now == count
        count = now
    assert cut_off > 0


def test_a_write_cut_off_by_a_power_cut_is_undone(folder: Path):
    """The files as they lie on disk in the middle of a write, with its journal, open as they were before."""
    with DiaryDatabase.open(folder, KEY) as database:
        database.add(Diary(moments=tuple(moment(number, note="x" * 500) for number in range(100))))
        before = database.diary()
    whole = contents(folder)
    with DiaryDatabase.open(folder, KEY) as database, database._transaction(database._writers) as writing:
        writing.exec_driver_sql("PRAGMA cache_size = 1")
        writing.exec_driver_sql("PRAGMA cache_spill = 1")
        writing.exec_driver_sql("UPDATE moments SET note = 'half written'")
        cut = contents(folder)
        assert cut["records.db"] != whole["records.db"]
        assert "records.db-journal" in cut
    torn = folder.with_name("torn")
    torn.mkdir()
    for name, raw in cut.items():
        (torn / name).write_bytes(raw)
    with DiaryDatabase.open(torn, KEY) as database:
        assert database.diary() == before


@pytest.fixture
def real(folder: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A diary with a key file, so that all of it can be used by whoever is killed."""
    key, _ = vault.create(folder, "passphrase 0")
    return key


def sound(folder: Path, key: bytes) -> dict[str, Moment]:
    """The moments of a diary, once both files were found to open and the database to be whole."""
    vault.key_file(folder)
    with DiaryDatabase.open(folder, key) as database:
        with database.reading() as reading:
            assert reading.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        diary = database.diary()
        assert database.fingerprint() == fingerprint(diary)
        for one in backup.listed(folder / "backups", key):
            assert one.bytes > 1000
        return {one.id: one for one in diary.moments}


def kill_while_everything_is_done(folder: Path, key: bytes, process: subprocess.Popen[str], rounds: int) -> int:
    """Kill a process that logs, changes, backs up, syncs and rewraps its key; returns how much was acknowledged."""
    chance = random.Random(rounds)
    acknowledged: set[str] = set()
    for number in range(rounds):
        wanted = chance.randint(1, 14)
        said = kill_one(
            process, "mixed", number * 100_000, lambda said, n=wanted: len(said) >= n, chance.randrange(900_000)
        )
        acknowledged |= set(said)
        kept = sound(folder, key)
        assert acknowledged <= kept.keys()
        assert len(kept.keys() - acknowledged) <= number + 1
    for one in backup.listed(folder / "backups", key):
        assert backup.check(one.path, key).counts.moments > 0
    return len(acknowledged)


def test_nothing_is_lost_whatever_is_under_way(folder: Path, real: bytes):
    with victims_of(folder, real) as process:
        assert kill_while_everything_is_done(folder, real, process, 6) > 6


@pytest.mark.slow
def test_nothing_is_lost_in_three_hundred_kills(folder: Path, real: bytes):
    with victims_of(folder, real) as process:
        assert kill_while_everything_is_done(folder, real, process, MANY) > MANY


def test_bringing_back_is_there_as_a_whole_or_not_at_all(folder: Path, real: bytes):
    chance = random.Random(11)
    with DiaryDatabase.open(folder, real) as database:
        database.add(Diary(moments=tuple(moment(number, note="x" * 500) for number in range(300))))
        backup.make(database)
        database.add(Diary(moments=tuple(moment(number, note="y" * 500) for number in range(300, 600))))
    with victims_of(folder, real) as process:
        for _ in range(6):
            kill_one(process, "back", 0, lambda said: len(said) >= 0, chance.randrange(9_000_000))
            assert len(sound(folder, real)) in (300, 600)
