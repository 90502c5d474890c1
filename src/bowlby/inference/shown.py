"""What is told to people, as a function of who they are: points of alarm on the scale they rate, and a half-life."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from bowlby.model.alarm import rise, settle
from bowlby.worlds.everyday import CEILING, Nature, on_scale

ALARM_TO_SETTLE = 6.0
"""The alarm from which it is told how many points an answer or a practice takes off."""


class Shown(NamedTuple):
    """Points of alarm, and the natural logarithm of the half-life in minutes.

    `triggers` [trigger] and `states` [state] are added at the usual alarm; `practices` [practice], `comfort` and
    `rebuff` are taken off an alarm of `ALARM_TO_SETTLE`.
    """

    usual_alarm: Array
    log_half_life: Array
    triggers: Array
    states: Array
    practices: Array
    comfort: Array
    rebuff: Array


def shown_of(nature: Nature, state_shares: ArrayLike) -> Shown:
    """What is told of a person.

    The usual alarm is a mean over good and bad days, and what a trigger adds is the change of that mean. So both stay
    on the scale also for people whose alarm mostly rests at one of its ends.

    Args:
        nature: the person, no leading axes.
        state_shares: how often each exposure lasts, 0..1, shape [state].
    """
    shares = jnp.asarray(state_shares)
    spread = jnp.hypot(nature.mood_spread, nature.stir_spread)
    rest = nature.baseline + (shares * nature.state_shift).sum()
    without = rest - shares * nature.state_shift
    usual = on_scale(rest, spread)
    high = ALARM_TO_SETTLE
    return Shown(
        usual_alarm=usual,
        log_half_life=jnp.log(nature.half_life),
        triggers=on_scale(rise(rest, nature.trigger_pull, CEILING), spread * (1 - nature.trigger_pull)) - usual,
        states=on_scale(without + nature.state_shift, spread) - on_scale(without, spread),
        practices=high - settle(high, -jnp.expm1(-nature.practice_settles)),
        comfort=high - settle(high, -jnp.expm1(-nature.comfort_settles)),
        rebuff=high - rise(high, nature.rebuff_pull, CEILING),
    )
