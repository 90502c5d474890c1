"""The error of the gap's mean against statsmodels.

statsmodels, for values y with n of them, B = round(0.4 n^(2/3)) and the matrix X of a column of ones and the columns
cos(pi j (t - 1/2) / n), t = 1..n, j = 1..B:

    OLS(y, X).fit().params

The columns are orthogonal, each cosine of squared length n/2, so the long-run variance is n/2 times the mean square of
the last B coefficients; the interval is Student's with B degrees of freedom (Lazarus and others 2018).
"""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from bowlby.inference.series import long_run_variance, mean_interval

SIZES = (3, 30, 31, 99, 100, 101, 400)


def made(count: int) -> np.ndarray:
    """Gaps of a diary: an expectation in tens minus 0 or 100, with days that resemble each other."""
    chance = np.random.default_rng(count)
    warm = 100.0 * (np.convolve(chance.normal(size=count + 4), np.ones(5), "valid") > 0)
    return 10.0 * chance.integers(0, 11, count) - warm


def by_statsmodels(values: np.ndarray) -> tuple[float, float, int]:
    """Mean, long-run variance and degrees of freedom."""
    count = len(values)
    waves = round(0.4 * count ** (2 / 3))
    times = np.arange(1, count + 1) - 0.5
    columns = [np.ones(count), *(np.cos(np.pi * wave * times / count) for wave in range(1, waves + 1))]
    found = np.asarray(sm.OLS(values, np.column_stack(columns)).fit().params)
    return float(found[0]), float((found[1:] ** 2).mean() * count / 2), waves


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
def test_mean_and_interval(count: int, level: float):
    values = made(count)
    mean, variance, waves = by_statsmodels(values)
    half = stats.t.interval(level, waves)[1] * np.sqrt(variance / count)
    assert long_run_variance(values) == pytest.approx(variance, rel=1e-9)
    assert mean_interval(values, level) == pytest.approx((mean, mean - half, mean + half), rel=1e-9)
