"""Readings of a record of a few ticks an episode that was written by hand, and of real ones."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from bowlby.evidence import readings
from bowlby.model.care import Care
from bowlby.parameters import load_parameters
from bowlby.worlds.episodes import schedule
from bowlby.worlds.trajectory import Trajectory
from evidence.made import TINY, tiny

EACH = 12
PARAMETERS = load_parameters()
PLAN = schedule(PARAMETERS.strange_situation)
HOLD, REACH, PLEA, PROTEST = range(4)


def record(**changed: Any) -> Trajectory:
    """Eight quiet episodes of twelve ticks, one dyad; `changed` gives fields their values by tick."""
    ticks = np.arange(8 * EACH)
    episode = ticks // EACH + 1
    fields = {name: np.zeros(8 * EACH) for name in Trajectory._fields}
    truths = ("in_contact", "held_by_stranger", "crying", "looking", "exploring", "still", "startled")
    fields |= {name: np.zeros(8 * EACH, bool) for name in truths}
    fields |= {"tick": ticks, "seconds": 5.0 * ticks, "episode": episode, "signal": np.zeros(8 * EACH, int)}
    fields |= changed
    return Trajectory(**{name: jnp.asarray(values)[:, None] for name, values in fields.items()})


def during(*episodes: int, first: int = 0, last: int = EACH) -> np.ndarray:
    tick = np.arange(8 * EACH)
    return np.isin(tick // EACH + 1, episodes) & (tick % EACH >= first) & (tick % EACH < last)


def number(group: dict[str, Any], name: str) -> float:
    return float(group[name][0])


def test_looks_are_shares_of_their_episodes():
    looking = during(2, last=6) | during(3, first=4, last=8)
    found = readings._looks(record(looking=looking, exploring=during(2), infant_x=during(3) * 2.0))
    assert number(found, "looking_free") == 0.5
    assert number(found, "looking_stranger") == pytest.approx(1 / 3)
    assert number(found, "looking_talk") == 1.0
    assert number(found, "looking_no_talk") == pytest.approx(0.5)
    assert number(found, "watching_play") == 0.5
    assert (number(found, "gap_free"), number(found, "gap_stranger")) == (0.0, 2.0)


def test_cries_and_separations_cut_short():
    found = readings._plays_and_cries(record(crying=during(4) | during(2, last=3)), PLAN._replace(episode=EACH))
    assert number(found, "crying_apart") == pytest.approx(1 / 3)
    assert number(found, "crying_free") == 0.25
    assert number(found, "crying_before") == 0.125
    assert number(found, "cut") == 0
    assert number(readings._plays_and_cries(record(), PLAN), "cut") == 3


def test_a_reunion_in_which_contact_is_sought_and_resisted():
    signal = REACH * during(5, last=2) + PROTEST * during(5, first=2, last=4) + PLEA * during(8, last=5)
    found = readings._reunions(record(signal=signal, in_contact=during(5), crying=signal >= PLEA))
    assert number(found, "mixed") == 0.5
    assert number(found, "holding_on") == pytest.approx(2 / 24)
    assert number(found, "turns") == pytest.approx(1 / 24 * 12)
    assert number(found, "settled_after") == 25.0


def test_loudness_is_that_of_the_signals_sent_to_the_carer():
    answers = PARAMETERS.answers
    found = readings._signals(record(signal=REACH * during(2) + PROTEST * (during(3) | during(6))), answers)
    assert number(found, "signalling") == pytest.approx(2 / 5)
    assert number(found, "loudness") == pytest.approx((float(answers.loud_reach) + 1) / 2)
    assert np.isnan(number(readings._signals(record(), answers), "loudness"))


def test_alarm_is_taken_where_it_belongs():
    found = readings._hidden(record(alarm=during(4, 6, 7) * 0.6 + during(2) * 0.2))
    assert number(found, "alarm_apart") == pytest.approx(0.6)
    assert number(found, "alarm_before") == pytest.approx(0.1)
    assert number(found, "alarm_reunion") == 0


def test_chances_of_comfort_are_weighed_by_attention():
    one = jnp.ones(1)
    care = Care(0.8 * one, 0.5 * one, one, 1.0 * one, 0 * one, 0 * one, 0 * one)
    found = readings._chances(care, PARAMETERS.answers._replace(unasked=1.0, steepness=2.0))
    assert number(found, "comfort_distress") == pytest.approx(
        0.8 * (0.5 + 0.5 * PARAMETERS.answers.loud_plea**2), rel=1e-5
    )
    assert number(found, "comfort_calm") < number(found, "comfort_distress")


def test_readings_of_real_records_are_numbers_in_range():
    found = tiny().under(())
    for name in readings.Readings._fields:
        values = np.asarray(found[name], float)
        assert values.shape == (TINY,)
        assert np.isfinite(values).all() or name == "loudness"
        top = {"settled_after": 400, "turns": 12, "cut": 3, "gap_free": 5, "gap_stranger": 5}.get(name, 1.0)
        assert np.nanmin(values) >= 0
        assert np.nanmax(values) <= top + 1e-5
