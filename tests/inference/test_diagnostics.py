"""Made-up people, the truth about them, and the table that holds estimates against it."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest

from bowlby.inference.diagnostics import (
    KINDS,
    PRACTICE_SHARES,
    STATE_SHARE,
    TRIGGER_SHARES,
    Made,
    Recovered,
    made_person,
    recovered,
    summarised,
)
from bowlby.inference.shown import shown_of
from inference.diaries import PARAMETERS

SEED = 5


@cache
def person(number: int, seed: int = SEED) -> Made:
    return made_person(seed, number, days=30, moments_a_day=2, parameters=PARAMETERS)


def same(one: Made, other: Made) -> bool:
    natures = zip(one.nature, other.nature, strict=True)
    return one.diary == other.diary and all(np.array_equal(a, b) for a, b in natures)


def test_a_person_is_the_same_every_time_and_nobody_else():
    assert same(person(0), made_person(SEED, 0, days=30, moments_a_day=2, parameters=PARAMETERS))
    assert person(0).diary != person(1).diary
    assert float(person(0).nature.half_life) != float(person(1).nature.half_life)
    assert float(person(0).nature.half_life) != float(person(0, SEED + 1).nature.half_life)


def test_a_diary_is_as_long_as_asked_for():
    records = person(0).diary
    assert len(records.moments) == 60
    days = (records.moments[-1].at.date() - records.moments[0].at.date()).days + 1
    assert 15 < days < 90
    assert 0.8 * 2 * days <= len(records.checkins) < 2 * days  # a few ratings are skipped
    assert records.checkins[-1].at <= records.moments[-1].at


def test_people_differ_more_than_the_prior_says():
    """Triggers that do nothing, practices that make it worse, half-lives from minutes to hours."""
    people = [person(number).nature for number in range(30)]
    pulls = np.concatenate([np.asarray(one.trigger_pull) for one in people])
    assert pulls.shape == (30 * len(TRIGGER_SHARES),)
    assert pulls.min() >= -0.1 - 1e-6
    assert pulls.max() <= 0.7 + 1e-6
    assert (np.abs(pulls) < 0.05).any()
    settles = np.concatenate([np.asarray(one.practice_settles) for one in people])
    assert settles.shape == (30 * len(PRACTICE_SHARES),)
    assert settles.min() < 0 < settles.max()
    half_lives = np.array([float(one.half_life) for one in people])
    assert np.log(half_lives).mean() == pytest.approx(math.log(45), abs=4 * 0.5 / math.sqrt(30))
    assert half_lives.max() > 4 * half_lives.min()


# --- estimates beside the truth --------------------------------------------------------------------------


def interval(estimate: float, **more: Any) -> dict[str, Any]:
    return {"effect": estimate, "median": estimate, "low": estimate - 1, "high": estimate + 1, "enough": True, **more}


def result(made: Made, **changes: Any) -> dict[str, Any]:
    """A fit that tells of one thing of each kind."""
    triggers, practices = made.habits.triggers, made.habits.practices
    return {
        "triggers": [interval(1.0, name=triggers[2][0]), interval(0.5, name="alone")],
        "settles": [
            interval(1.1, name=practices[1][0]),
            interval(1.2, name="comfort"),
            interval(-1.3, name="rebuff"),
        ],
        "half_life_minutes": {**interval(50.0), "identified": True},
        "usual_alarm": interval(2.5),
        **changes,
    }


def test_every_number_that_is_told_stands_beside_its_truth():
    made = person(0)
    nature = made.nature
    shown = shown_of(nature, np.array([STATE_SHARE]))
    truths = {row.kind: row.truth for row in recovered(made, result(made))}
    assert truths == pytest.approx(
        {
            "trigger": float(shown.triggers[2]),
            "state": float(shown.states[0]),
            "practice": 6 * (1 - math.exp(-float(nature.practice_settles[1]))),
            "comfort": 6 * (1 - math.exp(-float(nature.comfort_settles))),
            "rebuff": -4 * float(nature.rebuff_pull),
            "half-life": float(nature.half_life),
            "usual alarm": float(shown.usual_alarm),
        },
        rel=1e-5,
    )
    assert tuple(truths) == KINDS


def test_what_is_not_told_is_not_compared():
    made = person(0)
    untold = {"effect": None, "low": None, "high": None, "enough": False}
    silent = result(
        made,
        triggers=[{"name": made.habits.triggers[0][0], **untold}],
        settles=[],
        half_life_minutes={"median": None, "low": None, "high": None, "identified": False},
    )
    assert [row.kind for row in recovered(made, silent)] == ["usual alarm"]


def test_coverage_bias_error_and_correlation():
    rows = [
        Recovered("trigger", 1.0, 1.5, 0.9, 2.0),
        Recovered("usual alarm", 2.0, 2.0, 1.0, 3.0),
        Recovered("trigger", 2.0, 2.5, 2.1, 3.0),
        Recovered("trigger", 3.0, 2.0, 1.0, 3.0),
    ]
    trigger, usual = summarised(rows)
    assert (trigger.kind, trigger.told, usual.kind, usual.told) == ("trigger", 3, "usual alarm", 1)
    assert trigger.coverage == pytest.approx(2 / 3)
    assert trigger.bias == pytest.approx(0.0)
    assert trigger.error == pytest.approx(math.sqrt((0.25 + 0.25 + 1) / 3))
    assert trigger.correlation == pytest.approx(float(np.corrcoef([1, 2, 3], [1.5, 2.5, 2.0])[0, 1]))
    assert math.isnan(usual.correlation)


def test_the_half_life_is_compared_by_its_logarithm():
    long, short = Recovered("half-life", 40.0, 80.0, 30.0, 90.0), Recovered("half-life", 40.0, 20.0, 10.0, 30.0)
    (row,) = summarised([long, short])
    assert (row.coverage, row.bias, row.error) == pytest.approx((0.5, 0.0, math.log(2)))


def test_the_table_keeps_its_order_and_leaves_out_what_was_never_told():
    rows = [Recovered(kind, 1.0, 1.0, 0.0, 2.0) for kind in reversed(KINDS) if kind != "comfort"]
    assert [row.kind for row in summarised(rows)] == [kind for kind in KINDS if kind != "comfort"]
    assert summarised([]) == []
