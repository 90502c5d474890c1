"""The search: from one person's records to the top of the posterior, its curvature there, and draws around it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import NamedTuple, cast

import jax
import jax.numpy as jnp
import numpy as np
import scipy.optimize
from jax import Array
from jax.flatten_util import ravel_pytree
from jax.stages import Wrapped

from bowlby.diary.records import Diary
from bowlby.inference.centring import Shares, recentred, shares_of, uncentred
from bowlby.inference.density import Records, alarms_at, log_likelihood, records_of, widths_of, with_alarms
from bowlby.inference.events import Roster
from bowlby.inference.posterior import Draws, Sampler, draw_posterior, sampler_for
from bowlby.inference.prior import Point, Widths, centre, nature_of, turning_of
from bowlby.inference.resting import NUDGE, heard_alone, resting, resting_around
from bowlby.inference.shown import Shown, shown_of, tendencies
from bowlby.inference.turning import Turns
from bowlby.parameters import Parameters

STARTS = (-1.2, 0.0, 1.2)
"""Half-lives the search starts from, in the prior's standard deviations: the posterior can have two hills."""

SCOUTING = 25
"""Steps after which the highest of the climbs goes on alone."""

CLIMBING = 60
"""Steps that it then takes at most, before steps that know the curvature take over."""

FLAT = 1e-4
"""Slope at which no further step is taken."""

FALLING = 0.25
"""Share of the slope that a step with a curvature from nearby leaves at most; otherwise a new one is worth its cost."""

ASIDE = 0.5
"""How far from the top slopes tell how the hill leans, in standard deviations."""

STEEP = 1e-2
"""Largest slope of the log posterior at which a maximum counts as found."""

Progress = Callable[[str, float], None]


class Tools(NamedTuple):
    """Compiled functions of a flat point, for one set of shapes, and which coordinates some numbers are."""

    start: np.ndarray
    half_life: int
    level: int
    drift: int
    slope: Callable
    slopes: Callable
    alarms: Callable
    shown: Callable
    shown_slope: Callable
    shown_draws: Callable
    shares: Callable
    recentred: Callable
    recentred_slope: Callable
    uncentred: Callable
    sampler: Sampler


class Top(NamedTuple):
    """The highest point of a posterior [coordinate], the covariance there, and whether it is one: flat all around."""

    point: np.ndarray
    covariance: np.ndarray
    found: bool


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""


def top_of(diary: Diary, roster: Roster, parameters: Parameters, tell: Progress) -> tuple[Tools, Records, Top]:
    """Find the highest point of a diary's posterior. Double precision must be switched on."""
    records = records_of(diary, roster, parameters)
    tools = tools_for(widths_of(records), parameters)
    records = with_alarms(records, tools.alarms(tools.start, records))
    with ThreadPoolExecutor(1) as aside:  # the curvature is asked for behind the climbs: it is compiled during them
        ready = aside.submit(_compiled, tools, records)
        best, covariance = highest(tools, records, tell)
        ready.result()
    # The alarm behind each choice is that of the best person; only how they choose then has to be found anew.
    records = with_alarms(records, tools.alarms(best.x, records))
    best, _ = polished(tools, records, best.x, covariance)
    return tools, records, Top(best.x, covariance_at(tools, records, best.x), bool(np.abs(best.jac).max() < STEEP))


def _compiled(tools: Tools, records: Records) -> None:
    """Have the function of many slopes compiled, or found among what was kept; nothing is worked out."""
    with jax.enable_x64(True):  # holds for one thread only
        places = jax.ShapeDtypeStruct((2 * len(tools.start), len(tools.start)), np.float64)
        cast("Wrapped", tools.slopes).lower(places, records).compile()


def leaning_half_life(top: Top, tools: Tools, records: Records) -> float:
    """How far beyond its place at the top the half-life lies on average over the hill, in its coordinate.

    The hill leans: mostly its foot is wider towards shorter half-lives. To second order the mean is off the top by what
    the curvature's change makes of the spread [@lindley1980], here from slopes to both sides along the hill's own
    directions; by a standard deviation at most, since beyond that the second order says little. Double precision must
    be switched on.
    """
    steps = ASIDE * np.linalg.cholesky(top.covariance).T
    places = np.concatenate([top.point + steps, top.point - steps])
    bent = np.asarray(tools.slopes(places, records)).sum(0) - len(places) * _slope(tools, records, top.point)[1]
    beside = top.covariance[tools.half_life]
    spread = np.sqrt(beside[tools.half_life])
    return float(np.clip(-beside @ bent / (2 * ASIDE**2), -spread, spread))


def with_level(top: Top, tools: Tools, records: Records) -> Top:
    """The top with one coordinate more: the level that the usual alarm is told from, and how sure that is."""
    heard, at = heard_alone(records), tools.level
    if heard is None:
        level, spread, slopes = top.point[at], 0.0, np.eye(len(top.point))[at]
    else:
        slopes_of = partial(_few_slopes, tools, heard)
        costs_of = partial(_few_costs, tools, records)
        found = resting_around(slopes_of, costs_of, top.point, top.covariance, at, tools.drift)
        level, spread, slopes = (part[0] for part in found)
    beside = top.covariance @ slopes
    covariance = np.block([[top.covariance, beside[:, None]], [beside[None], slopes @ beside + spread**2]])
    return Top(np.append(top.point, level), covariance, top.found)


def draws_with_level(points: np.ndarray, top: Top, tools: Tools, records: Records, *, seed: int) -> np.ndarray:
    """Draws [chain, draw, coordinate] with one coordinate more, the level that the usual alarm is told from.

    Args:
        points: of the search, drawn from the posterior.
        top: with the level, as above.
        tools, records: of the person. Double precision must be switched on.
        seed: of the random numbers.
    """
    heard, at = heard_alone(records), tools.level
    flat = points.reshape(-1, points.shape[-1])
    if heard is None:
        return np.concatenate([points, points[..., at : at + 1]], axis=-1)
    near = flat.copy()
    near[:, at] = top.point[-1]
    found = resting(partial(_many_slopes, tools, heard), near, at)
    levels = found.level + found.spread * np.random.default_rng(seed).normal(size=len(flat))
    return np.concatenate([points, levels.reshape(*points.shape[:2], 1)], axis=-1)


def draws_around(top: Top, tools: Tools, records: Records, *, draws: int, seed: int, tell: Progress = _silent) -> Draws:
    """Draw from the whole of the posterior. Double precision must be switched on.

    Returns:
        Points of the search, [chain, draw, coordinate], and the number of divergences.
    """
    shares = tools.shares(top.point, top.covariance)
    turn = np.asarray(tools.recentred_slope(top.point, shares))
    found = draw_posterior(
        tools.sampler,
        (shares, records),
        np.asarray(tools.recentred(top.point, shares)),
        turn @ top.covariance @ turn.T,
        draws=draws,
        seed=seed,
        tell=tell,
    )
    return found._replace(points=np.asarray(tools.uncentred(found.points, shares)))


def points_drawn(diary: Diary, roster: Roster, parameters: Parameters, *, draws: int, seed: int) -> np.ndarray:
    """Points of the search drawn from a diary's posterior, [chain, draw, coordinate]."""
    with jax.enable_x64(True):
        tools, records, top = top_of(diary, roster, parameters, _silent)
        return draws_around(top, tools, records, draws=draws, seed=seed).points


@cache
def tools_for(widths: Widths, parameters: Parameters) -> Tools:
    """Compile what the search needs for diaries with so many names of each kind; kept for the next one."""
    middle = centre(widths)
    start, unravel = ravel_pytree(middle)

    def cost(flat: Array, records: Records) -> Array:
        point = Point(*unravel(flat))
        person, turning = nature_of(point, parameters), turning_of(point, parameters)
        return flat @ flat / 2 - log_likelihood(person, turning, records)

    @jax.jit
    def shown(place: Array, states: Array, turns: Turns) -> Shown:
        """Of a point and, as one coordinate more, the level that the usual alarm is told from."""
        point, level = Point(*unravel(place[:-1])), nature_of(middle._replace(baseline=place[-1]), parameters).baseline
        person, turning = nature_of(point, parameters), turning_of(point, parameters)
        return shown_of(person, states, tendencies(turning, turns), level)

    def shares(flat: Array, covariance: Array) -> Shares:
        def effects(flat: Array) -> tuple[Array, Array]:
            person = nature_of(Point(*unravel(flat)), parameters)
            return person.trigger_pull, person.practice_settles

        slopes = jax.jacobian(effects)(flat)
        pulls, settles = (jnp.einsum("ij,jk,ik->i", slope, covariance, slope) for slope in slopes)
        return shares_of(Point(*unravel(flat)), pulls, settles, parameters)

    def turned(flat: Array, shares: Shares) -> Array:
        return ravel_pytree(recentred(Point(*unravel(flat)), shares, parameters))[0]

    def turned_back(flat: Array, shares: Shares) -> Array:
        return ravel_pytree(uncentred(Point(*unravel(flat)), shares, parameters)[0])[0]

    def cost_of_draws(flat: Array, shares: Shares, records: Records) -> Array:
        point, shrinks = uncentred(Point(*unravel(flat)), shares, parameters)
        return cost(ravel_pytree(point)[0], records) + shrinks

    slope = jax.jit(jax.value_and_grad(cost))

    def place_of(name: str) -> int:
        return int(np.argmax(np.asarray(ravel_pytree(middle._replace(**{name: jnp.ones(())}))[0])))

    return Tools(
        start=np.asarray(start),
        half_life=place_of("half_life"),
        level=place_of("baseline"),
        drift=place_of("drift_spread"),
        slope=slope,
        # Made from `slope`, whose trace is kept: tracing the cost a second time would take half a second of each start.
        slopes=jax.jit(jax.vmap(lambda flat, records: slope(flat, records)[1], (0, None))),
        alarms=jax.jit(lambda flat, records: alarms_at(nature_of(Point(*unravel(flat)), parameters), records)),
        shown=shown,
        shown_slope=jax.jit(jax.jacfwd(shown)),
        shown_draws=jax.jit(jax.vmap(jax.vmap(shown, (0, None, None)), (0, None, None))),
        shares=jax.jit(shares),
        recentred=jax.jit(turned),
        recentred_slope=jax.jit(jax.jacobian(turned)),
        uncentred=jax.jit(jax.vmap(jax.vmap(turned_back, (0, None)), (0, None))),
        sampler=sampler_for(cost_of_draws),
    )


def _starts(tools: Tools) -> list[np.ndarray]:
    """Places to start from: the prior's centre, with shorter and longer half-lives."""
    return [tools.start + shift * np.eye(len(tools.start))[tools.half_life] for shift in STARTS]


def _slope(tools: Tools, records: Records, flat: np.ndarray) -> tuple[float, np.ndarray]:
    """Minus the log posterior at a point, and its gradient."""
    value, gradient = tools.slope(flat, records)
    return float(value), np.asarray(gradient)


def highest(
    tools: Tools, records: Records, tell: Progress = _silent
) -> tuple[scipy.optimize.OptimizeResult, np.ndarray]:
    """The best of several climbs, polished, and the covariance at about that place.

    All start, and the one that is highest after `SCOUTING` steps goes on. Double precision must be switched on.
    """
    slope, starts, hills = partial(_slope, tools, records), _starts(tools), []

    def climbed(start: np.ndarray, steps: int) -> scipy.optimize.OptimizeResult:
        return scipy.optimize.minimize(slope, start, jac=True, method="L-BFGS-B", options={"maxiter": steps})

    for index, start in enumerate(starts):
        tell("searching", index / (len(starts) + 1))
        hills.append(climbed(start, SCOUTING))
    best = climbed(min(hills, key=lambda hill: hill.fun).x, CLIMBING)
    tell("weighing", len(starts) / (len(starts) + 1))
    return polished(tools, records, best.x)


def polished(
    tools: Tools, records: Records, flat: np.ndarray, covariance: np.ndarray | None = None
) -> tuple[scipy.optimize.OptimizeResult, np.ndarray]:
    """The top of the hill from somewhere near it, by steps that know the curvature.

    The curvature costs as much as twenty steps, so one that was found nearby serves until steps no longer help much.

    Args:
        tools, records: of the person. Double precision must be switched on.
        flat: the point to start from.
        covariance: at about that place; found if not given.

    Returns:
        The top, and the covariance with which the last step was taken.
    """
    slope = partial(_slope, tools, records)
    value, gradient = slope(flat)
    best = scipy.optimize.OptimizeResult(x=flat, fun=value, jac=gradient)
    at_hand = covariance is None
    covariance = covariance_at(tools, records, flat) if covariance is None else covariance
    while np.abs(best.jac).max() >= FLAT:
        before = np.abs(best.jac).max()
        best, moved = _nearer(slope, best, covariance @ best.jac)
        if at_hand and not moved:
            break
        at_hand = bool(np.abs(best.jac).max() > FALLING * before)
        if at_hand:
            covariance = covariance_at(tools, records, best.x)
    return best, covariance


def _nearer(
    slope: Callable[[np.ndarray], tuple[float, np.ndarray]], best: scipy.optimize.OptimizeResult, step: np.ndarray
) -> tuple[scipy.optimize.OptimizeResult, bool]:
    """The point a step further, or a part of it, if it is higher up; and whether it is."""
    for part in (1.0, 0.5, 0.25, 0.1, 0.03):
        place = best.x - part * step
        value, gradient = slope(place)
        if value < best.fun:
            return scipy.optimize.OptimizeResult(x=place, fun=value, jac=gradient), True
    return best, False


def _few_slopes(tools: Tools, records: Records, places: np.ndarray) -> np.ndarray:
    """Slopes [place, coordinate] at a few points, one after another."""
    return np.stack([_slope(tools, records, place)[1] for place in places])


def _few_costs(tools: Tools, records: Records, places: np.ndarray) -> np.ndarray:
    """Minus the log posterior [place] at a few points, one after another."""
    return np.array([_slope(tools, records, place)[0] for place in places])


def _many_slopes(tools: Tools, records: Records, places: np.ndarray) -> np.ndarray:
    """Slopes [place, coordinate] at many points, as many at a time as the curvature takes: that is compiled."""
    at_once = 2 * places.shape[1]
    padded = np.concatenate([places, np.repeat(places[-1:], -len(places) % at_once, axis=0)])
    parts = np.split(padded, len(padded) // at_once)
    return np.concatenate([np.asarray(tools.slopes(part, records)) for part in parts])[: len(places)]


def covariance_at(tools: Tools, records: Records, flat: np.ndarray) -> np.ndarray:
    """What the curvature at a point makes of the covariance around it, [coordinate, coordinate].

    Second derivatives are of slopes a small step apart in each direction, all worked out at once.
    """
    nudges = np.eye(len(flat)) * NUDGE
    above, below = np.split(np.asarray(tools.slopes(np.concatenate([flat + nudges, flat - nudges]), records)), 2)
    rows = (above - below) / (2 * NUDGE)
    return _inverse((rows + rows.T) / 2)


def _inverse(curvature: np.ndarray) -> np.ndarray:
    """Covariance from curvature; no direction is taken to be less sure than the prior is, twice over."""
    values, vectors = np.linalg.eigh(curvature)
    return (vectors / np.maximum(np.abs(values), 0.25)) @ vectors.T
