"""The world `everyday`: what time, triggers, answers and practices do to the alarm, and how it is rated."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bowlby.worlds.everyday import (
    CEILING,
    Event,
    Nature,
    kept,
    level,
    logs,
    on_scale,
    rated,
    renewal,
    soothed,
    stirred,
    urge,
    written,
)

QUICK = settings(max_examples=40)
alarms = st.floats(0, 10, width=32)
shares = st.floats(0, 1, width=32)
spreads = st.floats(0.125, 4, width=32)

stirred_, soothed_, kept_, written_ = map(jax.jit, (stirred, soothed, kept, written))


def person(**changes: Any) -> Nature:
    """Somebody with two states, three triggers and two practices, with changes."""
    values = {
        "baseline": 2.5,
        "state_shift": [1.0, -0.5],
        "mood_spread": 0.8,
        "mood_days": 1.5,
        "stir_spread": 0.8,
        "half_life": 40.0,
        "rating_spread": 0.5,
        "moment_pull": 0.0,
        "trigger_pull": [0.4, 0.1, 0.0],
        "rebuff_pull": 0.2,
        "comfort_settles": 0.5,
        "practice_settles": [0.3, 0.0],
    } | changes
    return Nature(**{name: jnp.asarray(value, jnp.float32) for name, value in values.items()})


def event(**changes: Any) -> Event:
    """An event at which nothing happens, with changes."""
    values = {
        "minutes": 0.0,
        "states": [0.0, 0.0],
        "moment": 0.0,
        "trigger": [0.0, 0.0, 0.0],
        "rebuffed": 0.0,
        "comforted": 0.0,
        "practices": [0.0, 0.0],
        "rating": np.nan,
    } | changes
    return Event(**{name: jnp.asarray(value, jnp.float32) for name, value in values.items()})


ALL_AT_ONCE = event(moment=1.0, trigger=[1.0, 0.0, 0.0], rebuffed=1.0, comforted=1.0, practices=[1.0, 1.0])


# --- what happens ----------------------------------------------------------------------------------------


@QUICK
@given(alarms)
def test_where_nothing_happens_the_alarm_stays(alarm):
    assert float(stirred_(alarm, person(), event())) == pytest.approx(alarm, abs=1e-5)
    assert float(soothed_(alarm, person(), event())) == pytest.approx(alarm, abs=1e-5)


@QUICK
@given(alarms, shares)
def test_a_trigger_pulls_a_share_of_the_way_to_the_ceiling(alarm, pull):
    risen = float(stirred_(alarm, person(trigger_pull=[0.0, pull, 0.0]), event(trigger=[0.0, 1.0, 0.0])))
    assert risen == pytest.approx(alarm + pull * (10 - alarm), abs=1e-4)
    assert alarm - 1e-5 <= risen <= CEILING + 1e-5


@QUICK
@given(alarms, st.floats(0, 3, width=32))
def test_a_practice_takes_a_share_of_the_alarm_away(alarm, settles):
    left = float(soothed_(alarm, person(practice_settles=[0.0, settles]), event(practices=[0.0, 1.0])))
    assert left == pytest.approx(alarm * np.exp(-settles), abs=1e-4)
    assert -1e-5 <= left <= alarm + 1e-5


def test_a_rebuff_raises_comfort_settles_and_neither_does_the_others_work():
    rebuff, comfort = event(rebuffed=1.0), event(comforted=1.0)
    assert float(stirred(5.0, person(), rebuff)) == pytest.approx(5 + 0.2 * 5)
    assert float(soothed(5.0, person(), rebuff)) == pytest.approx(5.0)
    assert float(soothed(5.0, person(), comfort)) == pytest.approx(5 * np.exp(-0.5))
    assert float(stirred(5.0, person(), comfort)) == pytest.approx(5.0)


def test_what_comes_together_adds_up_before_it_acts():
    pull = 0.05 + 0.4 + 0.2
    assert float(stirred(3.0, person(moment_pull=0.05), ALL_AT_ONCE)) == pytest.approx(3 + pull * 7)
    settles = person(practice_settles=[0.3, 0.2])
    assert float(soothed(3.0, settles, ALL_AT_ONCE)) == pytest.approx(3 * np.exp(-0.5 - 0.3 - 0.2))


@pytest.mark.parametrize("change", [stirred, soothed])
def test_every_change_is_a_straight_line_in_the_alarm(change):
    """The likelihood rests on it: it asks for slope and intercept only."""
    first, second, third = (float(change(alarm, person(moment_pull=0.1), ALL_AT_ONCE)) for alarm in (0.0, 4.0, 8.0))
    assert third - second == pytest.approx(second - first, abs=1e-5)


def test_lasting_exposures_shift_the_level():
    assert float(level(person(), event())) == pytest.approx(2.5)
    assert float(level(person(), event(states=[1.0, 0.0]))) == pytest.approx(3.5)
    assert float(level(person(), event(states=[1.0, 1.0]))) == pytest.approx(3.0)


# --- time ------------------------------------------------------------------------------------------------


def test_after_a_half_life_half_of_the_stir_is_left_and_after_the_mood_s_days_a_third_of_it():
    drift, mood, stir = kept(40.0, person())
    assert float(drift) == pytest.approx(np.exp(-40 / (30 * 1440)))
    assert float(stir) == pytest.approx(0.5)
    assert float(mood) == pytest.approx(np.exp(-40 / (1.5 * 1440)))
    assert float(kept(1.5 * 1440, person())[1]) == pytest.approx(np.exp(-1))


@QUICK
@given(st.floats(0, 3000, width=32), st.floats(0, 3000, width=32))
def test_time_that_passes_in_two_parts_is_time_that_passes(one, other):
    for whole, first, second in zip(
        kept_(one + other, person()), kept_(one, person()), kept_(other, person()), strict=True
    ):
        assert float(whole) == pytest.approx(float(first) * float(second), abs=1e-5)


def test_no_time_leaves_all_and_endless_time_nothing():
    assert [float(share) for share in kept(0.0, person())] == [1, 1, 1]
    assert [float(share) for share in kept(jnp.inf, person())] == [0, 0, 0]


@QUICK
@given(shares, spreads)
def test_what_comes_anew_keeps_the_spread_standing(share, spread):
    variance = share**2 * spread**2 + float(renewal(jnp.float32(share), jnp.float32(spread)).variance)
    assert variance == pytest.approx(spread**2, rel=1e-4)


def test_leading_axes_are_free():
    """One person and many are the same code."""
    many = jax.tree.map(lambda part: jnp.stack([part, part * 1.1, part * 0.9]), person())
    happens = jax.tree.map(lambda part: jnp.stack([part] * 3), ALL_AT_ONCE)
    together = stirred(jnp.array([1.0, 5.0, 9.0]), many, happens)
    one_by_one = [
        stirred(alarm, jax.tree.map(lambda part, who=who: part[who], many), ALL_AT_ONCE)
        for who, alarm in enumerate((1.0, 5.0, 9.0))
    ]
    assert together.shape == (3,)
    assert np.asarray(together) == pytest.approx(np.array(one_by_one))
    assert level(many, happens).shape == (3,)


# --- ratings ---------------------------------------------------------------------------------------------


def test_a_rating_lies_around_the_alarm_by_its_own_spread():
    distribution = rated(jnp.float32(4.0), person())
    assert (float(distribution.mean), float(distribution.variance)) == pytest.approx((4.0, 0.25))


@QUICK
@given(st.floats(-50, 50, width=32), st.sampled_from([0.1, 0.5, 1.0, 1.25, 2.5]))
def test_what_is_written_is_on_the_scale_and_within_half_a_step(rating, unit):
    shown = float(written_(rating, unit))
    assert 0 <= shown <= 10
    assert shown / unit == pytest.approx(round(shown / unit), abs=1e-3)
    assert abs(shown - min(max(rating, 0), 10)) <= unit / 2 + 1e-4


@pytest.mark.parametrize(
    ("alarm", "spread"), [(-3.0, 1.0), (0.0, 1.0), (2.5, 1.2), (5.0, 4.0), (9.5, 2.0), (14.0, 1.0)]
)
def test_the_mean_on_the_scale_counts_what_lies_beyond_an_end_as_that_end(alarm: float, spread: float):
    chance = np.random.default_rng(20260301).normal(alarm, spread, 200_000)
    exact = float(on_scale(alarm, spread))
    assert exact == pytest.approx(np.clip(chance, 0, 10).mean(), abs=5 * spread / np.sqrt(200_000))
    assert 0 <= exact <= 10


def test_without_spread_the_mean_on_the_scale_is_the_alarm_itself():
    assert np.asarray(on_scale(jnp.array([-1.0, 0.0, 3.0, 10.0, 12.0]), 0.0)) == pytest.approx(
        [0, 0, 3, 10, 10], abs=1e-5
    )


# --- who logs when ---------------------------------------------------------------------------------------


def test_the_chance_of_logging_is_even_at_its_point_and_certain_without_a_leaning():
    felt = jnp.array([0.0, 4.0, 10.0])
    leaning, none = (np.asarray(logs(felt, person(logs_slope=slope, logs_from=4.0)).probs) for slope in (0.5, 0.0))
    assert leaning == pytest.approx([stats.norm.cdf(-2), 0.5, stats.norm.cdf(3)], rel=1e-4)
    assert none.tolist() == [1, 1, 1]


@QUICK
@given(st.floats(0, 10), st.floats(0.1, 3), st.floats(0.05, 2), st.floats(0, 8))
def test_the_urge_of_an_uncertain_alarm_gives_the_mean_chance(mean, spread, slope, even):
    """Against the mean over a fine grid of what may be felt."""
    someone = person(logs_slope=slope, logs_from=even)
    away = np.linspace(-8, 8, 4001)
    chances = stats.norm.cdf(np.asarray(urge(jnp.asarray(mean + spread * away), someone), float))
    expected = np.average(chances, weights=stats.norm.pdf(away))
    assert stats.norm.cdf(float(urge(mean, someone, spread**2))) == pytest.approx(expected, abs=1e-4)
