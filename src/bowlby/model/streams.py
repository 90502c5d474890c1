"""Named random streams: one uniform number for each decision, drawn by counter and never by turn.

A key belongs to a seed, a world and a person; a tick and the name of the decision pick the number. So nothing
that one person does can move another person's numbers, and a decision that is not taken leaves a number unused
instead of shifting all later ones. A decision's distribution is drawn from by inversion, which couples a
counterfactual run to its original as tightly as possible.
"""

from __future__ import annotations

from functools import partial
from zlib import crc32

import jax
import jax.numpy as jnp
import numpyro.distributions as dist
from jax import Array
from jax.typing import ArrayLike

SMALLEST = 1e-7
"""Uniform numbers are kept this far from 0 and 1 before they are inverted through a continuous distribution."""


def person_keys(seed: ArrayLike, world: str, person: ArrayLike) -> Array:
    """Keys of people in a world.

    Args:
        seed: the run's seed.
        world: name of the world or of the part of it that draws.
        person: numbers of the people, any shape [...].

    Returns:
        Keys, shape [...].
    """
    root = jax.random.fold_in(jax.random.key(seed), crc32(world.encode()))
    return _over_keys(partial(jax.random.fold_in, root), jnp.asarray(person, jnp.uint32))


def uniforms(keys: Array, tick: ArrayLike, names: tuple[str, ...]) -> dict[str, Array]:
    """One uniform number per person and named decision at a tick.

    Names may be added at the end of `names` without changing the numbers of those before.

    Args:
        keys: keys of people, shape [...].
        tick: counter of the step, a whole number.
        names: the decisions of the step, in a fixed order.

    Returns:
        Numbers in [0, 1), shape [...] for each name.
    """

    def of_one(key: Array) -> Array:
        return jax.random.uniform(jax.random.fold_in(key, tick), (len(names),), jnp.float32)

    numbers = _over_keys(of_one, keys)
    return {name: numbers[..., index] for index, name in enumerate(names)}


def draw(distribution: dist.Distribution, uniform: Array) -> Array:
    """Draw from a decision's distribution by inversion.

    Args:
        distribution: what a decision function returned, batch shape [...].
        uniform: numbers in [0, 1), shape [...].

    Returns:
        A whole number for a categorical decision, true or false for a yes-or-no decision, a real number for a
        continuous one; shape [...].
    """
    if isinstance(distribution, dist.CategoricalProbs | dist.CategoricalLogits):
        below = jnp.cumsum(distribution.probs, axis=-1)[..., :-1] <= uniform[..., None]  # pyright: ignore
        return jnp.sum(below, axis=-1, dtype=jnp.int32)
    if isinstance(distribution, dist.BernoulliProbs | dist.BernoulliLogits):
        return uniform < distribution.probs  # pyright: ignore
    return distribution.icdf(jnp.clip(uniform, SMALLEST, 1 - SMALLEST))


def _over_keys(function, keys: Array) -> Array:
    for _ in range(keys.ndim):
        function = jax.vmap(function)
    return function(keys)
