"""A job follows a process: its progress, what it found, how it ends, and that it can be ended."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from typing import Any

import pytest

import loops
from bowlby.companion.jobs import ENDED, STOPPED, Job, begin


def said(body: str, *, use: bool = True) -> tuple[Job, list[Mapping[str, Any]]]:
    """Run a stand-in for the worker to its end; the job, and the lines that were handed on."""
    lines: list[Mapping[str, Any]] = []
    job = Job("x")

    def heard(line: Mapping[str, Any]) -> bool:
        lines.append(line)
        return use

    async def run() -> None:
        start = "import json, sys\norder = json.load(sys.stdin)\n"
        script = start + "def say(**line): print(json.dumps(line), flush=True)\n" + body
        begin(job, (sys.executable, "-c", script), {"n": 3}, heard)
        assert job.task
        await asyncio.wait([job.task], timeout=60)

    loops.run(run())
    return job, lines


def test_it_runs_until_it_is_done_or_has_failed():
    job = Job("x")
    assert job.running
    job.error = "no"
    assert not job.running
    assert not Job("x", done=True).running


def test_what_it_found_is_handed_on_and_progress_is_not():
    job, lines = said("say(stage='drawing', progress=0.5)\nsay(found=order['n'])\nsay(more=order['language'])\n")
    assert lines == [{"found": 3}, {"more": ["en", "GB"]}]
    assert (job.done, job.error, job.progress) == (True, "", 1.0)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", STOPPED),
        ("say(found=1)\nsay(stage='drawing', progress=0.9)\n", STOPPED),
        ("say(error='there is no rating')\n", "there is no rating"),
        ("say(found=1)\nsay(error='there is no rating')\n", "there is no rating"),
        ("print('not json')\n", STOPPED),
    ],
)
def test_how_it_can_fail(body: str, error: str):
    job, _ = said(body)
    assert (job.done, job.error) == (False, error)


def test_what_was_of_no_use_is_no_success():
    job, _ = said("say(found=1)\n", use=False)
    assert job.error == STOPPED


def test_it_can_be_ended():
    job = Job("x")

    async def run() -> None:
        begin(job, ("sleep", "600"), {}, lambda _: True)
        while job.process is None:
            await asyncio.sleep(0)
        job.cancel()
        assert job.task
        await asyncio.wait([job.task], timeout=60)

    loops.run(run())
    assert job.error == ENDED
    assert job.process
    assert job.process.returncode == -9


def test_ending_it_before_it_began_is_harmless():
    Job("x").cancel()


def test_a_stage_is_told_in_words():
    assert Job("x", stage="searching").doing == "Looking for what fits best"
    assert Job("x", stage="no such stage").doing == "Starting"
