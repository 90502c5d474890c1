"""The density of the diary's fit once more, in PyTensor for PyMC, drawn from by nutpie: what `benchmarks/fit.py` times.

Drift, mood and stir are summed out by the same filter, as a `pytensor.scan` over the rows of a diary. That is the form
which PyMC expresses best: written out, the three of them at every event would be some 1,800 further coordinates, each
hanging on the one before. All coordinates are standard normal, in the order of `inference.prior.Point`; triggers and
practices are not centred. Padding is left out here, which is to PyMC's advantage, and so is what an exposure that may
last or not adds to the variance at check-ins: the diary that is timed has none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import numpy as np
import pymc as pm  # pyright: ignore[reportMissingImports]
import pytensor  # pyright: ignore[reportMissingImports]
import pytensor.tensor as pt  # pyright: ignore[reportMissingImports]
from jax.scipy.special import erfcx
from pymc.sampling.jax import get_jaxified_logp  # pyright: ignore[reportMissingImports]
from pytensor.link.jax.dispatch import jax_funcify  # pyright: ignore[reportMissingImports]
from pytensor.scalar.math import Erfcx  # pyright: ignore[reportMissingImports]

from bowlby.inference.density import Records, widths_of
from bowlby.inference.prior import Point, Widths, centre
from bowlby.inference.turning import NODES, TOP, WEIGHTS
from bowlby.parameters import Parameters
from bowlby.worlds.everyday import CEILING, MINUTES_A_DAY, Event

SURE = 12.0
"""Spreads beyond which an end of the scale is out of reach for good, as in `inference.diary`."""

Tensor = Any


@jax_funcify.register(Erfcx)
def _scaled_complement(op: Erfcx, **_: Any) -> Any:  # noqa: ARG001
    """JAX's own function, which PyTensor does not hand over by itself."""
    return erfcx


class Scored(NamedTuple):
    """Ratings [...] on a scale: the value (0 where there is none), and at an end what is cut off."""

    there: np.ndarray
    value: np.ndarray
    at_end: np.ndarray
    side: np.ndarray
    edge: np.ndarray
    step: float


def model_of(records: Records, parameters: Parameters) -> pm.Model:
    """The model of one diary, with the alarms at its choices as they stand in the records."""
    widths = widths_of(records)
    size = sum(np.size(part) for part in centre(widths))
    with pm.Model() as model:
        flat = pm.Normal("point", shape=size)
        point = _point(flat, widths)
        pm.Potential("ratings", _ratings(point, records, parameters))
        pm.Potential("turns", _turns(point, records, parameters))
    return model


def density_of(model: pm.Model) -> Callable[[np.ndarray], Any]:
    """The model's log density of a point [coordinate], compiled by JAX. Double precision must be switched on."""
    density = get_jaxified_logp(model)
    return jax.jit(lambda point: density([point]))


def _point(flat: Tensor, widths: Widths) -> Point:
    parts, at = [], 0
    for part in centre(widths):
        size = int(np.size(part))
        parts.append(flat[at : at + size] if np.ndim(part) else flat[at])
        at += size
    return Point(*parts)


def _ratings(point: Point, records: Records, parameters: Parameters) -> Tensor:
    typical, fit = parameters.everyday, parameters.fit
    rated = np.flatnonzero(~np.isnan(records.events.rating))
    parts: list[Any] = [np.asarray(part, float)[: rated[-1] + 1] for part in records.events]
    events = Event(*parts)
    scored = _scored(np.asarray(events.rating), float(records.step), CEILING)
    noise = (typical.rating_spread * pt.exp(fit.log_spread_spread * point.rating_spread)) ** 2
    mean, variance = _foreseen(point, events, scored, noise, parameters)
    scores = _score(scored, mean, variance + noise)
    pull, narrowing = _learnt(scored[:-1], mean, variance + noise, scored.step)
    slope = fit.logs_slope * pt.exp(fit.log_logs_slope_spread * point.logs_slope)
    middle = typical.logs_from + fit.logs_from_spread * point.logs_from

    def logged(alarm: Tensor, spread: Tensor) -> Tensor:
        return _log_chance(slope * (alarm - middle) / pt.sqrt(1 + slope**2 * spread))

    chance = logged(mean + variance * pull, variance - variance**2 * narrowing) - logged(mean, variance)
    moments = np.flatnonzero((events.moment > 0) & scored.there)
    return scores.sum() + chance[moments].sum()


def _foreseen(
    point: Point, events: Any, scored: Scored, noise: Tensor, parameters: Parameters
) -> tuple[Tensor, Tensor]:
    """Mean and variance of the alarm at each event as all ratings before it foresee it, [event]."""
    typical, fit = parameters.everyday, parameters.fit
    drift_kept = np.exp(-events.minutes / MINUTES_A_DAY / typical.drift_days)
    mood_kept = np.exp(-events.minutes / MINUTES_A_DAY / typical.mood_days)
    stir_kept = 0.5 ** (events.minutes / (typical.half_life * pt.exp(fit.log_half_life_spread * point.half_life)))
    spreads = [
        (middle * pt.exp(fit.log_spread_spread * number)) ** 2
        for middle, number in (
            (typical.drift_spread, point.drift_spread),
            (typical.mood_spread, point.mood_spread),
            (typical.stir_spread, point.stir_spread),
        )
    ]
    drift_new, mood_new, stir_new = (
        variance * pt.maximum(1 - kept**2, 1e-12)
        for variance, kept in zip(spreads, (drift_kept, mood_kept, stir_kept), strict=True)
    )
    rest = typical.baseline + fit.baseline_spread * point.baseline
    rest = rest + pt.dot(events.states, fit.state_spread * point.state_shift)
    pull, left = _changes(point, events, parameters)
    soothing = pt.concatenate([[0.0], left[:-1] - 1])
    before = pt.concatenate([[0.0], rest[:-1]])
    carried = (1 - pull) * stir_kept
    leaps = (
        *(pt.as_tensor(drift_kept), pt.as_tensor(mood_kept)),
        -pull * drift_kept + carried * soothing,
        -pull * mood_kept + carried * soothing,
        carried * (1 + soothing),
        CEILING * pull - pull * rest + carried * soothing * before,
        *(drift_new, mood_new, -pull * drift_new, -pull * mood_new),
        pull**2 * (drift_new + mood_new) + (1 - pull) ** 2 * stir_new,
        rest,
    )
    nought = pt.zeros(())
    start = (nought, nought, nought, spreads[0], nought, nought, spreads[1], nought, spreads[2])
    ratings = [pt.as_tensor(np.asarray(part, float)) for part in scored[:-1]]
    found = pytensor.scan(
        lambda *row: _advance(row[:12], row[12:17], row[17:26], row[26], scored.step),
        sequences=[*leaps, *ratings],
        outputs_info=[*start, None, None],
        non_sequences=[noise],
        return_updates=False,
    )
    return found[-2], found[-1]


def _changes(point: Point, events: Any, parameters: Parameters) -> tuple[Tensor, Tensor]:
    """The pull of each event towards the ceiling, and the share that what soothes leaves of the alarm, [event]."""
    typical, fit = parameters.everyday, parameters.fit

    def effects(centre: Tensor, spread: float, log_spread: float, width: Tensor, own: Tensor) -> Tensor:
        return centre + spread * pt.exp(log_spread * width) * own

    triggers = effects(
        typical.trigger_pull / 2 + fit.trigger_centre_spread * point.trigger_centre,
        *(fit.trigger_spread, fit.log_trigger_spread_spread, point.trigger_spread, point.trigger_own),
    )
    practices = effects(
        typical.practice_settles / 2 + fit.practice_centre_spread * point.practice_centre,
        *(fit.practice_spread, fit.log_practice_spread_spread, point.practice_spread, point.practice_own),
    )
    rebuff = typical.rebuff_pull / 2 + fit.rebuff_spread * point.rebuff_pull
    rebuff = rebuff + pt.dot(events.figure, fit.rebuff_own_spread * point.rebuff_own)
    comfort = typical.comfort_settles / 2 + fit.comfort_spread * point.comfort_settles
    comfort = comfort + pt.dot(events.figure, fit.comfort_own_spread * point.comfort_own)
    pull = fit.moment_pull_spread * point.moment_pull * events.moment + rebuff * events.rebuffed
    pull = pull + pt.dot(events.trigger, triggers)
    return pull, pt.exp(-(comfort * events.comforted + pt.dot(events.practices, practices)))


def _advance(leap: Any, rating: Any, state: Any, noise: Tensor, step: float) -> list[Tensor]:
    drift_kept, mood_kept, by_drift, by_mood, by_stir, base = leap[:6]
    drift_new, mood_new, drift_stir_new, mood_stir_new, stir_new, rest = leap[6:]
    drift, mood, stir, dd, dm, ds, mm, ms, ss = state
    of_drift = by_drift * dd + by_mood * dm + by_stir * ds
    of_mood = by_drift * dm + by_mood * mm + by_stir * ms
    of_stir = by_drift * ds + by_mood * ms + by_stir * ss
    stir = base + by_drift * drift + by_mood * mood + by_stir * stir
    drift, mood = drift_kept * drift, mood_kept * mood
    dd, dm, mm = drift_kept**2 * dd + drift_new, drift_kept * mood_kept * dm, mood_kept**2 * mm + mood_new
    ds, ms = drift_kept * of_drift + drift_stir_new, mood_kept * of_mood + mood_stir_new
    ss = by_drift * of_drift + by_mood * of_mood + by_stir * of_stir + stir_new
    with_drift, with_mood, with_stir = dd + dm + ds, dm + mm + ms, ds + ms + ss
    mean, variance = rest + drift + mood + stir, with_drift + with_mood + with_stir
    pull, narrowing = _learnt(rating, mean, variance + noise, step)
    return [
        *(drift + with_drift * pull, mood + with_mood * pull, stir + with_stir * pull),
        dd - with_drift**2 * narrowing,
        dm - with_drift * with_mood * narrowing,
        ds - with_drift * with_stir * narrowing,
        mm - with_mood**2 * narrowing,
        ms - with_mood * with_stir * narrowing,
        ss - with_stir**2 * narrowing,
        *(mean, variance),
    ]


def _learnt(rating: Any, mean: Tensor, variance: Tensor, step: float) -> tuple[Tensor, Tensor]:
    there, value, at_end, side, edge = rating
    width = pt.sqrt(variance)
    reach = side * (edge - mean) / width
    ratio = np.sqrt(2 / np.pi) / pt.erfcx(-pt.minimum(reach, SURE) / np.sqrt(2))
    rounded = variance + step**2 / 12
    pull = pt.switch(pt.gt(at_end, 0), -side * ratio / width, (value - mean) / rounded)
    narrowing = pt.switch(pt.gt(at_end, 0), ratio * (ratio + reach) / variance, 1 / rounded)
    return there * pull, there * narrowing


def _scored(rating: np.ndarray, step: float, top: float) -> Scored:
    there = ~np.isnan(rating)
    value = np.where(there, rating, 0.0)
    high = there & (value > top - step / 2)
    edge = np.where(high, top - step / 2, step / 2)
    return Scored(there, value, high | (there & (value < step / 2)), np.where(high, -1.0, 1.0), edge, step)


def _score(scored: Scored, mean: Tensor, variance: Tensor) -> Tensor:
    """Log probability of each rating that there is."""
    ends, inside = np.flatnonzero(scored.at_end), np.flatnonzero(scored.there & ~scored.at_end)
    reach = scored.side[ends] * (scored.edge[ends] - mean[ends]) / pt.sqrt(variance[ends])
    rounded = variance[inside] + scored.step**2 / 12
    away = (scored.value[inside] - mean[inside]) ** 2 / rounded
    return pt.concatenate([_log_chance(reach), -0.5 * (away + pt.log(2 * np.pi * rounded))])


def _log_chance(reach: Tensor) -> Tensor:
    """Log chance that a standard normal number lies below; each branch is kept where it is finite, slopes too."""
    low, high = pt.minimum(reach, 0.0), pt.maximum(reach, 0.0)
    below = pt.log(pt.erfcx(-low / np.sqrt(2)) / 2) - low**2 / 2
    return pt.switch(pt.lt(reach, 0), below, pt.log1p(-pt.erfc(high / np.sqrt(2)) / 2))


def _turns(point: Point, records: Records, parameters: Parameters) -> Tensor:
    typical, fit, signals, turns = parameters.everyday, parameters.fit, parameters.signals, records.turns
    sent = np.flatnonzero(turns.signal >= 0)
    chosen, each = np.asarray(turns.signal)[sent], np.arange(len(sent))
    first = [
        pt.sigmoid(np.log(middle / (1 - middle)) + fit.first_spread * number)
        for middle, number in ((typical.first_comfort, point.comfort_first), (typical.first_rebuff, point.rebuff_first))
    ]
    comfort, rebuff = (
        never[:, sent] + share * (surely - never)[:, sent]
        for (never, surely), share in zip((turns.comfort, turns.rebuff), first, strict=True)
    )
    costs = np.array([signals.cost_reach, signals.cost_plea, signals.cost_protest]) + fit.cost_spread * point.costs
    worth = signals.worth * pt.exp(fit.log_worth_spread * point.worth)
    alarm, spread = np.asarray(turns.alarm)[sent], np.sqrt(np.asarray(turns.variance)[sent])
    alarms = np.clip((alarm + NODES[:, None] * spread) / CEILING, 0, 1)
    dread = signals.pain * (rebuff[1:] + turns.fright[sent])
    louder = worth * alarms[:, None] * comfort[None, 1:] - (costs[:, None] + dread)[None]
    utilities = pt.concatenate([pt.zeros((len(NODES), 1, len(sent))), louder], axis=1)
    chances = pt.special.log_softmax(utilities, axis=1)[:, chosen, each]
    choices = pt.logsumexp(chances + np.log(WEIGHTS / WEIGHTS.sum())[:, None], axis=0).sum()
    said = 100 * comfort[chosen, each] + fit.gap_spread * point.gap
    width = typical.stated_spread * pt.exp(fit.log_spread_spread * point.stated_spread)
    scored = _scored(np.asarray(turns.stated)[sent], float(turns.step), TOP)
    return choices + _score(scored, said, width**2 * np.ones(len(sent))).sum()
