"""What is thought possible before a diary is read, and how a point of the search becomes a person.

Every coordinate of the search is standard normal under the prior. So the search starts at nought, steps are of the
order of one in every direction, and the prior's log density is minus half the squared length. Triggers and practices
are a common centre plus a spread times a number of their own, which keeps the maximum well behaved when the spread is
small.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.scipy.special import expit, logit

from bowlby.names import SIGNALS
from bowlby.parameters import Parameters
from bowlby.worlds.everyday import Nature, Turning


class Point(NamedTuple):
    """A place in the space that is searched; every number is standard normal under the prior.

    `state_shift` has shape [state], `trigger_own` [trigger], `practice_own` [practice], `comfort_own` and `rebuff_own`
    [figure], `costs` [signal but holding]; all others are numbers.
    """

    baseline: Array
    state_shift: Array
    mood_spread: Array
    stir_spread: Array
    rating_spread: Array
    half_life: Array
    moment_pull: Array
    trigger_centre: Array
    trigger_spread: Array
    trigger_own: Array
    rebuff_pull: Array
    comfort_settles: Array
    practice_centre: Array
    practice_spread: Array
    practice_own: Array
    logs_slope: Array
    logs_from: Array
    drift_spread: Array
    comfort_own: Array
    rebuff_own: Array
    worth: Array
    costs: Array
    comfort_first: Array
    rebuff_first: Array
    gap: Array
    stated_spread: Array


class Widths(NamedTuple):
    """How many triggers, practices, states and figures there are, padding included."""

    triggers: int
    practices: int
    states: int
    figures: int = 1


def centre(widths: Widths) -> Point:
    """The prior's centre."""
    vectors = {
        "state_shift": widths.states,
        "trigger_own": widths.triggers,
        "practice_own": widths.practices,
        "comfort_own": widths.figures,
        "rebuff_own": widths.figures,
        "costs": len(SIGNALS) - 1,
    }
    return Point(*(jnp.zeros((vectors[name],) if name in vectors else ()) for name in Point._fields))


def nature_of(point: Point, parameters: Parameters) -> Nature:
    """The person at a point.

    The time constants of mood and drift are not searched: hours between records say little about days, and months of
    them little about months.
    """
    typical, fit = parameters.everyday, parameters.fit
    trigger_spread = factor(fit.trigger_spread, fit.log_trigger_spread_spread, point.trigger_spread)
    practice_spread = factor(fit.practice_spread, fit.log_practice_spread_spread, point.practice_spread)
    trigger_centre = around(typical.trigger_pull / 2, fit.trigger_centre_spread, point.trigger_centre)
    practice_centre = around(typical.practice_settles / 2, fit.practice_centre_spread, point.practice_centre)
    return Nature(
        baseline=around(typical.baseline, fit.baseline_spread, point.baseline),
        state_shift=around(0.0, fit.state_spread, point.state_shift),
        mood_spread=factor(typical.mood_spread, fit.log_spread_spread, point.mood_spread),
        mood_days=jnp.asarray(typical.mood_days),
        stir_spread=factor(typical.stir_spread, fit.log_spread_spread, point.stir_spread),
        half_life=factor(typical.half_life, fit.log_half_life_spread, point.half_life),
        rating_spread=factor(typical.rating_spread, fit.log_spread_spread, point.rating_spread),
        moment_pull=around(0.0, fit.moment_pull_spread, point.moment_pull),
        trigger_pull=trigger_centre + trigger_spread * point.trigger_own,
        rebuff_pull=around(typical.rebuff_pull / 2, fit.rebuff_spread, point.rebuff_pull),
        comfort_settles=around(typical.comfort_settles / 2, fit.comfort_spread, point.comfort_settles),
        practice_settles=practice_centre + practice_spread * point.practice_own,
        logs_slope=factor(fit.logs_slope, fit.log_logs_slope_spread, point.logs_slope),
        logs_from=around(typical.logs_from, fit.logs_from_spread, point.logs_from),
        drift_spread=factor(typical.drift_spread, fit.log_spread_spread, point.drift_spread),
        drift_days=jnp.asarray(typical.drift_days),
        comfort_own=around(0.0, fit.comfort_own_spread, point.comfort_own),
        rebuff_own=around(0.0, fit.rebuff_own_spread, point.rebuff_own),
    )


def turning_of(point: Point, parameters: Parameters) -> Turning:
    """How the person at a point turns to others; how much a rebuff is feared is the mechanism's own."""
    typical, fit, signals = parameters.everyday, parameters.fit, parameters.signals
    reach, plea, protest = point.costs
    return Turning(
        signals=signals._replace(
            worth=factor(signals.worth, fit.log_worth_spread, point.worth),
            cost_reach=around(signals.cost_reach, fit.cost_spread, reach),
            cost_plea=around(signals.cost_plea, fit.cost_spread, plea),
            cost_protest=around(signals.cost_protest, fit.cost_spread, protest),
        ),
        comfort=_share(typical.first_comfort, fit.first_spread, point.comfort_first),
        rebuff=_share(typical.first_rebuff, fit.first_spread, point.rebuff_first),
        gap=around(0.0, fit.gap_spread, point.gap),
        stated_spread=factor(typical.stated_spread, fit.log_spread_spread, point.stated_spread),
    )


def around(middle: float, spread: float, number: Array) -> Array:
    """A number whose prior is normal."""
    return middle + spread * number


def factor(middle: float, log_spread: float, number: Array) -> Array:
    """A number above nought whose logarithm has a normal prior."""
    return middle * jnp.exp(log_spread * number)


def _share(middle: float, spread: float, number: Array) -> Array:
    """A number between nought and one whose logit has a normal prior."""
    return expit(logit(middle) + spread * number)
