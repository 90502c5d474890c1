"""Figures of everyday life: how they answer, and what is expected of them at the start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from bowlby.model.care import Care
from bowlby.model.working_model import Counts, WorkingModel, anchor, unformed
from bowlby.parameters import Parameters


class Figure(NamedTuple):
    """Whom the person turns to, and what is expected of them at the start; no leading axes."""

    care: Care
    working_model: WorkingModel


def figure(care: dict[str, float], expected: dict[str, float], total: float, parameters: Parameters) -> Figure:
    """A figure with given care, and expectations as if `total` exchanges had shown them.

    Args:
        care: values by name of `names.CARE`.
        expected: probabilities `comfort`, `rebuff`, `loss`, `fright`; the same for every signal.
        total: counts behind each expectation.
        parameters: the one parameter set.
    """

    values: list[Any] = [jnp.asarray(care[name], jnp.float32) for name in Care._fields]
    return Figure(Care(*values), expecting(expected, total, parameters))


def expecting(expected: Mapping[str, ArrayLike], total: float, parameters: Parameters) -> WorkingModel:
    """What is expected of a figure as if `total` exchanges had shown it.

    Args:
        expected: probabilities `comfort`, `rebuff`, `loss`, `fright`, of shape [...]; the same for every signal.
        total: counts behind each expectation.
        parameters: the one parameter set.
    """
    shape = jnp.shape(expected["comfort"])

    def counts(like: Array, probability: ArrayLike) -> Array:
        chance = jnp.broadcast_to(jnp.asarray(probability), shape)
        pair = total * jnp.stack([chance, 1 - chance])
        return jnp.broadcast_to(pair.reshape(2, *(1,) * (like.ndim - pair.ndim), *shape), like.shape)

    blank = unformed(shape, parameters.learning).prototype
    known = Counts(*(counts(like, expected[name]) for name, like in zip(Counts._fields, blank, strict=True)))
    return WorkingModel(fast=anchor(known, parameters.learning), prototype=known)


class Other(NamedTuple):
    """Another figure: its name in the records, the share of moments in which it is turned to, and who it is."""

    name: str
    share: float
    figure: Figure


def together(first: Figure, *others: Figure) -> Figure:
    """Several figures side by side on a last axis; what is expected of figures in general is the first one's."""
    figures = (first, *others)

    def aside(*parts: Array) -> Array:
        return jnp.stack(parts, axis=-1)

    care = jax.tree.map(aside, *(one.care for one in figures))
    fast = jax.tree.map(aside, *(one.working_model.fast for one in figures))
    return Figure(care, WorkingModel(fast=fast, prototype=first.working_model.prototype))
