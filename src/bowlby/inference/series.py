"""Means and shares of a series in time, with intervals that hold when one record resembles the next."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import betaincinv, ndtri, stdtrit  # not scipy.stats: loading it takes half a second of each start

LEVEL = 0.90
"""Share of intervals that should hold the truth."""

Interval = tuple[float, float, float]
"""Middle, low, high."""


def mean_interval(values: np.ndarray, level: float = LEVEL, least: float = 0.0) -> Interval:
    """Mean of a series with an interval that allows for resemblance of neighbours.

    Args:
        values: in order of time, shape [n].
        level: share of intervals that should hold the true mean.
        least: variance that single values are known to have at least. A few values can be alike by chance, which does
            not make their mean sure: what they show less than this counts as error too.

    Returns:
        Mean, low, high. Student's distribution with as many degrees of freedom as there are waves in the error.
    """
    count, mean, waves, sure = len(values), float(values.mean()), _waves(len(values)), (1 + level) / 2
    shown = stdtrit(waves, sure) * np.sqrt(long_run_variance(values) / count)
    unseen = ndtri(sure) * np.sqrt(max(least - float(values.var()), 0.0) / count)
    half = float(np.hypot(shown, unseen))
    return mean, mean - half, mean + half


def share_interval(happened: np.ndarray, level: float = LEVEL) -> Interval:
    """How often something happened, in points of 100, with an interval that holds for few records, too.

    Never surer than if neighbours had nothing to do with each other: the exact binomial interval is the least, since
    ten of ten are no certainty.

    Args:
        happened: true or false, in order of time, shape [n].
        level: share of intervals that should hold the true share.

    Returns:
        Share, low, high, 0..100.
    """
    share, low, high = mean_interval(100.0 * np.asarray(happened, float), level)
    least, most = _exact(int(np.sum(happened)), len(happened), level)
    return share, max(min(low, 100 * least), 0.0), min(max(high, 100 * most), 100.0)


def _exact(times: int, count: int, level: float) -> tuple[float, float]:
    """Interval of a share from so many independent trials, 0..1 [@clopper1934]."""
    tail = (1 - level) / 2
    low = betaincinv(times, count - times + 1, tail) if times else 0.0
    high = betaincinv(times + 1, count - times, 1 - tail) if times < count else 1.0
    return float(low), float(high)


def difference(one: Interval, other: Interval) -> Interval:
    """One number less another that has nothing to do with it, with the interval that follows from theirs [@zou2008].

    Args:
        one, other: middle, low, high.

    Returns:
        The difference, low, high. Each side takes the ends that matter to it, so lopsided intervals stay lopsided.
    """
    (first, first_low, first_high), (second, second_low, second_high) = one, other
    middle = first - second
    low = middle - np.hypot(first - first_low, second_high - second)
    high = middle + np.hypot(first_high - first, second - second_low)
    return middle, float(low), float(high)


def long_run_variance(values: np.ndarray) -> float:
    """How much the mean of a series varies, times its length, read off the slowest waves in it [@lazarus2018].

    The mean square of the weights of the slowest cosines, 0.4 n^(2/3) of them: where neighbours resemble each other,
    the slow waves are high. Few are taken and counted as few, so the interval also holds in short series.
    """
    weights = _slowest(len(values)) @ (values - values.mean())
    return float(weights @ weights) / len(weights)


@lru_cache(maxsize=64)  # one month is about as long as the next
def _slowest(count: int) -> np.ndarray:
    """The slowest cosines of a series, each of length 1, shape [waves, count]."""
    steps = np.pi * (np.arange(count) + 0.5) / count
    return np.cos(np.arange(1, _waves(count) + 1)[:, None] * steps) * np.sqrt(2 / count)


def _waves(count: int) -> int:
    return max(1, round(0.4 * count ** (2 / 3)))
