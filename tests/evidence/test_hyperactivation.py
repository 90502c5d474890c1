"""Turned up: more signals, louder ones, and turns between anger and asking; who sends none has no loudness."""

from __future__ import annotations

import numpy as np

from bowlby.evidence.hyperactivation import EXPERIMENT
from evidence.made import Made, by_class, found, made


def test_more_louder_and_turning_are_kept_apart():
    worlds = Made(made(signalling=by_class(C=1.0), loudness=by_class(C=-1.0), turns=by_class()))
    assert found(EXPERIMENT, "time with a signal", worlds).low > 0.5
    assert found(EXPERIMENT, "loudness of the signals", worlds).high < -0.5
    assert abs(found(EXPERIMENT, "turns between", worlds).value) < 0.4


def test_children_without_a_signal_are_left_out_of_loudness():
    loudness = np.where(np.arange(400) < 40, np.nan, by_class())
    assert found(EXPERIMENT, "loudness of the signals", Made(made(loudness=loudness))).n == 180
