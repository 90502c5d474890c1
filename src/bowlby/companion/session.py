"""What one run of the companion holds in memory: the opened diary and what is under way.

Locking forgets all of it. Nothing here is ever written to disk.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from bowlby.companion import preferences
from bowlby.companion.bells import Bells
from bowlby.companion.security import Keys
from bowlby.companion.settling import Settling
from bowlby.companion.times import now_here
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.companion.jobs import Job
    from bowlby.companion.simulations import Simulations
    from bowlby.diary.database import DiaryDatabase
    from bowlby.diary.records import Diary

IDLE_SECONDS = 600.0
"""The idle time that a person starts with."""


@dataclass(frozen=True, slots=True)
class Flash:
    """A line shown once on the next page; `undo` is the id of a moment that can be taken back."""

    text: str
    undo: str = ""


@dataclass(slots=True)
class Session:
    """The state of the server's one user.

    Attributes:
        folder: where the person's own diary is, or will be.
        port: the port the server listens on.
        database: the opened diary; None while locked.
        demo_folder: temporary folder of the made-up diary while it is open; None otherwise.
        recovery_code: shown until the person says that it is written down.
        draft: a moment that was sent after the diary had locked itself; offered again once it is open.
        pending: an import that was shown and not yet agreed to.
        fit: the calculation of the insights under way or just ended.
        trial, drawing: the same for a trial, and for figures in another language.
        settling: practices under way, in memory only.
        simulations: the process that simulates for the page Understand, once that was visited.
        idle_seconds: without a sign of life for this long, the diary locks itself.
        keeping: held while files of the diary are made, replaced or erased, so that no two such things overlap.
        brought: the records of the latest import, as long as that can be taken back as a whole.
        backup_tried: the day on which the backup of the day was made or tried.
        backup_trouble: why it could not be made; empty when it was.
        language: code of the language the person chose; empty while there is no choice.
        bells: the times to ring at, if the person wishes so; they outlast locking, and end with hiding.
    """

    folder: Path
    port: int
    keys: Keys = field(default_factory=Keys)
    clock: Callable[[], float] = time.monotonic
    worker: tuple[str, ...] = ()
    simulator: tuple[str, ...] = ()
    database: DiaryDatabase | None = None
    demo_folder: Path | None = None
    recovery_code: str = ""
    flash: Flash | None = None
    draft: Mapping[str, Any] | None = None
    pending: Any = None
    fit: Job | None = None
    trial: Job | None = None
    drawing: Job | None = None
    simulations: Simulations | None = None
    settling: Settling = field(default_factory=Settling)
    last_sign: float = 0.0
    idle_seconds: float = IDLE_SECONDS
    keeping: Lock = field(default_factory=Lock, repr=False)
    brought: Diary | None = None
    backup_tried: date | None = None
    backup_trouble: str = ""
    language: str = ""
    bells: Bells = field(default_factory=Bells)

    @property
    def demo(self) -> bool:
        """Whether the open diary is the made-up one."""
        return self.demo_folder is not None

    def opened(self, database: DiaryDatabase, demo_folder: Path | None = None) -> None:
        """Take over an opened database; the one before it is locked first."""
        draft = self.draft
        self.lock()
        self.database, self.demo_folder = database, demo_folder
        self.draft = None if demo_folder else draft
        self._keep_to_settings(database)
        self.sign_of_life()

    def _keep_to_settings(self, database: DiaryDatabase) -> None:
        """Take over what the person has set; a language chosen in front of the locked notebook is kept in it."""
        self.idle_seconds = 60.0 * preferences.idle_minutes(database)
        if self.demo:
            return
        from bowlby.diary import safety_plan

        with suppress(BowlbyError):  # a copy that cannot be written now is tried again with the next change
            safety_plan.follow(database)
        if self.language:
            preferences.keep_language(database, self.language)
        self.language = preferences.language_code(database)

    def sign_of_life(self) -> None:
        """Start the idle time afresh."""
        self.last_sign = self.clock()

    def lock_when_idle(self) -> None:
        """Lock when there was no sign of life for `idle_seconds`. A recovery code on show waits."""
        if self.database and not self.recovery_code and self.clock() - self.last_sign > self.idle_seconds:
            self.lock()

    def follow_times(self) -> None:
        """Take the times to ring at from the diary while it is open, so that it can ring when it is locked."""
        if self.database and not self.demo:
            with suppress(BowlbyError):  # a file that is busy for a while is asked again at the next look
                self.bells.follow(self.database, now_here())

    def lock(self) -> None:
        """Close the diary and forget everything that was under way but the times to ring at; a made-up one goes."""
        self.follow_times()
        for job in (self.fit, self.trial, self.drawing):
            if job:
                job.cancel()
        if self.simulations:
            self.simulations.end()
            self.simulations = None
        database, folder = self.database, self.demo_folder
        self.database = self.demo_folder = self.flash = self.pending = self.draft = self.brought = None
        self.fit = self.trial = self.drawing = None
        self.recovery_code = self.backup_trouble = ""
        self.backup_tried = None
        self.settling = Settling()
        if database:
            database.close()
        if folder:
            shutil.rmtree(folder, ignore_errors=True)

    def say(self, text: str, undo: str = "") -> None:
        """Show a line once, on the next page."""
        self.flash = Flash(text, undo)

    def heard(self) -> Flash | None:
        """Hand out the line to show, once."""
        flash, self.flash = self.flash, None
        return flash
