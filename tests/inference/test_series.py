"""Means and shares of a series: intervals that hold when neighbours resemble each other, and for few records."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bowlby.inference.series import difference, long_run_variance, mean_interval, share_interval

series = st.lists(st.floats(-100, 100), min_size=3, max_size=150).map(np.array)


def test_a_constant_series_has_no_error():
    assert mean_interval(np.full(50, 7.0)) == (7.0, 7.0, 7.0)


def test_what_few_values_may_not_have_shown_counts_as_error():
    """As of ten plain values of that variance where they show none; nothing is added where they show as much."""
    centre, low, high = mean_interval(np.full(10, 7.0), least=4.0)
    assert (centre, high - centre, centre - low) == pytest.approx((7.0, *[stats.norm.ppf(0.95) * np.sqrt(0.4)] * 2))
    values = np.random.default_rng(4).normal(size=40)
    assert mean_interval(values, least=float(values.var())) == mean_interval(values)


def test_alternating_values_make_the_mean_surer_than_plain_ones():
    """Neighbours that cancel out count against the variance; as a plain sample they would be as wide as ever."""
    values = np.tile([0.0, 100.0], 30)
    _, low, high = mean_interval(values)
    plain = stats.t.interval(0.9, 59, loc=50, scale=values.std(ddof=1) / np.sqrt(60))
    assert plain[0] < low < 50 < high < plain[1]


@given(series, st.floats(-50, 50), st.floats(0.1, 10))
def test_the_interval_moves_and_stretches_with_the_series(values, shift, factor):
    centre, low, high = mean_interval(values)
    moved = mean_interval(factor * values + shift)
    assert moved == pytest.approx([factor * end + shift for end in (centre, low, high)], abs=1e-6 * (1 + factor))


@given(series)
def test_the_variance_is_never_below_nought_and_the_same_backwards(values):
    assert long_run_variance(values) >= 0
    assert long_run_variance(values[::-1]) == pytest.approx(long_run_variance(values), abs=1e-6)


def carried_over(chance: np.random.Generator, count: int, share: float) -> np.ndarray:
    """A series in which each value keeps a share of the one before (AR(1)), from its standing distribution on."""
    values = np.empty(count)
    values[0] = chance.normal() / np.sqrt(1 - share**2)
    for index in range(1, count):
        values[index] = share * values[index - 1] + chance.normal()
    return values


def held(count: int, share: float, runs: int = 1500) -> tuple[float, float]:
    """Share of 90 % intervals that hold the true mean: ours, and Student's without a look at neighbours."""
    chance = np.random.default_rng(20260301)
    many = [carried_over(chance, count, share) for _ in range(runs)]
    ours = [low <= 0 <= high for _, low, high in map(mean_interval, many)]
    plain = [abs(one.mean()) < stats.t.ppf(0.95, count - 1) * one.std(ddof=1) / np.sqrt(count) for one in many]
    return float(np.mean(ours)), float(np.mean(plain))


def test_intervals_hold_the_mean_nine_times_in_ten_where_neighbours_are_unrelated():
    ours, plain = held(100, 0.0)
    assert 0.86 < ours < 0.92
    assert 0.88 < plain < 0.92


def test_where_each_value_keeps_half_of_the_last_intervals_hold_far_better_than_plain_ones():
    ours, plain = held(100, 0.5)
    assert 0.87 < ours < 0.93
    assert plain < 0.70


def test_thirty_pairs_are_enough_for_an_honest_interval():
    """The least that is told. Where each value keeps half of the last, a little short of nine in ten."""
    ours, plain = held(30, 0.5)
    assert 0.85 < ours < 0.91
    assert plain < 0.70


# --- shares ----------------------------------------------------------------------------------------------


def alike(chance: np.random.Generator, count: int, carried: float, share: float = 0.5) -> np.ndarray:
    """Whether something happened, each time like the one before with a chance of `carried`, else drawn anew."""
    happened = chance.random(count) < share
    for index in range(1, count):
        if chance.random() < carried:
            happened[index] = happened[index - 1]
    return happened


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("carried", [0.0, 0.3])
def test_intervals_of_few_records_hold_the_share_nine_times_in_ten(share: float, carried: float):
    chance = np.random.default_rng(20260302)
    found = [share_interval(alike(chance, 12, carried, share)) for _ in range(800)]
    assert np.mean([low <= 100 * share <= high for _, low, high in found]) > 0.87


def test_what_always_happened_is_no_certainty():
    assert share_interval(np.ones(10, bool)) == pytest.approx((100.0, 100 * 0.05 ** (1 / 10), 100.0))


@given(st.lists(st.booleans(), min_size=3, max_size=80))
def test_a_share_is_never_surer_than_independent_trials(happened):
    exact = stats.binomtest(sum(happened), len(happened)).proportion_ci(0.9, method="exact")
    _, low, high = share_interval(np.array(happened))
    assert low <= 100 * exact.low + 1e-9
    assert high >= 100 * exact.high - 1e-9


# --- differences -----------------------------------------------------------------------------------------


def test_a_difference_has_the_interval_of_two_that_are_unrelated():
    assert difference((5.0, 2.0, 8.0), (1.0, -3.0, 5.0)) == pytest.approx((4.0, -1.0, 9.0))


def test_lopsided_intervals_stay_lopsided():
    middle, low, high = difference((100.0, 74.0, 100.0), (50.0, 40.0, 60.0))
    assert middle - low > high - middle
