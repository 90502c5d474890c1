"""Numbers with their intervals: correlations, differences, shares; always 95 %, as published intervals are."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

Z = 1.959964
"""Standard normal quantile of a two-sided 95 % interval."""

DRAWS = 400
"""Bootstrap samples behind an interval."""

CHANCE = 20264
"""Seed of the bootstrap: the same interval on every run."""


class Estimate(NamedTuple):
    """A number, its 95 % interval and how many dyads are behind it; NaN where nothing can be told."""

    value: float
    low: float
    high: float
    n: int


def untold(n: int) -> Estimate:
    """What stands where there are too few to tell anything from."""
    return Estimate(math.nan, math.nan, math.nan, n)


def correlation(x: np.ndarray, y: np.ndarray) -> Estimate:
    """Pearson's r with Fisher's interval; true-or-false columns give the point-biserial r.

    Args:
        x, y: columns of the same length, [dyad]; rows with a NaN are left out.
    """
    x, y = _complete(x, y)
    n = len(x)
    if n < 4 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return untold(n)
    r = float(np.clip(np.corrcoef(x, y)[0, 1], -1, 1))
    middle, reach = math.atanh(min(max(r, -1 + 1e-12), 1 - 1e-12)), Z / math.sqrt(n - 3)
    return Estimate(r, math.tanh(middle - reach), math.tanh(middle + reach), n)


def difference(x: np.ndarray, one: np.ndarray, other: np.ndarray) -> Estimate:
    """Cohen's d of one group against another, with its large-sample interval.

    Args:
        x: a column, [dyad]; rows with a NaN are left out.
        one, other: who belongs to either group, true or false, [dyad].
    """
    x = np.asarray(x, float)
    first, second = (x[group & np.isfinite(x)] for group in (one, other))
    a, b = len(first), len(second)
    if min(a, b) < 2:
        return untold(a + b)
    spread = math.sqrt(((a - 1) * first.var(ddof=1) + (b - 1) * second.var(ddof=1)) / (a + b - 2))
    gap = float(first.mean() - second.mean())
    if spread == 0:
        return untold(a + b) if gap else Estimate(0.0, 0.0, 0.0, a + b)
    d = gap / spread
    reach = Z * math.sqrt((a + b) / (a * b) + d * d / (2 * (a + b)))
    return Estimate(d, d - reach, d + reach, a + b)


def change(before: np.ndarray, after: np.ndarray) -> Estimate:
    """Mean change of the same dyads, in standard deviations of what was before, with its normal interval."""
    before, after = _complete(before, after)
    n = len(before)
    if n < 2 or np.ptp(before) == 0:
        return untold(n)
    spread, step = before.std(ddof=1), after - before
    value, reach = float(step.mean() / spread), Z * float(step.std(ddof=1) / spread) / math.sqrt(n)
    return Estimate(value, value - reach, value + reach, n)


def mean(x: np.ndarray) -> Estimate:
    """A mean with its normal interval."""
    (x,) = _complete(x)
    n = len(x)
    if n < 2:
        return untold(n)
    value, reach = float(x.mean()), Z * float(x.std(ddof=1)) / math.sqrt(n)
    return Estimate(value, value - reach, value + reach, n)


def percent(members: np.ndarray) -> Estimate:
    """Share of those for whom something is true, in percent, with Wilson's interval."""
    n = len(members)
    if not n:
        return untold(0)
    share = float(np.mean(members))
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    reach = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return Estimate(100 * share, max(100 * (middle - reach), 0.0), min(100 * (middle + reach), 100.0), n)


def bootstrap(statistic: Callable[..., float], columns: Sequence[np.ndarray], draws: int = DRAWS) -> Estimate:
    """Any number of some columns with the percentile interval of its bootstrap over dyads.

    Args:
        statistic: takes the columns, gives one number.
        columns: of the same length, [dyad]; rows with a NaN are left out.
        draws: bootstrap samples.
    """
    columns = _complete(*columns)
    n = len(columns[0])
    if n < 10:
        return untold(n)
    chance = np.random.default_rng(CHANCE)
    again = (chance.integers(0, n, n) for _ in range(draws))
    found = np.array([statistic(*(column[rows] for column in columns)) for rows in again])
    low, high = np.nanpercentile(found, [2.5, 97.5]) if np.isfinite(found).any() else (math.nan, math.nan)
    return Estimate(float(statistic(*columns)), float(low), float(high), n)


def weights(y: np.ndarray, *xs: np.ndarray) -> np.ndarray:
    """Standardised regression weights of several columns, all held against each other; [column]."""
    scaled = np.stack([_scaled(x) for x in xs], axis=1)
    return np.linalg.lstsq(scaled, _scaled(y), rcond=None)[0]


def explained(y: np.ndarray, *xs: np.ndarray) -> float:
    """Adjusted share of a column's variance that a linear regression on others explains, 0..1."""
    scaled, y = np.stack([_scaled(x) for x in xs], axis=1), _scaled(y)
    left = y - scaled @ np.linalg.lstsq(scaled, y, rcond=None)[0]
    n, k = scaled.shape
    plain = 1 - float(left @ left) / max(float(y @ y), 1e-12)
    return 1 - (1 - plain) * (n - 1) / max(n - k - 1, 1)


def _scaled(x: np.ndarray) -> np.ndarray:
    x = np.asarray(x, float)
    return (x - x.mean()) / max(float(x.std()), 1e-12)


def _complete(*columns: np.ndarray) -> list[np.ndarray]:
    """Columns in double precision without the rows in which any of them has no number."""
    table = np.stack([np.asarray(column, float) for column in columns])
    return list(table[:, np.isfinite(table).all(axis=0)])
