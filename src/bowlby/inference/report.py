"""From estimates to what is told: intervals, probabilities, and silence where the records do not carry a number."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtr

from bowlby.inference.support import ASKED_RATINGS, LATER_RATINGS, SIGNALS_SENT, Count, Support
from bowlby.names import SIGNALS
from bowlby.worlds.everyday import CEILING

Z90 = 1.6448536269514722
"""Half-width of a 90 % interval in standard errors."""

WIDEST_FOLD = 3.0
"""An interval of the half-life must be narrower than this many fold (high/low) to be told."""

RECOVERY_MINUTES = (*range(0, 60, 5), *range(60, 240, 15), *range(240, 720, 60), *range(720, 1441, 120))
"""Times at which the recovery curve is told; those beyond four half-lives are left out."""


class Found(NamedTuple):
    """One estimate: its middle, the ends of its 90 % interval, and the probability that it is above nought."""

    value: float
    low: float
    high: float
    positive: float


class Quality(NamedTuple):
    """How well the posterior was drawn from."""

    rhat_max: float
    ess_min: float
    divergences: int


class Estimate(NamedTuple):
    """Estimates by name. Points of alarm, except the half-life: log minutes. `quality` is None for a first answer."""

    usual_alarm: Found
    log_half_life: Found
    triggers: dict[str, Found]
    states: dict[str, Found]
    practices: dict[str, Found]
    answers: dict[str, Found]
    by_figure: dict[tuple[str, str], Found]
    signals: dict[str, Found]
    converged: bool
    quality: Quality | None = None


def normal(value: float, error: float) -> Found:
    """An estimate from its standard error."""
    positive = ndtr(value / error) if error > 0 else (1 + np.sign(value)) / 2
    return Found(value, value - Z90 * error, value + Z90 * error, float(positive))


def drawn(values: np.ndarray) -> Found:
    """An estimate from draws, shape [draw]."""
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    return Found(float(middle), float(low), float(high), float((values > 0).mean()))


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
        "usual_alarm": {**_usual_alarm(estimate), "asked": asked_alone(support)},
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
        "by_figure": _figure_rows(estimate.by_figure if estimate else {}, support.by_figure),
        "turns_to": _signal_rows(estimate.signals if estimate else {}, support.signals),
    }


def asked_alone(support: Support) -> int:
    """Rated check-ins that alone say where the alarm usually is; nought where all ratings do."""
    return support.asked if support.asked >= ASKED_RATINGS else 0


def _usual_alarm(estimate: Estimate | None) -> dict[str, float | None]:
    if estimate is None:
        return {"median": None, "low": None, "high": None}
    value, low, high, _ = estimate.usual_alarm
    # An interval of equal arms may reach past an end of the scale; the alarm cannot.
    return {"median": value, "low": max(low, 0.0), "high": min(high, CEILING)}


def _half_life(estimate: Estimate | None, support: Support, prior_spread: float) -> dict[str, Any]:
    # The first answer's intervals are too narrow where there are few records; those of the full posterior are not.
    full = estimate is not None and estimate.quality is not None
    needed = 0 if full else max(LATER_RATINGS - support.ratings_after, 0)
    silent = {"median": None, "low": None, "high": None, "identified": False}
    if support.ratings_after == 0:
        return {**silent, "reason": "no-ratings-after", "needed": needed}
    if estimate is None or needed:
        return {**silent, "reason": "too-uncertain", "needed": needed}
    value, low, high, _ = estimate.log_half_life
    fold = math.exp(high - low)
    if fold >= min(WIDEST_FOLD, math.exp(2 * Z90 * prior_spread)):
        return {**silent, "reason": "too-uncertain", "needed": 0}
    minutes = {"median": math.exp(value), "low": math.exp(low), "high": math.exp(high)}
    return {**minutes, "identified": True, "reason": "", "needed": 0}


def _recovery(half_life: dict[str, Any]) -> list[dict[str, float]]:
    if not half_life["identified"]:
        return []
    return [
        {"minutes": minutes, **{name: 0.5 ** (minutes / half_life[name]) for name in ("median", "low", "high")}}
        for minutes in RECOVERY_MINUTES
        if minutes <= 4 * half_life["high"]
    ]


def _trigger_rows(
    found: dict[str, Found], counts: dict[str, Count], support: Support, *, lasting: bool
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


def _settle_rows(found: dict[str, Found], counts: dict[str, Count], kind: str) -> list[dict[str, Any]]:
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


def _figure_rows(found: dict[tuple[str, str], Found], counts: dict[tuple[str, str], Count]) -> list[dict[str, Any]]:
    """What each figure's answers take off an alarm, where there are several figures."""
    return [
        {
            "figure": figure,
            "answer": answer,
            "count": count.count,
            "without": count.without,
            **_effect(found.get((answer, figure)) if count.enough else None),
            "needed": count.needed,
            "needed_without": count.needed_without,
        }
        for (answer, figure), count in counts.items()
        if count.count
    ]


def _signal_rows(found: dict[str, Found], count: int) -> list[dict[str, Any]]:
    """How likely each signal is at a high alarm, in points of 100."""
    enough = count >= SIGNALS_SENT and bool(found)
    rows = []
    for signal in SIGNALS:
        told: dict[str, float | None] = dict.fromkeys(("chance", "low", "high"))
        if enough:
            value, low, high, _ = found[signal]
            told = {"chance": 100 * value, "low": 100 * max(low, 0.0), "high": 100 * min(high, 1.0)}
        rows.append({"signal": signal, **told, "count": count, "enough": enough})
    return [{**row, "needed": max(SIGNALS_SENT - count, 0)} for row in rows] if count else []


def _effect(found: Found | None) -> dict[str, Any]:
    if found is None:
        return {"effect": None, "low": None, "high": None, "probability_positive": None, "enough": False}
    value, low, high, positive = found
    return {"effect": value, "low": low, "high": high, "probability_positive": positive, "enough": True}
