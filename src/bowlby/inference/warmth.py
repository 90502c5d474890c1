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
        Mean, low, high. Student's distribution with as many degrees of freedom as there are waves in the error.
    """
    count, waves = len(values), _waves(len(values))
    half = student.ppf((1 + level) / 2, waves) * np.sqrt(long_run_variance(values) / count)
    return float(values.mean()), float(values.mean() - half), float(values.mean() + half)


def long_run_variance(values: np.ndarray) -> float:
    """How much the mean of a series varies, times its length, read off the slowest waves in it [@lazarus2018].

    The mean square of the weights of the slowest cosines, 0.4 n^(2/3) of them: where neighbours resemble each other,
    the slow waves are high. Few are taken and counted as few, so the interval also holds in short series.
    """
    count, waves = len(values), _waves(len(values))
    steps = np.pi * (np.arange(count) + 0.5) / count
    weights = np.cos(np.arange(1, waves + 1)[:, None] * steps) @ (values - values.mean()) * np.sqrt(2 / count)
    return float((weights**2).mean())


def _waves(count: int) -> int:
    return max(1, round(0.4 * count ** (2 / 3)))
