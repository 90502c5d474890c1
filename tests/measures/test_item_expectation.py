from __future__ import annotations

import numpy as np

from bowlby.measures.graded import grid, probabilities
from bowlby.measures.item_expectation import blocks, expect, indicators, posteriors
from measures.made_items import made_answers, made_items

ITEMS = made_items()


def test_expected_counts_add_up_to_the_answers():
    answers, _ = made_answers(ITEMS, 400, gaps=0.2)
    found = expect(indicators(answers, 5), ITEMS, 5, grid())
    given = np.stack([(answers == category).sum(axis=0) for category in range(5)], axis=1)
    assert np.allclose(found.counts.sum(axis=1), given)


def test_the_log_likelihood_is_that_of_a_slow_plain_sum():
    answers, _ = made_answers(ITEMS, 40, gaps=0.2)
    trait, chance = grid(), probabilities(ITEMS, grid().points)
    total = 0.0
    for person in answers:
        at_each_point = trait.weights.copy()
        for item, given in enumerate(person):
            at_each_point *= chance[item, given] if given >= 0 else 1.0
        total += np.log(at_each_point.sum())
    assert np.isclose(expect(indicators(answers, 5), ITEMS, 5, trait).log_likelihood, total)


def test_single_precision_keeps_six_digits():
    answers, _ = made_answers(ITEMS, 3_000, gaps=0.1)
    whole, half = (expect(indicators(answers, 5, kind), ITEMS, 5, grid()) for kind in (np.float64, np.float32))
    assert half.counts.dtype == np.float64
    assert np.abs(half.counts - whole.counts).max() < 1e-2
    assert abs(half.log_likelihood / whole.log_likelihood - 1) < 1e-7


def test_a_person_without_answers_may_stand_anywhere():
    trait = grid()
    table = np.log(probabilities(ITEMS, trait.points)).reshape(-1, len(trait.points))
    posterior, height = posteriors(indicators(np.full((1, 6), -1, np.int8), 5), table, trait)
    assert np.allclose(posterior[0], trait.weights)
    assert np.allclose(height, 0)


def test_blocks_hold_everybody_once():
    found = [place for block in blocks(1_001, 5_490) for place in range(1_001)[block]]
    assert found == list(range(1_001))
    assert len(list(blocks(3, 10**9))) == 3
