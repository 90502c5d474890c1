"""From estimates to what is told: intervals, probabilities, and silence where the records do not carry a number."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from scipy.special import ndtr

from bowlby.inference.support import LATER_RATINGS, Count, Support
from bowlby.worlds.everyday import CEILING

Z90 = 1.6448536269514722
"""Half-width of a 90 % interval in standard errors."""

WIDEST_FOLD = 3.0
"""An interval of the half-life must be narrower than this many fold (high/low) to be told."""

RECOVERY_MINUTES = (*range(0, 60, 5), *range(60, 240, 15), *range(240, 720, 60), *range(720, 1441, 120))
"""Times at which the recovery curve is told; those beyond four half-lives are left out."""


class Estimate(NamedTuple):
    """Estimates with standard errors, by name. Points of alarm, except the half-life: log minutes."""

    usual_alarm: tuple[float, float]
    log_half_life: tuple[float, float]
    triggers: dict[str, tuple[float, float]]
    states: dict[str, tuple[float, float]]
    practices: dict[str, tuple[float, float]]
    answers: dict[str, tuple[float, float]]
    converged: bool


def told(estimate: Estimate | None, support: Support, prior_spread: float) -> dict[str, Any]:
    """What a fit tells: the usual alarm, half-life, recovery, triggers and what settles.

    Args:
        estimate: what was found, or None when there was too little to fit.
        support: what the records can carry.
        prior_spread: standard deviation of the logarithm of the half-life before any record.
    """
    if estimate is not None and not estimate.converged:
        estimate = None
    half_life = _half_life(estimate, support, prior_spread)
    return {
        "usual_alarm": _usual_alarm(estimate),
        "half_life_minutes": half_life,
        "recovery": _recovery(half_life),
        "triggers": [
            *_trigger_rows(estimate.triggers if estimate else {}, support.triggers, support, lasting=False),
            *_trigger_rows(estimate.states if estimate else {}, support.states, support, lasting=True),
        ],
        "settles": [
            *_settle_rows(estimate.practices if estimate else {}, support.practices, "practice"),
            *_settle_rows(estimate.answers if estimate else {}, support.answers, "answer"),
        ],
    }


def _usual_alarm(estimate: Estimate | None) -> dict[str, float | None]:
    if estimate is None:
        return {"median": None, "low": None, "high": None}
    value, error = estimate.usual_alarm
    # An interval of equal arms may reach past an end of the scale; the alarm cannot.
    return {"median": value, "low": max(value - Z90 * error, 0.0), "high": min(value + Z90 * error, CEILING)}


def _half_life(estimate: Estimate | None, support: Support, prior_spread: float) -> dict[str, Any]:
    needed = max(LATER_RATINGS - support.ratings_after, 0)
    silent = {"median": None, "low": None, "high": None, "identified": False}
    if support.ratings_after == 0:
        return {**silent, "reason": "no-ratings-after", "needed": needed}
    if estimate is None or needed:
        return {**silent, "reason": "too-uncertain", "needed": needed}
    value, error = estimate.log_half_life
    fold = math.exp(2 * Z90 * error)
    if fold >= min(WIDEST_FOLD, math.exp(2 * Z90 * prior_spread)):
        return {**silent, "reason": "too-uncertain", "needed": 0}
    low, high = math.exp(value - Z90 * error), math.exp(value + Z90 * error)
    return {"median": math.exp(value), "low": low, "high": high, "identified": True, "reason": "", "needed": 0}


def _recovery(half_life: dict[str, Any]) -> list[dict[str, float]]:
    if not half_life["identified"]:
        return []
    return [
        {"minutes": minutes, **{name: 0.5 ** (minutes / half_life[name]) for name in ("median", "low", "high")}}
        for minutes in RECOVERY_MINUTES
        if minutes <= 4 * half_life["high"]
    ]


def _trigger_rows(
    found: dict[str, tuple[float, float]], counts: dict[str, Count], support: Support, *, lasting: bool
) -> list[dict[str, Any]]:
    carried = not any(support.needs.values())
    return [
        {
            "name": name,
            "count": count.count,
            **_effect(found.get(name) if count.enough and carried else None),
            "needed": count.needed,
            "lasting": lasting,
        }
        for name, count in counts.items()
    ]


def _settle_rows(found: dict[str, tuple[float, float]], counts: dict[str, Count], kind: str) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "kind": kind,
            "count": count.count,
            "without": count.without,
            **_effect(found.get(name) if count.enough else None),
            "needed": count.needed,
            "needed_without": count.needed_without,
        }
        for name, count in counts.items()
        if count.count or kind == "practice"
    ]


def _effect(found: tuple[float, float] | None) -> dict[str, Any]:
    if found is None:
        return {"effect": None, "low": None, "high": None, "probability_positive": None, "enough": False}
    value, error = found
    return {
        "effect": value,
        "low": value - Z90 * error,
        "high": value + Z90 * error,
        "probability_positive": float(ndtr(value / error)),
        "enough": True,
    }
