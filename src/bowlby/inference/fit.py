"""The first fit: from one person's diary to what sets the alarm off, what settles it and how long it lasts.

A maximum of the posterior and its curvature there (Laplace). Triggers are pooled partially towards a common pull,
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
from bowlby.inference.diary import Roster, events_of, log_likelihood, roster_of, scale_of, usual_states
from bowlby.inference.prior import Point, centre, nature_of
from bowlby.inference.report import Estimate, told
from bowlby.inference.shown import Shown, shown_of
from bowlby.inference.support import support_of
from bowlby.inference.warmth import expectation_gap
from bowlby.parameters import Parameters, load_parameters
from bowlby.worlds.everyday import Event

STARTS = (-1.2, 0.0, 1.2)
"""Half-lives the search starts from, in the prior's standard deviations: the posterior can have two hills."""

STEEP = 1e-2
"""Largest slope of the log posterior at which a maximum counts as found."""

SMALL = 1e-4
"""Step for second derivatives; every coordinate of the search is of the order of one."""

Progress = Callable[[str, float], None]
Slope = Callable[[np.ndarray], tuple[float, np.ndarray]]


class Tools(NamedTuple):
    """Compiled functions of a flat point, for one set of shapes; `half_life` is the direction of the half-life."""

    start: np.ndarray
    half_life: np.ndarray
    slope: Callable
    shown: Callable
    shown_slope: Callable


def fit_diary(
    diary: Diary, *, parameters: Parameters | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Fit one person's diary.

    Args:
        diary: records of one person, in any order.
        parameters: the parameter set; the shipped one unless given.
        progress: called with a stage and the share that is done, 0..1.

    Returns:
        The object that `bowlby fit --json` prints (see the docs page on the fit).
    """
    began = time.perf_counter()
    parameters = parameters or load_parameters()
    tell = progress or _silent
    tell("reading", 0.0)
    roster = roster_of(diary)
    support = support_of(diary, roster)
    estimate = search(diary, roster, parameters, tell) if support.fittable else None
    tell("done", 1.0)
    return {
        "person": diary.person,
        "moments": len(diary.moments),
        "checkins": len(diary.checkins),
        "method": "laplace",
        **told(estimate, support, parameters.fit.log_half_life_spread),
        "expectation": expectation_gap(diary),
        "needs": support.needs,
        "diagnostics": {
            "rhat_max": None,
            "ess_min": None,
            "divergences": None,
            "converged": None if estimate is None else estimate.converged,
        },
        "seconds": round(time.perf_counter() - began, 3),
    }


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""


def search(diary: Diary, roster: Roster, parameters: Parameters, tell: Progress) -> Estimate:
    """Find the posterior's maximum, and what can be told there with its standard error."""
    with jax.enable_x64(True):
        events, step = events_of(diary, roster), scale_of(diary).step
        tools = tools_for(_width(events.trigger), _width(events.practices), _width(events.states), parameters)
        slope = partial(_slope, tools, events, step)
        best, covariance = _highest(slope, _starts(tools), tell)
        usual = usual_states(diary, roster)
        shown = Shown(*tools.shown(best.x, usual))
        slopes = Shown(*tools.shown_slope(best.x, usual))
        return _estimate(roster, shown, slopes, covariance, converged=bool(np.abs(best.jac).max() < STEEP))


@cache
def tools_for(triggers: int, practices: int, states: int, parameters: Parameters) -> Tools:
    """Compile what the search needs for diaries with so many triggers, practices and states; kept for the next one."""
    middle = centre(triggers, practices, states)
    start, unravel = ravel_pytree(middle)

    def cost(flat: Array, events: Event, step: Array) -> Array:
        person = nature_of(Point(*unravel(flat)), parameters)
        return flat @ flat / 2 - log_likelihood(person, events, step)

    def shown(flat: Array, states: Array) -> Shown:
        return shown_of(nature_of(Point(*unravel(flat)), parameters), states)

    half_life = ravel_pytree(middle._replace(half_life=jnp.ones(())))[0]
    return Tools(
        start=np.asarray(start),
        half_life=np.asarray(half_life),
        # Forward mode: with thirty directions it is quicker through the events than reverse mode, and compiles sooner.
        slope=jax.jit(jax.jacfwd(lambda *given: (cost(*given),) * 2, has_aux=True)),
        shown=jax.jit(shown),
        shown_slope=jax.jit(jax.jacobian(shown)),
    )


def _starts(tools: Tools) -> list[np.ndarray]:
    """Places to start from: the prior's centre, with shorter and longer half-lives."""
    return [tools.start + shift * tools.half_life for shift in STARTS]


def _slope(tools: Tools, events: Event, step: float, flat: np.ndarray) -> tuple[float, np.ndarray]:
    """Minus the log posterior at a point, and its gradient."""
    gradient, value = tools.slope(flat, events, step)
    return float(value), np.asarray(gradient)


def _highest(
    slope: Slope, starts: list[np.ndarray], tell: Progress
) -> tuple[scipy.optimize.OptimizeResult, np.ndarray]:
    """The best of several climbs, polished by one step that knows the curvature, and the covariance there."""
    hills = []
    for index, start in enumerate(starts):
        tell("searching", index / (len(starts) + 1))
        hills.append(scipy.optimize.minimize(slope, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}))
    best = min(hills, key=lambda hill: hill.fun)
    tell("weighing", len(starts) / (len(starts) + 1))
    covariance = _inverse(_curvature(slope, best.x))
    nearer = best.x - covariance @ best.jac
    value, gradient = slope(nearer)
    if value <= best.fun:
        best = scipy.optimize.OptimizeResult(x=nearer, fun=value, jac=gradient)
    return best, covariance


def _curvature(slope: Slope, flat: np.ndarray) -> np.ndarray:
    """Second derivatives, from slopes a small step apart in each direction."""
    rows = [(slope(flat + nudge)[1] - slope(flat - nudge)[1]) / (2 * SMALL) for nudge in np.eye(len(flat)) * SMALL]
    return (np.array(rows) + np.array(rows).T) / 2


def _inverse(curvature: np.ndarray) -> np.ndarray:
    """Covariance from curvature; no direction is taken to be less sure than the prior is, twice over."""
    values, vectors = np.linalg.eigh(curvature)
    return (vectors / np.maximum(values, 0.25)) @ vectors.T


def _width(marks: Array) -> int:
    return int(marks.shape[-1])


def _estimate(roster: Roster, shown: Shown, slopes: Shown, covariance: np.ndarray, *, converged: bool) -> Estimate:
    def pairs(part: str, names: tuple[str, ...]) -> dict[str, tuple[float, float]]:
        values, rows = np.atleast_1d(getattr(shown, part)), np.atleast_2d(getattr(slopes, part))
        errors = np.sqrt(np.einsum("ij,jk,ik->i", rows, covariance, rows))
        return {name: (float(values[i]), float(errors[i])) for i, name in enumerate(names)}

    return Estimate(
        usual_alarm=pairs("usual_alarm", ("",))[""],
        log_half_life=pairs("log_half_life", ("",))[""],
        triggers=pairs("triggers", roster.triggers),
        states=pairs("states", roster.states),
        practices=pairs("practices", roster.practices),
        answers={**pairs("comfort", ("comfort",)), **pairs("rebuff", ("rebuff",))},
        converged=converged,
    )
