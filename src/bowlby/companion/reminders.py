"""When the notebook asks: after a moment, at set times, and at some times drawn by chance within a window.

Times drawn by chance are drawn afresh for each day from a seed that the plan keeps, one in each equal part of the
window, so the list of a day is the same whenever it is looked at. What was not answered in time is no debt: it is gone.
"""

from __future__ import annotations

import hashlib
import random
import re
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from bowlby.companion.language import N_, _
from bowlby.companion.times import on_the_clock
from bowlby.diary import register
from bowlby.diary.records import Checkin, Moment, RecordError

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

KIND = "reminders"

MOST_TIMES = 12
"""So many times a day at most, set and by chance together."""

OPEN_MINUTES = 90
"""A check-in counts as prompted for so long after its time; the next time ends it earlier."""

RESTING_DAYS = 14
"""A moment still open after so many days is not asked about any more; it stays in the list of all records."""

ASK_AFTER: Mapping[str, tuple[str, int | None]] = {
    "60": (N_("in an hour"), 60),
    "180": (N_("in three hours"), 180),
    "evening": (N_("in the evening"), None),
    "tomorrow": (N_("tomorrow"), None),
    "never": (N_("not at all"), None),
}
"""When a moment comes back, as a form sends it: words, and minutes where it is a delay."""

EVENING = time(20, 0)
MORNING = time(9, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a person has chosen about being asked.

    Attributes:
        times: set times of a day.
        by_chance: how many times more are drawn each day.
        start: the window they are drawn in begins here.
        end: and ends here, on the same day.
        seed: what they are drawn from.
        ask_after: when a moment comes back; a key of `ASK_AFTER`.
        in_browser: notifications by the browser while a page is open.
        on_desktop: notifications by this machine while the notebook is running.
    """

    times: tuple[time, ...] = ()
    by_chance: int = 0
    start: time = time(10, 0)
    end: time = time(20, 0)
    seed: str = ""
    ask_after: str = "180"
    in_browser: bool = False
    on_desktop: bool = False

    def as_body(self) -> dict[str, Any]:
        """The plan as a document holds it."""
        return {
            "times": [f"{at:%H:%M}" for at in self.times],
            "by_chance": self.by_chance,
            "start": f"{self.start:%H:%M}",
            "end": f"{self.end:%H:%M}",
            "seed": self.seed,
            "ask_after": self.ask_after,
            "in_browser": self.in_browser,
            "on_desktop": self.on_desktop,
        }


def plan_of(database: DiaryDatabase) -> Plan:
    """The plan that is kept, or one that asks for nothing but open moments.

    A plan that cannot be read, brought from elsewhere perhaps, counts as none: it must not keep a page from opening.
    """
    body = database.document(KIND, "plan")
    if not body:
        return Plan()
    try:
        times = {name: time.fromisoformat(body[name]) for name in ("start", "end")}
        plan = Plan(times=tuple(time.fromisoformat(at) for at in body["times"]), **times, **_others(body))
    except (KeyError, TypeError, ValueError):
        return Plan()
    sound = type(plan.by_chance) is int and 0 <= plan.by_chance <= MOST_TIMES and plan.ask_after in ASK_AFTER
    return plan if sound else Plan()


def _others(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in ("by_chance", "seed", "ask_after", "in_browser", "on_desktop")}


def keep_plan(database: DiaryDatabase, plan: Plan) -> None:
    """Keep the plan, with a seed where it has none yet."""
    database.keep(KIND, "plan", replace(plan, seed=plan.seed or secrets.token_hex(8)).as_body())


def plan_from_form(values: Mapping[str, Any], earlier: Plan) -> Plan:
    """The plan that a form describes; the seed stays, so that today's times do not jump.

    Raises:
        RecordError: a time or a number that cannot be.
    """
    times = sorted({_time(part, "times") for part in re.split(r"[\s,;]+", values.get("times", "").strip()) if part})
    count = values.get("by_chance", "").strip() or "0"
    if not re.fullmatch(r"[0-9]{1,2}", count) or len(times) + int(count) > MOST_TIMES:
        raise RecordError("by_chance", _("is too many, or no number; %(n)s times a day is the most", n=MOST_TIMES))
    start, end = (_time(values.get(name, "").strip() or f"{usual:%H:%M}", name) for name, usual in _window(earlier))
    if int(count) and start >= end:
        raise RecordError("end", _("is not after its beginning; choose a later end"))
    ask_after = values.get("ask_after", "")
    return replace(
        earlier,
        times=tuple(times),
        by_chance=int(count),
        start=start,
        end=end,
        ask_after=ask_after if ask_after in ASK_AFTER else earlier.ask_after,
        in_browser=bool(values.get("in_browser")),
        on_desktop=bool(values.get("on_desktop")),
    )


def _window(plan: Plan) -> tuple[tuple[str, time], tuple[str, time]]:
    return ("start", plan.start), ("end", plan.end)


def _time(text: str, column: str) -> time:
    match = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])", text)
    if not match:
        raise RecordError(column, _("holds something that is no time; write times such as 09:00"))
    return time(int(match[1]), int(match[2]))


# --- times of a day ---------------------------------------------------------------------------------------


def by_chance(plan: Plan, day: date) -> list[time]:
    """The times drawn for a day: one in each equal part of the window, to the minute, in order."""
    first, last = (60 * at.hour + at.minute for at in (plan.start, plan.end))
    if not plan.by_chance or last <= first:
        return []
    seed = hashlib.sha256(f"{plan.seed} {day.isoformat()}".encode()).hexdigest()
    chance = random.Random(seed)
    width = (last - first) / plan.by_chance
    drawn = {int(first + width * (part + chance.random())) for part in range(plan.by_chance)}
    return [time(minutes // 60, minutes % 60) for minutes in sorted(drawn)]


def times_of(plan: Plan, day: date) -> list[datetime]:
    """All times of a day by this machine's clock, set and drawn, in order."""
    at = {*plan.times, *by_chance(plan, day)}
    return sorted({on_the_clock(day, one) for one in at})


def upcoming(plan: Plan, now: datetime, days: int = 2) -> list[datetime]:
    """The times still to come, today and on the days after."""
    today = now.astimezone().date()
    return [at for ahead in range(days) for at in times_of(plan, today + timedelta(days=ahead)) if at > now]


def open_prompt(plan: Plan, now: datetime, checkins: Iterable[Checkin]) -> datetime | None:
    """The time that is asking now: it has come, is not too long ago, and no prompted check-in has answered it."""
    today = now.astimezone().date()
    past = [at for back in (1, 0) for at in times_of(plan, today - timedelta(days=back)) if at <= now]
    if not past or now - past[-1] > timedelta(minutes=OPEN_MINUTES):
        return None
    answered = any(one.prompted and one.at >= past[-1] for one in checkins)
    return None if answered else past[-1]


def asking_now(database: DiaryDatabase, now: datetime) -> datetime | None:
    """`open_prompt` of the diary."""
    plan = plan_of(database)
    if not plan.times and not plan.by_chance:
        return None
    with database.reading() as connection:
        checkins = register.checkins_between(connection, now - timedelta(minutes=OPEN_MINUTES), now + _MINUTE)
    return open_prompt(plan, now, checkins)


_MINUTE = timedelta(minutes=1)


# --- moments that come back -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """A moment whose answer is still open, and when it comes back; None: not by itself."""

    moment: Moment
    due: datetime | None

    def is_due(self, now: datetime) -> bool:
        """Whether its time has come."""
        return self.due is not None and self.due <= now


def due_at(logged: datetime, choice: str) -> datetime | None:
    """When a moment comes back, by a key of `ASK_AFTER`; None for never."""
    if choice == "never":
        return None
    if choice in ("evening", "tomorrow"):
        here = logged.astimezone()
        day = here.date() + timedelta(days=1 if choice == "tomorrow" else 0)
        due = on_the_clock(day, EVENING if choice == "evening" else MORNING)
        return due if due > logged else due + timedelta(days=1)
    minutes = ASK_AFTER.get(choice, ASK_AFTER["180"])[1]
    return logged + timedelta(minutes=minutes or 180)


def ask_later(database: DiaryDatabase, moment_id: str, now: datetime, choice: str) -> None:
    """Let one moment come back at a time of its own, counted from now."""
    due = due_at(now, choice)
    asks = _asks(database)
    _keep_asks(database, asks | {moment_id: due.isoformat() if due else ""})


def answered(database: DiaryDatabase, moment_id: str) -> None:
    """Drop the time of a moment that needs none any more."""
    asks = _asks(database)
    if moment_id in asks:
        _keep_asks(database, {name: due for name, due in asks.items() if name != moment_id})


def waiting(database: DiaryDatabase, now: datetime) -> tuple[list[Waiting], bool]:
    """The open moments, those due first, the longest overdue at the top; and whether older ones rest."""
    asks, usual = _asks(database), plan_of(database).ask_after
    since = now - timedelta(days=RESTING_DAYS)
    with database.reading() as connection:
        moments = register.still_open(connection, since)
        resting = register.open_before(connection, since)
    found = [Waiting(one, _due(one, asks, usual)) for one in moments]
    found.sort(key=lambda one: (not one.is_due(now), one.due or datetime.max.replace(tzinfo=now.tzinfo)))
    return found, resting


def _due(moment: Moment, asks: Mapping[str, str], usual: str) -> datetime | None:
    if moment.id not in asks:
        return due_at(moment.at, usual)
    with suppress(ValueError):
        due = datetime.fromisoformat(asks[moment.id])
        return due if due.utcoffset() is not None else None
    return None


def _asks(database: DiaryDatabase) -> dict[str, str]:
    asks = (database.document(KIND, "asks") or {}).get("at", {})
    return {name: due for name, due in asks.items() if isinstance(due, str)} if isinstance(asks, dict) else {}


def _keep_asks(database: DiaryDatabase, asks: Mapping[str, str]) -> None:
    # Times long past are dropped: their moments rest by then, whatever was chosen.
    oldest = (datetime.now().astimezone() - timedelta(days=3 * RESTING_DAYS)).isoformat()
    database.keep(KIND, "asks", {"at": {name: due for name, due in asks.items() if not due or due > oldest}})
