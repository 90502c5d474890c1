"""The error of the gap's mean against statsmodels.

statsmodels, for values y with n of them and lags m = floor(4 (n/100)^(2/9)):

    OLS(y, ones(n)).fit(cov_type="HAC", cov_kwds={"maxlags": m, "use_correction": True}, use_t=True).conf_int(0.1)

Its sandwich for a mean is S/n with S = sum_{|l| <= m} (1 - |l|/(m + 1)) c_l and c_l = sum_t e_t e_{t-l} / n; the
correction for small samples (`use_correction`) multiplies it by n/(n - k), here k = 1; t has n - 1 degrees of freedom.
"""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from bowlby.inference.warmth import long_run_variance, mean_interval

SIZES = (3, 30, 31, 99, 100, 101, 400)


def made(count: int) -> np.ndarray:
    """Gaps of a diary: an expectation in tens minus 0 or 100, with days that resemble each other."""
    chance = np.random.default_rng(count)
    warm = 100.0 * (np.convolve(chance.normal(size=count + 4), np.ones(5), "valid") > 0)
    return 10.0 * chance.integers(0, 11, count) - warm


def by_statsmodels(values: np.ndarray, *, correction: bool):
    reach = int(np.floor(4 * (len(values) / 100) ** (2 / 9)))
    model = sm.OLS(values, np.ones(len(values)))
    return model.fit(cov_type="HAC", cov_kwds={"maxlags": reach, "use_correction": correction}, use_t=True)


@pytest.mark.parametrize("count", SIZES)
def test_mean_and_interval(count: int):
    values = made(count)
    theirs = by_statsmodels(values, correction=True)
    assert mean_interval(values) == pytest.approx([*theirs.params, *theirs.conf_int(0.1)[0]], rel=1e-9)


@pytest.mark.parametrize("count", SIZES)
def test_the_long_run_variance_is_the_sandwich_before_the_correction(count: int):
    values = made(count)
    theirs = by_statsmodels(values, correction=False)
    assert long_run_variance(values) / count == pytest.approx(float(theirs.cov_params()[0, 0]), rel=1e-9)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
def test_other_levels(level: float):
    values = made(60)
    theirs = by_statsmodels(values, correction=True).conf_int(1 - level)[0]
    assert mean_interval(values, level)[1:] == pytest.approx(theirs, rel=1e-9)
