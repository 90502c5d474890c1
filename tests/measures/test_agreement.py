"""Agreement of two coders: published examples, the definition written another way, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.measures.agreement import intraclass, kappa, pairs

RATINGS = np.array(
    [[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2]], float
).T  # judges 1 and 2 of Shrout & Fleiss (1979), table 2


def by_variances(ratings: np.ndarray) -> float:
    """ICC(A,1) from the mean squares of a two-way analysis of variance, written out."""
    n, k = ratings.shape
    grand = ratings.mean()
    rows = k * ((ratings.mean(1) - grand) ** 2).sum() / (n - 1)
    columns = n * ((ratings.mean(0) - grand) ** 2).sum() / (k - 1)
    rest = ((ratings - grand) ** 2).sum() - rows * (n - 1) - columns * (k - 1)
    error = rest / ((n - 1) * (k - 1))
    return (rows - error) / (rows + (k - 1) * error + k * (columns - error) / n)


def test_the_intraclass_correlation_is_that_of_the_analysis_of_variance():
    assert float(intraclass(pairs(*RATINGS.T))) == pytest.approx(by_variances(RATINGS), abs=1e-12)


def test_sums_over_parts_are_sums_over_all():
    whole = intraclass(pairs(*RATINGS.T))
    parts = pairs(*RATINGS[:2].T) + pairs(*RATINGS[2:].T)
    assert float(intraclass(parts)) == pytest.approx(float(whole))


def test_a_coder_who_is_always_stricter_agrees_less():
    rng = np.random.default_rng(20266)
    true = rng.normal(4, 1, 500)
    one, other = true + rng.normal(0, 0.3, 500), true + rng.normal(0, 0.3, 500)
    fair, strict = float(intraclass(pairs(one, other))), float(intraclass(pairs(one, other - 1)))
    assert fair == pytest.approx(1 / 1.09, abs=0.02)
    assert strict < fair - 0.2


def test_gaps_are_left_out_and_scales_stand_side_by_side():
    one = np.array([[1, 2], [2, np.nan], [3, 4], [4, 5]], float)
    found = intraclass(pairs(one, one))
    assert found.tolist() == pytest.approx([1, 1])
    assert pairs(one, one).people.tolist() == [4, 3]


def test_nothing_is_said_where_nothing_varies():
    assert np.isnan(intraclass(pairs([3.0, 3.0], [3.0, 3.0])))
    assert np.isnan(intraclass(pairs([3.0], [4.0])))
    assert np.isnan(kappa([[5, 0], [0, 0]]))
    assert np.isnan(kappa([[0, 0], [0, 0]]))


def test_kappa_of_a_table_worked_by_hand():
    assert kappa([[20, 5], [10, 15]]) == pytest.approx(0.4)  # .7 agree, .5 would by chance


def test_weights_forgive_near_misses():
    near, far = [[10, 5, 0], [0, 10, 5], [0, 0, 10]], [[10, 0, 5], [0, 10, 0], [5, 0, 10]]
    assert kappa(near, "quadratic") > kappa(near)
    assert kappa(far, "quadratic") < kappa(far)


@given(st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=3, max_size=3))
def test_kappa_is_at_most_one_and_the_same_for_both_coders(table: list[list[int]]):
    found, turned = kappa(table), kappa(np.transpose(table))
    assert np.isnan(found) or found <= 1
    assert turned == pytest.approx(found, nan_ok=True)


@pytest.mark.parametrize("table", [[1, 2], [[1, 2, 3], [1, 2, 3]], [[1, -1], [0, 1]]])
def test_what_is_no_table_is_refused(table: list):
    with pytest.raises(ValueError, match="square"):
        kappa(table)


def test_unknown_weights_are_refused():
    with pytest.raises(ValueError, match="linear"):
        kappa([[1, 0], [0, 1]], "cubic")
