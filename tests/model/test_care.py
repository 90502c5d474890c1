from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.model.care import Care, answer, attention, fright, reach_of
from bowlby.model.streams import draw, person_keys, uniforms
from bowlby.names import ANSWERS, CARE
from bowlby.parameters import Answers, default_entries
from model.builders import PARAMETERS, QUICK, SEED, figure, full, near, shares

NONE, COMFORT, REBUFF = range(3)
PROTEST = 3
LAST = 1 - 2**-23

dwells = st.one_of(st.floats(0.0625, 600, width=32), st.sampled_from([1e-6, 1e-3, 1e6]))
spans = st.one_of(st.floats(0, 600, width=32), st.sampled_from([0.0, 1e-6, 1e6]))
any_answers = st.builds(
    Answers, *(st.floats(entry.low, entry.high, width=32) for entry in default_entries()["answers"].values())
)
any_care = st.builds(Care, shares, shares, dwells, shares, shares, shares, shares)

here_ = jax.jit(lambda attentive, care, minutes: attention(attentive, care, minutes).probs)


def test_care_has_the_names_that_files_and_pages_use():
    assert Care._fields == CARE


@QUICK
@given(any_care, spans, st.booleans())
def test_attention_is_a_probability_whatever_the_figure(care, minutes, attentive):
    assert 0 <= here_(attentive, care, minutes) <= 1


@QUICK
@given(shares, dwells)
def test_attention_stays_where_it_is_when_no_time_passes(preoccupation, dwell):
    care = figure(preoccupation=preoccupation, dwell=dwell)
    assert here_(True, care, 0.0) == 1
    assert here_(False, care, 0.0) == 0


@QUICK
@given(shares, dwells, st.booleans())
def test_after_a_long_time_attention_is_here_for_its_share(preoccupation, dwell, attentive):
    care = figure(preoccupation=preoccupation, dwell=dwell)
    assert here_(attentive, care, 100 * dwell) == near(1 - preoccupation, 1e-5)


@QUICK
@given(st.floats(0, 1), st.floats(0.1, 600), st.floats(0, 60), st.floats(0, 60), st.booleans())
def test_two_steps_are_one_step_of_their_length(preoccupation, dwell, first, second, attentive):
    with jax.enable_x64(True):
        care = jax.tree.map(jnp.float64, figure(preoccupation=preoccupation, dwell=dwell))
        halfway = here_(attentive, care, first)
        stepwise = halfway * here_(True, care, second) + (1 - halfway) * here_(False, care, second)
        assert float(stepwise) == pytest.approx(float(here_(attentive, care, first + second)), abs=1e-12)


def test_two_steps_of_a_minute_are_one_of_two_minutes():
    care = figure(preoccupation=0.7, dwell=5.0)
    once, twice = here_(False, care, 1.0), here_(False, care, 2.0)
    assert once * here_(True, care, 1.0) + (1 - once) * once == near(twice)


def test_attention_returns_at_once_over_the_dwell_and_leaves_to_keep_its_share():
    moment = 1e-3
    with jax.enable_x64(True):
        care = jax.tree.map(jnp.float64, figure(preoccupation=0.8, dwell=4.0))
        returning = float(here_(False, care, moment)) / moment
        leaving = (1 - float(here_(True, care, moment))) / moment
    assert returning == pytest.approx(1 / 4.0, rel=1e-2)
    assert leaving == pytest.approx(4 / 4.0, rel=1e-2)  # away for four minutes in five, so here for one at a time


@pytest.mark.parametrize(("preoccupation", "expected"), [(0.0, 1.0), (1.0, 0.0)])
def test_a_figure_that_is_never_or_always_elsewhere(preoccupation, expected):
    care = figure(preoccupation=preoccupation, dwell=2.0)
    settled = here_(jnp.array([True, False]), full(care, 2), 1000.0)
    assert (settled == expected).all()


@pytest.mark.parametrize(("preoccupation", "dwell"), [(0.3, 5.0), (0.8, 2.0)])
def test_simulated_attention_is_away_for_its_share_and_its_dwell(preoccupation, dwell):
    people, ticks = 400, 2000
    care = full(figure(preoccupation=preoccupation, dwell=dwell), people)
    keys = person_keys(SEED, "attention", jnp.arange(people))
    step = dwell * (1 - preoccupation) / 50

    def go_on(here, tick):
        here = draw(attention(here, care, step), uniforms(keys, tick, ("attention",))["attention"])
        return here, here

    _, here = jax.jit(lambda start: jax.lax.scan(go_on, start, jnp.arange(ticks)))(jnp.ones(people, bool))
    away = ~np.asarray(here)[200:]
    returns = (away[:-1] & ~away[1:]).sum()
    assert away.mean() == pytest.approx(preoccupation, abs=0.02)
    # The time away over the number of returns is the mean dwell, and a little more: short returns fall between steps.
    assert away.sum() * step / returns == pytest.approx(1.01 * dwell, rel=0.06)


@QUICK
@given(any_care, any_answers, st.booleans())
def test_answers_are_probabilities_whatever_the_figure_and_the_parameters(care, answers, attentive):
    given_answer = answer_(care, answers, attentive)
    assert (given_answer >= 0).all()
    assert (given_answer <= 1).all()
    assert np.allclose(given_answer.sum(-1), 1, atol=3e-7)


@jax.jit
def answer_(care, answers, attentive):
    """Probabilities of the answers to each signal, shape [signal, answer]."""
    each = jax.tree.map(lambda number: jnp.full(4, number, jnp.float32), care)
    return answer(jnp.arange(4), jnp.full(4, attentive), each, answers).probs


@jax.jit
def scored_and_drawn(signal, attentive, care, uniform):
    answers = answer(signal, attentive, care, PARAMETERS.answers)
    return answers.probs, draw(answers, jnp.broadcast_to(uniform, signal.shape))


def test_the_corners_of_care_give_probabilities_and_draw_only_what_can_happen():
    corner = [0.0, 1e-7, 1 / 3, 0.7, 1 - 2**-24, 1.0]
    sensitivity, breakthrough, rebuff = (x.ravel() for x in np.meshgrid(*[np.array(corner, np.float32)] * 3))
    care = full(figure(), sensitivity.size)._replace(sensitivity=sensitivity, breakthrough=breakthrough, rebuff=rebuff)
    for signal in range(4):
        for attentive in (True, False):
            everyone = np.full(sensitivity.shape, signal), np.full(sensitivity.shape, attentive)
            for uniform in (0.0, LAST):
                probabilities, drawn = map(np.asarray, scored_and_drawn(*everyone, care, np.float32(uniform)))
                assert ((probabilities >= 0) & (probabilities <= 1)).all()
                assert (np.take_along_axis(probabilities, drawn[:, None], -1) > 0).all()


def test_an_attentive_figure_comforts_nearly_whatever_the_signal():
    comforts = answer_(figure(sensitivity=0.9), PARAMETERS.answers, True)[:, COMFORT]
    assert (jnp.diff(comforts) > 0).all()
    assert comforts[0] == near(0.9 * PARAMETERS.answers.unasked)
    assert comforts[PROTEST] == near(0.9)


def test_a_preoccupied_figure_is_reached_by_loud_signals_only():
    comforts = answer_(figure(sensitivity=0.9, breakthrough=0.8), PARAMETERS.answers, False)[:, COMFORT]
    assert comforts[0] == 0
    assert comforts[PROTEST] == near(0.9 * 0.8)
    assert comforts[1] < 0.2 * comforts[PROTEST]
    assert (answer_(figure(sensitivity=0.9), PARAMETERS.answers, False)[:, COMFORT] == 0).all()


def test_rebuffs_grow_with_loudness_and_leave_less_room_for_comfort():
    calm = answer_(figure(sensitivity=0.9), PARAMETERS.answers, True)
    harsh = answer_(figure(sensitivity=0.9, rebuff=0.5), PARAMETERS.answers, True)
    assert harsh[0, REBUFF] == 0
    assert (jnp.diff(harsh[:, REBUFF]) > 0).all()
    assert harsh[PROTEST, REBUFF] == near(0.5)
    assert (harsh[1:, COMFORT] < calm[1:, COMFORT]).all()


@pytest.mark.parametrize("attentive", [True, False])
def test_a_more_sensitive_figure_comforts_more(attentive):
    comforts = [
        answer_(figure(sensitivity=s, breakthrough=0.5, rebuff=0.2), PARAMETERS.answers, attentive)[:, COMFORT]
        for s in (0.2, 0.5, 1.0)
    ]
    assert (np.diff(comforts, axis=0)[:, 1:] > 0).all()


@QUICK
@given(any_care, any_answers)
def test_a_signal_wins_a_share_of_sensitivity(care, answers):
    here, elsewhere = reach_(care, answers, True), reach_(care, answers, False)
    for share in (here, elsewhere):
        assert ((share >= 0) & (share <= 1)).all()
    assert here[PROTEST] == near(1)
    assert elsewhere[PROTEST] == near(care.breakthrough)
    assert here[0] == near(answers.unasked)
    assert elsewhere[0] == 0


@jax.jit
def reach_(care, answers, attentive):
    return reach_of(jnp.arange(4), attentive, care, answers)


def test_with_the_parameters_as_they_are_an_attentive_figure_is_reached_better_by_every_signal():
    closest = figure(breakthrough=1.0)
    assert (reach_(closest, PARAMETERS.answers, True) >= reach_(closest, PARAMETERS.answers, False)).all()


def test_fright_comes_whatever_the_signal_as_often_as_stated():
    assert fright(figure(fright=0.3)).probs == 0.3
    assert jnp.isfinite(fright(figure(fright=0.0)).log_prob(jnp.asarray(0.0)))


def test_simulated_answers_come_as_often_as_they_say():
    people = 20_000
    care = full(figure(sensitivity=0.7, breakthrough=0.6, rebuff=0.3, fright=0.2), people)
    numbers = uniforms(person_keys(SEED, "answers", jnp.arange(people)), 0, ("answer", "fright"))
    for attentive in (True, False):
        everyone = np.full(people, 2), np.full(people, attentive)
        probabilities, drawn = map(np.asarray, scored_and_drawn(*everyone, care, numbers["answer"]))
        frequencies = np.bincount(drawn, minlength=len(ANSWERS)) / people
        assert np.abs(frequencies - probabilities[0]).max() < 0.015  # more than four standard errors
    assert draw(fright(care), numbers["fright"]).mean() == pytest.approx(0.2, abs=0.012)


def test_scores_have_finite_gradients_for_fitting():
    care = jax.tree.map(jnp.float32, figure(sensitivity=0.7, preoccupation=0.4, breakthrough=0.6, rebuff=0.3))

    def score(care):
        seen = attention(True, care, 2.0).log_prob(jnp.asarray(1.0))
        return seen + answer(2, True, care, PARAMETERS.answers).log_prob(jnp.asarray(COMFORT))

    slopes = jax.grad(score)(care)
    assert all(jnp.isfinite(slope) for slope in slopes)
    assert slopes.sensitivity > 0
    assert slopes.preoccupation < 0
    assert slopes.rebuff < 0
