"""The server's side of the simulating process: asked once, kept, started again when it dies, ended for good."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

import loops
from bowlby.companion import simulations
from bowlby.companion.session import Session
from bowlby.companion.simulations import STOPPED, Simulations
from bowlby.errors import BowlbyError
from companion.simulated import quick

ORDER = {"care": [0.7, 0.35, 3, 0.5, 0.12, 0.015, 0.15], "child": 7}
COUNTS = """
import json, sys
for n, line in enumerate(sys.stdin, 1):
    print(json.dumps({"order": json.loads(line), "answered": n}), flush=True)
"""
ONCE = """
import json, sys
print(json.dumps({"order": json.loads(sys.stdin.readline())}), flush=True)
"""
REFUSES = """
import sys
for line in sys.stdin:
    print('{"error": "that cannot be"}', flush=True)
"""
NEVER = "import sys, time\nprint('', end='', flush=True)\ntime.sleep(600)\n"


def running(code: str) -> Simulations:
    return Simulations((sys.executable, "-c", code))


def child(number: int) -> dict[str, Any]:
    return {**ORDER, "child": number}


async def ended(asked: Simulations) -> None:
    asked.end()
    await simulations.all_ended()
    assert asked.process is None or asked.process.returncode is not None


def test_an_answer_is_kept_and_the_process_goes_on():
    async def way() -> None:
        asked = running(COUNTS)
        assert asked.known(ORDER) is None
        first = await asked.ask(ORDER)
        process = asked.process
        assert first == {"order": ORDER, "answered": 1}
        assert asked.known(ORDER) == first
        assert await asked.ask(ORDER) == first
        assert (await asked.ask(child(8)))["answered"] == 2
        assert asked.process is process
        await ended(asked)

    loops.run(way())


def test_the_same_question_at_once_is_asked_once():
    async def way() -> None:
        asked = running(COUNTS)
        both = await asyncio.gather(asked.ask(ORDER), asked.ask(ORDER), asked.ask(child(8)))
        assert [answer["answered"] for answer in both] == [1, 1, 2]
        await ended(asked)

    loops.run(way())


def test_only_the_latest_answers_are_kept():
    async def way() -> None:
        asked = running(COUNTS)
        for number in range(simulations.KEPT + 2):
            await asked.ask(child(number))
        assert asked.known(child(1)) is None
        assert asked.known(child(2)) is not None
        await ended(asked)

    loops.run(way())


def test_a_process_that_died_is_said_and_started_again():
    async def way() -> None:
        asked = running(ONCE)
        await asked.ask(ORDER)
        assert asked.process
        await asked.process.wait()
        assert (await asked.ask(child(8)))["order"]["child"] == 8
        broken = running("raise RuntimeError('secret')")
        with pytest.raises(BowlbyError, match="stopped before it was done"):
            await broken.ask(ORDER)
        assert broken.failure(ORDER) == ""
        await ended(asked)
        await ended(broken)

    loops.run(way())


def test_a_refusal_is_told_once_to_whoever_did_not_wait():
    async def way() -> None:
        asked = running(REFUSES)
        with pytest.raises(BowlbyError, match="that cannot be"):
            await asked.prepare(ORDER)
        assert asked.failure(ORDER) == "that cannot be"
        assert asked.failure(ORDER) == ""
        await ended(asked)

    loops.run(way())


def test_ending_ends_what_is_under_way_and_what_waits():
    async def way() -> None:
        asked = running(NEVER)
        tasks = [asked.prepare(ORDER), asked.prepare(child(8))]
        while asked.process is None:
            await asyncio.sleep(0)
        await ended(asked)
        assert asked.process.returncode == -9
        for task in tasks:
            with pytest.raises(BowlbyError) as why:
                await task
            assert str(why.value) == STOPPED

    loops.run(way())


def test_locking_ends_it_and_the_next_visit_starts_afresh(tmp_path: Path):
    async def way() -> None:
        session = Session(folder=tmp_path, port=1, simulator=quick(tmp_path))
        first = simulations.of(session)
        assert simulations.of(session) is first
        await first.ask(ORDER)
        session.lock()
        assert first.ended
        assert session.simulations is None
        assert first.process
        await first.process.wait()
        assert simulations.of(session) is not first

    loops.run(way())
