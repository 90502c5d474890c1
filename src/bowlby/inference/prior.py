"""What is thought possible before a diary is read, and how a point of the search becomes a person.

The search runs in a space without bounds. Triggers and practices are written as a common centre plus a spread times
a standard normal number of their own, so that the maximum is well behaved even when the spread is small.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.scipy.stats import norm

from bowlby.parameters import Everyday, Fit, Parameters
from bowlby.worlds.everyday import Nature


class Point(NamedTuple):
    """A place in the space that is searched."""

    baseline: Array
    state_shift: Array
    log_mood: Array
    log_stir: Array
    log_rating: Array
    log_half_life: Array
    moment_pull: Array
    trigger_centre: Array
    trigger_log_spread: Array
    trigger_own: Array
    rebuff_pull: Array
    comfort_settles: Array
    practice_centre: Array
    practice_log_spread: Array
    practice_own: Array


def centre(triggers: int, practices: int, states: int, parameters: Parameters) -> Point:
    """The prior's centre, where the search starts; float64 under `jax.enable_x64`.

    Args:
        triggers, practices, states: how many there are, padding included.
        parameters: the one parameter set.
    """
    typical, fit = parameters.everyday, parameters.fit
    return Point(
        baseline=jnp.asarray(typical.baseline),
        state_shift=jnp.zeros(states),
        log_mood=jnp.log(typical.mood_spread),
        log_stir=jnp.log(typical.stir_spread),
        log_rating=jnp.log(typical.rating_spread),
        log_half_life=jnp.log(typical.half_life),
        moment_pull=jnp.zeros(()),
        trigger_centre=jnp.asarray(typical.trigger_pull / 2),
        trigger_log_spread=jnp.log(fit.trigger_spread),
        trigger_own=jnp.zeros(triggers),
        rebuff_pull=jnp.asarray(typical.rebuff_pull / 2),
        comfort_settles=jnp.asarray(typical.comfort_settles / 2),
        practice_centre=jnp.asarray(typical.practice_settles / 2),
        practice_log_spread=jnp.log(fit.practice_spread),
        practice_own=jnp.zeros(practices),
    )


def spreads(fit: Fit) -> Point:
    """Standard deviations of the prior around `centre`, one for each part of a point."""
    values = (
        fit.baseline_spread,
        fit.state_spread,
        fit.log_spread_spread,
        fit.log_spread_spread,
        fit.log_spread_spread,
        fit.log_half_life_spread,
        fit.moment_pull_spread,
        fit.trigger_centre_spread,
        fit.log_trigger_spread_spread,
        1.0,
        fit.rebuff_spread,
        fit.comfort_spread,
        fit.practice_centre_spread,
        fit.log_practice_spread_spread,
        1.0,
    )
    return Point(*(jnp.asarray(value) for value in values))


def log_prior(point: Point, middle: Point, spread: Point) -> Array:
    """Log density of the prior at a point, a number."""
    return sum(
        (norm.logpdf(value, mean, width).sum() for value, mean, width in zip(point, middle, spread, strict=True)),
        start=jnp.zeros(()),
    )


def nature_of(point: Point, typical: Everyday) -> Nature:
    """The person at a point. The mood's time constant is not fitted: hours between records say little about days."""
    return Nature(
        baseline=point.baseline,
        state_shift=point.state_shift,
        mood_spread=jnp.exp(point.log_mood),
        mood_days=jnp.asarray(typical.mood_days),
        stir_spread=jnp.exp(point.log_stir),
        half_life=jnp.exp(point.log_half_life),
        rating_spread=jnp.exp(point.log_rating),
        moment_pull=point.moment_pull,
        trigger_pull=point.trigger_centre + jnp.exp(point.trigger_log_spread) * point.trigger_own,
        rebuff_pull=point.rebuff_pull,
        comfort_settles=point.comfort_settles,
        practice_settles=point.practice_centre + jnp.exp(point.practice_log_spread) * point.practice_own,
    )
