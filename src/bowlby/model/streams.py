"""Named random streams: one uniform number for each decision, drawn by counter and never by turn.

A key belongs to a seed, a world and a person; a tick and the name of the decision pick the number. So nothing
that one person does can move another person's numbers, and a decision that is not taken leaves a number unused
instead of shifting all later ones. A decision's distribution is drawn from by inversion, which couples a
counterfactual run to its original as tightly as possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any
from zlib import crc32

import jax
import jax.numpy as jnp
import numpyro.distributions as dist
from jax import Array
from jax.experimental.xla_metadata import set_xla_metadata
from jax.typing import ArrayLike

SMALLEST = 1e-7
"""Uniform numbers are kept this far from 0 and 1 before they are inverted through a continuous distribution."""

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
"""Bits by which the rounds of Threefry rotate."""


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
    words = jax.random.key_data(root)
    folded = _threefry((words[0], words[1]), jnp.uint32(0), jnp.asarray(person, jnp.uint32))  # as `fold_in` does
    return jax.random.wrap_key_data(jnp.stack(folded, axis=-1))


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

    words = jax.random.key_data(keys)
    key, now = (words[..., 0], words[..., 1]), jnp.asarray(tick, jnp.uint32)
    blocks = (_threefry(key, now, jnp.uint32(place)) for place in range((len(names) + 1) // 2))
    return dict(zip(names, (number for block in blocks for number in _both(*map(_unit, block))), strict=False))


def _both(one: Array, two: Array) -> tuple[Array, Array]:
    """The same two numbers, made together: as one complex number, so that they are not each worked out apart."""
    pair = settled(jax.lax.complex(one, two))
    return jnp.real(pair), jnp.imag(pair)


def settled(values: Any) -> Any:
    """The same values, worked out once and kept, where the compiler would work them out anew for each use."""
    with set_xla_metadata(inlineable="false"):
        return _as_it_is(values)


@jax.jit
def _as_it_is(values: Any) -> Any:
    return values


def draw(distribution: dist.Distribution, uniform: Array) -> Array:
    """Draw from a decision's distribution by inversion.

    Args:
        distribution: what a decision function returned, batch shape [...].
        uniform: numbers in [0, 1), shape [...].

    Returns:
        A whole number for a categorical decision, true or false for a yes-or-no decision, a real number for a
        continuous one; shape [...].
    """
    if isinstance(distribution, dist.CategoricalProbs):
        return _category(_last_apart(distribution.probs), uniform)
    if isinstance(distribution, dist.CategoricalLogits):
        logits = _last_apart(distribution.logits)
        top = reduce(jnp.maximum, logits)
        odds = [jnp.exp(logit - top) for logit in logits]
        return _category(odds, uniform * reduce(jnp.add, odds))
    if isinstance(distribution, dist.BernoulliProbs | dist.BernoulliLogits):
        return settled(uniform < distribution.probs)  # pyright: ignore
    return distribution.icdf(jnp.clip(uniform, SMALLEST, 1 - SMALLEST))


def _category(weights: Sequence[Array], mark: Array) -> Array:
    """The category in which a mark falls that goes up to the sum of the weights.

    One comparison for each category but the last, one after the other: much quicker than a general cumulated sum.
    """
    reached, category = jnp.zeros_like(mark), jnp.zeros(jnp.shape(mark), jnp.int32)
    for weight in weights[:-1]:
        reached = reached + weight
        category = category + (reached <= mark)
    return settled(category)


def _last_apart(values: ArrayLike) -> list[Array]:
    """The entries of the last axis, each [...]."""
    values = jnp.asarray(values)
    return [values[..., index] for index in range(values.shape[-1])]


def _threefry(key: tuple[Array, Array], high: Array, low: Array) -> tuple[Array, Array]:
    """Threefry-2x32 with 20 rounds (Salmon et al., 2011), the generator behind `jax.random`, and bit for bit the same.

    Written out because the built-in one is compiled into loops that move memory; this becomes plain arithmetic.

    Args:
        key: two 32-bit words.
        high, low: the counter, two 32-bit words.
    """
    schedule = (key[0], key[1], key[0] ^ key[1] ^ jnp.uint32(0x1BD11BDA))
    one, two = high + schedule[0], low + schedule[1]
    for group in range(5):
        for bits in ROTATIONS[group % 2]:
            one = one + two
            two = one ^ ((two << bits) | (two >> (32 - bits)))
        one = one + schedule[(group + 1) % 3]
        two = two + schedule[(group + 2) % 3] + jnp.uint32(group + 1)
    return one, two


def _unit(bits: Array) -> Array:
    """32 random bits as a number in [0, 1): the upper 23 of them as a mantissa."""
    return jax.lax.bitcast_convert_type((bits >> 9) | jnp.uint32(0x3F800000), jnp.float32) - 1.0
