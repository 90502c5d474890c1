from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jax.test_util import check_grads

from bowlby.model.signals import choice, costs, loudness, promise_of_turning, utilities, within_reach
from bowlby.model.streams import draw
from bowlby.model.working_model import Expectation
from bowlby.names import SIGNALS
from bowlby.parameters import Signals, default_entries
from model.builders import PARAMETERS, QUICK, alarms, expecting, near, shares

HOLD, REACH, PLEA, PROTEST = range(4)

four_shares = st.lists(shares, min_size=4, max_size=4)
any_signals = st.builds(
    Signals, *(st.floats(entry.low, entry.high, width=32) for entry in default_entries()["signals"].values())
)

utilities_ = jax.jit(utilities)
probabilities = jax.jit(lambda alarm, expected, signals: choice(alarm, expected, signals).probs)


def chosen(alarm: float, expected: Expectation) -> jax.Array:
    return probabilities(alarm, expected, PARAMETERS.signals)


def test_the_ladder_grows_louder_and_dearer():
    for ladder in (loudness(PARAMETERS.answers), costs(PARAMETERS.signals)):
        assert ladder.shape == (len(SIGNALS),)
        assert ladder[HOLD] == 0
        assert (jnp.diff(ladder) > 0).all()
    assert loudness(PARAMETERS.answers)[PROTEST] == 1


@QUICK
@given(alarms, four_shares, four_shares, shares, any_signals)
def test_utilities_are_what_is_promised_minus_cost_and_dread(alarm, comfort, rebuff, fright, signals):
    found = utilities_(alarm, expecting(comfort, rebuff, fright=fright), signals)
    cost = (0.0, signals.cost_reach, signals.cost_plea, signals.cost_protest)
    for signal in range(1, 4):
        promise = signals.worth * alarm * comfort[signal]
        dread = signals.pain * (rebuff[signal] + fright)
        assert found[signal] == near(promise - cost[signal] - dread, 1e-4)
    assert found[HOLD] == 0


@QUICK
@given(alarms, four_shares, four_shares, shares, any_signals)
def test_a_choice_is_a_softmax_of_the_utilities(alarm, comfort, rebuff, fright, signals):
    expected = expecting(comfort, rebuff, fright=fright)
    utility = np.asarray(utilities_(alarm, expected, signals), float)
    weight = np.exp(utility - utility.max())
    found = probabilities(alarm, expected, signals)
    assert np.allclose(found, weight / weight.sum(), atol=1e-5)
    assert found.sum() == near(1.0)
    assert (found >= 0).all()


GRID = (np.arange(4000, dtype=np.float32) + 0.5) / 4000


@jax.jit
def scored_and_drawn(alarm, expected):
    everyone = jax.tree.map(lambda leaf: jnp.broadcast_to(leaf[..., None], (*leaf.shape, GRID.size)), expected)
    drawn = draw(choice(jnp.full(GRID.size, alarm), everyone, PARAMETERS.signals), jnp.asarray(GRID))
    return jnp.exp(choice(alarm, expected, PARAMETERS.signals).log_prob(jnp.arange(4))), drawn


@pytest.mark.parametrize("alarm", [0.0, 0.3, 0.9])
def test_what_is_scored_is_what_is_drawn(alarm):
    expected = expecting(comfort=[0.2, 0.3, 0.5, 0.8], rebuff=[0.0, 0.1, 0.1, 0.4], fright=0.05)
    scored, drawn = map(np.asarray, scored_and_drawn(alarm, expected))
    assert np.abs(np.bincount(drawn, minlength=4) / GRID.size - scored).max() <= 1.001 / GRID.size


def test_a_louder_alarm_speaks_up_more_where_signals_work():
    held = [chosen(alarm, expecting(comfort=0.8))[HOLD] for alarm in (0.0, 0.2, 0.5, 1.0)]
    assert (np.diff(held) < 0).all()


def test_the_quietest_signal_that_works_is_preferred():
    found = chosen(0.6, expecting(comfort=0.8))
    assert (jnp.diff(found[REACH:]) < 0).all()


def test_where_only_loud_signals_bring_comfort_they_are_chosen():
    assert chosen(0.6, expecting(comfort=[0.05, 0.1, 0.2, 0.8])).argmax() == PROTEST


@pytest.mark.parametrize("signal", [REACH, PLEA, PROTEST])
def test_a_signal_that_brings_rebuff_is_held_back(signal):
    rebuff = np.zeros(4)
    rebuff[signal] = 0.6
    before, after = chosen(0.6, expecting(comfort=0.6)), chosen(0.6, expecting(comfort=0.6, rebuff=rebuff))
    assert after[signal] < before[signal]
    assert (np.delete(after, signal) > np.delete(before, signal)).all()


def test_fright_holds_back_every_signal_alike():
    before, after = chosen(0.6, expecting(comfort=0.6)), chosen(0.6, expecting(comfort=0.6, fright=0.5))
    assert after[HOLD] > before[HOLD]
    assert np.allclose(after[REACH:] / after[REACH:].sum(), before[REACH:] / before[REACH:].sum(), atol=1e-6)


def test_what_holding_brings_does_not_enter_the_choice():
    one, other = expecting(comfort=[0.0, 0.5, 0.5, 0.5]), expecting(comfort=[1.0, 0.5, 0.5, 0.5])
    assert (chosen(0.6, one) == chosen(0.6, other)).all()


def test_to_a_figure_that_is_there_every_signal_carries():
    expected = expecting(comfort=[0.2, 0.3, 0.5, 0.8], rebuff=0.1, loss=0.4, fright=0.05)
    found = within_reach(expected, True, PARAMETERS.answers)
    for one, other in zip(expected, found, strict=True):
        assert (one == other).all()


def test_through_a_closed_door_only_loud_signals_carry_and_nobody_frightens():
    expected = expecting(comfort=0.8, rebuff=0.4, loss=0.3, fright=0.5)
    found = within_reach(expected, False, PARAMETERS.answers)
    loud = loudness(PARAMETERS.answers)
    assert np.allclose(found.comfort, 0.8 * loud)
    assert np.allclose(found.rebuff, 0.4 * loud)
    assert found.loss == expected.loss
    assert found.fright == 0


def test_a_figure_promises_more_the_more_it_comforts_and_never_less_than_holding():
    promises = [promise_of_turning(0.6, expecting(comfort=c), PARAMETERS.signals) for c in (0.0, 0.4, 0.8)]
    assert promises[0] > 0
    assert (np.diff(promises) > 0).all()
    weights = np.exp(np.asarray(utilities(0.6, expecting(comfort=0.4), PARAMETERS.signals), float))
    assert promises[1] == near(np.log(weights.sum()))


@QUICK
@given(alarms, four_shares, four_shares, shares, any_signals, st.integers(0, 3))
def test_log_probabilities_and_their_gradients_are_finite(alarm, comfort, rebuff, fright, signals, signal):
    value, slopes = scored_with_slopes(alarm, expecting(comfort, rebuff, fright=fright), signals, signal)
    assert jnp.isfinite(value)
    assert all(jnp.isfinite(slope).all() for slope in jax.tree.leaves(slopes))


@jax.jit
def scored_with_slopes(alarm, expected, signals, signal):
    return jax.value_and_grad(lambda *given: choice(*given).log_prob(signal), argnums=(0, 1, 2))(
        alarm, expected, signals
    )


def test_gradients_are_right_for_fitting():
    @jax.jit
    def scores(alarm, expected):
        return choice(alarm, expected, PARAMETERS.signals).log_prob(jnp.arange(4))

    with jax.enable_x64(True):
        expected = Expectation(np.array([0.2, 0.3, 0.5, 0.8]), np.full(4, 0.1), np.array(0.4), np.array(0.05))  # type: ignore[arg-type]
        check_grads(scores, (0.6, expected), order=1, modes=["rev"], rtol=1e-5)
        assert scores(0.6, expected).dtype == jnp.float64
