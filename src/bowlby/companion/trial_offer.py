"""Whether a trial makes sense just now, and what the notes say beforehand: how many moments, how much they vary.

Counted from the last weeks, nothing heavy. A trial that would take a year, or hang on moments nobody writes down, is
not offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from bowlby.diary import register
from bowlby.diary.records import Checkin, Moment

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

LOOK_BACK = timedelta(days=28)
"""What has been written down in this time says what to expect of the next weeks."""

MOMENTS_A_WEEK = 3.0
"""Moments a week that make a trial by moment sensible: 24 then take eight weeks."""

DAYS = 10
"""Days of the last 28 with a check-in that make a trial by day sensible."""

FROM_ALARM = 4.0
"""Alarm from which moments are counted for the offer."""

LEAST_RATINGS = 20
"""Outcomes in the notes from which spread and resemblance are taken; with fewer, those below."""

USUAL_SPREAD, USUAL_CORRELATION = 2.0, 0.3
"""Where the notes say too little: points of alarm, and how far one outcome resembles the one before. Declared, and on
the careful side."""

MOST_CORRELATION = 0.9


@dataclass(frozen=True, slots=True)
class Offer:
    """What the last weeks hold for a trial.

    Attributes:
        moments_a_week: with an alarm of `FROM_ALARM` and more.
        days: days of the last 28 with a check-in.
    """

    moments_a_week: float
    days: int

    @property
    def by_moment(self) -> bool:
        """Whether there are enough moments to compare."""
        return self.moments_a_week >= MOMENTS_A_WEEK

    @property
    def by_day(self) -> bool:
        """Whether there are enough days with check-ins to compare."""
        return self.days >= DAYS

    def __bool__(self) -> bool:
        """Whether any trial makes sense."""
        return self.by_moment or self.by_day


@dataclass(frozen=True, slots=True)
class Expected:
    """What to expect of the outcomes, for the power of a plan.

    Attributes:
        spread: standard deviation, in points of alarm.
        correlation: of neighbours, 0 to below 1.
        ratings: how many in the notes say so; 0 where the usual values stand in.
    """

    spread: float
    correlation: float
    ratings: int


def records_before(database: DiaryDatabase, now: datetime) -> tuple[list[Moment], list[Checkin]]:
    """Moments and check-ins of the last 28 days, oldest first."""
    with database.reading() as connection:
        return (
            register.moments_between(connection, now - LOOK_BACK, now),
            register.checkins_between(connection, now - LOOK_BACK, now),
        )


def offer(moments: Sequence[Moment], checkins: Sequence[Checkin]) -> Offer:
    """What the records of the last 28 days hold for a trial."""
    high = sum(moment.alarm_before is not None and moment.alarm_before >= FROM_ALARM for moment in moments)
    days = {checkin.at.date() for checkin in checkins if checkin.alarm is not None}
    return Offer(high * 7 / LOOK_BACK.days, len(days))


def expected(unit: str, moments: Sequence[Moment], checkins: Sequence[Checkin], from_alarm: float = 0.0) -> Expected:
    """Spread and resemblance of the outcomes, from the records of the last weeks.

    Args:
        unit: `moment` (the alarm after eligible moments) or `day` (the mean of a day's check-ins).
        moments, checkins: oldest first.
        from_alarm: the alarm from which a moment counts.
    """
    if unit == "moment":
        values = [
            moment.alarm_after
            for moment in moments
            if moment.alarm_after is not None and (moment.alarm_before or 0.0) >= from_alarm
        ]
    else:
        by_day: dict[object, list[float]] = {}
        for checkin in checkins:
            if checkin.alarm is not None:
                by_day.setdefault(checkin.at.date(), []).append(checkin.alarm)
        values = [fmean(ratings) for ratings in by_day.values()]
    wanted = LEAST_RATINGS if unit == "moment" else DAYS
    if len(values) < wanted or not (spread := stdev(values)):
        return Expected(USUAL_SPREAD, USUAL_CORRELATION, 0)
    return Expected(spread, _resemblance(values), len(values))


def _resemblance(values: Sequence[float]) -> float:
    """Lag-1 correlation, kept within what a plan may suppose."""
    middle = fmean(values)
    whole = sum((value - middle) ** 2 for value in values)
    found = sum((one - middle) * (other - middle) for one, other in pairwise(values)) / whole
    return min(max(found, 0.0), MOST_CORRELATION)
