from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from bowlby.measures.graded import Items, probabilities, simulate
from bowlby.measures.person_scores import (
    Scores,
    as_means,
    expected_scores,
    likeliest_scores,
    reliable_change,
)
from measures.made_items import made_answers, made_items

ITEMS = made_items()
ANSWERS, TRAIT = made_answers(ITEMS, 2_000, gaps=0.1)


def density(trait: float, answers: np.ndarray) -> float:
    """Prior times likelihood, item by item."""
    value = float(np.exp(-(trait**2) / 2))
    for item, given in enumerate(answers):
        if given >= 0:
            one = Items(ITEMS.slopes[[item]], ITEMS.thresholds[[item]])
            value *= float(probabilities(one, np.array([trait]))[0, given, 0])
    return value


@pytest.mark.parametrize("person", range(4))
def test_expected_score_is_that_of_plain_integration(person: int):
    answers = ANSWERS[person]
    whole, first, second = (
        quad(lambda t, power=power: t**power * density(t, answers), -6, 6, points=[-1, 0, 1])[0] for power in range(3)
    )
    found = expected_scores(ANSWERS[[person]], ITEMS)
    assert found.scores[0] == pytest.approx(first / whole, abs=1e-5)
    assert found.errors[0] == pytest.approx(np.sqrt(second / whole - (first / whole) ** 2), abs=1e-5)


@pytest.mark.parametrize("person", range(4))
def test_likeliest_score_is_the_top_of_the_density(person: int):
    top = minimize_scalar(lambda t: -np.log(density(t, ANSWERS[person])), bounds=(-6, 6), method="bounded")
    assert likeliest_scores(ANSWERS[[person]], ITEMS).scores[0] == pytest.approx(top.x, abs=1e-4)


def test_likeliest_errors_come_from_the_curvature():
    found = likeliest_scores(ANSWERS[:1], ITEMS)
    at, width = float(found.scores[0]), 1e-3
    heights = [np.log(density(at + step, ANSWERS[0])) for step in (-width, 0, width)]
    assert found.errors[0] == pytest.approx((-(heights[0] - 2 * heights[1] + heights[2]) / width**2) ** -0.5, rel=1e-3)


def test_without_a_prior_extreme_answers_have_no_end():
    found = likeliest_scores(np.array([[4] * 6], np.int8), ITEMS, sd=np.inf)
    assert found.scores[0] == 6
    assert found.errors[0] > 3


def test_nobodys_answers_are_the_prior():
    found = expected_scores(np.full((1, 6), -1, np.int8), ITEMS)
    assert found.scores[0] == pytest.approx(0, abs=1e-12)
    assert found.errors[0] == pytest.approx(1, abs=1e-6)


def test_intervals_hold_the_trait_as_often_as_they_say():
    found = expected_scores(ANSWERS, ITEMS)
    assert 0.87 < np.mean(np.abs(found.scores - TRAIT) < 1.645 * found.errors) < 0.93


def test_change_is_not_drawn_towards_nothing_and_its_interval_holds():
    items = made_items(18)
    first, trait = made_answers(items, 3_000)
    before, after = (expected_scores(one, items) for one in (first, simulate(items, trait + 0.6, 9)))
    found = reliable_change(before, after)
    assert found.change.mean() == pytest.approx(0.6, abs=0.04)
    assert 0.86 < np.mean((found.low < 0.6) & (found.high > 0.6)) < 0.94


def test_no_change_is_rarely_called_reliable():
    items = made_items(18)
    first, trait = made_answers(items, 3_000)
    before, after = (expected_scores(one, items) for one in (first, simulate(items, trait, 9)))
    assert 0.06 < reliable_change(before, after).reliable.mean() < 0.14


def test_change_needs_the_same_people():
    with pytest.raises(ValueError, match="same people"):
        reliable_change(Scores(np.zeros(2), np.ones(2)), Scores(np.zeros(3), np.ones(3)))


def test_means_run_over_the_response_scale():
    low, middle, high = as_means(ITEMS, np.array([-6.0, 0.0, 6.0]), 1)
    assert 1 <= low < 1.2 < middle < 4.8 < high <= 5
