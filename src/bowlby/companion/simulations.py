"""The server's side of the simulating process: started with the first question, ended when the notebook locks.

Nothing about the person goes through this pipe: a question is seven numbers of care and the number of a child.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from bowlby.companion.language import N_, _
from bowlby.companion.session import Session
from bowlby.errors import BowlbyError

COMMAND = (sys.executable, "-m", "bowlby.companion.understanding")
LONGEST_LINE = 8 * 1024 * 1024
KEPT = 24
"""Answers that are kept, so that going back is immediate."""

STOPPED = N_("The simulation stopped before it was done. Nothing is lost; please try once more.")

_ENDING: set[asyncio.Task[Any]] = set()


class Simulations:
    """A process that answers questions, one after the other; started again when it has died."""

    def __init__(self, command: Sequence[str] = ()) -> None:
        """Nothing is started yet; `command` stands in for the real process in tests."""
        self.command = tuple(command) or COMMAND
        self.process: asyncio.subprocess.Process | None = None
        self.killed: asyncio.subprocess.Process | None = None
        self.answers: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self.asked: dict[str, asyncio.Task[dict[str, Any]]] = {}
        self.failed: dict[str, str] = {}
        self.turn = asyncio.Lock()
        self.ended = False

    def known(self, order: Mapping[str, Any]) -> dict[str, Any] | None:
        """The answer, if it is there already."""
        return self.answers.get(_key(order))

    def failure(self, order: Mapping[str, Any]) -> str:
        """Why the question could not be answered the last time; told once."""
        return self.failed.pop(_key(order), "")

    def prepare(self, order: Mapping[str, Any]) -> asyncio.Task[dict[str, Any]]:
        """Have a question answered, without waiting; the same question is asked once."""
        key = _key(order)
        task = self.asked.get(key)
        if task is None or task.done():
            task = self.asked[key] = asyncio.get_running_loop().create_task(self._answered(key))
            _ENDING.add(task)
            task.add_done_callback(self._over(key))
        return task

    async def ask(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a question.

        Raises:
            BowlbyError: it was refused, or the process died or was ended.
        """
        if known := self.known(order):
            return known
        try:
            return await asyncio.shield(self.prepare(order))
        except BowlbyError:
            self.failure(order)
            raise

    def end(self) -> None:
        """End the process at once, and what waits for it."""
        self.ended = True
        self._kill()
        with contextlib.suppress(RuntimeError):
            going = asyncio.get_running_loop().create_task(self._gone())
            _ENDING.add(going)
            going.add_done_callback(_ENDING.discard)

    def _over(self, key: str) -> Any:
        def over(task: asyncio.Task[dict[str, Any]]) -> None:
            _ENDING.discard(task)
            self.asked.pop(key, None)
            if not task.cancelled() and (error := task.exception()):
                self.failed[key] = str(error)

        return over

    def _kill(self) -> None:
        # Once only: a second signal would take the exit status away from whoever waits for it.
        if self.process and self.process.returncode is None and self.process is not self.killed:
            self.killed = self.process
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()

    async def _answered(self, key: str) -> dict[str, Any]:
        async with self.turn:
            try:
                found = await self._converse(key)
            except (OSError, ValueError) as error:
                await self._gone()
                raise BowlbyError(_(STOPPED)) from error
        if "error" in found:
            raise BowlbyError(found["error"])
        self.answers[key] = found
        while len(self.answers) > KEPT:
            self.answers.popitem(last=False)
        return found

    async def _converse(self, key: str) -> dict[str, Any]:
        """Put one question and read its answer. An empty line means that the process died."""
        if self.ended:
            raise BowlbyError(_(STOPPED))
        if self.process is None or self.process.returncode is not None:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=LONGEST_LINE,
                start_new_session=True,
            )
        if self.ended:
            self._kill()
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(key.encode() + b"\n")
        await self.process.stdin.drain()
        return json.loads(await self.process.stdout.readline())

    async def _gone(self) -> None:
        """Kill the process and let go of it."""
        self._kill()
        if self.process:
            if self.process.stdin:
                self.process.stdin.close()
            await self.process.wait()


def of(session: Session) -> Simulations:
    """The session's process; made when it is first needed."""
    if session.simulations is None:
        session.simulations = Simulations(session.simulator)
    return session.simulations


async def all_ended() -> None:
    """Wait until every question under way has ended."""
    await asyncio.gather(*_ENDING, return_exceptions=True)


def _key(order: Mapping[str, Any]) -> str:
    return json.dumps(order, sort_keys=True)
