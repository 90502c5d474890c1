"""Unsureness between classes, and expectations that steer the alarm beyond temperament."""

from __future__ import annotations

from bowlby.evidence.working_model import EXPERIMENT
from evidence.made import Made, by_class, found, like, made

COLUMNS = made()


def test_unsure_children_are_found_in_their_class():
    worlds = Made(COLUMNS | {"unsure": by_class(C=1.0, A=-1.0)})
    assert found(EXPERIMENT, "unsure of comfort, resistant against secure", worlds).low > 0.5
    assert found(EXPERIMENT, "unsure of comfort, resistant against avoidant", worlds).low > 1.2


def test_what_temperament_does_is_not_put_down_to_expectations():
    steered = Made(COLUMNS | {"alarm_apart": like(COLUMNS["expected_loss"])})
    born = Made(COLUMNS | {"alarm_apart": like(COLUMNS["reactivity"])})
    words = "weight of the expected loss on the alarm"
    assert found(EXPERIMENT, words, steered).low > 0.5
    assert abs(found(EXPERIMENT, words, born).value) < 0.15
