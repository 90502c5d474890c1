"""One exchange: the eight steps of the mechanism, in the order in which they happen.

Written once. Every world drives this function; none has dynamics of its own.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from bowlby.model.alarm import Temperament, comfort_share, exploration, left_after, part_of, rise, settle, threat
from bowlby.model.care import Care, answer, attention, fright
from bowlby.model.signals import choice, within_reach
from bowlby.model.streams import draw
from bowlby.model.working_model import WorkingModel, evidence, expectation, revise
from bowlby.names import ANSWERS
from bowlby.parameters import Parameters

STREAMS = ("attention", "signal", "answer", "fright")
"""The decisions of one exchange; each has its own random stream."""

COMFORT, REBUFF = ANSWERS.index("comfort"), ANSWERS.index("rebuff")


class State(NamedTuple):
    """What goes from one exchange to the next; each of shape [...].

    `alarm` 0..1; `attentive` whether the figure's attention is with the person, which goes on changing while the
    figure is absent, so that who comes back is not elsewhere for having been away; the working model.
    """

    alarm: Array
    attentive: Array
    working_model: WorkingModel


class Circumstance(NamedTuple):
    """What the world brings to one exchange; each of shape [...].

    `outside_threat` 0..1; `minutes` since the last exchange; `present` whether the figure can answer at all; `extent`
    how much of a whole exchange this is: 1 a whole one, less for a short tick, which then soothes, hurts and teaches
    as much less (six ticks of a sixth come to one whole exchange).
    """

    outside_threat: ArrayLike
    minutes: ArrayLike
    present: Array
    extent: ArrayLike = 1.0


class Happening(NamedTuple):
    """What happened in one exchange; each of shape [...].

    `alarm` is the level at the moment of the signal, before the answer; `signal` and `answer` are indices of
    `names.SIGNALS` and `names.ANSWERS`; `exploration` 0..1.
    """

    threat: Array
    alarm: Array
    attentive: Array
    signal: Array
    answer: Array
    frightened: Array
    exploration: Array


def exchange(
    state: State,
    temperament: Temperament,
    care: Care,
    circumstance: Circumstance,
    numbers: dict[str, Array],
    parameters: Parameters,
) -> tuple[State, Happening]:
    """One exchange between a person and a figure.

    Args:
        state: where both stand, people [...].
        temperament: the person's, [...].
        care: the figure's, [...].
        circumstance: what the world brings, [...].
        numbers: one uniform number per decision of `STREAMS`, [...] each.
        parameters: the one parameter set.

    Returns:
        The state after the exchange, and what happened in it.
    """
    expected = expectation(state.working_model.fast)
    present = circumstance.present

    # 1. Attention: the figure is here or elsewhere; to an absent one no signal gets through.
    here = draw(attention(state.attentive, care, circumstance.minutes), numbers["attention"])
    attentive = here & present

    # Time has passed since the last exchange, and self-soothing with it (the decay of step 6).
    alarm = state.alarm * left_after(circumstance.minutes, temperament.half_life)

    # 2. Appraisal: the threat as it is felt.
    felt = threat(circumstance.outside_threat, temperament.reactivity, parameters.appraisal.vigilance, expected.loss)

    # 3. The alarm rises.
    alarm = rise(alarm, felt)

    # 4. Signal: what to do about it.
    chances = within_reach(expected, present, parameters.answers)
    signal = draw(choice(alarm, chances, parameters.signals), numbers["signal"])

    # 5. Answer: what comes back, and whether the figure itself frightens.
    response = draw(answer(signal, attentive, care, parameters.answers), numbers["answer"]) * present
    frightened = draw(fright(care), numbers["fright"]) & present

    # 6. The alarm falls when comforted, rises when rebuffed or frightened.
    after = settled(alarm, response, frightened, temperament, expected.loss, parameters, circumstance.extent)

    # 7. Revision: both memories take in what came.
    was_there = state.attentive & present
    new = evidence(
        signal,
        response == COMFORT,
        response == REBUFF,
        frightened,
        was_there,
        was_there & ~attentive,
        present,
    )
    model = revise(state.working_model, new, parameters.learning, circumstance.extent)

    # 8. Exploration: what is left for play.
    play = exploration(alarm, temperament.curiosity, signal == 0)

    happening = Happening(felt, alarm, attentive, signal, response, frightened, play)
    return State(after, here, model), happening


def settled(
    alarm: Array,
    response: Array,
    frightened: Array,
    temperament: Temperament,
    expected_loss: Array,
    parameters: Parameters,
    extent: ArrayLike = 1.0,
) -> Array:
    """Step 6: the alarm after the answer; decay over the time until the next exchange is taken there.

    Args:
        alarm: level at the signal, 0..1, [...].
        response: index of `names.ANSWERS`, [...].
        frightened: whether the figure frightened, [...].
        temperament: the person's.
        expected_loss: from the working model, [...].
        parameters: the one parameter set.
        extent: how much of a whole exchange this is, [...].
    """
    share = part_of(comfort_share(parameters.alarm.soothing, temperament.soothability, expected_loss), extent)
    alarm = settle(alarm, jnp.where(response == COMFORT, share, 0.0))
    alarm = rise(alarm, jnp.where(response == REBUFF, part_of(parameters.alarm.rebuff_rise, extent), 0.0))
    return rise(alarm, jnp.where(frightened, part_of(parameters.alarm.fright_rise, extent), 0.0))
