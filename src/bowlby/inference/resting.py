"""Where a person's alarm rests, by ratings at times that the person did not choose.

People log when they are alarmed, and calm stretches leave fewer records than uneasy ones. What was felt between two
records is then taken for more than it was, and the level, which has to make up for it, for less. Prompted check-ins
come whatever is felt. Where there are enough of them, the level is therefore found anew from them alone, given
everything else about the person. Statisticians call that a cut: the level is not told what moments were rated, only
what they did to the alarm.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from bowlby.inference.diary import log_likelihood
from bowlby.inference.support import ASKED_RATINGS
from bowlby.parameters import Parameters
from bowlby.worlds.everyday import Event, Nature


class Resting(NamedTuple):
    """The level, and how sure it is where everything else about the person is known; points of alarm."""

    level: Array
    spread: Array


def resting(
    nature: Nature, events: Event, asked: ArrayLike, step: ArrayLike, near: ArrayLike, parameters: Parameters
) -> Resting:
    """One step towards the most probable level, from a place near it.

    From the most probable level of one person, a step gives that of a person a little different, and how it changes
    with the person. From farther away, take several: the log density of a level is nearly a parabola.

    Args:
        nature: the person, no leading axes; their own level is not used.
        events: a diary's events, [event, ...].
        asked: 1 where the person was asked at a time they did not choose, [event].
        step: step of the rating scale, points.
        near: level to start from, points.
        parameters: whose prior of the level counts.
    """
    rating = jnp.asarray(events.rating)
    told = (jnp.asarray(asked) > 0) & ~jnp.isnan(rating)
    heard = events._replace(rating=jnp.where(told | (told.sum() < ASKED_RATINGS), rating, jnp.nan))
    middle, width = parameters.everyday.baseline, parameters.fit.baseline_spread

    def log_density(level: Array) -> Array:
        likely = log_likelihood(nature._replace(baseline=level), heard, jnp.asarray(step))
        return likely - ((level - middle) / width) ** 2 / 2

    near = jax.lax.stop_gradient(jnp.asarray(near, nature.baseline.dtype))
    slope, bend = jax.jvp(jax.jacfwd(log_density), (near,), (jnp.ones_like(near),))
    # However little the ratings say, the level is no less sure than before them.
    sure = jax.lax.stop_gradient(jnp.maximum(-bend, 1 / width**2))
    return Resting(near + slope / sure, 1 / jnp.sqrt(sure))
