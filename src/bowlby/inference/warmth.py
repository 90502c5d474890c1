"""Expected against actual warmth, from the moments in which both were recorded.

No model is needed for this question, and none is used: the pairs speak for themselves, with an interval that holds when
one day resembles the next.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import t as student

from bowlby.diary.records import Diary

PAIRS = 30
"""Moments with an expectation and a known answer before the gap is told."""

LEVEL = 0.90
"""Share of intervals that should hold the truth."""


def expectation_gap(diary: Diary) -> dict[str, Any]:
    """How warm an answer was expected to be, and how often it was.

    Args:
        diary: records of one person, in any order.

    Returns:
        `stated`, `observed`, `gap` (stated - observed), `low`, `high` in points of 100, or None where the records
        do not carry them; `count` of pairs; `enough`; `needed` further pairs.
    """
    pairs = [
        (moment.expected_warmth, 100.0 * (moment.answer == "comfort"))
        for moment in sorted(diary.moments, key=lambda moment: (moment.at, moment.id))
        if moment.expected_warmth is not None and moment.answer in ("none", "comfort", "rebuff")
    ]
    enough = len(pairs) >= PAIRS
    told: dict[str, Any] = dict.fromkeys(("stated", "observed", "gap", "low", "high"))
    if enough:
        stated, observed = np.array(pairs, float).T
        gap, low, high = mean_interval(stated - observed)
        told = {"stated": stated.mean(), "observed": observed.mean(), "gap": gap, "low": low, "high": high}
        told = {name: float(value) for name, value in told.items()}
    return {**told, "count": len(pairs), "enough": enough, "needed": max(PAIRS - len(pairs), 0)}


def mean_interval(values: np.ndarray, level: float = LEVEL) -> tuple[float, float, float]:
    """Mean of a series with an interval that allows for resemblance of neighbours.

    Args:
        values: in order of time, shape [n].
        level: share of intervals that should hold the true mean.

    Returns:
        Mean, low, high. The error is Newey and West's with a Bartlett window [@newey1987], scaled by n/(n-1).
    """
    count = len(values)
    half = student.ppf((1 + level) / 2, count - 1) * np.sqrt(long_run_variance(values) / (count - 1))
    return float(values.mean()), float(values.mean() - half), float(values.mean() + half)


def long_run_variance(values: np.ndarray) -> float:
    """Variance of a series plus the weighted covariances of neighbours, up to 4 (n/100)^(2/9) steps apart."""
    centred = values - values.mean()
    count = len(centred)
    reach = int(4 * (count / 100) ** (2 / 9))
    total = centred @ centred
    for lag in range(1, reach + 1):
        total += 2 * (1 - lag / (reach + 1)) * (centred[lag:] @ centred[:-lag])
    return float(max(total, 0.0) / count)
