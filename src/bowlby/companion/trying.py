"""A trial as it is kept in the diary: the draft of a plan, one sealed trial after the other, and what has happened.

The library (`bowlby.inference.trial_*`) says what is right; here stands when. Nothing that was said about
self-harm is kept: such an answer ends the trial, and its document says only that it was ended.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Any

from bowlby.companion.guides import GUIDES
from bowlby.companion.language import _
from bowlby.companion.times import on_the_clock
from bowlby.diary import register
from bowlby.diary.records import Checkin
from bowlby.errors import BowlbyError
from bowlby.inference.trial_plan import Plan, seal
from bowlby.inference.trial_record import Trial, end, read_trial, record, reveal, trial_text
from bowlby.inference.trial_rules import Pause, pause

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

KIND, DRAFT = "trial", "draft"

EVENING = time(18)
"""From then on a day may be closed on the day itself."""

NOON = time(12)
"""Until then a check-in counts as one of the morning."""

ENDED_SAFELY = "ended for safety"
"""Why a trial ended after the questions before an assignment; what was answered is not kept."""

MORNING = time(9)
"""When a trial of days asks for its day."""

AFTER = timedelta(minutes=30)
"""When the alarm after a moment is asked for, about."""

LEAST_RATED = 4
"""Fewest rated units with each thing compared before a look can tell anything; as in `inference.trials`."""

REST = timedelta(days=1)
"""How long a paused trial rests at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One trial.

    Attributes:
        id: its name among the documents.
        trial: as the library knows it, its seal checked.
        started_at: when it was sealed.
        times: when each unit was revealed, the open one included.
        nights: (day, hours slept in the night before), at most one a day.
        usual_sleep: hours the person usually sleeps; None where it was not said.
        paused_at: since when it rests; None while it goes on.
        reasons: why it rests.
        since: units that were done when it was last taken up again; the rules look only at what came after.
        looks: results by number of units, as `trial_work.look_at` gives them.
    """

    id: str
    trial: Trial
    started_at: datetime
    times: tuple[datetime, ...] = ()
    nights: tuple[tuple[str, float], ...] = ()
    usual_sleep: float | None = None
    paused_at: datetime | None = None
    reasons: tuple[str, ...] = ()
    since: int = 0
    looks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """What was agreed on."""
        return self.trial.sealed.plan

    @property
    def done(self) -> int:
        """Finished units."""
        return len(self.trial.units)

    @property
    def over(self) -> bool:
        """Whether nothing more is assigned."""
        return bool(self.trial.ended) or self.done >= self.plan.units

    @property
    def look_due(self) -> bool:
        """Whether the plan allows a look now that has not been taken."""
        if self.trial.open is not None or str(self.done) in self.looks:
            return False
        return self.done in self.plan.looks or (bool(self.trial.ended) and self.trial.ended != ENDED_SAFELY)

    @property
    def tells(self) -> bool:
        """Whether enough is rated for a look to tell anything."""
        rated = [
            (unit.outcome, arm)
            for unit, arm in zip(self.trial.units, self.trial.sealed.schedule, strict=False)
            if unit.outcome is not None
        ]
        counts = Counter(arm for _outcome, arm in rated)
        enough = all(counts[arm] >= LEAST_RATED for arm in range(len(self.plan.arms)))
        return enough and len({outcome for outcome, _arm in rated}) > 1

    @property
    def asks_about_danger(self) -> bool:
        """Whether a practice in it questions a threat, so that danger is asked about before each assignment."""
        return any(arm in GUIDES and GUIDES[arm].danger_first for arm in self.plan.arms)

    @property
    def next_look(self) -> int | None:
        """After how many units the plan allows the next look."""
        return next((look for look in self.plan.looks if look > self.done), None)

    @property
    def latest(self) -> Mapping[str, Any] | None:
        """The result of the latest look."""
        return self.looks[max(self.looks, key=int)] if self.looks else None


# --- keeping ------------------------------------------------------------------------------------------------


def all_of(database: DiaryDatabase) -> list[Kept]:
    """Every trial, the latest first.

    Raises:
        BowlbyError: the seal of one is broken.
    """
    kept = database.kept(KIND)
    trials = [read(name, body) for name, body in kept.items() if name != DRAFT]
    return sorted(trials, key=lambda one: one.started_at, reverse=True)


def one_of(database: DiaryDatabase, name: str) -> Kept | None:
    """One trial, if there is one of that name.

    Raises:
        BowlbyError: its seal is broken.
    """
    body = database.document(KIND, name)
    return None if body is None or name == DRAFT else read(name, body)


def keep(database: DiaryDatabase, kept: Kept) -> None:
    """Put a trial where the diary is kept."""
    database.keep(KIND, kept.id, as_body(kept))


def as_body(kept: Kept) -> dict[str, Any]:
    """A trial as its document holds it."""
    return {
        "trial": trial_text(kept.trial),
        "started_at": kept.started_at.isoformat(),
        "times": [at.isoformat() for at in kept.times],
        "nights": [list(night) for night in kept.nights],
        "usual_sleep": kept.usual_sleep,
        "paused_at": kept.paused_at.isoformat() if kept.paused_at else None,
        "reasons": list(kept.reasons),
        "since": kept.since,
        "looks": dict(kept.looks),
    }


def draft_of(database: DiaryDatabase) -> dict[str, Any]:
    """The plan that is being made, and what was found about it; empty without one."""
    return database.document(KIND, DRAFT) or {}


def read(name: str, body: Mapping[str, Any]) -> Kept:
    """A trial from its document.

    Raises:
        BowlbyError: its seal is broken.
    """
    return Kept(
        id=name,
        trial=read_trial(body["trial"]),
        started_at=datetime.fromisoformat(body["started_at"]),
        times=tuple(map(datetime.fromisoformat, body["times"])),
        nights=tuple((day, float(hours)) for day, hours in body["nights"]),
        usual_sleep=body["usual_sleep"],
        paused_at=datetime.fromisoformat(body["paused_at"]) if body["paused_at"] else None,
        reasons=tuple(body["reasons"]),
        since=body["since"],
        looks=body["looks"],
    )


# --- what happens -------------------------------------------------------------------------------------------


def begun(plan: Plan, now: datetime, usual_sleep: float | None = None) -> Kept:
    """Seal a plan."""
    return Kept(id=uuid.uuid4().hex, trial=Trial(sealed=seal(plan)), started_at=now, usual_sleep=usual_sleep)


def asleep(kept: Kept, hours: float | None, now: datetime) -> Kept:
    """Note the hours of last night; the first answer of a day counts."""
    day = now.date().isoformat()
    if hours is None or any(known == day for known, _hours in kept.nights):
        return kept
    return replace(kept, nights=(*kept.nights, (day, hours)))


def checked(database: DiaryDatabase, kept: Kept, before: float, *, self_harm: bool) -> Pause:
    """The stop rules, with what was just answered.

    Args:
        database: for the ratings before the trial.
        kept: the trial, last night's sleep noted.
        before: the alarm now.
        self_harm: yes, or no wish to say.
    """
    earlier = ratings_before(database, kept)
    during = [unit.before for unit in kept.trial.units[kept.since :]]
    return pause(
        self_harm=self_harm,
        before=earlier,
        during=[*during, before],
        sleep=[hours for _day, hours in kept.nights],
        usual_sleep=kept.usual_sleep,
    )


def ratings_before(database: DiaryDatabase, kept: Kept) -> list[float]:
    """Ratings of the four weeks before the trial, like those that it asks for: of moments that would have counted."""
    start = kept.started_at - timedelta(days=28)
    with database.reading() as connection:
        if kept.plan.unit == "moment":
            alarms = [m.alarm_before for m in register.moments_between(connection, start, kept.started_at)]
        else:
            alarms = [c.alarm for c in register.checkins_between(connection, start, kept.started_at)]
    return [alarm for alarm in alarms if alarm is not None and alarm >= kept.plan.from_alarm]


def halted(kept: Kept, why: Pause, now: datetime) -> Kept:
    """End or rest, as the rules say."""
    if why.help_first or not why.may_resume:
        return replace(kept, trial=end(kept.trial, ENDED_SAFELY))
    return replace(kept, paused_at=now, reasons=why.reasons)


def may_resume(kept: Kept, now: datetime) -> bool:
    """Whether a resting trial has rested long enough."""
    return kept.paused_at is not None and now - kept.paused_at >= REST


def ended(kept: Kept) -> Kept:
    """End a trial before its time, for good."""
    return replace(kept, trial=end(kept.trial, "ended early"), paused_at=None, reasons=())


def looked(kept: Kept, look: Mapping[str, Any]) -> Kept:
    """Keep what a look said."""
    return replace(kept, looks={**kept.looks, str(kept.done): look})


def resumed(kept: Kept, now: datetime) -> Kept:
    """Take a resting trial up again; the rules start afresh.

    Raises:
        BowlbyError: it does not rest, or not long enough yet.
    """
    if not may_resume(kept, now):
        raise BowlbyError(_("the trial cannot be taken up again yet; let a day pass"))
    return replace(kept, paused_at=None, reasons=(), since=kept.done, nights=())


def revealed(kept: Kept, before: float, now: datetime) -> Kept:
    """Open the next unit.

    Raises:
        BowlbyError: the trial is over or rests, the moment does not count, or this day has been assigned already.
    """
    if kept.paused_at is not None:
        raise BowlbyError(_("the trial rests; take it up again first"))
    if kept.trial.open is not None:
        return kept
    if kept.plan.unit == "day" and kept.times and kept.times[-1].date() >= now.date():
        raise BowlbyError(_("this day has been assigned already; the next one comes tomorrow"))
    trial, _arm = reveal(kept.trial, before)
    return replace(kept, trial=trial, times=(*kept.times, now))


def assigned(kept: Kept) -> str:
    """What the open unit is assigned; empty when none is open. Nothing beyond it is told."""
    if kept.trial.open is None:
        return ""
    return kept.plan.arms[kept.trial.sealed.schedule[kept.done]]


def closed(kept: Kept, outcome: float | None, *, done: bool | None) -> Kept:
    """Close the open unit."""
    return replace(kept, trial=record(kept.trial, outcome, done))


def may_close(kept: Kept, now: datetime) -> bool:
    """Whether the open unit's outcome can be there: a moment's at once, a day's in the evening or on the next day."""
    if kept.trial.open is None:
        return False
    opened = kept.times[-1]
    if kept.plan.unit == "moment":
        return True
    if kept.plan.outcome == "alarm-next-morning":
        return now.date() > opened.date()
    return now.date() > opened.date() or now.time() >= EVENING


def today_done(kept: Kept, now: datetime) -> bool:
    """Whether chance has decided about this day already; always false where moments are compared."""
    return kept.plan.unit == "day" and bool(kept.times) and kept.times[-1].date() >= now.date()


def asks_at(kept: Kept, now: datetime) -> datetime | None:
    """When the trial next asks for something by itself, a time past if it is asking; None where the person begins.

    After a moment it asks for the rating half an hour later; after a day for its closing, and in the morning for the
    next day.
    """
    if kept.over or kept.paused_at:
        return None
    if kept.trial.open is not None:
        return _closes_at(kept)
    if kept.plan.unit == "moment":
        return None
    return on_the_clock(now.date() + timedelta(days=today_done(kept, now)), MORNING)


def _closes_at(kept: Kept) -> datetime:
    opened = kept.times[-1]
    if kept.plan.unit == "moment":
        return opened + AFTER
    if kept.plan.outcome == "alarm-next-morning":
        return on_the_clock(opened.date() + timedelta(days=1), MORNING)
    return on_the_clock(opened.date(), EVENING) if opened.time() < EVENING else opened


def asking(database: DiaryDatabase, now: datetime) -> list[tuple[datetime, Kept]]:
    """The trials that ask for something by themselves, now or later, and when; one with a broken seal asks nothing."""
    found = []
    for name, body in database.kept(KIND).items():
        with suppress(BowlbyError):
            kept = read(name, body) if name != DRAFT else None
            at = asks_at(kept, now) if kept else None
            if kept and at:
                found.append((at, kept))
    return found


def day_outcome(database: DiaryDatabase, kept: Kept) -> tuple[float | None, int]:
    """The outcome of an open day from its check-ins, and how many of them there are.

    The mean of those after the assignment on that day, or the first of the next morning.
    """
    opened = kept.times[-1]
    with database.reading() as connection:
        found = register.checkins_between(connection, opened, opened + timedelta(days=2))
    if kept.plan.outcome == "alarm-of-day":
        ratings = _rated(checkin for checkin in found if checkin.at.date() == opened.date())
        return (fmean(ratings) if ratings else None), len(ratings)
    tomorrow = opened.date() + timedelta(days=1)
    ratings = _rated(one for one in found if one.at.date() == tomorrow and one.at.time() < NOON)
    return (ratings[0] if ratings else None), min(len(ratings), 1)


def _rated(checkins: Iterable[Checkin]) -> Sequence[float]:
    return [checkin.alarm for checkin in checkins if checkin.alarm is not None]
