from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jax.test_util import check_grads

from bowlby.model.alarm import comfort_share, exploration, left_after, part_of, read_cue, rise, settle, threat
from model.builders import QUICK, alarms, near, shares

pulls = shares
likelihoods = st.floats(-6, 6, width=32)
certainly_uncertain = st.floats(0.015625, 0.984375, width=32)
half_lives = st.floats(0.5, 2000, width=32)

threat_, read_cue_, rise_, settle_, left_after_ = map(jax.jit, (threat, read_cue, rise, settle, left_after))


@QUICK
@given(shares, st.floats(0, 5, width=32), st.floats(0, 5, width=32), shares)
def test_threat_is_outside_threat_magnified_and_bounded(outside, reactivity, vigilance, loss):
    felt = threat_(outside, reactivity, vigilance, loss)
    assert 0 <= felt <= 1
    assert felt == near(min(1.0, outside * reactivity * (1 + vigilance * loss)), 1e-5)


def test_an_expected_loss_makes_a_threat_loom_larger_and_nothing_comes_from_nothing():
    felt = threat(0.3, 1.0, 1.0, jnp.array([0.0, 0.5, 1.0]))
    assert np.allclose(felt, [0.3, 0.45, 0.6])
    assert threat(0.0, 3.0, 5.0, 1.0) == 0


@QUICK
@given(certainly_uncertain, certainly_uncertain, likelihoods)
def test_without_mindfulness_a_cue_is_read_by_bayes_from_what_is_expected(prior, base_rate, evidence):
    odds = prior / (1 - prior) * np.exp(evidence)
    assert read_cue_(prior, base_rate, evidence, 0.0) == near(odds / (1 + odds), 1e-4)


@QUICK
@given(certainly_uncertain, certainly_uncertain, certainly_uncertain, likelihoods)
def test_full_mindfulness_starts_from_the_base_rate_whatever_is_expected(prior, other, base_rate, evidence):
    assert read_cue_(prior, base_rate, evidence, 1.0) == near(read_cue_(other, base_rate, evidence, 1.0), 1e-5)
    assert read_cue_(prior, base_rate, 0.0, 1.0) == near(base_rate, 1e-4)


@QUICK
@given(certainly_uncertain, certainly_uncertain, likelihoods, shares, shares)
def test_mindfulness_moves_the_reading_from_the_prior_to_the_base_rate(prior, base_rate, evidence, one, other):
    less, more = sorted((one, other))
    none, some, much, all_ = (read_cue_(prior, base_rate, evidence, m) for m in (0.0, less, more, 1.0))
    # The same way all along: never past either end, never back.
    readings = np.array([none, some, much, all_]) * (1 if base_rate >= prior else -1)
    assert (np.diff(readings) >= -1e-5).all()


def test_mindfulness_does_not_pull_an_unlikely_loss_up_to_one_half():
    # Dividing the prior's logit by more and more would read every cue of a trusting person as nearly even odds.
    prior, base_rate = 0.3, 0.2
    readings = read_cue(prior, base_rate, 0.0, jnp.array([0.0, 0.5, 0.9, 1.0]))
    assert (jnp.diff(readings) < 0).all()
    logit = np.log(prior / (1 - prior))
    divided = 1 / (1 + np.exp(-logit / np.array([1.0, 2.0, 10.0, 1000.0])))
    assert (np.diff(divided) > 0).all()  # the trap itself: more mindful, more alarmed


@QUICK
@given(certainly_uncertain, certainly_uncertain, shares, likelihoods, likelihoods)
def test_a_cue_that_speaks_more_for_withdrawal_is_read_more_so(prior, base_rate, mindfulness, one, other):
    less, more = sorted((one, other))
    readings = [read_cue_(prior, base_rate, evidence, mindfulness) for evidence in (less, more)]
    assert 0 <= readings[0] <= readings[1] <= 1


def test_overwhelming_cues_are_read_without_overflow():
    def reading(evidence):
        return read_cue(0.5, 0.2, evidence, 0.3)

    for evidence, expected in ((-500.0, 0.0), (500.0, 1.0)):
        assert reading(evidence) == expected
        assert jnp.isfinite(jax.grad(reading)(evidence))


@QUICK
@given(alarms, pulls, pulls, st.sampled_from([1.0, 10.0]))
def test_the_alarm_rises_towards_its_ceiling_and_never_past_it(alarm, one, other, ceiling):
    less, more = sorted((one, other))
    start = np.float32(alarm * ceiling)
    low, high = rise_(start, less, ceiling), rise_(start, more, ceiling)
    assert start <= low + 1e-6
    assert low <= high + 1e-6
    assert high <= ceiling
    assert low == near(start + less * (ceiling - start), 1e-5)


def test_no_pull_leaves_the_alarm_and_a_full_pull_fills_it():
    alarm = jnp.linspace(0.0, 1.0, 101)
    assert (rise(alarm, 0.0) == alarm).all()
    assert (rise(alarm, 1.0) == 1.0).all()
    assert (rise(10 * alarm, 1.0, ceiling=10.0) == 10.0).all()


@QUICK
@given(alarms, shares)
def test_settling_takes_its_share_and_no_more(alarm, share):
    assert 0 <= settle_(alarm, share) <= alarm
    assert settle_(alarm, share) == near(alarm * (1 - share))


@QUICK
@given(alarms, alarms, shares, pulls)
def test_rise_and_settle_are_affine_so_that_a_mean_can_be_tracked(one, other, weight, share):
    mixed = weight * one + (1 - weight) * other
    for change in (rise_, settle_):
        assert change(mixed, share) == near(weight * change(one, share) + (1 - weight) * change(other, share), 1e-5)


def test_comfort_settles_more_where_it_is_trusted_and_let_in():
    trusted = comfort_share(0.5, 1.0, jnp.array([0.0, 0.5, 1.0]))
    assert np.allclose(trusted, [0.5, 0.25, 0.0])
    assert (jnp.diff(comfort_share(0.5, jnp.array([0.0, 0.4, 1.0]), 0.2)) > 0).all()
    assert comfort_share(1.0, 1.0, 0.0) == 1


@QUICK
@given(alarms, shares, st.integers(1, 60))
def test_parts_of_a_step_together_take_what_the_step_takes(alarm, share, parts):
    part = np.float32(part_of(share, 1 / parts))
    assert 0 <= part <= 1
    left = alarm
    for _ in range(parts):
        left = left * (1 - part)
    assert left == near(settle_(alarm, share), 1e-4)


@QUICK
@given(half_lives, st.floats(0, 500, width=32), st.floats(0, 500, width=32))
def test_self_soothing_halves_the_alarm_in_a_half_life_at_any_step_length(half_life, first, second):
    assert left_after_(0.0, half_life) == 1
    assert left_after_(half_life, half_life) == near(0.5)
    together = left_after_(np.float32(first + second), half_life)
    assert left_after_(first, half_life) * left_after_(second, half_life) == near(together, 1e-4)
    assert 0 <= together <= 1


def test_sixty_ticks_of_five_seconds_are_five_minutes():
    tick = left_after(5 / 60, 12.0)
    assert tick**60 == near(float(left_after(5.0, 12.0)), 1e-5)


@QUICK
@given(alarms, st.floats(0, 2, width=32), st.booleans())
def test_exploration_needs_calm_and_quiet(alarm, curiosity, holds):
    left = exploration(alarm, curiosity, holds)
    assert left == (near(min(1.0, (1 - alarm) * curiosity)) if holds else 0)


def test_exploration_falls_as_the_alarm_rises():
    assert (jnp.diff(exploration(jnp.linspace(0, 1, 11), 1.0, True)) < 0).all()
    assert exploration(1.0, 1.0, True) == 0


@QUICK
@given(st.floats(0, 10), pulls, shares, st.floats(0, 600), st.floats(1, 600))
def test_gradients_are_right_for_fitting(alarm, pull, share, minutes, half_life):
    assume(0.01 < alarm < 9.99)

    def tracked(alarm, pull, share, half_life):
        return settle(rise(alarm, pull, 10.0), share) * left_after(minutes, half_life)

    with jax.enable_x64(True):
        check_grads(tracked, (alarm, pull, share, half_life), order=1, modes=["rev"], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("half_life", [1.0, 45.0, 1440.0])
@pytest.mark.parametrize("minutes", [0.0, 1e-3, 600.0, 1e5])
def test_the_decay_has_finite_gradients_at_every_time_scale(minutes, half_life):
    slopes = jax.grad(left_after, argnums=(0, 1))(minutes, half_life)
    assert all(jnp.isfinite(slope) for slope in slopes)


def test_double_precision_stays_double():
    with jax.enable_x64(True):
        alarm = jnp.asarray([0.3], jnp.float64)
        for value in (rise(alarm, 0.2), settle(alarm, 0.2), read_cue(alarm, 0.2, 1.0, 0.5), left_after(alarm, 45.0)):
            assert value.dtype == jnp.float64
        assert float(rise(alarm, 0.2)[0]) == pytest.approx(0.3 + 0.2 * 0.7, rel=1e-15)
