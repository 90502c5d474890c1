"""Stress at play: alarm that is felt and protest that is shown, before anybody has left."""

from __future__ import annotations

from bowlby.evidence.play import EXPERIMENT
from evidence.made import Made, by_class, found, made


def test_alarm_and_protest_are_kept_apart():
    worlds = Made(made(alarm_before=by_class(C=1.0), protest_before=by_class(C=-1.0, seed=3)))
    assert found(EXPERIMENT, "alarm before", worlds).low > 0.5
    assert found(EXPERIMENT, "protest to the carer", worlds).high < -0.5
