"""A process killed at any moment loses nothing it has acknowledged, and an import is there as a whole or not at all."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Diary
from diary.conftest import KEY
from diary.samples import contents, moment

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")

ROUNDS = 15

LOGGER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Moment
folder, key, first = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3])
database = DiaryDatabase.open(folder, key)
print("ready", flush=True)
for number in range(first, first + 100_000):
    moment = Moment(id=f"m{number}", at=datetime.now(UTC), note="x" * (number * 97 % 9000))
    database.log(moment)
    if number % 5 == 0:
        database.replace(Moment(id=moment.id, at=moment.at, note="changed"))
    print(moment.id, flush=True)
"""

IMPORTER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Diary, Moment
folder, key = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
database = DiaryDatabase.open(folder, key)
diary = Diary(moments=tuple(Moment(id=f"n{i}", at=datetime.now(UTC), note="x" * 2000) for i in range(3000)))
print("ready", flush=True)
database.add(diary)
print("done", flush=True)
"""


def start(script: str, folder: Path, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(folder), KEY.hex(), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def kill(process: subprocess.Popen[str]) -> list[str]:
    """Kill the process and read what it had said until then; whole lines only."""
    os.kill(process.pid, signal.SIGKILL)
    said, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL
    return said[: said.rfind("\n") + 1].split()


def test_nothing_acknowledged_is_lost_when_logging_is_killed(folder: Path):
    chance = random.Random(20260301)
    acknowledged: set[str] = set()
    for number in range(ROUNDS):
        process = start(LOGGER, folder, number * 100_000)
        assert process.stdout
        wanted = chance.randint(1, 25)
        lines = [process.stdout.readline().strip() for _ in range(wanted + 1)]
        # A little work of varying length, so that the blow falls now within a write, now between two.
        sum(range(chance.randrange(400_000)))
        acknowledged |= {*lines, *kill(process)} - {"ready"}
        with DiaryDatabase.open(folder, KEY) as database:
            kept = {one.id: one for one in database.moments()}
        assert acknowledged <= kept.keys()
        assert len(kept.keys() - acknowledged) <= number + 1
        assert {kept[one].note for one in acknowledged if int(one[1:]) % 5 == 0} <= {"changed"}
    assert len(acknowledged) > ROUNDS


def test_an_import_that_is_killed_is_there_as_a_whole_or_not_at_all(folder: Path):
    chance = random.Random(7)
    with DiaryDatabase.open(folder, KEY) as database:
        database.log(moment())
    seen = set()
    for _ in range(ROUNDS // 2):
        process = start(IMPORTER, folder)
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        sum(range(chance.randrange(9_000_000)))
        said = kill(process) if process.poll() is None else process.communicate()[0].split()
        with DiaryDatabase.open(folder, KEY) as database:
            count = database.counts().moments
            assert count in (1, 3001)
            assert count == 3001 or said == []
            assert database.moment("m1") == moment()
        seen.add(count)
        if count == 3001:
            break
    assert 1 in seen


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
        cut = {path.name: path.read_bytes() for path in folder.iterdir()}
        assert f"records.db{suffix}" in cut
    torn = folder.with_name("torn")
    torn.mkdir()
    for name, raw in cut.items():
        (torn / name).write_bytes(raw)
    with DiaryDatabase.open(torn, KEY) as database:
        assert database.diary() == before
