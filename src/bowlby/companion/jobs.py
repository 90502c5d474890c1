"""Heavy work in a process of its own, so that the server stays light and a lock can end it.

What it works on goes through a pipe, never through a file; what it says comes back as lines of JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bowlby.companion.language import N_, _, current

WORKER = (sys.executable, "-m", "bowlby.companion.worker")
LONGEST_LINE = 64 * 1024 * 1024
"""The last line holds the result and every figure."""

STOPPED = N_("The calculation stopped before it was done. Your diary is untouched; you can start it again.")
ENDED = N_("Stopped.")

STAGES: Mapping[str, str] = {
    "starting": N_("Starting"),
    "waking": N_("Waking the model"),
    "reading": N_("Reading the notes"),
    "searching": N_("Looking for what fits best"),
    "weighing": N_("Weighing how sure that is"),
    "warming up": N_("Getting to know what else would fit"),
    "drawing": N_("Trying out what else would fit"),
    "trying": N_("Trying out the plan on made-up weeks"),
    "figures": N_("Drawing the figures"),
    "done": N_("Done"),
}
"""What it is doing, in words."""

_TASKS: set[asyncio.Task[None]] = set()


@dataclass(slots=True)
class Job:
    """One calculation under way.

    Attributes:
        about: of what: the fingerprint of the records, or the name of a trial.
        stage, progress: what it is doing, and the share done (0..1).
        error: why it ended without a result; empty while it runs.
        shown: something of it can be seen already, and it goes on.
        note: said at the end beside the result.
        killed: its process was told to end.
    """

    about: str
    stage: str = "starting"
    progress: float = 0.0
    error: str = ""
    done: bool = False
    shown: bool = False
    note: str = ""
    killed: bool = False
    process: asyncio.subprocess.Process | None = None
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return not self.done and not self.error

    @property
    def doing(self) -> str:
        """What it is doing, in the language of the page."""
        return _(STAGES.get(self.stage, STAGES["starting"]))

    def cancel(self) -> None:
        """End it at once; nothing more is stored."""
        if self.task:
            self.task.cancel()
        self.kill()

    def kill(self) -> None:
        """End the process. Once only: a second signal would take the exit status away from whoever waits for it."""
        if self.process and self.process.returncode is None and not self.killed:
            self.killed = True
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()


Heard = Callable[[Mapping[str, Any]], bool]
"""Takes a line with something to keep; says whether it was of use. Lines of progress do not reach it."""


def begin(job: Job, command: Sequence[str], order: Mapping[str, Any], heard: Heard) -> None:
    """Start the process on an order, and follow what it says.

    Args:
        job: told of its progress.
        command: of the process; empty for the worker itself.
        order: what it is to do; the language of the page goes with it.
        heard: called with each line that is no progress; the job is done when the last one was of use.
    """
    spoken = current()
    text = json.dumps({**order, "language": [spoken.code, spoken.locale.territory or ""]})
    job.task = asyncio.get_running_loop().create_task(_run(job, command or WORKER, text, heard))
    _TASKS.add(job.task)
    job.task.add_done_callback(_TASKS.discard)


async def all_ended() -> None:
    """Wait until every process that was told to end has ended."""
    await asyncio.gather(*_TASKS, return_exceptions=True)


async def _run(job: Job, command: Sequence[str], order: str, heard: Heard) -> None:
    try:
        of_use = await _converse(job, command, order, heard)
        if of_use and not job.error:
            job.stage, job.progress, job.done = "done", 1.0, True
        elif not job.error:
            job.error = STOPPED
    except asyncio.CancelledError:
        job.error = ENDED
        raise
    except Exception:
        job.error = STOPPED
    finally:
        job.kill()
        if job.process:
            await job.process.wait()


async def _converse(job: Job, command: Sequence[str], order: str, heard: Heard) -> bool:
    """Hand over the order and follow what comes back; whether the last line was of use."""
    job.process = process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=LONGEST_LINE,
        start_new_session=True,
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(order.encode())
    with contextlib.suppress(ConnectionError):
        await process.stdin.drain()
    process.stdin.close()
    of_use = False
    async for text in process.stdout:
        line = json.loads(text)
        if "stage" in line:
            job.stage, job.progress, of_use = str(line["stage"]), float(line["progress"]), False
        elif "error" in line:
            job.error = str(line["error"]) or STOPPED
        else:
            of_use = heard(line)
    await process.wait()
    return of_use
