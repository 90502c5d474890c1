"""Coordinates in which draws of the posterior move easily.

The search knows a trigger by how far it lies from what is common, in units of their spread: that behaves well where
records are few. Where they are many, a trigger is known well by itself, and common pull and spread hang on it rather
than the other way round: draws then move easily in the pulls themselves. In between, a share of both
[@papaspiliopoulos2007]. The share is that part of the prior's variance which the records have taken away.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from bowlby.inference.prior import Point
from bowlby.parameters import Parameters


class Shares(NamedTuple):
    """How far each trigger and practice is told by itself: 0 from what is common, 1 all by itself."""

    triggers: ArrayLike
    practices: ArrayLike


class Common(NamedTuple):
    """What is common to triggers (or practices) in units of their prior spread: the centre, and the spread itself."""

    centre: Array
    spread: Array


def recentred(point: Point, shares: Shares, parameters: Parameters) -> Point:
    """A point of the search in the coordinates of the draws."""
    triggers, practices = _common(point, parameters)
    return point._replace(
        trigger_own=point.trigger_own * triggers.spread**shares.triggers + shares.triggers * triggers.centre,
        practice_own=point.practice_own * practices.spread**shares.practices + shares.practices * practices.centre,
    )


def uncentred(point: Point, shares: Shares, parameters: Parameters) -> tuple[Point, Array]:
    """The way back, and the log of how much a small volume shrinks on it."""
    triggers, practices = _common(point, parameters)
    back = point._replace(
        trigger_own=(point.trigger_own - shares.triggers * triggers.centre) / triggers.spread**shares.triggers,
        practice_own=(point.practice_own - shares.practices * practices.centre) / practices.spread**shares.practices,
    )
    shrinks = jnp.asarray(shares.triggers).sum() * jnp.log(triggers.spread)
    return back, shrinks + jnp.asarray(shares.practices).sum() * jnp.log(practices.spread)


def shares_of(point: Point, pulls: Array, settles: Array, parameters: Parameters) -> Shares:
    """How far each trigger and practice should be told by itself.

    Args:
        point: the highest point.
        pulls, settles: variance of each trigger's pull and each practice's effect there, [trigger], [practice].
        parameters: the parameter set.
    """
    fit, (triggers, practices) = parameters.fit, _common(point, parameters)
    return Shares(
        jnp.clip(1 - pulls / (fit.trigger_spread * triggers.spread) ** 2, 0, 1),
        jnp.clip(1 - settles / (fit.practice_spread * practices.spread) ** 2, 0, 1),
    )


def _common(point: Point, parameters: Parameters) -> tuple[Common, Common]:
    fit = parameters.fit
    return (
        Common(
            point.trigger_centre * (fit.trigger_centre_spread / fit.trigger_spread),
            jnp.exp(fit.log_trigger_spread_spread * point.trigger_spread),
        ),
        Common(
            point.practice_centre * (fit.practice_centre_spread / fit.practice_spread),
            jnp.exp(fit.log_practice_spread_spread * point.practice_spread),
        ),
    )
