"""Calm outside, aroused inside: what crying shows of the alarm, and what it does not."""

from __future__ import annotations

from bowlby.evidence.calm_outside import EXPERIMENT
from evidence.made import Made, by_class, found, like, made

HIDDEN = "alarm when left beyond what crying shows"


def test_hidden_alarm_is_found():
    worlds = Made(made(crying_apart=by_class(A=-1.0), alarm_apart=by_class(A=1.0, seed=3)))
    assert found(EXPERIMENT, "crying when left", worlds).high < -0.5
    assert found(EXPERIMENT, "alarm when left, avoidant", worlds).low > 0.5
    assert found(EXPERIMENT, HIDDEN, worlds).low > 0.8


def test_a_child_that_shows_what_it_feels_hides_nothing():
    alarm = by_class(A=-1.0)
    assert (
        abs(found(EXPERIMENT, HIDDEN, Made(made(alarm_apart=alarm, crying_apart=like(alarm, noise=0.1)))).value) < 0.4
    )
