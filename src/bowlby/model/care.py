"""Care: how a figure attends and answers."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpyro.distributions as dist
from jax import Array
from jax.typing import ArrayLike

from bowlby.model.signals import loudness, of_signal
from bowlby.parameters import Answers


class Care(NamedTuple):
    """How a figure answers; each of shape [...]. In the order of `names.CARE`.

    Shares and probabilities 0..1, except `dwell`: the mean time in minutes, above 0, that attention stays elsewhere.
    """

    sensitivity: Array
    preoccupation: Array
    dwell: Array
    breakthrough: Array
    rebuff: Array
    fright: Array
    intrusiveness: Array


def attention(attentive: ArrayLike, care: Care, minutes: ArrayLike) -> dist.BernoulliProbs:
    """Step 1: whether the figure's attention is here, some minutes after it was last seen.

    A two-state Markov chain in continuous time, away for the share `preoccupation` and for `dwell` minutes at a
    time on average, so the length of a step does not change what the figure is like.

    Args:
        attentive: whether attention was here, true or false, shape [...].
        care: the figure's care.
        minutes: time since then, shape [...].

    Returns:
        The distribution of attention being here now, batch shape [...].
    """
    here = 1 - care.preoccupation
    # Returns come at rate 1/dwell; to be away for the share p, leaving comes at p/(1-p)/dwell. Sum: 1/(dwell*(1-p)).
    # Attention that is never here has no way back, so its memory is taken as already gone.
    forgotten = -jnp.expm1(-jnp.asarray(minutes) / (care.dwell * jnp.maximum(here, 1e-6)))
    was = jnp.asarray(attentive, jnp.float32)
    return dist.BernoulliProbs(was + forgotten * (here - was))


def reach_of(signal: ArrayLike, attentive: ArrayLike, care: Care, answers: Answers) -> Array:
    """Share of the figure's sensitivity that a signal wins, 0..1, shape [...].

    An attentive figure notices nearly everything: what a signal adds to what is noticed unasked grows early and
    then flattens. To a preoccupied one mostly loud signals break through: their reach grows late. One exponent,
    `steepness`, bends both.
    """
    loud = loudness(answers)  # bent once for each signal, then looked up
    noticed = of_signal(answers.unasked + (1 - answers.unasked) * loud ** (1 / answers.steepness), signal)
    broken_through = care.breakthrough * of_signal(loud**answers.steepness, signal)
    return jnp.where(jnp.asarray(attentive), noticed, broken_through)


def answer(signal: ArrayLike, attentive: ArrayLike, care: Care, answers: Answers) -> dist.CategoricalProbs:
    """Step 5: the distribution of the answer, in the order of `names.ANSWERS` (none, comfort, rebuff).

    Rebuffs grow with the loudness of the signal; where there is no rebuff, comfort comes with the figure's
    sensitivity times the share of it that the signal wins. Batch shape [...].
    """
    rebuffs = care.rebuff * of_signal(loudness(answers), signal)
    comforts = (1 - rebuffs) * care.sensitivity * reach_of(signal, attentive, care, answers)
    return dist.CategoricalProbs(jnp.stack([1 - rebuffs - comforts, comforts, rebuffs], axis=-1))


def fright(care: Care) -> dist.BernoulliProbs:
    """Step 5: whether the figure itself frightens, whatever the signal. Batch shape [...]."""
    return dist.BernoulliProbs(care.fright)
