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
from functools import partial
from typing import Any

import jax
import numpy as np

from bowlby.diary.records import Diary
from bowlby.inference.change import change_of
from bowlby.inference.events import Roster, roster_of, usual_states
from bowlby.inference.followed import followed_by
from bowlby.inference.posterior import diagnosed
from bowlby.inference.report import Estimate, Found, Quality, drawn, normal, told
from bowlby.inference.search import Progress, draws_around, draws_with_level, leaning_half_life, top_of, with_level
from bowlby.inference.shown import Shown
from bowlby.inference.support import ANSWERED, support_of
from bowlby.inference.warmth import expectation_gap
from bowlby.names import SIGNALS
from bowlby.parameters import Parameters, load_parameters

MIXED = 1.05
"""Largest R-hat at which draws of the posterior count as drawn."""

FIRST_ANSWER = 0.15
"""Share of the work that the first answer is, where the full posterior follows."""


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
    tell = progress or (lambda stage, share: None)  # noqa: ARG005
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
            "trouble": support.trouble if estimate is None else "" if estimate.converged else "not-converged",
        },
        "seconds": round(time.perf_counter() - began, 3),
    }


def search(
    diary: Diary, roster: Roster, parameters: Parameters, tell: Progress, draws: int = 0, seed: int = 0
) -> Estimate:
    """Find the posterior's maximum and what can be told there, and draw from the whole of it if asked to."""
    with jax.enable_x64(True):
        share = FIRST_ANSWER if draws else 1.0
        tools, records, top = top_of(diary, roster, parameters, lambda stage, done: tell(stage, share * done))
        usual = usual_states(diary, roster)
        whole = with_level(top, tools, records)
        if not (draws and top.found):
            shown = tools.shown(whole.point, usual, records.turns)
            slopes = tools.shown_slope(whole.point, usual, records.turns)
            lean = slopes.log_half_life[tools.half_life] * leaning_half_life(top, tools, records)
            shown = shown._replace(log_half_life=shown.log_half_life + lean)
            return _estimate(roster, partial(_by_curvature, shown, slopes, whole.covariance), top.found)

        def rest(stage: str, done: float) -> None:
            tell(stage, share + (1 - share) * done)

        points, divergences = draws_around(top, tools, records, draws=draws, seed=seed, tell=rest)
        places = draws_with_level(points, whole, tools, records, seed=seed)
        shown: Shown = jax.tree.map(np.asarray, tools.shown_draws(places, usual, records.turns))
        rhat, ess = diagnosed(np.concatenate([points, _flat(shown)], axis=-1))
        estimate = _estimate(roster, partial(_by_draws, shown), rhat < MIXED)
        return estimate._replace(quality=Quality(rhat, ess, divergences))


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
