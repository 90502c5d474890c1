"""Clinging and resisting: both must be there, one without the other is not enough."""

from __future__ import annotations

from bowlby.evidence.reunion import EXPERIMENT
from evidence.made import Made, by_class, found, made

HIGH = 3 + 2 * (made()["class"] == "C")


def both_reunions(**scales) -> Made:
    return Made(made(**{f"{name}_{number}": values for name, values in scales.items() for number in (1, 2)}))


def test_contact_that_is_also_resisted_stands_out():
    mixed = both_reunions(contact=by_class() + HIGH, resistance=by_class(seed=5) + HIGH)
    assert found(EXPERIMENT, "the smaller of contact and resistance", mixed).low > 1.0
    assert found(EXPERIMENT, "resistance, resistant against secure", mixed).low > 1.0


def test_resistance_without_contact_does_not():
    angry = both_reunions(contact=0.1 * by_class() + 1, resistance=by_class(seed=5) + HIGH)
    assert found(EXPERIMENT, "resistance, resistant against secure", angry).low > 1.0
    assert abs(found(EXPERIMENT, "the smaller of contact and resistance", angry).value) < 0.6
