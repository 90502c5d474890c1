"""What a plan can find: series as asked for, false alarms at the level, and power that grows as it should."""

from __future__ import annotations

import numpy as np
import pytest

from bowlby.inference.trial_plan import TrialError
from bowlby.inference.trial_power import chance_to_find, enough_units, like_neighbours, tried
from inference.sealed_trials import THREE, plan

SERIES = 1200


def test_series_have_the_variance_and_the_correlation_asked_for():
    made = like_neighbours(4000, 10, 0.6, np.random.default_rng(1))
    assert made.std(axis=0) == pytest.approx(np.ones(10), abs=0.05)
    assert np.corrcoef(made[:, 4], made[:, 5])[0, 1] == pytest.approx(0.6, abs=0.05)


@pytest.mark.parametrize(
    "given",
    [{}, {"scheme": "restricted"}, {"looks": (7, 14, 21, 28)}, {"carry_over": True}, {"arms": THREE, "units": 30}],
    ids=["blocks", "restricted", "looks", "carry-over", "three arms"],
)
def test_false_alarms_stay_at_the_level_whatever_the_correlation(given: dict):
    made = plan(**({"units": 28, "block_sizes": ()} | given))
    random = np.random.default_rng(5)
    for correlation in (0.0, 0.8):
        noise = like_neighbours(SERIES, made.units, correlation, random)
        found = tried(made, noise, [0.0] * len(made.arms), random, most=400).found.mean()
        assert found == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / SERIES))


def test_more_units_larger_effects_and_likeness_of_neighbours_give_power():
    small = chance_to_find(plan(units=28, block_sizes=()), 0.5, 1, 0.3)
    assert small < chance_to_find(plan(units=28, block_sizes=()), 1.0, 1, 0.3)
    assert small < chance_to_find(plan(units=84, block_sizes=()), 0.5, 1, 0.3)
    assert small < chance_to_find(plan(units=28, block_sizes=()), 0.5, 1, 0.8)


def test_only_the_ratio_of_effect_to_spread_counts():
    made = plan(units=28, block_sizes=())
    assert chance_to_find(made, 2, 4, 0.3, trials=200) == pytest.approx(chance_to_find(made, 0.5, 1, 0.3, trials=200))


def test_units_that_are_enough():
    assert enough_units(plan(worth=3.0), 1, 0.3) == 12
    assert enough_units(plan(worth=0.01), 5, 0.3) is None
    more = enough_units(plan(worth=1.0), 1, 0.3)
    assert more is not None
    assert 20 <= more <= 56


@pytest.mark.parametrize(("spread", "correlation"), [(0, 0.3), (-1, 0.3), (1, 1.0), (1, -0.1), (float("nan"), 0.3)])
def test_what_makes_no_sense_is_refused(spread: float, correlation: float):
    with pytest.raises(TrialError, match="power"):
        chance_to_find(plan(), 1, spread, correlation)
