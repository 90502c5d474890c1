from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from bowlby.errors import BowlbyError
from bowlby.measures.graded import (
    as_categories,
    cumulative,
    expected,
    grid,
    information,
    log_probabilities,
    probabilities,
    simulate,
)
from measures.made_items import made_items

ITEMS = made_items()
TRAIT = np.linspace(-4, 4, 33)


def test_probabilities_of_an_item_add_up_to_one():
    assert np.allclose(probabilities(ITEMS, TRAIT).sum(axis=1), 1)


def test_probabilities_are_differences_of_the_cumulative_ones():
    there = cumulative(ITEMS, TRAIT)
    assert np.allclose(probabilities(ITEMS, TRAIT), there[:, :-1] - there[:, 1:])


def test_the_tails_keep_their_logarithms():
    far = log_probabilities(ITEMS, np.array([-60.0, 60.0]))
    assert np.isfinite(far).all()
    assert np.allclose(far[:, 0, 1] / (ITEMS.slopes * (60 - ITEMS.thresholds[:, 0])), -1, atol=0.05)


def test_information_is_the_expected_square_of_the_numeric_slope():
    width = 1e-5
    slope = (log_probabilities(ITEMS, TRAIT + width) - log_probabilities(ITEMS, TRAIT - width)) / (2 * width)
    numeric = (probabilities(ITEMS, TRAIT) * slope**2).sum(axis=1)
    assert np.allclose(information(ITEMS, TRAIT), numeric, rtol=1e-6)


def test_expected_answer_is_the_mean_of_the_categories():
    mean = (np.arange(5)[:, None] * probabilities(ITEMS, TRAIT)).sum(axis=1)
    assert np.allclose(expected(ITEMS, TRAIT), mean)


def test_simulated_answers_have_the_probabilities():
    answers = simulate(ITEMS, np.full(40_000, 0.3), seed=3)
    shares = np.stack([(answers == category).mean(axis=0) for category in range(5)], axis=1)
    assert np.abs(shares - probabilities(ITEMS, np.array([0.3]))[:, :, 0]).max() < 0.012


def test_the_grid_is_a_standard_normal_trait():
    trait = grid()
    assert trait.weights.sum() == pytest.approx(1)
    assert trait.weights @ trait.points**2 == pytest.approx(1, abs=1e-6)


def test_answers_are_counted_from_zero_and_gaps_marked():
    found = as_categories(np.array([[1.0, 5.0, np.nan]]), 1, 5)
    assert found.tolist() == [[0, 4, -1]]


@given(arrays(float, (2, 3), elements=some.floats(allow_infinity=True, allow_nan=True, width=32)))
def test_any_other_table_is_refused_with_its_place(answers: np.ndarray):
    whole = np.isnan(answers) | ((answers >= 1) & (answers <= 5) & (answers == np.rint(answers)))
    if whole.all():
        assert (as_categories(answers, 1, 5) >= -1).all()
    else:
        with pytest.raises(BowlbyError, match=r"row \d, item \d.*no whole number from 1 to 5"):
            as_categories(answers, 1, 5)


def test_a_row_alone_is_no_table():
    with pytest.raises(BowlbyError, match="one row a person"):
        as_categories(np.array([1.0, 2.0]), 1, 5)
