"""The likelihood of a diary: the world `everyday` run backward.

Everything that happens to the alarm is affine in it, given what was recorded, so mood and stir are never guessed at:
they are tracked as a two-dimensional normal distribution from event to event and summed out. The tracker does not know
the mechanism; it asks the world's own functions for their slope and intercept.

People log when something is going on. So that somebody logged is itself taken as a sign of what was felt: a moment's
rating is scored as one of those that would have been logged, by the world's own `logs`.

A rating at the floor or the ceiling of the scale only says that the felt alarm was there or beyond; a rating between
them is known to half a step of the scale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.special import log_ndtr
from jax.scipy.stats import norm

from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.worlds.everyday import (
    CEILING,
    Event,
    Nature,
    kept,
    level,
    rated,
    renewal,
    soothed,
    stirred,
    urge,
)

ROUND_EVENTS_TO = 256
"""Diaries are padded to a multiple of this many events, so that people share compiled programs."""

ROUND_NAMES_TO = 3
"""Triggers, practices and states are padded to a multiple of this many, for the same reason."""

MOMENT, ANSWERED, LATER, CHECKIN = range(4)
"""Kinds of events, in the order in which they count when they fall on the same time."""


class Roster(NamedTuple):
    """The names that stand for the positions of an event's arrays."""

    triggers: tuple[str, ...]
    practices: tuple[str, ...]
    states: tuple[str, ...]


class Scale(NamedTuple):
    """The scale people rated on: its step, in points of alarm."""

    step: float


class Track(NamedTuple):
    """A normal distribution over mood and stir: two means, two variances and their covariance."""

    mood: Array
    stir: Array
    mood_mood: Array
    mood_stir: Array
    stir_stir: Array


def roster_of(diary: Diary) -> Roster:
    """Names that occur in a diary's moments, most frequent first."""
    moments = diary.moments
    return Roster(
        _by_frequency([moment.trigger] if moment.trigger else [] for moment in moments),
        _by_frequency(moment.practices for moment in moments),
        _by_frequency(moment.states for moment in moments),
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
    # Where nothing was rated outside moments, the pull of a moment as such could not be told from the level.
    contrast = any(checkin.alarm is not None for checkin in diary.checkins)
    moments = sorted(diary.moments, key=lambda moment: moment.id)
    checkins = sorted(diary.checkins, key=lambda checkin: -1.0 if checkin.alarm is None else checkin.alarm)
    rows = sorted(
        [row for moment in moments for row in _moment_rows(moment, roster, contrast)]
        + [_checkin_row(checkin, roster) for checkin in checkins],
        key=lambda row: row[:2],
    )
    if not rows:
        return _empty_events(roster)
    times = np.array([time for time, *_ in rows])
    values: list[Any] = [np.stack(values) for values in zip(*(event for *_, event in rows), strict=True)]
    values[0] = np.diff(times, prepend=times[0]) / 60.0
    return _padded(Event(*values), roster)


def usual_states(diary: Diary, roster: Roster) -> np.ndarray:
    """Share of a diary's moments in which each exposure lasts, padded like an event's states; shape [state]."""
    marks = [_marks(moment.states, roster.states) for moment in diary.moments]
    return np.mean([*marks], axis=0) if marks else _marks((), roster.states)


class Moves(NamedTuple):
    """What each event does to the alarm, asked of the world once for the whole diary; arrays of shape [event].

    Time keeps a share of mood and stir and adds variance; a change takes the alarm to intercept + slope * alarm, before
    the rating (`up`) and after it (`down`).
    """

    mood_kept: Array
    mood_new: Array
    stir_kept: Array
    stir_new: Array
    rest: Array
    up_slope: Array
    up_intercept: Array
    down_slope: Array
    down_intercept: Array
    rating_variance: Array
    rating: Array
    logged: Array


def moves_of(nature: Nature, events: Event) -> Moves:
    """Ask the world for the moves of all events of a diary.

    Args:
        nature: the person, no leading axes.
        events: a diary's events, [event, ...].
    """
    mood_kept, stir_kept = kept(events.minutes, nature)
    up_slope, up_intercept = _line(partial(stirred, nature=nature, event=events), events)
    down_slope, down_intercept = _line(partial(soothed, nature=nature, event=events), events)
    return Moves(
        mood_kept=mood_kept,
        mood_new=jnp.asarray(renewal(mood_kept, nature.mood_spread).variance),
        stir_kept=stir_kept,
        stir_new=jnp.asarray(renewal(stir_kept, nature.stir_spread).variance),
        rest=level(nature, events),
        up_slope=up_slope,
        up_intercept=up_intercept,
        down_slope=down_slope,
        down_intercept=down_intercept,
        rating_variance=jnp.broadcast_to(jnp.asarray(rated(0.0, nature).variance), events.minutes.shape),
        rating=events.rating,
        logged=events.moment,
    )


def log_likelihood(nature: Nature, events: Event, step: float | Array) -> Array:
    """Log probability of a diary's ratings, given everything else in it.

    Args:
        nature: the person, no leading axes.
        events: a diary's events, [event, ...].
        step: step of the rating scale, points.

    Returns:
        A number.
    """
    start = Track(jnp.zeros(()), jnp.zeros(()), nature.mood_spread**2, jnp.zeros(()), nature.stir_spread**2)

    moves = moves_of(nature, jax.tree.map(jnp.asarray, events))

    # One array for the track and one for the moves, and every step worked out anew on the way back: in the gradient
    # this halves the time, which goes into keeping many small arrays rather than into arithmetic.
    @partial(jax.checkpoint, prevent_cse=False)  # pyright: ignore
    def advance(carried: Array, row: Array) -> tuple[Array, Array]:
        track, move = Track(*carried), Moves(*row)
        track = pass_time(track, move)
        track = change(track, move.rest, move.up_slope, move.up_intercept)
        _, foreseen = take_log(track, move, nature)
        track, score = take_rating(track, move, step)
        track, chance = take_log(track, move, nature)
        # Only ratings are scored, given that there is a record: what was foreseen of the record itself is taken out.
        track = change(track, move.rest, move.down_slope, move.down_intercept)
        return jnp.stack(track), score + chance - foreseen

    rows = jnp.stack([jnp.broadcast_to(part, events.minutes.shape) for part in moves], axis=-1)
    _, scores = jax.lax.scan(advance, jnp.stack(jnp.broadcast_arrays(*start)), rows)
    return scores.sum()


def pass_time(track: Track, move: Moves) -> Track:
    """Mood and stir fade towards nothing, and what comes anew widens them."""
    return Track(
        move.mood_kept * track.mood,
        move.stir_kept * track.stir,
        move.mood_kept**2 * track.mood_mood + move.mood_new,
        move.mood_kept * move.stir_kept * track.mood_stir,
        move.stir_kept**2 * track.stir_stir + move.stir_new,
    )


def change(track: Track, rest: Array, slope: Array, intercept: Array) -> Track:
    """The stir takes up a change of the alarm: alarm' = intercept + slope * (rest + mood + stir).

    What of the new alarm is not rest or mood is the new stir.
    """
    return Track(
        track.mood,
        intercept + (slope - 1) * (rest + track.mood) + slope * track.stir,
        track.mood_mood,
        (slope - 1) * track.mood_mood + slope * track.mood_stir,
        (slope - 1) ** 2 * track.mood_mood + 2 * (slope - 1) * slope * track.mood_stir + slope**2 * track.stir_stir,
    )


def take_log(track: Track, move: Moves, nature: Nature) -> tuple[Track, Array]:
    """Narrow the track by the fact that a moment was logged; the log chance of that, 0 where nothing was."""
    with_mood, with_stir = track.mood_mood + track.mood_stir, track.mood_stir + track.stir_stir
    variance = with_mood + with_stir
    reach = urge(move.rest + track.mood + track.stir, nature, variance)
    score, ratio = _cut(reach)
    flatter = nature.logs_slope / jnp.sqrt(1 + nature.logs_slope**2 * variance)
    shift, narrowing = flatter * ratio, flatter**2 * ratio * (ratio + reach)
    taken = Track(
        track.mood + with_mood * shift,
        track.stir + with_stir * shift,
        track.mood_mood - with_mood**2 * narrowing,
        track.mood_stir - with_mood * with_stir * narrowing,
        track.stir_stir - with_stir**2 * narrowing,
    )
    is_logged = move.logged > 0
    return jax.tree.map(lambda new, old: jnp.where(is_logged, new, old), taken, track), jnp.where(is_logged, score, 0.0)


def _cut(reach: Array) -> tuple[Array, Array]:
    """Of a standard normal number that lies below `reach`: the log chance of that, and density over chance there."""
    score = log_ndtr(reach)
    return score, jnp.exp(norm.logpdf(reach) - score)


def take_rating(track: Track, move: Moves, step: float | Array) -> tuple[Track, Array]:
    """Score an event's rating and narrow the track by it; without a rating, score 0 and change nothing."""
    with_mood = track.mood_mood + track.mood_stir
    with_stir = track.mood_stir + track.stir_stir
    variance = with_mood + with_stir + move.rating_variance
    score, surprise, narrowing = _observe(move.rating, move.rest + track.mood + track.stir, variance, step)
    gain_mood, gain_stir = with_mood / variance, with_stir / variance
    taken = Track(
        track.mood + gain_mood * surprise,
        track.stir + gain_stir * surprise,
        track.mood_mood - gain_mood * with_mood * narrowing,
        track.mood_stir - gain_mood * with_stir * narrowing,
        track.stir_stir - gain_stir * with_stir * narrowing,
    )
    is_rated = ~jnp.isnan(move.rating)
    return jax.tree.map(lambda new, old: jnp.where(is_rated, new, old), taken, track), jnp.where(is_rated, score, 0.0)


def _line(change_of: Callable[[Array], Array], events: Event) -> tuple[Array, Array]:
    """Slope and intercept of a change that is affine in the alarm, at every event."""
    intercept = change_of(jnp.zeros_like(events.minutes))
    return change_of(jnp.ones_like(events.minutes)) - intercept, intercept


def _observe(rating: Array, mean: Array, variance: Array, step: float | Array) -> tuple[Array, Array, Array]:
    """Score, surprise (how far the mean of the unrounded rating moves) and share of its variance that is gone."""
    rating = jnp.where(jnp.isnan(rating), mean, rating)
    half = jnp.asarray(step) / 2
    at_floor, at_ceiling = rating < half, rating > CEILING - half
    side = jnp.where(at_ceiling, -1.0, 1.0)
    edge = jnp.where(at_ceiling, CEILING - half, half)
    width = jnp.sqrt(variance)
    reach = side * (edge - mean) / width
    # Moments of a normal distribution cut off at the edge.
    score, ratio = _cut(reach)
    cut = score, -side * width * ratio, ratio * (ratio + reach)
    rounded = variance + jnp.asarray(step) ** 2 / 12
    inside = norm.logpdf(rating, mean, jnp.sqrt(rounded)), (rating - mean) * variance / rounded, variance / rounded
    at_end = at_floor | at_ceiling
    score, surprise, narrowing = (jnp.where(at_end, a, b) for a, b in zip(cut, inside, strict=True))
    return score, surprise, narrowing


def _by_frequency(groups) -> tuple[str, ...]:
    counts = Counter(name for group in groups for name in group)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def _padded_length(names: Sequence[str]) -> int:
    return max(1, -(-len(names) // ROUND_NAMES_TO)) * ROUND_NAMES_TO


def _marks(names: Sequence[str], known: Sequence[str]) -> np.ndarray:
    marks = np.zeros(_padded_length(known))
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
    }
    return Event(**values)


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
            ),
        )
    ]
    if moment.answered_at is not None and moment.answer in ("comfort", "rebuff"):
        rows.append(
            (moment.answered_at.timestamp(), ANSWERED, _row(roster, states=moment.states, answer=moment.answer))
        )
    if moment.after_at is not None and moment.alarm_after is not None:
        rows.append((moment.after_at.timestamp(), LATER, _row(roster, states=moment.states, rating=moment.alarm_after)))
    return rows


def _checkin_row(checkin: Checkin, roster: Roster) -> tuple[float, int, Event]:
    return checkin.at.timestamp(), CHECKIN, _row(roster, rating=checkin.alarm)


def _empty_events(roster: Roster) -> Event:
    values: list[Any] = [np.zeros((0, *np.shape(value))) for value in _row(roster)]
    return _padded(Event(*values), roster)


def _padded(events: Event, roster: Roster) -> Event:
    count = len(events.minutes)
    missing = max(1, -(-count // ROUND_EVENTS_TO)) * ROUND_EVENTS_TO - count
    fillers: list[Any] = [np.repeat(np.asarray(nothing)[None], missing, axis=0) for nothing in _row(roster)]
    values: list[Any] = [np.concatenate(pair) for pair in zip(events, fillers, strict=True)]
    return Event(*values)
