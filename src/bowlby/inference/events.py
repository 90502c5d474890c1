"""A diary as events in time: what happened, what was rated, and who was turned to, as arrays that a fit reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.worlds.everyday import CEILING, Event

ROUND_EVENTS_TO = 128
"""Diaries are padded to a multiple of this many events, so that people share compiled programs."""

ROUND_NAMES_TO = 3
"""Triggers, practices and states are padded to a multiple of this many, for the same reason."""

MOMENT, ANSWERED, LATER, CHECKIN, ASKED = range(5)
"""Kinds of events, in the order in which they count when they fall on the same time; asked: a prompted check-in."""


class Roster(NamedTuple):
    """The names that stand for the positions of an event's arrays."""

    triggers: tuple[str, ...]
    practices: tuple[str, ...]
    states: tuple[str, ...]
    figures: tuple[str, ...] = ()
    """Figures who are told apart: none where there is only one."""


class Scale(NamedTuple):
    """The scale people rated on: its step, in points of alarm."""

    step: float


def roster_of(diary: Diary) -> Roster:
    """Names that occur in a diary's moments, most frequent first."""
    moments = diary.moments
    figures = _by_frequency([moment.figure] if moment.figure else [] for moment in moments)
    return Roster(
        _by_frequency([moment.trigger] if moment.trigger else [] for moment in moments),
        _by_frequency(moment.practices for moment in moments),
        _by_frequency(moment.states for moment in moments),
        figures if len(figures) > 1 else (),
    )


def scale_of(diary: Diary) -> Scale:
    """The step of the rating scale: the smallest distance between two ratings that occur, or from one to an end.

    The ends count, so that only a rating at an end can ever be taken for one. A tenth of a point is the finest step
    told apart; a diary without two different ratings says nothing of its scale, and a whole point is taken.
    """
    ratings = np.unique(np.round(ratings_of(diary), 3))
    marks = np.unique([0.0, *ratings, CEILING])
    return Scale(float(max(np.diff(marks).min(), 0.1)) if ratings.size > 1 else 1.0)


def ratings_of(diary: Diary) -> np.ndarray:
    """All ratings of the alarm in a diary, 0–10, in no particular order."""
    rated_values = [m.alarm_before for m in diary.moments] + [m.alarm_after for m in diary.moments]
    rated_values += [c.alarm for c in diary.checkins]
    return np.array([value for value in rated_values if value is not None], float)


def events_of(diary: Diary, roster: Roster) -> Event:
    """A diary as a row of events in time, padded.

    A moment becomes up to three events: the moment itself with its trigger, rating and practices; the answer, when its
    time is known (otherwise it counts at the moment); and the later rating. Padding repeats the last time and says
    nothing. What happens at the same time is put in an order of its own (moments, answers, later ratings, check-ins),
    so that the order of the records never matters.

    Args:
        diary: records of one person, in any order.
        roster: names in the order of the arrays; names that are not in it are left out.

    Returns:
        Numpy arrays, shape [event, ...].
    """
    rows = _rows(diary, roster)
    if not rows:
        return _empty_events(roster)
    times = np.array([time for time, *_ in rows])
    values: list[Any] = [np.stack(values) for values in zip(*(event for *_, event in rows), strict=True)]
    values[0] = np.diff(times, prepend=times[0]) / 60.0
    return _padded(Event(*values), roster)


def places_of(diary: Diary) -> tuple[tuple[Moment, ...], np.ndarray]:
    """Moments in the order of time, and where each one stands among a diary's events."""
    kinds = [kind for _, kind, _ in _rows(diary, Roster((), (), ()))]
    moments = sorted(diary.moments, key=lambda moment: (moment.at.timestamp(), moment.id))
    return tuple(moments), np.flatnonzero(np.array(kinds) == MOMENT)


def asked_of(diary: Diary, length: int) -> np.ndarray:
    """1 where an event of a diary is a check-in at a time that the person did not choose, [event], padded."""
    kinds = [kind for _, kind, _ in _rows(diary, Roster((), (), ()))]
    return np.pad(np.array([kind == ASKED for kind in kinds], float), (0, length - len(kinds)))


def usual_states(diary: Diary, roster: Roster) -> np.ndarray:
    """Share of a diary's moments in which each exposure lasts, padded like an event's states; shape [state]."""
    marks = [_marks(moment.states, roster.states) for moment in diary.moments]
    return np.mean([*marks], axis=0) if marks else _marks((), roster.states)


def _by_frequency(groups) -> tuple[str, ...]:
    counts = Counter(name for group in groups for name in group)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def _padded_length(names: Sequence[str]) -> int:
    return max(1, -(-len(names) // ROUND_NAMES_TO)) * ROUND_NAMES_TO


def _marks(names: Sequence[str], known: Sequence[str], length: int | None = None) -> np.ndarray:
    marks = np.zeros(length or _padded_length(known))
    for name in names:
        if name in known:
            marks[known.index(name)] = 1.0
    return marks


def _row(
    roster: Roster,
    *,
    states: Sequence[str] = (),
    moment: bool = False,
    trigger: str = "",
    answer: str = "",
    practices: Sequence[str] = (),
    rating: float | None = None,
    figure: str = "",
) -> Event:
    values: dict[str, Any] = {
        "minutes": np.array(0.0),
        "states": _marks(states, roster.states),
        "moment": np.array(float(moment)),
        "trigger": _marks([trigger] if trigger else [], roster.triggers),
        "rebuffed": np.array(float(answer == "rebuff")),
        "comforted": np.array(float(answer == "comfort")),
        "practices": _marks(practices, roster.practices),
        "rating": np.array(np.nan if rating is None else rating, float),
        "figure": _marks([figure], roster.figures, max(1, len(roster.figures))),
    }
    return Event(**values)


def _rows(diary: Diary, roster: Roster) -> list[tuple[float, int, Event]]:
    """All events with their times and kinds, in the order in which they count."""
    # Where nothing was rated outside moments, the pull of a moment as such could not be told from the level.
    contrast = any(checkin.alarm is not None for checkin in diary.checkins)
    moments = sorted(diary.moments, key=lambda moment: moment.id)
    usual = usual_states(diary, roster)
    checkins = sorted(diary.checkins, key=lambda checkin: -1.0 if checkin.alarm is None else checkin.alarm)
    return sorted(
        [row for moment in moments for row in _moment_rows(moment, roster, contrast)]
        + [_checkin_row(checkin, roster, usual) for checkin in checkins],
        key=lambda row: row[:2],
    )


def _moment_rows(moment: Moment, roster: Roster, contrast: bool) -> list[tuple[float, int, Event]]:
    """A moment's events, each with its time and its place among what happens at the same time."""
    timed = moment.answered_at is not None
    rows = [
        (
            moment.at.timestamp(),
            MOMENT,
            _row(
                roster,
                states=moment.states,
                moment=contrast,
                trigger=moment.trigger,
                answer="" if timed else moment.answer,
                practices=moment.practices,
                rating=moment.alarm_before,
                figure=moment.figure,
            ),
        )
    ]
    if moment.answered_at is not None and moment.answer in ("comfort", "rebuff"):
        answer = _row(roster, states=moment.states, answer=moment.answer, figure=moment.figure)
        rows.append((moment.answered_at.timestamp(), ANSWERED, answer))
    if moment.after_at is not None and moment.alarm_after is not None:
        rows.append((moment.after_at.timestamp(), LATER, _row(roster, states=moment.states, rating=moment.alarm_after)))
    return rows


def _checkin_row(checkin: Checkin, roster: Roster, usual: np.ndarray) -> tuple[float, int, Event]:
    """A check-in says nothing of exposures, so each counts by how often it lasts."""
    row = _row(roster, rating=checkin.alarm)._replace(states=usual)
    return checkin.at.timestamp(), ASKED if checkin.prompted else CHECKIN, row


def _empty_events(roster: Roster) -> Event:
    values: list[Any] = [np.zeros((0, *np.shape(value))) for value in _row(roster)]
    return _padded(Event(*values), roster)


def _padded(events: Event, roster: Roster) -> Event:
    count = len(events.minutes)
    missing = max(1, -(-count // ROUND_EVENTS_TO)) * ROUND_EVENTS_TO - count
    fillers: list[Any] = [np.repeat(np.asarray(nothing)[None], missing, axis=0) for nothing in _row(roster)]
    values: list[Any] = [np.concatenate(pair) for pair in zip(events, fillers, strict=True)]
    return Event(*values)
