"""The fit: from one person's diary to what sets the alarm off, what settles it and how long it lasts.

A first answer is the maximum of the posterior and its curvature there (Laplace); if draws are asked for, the full
posterior follows from there, of the same density. Triggers are pooled partially towards a common pull,
practices towards a common effect. Intervals of what is told come through the delta method from the joint curvature, so
that uncertainty about the half-life is in the interval of a practice.

Nothing is told that the records cannot carry: `enough` and `identified` say so, and the numbers are then missing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import scipy.optimize
from jax import Array
from jax.flatten_util import ravel_pytree

from bowlby.diary.records import Diary
from bowlby.inference.centring import Shares, recentred, shares_of, uncentred
from bowlby.inference.change import change_of
from bowlby.inference.density import Records, alarms_at, log_likelihood, records_of, widths_of, with_alarms
from bowlby.inference.events import Roster, roster_of, usual_states
from bowlby.inference.followed import followed_by
from bowlby.inference.posterior import Sampler, diagnosed, draw_posterior, sampler_for
from bowlby.inference.prior import Point, Widths, centre, nature_of, turning_of
from bowlby.inference.report import Estimate, Found, Quality, drawn, normal, told
from bowlby.inference.shown import Shown, shown_of, tendencies
from bowlby.inference.support import ANSWERED, support_of
from bowlby.inference.turning import Turns
from bowlby.inference.warmth import expectation_gap
from bowlby.names import SIGNALS
from bowlby.parameters import Parameters, load_parameters

STARTS = (-1.2, 0.0, 1.2)
"""Half-lives the search starts from, in the prior's standard deviations: the posterior can have two hills."""

SCOUTING = 25
"""Steps after which the highest of the climbs goes on alone."""

CLIMBING = 60
"""Steps that it then takes at most, before steps that know the curvature take over."""

FLAT = 1e-4
"""Slope at which no further step is taken."""

STEEP = 1e-2
"""Largest slope of the log posterior at which a maximum counts as found."""

MIXED = 1.05
"""Largest R-hat at which draws of the posterior count as drawn."""

FIRST_ANSWER = 0.15
"""Share of the work that the first answer is, where the full posterior follows."""

SMALL = 1e-4
"""Step for second derivatives; every coordinate of the search is of the order of one."""

Progress = Callable[[str, float], None]


class Tools(NamedTuple):
    """Compiled functions of a flat point, for one set of shapes; `half_life` is the direction of the half-life."""

    start: np.ndarray
    half_life: np.ndarray
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


def fit_diary(
    diary: Diary,
    *,
    parameters: Parameters | None = None,
    progress: Progress | None = None,
    draws: int = 0,
    seed: int = 0,
) -> dict[str, Any]:
    """Fit one person's diary.

    Args:
        diary: records of one person, in any order.
        parameters: the parameter set; the shipped one unless given.
        progress: called with a stage and the share that is done, 0..1; whatever it raises ends the fit.
        draws: how many draws of the full posterior; 0 for the first answer.
        seed: of the draws; the first answer has no chance in it.

    Returns:
        The object that `bowlby fit --json` prints (see the docs page on the fit).
    """
    began = time.perf_counter()
    parameters = parameters or load_parameters()
    tell = progress or _silent
    tell("reading", 0.0)
    roster = roster_of(diary)
    support = support_of(diary, roster)
    estimate = search(diary, roster, parameters, tell, draws, seed) if support.fittable else None
    quality = estimate.quality if estimate else None
    tell("done", 1.0)
    return {
        "person": diary.person,
        "moments": len(diary.moments),
        "checkins": len(diary.checkins),
        "method": "nuts" if quality else "laplace",
        **told(estimate, support, parameters.fit.log_half_life_spread),
        "expectation": expectation_gap(diary),
        "followed_by": followed_by(diary),
        "change": change_of(diary),
        "needs": support.needs,
        "diagnostics": {
            **(quality._asdict() if quality else dict.fromkeys(Quality._fields)),
            "converged": None if estimate is None else estimate.converged,
        },
        "seconds": round(time.perf_counter() - began, 3),
    }


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""


def search(
    diary: Diary, roster: Roster, parameters: Parameters, tell: Progress, draws: int = 0, seed: int = 0
) -> Estimate:
    """Find the posterior's maximum and what can be told there, and draw from the whole of it if asked to."""
    with jax.enable_x64(True):
        records = records_of(diary, roster, parameters)
        tools = tools_for(widths_of(records), parameters)
        records = with_alarms(records, tools.alarms(tools.start, records))
        share = FIRST_ANSWER if draws else 1.0
        best, covariance = highest(tools, records, lambda stage, done: tell(stage, share * done))
        records = with_alarms(records, tools.alarms(best.x, records))
        best, covariance = polished(tools, records, best)
        usual = usual_states(diary, roster)
        found = bool(np.abs(best.jac).max() < STEEP)
        if not (draws and found):
            shown = Shown(*tools.shown(best.x, usual, records.turns))
            slopes = Shown(*tools.shown_slope(best.x, usual, records.turns))
            return _estimate(roster, partial(_by_curvature, shown, slopes, covariance), found)
        shares = tools.shares(best.x, covariance)
        turn = np.asarray(tools.recentred_slope(best.x, shares))
        posterior = draw_posterior(
            tools.sampler,
            (shares, records),
            np.asarray(tools.recentred(best.x, shares)),
            turn @ covariance @ turn.T,
            draws=draws,
            seed=seed,
            tell=lambda stage, done: tell(stage, share + (1 - share) * done),
        )
        points = np.asarray(tools.uncentred(posterior.points, shares))
        shown: Shown = jax.tree.map(np.asarray, tools.shown_draws(points, usual, records.turns))
        rhat, ess = diagnosed(np.concatenate([points, _flat(shown)], axis=-1))
        quality = Quality(rhat, ess, posterior.divergences)
        return _estimate(roster, partial(_by_draws, shown), rhat < MIXED)._replace(quality=quality)


@cache
def tools_for(widths: Widths, parameters: Parameters) -> Tools:
    """Compile what the search needs for diaries with so many names of each kind; kept for the next one."""
    middle = centre(widths)
    start, unravel = ravel_pytree(middle)

    def cost(flat: Array, records: Records) -> Array:
        point = Point(*unravel(flat))
        person, turning = nature_of(point, parameters), turning_of(point, parameters)
        return flat @ flat / 2 - log_likelihood(person, turning, records)

    def shown(flat: Array, states: Array, turns: Turns) -> Shown:
        point = Point(*unravel(flat))
        return shown_of(nature_of(point, parameters), states, tendencies(turning_of(point, parameters), turns))

    def shares(flat: Array, covariance: Array) -> Shares:
        def effects(flat: Array) -> tuple[Array, Array]:
            person = nature_of(Point(*unravel(flat)), parameters)
            return person.trigger_pull, person.practice_settles

        slopes = jax.jacobian(effects)(flat)
        variances = [jnp.einsum("ij,jk,ik->i", slope, covariance, slope) for slope in slopes]
        return shares_of(Point(*unravel(flat)), *variances, parameters)

    def turned(flat: Array, shares: Shares) -> Array:
        return ravel_pytree(recentred(Point(*unravel(flat)), shares, parameters))[0]

    def turned_back(flat: Array, shares: Shares) -> Array:
        return ravel_pytree(uncentred(Point(*unravel(flat)), shares, parameters)[0])[0]

    def cost_of_draws(flat: Array, shares: Shares, records: Records) -> Array:
        point, shrinks = uncentred(Point(*unravel(flat)), shares, parameters)
        return cost(ravel_pytree(point)[0], records) + shrinks

    half_life = ravel_pytree(middle._replace(half_life=jnp.ones(())))[0]
    return Tools(
        start=np.asarray(start),
        half_life=np.asarray(half_life),
        slope=jax.jit(jax.value_and_grad(cost)),
        slopes=jax.jit(jax.vmap(jax.grad(cost), (0, None))),
        alarms=jax.jit(lambda flat, records: alarms_at(nature_of(Point(*unravel(flat)), parameters), records)),
        shown=jax.jit(shown),
        shown_slope=jax.jit(jax.jacobian(shown)),
        shown_draws=jax.jit(jax.vmap(jax.vmap(shown, (0, None, None)), (0, None, None))),
        shares=jax.jit(shares),
        recentred=jax.jit(turned),
        recentred_slope=jax.jit(jax.jacobian(turned)),
        uncentred=jax.jit(jax.vmap(jax.vmap(turned_back, (0, None)), (0, None))),
        sampler=sampler_for(cost_of_draws),
    )


def _starts(tools: Tools) -> list[np.ndarray]:
    """Places to start from: the prior's centre, with shorter and longer half-lives."""
    return [tools.start + shift * tools.half_life for shift in STARTS]


def _slope(tools: Tools, records: Records, flat: np.ndarray) -> tuple[float, np.ndarray]:
    """Minus the log posterior at a point, and its gradient."""
    value, gradient = tools.slope(flat, records)
    return float(value), np.asarray(gradient)


def highest(
    tools: Tools, records: Records, tell: Progress = _silent
) -> tuple[scipy.optimize.OptimizeResult, np.ndarray]:
    """The best of several climbs, polished by steps that know the curvature, and the covariance at about that place.

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
    return polished(tools, records, best)


def polished(
    tools: Tools, records: Records, best: scipy.optimize.OptimizeResult
) -> tuple[scipy.optimize.OptimizeResult, np.ndarray]:
    """The top of the hill from somewhere near it, by steps that know the curvature, and the covariance there."""
    slope = partial(_slope, tools, records)
    value, gradient = slope(best.x)
    best = scipy.optimize.OptimizeResult(x=best.x, fun=value, jac=gradient)
    while True:
        covariance = _inverse(_curvature(tools, records, best.x))
        if np.abs(best.jac).max() < FLAT:
            return best, covariance
        best, moved = _nearer(slope, best, covariance @ best.jac)
        if not moved:
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


def _curvature(tools: Tools, records: Records, flat: np.ndarray) -> np.ndarray:
    """Second derivatives, from slopes a small step apart in each direction, all worked out at once."""
    nudges = np.eye(len(flat)) * SMALL
    above, below = np.split(np.asarray(tools.slopes(np.concatenate([flat + nudges, flat - nudges]), records)), 2)
    rows = (above - below) / (2 * SMALL)
    return (rows + rows.T) / 2


def _inverse(curvature: np.ndarray) -> np.ndarray:
    """Covariance from curvature; no direction is taken to be less sure than the prior is, twice over."""
    values, vectors = np.linalg.eigh(curvature)
    return (vectors / np.maximum(np.abs(values), 0.25)) @ vectors.T


def _by_curvature(shown: Shown, slopes: Shown, covariance: np.ndarray, part: str) -> list[Found]:
    """Estimates of one part of what is told, by the delta method."""
    values, rows = np.atleast_1d(getattr(shown, part)), np.atleast_2d(getattr(slopes, part))
    errors = np.sqrt(np.einsum("ij,jk,ik->i", rows, covariance, rows))
    return [normal(float(value), float(error)) for value, error in zip(values, errors, strict=True)]


def _by_draws(shown: Shown, part: str) -> list[Found]:
    """Estimates of one part of what is told, from draws [chain, draw, ...]."""
    values = np.asarray(getattr(shown, part))
    return [drawn(column) for column in values.reshape(values.shape[0] * values.shape[1], -1).T]


def _flat(shown: Shown) -> np.ndarray:
    """All that is told, shape [chain, draw, number]."""
    return np.concatenate([part.reshape(*part.shape[:2], -1) for part in shown], axis=-1)


def _estimate(roster: Roster, found: Callable[[str], list[Found]], converged: bool) -> Estimate:
    def named(part: str, names: tuple[str, ...]) -> dict[str, Found]:
        return dict(zip(names, found(part), strict=False))  # padding has no names

    return Estimate(
        usual_alarm=found("usual_alarm")[0],
        log_half_life=found("log_half_life")[0],
        triggers=named("triggers", roster.triggers),
        states=named("states", roster.states),
        practices=named("practices", roster.practices),
        answers={**named("comfort", ("comfort",)), **named("rebuff", ("rebuff",))},
        by_figure={
            (answer, figure): one
            for answer in ANSWERED
            for figure, one in named(f"{answer}_by", roster.figures).items()
        },
        signals=named("signals", SIGNALS),
        converged=converged,
    )
