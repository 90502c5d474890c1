"""A week in plain words: what was written down, counted; and what all notes together say.

One week is too little to conclude from, so it is only counted. What tends to come before, what it settles after and
what changed is taken from the latest result over all notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

from bowlby.companion import months
from bowlby.companion.language import _, joined, ngettext, number, short_day
from bowlby.companion.reading import counted_checkins, counted_moments, expectation_sentence, label_of
from bowlby.companion.words import practice_label, trigger_label
from bowlby.diary import register
from bowlby.diary.records import Checkin, Moment
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

RANGE = 5
"""Ratings in a week before their middle and range are told."""

NAMED = 4
"""So many of the clearest triggers and practices are named."""

MAX_NOTE = 2000
"""Longest note on a week, in characters."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday, by the clock each record was written by."""

    monday: date

    @property
    def name(self) -> str:
        """As in an address: `2026-W10`."""
        year, week, _day = self.monday.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def label(self) -> str:
        """As people say it: from the first day to the last."""
        first, last = short_day(self.monday), short_day(self.monday + 6 * _DAY, year=True)
        return _("%(first)s to %(last)s", first=first, last=last)

    def shifted(self, weeks: int) -> Week:
        """So many weeks later."""
        return Week(self.monday + 7 * weeks * _DAY)

    def holds(self, at: datetime) -> bool:
        """Whether a time lies in it."""
        return self.monday <= at.date() < self.monday + 7 * _DAY


def of_day(day: date) -> Week:
    """The week of a day."""
    return Week(day - day.weekday() * _DAY)


def named(name: str) -> Week:
    """The week of a name.

    Raises:
        BowlbyError: there is no such week.
    """
    if re.fullmatch(r"\d{4}-W\d{2}", name):
        try:
            return Week(date.fromisoformat(f"{name}-1"))
        except ValueError:
            pass
    raise BowlbyError(_("there is no such week; its name looks like 2026-W10"))


def records_of(database: DiaryDatabase, week: Week) -> tuple[list[Moment], list[Checkin]]:
    """What was written down in a week, oldest first."""
    # Clocks differ by less than a day and a half from UTC; the written time decides.
    start = datetime.combine(week.monday, time()).astimezone() - 2 * _DAY
    end = start + 11 * _DAY
    with database.reading() as connection:
        moments = register.moments_between(connection, start, end)
        checkins = register.checkins_between(connection, start, end)
    return [one for one in moments if week.holds(one.at)], [one for one in checkins if week.holds(one.at)]


def latest(database: DiaryDatabase) -> Week | None:
    """The week of the latest record; None of an empty diary."""
    with database.reading() as connection:
        ends = register.span(connection)
    return of_day(datetime.fromtimestamp(ends[1]).astimezone().date()) if ends else None


# --- what was written down ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """The week in sentences; a part of which there is nothing is empty."""

    happened: tuple[str, ...]
    before: tuple[str, ...]
    settled: tuple[str, ...]
    expected: tuple[str, ...]


def told(moments: Sequence[Moment], checkins: Sequence[Checkin]) -> Told:
    """A week in sentences."""
    return Told(
        tuple(_happened(moments, checkins)),
        tuple(_before(moments)),
        tuple(_settled(moments)),
        tuple(_expected(moments)),
    )


def _happened(moments: Sequence[Moment], checkins: Sequence[Checkin]) -> Iterable[str]:
    yield _(
        "You wrote down %(moments)s and %(checkins)s.",
        moments=counted_moments(len(moments)),
        checkins=counted_checkins(len(checkins)),
    )
    waiting = sum(moment.answer == "pending" for moment in moments)
    if waiting:
        yield ngettext(
            "Of %(n)s moment it is still open what came back.",
            "Of %(n)s moments it is still open what came back.",
            waiting,
        )
    for words, ratings in (
        (
            _("At moments the alarm lay between %(low)s and %(high)s, its middle at %(middle)s (%(count)s ratings)."),
            [moment.alarm_before for moment in moments],
        ),
        (
            _("At check-ins it lay between %(low)s and %(high)s, its middle at %(middle)s (%(count)s ratings)."),
            [checkin.alarm for checkin in checkins],
        ),
    ):
        known = [rating for rating in ratings if rating is not None]
        if len(known) >= RANGE:
            given = {"low": min(known), "high": max(known), "middle": median(known), "count": len(known)}
            yield words % {name: number(value) for name, value in given.items()}


def _before(moments: Sequence[Moment]) -> Iterable[str]:
    counts = Counter(moment.trigger for moment in moments)
    for name, count in counts.most_common():
        yield ngettext("%(label)s: %(n)s time", "%(label)s: %(n)s times", count, label=trigger_label(name))


def _settled(moments: Sequence[Moment]) -> Iterable[str]:
    counts = Counter(name for moment in moments for name in moment.practices)
    for name, count in counts.most_common():
        yield ngettext("%(label)s: %(n)s time", "%(label)s: %(n)s times", count, label=practice_label(name))
    pairs = [(one.alarm_before, one.alarm_after) for one in moments]
    known = [(before, after) for before, after in pairs if before is not None and after is not None]
    if known:
        lower = sum(after < before for before, after in known)
        yield ngettext(
            "In %(n)s moment you rated the alarm again; it was lower then in %(lower)s.",
            "In %(n)s moments you rated the alarm again; it was lower then in %(lower)s.",
            len(known),
            lower=number(lower),
        )


def _expected(moments: Sequence[Moment]) -> Iterable[str]:
    pairs = [
        (one.expected_warmth, one.answer == "comfort")
        for one in moments
        if one.expected_warmth is not None and one.answer in ("none", "comfort", "rebuff")
    ]
    if pairs:
        yield ngettext(
            "In %(n)s moment you said how likely warmth seemed, and know what came: it seemed %(stated)s %% likely, "
            "and came in %(warm)s.",
            "In %(n)s moments you said how likely warmth seemed, and know what came: it seemed %(stated)s %% likely on "
            "average, and came in %(warm)s.",
            len(pairs),
            stated=number(fmean(stated for stated, _warm in pairs), 0),
            warm=number(sum(warm for _stated, warm in pairs)),
        )


# --- what all notes say ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Overall:
    """What the latest result over all notes says; empty where it carries nothing."""

    before: str
    settles: str
    expected: str
    changed: tuple[str, ...]


def overall(result: Mapping[str, Any]) -> Overall:
    """The clear things of a result in sentences. What is not clear is left out, and nothing is concluded from that."""
    before = _clear(row for row in result["triggers"] if not row.get("lasting"))
    settles = _clear(result["settles"])
    gap = result["expectation"]
    return Overall(
        _("Over all your notes, a higher alarm tends to come after: %(names)s.", names=joined(before))
        if before
        else "",
        _("Over all your notes, the alarm tends to settle after: %(names)s.", names=joined(settles)) if settles else "",
        _("Over all your notes: %(sentence)s", sentence=expectation_sentence(result)) if gap["enough"] else "",
        tuple(months.clear(result.get("change", ()))),
    )


def _clear(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    found = sorted((row for row in rows if row["enough"] and row["low"] > 0), key=lambda row: -row["effect"])
    return [label_of(row) for row in found[:NAMED]]
