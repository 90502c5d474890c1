"""The stranger: what changes for all infants, and what is lost by whom."""

from __future__ import annotations

import pytest

from bowlby.evidence.stranger_wariness import EXPERIMENT
from evidence.made import Made, by_class, found, made

BEFORE = by_class(seed=6)


def test_changes_are_counted_in_standard_deviations_of_before():
    worlds = Made(
        made(exploration=BEFORE, play_stranger=BEFORE - BEFORE.std(ddof=1), alarm_free=BEFORE, alarm_stranger=BEFORE)
    )
    assert found(EXPERIMENT, "play with the stranger there", worlds).value == pytest.approx(-1)
    assert found(EXPERIMENT, "alarm with the stranger there", worlds).value == 0


def test_play_lost_is_positive_for_those_who_lose_more():
    lost = made()["class"] == "C"
    worlds = Made(made(exploration=BEFORE, play_stranger=BEFORE - lost - 0.5 * by_class(seed=8)))
    assert found(EXPERIMENT, "play lost to the stranger", worlds).low > 0.8
