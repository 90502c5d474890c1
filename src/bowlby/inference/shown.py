"""What is told to people, as a function of who they are: points of alarm on the scale they rate, and a half-life."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from bowlby.inference.turning import Turns, expected_at
from bowlby.model.alarm import rise, settle
from bowlby.model.signals import choice
from bowlby.names import SIGNALS
from bowlby.worlds.everyday import CEILING, Nature, Turning, on_scale

ALARM_TO_SETTLE = 6.0
"""The alarm from which it is told how many points an answer or a practice takes off."""


NOTHING = np.zeros(len(SIGNALS))


class Shown(NamedTuple):
    """Points of alarm, and the natural logarithm of the half-life in minutes.

    `triggers` [trigger] and `states` [state] are added at the usual alarm; `practices` [practice], `comfort` and
    `rebuff` are taken off an alarm of `ALARM_TO_SETTLE`, `comfort_by` and `rebuff_by` [figure] likewise by each figure.
    `signals` [signal] are probabilities at that alarm.
    """

    usual_alarm: Array
    log_half_life: Array
    triggers: Array
    states: Array
    practices: Array
    comfort: Array
    rebuff: Array
    comfort_by: Array
    rebuff_by: Array
    signals: Array


def shown_of(
    nature: Nature, state_shares: ArrayLike, signals: ArrayLike = NOTHING, resting: ArrayLike | None = None
) -> Shown:
    """What is told of a person.

    The usual alarm is a mean over good and bad days, and what a trigger adds is the change of that mean. So both stay
    on the scale also for people whose alarm mostly rests at one of its ends.

    Args:
        nature: the person, no leading axes.
        state_shares: how often each exposure lasts, 0..1, shape [state].
        signals: how likely each signal is, of `tendencies`, [signal].
        resting: level from which the usual alarm is told; the person's own unless given.
    """
    shares = jnp.asarray(state_shares)
    spread = jnp.sqrt(jnp.asarray(nature.drift_spread) ** 2 + nature.mood_spread**2 + nature.stir_spread**2)
    comfort_by = nature.comfort_settles + jnp.asarray(nature.comfort_own)
    rebuff_by = nature.rebuff_pull + jnp.asarray(nature.rebuff_own)
    rest = nature.baseline + (shares * nature.state_shift).sum()
    without = rest - shares * nature.state_shift
    usual = on_scale(rest, spread)
    high = ALARM_TO_SETTLE
    return Shown(
        usual_alarm=usual if resting is None else on_scale(resting + (rest - nature.baseline), spread),
        log_half_life=jnp.log(nature.half_life),
        triggers=on_scale(rise(rest, nature.trigger_pull, CEILING), spread * (1 - nature.trigger_pull)) - usual,
        states=on_scale(without + nature.state_shift, spread) - on_scale(without, spread),
        practices=high - settle(high, -jnp.expm1(-nature.practice_settles)),
        comfort=high - settle(high, -jnp.expm1(-nature.comfort_settles)),
        rebuff=high - rise(high, nature.rebuff_pull, CEILING),
        comfort_by=high - settle(high, -jnp.expm1(-comfort_by)),
        rebuff_by=high - rise(high, rebuff_by, CEILING),
        signals=jnp.asarray(signals),
    )


def tendencies(turning: Turning, turns: Turns) -> Array:
    """How likely each signal is at an alarm of `ALARM_TO_SETTLE`, as things were expected over the diary; [signal]."""
    expected = expected_at(turning, turns)
    counts = jnp.asarray(turns.signal >= 0, expected.comfort.dtype)
    chances = choice(jnp.full(counts.shape, ALARM_TO_SETTLE / CEILING), expected, turning.signals).probs
    return (jnp.asarray(chances) * counts[:, None]).sum(0) / jnp.maximum(counts.sum(), 1.0)
