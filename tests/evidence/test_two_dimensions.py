"""Types and dimensions are told apart in columns; a class without members leaves it untold."""

from __future__ import annotations

import math

import numpy as np

from bowlby.evidence.two_dimensions import ANGER, EXPERIMENT
from evidence.made import MANY, Made, by_class, found, made

CHANCE = np.random.default_rng(4)


def angry(common: np.ndarray) -> Made:
    return Made(made(**{name: common + 0.6 * CHANCE.standard_normal(MANY) for name, _ in ANGER}))


def test_a_dimension_and_two_types_are_told_apart():
    words = "anger and resistance, taxometric"
    assert found(EXPERIMENT, words, angry(CHANCE.standard_normal(MANY))).value < -0.1
    types = found(EXPERIMENT, words, angry(3.0 * (made()["class"] == "C")))
    assert types.low > 0.1
    assert types.n == MANY


def test_without_resistant_children_nothing_is_told():
    nobody = Made(made(**{"class": np.array(["A", "B"] * 200)}))
    assert math.isnan(found(EXPERIMENT, "anger and resistance, taxometric", nobody).value)


def test_resistant_children_may_be_close():
    worlds = Made(made(proximity_seeking=by_class(C=0.5, A=-2.0)))
    assert found(EXPERIMENT, "proximity seeking against avoidance, resistant", worlds).low > 0
