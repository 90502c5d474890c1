"""The likelihood of a diary: the world `everyday` run backward.

Everything that happens to the alarm is affine in it, given what was recorded, so drift, mood and stir are never guessed
at: they are tracked as a three-dimensional normal distribution from event to event and summed out. The tracker does not
know the mechanism; it asks the world's own functions for their slope and intercept.

People log when something is going on. That somebody logged is therefore taken as a sign of what was felt just then: a
moment's rating is scored as one of those that would have been logged, by the world's own `logs`. It is no sign for
later ratings: silence says as much the other way, and nobody counts it.

Check-ins do not say what lasted just then, so an exposure counts there by how often it lasts (`Event.states` between 0
and 1): the rating is foreseen at the mean, and its variance is wider by what the exposure may add or not.

A rating at the floor or the ceiling of the scale only says that the felt alarm was there or beyond; a rating between
them is known to half a step of the scale.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.special import erfcx, log_ndtr
from jax.scipy.stats import norm

from bowlby.worlds.everyday import CEILING, Event, Nature, kept, level, rated, renewal, soothed, stirred, urge

SURE = 12.0
"""Standard deviations beyond which an end of the scale is out of reach for good."""


class Moves(NamedTuple):
    """What each event does to the alarm, asked of the world once for the whole diary; arrays of shape [event].

    Time keeps a share of drift, mood and stir and adds variance; a change takes the alarm to intercept + slope * alarm,
    before the rating (`up`) and after it (`down`). `rest` is the level.
    """

    drift_kept: Array
    drift_new: Array
    mood_kept: Array
    mood_new: Array
    stir_kept: Array
    stir_new: Array
    rest: Array
    up_slope: Array
    up_intercept: Array
    down_slope: Array
    down_intercept: Array


class Leap(NamedTuple):
    """The way from one rating to the next as one affine move of drift, mood and stir; arrays of shape [event].

    Drift and mood keep a share each; the new stir is `base` and a part of each of the three. `drift_new` and the others
    are the variances and covariances that come in anew, `noise` is that of the rating.
    """

    drift_kept: Array
    mood_kept: Array
    by_drift: Array
    by_mood: Array
    by_stir: Array
    base: Array
    drift_new: Array
    mood_new: Array
    drift_stir_new: Array
    mood_stir_new: Array
    stir_new: Array
    rest: Array
    rating: Array
    noise: Array


class Felt(NamedTuple):
    """What is known of the alarm at each event: a normal distribution; arrays of shape [event]."""

    mean: Array
    variance: Array


def moves_of(nature: Nature, events: Event) -> Moves:
    """Ask the world for the moves of all events of a diary.

    Args:
        nature: the person, no leading axes.
        events: a diary's events, [event, ...].
    """
    drift_kept, mood_kept, stir_kept = kept(events.minutes, nature)
    up_slope, up_intercept = _line(partial(stirred, nature=nature, event=events), events)
    down_slope, down_intercept = _line(partial(soothed, nature=nature, event=events), events)

    def new(share_kept: Array, spread: Array) -> Array:
        return jnp.asarray(renewal(share_kept, spread).variance)

    return Moves(
        drift_kept=drift_kept,
        drift_new=new(drift_kept, jnp.asarray(nature.drift_spread)),
        mood_kept=mood_kept,
        mood_new=new(mood_kept, nature.mood_spread),
        stir_kept=stir_kept,
        stir_new=new(stir_kept, nature.stir_spread),
        rest=level(nature, events),
        up_slope=up_slope,
        up_intercept=up_intercept,
        down_slope=down_slope,
        down_intercept=down_intercept,
    )


def leaps_of(moves: Moves, rating: Array, noise: Array) -> Leap:
    """Put together what lies between one rating and the next: what soothed, then time, then what stirred.

    The stir takes up every change of the alarm: what of it is not rest, drift or mood is the new stir.
    """

    def before(values: Array, first: float) -> Array:
        return jnp.concatenate([jnp.full((1,), first, values.dtype), values[:-1]])

    soothing, lift = before(moves.down_slope, 1.0) - 1, before(moves.down_intercept, 0.0)
    soothed_rest = lift + soothing * before(moves.rest, 0.0)
    pull = moves.up_slope - 1
    carried = moves.up_slope * moves.stir_kept
    return Leap(
        drift_kept=moves.drift_kept,
        mood_kept=moves.mood_kept,
        by_drift=pull * moves.drift_kept + carried * soothing,
        by_mood=pull * moves.mood_kept + carried * soothing,
        by_stir=carried * (1 + soothing),
        base=moves.up_intercept + pull * moves.rest + carried * soothed_rest,
        drift_new=moves.drift_new,
        mood_new=moves.mood_new,
        drift_stir_new=pull * moves.drift_new,
        mood_stir_new=pull * moves.mood_new,
        stir_new=pull**2 * (moves.drift_new + moves.mood_new) + moves.up_slope**2 * moves.stir_new,
        rest=moves.rest,
        rating=rating,
        noise=noise,
    )


def foreseen(nature: Nature, events: Event, step: float | Array) -> Felt:
    """The alarm at each event as all ratings before it foresee it.

    Args:
        nature: the person, no leading axes.
        events: a diary's events, [event, ...].
        step: step of the rating scale, points.
    """
    events = jax.tree.map(jnp.asarray, events)
    leaps = leaps_of(moves_of(nature, events), events.rating, noise_of(nature, events))

    # One array for all that is carried and one for the leaps, and every step worked out anew on the way back: most of
    # the time of a gradient goes into keeping many small arrays, not into arithmetic.
    @partial(jax.checkpoint, prevent_cse=False)  # pyright: ignore
    def advance(carried: Array, row: Array) -> tuple[Array, Array]:
        leap = Leap(*row)
        drift, mood, stir, dd, dm, ds, mm, ms, ss = leapt(leap, *carried)
        with_drift, with_mood, with_stir = dd + dm + ds, dm + mm + ms, ds + ms + ss
        mean, variance = leap.rest + drift + mood + stir, with_drift + with_mood + with_stir
        pull, narrowing = learnt(leap.rating, mean, variance + leap.noise, step)
        then = (
            drift + with_drift * pull,
            mood + with_mood * pull,
            stir + with_stir * pull,
            dd - with_drift**2 * narrowing,
            dm - with_drift * with_mood * narrowing,
            ds - with_drift * with_stir * narrowing,
            mm - with_mood**2 * narrowing,
            ms - with_mood * with_stir * narrowing,
            ss - with_stir**2 * narrowing,
        )
        return jnp.stack(then), jnp.stack([mean, variance])

    nothing = jnp.zeros_like(leaps.noise[0])
    spreads = (nature.drift_spread, nothing, nothing, nature.mood_spread, nothing, nature.stir_spread)
    start = jnp.stack([nothing, nothing, nothing, *(jnp.asarray(spread, nothing.dtype) ** 2 for spread in spreads)])
    rows = jnp.stack(jnp.broadcast_arrays(*leaps), axis=-1)
    _, found = jax.lax.scan(advance, start, rows)
    return Felt(found[:, 0], found[:, 1])


def leapt(
    leap: Leap,
    drift: Array,
    mood: Array,
    stir: Array,
    dd: Array,
    dm: Array,
    ds: Array,
    mm: Array,
    ms: Array,
    ss: Array,
) -> tuple[Array, ...]:
    """Means of drift, mood and stir and their covariances (`dm`: of drift and mood) after a leap."""
    of_drift = leap.by_drift * dd + leap.by_mood * dm + leap.by_stir * ds
    of_mood = leap.by_drift * dm + leap.by_mood * mm + leap.by_stir * ms
    of_stir = leap.by_drift * ds + leap.by_mood * ms + leap.by_stir * ss
    return (
        leap.drift_kept * drift,
        leap.mood_kept * mood,
        leap.base + leap.by_drift * drift + leap.by_mood * mood + leap.by_stir * stir,
        leap.drift_kept**2 * dd + leap.drift_new,
        leap.drift_kept * leap.mood_kept * dm,
        leap.drift_kept * of_drift + leap.drift_stir_new,
        leap.mood_kept**2 * mm + leap.mood_new,
        leap.mood_kept * of_mood + leap.mood_stir_new,
        leap.by_drift * of_drift + leap.by_mood * of_mood + leap.by_stir * of_stir + leap.stir_new,
    )


def learnt(
    rating: Array, mean: Array, variance: Array, step: float | Array, top: float = CEILING
) -> tuple[Array, Array]:
    """What a rating teaches of what it is a noisy view of, in units of the covariance with it; nought without a rating.

    Args:
        rating: as it was written, not a number where there is none.
        mean, variance: of the rating before it is rounded and cut to its scale.
        step, top: step and upper end of the scale.

    Returns:
        By how much a mean moves, and by how much a variance narrows, per covariance with the rating (and its square).
    """
    there = ~jnp.isnan(rating)
    rating = jnp.where(there, rating, mean)  # also where it does not count, no slope may be anything but a number
    at_end, side, reach = _reach(rating, mean, variance, step, top)
    ratio = density_ratio(reach)
    rounded = variance + jnp.asarray(step) ** 2 / 12
    pull = jnp.where(at_end, -side * ratio / jnp.sqrt(variance), (rating - mean) / rounded)
    narrowing = jnp.where(at_end, ratio * (ratio + reach) / variance, 1 / rounded)
    return jnp.where(there, pull, 0.0), jnp.where(there, narrowing, 0.0)


def score_of(rating: Array, mean: Array, variance: Array, step: float | Array, top: float = CEILING) -> Array:
    """Log probability of a rating; arguments as of `learnt`. Nought without a rating."""
    there = ~jnp.isnan(rating)
    rating = jnp.where(there, rating, mean)
    at_end, _, reach = _reach(rating, mean, variance, step, top)
    inside = norm.logpdf(rating, mean, jnp.sqrt(variance + jnp.asarray(step) ** 2 / 12))
    return jnp.where(there, jnp.where(at_end, log_chance(reach), inside), 0.0)


def noise_of(nature: Nature, events: Event) -> Array:
    """Variance of each event's rating around the alarm that is foreseen when all before it is known, [event]."""
    states = jnp.asarray(events.states)
    return rated(0.0, nature).variance + (states * (1 - states) * jnp.asarray(nature.state_shift) ** 2).sum(-1)


def after_rating(felt: Felt, nature: Nature, events: Event, step: float | Array) -> Felt:
    """The alarm at each event with its own rating taken in."""
    pull, narrowing = learnt(jnp.asarray(events.rating), felt.mean, felt.variance + noise_of(nature, events), step)
    return Felt(felt.mean + felt.variance * pull, felt.variance - felt.variance**2 * narrowing)


def log_likelihood(nature: Nature, events: Event, step: float | Array) -> Array:
    """Log probability of a diary's ratings, given everything else in it.

    Each is scored given those before it and, at a moment, given that it was logged.

    Args:
        nature: the person, no leading axes.
        events: a diary's events, [event, ...].
        step: step of the rating scale, points.

    Returns:
        A number.
    """
    felt = foreseen(nature, events, step)
    rating, logged = jnp.asarray(events.rating), jnp.asarray(events.moment) > 0
    then = after_rating(felt, nature, events, step)
    # The chance of a record after its rating over the chance before it: what is left is the rating's, given a record.
    chance = log_chance(urge(then.mean, nature, then.variance)) - log_chance(urge(felt.mean, nature, felt.variance))
    scores = score_of(rating, felt.mean, felt.variance + noise_of(nature, events), step)
    return scores.sum() + jnp.where(logged & ~jnp.isnan(rating), chance, 0.0).sum()


@jax.custom_jvp
def log_chance(reach: Array) -> Array:
    """Log chance that a standard normal number lies below `reach`; its slope is `density_ratio`."""
    return log_ndtr(reach)


@log_chance.defjvp
def _log_chance_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    return log_chance(*primals), density_ratio(*primals) * tangents[0]


@jax.custom_jvp
def density_ratio(reach: Array) -> Array:
    """Of a standard normal number that lies below `reach`: its density there over the chance of that."""
    return np.sqrt(2 / np.pi) / erfcx(-jnp.minimum(reach, SURE) / np.sqrt(2))


@density_ratio.defjvp
def _density_ratio_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    ratio = density_ratio(*primals)
    return ratio, -ratio * (ratio + primals[0]) * tangents[0]


def _reach(rating: Array, mean: Array, variance: Array, step: float | Array, top: float) -> tuple[Array, Array, Array]:
    """Whether a rating is at an end, on which side what is cut off lies, and how far the end is, in spreads."""
    half = jnp.asarray(step) / 2
    at_ceiling = rating > top - half
    side = jnp.where(at_ceiling, -1.0, 1.0)
    edge = jnp.where(at_ceiling, top - half, half)
    return at_ceiling | (rating < half), side, side * (edge - mean) / jnp.sqrt(variance)


def _line(change_of: Callable[[Array], Array], events: Event) -> tuple[Array, Array]:
    """Slope and intercept of a change that is affine in the alarm, at every event."""
    intercept = change_of(jnp.zeros_like(events.minutes))
    return change_of(jnp.ones_like(events.minutes)) - intercept, intercept
