"""What is done in the background once a day while a diary is open: coming together with other machines, the backup."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bowlby.companion.page import reason
from bowlby.companion.session import Session
from bowlby.companion.times import now_here, spoken
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.diary.backup import Backup
    from bowlby.diary.database import DiaryDatabase


Result = TypeVar("Result")


class Row(NamedTuple):
    """One backup as the page lists it; `records` is None where it was not opened on this machine."""

    name: str
    made: str
    records: int | None
    checked: str
    megabytes: float


async def tend(session: Session) -> None:
    """Come together with other machines and make the backup of the day; what goes wrong is kept for the page."""
    database = session.database
    now = now_here()
    if database is None or session.demo or session.backup_tried == now.date() or not any(database.counts()):
        return
    session.backup_tried = now.date()
    trouble = await keeping(session, lambda: _tended(database, now))
    if session.database is database:
        session.backup_trouble = trouble
    else:  # it was locked meanwhile; nothing of it may stay open
        database.close()


def _tended(database: DiaryDatabase, now: datetime) -> str:
    try:
        bring_together(database)
        make_if_due(database, now)
    except BowlbyError as error:
        return reason(error)
    return ""


async def keeping(session: Session, work: Callable[[], Result]) -> Result:
    """Do something to the diary's files in a thread, and nothing else of that kind at the same time."""

    def alone() -> Result:
        with session.keeping:
            return work()

    return await asyncio.to_thread(alone)


def bring_together(database: DiaryDatabase) -> None:
    """Merge with the person's other machines where a folder is shared and there; trouble is met again on its page."""
    from bowlby.diary import sync

    folder = sync.chosen_folder(database)
    if folder is not None and folder.is_dir():
        with suppress(BowlbyError):
            sync.sync(database, folder)


def make_if_due(database: DiaryDatabase, now: datetime) -> bool:
    """Make the backup of the day unless it is there; returns whether one was made."""
    from bowlby.diary import backup

    if not backup.is_due(database, now):
        return False
    backup.make(database, now=now)
    return True


def rows(database: DiaryDatabase, now: datetime) -> list[Row]:
    """The backups in the usual folder, newest first."""
    from bowlby.diary import backup

    noted = backup.noted(database)
    found = []
    for one in backup.listed(backup.usual_folder(database), database.key):
        known = noted.get(one.path.name)
        records = known["moments"] + known["checkins"] + known["care"] if known else None
        checked = spoken(datetime.fromisoformat(known["checked_at"]).astimezone(now.tzinfo), now) if known else ""
        made = spoken(one.made_at.astimezone(now.tzinfo), now)
        found.append(Row(one.path.name, made, records, checked, one.bytes / 1e6))
    return found


def named(database: DiaryDatabase, name: str) -> Backup:
    """A listed backup.

    Raises:
        BowlbyError: there is none of this name.
    """
    from bowlby.companion.language import _
    from bowlby.diary import backup

    for one in backup.listed(backup.usual_folder(database), database.key):
        if one.path.name == name:
            return one
    raise BowlbyError(_("this backup is not there any more; choose another one"))
