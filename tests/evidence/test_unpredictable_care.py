"""Unpredictability against sensitivity: the one that was put into anger and resistance is found."""

from __future__ import annotations

import numpy as np
import pytest

from bowlby.evidence.unpredictable_care import EXPERIMENT, WAYS, unpredictability
from bowlby.worlds.population import check_care
from evidence.made import Made, found, like, made

COLUMNS = made()


def test_unpredictability_is_the_product_on_a_log_scale():
    found = unpredictability(
        {"preoccupation": np.array([0.5]), "dwell": np.array([4.0]), "breakthrough": np.array([1.0])}
    )
    assert found == pytest.approx([np.log(2.0)])
    assert np.isfinite(unpredictability(COLUMNS | {"breakthrough": np.zeros(400)})).all()


@pytest.mark.parametrize("from_care", [True, False])
def test_what_was_put_in_outweighs_the_other(from_care: bool):
    source = unpredictability(COLUMNS) if from_care else -COLUMNS["observed_sensitivity"]
    worlds = Made(COLUMNS | {"anger_resistance": like(source)})
    lead = found(EXPERIMENT, "how far unpredictability outweighs", worlds)
    assert (lead.low > 0.3) if from_care else (lead.high < -0.3)
    assert (found(EXPERIMENT, "weight of unpredictability", worlds).value > 0.5) == from_care
    assert (found(EXPERIMENT, "weight of observed sensitivity", worlds).value < -0.5) != from_care


def test_the_same_infants_are_compared_under_two_ways_of_care():
    steady, on_off = WAYS["steady, more sensitive"], WAYS["on and off, more sensitive"]
    angrier = COLUMNS | {"anger_resistance": COLUMNS["anger_resistance"] + COLUMNS["anger_resistance"].std(ddof=1)}
    worlds = Made(COLUMNS, {on_off: angrier})
    effect = found(EXPERIMENT, "anger and resistance of the same infants, on and off", worlds)
    assert effect.value == pytest.approx(1.0)
    assert found(EXPERIMENT, "anger and resistance of the same infants, steady", worlds).value == 0
    assert steady in EXPERIMENT.uses


def test_the_ways_of_care_can_be_lived():
    for care in WAYS.values():
        check_care(dict(care))
        assert {name for name, _ in care} >= {"sensitivity", "preoccupation", "dwell", "breakthrough"}
