"""How many more records would settle a number: the root law, both ends, and silence where it means nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.inference.more import MOST, More, more_for_time, more_to_settle, rounded


def test_half_as_wide_takes_four_times_as_many():
    more = more_to_settle(-2.0, 2.0, 10, 1.0)
    assert more == (False, 30, "width")


def test_an_interval_clear_of_zero_is_settled_unless_it_is_a_level():
    assert more_to_settle(0.2, 3.0, 10, 0.5) == (True, 0, "sign")
    assert more_to_settle(0.2, 3.0, 10, 0.5, zero=False).records == math.ceil(10 * (1.4 / 0.5) ** 2 - 10)


def test_a_middle_away_from_zero_is_clear_of_it_sooner_than_narrow():
    assert more_to_settle(-1.0, 3.0, 10, 0.5) == (False, 30, "sign")


def test_what_is_narrow_around_zero_is_settled_too():
    assert more_to_settle(-0.4, 0.4, 10, 0.5) == (True, 0, "width")


def test_far_more_than_there_are_is_not_guessed():
    assert more_to_settle(-5.0, 5.0, 10, 0.5).records is None


def test_a_time_is_judged_by_ratios():
    assert more_for_time(20, 80, 100, fold=2.0).settled
    assert more_for_time(10, 160, 100, fold=2.0) == (False, 300, "width")


@pytest.mark.parametrize(("low", "high", "count", "width"), [(2, 1, 5, 1), (1, 2, 0, 1), (1, 2, 5, 0)])
def test_nonsense_is_refused(low: float, high: float, count: int, width: float):
    with pytest.raises(ValueError, match="more_to_settle"):
        more_to_settle(low, high, count, width)


@given(st.floats(-50, 50), st.floats(0, 60), st.integers(1, 500), st.floats(0.1, 10))
def test_with_so_many_more_it_is_settled(low: float, wide: float, count: int, width: float):
    more = more_to_settle(low, low + wide, count, width)
    if more.records is None:
        return
    assert 0 <= more.records <= MOST * count
    shrunk = wide / 2 * math.sqrt(count / (count + more.records))
    middle = low + wide / 2
    end = abs(middle) if more.until == "sign" else width
    assert shrunk <= end * (1 + 1e-9)


def test_the_law_holds_for_a_mean():
    """Ten thousand made-up diaries: the interval of the mean after the further records is about as narrow as said."""
    chance = np.random.default_rng(5)
    error = 1.645 / math.sqrt(20)
    more = more_to_settle(-error, error, 20, 0.2)
    assert more.records is not None
    means = chance.normal(size=(10_000, 20 + more.records)).mean(axis=1)
    assert 1.645 * means.std() == pytest.approx(0.2, rel=0.05)


def test_a_rough_number_does_not_look_exact():
    assert [rounded(records) for records in (1, 12, 49, 51, 101, 199, 201)] == [5, 15, 50, 60, 110, 200, 250]


def test_what_it_is_held_against_does_not_narrow():
    """Only the part of the error that new records narrow counts, and no number of them does more than that."""
    assert more_to_settle(-2.0, 2.0, 25, 0.5).records == 375
    moving = 4.0 - 0.2**2
    assert more_to_settle(-2.0, 2.0, 25, 0.5, fixed=0.2).records == math.ceil(25 * moving / (0.25 - 0.04) - 25) > 375
    assert more_to_settle(-2.0, 2.0, 25, 0.5, fixed=0.5) == More(settled=False, records=None, until="width")
