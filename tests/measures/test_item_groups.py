from __future__ import annotations

import numpy as np
import pytest

from bowlby.measures.graded import simulate
from bowlby.measures.item_groups import fit_groups, freed, trait_points
from bowlby.measures.item_response import fit
from measures.made_items import made_answers, made_items

ITEMS = made_items(8)


def test_items_and_traits_of_three_groups_are_recovered():
    random = np.random.default_rng(3)
    group = random.integers(0, 3, 9_000)
    means, sds = np.array([0.0, 0.8, -0.5]), np.array([1.0, 0.7, 1.2])
    answers = simulate(ITEMS, means[group] + sds[group] * random.normal(size=9_000), 4)
    found = fit_groups(answers, group, fit(answers, 5).items)
    assert found.converged
    assert np.abs(found.means - means).max() < 0.07
    assert np.abs(found.sds - sds).max() < 0.07
    assert np.abs(found.items.slopes - ITEMS.slopes).max() < 0.15
    assert np.abs(found.items.thresholds - ITEMS.thresholds).max() < 0.15


def test_two_groups_agree_with_mirt():
    """PyPI mirt 1.2.0: fit_multigroup(answers, group, "GRM", "scalar", n_categories=5, n_quadpts=61)."""
    random = np.random.default_rng(3)
    group = random.integers(0, 2, 4_000)
    means, sds = np.array([0.0, 0.6]), np.array([1.0, 0.8])
    answers = simulate(ITEMS, means[group] + sds[group] * random.normal(size=4_000), 4)
    found = fit_groups(answers, group, fit(answers, 5).items)
    assert found.log_likelihood == pytest.approx(-43440.311, abs=0.01)
    assert found.means[1] == pytest.approx(0.5751, abs=0.005)
    assert found.sds[1] == pytest.approx(0.6283**0.5, abs=0.005)
    theirs = [1.8694, 1.2574, 0.9569, 0.9666, 2.0742, 2.2400, 1.7986, 1.8583]
    assert np.abs(found.items.slopes - theirs).max() < 0.005


def test_one_group_is_the_ordinary_fit():
    answers, _ = made_answers(ITEMS, 2_000, gaps=0.1)
    plain = fit(answers, 5, close=1e-5)
    found = fit_groups(answers, np.zeros(2_000, int), ITEMS)
    assert found.log_likelihood == pytest.approx(plain.log_likelihood, abs=0.05)
    assert np.abs(found.items.slopes - plain.items.slopes).max() < 0.01
    assert found.people.shape == (1, len(trait_points()))
    assert found.people.sum() == pytest.approx(2_000, rel=1e-4)


def test_too_few_steps_are_said():
    answers, _ = made_answers(ITEMS, 1_000)
    assert not fit_groups(answers, np.zeros(1_000, int), ITEMS, most_steps=2).converged


def test_freed_answers_stand_in_a_column_of_their_own():
    answers = np.array([[0, 1], [2, -1], [3, 4]], np.int8)
    found = freed(answers, 1, np.array([False, True, True]))
    assert found.tolist() == [[0, 1, -1], [2, -1, -1], [3, -1, 4]]
    assert answers.tolist() == [[0, 1], [2, -1], [3, 4]]


def test_an_empty_group_is_refused():
    answers, _ = made_answers(ITEMS, 300)
    with pytest.raises(ValueError, match="every group needs people"):
        fit_groups(answers, np.full(300, 1), ITEMS)
