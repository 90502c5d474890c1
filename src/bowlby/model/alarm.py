"""The alarm: how threat is read, and what raises and settles the alarm.

The alarm is the felt and physiological level, 0..1, whatever is shown of it. `rise`, `settle` and the decay that
`left_after` gives are affine in the alarm, so the same functions serve on a 0–10 scale (`ceiling=10`) and inside a
filter that tracks it.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.scipy.special import expit, logit
from jax.typing import ArrayLike

NEVER = -1e30
"""Logarithm of a chance that is none: the exponential of its smallest part that occurs is still 0."""


class Temperament(NamedTuple):
    """What a person is born with; each of shape [...].

    `reactivity` multiplies outside threat; `half_life` is the time in minutes in which self-soothing halves the alarm;
    `soothability` is the share of comfort that reaches the person; `curiosity` is the pull of play.
    """

    reactivity: Array
    half_life: Array
    soothability: Array
    curiosity: Array


def threat(outside: ArrayLike, reactivity: ArrayLike, vigilance: ArrayLike, expected_loss: ArrayLike) -> Array:
    """Step 2 for an unambiguous threat: magnified by reactivity and by the loss that is expected.

    Args:
        outside: actual threat, 0..1, shape [...].
        reactivity: temperament, shape [...].
        vigilance: parameter of appraisal.
        expected_loss: probability from the working model, shape [...].

    Returns:
        Perceived threat, 0..1, shape [...].
    """
    return jnp.clip(jnp.asarray(outside) * reactivity * (1 + vigilance * jnp.asarray(expected_loss)), 0.0, 1.0)


def read_cue(
    expected_loss: ArrayLike, base_rate: ArrayLike, log_likelihood_ratio: ArrayLike, mindfulness: ArrayLike
) -> Array:
    """Step 2 for an ambiguous cue: the probability that it means withdrawal.

    The working model is the prior; mindfulness moves the prior's logit towards the base rate, so that the cue
    itself weighs more. Because the prior already carries the expected loss, vigilance is not applied again.

    Args:
        expected_loss: prior probability from the working model, strictly between 0 and 1, shape [...].
        base_rate: share of such cues that are real, strictly between 0 and 1.
        log_likelihood_ratio: how much the cue speaks for withdrawal, natural log, shape [...].
        mindfulness: 0 (prior rules) to 1 (base rate replaces it), shape [...].

    Returns:
        Posterior probability, shape [...].
    """
    weight = jnp.asarray(mindfulness)
    log_odds = (1 - weight) * logit(jnp.asarray(expected_loss)) + weight * logit(jnp.asarray(base_rate))
    return expit(log_odds + log_likelihood_ratio)


def rise(alarm: ArrayLike, pull: ArrayLike, ceiling: float = 1.0) -> Array:
    """Step 3: the alarm is pulled towards its ceiling by a share of the distance.

    Args:
        alarm: 0..ceiling, shape [...].
        pull: perceived threat, or the pull of a rebuff or a fright, 0..1, shape [...].
        ceiling: 1 in the model, 10 on the scale people rate on.
    """
    alarm = jnp.asarray(alarm)
    return alarm + pull * (ceiling - alarm)


def settle(alarm: ArrayLike, share: ArrayLike) -> Array:
    """Step 6: a share (0..1) of the alarm is taken away."""
    return jnp.asarray(alarm) * (1 - jnp.asarray(share))


def comfort_share(soothing: ArrayLike, soothability: ArrayLike, expected_loss: ArrayLike) -> Array:
    """Step 6: share of the alarm that a comforting answer takes away; trust is 1 - expected loss."""
    return jnp.asarray(soothing) * soothability * (1 - jnp.asarray(expected_loss))


def part_of(share: ArrayLike, extent: ArrayLike) -> Array:
    """The share that a part of a step takes, so that the parts of a whole step together take `share`.

    Args:
        share: what a whole step takes, 0..1, shape [...].
        extent: how much of a whole step this is; 1 a whole one, shape [...].
    """
    if isinstance(extent, int | float) and extent == 1:
        return jnp.asarray(share)
    # A whole share is held just short of it, where its logarithm ends; as a power this would be many times slower.
    return -jnp.expm1(jnp.asarray(extent) * jnp.maximum(jnp.log1p(-jnp.asarray(share)), NEVER))


def left_after(minutes: ArrayLike, half_life: ArrayLike) -> Array:
    """Step 6: share of a raised alarm that self-soothing leaves after some minutes.

    Args:
        minutes: time that has passed, shape [...].
        half_life: minutes in which half is gone, shape [...].
    """
    return jnp.exp2(-jnp.asarray(minutes) / half_life)


def exploration(alarm: ArrayLike, curiosity: ArrayLike, holds: ArrayLike) -> Array:
    """Step 8: what is left for play when the alarm is low and no signal is sent, 0..1, shape [...]."""
    return jnp.clip((1 - jnp.asarray(alarm)) * curiosity, 0.0, 1.0) * holds
