"""A smooth stand-in for a simulation: a quadratic surface through runs of it, with its own error.

A run takes seconds and a posterior asks for thousands, so the runs are laid out by design, a surface is put through
them, and what the surface misses is carried along as error (the idea of emulation in @kennedy2001).
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

FIRST_NOISE = 0.1
"""First guess of the part of an outcome, in its spreads, that is no surface; the second round uses what was seen."""

LINEAR_SPREAD, CURVED_SPREAD = 1.0, 0.25
"""Prior spreads of slopes and curvatures, in spreads of the outcome per prior spread of a parameter."""


class Emulator(NamedTuple):
    """A surface over standardised parameters: `weights` [feature, outcome]; `error` [outcome], its spread."""

    weights: Array
    error: Array

    def __call__(self, point: ArrayLike) -> Array:
        """Outcomes at points [..., parameter]: [..., outcome]."""
        return features(jnp.asarray(point)) @ self.weights


def features(points: Array) -> Array:
    """1, each parameter, and each product of two: [..., feature]."""
    rows, columns = np.triu_indices(points.shape[-1])
    ones = jnp.ones((*points.shape[:-1], 1))
    return jnp.concatenate([ones, points, points[..., rows] * points[..., columns]], axis=-1)


def emulate(points: np.ndarray, outcomes: np.ndarray, weights: np.ndarray | None = None) -> Emulator:
    """Put a surface through runs by ridge regression, and judge it by leaving each run out.

    Args:
        points: standardised parameters of the runs, [run, parameter].
        outcomes: what came out, [run, outcome].
        weights: how much each run counts, [run]; all alike without it.

    Returns:
        The surface; its error is the weighted spread of what it misses at runs left out.
    """
    design = np.asarray(features(jnp.asarray(points)), float)
    count, many = points.shape
    heavy = np.sqrt(np.ones(count) if weights is None else weights / weights.mean())[:, None]
    middle, spread = outcomes.mean(0), outcomes.std(0)
    wanted = (outcomes - middle) / spread
    curved = design.shape[1] - 1 - many
    prior = np.repeat([10.0, LINEAR_SPREAD, CURVED_SPREAD], [1, many, curved])

    def ridge(noise: float) -> tuple[np.ndarray, np.ndarray]:
        gram = (heavy * design).T @ (heavy * design) / noise**2 + np.diag(prior**-2.0)
        solved = np.linalg.solve(gram, (heavy * design).T / noise**2)
        found = solved @ (heavy * wanted)
        leverage = np.einsum("rf,fr->r", heavy * design, solved)[:, None]
        missed = (wanted - design @ found) / np.maximum(1 - leverage, 0.05)
        return found, np.sqrt((heavy**2 * missed**2).mean(0))

    _, first = ridge(FIRST_NOISE)
    found, error = ridge(float(first.mean()))
    surface = found * spread
    surface[0] += middle
    return Emulator(jnp.asarray(surface), jnp.asarray(error * spread))
