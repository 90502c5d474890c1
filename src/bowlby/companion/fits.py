"""Working the insights out: a process of its own, so that the server stays light and a lock can end it.

The diary goes to the worker through a pipe, never through a file.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bowlby.companion.session import Session
from bowlby.diary.records import Diary, fields_of

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase, StoredFit

WORKER = (sys.executable, "-m", "bowlby.companion.worker")
LONGEST_LINE = 64 * 1024 * 1024
"""The last line holds the result and every figure."""

STOPPED = "The calculation stopped before it was done. Your diary is untouched; you can start it again."

_TASKS: set[asyncio.Task[None]] = set()


@dataclass(slots=True)
class Fit:
    """One calculation under way.

    Attributes:
        fingerprint: of the records it works on.
        stage, progress: what it is doing, and the share done (0..1).
        error: why it ended without a result; empty while it runs.
    """

    fingerprint: str
    stage: str = "Starting"
    progress: float = 0.0
    error: str = ""
    done: bool = False
    process: asyncio.subprocess.Process | None = None
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return not self.done and not self.error

    def cancel(self) -> None:
        """End it at once; nothing is stored."""
        if self.task:
            self.task.cancel()
        if self.process and self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known now: the stored result if there is one, and whether it is about the diary as it stands."""

    stored: StoredFit | None
    current: bool


def standing(database: DiaryDatabase) -> Standing:
    """Hold the latest stored result against the records as they are."""
    stored = database.latest_fit()
    return Standing(stored, stored is not None and stored.fingerprint == database.fingerprint())


def start(session: Session, database: DiaryDatabase) -> Fit:
    """Start working on the records as they are, unless that is under way already."""
    fingerprint = database.fingerprint()
    if session.fit and session.fit.running:
        if session.fit.fingerprint == fingerprint:
            return session.fit
        session.fit.cancel()
    fit = Fit(fingerprint)
    order = json.dumps({"diary": packed(database.diary())})
    command = session.worker or WORKER
    fit.task = asyncio.get_running_loop().create_task(_run(fit, command, order, session, database))
    _TASKS.add(fit.task)
    fit.task.add_done_callback(_TASKS.discard)
    session.fit = fit
    return fit


async def all_ended() -> None:
    """Wait until every worker that was told to end has ended."""
    await asyncio.gather(*_TASKS, return_exceptions=True)


def packed(diary: Diary) -> dict[str, list[dict[str, str]]]:
    """A diary as plain lists of fields, for the worker's pipe."""
    return {
        "moments": [fields_of(moment) for moment in diary.moments],
        "checkins": [fields_of(checkin) for checkin in diary.checkins],
        "care": [fields_of(care) for care in diary.care],
    }


async def _run(fit: Fit, command: Sequence[str], order: str, session: Session, database: DiaryDatabase) -> None:
    try:
        last = await _converse(fit, command, order)
        if session.database is not database or session.fit is not fit:
            return
        if "result" in last:
            database.save_fit(fit.fingerprint, last["result"], last.get("figures", {}))
            fit.stage, fit.progress, fit.done = "Done", 1.0, True
        else:
            fit.error = last.get("error") or STOPPED
    except asyncio.CancelledError:
        fit.error = "Stopped."
        raise
    except Exception:
        fit.error = STOPPED
    finally:
        if fit.process:
            if fit.process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    fit.process.kill()
            await fit.process.wait()


async def _converse(fit: Fit, command: Sequence[str], order: str) -> dict[str, Any]:
    """Hand over the order, follow the progress, and return the worker's last word."""
    fit.process = process = await asyncio.create_subprocess_exec(
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
    last: dict[str, Any] = {}
    async for line in process.stdout:
        last = json.loads(line)
        if "stage" in last:
            fit.stage, fit.progress = str(last["stage"]), float(last["progress"])
    await process.wait()
    return last
