"""Expected against actual warmth: which pairs count, and an interval that holds when neighbours resemble each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bowlby.diary.records import Diary
from bowlby.inference.warmth import PAIRS, expectation_gap, long_run_variance, mean_interval
from inference.diaries import moment

SILENT = dict.fromkeys(("stated", "observed", "gap", "low", "high"))


def answered(count: int, expected: float | None = 60.0, answers=("comfort", "none", "rebuff")) -> Diary:
    """Moments an hour apart, the answers in turn."""
    return Diary(
        tuple(
            moment(number, 60 * number, expected_warmth=expected, answer=answers[number % len(answers)])
            for number in range(count)
        )
    )


# --- which pairs count -----------------------------------------------------------------------------------


def test_from_thirty_pairs_the_gap_is_told_in_points_of_100():
    told = expectation_gap(answered(30))
    assert (told["count"], told["enough"], told["needed"]) == (30, True, 0)
    assert (told["stated"], told["observed"], told["gap"]) == pytest.approx((60.0, 100 / 3, 60 - 100 / 3))
    assert told["low"] < told["gap"] < told["high"]


def test_one_pair_less_and_it_is_not():
    assert expectation_gap(answered(29)) == {**SILENT, "count": 29, "enough": False, "needed": 1}
    assert expectation_gap(Diary()) == {**SILENT, "count": 0, "enough": False, "needed": PAIRS}


def test_only_an_expectation_with_a_known_answer_is_a_pair():
    assert expectation_gap(answered(40, expected=None))["count"] == 0
    assert expectation_gap(answered(40, answers=("pending", "")))["count"] == 0
    assert expectation_gap(answered(40, answers=("pending", "none")))["count"] == 20


def test_a_rebuff_and_no_answer_are_equally_not_warm():
    for cold in ("none", "rebuff"):
        told = expectation_gap(answered(40, expected=0.0, answers=("comfort", cold)))
        assert (told["observed"], told["gap"]) == (50.0, -50.0)


def test_expecting_exactly_what_always_comes_is_no_gap_and_no_doubt():
    told = expectation_gap(answered(40, expected=100.0, answers=("comfort",)))
    assert (told["gap"], told["low"], told["high"]) == (0.0, 0.0, 0.0)


def test_the_order_of_records_does_not_matter_not_even_at_the_same_time():
    chance = np.random.default_rng(3)
    records = answered(40).moments
    spread = [replace(one, expected_warmth=float(chance.integers(0, 11) * 10)) for one in records]
    at_once = [replace(one, at=records[0].at) for one in spread[:6]] + spread[6:]
    for moments in (spread, at_once):
        shuffled = [moments[place] for place in chance.permutation(40)]
        assert expectation_gap(Diary(tuple(shuffled))) == expectation_gap(Diary(tuple(moments)))


# --- the interval ----------------------------------------------------------------------------------------

series = st.lists(st.floats(-100, 100), min_size=3, max_size=150).map(np.array)


def test_a_constant_series_has_no_error():
    assert mean_interval(np.full(50, 7.0)) == (7.0, 7.0, 7.0)


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
