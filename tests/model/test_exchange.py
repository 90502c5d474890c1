from __future__ import annotations

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.model.alarm import Temperament
from bowlby.model.care import Care
from bowlby.model.exchange import Circumstance, Happening, State, exchange, settled
from bowlby.model.signals import choice, loudness
from bowlby.model.working_model import expectation
from model.builders import (
    EXCHANGES,
    PARAMETERS,
    QUICK,
    Cohort,
    alarms,
    alike,
    everyone_differs,
    figure,
    in_numpy,
    live,
    near,
    numbers_at,
    same,
    shares,
    step,
)
from model.plain import Life

NONE, COMFORT, REBUFF = range(3)
HOLD, REACH, PLEA, PROTEST = range(4)

MANY, GROWN, ONCE = 1000, 333, 20_000
"""People in the batches of lives, in the lives that teach, and in single exchanges."""

one_exchange, numbers_at_, settled_ = jax.jit(exchange), jax.jit(numbers_at), jax.jit(settled)


@cache
def everyone() -> tuple[Cohort, State, Happening]:
    """A thousand people and their lives of two hundred exchanges."""
    cohort = everyone_differs(MANY)
    return in_numpy((cohort, *live(cohort)))


def some(people, tree):
    """A part of the people of a tree whose leaves end with the person."""
    return jax.tree.map(lambda leaf: leaf[..., people], tree)


def lives_of(people, happening: Happening) -> Happening:
    """A part of the people of what happened [exchange, person]."""
    return jax.tree.map(lambda leaf: leaf[:, people], happening)


# The same steps in other words


def test_the_arrays_do_what_the_plain_steps_do():
    cohort, state, happening = everyone()
    every_tick = jax.jit(jax.vmap(numbers_at, (None, 0)))
    drawn = in_numpy(every_tick(cohort.keys[:12], jnp.arange(EXCHANGES)))
    for person in range(12):
        life = Life(PARAMETERS, *jax.tree.map(float, some(person, (cohort.temperament, cohort.care))))
        for tick in range(EXCHANGES):
            numbers = {name: float(number[tick, person]) for name, number in drawn.items()}
            threat = numbers["threat"] * 2.5 if numbers["threat"] < 0.4 else 0.0
            expected = life.exchange(threat, 5.0, numbers["presence"] < 0.9, 1.0, numbers)
            for name, value in expected.items():
                assert getattr(happening, name)[tick, person] == pytest.approx(value, abs=2e-4), (name, tick, person)
        assert state.alarm[person] == near(life.alarm, 2e-4)
        for memory, plain in zip(state.working_model, (life.fast, life.slow), strict=True):
            for name, pairs in plain.items():
                assert np.allclose(getattr(memory, name)[..., person].reshape(2, -1).T, pairs, rtol=1e-3)


def test_short_ticks_do_what_the_plain_steps_do():
    cohort = alarmed(alike(ONCE, figure(sensitivity=0.7, rebuff=0.4, fright=0.3)), 0.6)
    state, happening = quiet(cohort, threat=0.2, extent=0.25)
    numbers = in_numpy(numbers_at_(cohort.keys, 0))
    for person in range(50):
        temperament, care = jax.tree.map(float, some(person, in_numpy((cohort.temperament, cohort.care))))
        life = Life(PARAMETERS, temperament, care, alarm=0.6)
        plain = life.exchange(0.2, 5.0, True, 0.25, {name: float(number[person]) for name, number in numbers.items()})
        assert happening.signal[person] == plain["signal"]
        assert happening.answer[person] == plain["answer"]
        assert state.alarm[person] == near(life.alarm, 1e-4)
        assert np.allclose(state.working_model.fast.rebuff[..., person].T, life.fast["rebuff"], rtol=1e-4)
        assert np.allclose(state.working_model.prototype.fright[:, person], life.slow["fright"][0], rtol=1e-4)


# Batches, neighbours and counterfactuals


def test_people_are_made_the_same_whatever_the_batch():
    few, many = in_numpy(everyone_differs(7)), everyone()[0]
    assert same(few[1:], some(slice(7), many[1:]))
    assert same(jax.random.key_data(few.keys), jax.random.key_data(many.keys)[:7])


@pytest.mark.parametrize("people", [1, 7, 333])
def test_a_life_is_the_same_whatever_the_batch(people):
    cohort, state, happening = everyone()
    last, lives = live(some(slice(people), cohort))
    assert same(last, some(slice(people), state))
    assert same(lives, lives_of(slice(people), happening))


def test_one_exchange_is_the_same_whatever_the_batch():
    cohort, state, _ = everyone()
    cohort, one_step = cohort._replace(state=state), jax.jit(step)
    whole = in_numpy(one_step(cohort, EXCHANGES))
    for people in (1, 7, 333):
        assert same(one_step(some(slice(people), cohort), EXCHANGES), some(slice(people), whole))


def test_a_changed_person_changes_nobody_else():
    who, others = 100, np.delete(np.arange(MANY), 100)
    cohort, state, happening = everyone()
    changed = jax.tree.map(np.copy, cohort._replace(keys=None))
    for leaf in (*changed.temperament, *changed.care):
        leaf[who] = 0.5
    changed.state.alarm[who] = 0.9
    changed.state.attentive[who] = False
    last, lives = in_numpy(live(changed._replace(keys=cohort.keys)))
    assert same(some(others, last), some(others, state))
    assert same(lives_of(others, lives), lives_of(others, happening))
    assert (lives.alarm[:, who] != happening.alarm[:, who]).any()


def test_inside_a_changed_person_an_untouched_decision_keeps_its_numbers():
    cohort, _, before = everyone()
    gentle = cohort.care._replace(fright=np.zeros(MANY, np.float32), rebuff=np.zeros(MANY, np.float32))
    _, after = in_numpy(live(cohort._replace(care=gentle)))
    assert (after.signal != before.signal).any()
    assert before.frightened.any()
    assert not after.frightened.any()
    assert same(after.attentive, before.attentive)  # neither fright nor rebuff enters the figure's attention


def test_curiosity_shows_in_play_alone():
    cohort, state, before = everyone()
    dull = cohort.temperament._replace(curiosity=np.zeros(MANY, np.float32))
    other_state, after = in_numpy(live(cohort._replace(temperament=dull)))
    assert same(state, other_state)
    assert same(before._replace(exploration=after.exploration), after)
    assert not after.exploration.any()
    assert before.exploration.any()


def test_people_alike_live_lives_of_their_own():
    _, happening = live(alike(GROWN, figure(sensitivity=0.5, rebuff=0.1)))
    assert len(np.unique(np.asarray(happening.alarm).T, axis=0)) == GROWN


# What each step does


def quiet(cohort: Cohort, minutes=5.0, threat=0.0, present=True, extent=1.0) -> tuple[State, Happening]:
    """One exchange of people in circumstances alike."""
    people = cohort.state.alarm.shape[0]
    threats, spans, extents = (np.full(people, number, np.float32) for number in (threat, minutes, extent))
    given = Circumstance(threats, spans, jnp.asarray(np.full(people, present)), extents)
    numbers = numbers_at_(cohort.keys, 0)
    return in_numpy(one_exchange(cohort.state, cohort.temperament, cohort.care, given, numbers, PARAMETERS))


def alarmed(cohort: Cohort, alarm: float) -> Cohort:
    """The same people, all at one alarm."""
    return cohort._replace(state=cohort.state._replace(alarm=jnp.asarray(np.full_like(cohort.state.alarm, alarm))))


def test_between_exchanges_the_alarm_decays_by_the_half_life():
    state, happening = quiet(alarmed(alike(ONCE, figure()), 0.8), minutes=10.0)
    assert np.allclose(happening.alarm, 0.4)
    assert np.allclose(state.alarm, 0.4)  # no answer came, and the time after it belongs to the next exchange


def test_threat_raises_the_alarm_before_the_signal_is_chosen():
    _, happening = quiet(alarmed(alike(ONCE, figure()), 0.8), minutes=10.0, threat=0.5)
    felt = 0.5 * (1 + PARAMETERS.appraisal.vigilance * PARAMETERS.learning.prior_hurt)
    assert np.allclose(happening.threat, felt)
    assert np.allclose(happening.alarm, 0.4 + felt * 0.6)


@pytest.mark.parametrize(
    ("care", "answer", "frightened", "direction"),
    [
        (figure(sensitivity=1.0), COMFORT, False, -1),
        (figure(rebuff=1.0), REBUFF, False, 1),
        (figure(fright=1.0), NONE, True, 1),
        (figure(), NONE, False, 0),
    ],
)
def test_comfort_settles_rebuff_and_fright_raise(care, answer, frightened, direction):
    state, happening = quiet(alarmed(alike(ONCE, care), 0.6))
    where = (happening.answer == answer) & (happening.frightened == frightened)
    assert where.mean() > 0.05
    assert (np.sign(state.alarm - happening.alarm)[where] == direction).all()


@QUICK
@given(alarms, st.sampled_from([NONE, COMFORT, REBUFF]), st.booleans(), shares, shares, shares)
def test_the_alarm_stays_between_its_ends(alarm, response, frightened, soothability, loss, extent):
    temperament = Temperament(1.0, 10.0, soothability, 1.0)  # type: ignore[arg-type]
    after = settled_(alarm, np.int32(response), np.bool_(frightened), temperament, loss, PARAMETERS, extent)
    assert 0 <= after <= 1


def test_where_loss_is_expected_comfort_settles_less():
    temperament = Temperament(1.0, 10.0, 0.8, 1.0)  # type: ignore[arg-type]
    left = [
        float(settled_(0.6, np.int32(COMFORT), np.bool_(False), temperament, loss, PARAMETERS, 1.0))
        for loss in (0.0, 0.5, 1.0)
    ]
    assert left[0] < left[1] < left[2] == near(0.6)


def test_an_absent_figure_neither_answers_nor_frightens_nor_teaches():
    cohort = alarmed(alike(ONCE, figure(sensitivity=1.0, fright=1.0, rebuff=0.5)), 0.6)
    state, happening = quiet(cohort, present=False)
    assert (happening.answer == NONE).all()
    assert not happening.frightened.any()
    assert not happening.attentive.any()
    assert same(state.working_model.prototype, cohort.state.working_model.prototype)
    for leaf, before in zip(
        jax.tree.leaves(state.working_model.fast), jax.tree.leaves(cohort.state.working_model.fast), strict=True
    ):
        assert np.allclose(leaf, before, rtol=1e-5)  # a newborn's fast counts are already where they fade to


def test_a_figure_whose_attention_never_strays_is_attentive_when_it_comes_back():
    cohort = alike(ONCE, figure(sensitivity=0.8, preoccupation=0.0, dwell=30.0))
    away, _ = quiet(cohort, present=False)
    _, happening = quiet(cohort._replace(state=away), minutes=1 / 12)
    assert happening.attentive.all()


def test_absence_alone_teaches_no_loss():
    cohort = alike(ONCE, figure(sensitivity=0.8))
    away, _ = quiet(cohort, present=False)
    back, _ = quiet(cohort._replace(state=away))
    before, after = (expectation(state.working_model.fast).loss for state in (cohort.state, back))
    assert (np.asarray(after) < np.asarray(before)).all()


def test_play_needs_a_held_signal():
    _, _, happening = everyone()
    holds = happening.signal == HOLD
    assert (happening.exploration[~holds] == 0).all()
    assert happening.exploration[holds].max() > 0.5


def test_everything_stays_within_its_bounds_through_a_life():
    _, state, happening = everyone()
    for level in (happening.threat, happening.alarm, happening.exploration, state.alarm):
        assert level.min() >= 0
        assert level.max() <= 1
    assert set(np.unique(happening.signal)) == {HOLD, REACH, PLEA, PROTEST}
    assert set(np.unique(happening.answer)) == {NONE, COMFORT, REBUFF}
    assert all((leaf > 0).all() for leaf in jax.tree.leaves(state.working_model))


def test_signals_come_as_often_as_the_choice_says():
    cohort = alarmed(alike(ONCE, figure(sensitivity=0.5)), 0.5)
    _, happening = quiet(cohort, minutes=0.0)
    expected = expectation(some(0, in_numpy(cohort.state.working_model.fast)))
    probabilities = np.asarray(choice(0.5, expected, PARAMETERS.signals).probs)
    frequencies = np.bincount(happening.signal, minlength=4) / ONCE
    assert np.abs(frequencies - probabilities).max() < 0.015  # more than four standard errors


# What a life with one kind of figure teaches

sensitive = figure(sensitivity=0.85, preoccupation=0.1, breakthrough=0.5, rebuff=0.02)
preoccupied = figure(sensitivity=0.85, preoccupation=0.85, breakthrough=0.9, rebuff=0.02)
rebuffing = figure(sensitivity=0.3, preoccupation=0.6, breakthrough=0.1, rebuff=0.7)
terrifying = figure(sensitivity=0.5, preoccupation=0.3, breakthrough=0.5, rebuff=0.1, fright=0.5)


@cache
def grown_up_with(care: Care) -> tuple[State, Happening]:
    """A second life after a first one, of people alike: four hundred exchanges in all."""
    cohort = alike(GROWN, care)
    state, _ = live(cohort)
    return in_numpy(live(cohort._replace(state=state), EXCHANGES))


@cache
def learnt_choice(care: Care) -> np.ndarray:
    """Chances of each signal at an alarm of .6 after four hundred exchanges, mean over the people."""
    expected = expectation(grown_up_with(care)[0].working_model.fast)
    alarm = jnp.asarray(np.full(GROWN, 0.6, np.float32))
    return np.asarray(choice(alarm, expected, PARAMETERS.signals).probs).mean(0)


def test_a_figure_whom_only_loud_signals_reach_teaches_loud_signals():
    loud = np.asarray(loudness(PARAMETERS.answers))
    assert learnt_choice(preoccupied) @ loud > learnt_choice(sensitive) @ loud + 0.1
    assert learnt_choice(preoccupied)[PROTEST] > learnt_choice(sensitive)[PROTEST] + 0.1


def test_a_sensitive_figure_teaches_quiet_signals_that_work():
    found = learnt_choice(sensitive)
    assert found[REACH] > found[PROTEST]
    assert found[HOLD] < 0.2


def test_a_rebuffing_figure_teaches_to_hold_back_at_the_same_alarm():
    assert learnt_choice(rebuffing)[HOLD] > learnt_choice(sensitive)[HOLD] + 0.3


def test_with_a_frightening_figure_no_signal_wins():
    found = learnt_choice(terrifying)
    assert found[HOLD] > 0.5
    assert found[HOLD] > learnt_choice(sensitive)[HOLD] + 0.3


def test_where_loss_is_expected_the_alarm_runs_higher():
    (state, calmer), (other_state, higher) = grown_up_with(sensitive), grown_up_with(preoccupied)
    losses = [expectation(one.working_model.fast).loss.mean() for one in (state, other_state)]
    assert losses[1] > losses[0] + 0.3
    assert higher.alarm.mean() > calmer.alarm.mean() + 0.05


# Double precision


def test_a_life_in_double_precision_is_the_same_life():
    cohort, state, happening = everyone()
    cohort = some(slice(7), cohort)
    with jax.enable_x64(True):
        double = jax.tree.map(
            lambda leaf: leaf.astype(float) if leaf.dtype == np.float32 else leaf, cohort._replace(keys=None)
        )
        last, finer = in_numpy(live(double._replace(keys=cohort.keys)))
    assert {leaf.dtype for leaf in jax.tree.leaves(last)} == {np.dtype(float), np.dtype(bool)}
    assert same(finer.signal, happening.signal[:, :7])
    assert np.allclose(finer.alarm, happening.alarm[:, :7], atol=1e-4)
    for one, other in zip(jax.tree.leaves(last), jax.tree.leaves(some(slice(7), state)), strict=True):
        assert np.allclose(one, other, rtol=1e-3, atol=1e-4)
