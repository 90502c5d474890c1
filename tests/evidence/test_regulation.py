"""Regulation: crying, settling, and telling harmless play from being left."""

from __future__ import annotations

import numpy as np

from bowlby.evidence.regulation import EXPERIMENT
from evidence.made import Made, by_class, found, made

RESISTANT = made()["class"] == "C"
WORDS = "how much calmer at play"


def test_crying_and_settling_are_read_from_their_own_columns():
    worlds = Made(made(crying_overall=by_class(C=1.0), settled_after=by_class(C=-1.0)))
    assert found(EXPERIMENT, "crying over the whole visit", worlds).low > 0.5
    assert found(EXPERIMENT, "seconds until the last cry", worlds).high < -0.5


def test_a_child_that_is_alarmed_by_everything_tells_nothing_apart():
    noise = 0.02 * by_class()
    alike = Made(made(alarm_apart=np.full(400, 0.5), alarm_free=np.where(RESISTANT, 0.4, 0.1) + noise))
    only_more = Made(made(alarm_apart=np.where(RESISTANT, 0.8, 0.4), alarm_free=np.where(RESISTANT, 0.2, 0.1) + noise))
    assert found(EXPERIMENT, WORDS, alike).high < -1
    assert abs(found(EXPERIMENT, WORDS, only_more).value) < 0.5
