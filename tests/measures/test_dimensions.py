from __future__ import annotations

import numpy as np

from bowlby.measures.dimensions import local_dependence, parallel_analysis
from measures.made_items import made_answers, made_items

ITEMS = made_items(8)


def test_one_trait_has_one_dimension():
    answers, _ = made_answers(ITEMS, 1_000, gaps=0.05)
    found = parallel_analysis(answers)
    assert found.dimensions == 1
    assert found.first_to_second > 3


def test_two_traits_have_two_and_none_has_none():
    one, _ = made_answers(ITEMS, 1_000, seed=1)
    other, _ = made_answers(ITEMS, 1_000, seed=50)
    assert parallel_analysis(np.concatenate([one, other], axis=1)).dimensions == 2
    noise = np.random.default_rng(0).integers(0, 5, (1_000, 8)).astype(np.int8)
    assert parallel_analysis(noise).dimensions == 0


def test_chance_eigenvalues_are_those_of_unrelated_answers():
    random = np.random.default_rng(1)
    tops = [np.linalg.eigvalsh(np.corrcoef(random.normal(size=(300, 8)), rowvar=False))[-1] for _ in range(200)]
    answers, _ = made_answers(ITEMS, 300)
    assert abs(parallel_analysis(answers, draws=400).chance[0] - np.percentile(tops, 95)) < 0.02


def test_the_same_seed_gives_the_same_chance():
    answers, _ = made_answers(ITEMS, 300)
    assert np.array_equal(parallel_analysis(answers, seed=3).chance, parallel_analysis(answers, seed=3).chance)


def test_a_pair_that_shares_more_than_the_trait_is_found():
    answers, _ = made_answers(ITEMS, 2_000)
    assert local_dependence(answers, ITEMS).pairs == ()
    copied = np.random.default_rng(2).random(2_000) < 0.4
    answers[copied, 5] = answers[copied, 1]
    pairs = local_dependence(answers, ITEMS).pairs
    assert [pair[:2] for pair in pairs] == [(1, 5)]
    assert pairs[0][2] > 0.2
