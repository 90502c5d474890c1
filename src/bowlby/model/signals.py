"""Signals: what a person does about the alarm, a ladder from holding back to protest."""

from __future__ import annotations

from functools import reduce

import jax.numpy as jnp
import numpyro.distributions as dist
from jax import Array
from jax.typing import ArrayLike

from bowlby.model.working_model import Expectation
from bowlby.names import SIGNALS
from bowlby.parameters import Answers, Signals

HOLD = SIGNALS.index("hold")


def costs(signals: Signals) -> Array:
    """Effort of each signal, in the order of `names.SIGNALS`; holding costs nothing. Shape [signal]."""
    return jnp.stack(jnp.broadcast_arrays(0.0, signals.cost_reach, signals.cost_plea, signals.cost_protest))


def loudness(answers: Answers) -> Array:
    """Loudness of each signal, 0 (hold) to 1 (protest), in the order of `names.SIGNALS`. Shape [signal]."""
    return jnp.stack(jnp.broadcast_arrays(0.0, answers.loud_reach, answers.loud_plea, 1.0))


def utilities(alarm: ArrayLike, expected: Expectation, signals: Signals) -> Array:
    """Step 4: what each signal promises, minus what it costs and may bring.

    worth * alarm * E[comfort] - cost - pain * (E[rebuff] + E[fright]); holding is 0 by definition.

    Args:
        alarm: 0..1, shape [...].
        expected: expectations of the working model.
        signals: parameters of signals.

    Returns:
        Utilities, shape [signal, ...].
    """
    promise = signals.worth * jnp.asarray(alarm) * expected.comfort
    dread = signals.pain * (expected.rebuff + expected.fright)
    effort = over_people(costs(signals), expected.comfort.ndim - 1)
    return jnp.where(over_people(jnp.arange(len(SIGNALS)), effort.ndim - 1) == HOLD, 0.0, promise - effort - dread)


def within_reach(expected: Expectation, present: ArrayLike, answers: Answers) -> Expectation:
    """Step 4: what is expected of a figure that is not there, for whom only the loud part of a signal carries.

    Through a closed door comfort (and rebuff) can come only as far as the signal is heard, and nobody frightens.

    Args:
        expected: expectations of the working model.
        present: whether the figure is there, true or false, shape [...].
        answers: parameters of answers.
    """
    there = jnp.asarray(present)
    carries = jnp.where(there, 1.0, over_people(loudness(answers), expected.comfort.ndim - 1))
    return expected._replace(
        comfort=expected.comfort * carries,
        rebuff=expected.rebuff * carries,
        fright=jnp.where(there, expected.fright, 0.0),
    )


def choice(alarm: ArrayLike, expected: Expectation, signals: Signals) -> dist.CategoricalLogits:
    """Step 4: the distribution of the signal that is chosen, a softmax of the utilities. Batch shape [...]."""
    return dist.CategoricalLogits(jnp.moveaxis(utilities(alarm, expected, signals), 0, -1))


def promise_of_turning(alarm: ArrayLike, expected: Expectation, signals: Signals) -> Array:
    """What turning to a figure promises, whichever signal is then chosen: the log of the summed odds, shape [...].

    The utility of holding is 0, so the chance of holding is exp(-promise). Where several figures could be turned to, a
    softmax of these chooses the figure as `choice` chooses the signal.
    """
    each = list(utilities(alarm, expected, signals))
    top = reduce(jnp.maximum, each)
    return top + jnp.log(reduce(jnp.add, [jnp.exp(utility - top) for utility in each]))


def of_signal(values: Array, signal: ArrayLike) -> Array:
    """What belongs to the signal that was sent, [...]: a row of comparisons, which people go through side by side.

    Args:
        values: one for each signal, [signal] or [signal, ...].
        signal: indices of `names.SIGNALS`, [...].
    """
    sent, found = jnp.asarray(signal), values[0]
    for index in range(1, len(SIGNALS)):
        found = jnp.where(sent == index, values[index], found)
    return jnp.broadcast_to(found, jnp.broadcast_shapes(found.shape, sent.shape))


def over_people(values: Array, axes: int) -> Array:
    """One value for each signal, [signal], shaped to stand against people with so many axes."""
    return values.reshape(-1, *(1,) * axes)
