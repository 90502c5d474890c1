"""Estimates against values worked out by hand or by scipy, and what they say of too few."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from bowlby.evidence import estimates

CHANCE = np.random.default_rng(5)
X = CHANCE.standard_normal(200)
Y = 0.5 * X + CHANCE.standard_normal(200)


def test_correlation_is_that_of_scipy():
    ours, theirs = estimates.correlation(X, Y), stats.pearsonr(X, Y)
    interval = theirs.confidence_interval(0.95)
    r, _ = theirs
    assert ours == pytest.approx((r, interval.low, interval.high, 200), abs=1e-6)


def test_a_perfect_correlation_stays_within_bounds():
    found = estimates.correlation(X, X)
    assert found[:3] == pytest.approx((1, 1, 1), abs=1e-4)


def test_difference_is_cohens_d_with_its_large_sample_interval():
    one, other = np.array([1.0, 2, 3, 4]), np.array([2.0, 4, 6])
    x = np.concatenate([one, other])
    group = np.arange(7) < 4
    spread = math.sqrt((3 * one.var(ddof=1) + 2 * other.var(ddof=1)) / 5)
    d = (one.mean() - other.mean()) / spread
    error = math.sqrt(7 / 12 + d * d / 14)
    found = estimates.difference(x, group, ~group)
    assert found == pytest.approx((d, d - 1.959964 * error, d + 1.959964 * error, 7))
    assert estimates.difference(x, ~group, group).value == pytest.approx(-d)


def test_percent_is_wilsons_interval():
    found = estimates.percent(np.arange(50) < 5)
    theirs = stats.binomtest(5, 50).proportion_ci(0.95, method="wilson")
    assert found == pytest.approx((10.0, 100 * theirs.low, 100 * theirs.high, 50), abs=1e-4)
    assert estimates.percent(np.zeros(9, bool)).low == 0.0


def test_change_counts_in_standard_deviations_of_before():
    before = np.array([0.0, 2.0, 4.0])
    found = estimates.change(before, before + 3.0)
    assert found == pytest.approx((1.5, 1.5, 1.5, 3))


def test_mean_has_the_normal_interval():
    found = estimates.mean(np.array([1.0, 2, 3, np.nan]))
    assert found == pytest.approx((2, 2 - 1.959964 / math.sqrt(3), 2 + 1.959964 / math.sqrt(3), 3))


def test_bootstrap_is_near_the_normal_interval_and_the_same_every_time():
    found = estimates.bootstrap(lambda x: float(np.mean(x)), [X])
    plain = estimates.mean(X)
    assert found.value == plain.value
    assert found[1:3] == pytest.approx(plain[1:3], abs=0.05)
    assert estimates.bootstrap(lambda x: float(np.mean(x)), [X]) == found


def test_weights_of_columns_that_do_not_overlap_are_their_correlations():
    one, other = np.tile([1.0, -1.0], 50), np.repeat([1.0, -1.0], 50)
    found = estimates.weights(3 * one - 4 * other, one, other)
    assert found == pytest.approx([0.6, -0.8])
    assert estimates.explained(3 * one - 4 * other, one, other) == pytest.approx(1)


def test_what_does_not_explain_explains_nothing():
    assert abs(estimates.explained(X, CHANCE.standard_normal(200), CHANCE.standard_normal(200))) < 0.03


@pytest.mark.parametrize(
    "found",
    [
        estimates.correlation(X[:3], Y[:3]),
        estimates.correlation(X, np.ones(200)),
        estimates.difference(X, np.arange(200) < 1, np.arange(200) > 5),
        estimates.difference(np.arange(200) < 100, np.arange(200) < 100, np.arange(200) >= 100),
        estimates.change(np.ones(5), np.arange(5)),
        estimates.mean(X[:1]),
        estimates.percent(X[:0]),
        estimates.bootstrap(lambda x: float(np.mean(x)), [X[:9]]),
    ],
)
def test_too_few_or_constant_tells_nothing(found: estimates.Estimate):
    assert all(math.isnan(number) for number in found[:3])


def test_rows_without_a_number_are_left_out():
    x = np.where(np.arange(200) < 20, np.nan, X)
    assert estimates.correlation(x, Y).n == 180
    assert estimates.difference(x, np.arange(200) < 100, np.arange(200) >= 100).n == 180
