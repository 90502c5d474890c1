from __future__ import annotations

import numpy as np
import pytest

from bowlby.measures.graded import expected, simulate
from bowlby.measures.item_bias import item_bias
from measures.made_items import made_items

ITEMS = made_items(12)
RANDOM = np.random.default_rng(8)
SECOND = RANDOM.random(6_000) < 0.5
TRAIT = RANDOM.normal(size=6_000) + 0.3 * SECOND
FAIR = simulate(ITEMS, TRAIT, 1)


def test_fair_items_show_no_bias_though_the_groups_differ():
    found = item_bias(FAIR, ITEMS, SECOND)
    assert np.abs(found.points).max() < 0.1
    assert set(found.sizes()) == {"negligible"}
    assert np.median(found.p) > 0.2
    assert found.p.min() > 0.001
    assert abs(found.mean - 0.3) < 0.06
    assert abs(found.sd - 1) < 0.06


def test_an_item_harder_for_the_second_group_is_found_with_its_size():
    harder = ITEMS._replace(thresholds=ITEMS.thresholds + 0.7 * (np.arange(12) == 2)[:, None])
    answers = FAIR.copy()
    answers[SECOND] = simulate(harder, TRAIT[SECOND], 2)
    found = item_bias(answers, ITEMS, SECOND)
    assert found.p[2] < 1e-20
    assert found.points[2] < -0.3
    assert found.sizes()[2] == "large"
    assert int(np.argmax(found.chi_square)) == 2


def test_an_item_that_tells_the_second_group_less_apart_is_found_too():
    duller = ITEMS._replace(slopes=ITEMS.slopes * np.where(np.arange(12) == 4, 0.4, 1))
    answers = FAIR.copy()
    answers[SECOND] = simulate(duller, TRAIT[SECOND], 2)
    found = item_bias(answers, ITEMS, SECOND)
    assert int(np.argmax(found.chi_square)) == 4
    places = np.linspace(-6, 6, 201)
    weights = np.exp(-((places - 0.3) ** 2) / 2)
    difference = (expected(duller, places) - expected(ITEMS, places))[4] @ (weights / weights.sum())
    assert abs(found.points[4] - difference) < 0.04
    assert found.apart[4] > 1.5 * abs(found.points[4])
    assert found.sizes()[4] != "negligible"


@pytest.mark.parametrize("everybody", [True, False])
def test_one_group_alone_is_refused(everybody: bool):
    with pytest.raises(ValueError, match="both groups"):
        item_bias(FAIR, ITEMS, np.full(6_000, everybody))
