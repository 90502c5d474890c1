"""Exploration: less in resistant children is negative, for the claim about the room and the one about children."""

from __future__ import annotations

from bowlby.evidence.exploring import EXPERIMENT
from evidence.made import Made, by_class, found, made


def test_less_play_is_negative():
    worlds = Made(made(exploration=by_class(C=-1.0), play_stranger=by_class(C=1.0)))
    assert found(EXPERIMENT, "play with the carer there, resistant", worlds).high < -0.5
    assert found(EXPERIMENT, "play once the stranger is there", worlds).low > 0.5
    assert abs(found(EXPERIMENT, "play with the carer there, avoidant", worlds).value) < 0.4


def test_both_claims_are_held_against_the_published_direction():
    rows = {(each.claim, each.benchmark) for each in EXPERIMENT.statistics if each.benchmark}
    assert rows == {("C09", "explore-less"), ("C17", "reluctant")}
