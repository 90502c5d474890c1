"""Notifications by this machine: a neutral word at the times the person chose, while the notebook is running.

Only times are remembered here, so that a locked notebook can still ring; hiding the page silences it. Off unless the
person turns it on. What appears on the screen is the name of the notebook and nothing else.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bowlby.companion.reminders import plan_of, upcoming, waiting
from bowlby.companion.trying import asking

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

LATE = timedelta(minutes=10)
"""A machine that slept through a time does not ring for it later than this."""

DAYS_AHEAD = 3


def command(text: str) -> list[str] | None:
    """What shows a notification on this machine; None where there is no way."""
    found = shutil.which("notify-send")
    return [found, "--app-name", text, "--expire-time", "15000", text] if found else None


def show(text: str) -> bool:
    """Show a notification, without waiting for it.

    Returns:
        Whether this machine has a way to show one.
    """
    line = command(text)
    if line is None:
        return False
    quiet = subprocess.DEVNULL
    subprocess.Popen(line, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    return True


@dataclass(slots=True)
class Bells:
    """The times to ring at. Times and nothing else."""

    text: str = "Notes"
    times: Sequence[datetime] = ()
    ring: Callable[[str], object] = field(default=show)

    def follow(self, database: DiaryDatabase, now: datetime) -> None:
        """Take over the times to come, of check-ins, moments that come back and trials; none where it is not wished."""
        plan = plan_of(database)
        if not plan.on_desktop:
            self.silence()
            return
        back = [one.due for one in waiting(database, now)[0] if one.due and one.due > now]
        asked = [at for at, _trial in asking(database, now) if at > now]
        self.times = sorted([*upcoming(plan, now, DAYS_AHEAD), *back, *asked])

    def silence(self) -> None:
        """Forget all times."""
        self.times = ()

    def watch(self, now: datetime) -> bool:
        """Ring once if a time has come; times that are past are forgotten.

        Returns:
            Whether it rang.
        """
        come = [at for at in self.times if at <= now]
        if not come:
            return False
        self.times = [at for at in self.times if at > now]
        if now - come[-1] > LATE:
            return False
        self.ring(self.text)
        return True
