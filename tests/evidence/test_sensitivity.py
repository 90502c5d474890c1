"""Sensitivity and the classes: each against all others; D counts for its nearest class where there are three."""

from __future__ import annotations

import numpy as np

from bowlby.evidence.sensitivity import EXPERIMENT
from evidence.made import Made, by_class, found, made

WORLDS = Made(made(observed_sensitivity=by_class(B=1.0, A=-1.0)))


def test_each_class_is_held_against_all_others():
    secure, avoidant, resistant = (
        found(EXPERIMENT, f"observed sensitivity with being coded {word}", WORLDS).value
        for word in ("secure", "avoidant", "resistant")
    )
    assert secure > 0.3
    assert avoidant < -0.3
    assert abs(resistant) < 0.15
    by_hand = np.corrcoef(WORLDS.under(())["observed_sensitivity"], WORLDS.under(())["class"] == "B")[0, 1]
    assert secure == by_hand


def test_security_of_three_classes_takes_in_the_nearest():
    columns = made(observed_sensitivity=by_class(B=1.0, D=1.0))
    both = found(EXPERIMENT, "observed sensitivity with security of three classes (studies up to 1997)", Made(columns))
    four = found(EXPERIMENT, "observed sensitivity with being coded secure", Made(columns))
    assert both.value > four.value + 0.1
