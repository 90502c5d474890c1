"""Distress when left: resistant above secure above avoidant."""

from __future__ import annotations

from bowlby.evidence.separation import EXPERIMENT
from evidence.made import Made, by_class, found, made


def test_the_order_of_the_classes_gives_two_positive_differences():
    worlds = Made(made(crying_apart=by_class(C=1.0, A=-1.0), cut=by_class(C=-1.0)))
    assert found(EXPERIMENT, "crying when left, resistant", worlds).low > 0.5
    assert found(EXPERIMENT, "crying when left, secure", worlds).low > 0.5
    assert found(EXPERIMENT, "separations cut short", worlds).high < -0.5
