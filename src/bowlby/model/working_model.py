"""The working model: counts of what each signal brought, in two memories.

Means of the counts are expectations, totals are certainty. The fast counts belong to one figure and fade; the slow
prototype is shared by all figures, is what the fast counts fade towards, and is where every new figure starts.

Every pair of counts has `for` at index 0 and `against` at index 1 of its first axis. Kinds come first and people last,
so that a step of many people is the same arithmetic on neighbours in memory, which a processor does many at a time.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from bowlby.names import SIGNALS
from bowlby.parameters import Learning


class Counts(NamedTuple):
    """Evidence about one figure, or about figures in general.

    `comfort` and `rebuff` have shape [2, signal, ...]; `loss` and `fright` have shape [2, ...].
    `loss` counts whether availability, once there, was lost.
    """

    comfort: Array
    rebuff: Array
    loss: Array
    fright: Array


class WorkingModel(NamedTuple):
    """Fast counts about one figure, and the slow prototype about all of them."""

    fast: Counts
    prototype: Counts


class Expectation(NamedTuple):
    """What the working model expects: probabilities. `comfort`, `rebuff` [signal, ...]; `loss`, `fright` [...]."""

    comfort: Array
    rebuff: Array
    loss: Array
    fright: Array


def unformed(shape: tuple[int, ...], learning: Learning) -> WorkingModel:
    """The working model of someone who has learnt nothing yet: comfort may come or not, hurt is hardly expected.

    Args:
        shape: of the people, [...].
        learning: parameters of learning.
    """

    def pairs(expected: float, *kinds: int) -> Array:
        pair = learning.prior_total * jnp.stack([jnp.asarray(expected), 1 - jnp.asarray(expected)])
        whole = (2, *kinds, *shape)
        return jnp.broadcast_to(pair.astype(jnp.float32).reshape(2, *(1,) * (len(whole) - 1)), whole)

    signals, hurt = len(SIGNALS), learning.prior_hurt
    prototype = Counts(pairs(0.5, signals), pairs(hurt, signals), pairs(hurt), pairs(hurt))
    return WorkingModel(fast=anchor(prototype, learning), prototype=prototype)


def expectation(counts: Counts) -> Expectation:
    """Means of the counts."""
    return Expectation(*(pair[0] / (pair[0] + pair[1]) for pair in counts))


def anchor(prototype: Counts, learning: Learning) -> Counts:
    """What the prototype lends to a figure: its means, with a total that saturates at kappa.

    A young prototype, with few counts, pulls little; an old one pulls with at most kappa counts.
    """

    def lend(pair: Array) -> Array:
        return pair * (learning.kappa / (pair[0] + pair[1] + learning.kappa))

    return Counts(*(lend(pair) for pair in prototype))


def meet(prototype: Counts, learning: Learning) -> WorkingModel:
    """The working model with which a person meets a new figure."""
    return WorkingModel(fast=anchor(prototype, learning), prototype=prototype)


def evidence(
    signal: Array,
    comforted: Array,
    rebuffed: Array,
    frightened: Array,
    was_there: Array,
    lost: Array,
    present: Array,
) -> Counts:
    """Counts that one exchange adds.

    Args:
        signal: index of the signal, shape [...].
        comforted, rebuffed, frightened: what came back, true or false, shape [...].
        was_there: the figure's attention was here when the exchange began, shape [...].
        lost: it was there and went elsewhere, shape [...].
        present: whether the figure was there to answer at all; without it nothing is learnt, shape [...].
    """
    seen = present.astype(jnp.float32)
    sent = seen * (jnp.asarray(signal) == _column(len(SIGNALS), seen.ndim))
    return Counts(
        comfort=sent * _pair(comforted)[:, None],
        rebuff=sent * _pair(rebuffed)[:, None],
        loss=_pair(lost) * (seen * was_there),
        fright=_pair(frightened) * seen,
    )


def revise(model: WorkingModel, new: Counts, learning: Learning, extent: ArrayLike = 1.0) -> WorkingModel:
    """Step 7: both memories take in what an exchange brought.

    The fast counts fade towards the prototype's anchor and take the evidence whole; the prototype takes a small
    share of it and does not fade.

    Args:
        model: both memories before, of people [...].
        new: what the exchange brought, [...].
        learning: parameters of learning.
        extent: how much of a whole exchange it was, [...].
    """
    lent = anchor(model.prototype, learning)
    part = jnp.asarray(extent, jnp.float32)
    fade = 1 - (1 - learning.fast_fade) ** part

    def fast(old: Array, to: Array, add: Array) -> Array:
        return old + fade * (to - old) + part * add

    def slow(old: Array, add: Array) -> Array:
        return old + learning.slow_gain * part * add

    return WorkingModel(
        Counts(*(fast(old, to, add) for old, to, add in zip(model.fast, lent, new, strict=True))),
        Counts(*(slow(old, add) for old, add in zip(model.prototype, new, strict=True))),
    )


def _pair(happened: Array) -> Array:
    """One for, or one against; [2, ...]."""
    return (jnp.asarray(happened) == (_column(2, jnp.ndim(happened)) == 0)).astype(jnp.float32)


def _column(kinds: int, people: int) -> Array:
    """0, 1, 2 … down the first axis, to stand against people with so many axes."""
    return jnp.arange(kinds).reshape(kinds, *(1,) * people)
