"""Separation anxiety is the alarm, not what is shown of it."""

from __future__ import annotations

from bowlby.evidence.separation_anxiety import EXPERIMENT
from evidence.made import Made, by_class, found, made


def test_it_is_the_alarm_that_counts():
    worlds = Made(made(alarm_apart=by_class(C=1.0, A=1.0), crying_apart=by_class(C=5.0)))
    assert found(EXPERIMENT, "alarm when left, resistant against secure", worlds).low > 0.5
    assert abs(found(EXPERIMENT, "alarm when left, resistant against avoidant", worlds).value) < 0.4


def test_the_published_rows_ask_for_more_than_secure_and_no_more_than_avoidant():
    rows = [each.benchmark for each in EXPERIMENT.statistics if each.benchmark]
    assert rows == ["anxiety-against-secure", "anxiety-against-avoidant"]
