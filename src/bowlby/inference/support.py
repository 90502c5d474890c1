"""What a diary can carry: how often everything occurred, and how much more is needed before it is told.

The thresholds are rough and ours: below them intervals are wide, lean on the pooling, and mislead more than they tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bowlby.diary.records import Diary, Moment
from bowlby.inference.events import Roster

MOMENTS = 30
"""Rated moments before any trigger or lasting exposure is told."""

OTHER_RATINGS = 20
"""Ratings at moments without a trigger or at check-ins, the contrast, before any trigger is told."""

OCCURRENCES = 8
"""Occurrences of a trigger (of an exposure: moments with it, and as many without) before it is told."""

USES = 10
"""Later ratings with a practice or an answer, and as many without, before it is told."""

LATER_RATINGS = 100
"""Later ratings before the half-life is told: with fewer, simulated diaries gave intervals that were too narrow."""

ASKED_RATINGS = 20
"""Rated check-ins at times that were not chosen, from which on they alone say where the alarm usually is."""

SIGNALS_SENT = 30
"""Moments with a signal before it is told what tends to be done at a high alarm."""

ANSWERED = ("comfort", "rebuff")
"""The answers that change the alarm."""

FITTABLE = 10
"""Ratings, of at least two different values, before anything is fitted at all."""


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was recorded with a rating that can show its effect, and without it."""

    count: int
    without: int
    needed: int
    needed_without: int

    @property
    def enough(self) -> bool:
        """Whether nothing more is needed."""
        return self.needed == 0 and self.needed_without == 0


class Support(NamedTuple):
    """Counts of everything in a diary's roster, and what is missing.

    `trouble` says why nothing can be fitted: `few-ratings`, `no-variation` (every rating is the same), or nothing.
    """

    trouble: str
    triggers: dict[str, Count]
    states: dict[str, Count]
    practices: dict[str, Count]
    answers: dict[str, Count]
    by_figure: dict[tuple[str, str], Count]
    signals: int
    ratings_after: int
    asked: int
    needs: dict[str, int]

    @property
    def fittable(self) -> bool:
        """Whether the ratings of the alarm can be fitted at all."""
        return not self.trouble


def support_of(diary: Diary, roster: Roster) -> Support:
    """Count what a diary can carry.

    Args:
        diary: records of one person.
        roster: names of triggers, practices and states that occur, and figures where there are several.
    """

    def of_figure(figure: str) -> list[Moment]:
        return [moment for moment in later if moment.figure == figure]

    rated = [moment for moment in diary.moments if moment.alarm_before is not None]
    later = [moment for moment in diary.moments if moment.alarm_after is not None]
    checkins = [checkin.alarm for checkin in diary.checkins if checkin.alarm is not None]
    others = sum(not moment.trigger for moment in rated) + len(checkins)
    values = [m.alarm_before for m in rated] + [m.alarm_after for m in later] + checkins
    needs = {"moments": max(MOMENTS - len(rated), 0), "other_ratings": max(OTHER_RATINGS - others, 0)}
    return Support(
        trouble="few-ratings" if len(values) < FITTABLE else "no-variation" if len(set(values)) == 1 else "",
        triggers=_counted(rated, roster.triggers, lambda m: [m.trigger], OCCURRENCES, 0),
        states=_counted(rated, roster.states, lambda m: m.states, OCCURRENCES, OCCURRENCES),
        practices=_counted(later, roster.practices, lambda m: m.practices, USES, USES),
        answers=_answered(later),
        by_figure={
            (answer, figure): count
            for figure in roster.figures
            for answer, count in _answered(of_figure(figure)).items()
        },
        signals=sum(bool(moment.signal) for moment in diary.moments),
        ratings_after=len(later),
        asked=sum(checkin.prompted and checkin.alarm is not None for checkin in diary.checkins),
        needs=needs,
    )


def _answered(later: Sequence[Moment]) -> dict[str, Count]:
    """Counts of each answer; the contrast are moments of which it is known that another one came, or none in time."""
    known = [moment for moment in later if moment.answer in ("none", *ANSWERED)]
    return _counted(known, ANSWERED, _shown_answer, USES, USES)


def _shown_answer(moment: Moment) -> list[str]:
    """The answer, unless the later rating came before it and so cannot show its effect."""
    too_soon = moment.answered_at and moment.after_at and moment.after_at < moment.answered_at
    return [] if too_soon else [moment.answer]


def _counted(
    moments: Sequence[Moment], names: Sequence[str], named, wanted: int, wanted_without: int
) -> dict[str, Count]:
    counts = Counter(name for moment in moments for name in named(moment))
    return {name: _count(counts[name], len(moments) - counts[name], wanted, wanted_without) for name in names}


def _count(count: int, without: int, wanted: int, wanted_without: int) -> Count:
    return Count(count, without, max(wanted - count, 0), max(wanted_without - without, 0))
