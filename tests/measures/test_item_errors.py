from __future__ import annotations

import numpy as np
import pytest

from bowlby.measures.graded import Items, grid
from bowlby.measures.item_errors import KINDS, errors, gradient, informations, person_gradients
from bowlby.measures.item_expectation import expect, indicators
from bowlby.measures.item_response import fit
from measures.made_items import made_answers, made_items

ITEMS = made_items(3, 3, seed=5)
ANSWERS, _ = made_answers(ITEMS, 600, gaps=0.1)
FITTED = fit(ANSWERS, 3, close=1e-7)
WIDTH = 1e-4


def flat(items: Items) -> np.ndarray:
    return np.concatenate([items.slopes[:, None], items.thresholds], axis=1).ravel()


def height(values: np.ndarray) -> float:
    table = values.reshape(3, 3)
    return expect(indicators(ANSWERS, 3), Items(table[:, 0], table[:, 1:]), 3, grid()).log_likelihood


def numeric_gradient(values: np.ndarray) -> np.ndarray:
    steps = np.eye(len(values)) * WIDTH
    return np.array([(height(values + step) - height(values - step)) / (2 * WIDTH) for step in steps])


def test_gradients_of_people_add_up_to_that_of_the_likelihood():
    away = Items(FITTED.items.slopes * 1.1, FITTED.items.thresholds + 0.1)
    assert np.allclose(person_gradients(ANSWERS, away).sum(axis=0), numeric_gradient(flat(away)), atol=1e-4)


def test_one_pass_over_all_people_gives_the_same_gradient():
    away = Items(FITTED.items.slopes * 1.1, FITTED.items.thresholds + 0.1)
    counts = expect(indicators(ANSWERS, 3), away, 3, grid()).counts
    assert np.allclose(gradient(counts, away, grid()), person_gradients(ANSWERS, away).sum(axis=0))


def test_informations_in_single_precision_are_those_in_double():
    double = informations(ANSWERS, FITTED.items, grid())
    single = informations(ANSWERS, FITTED.items, grid(), np.float32)
    for one, other in zip(double, single, strict=True):
        assert np.allclose(one, other, rtol=1e-4, atol=1e-2)


def test_the_gradient_is_nothing_at_the_maximum():
    assert np.abs(person_gradients(ANSWERS, FITTED.items).sum(axis=0)).max() < 1e-3


def test_observed_information_is_the_numeric_curvature():
    values = flat(FITTED.items)
    steps = np.eye(9) * WIDTH
    bend = np.array(
        [(numeric_gradient(values + step) - numeric_gradient(values - step)) / (2 * WIDTH) for step in steps]
    )
    assert np.allclose(errors(ANSWERS, FITTED.items, "observed").covariance, np.linalg.inv(-bend), rtol=0.01, atol=1e-6)


def test_where_the_model_holds_the_three_kinds_agree():
    answers, _ = made_answers(ITEMS, 6_000)
    items = fit(answers, 3).items
    one, two, three = (errors(answers, items, kind).slopes for kind in KINDS)
    assert np.allclose(one, two, rtol=0.1)
    assert np.allclose(one, three, rtol=0.1)


def test_errors_say_how_far_estimates_scatter():
    fits = [fit(made_answers(ITEMS, 800, seed=seed)[0], 3).items for seed in range(20, 60)]
    scatter = np.std([one.thresholds for one in fits], axis=0, ddof=1)
    told = errors(made_answers(ITEMS, 800, seed=20)[0], fits[0]).thresholds
    assert 0.75 < float(np.mean(scatter / told)) < 1.3


def test_another_kind_is_refused():
    with pytest.raises(ValueError, match="use one of sandwich"):
        errors(ANSWERS, FITTED.items, "jackknife")
