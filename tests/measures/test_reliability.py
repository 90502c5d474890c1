"""Alpha and omega against R, and the correlations they and the checks rest on.

R 4.2 with psych 2.2.9, on the correlations below:

    omega(R, nfactors = 1, fm = "ml", plot = FALSE)$omega.tot     0.7353263024
    alpha(R)$total$std.alpha                                      0.729166666667
    factanal(covmat = R, factors = 1)$uniquenesses                0.4455035105 0.5681869660 0.7309966303 ...
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bowlby.measures.reliability import (
    Moments,
    alpha,
    item_rest,
    omega,
    pairwise_correlation,
    reliability,
    unique_variances,
)

R = np.array(
    [
        [1, 0.5, 0.4, 0.3, 0.45],
        [0.5, 1, 0.35, 0.25, 0.4],
        [0.4, 0.35, 1, 0.2, 0.3],
        [0.3, 0.25, 0.2, 1, 0.35],
        [0.45, 0.4, 0.3, 0.35, 1],
    ]
)


def test_agrees_with_psych_and_factanal():
    assert omega(R) == pytest.approx(0.7353263024, abs=1e-8)
    assert alpha(R) == pytest.approx(0.729166666667, abs=1e-10)
    theirs = [0.4455035105, 0.5681869660, 0.7309966303, 0.8161881504, 0.6152091305]
    assert unique_variances(R) == pytest.approx(theirs, abs=1e-6)


def test_one_factor_is_given_back():
    loadings = np.array([0.9, 0.7, 0.5, 0.6, 0.8, 0.3])
    implied = np.outer(loadings, loadings)
    np.fill_diagonal(implied, 1)
    assert unique_variances(implied) == pytest.approx(1 - loadings**2, abs=1e-6)
    assert omega(implied) == pytest.approx(loadings.sum() ** 2 / implied.sum(), abs=1e-6)


def test_alpha_is_in_the_units_of_the_answers():
    sizes = np.array([1.0, 2.0, 1.0, 0.5, 3.0])
    covariance = R * np.outer(sizes, sizes)
    found = reliability(Moments(100, covariance))
    assert found.alpha == pytest.approx(5 / 4 * (1 - np.trace(covariance) / covariance.sum()))
    assert found.omega == pytest.approx(omega(R))


@pytest.mark.parametrize(
    ("moments", "why"),
    [
        (Moments(9, R), "too few people"),
        (Moments(100, np.eye(1)), "one item"),
        (Moments(100, np.diag([1.0, 0.0, 1.0])), "an item that never varies"),
    ],
)
def test_nothing_is_told_where_nothing_can_be(moments: Moments, why: str):
    assert reliability(moments) == (None, None), why


def test_no_omega_for_two_items_or_a_doubled_one():
    assert omega(R[:2, :2]) is None
    doubled = np.ones((3, 3))
    doubled[2, :2] = doubled[:2, 2] = 0.3
    assert omega(doubled) is None


def test_item_rest_is_the_correlation_with_the_sum_of_the_others():
    chance = np.random.default_rng(4)
    answers = chance.normal(size=(200, 1)) + chance.normal(size=(200, 4))
    standard = (answers - answers.mean(axis=0)) / answers.std(axis=0)
    rest = standard.sum(axis=1, keepdims=True) - standard
    wanted = [np.corrcoef(standard[:, item], rest[:, item])[0, 1] for item in range(4)]
    assert item_rest(pairwise_correlation(answers)) == pytest.approx(wanted)


def test_an_item_that_never_varies_goes_with_nothing():
    answers = np.column_stack([np.arange(20.0), np.arange(20.0) ** 2, np.full(20, 3.0)])
    assert item_rest(pairwise_correlation(answers))[2] == 0


@given(arrays(float, (12, 3), elements=st.integers(1, 7).map(float)))
def test_correlations_are_those_of_numpy_where_nothing_is_missing(answers: np.ndarray):
    varies = answers.std(axis=0) > 0
    found = pairwise_correlation(answers)
    assert np.all(found[~varies] == 0)
    if varies.all():
        assert found == pytest.approx(np.corrcoef(answers.T), abs=1e-9)


def test_missing_answers_leave_the_pairs_that_are_there():
    chance = np.random.default_rng(5)
    answers = chance.normal(size=(4000, 1)) + chance.normal(size=(4000, 3))
    holes = np.where(chance.random(answers.shape) < 0.2, np.nan, answers)
    assert pairwise_correlation(holes) == pytest.approx(np.corrcoef(answers.T), abs=0.05)
