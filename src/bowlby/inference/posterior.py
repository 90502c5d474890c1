"""Draws of the full posterior: the no-U-turn sampler of NumPyro on the very density that the first answer climbs.

The search has found the highest point and the curvature there. The chains first move in coordinates in which that hill
is round and of width one; from where they went, a better middle and shape are learnt (a hill is rarely as round at its
foot as at its top), and the draws are made in those coordinates. That is a dense mass matrix, with little warming up.
Two pairs of chains walk side by side, so that two cores have work.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from numpyro.infer.hmc import hmc

CHAINS = 4
PAIRS = (slice(0, 2), slice(2, 4))
"""Chains that move together, step by step; each pair has a thread of its own."""

WARMUP = 75
"""Steps in which each chain learns how far to step, in the first coordinates and again in the better ones."""

ROUGH = 50
"""Draws of each chain in the first coordinates, from which the better ones are learnt."""

FEWEST = 4
"""Draws of each chain at least: fewer say nothing about how well they mixed."""

BLOCK = 25
"""Steps between two words of progress."""

Progress = Callable[[str, float], None]


class Draws(NamedTuple):
    """Points of the posterior and how well they were drawn.

    `points` has shape [chain, draw, coordinate].
    """

    points: np.ndarray
    divergences: int


class Sampler(NamedTuple):
    """Compiled steps of two chains at once, for one set of shapes."""

    begin: Callable[..., Any]
    walk: Callable[..., Any]


def sampler_for(cost: Callable[..., Array]) -> Sampler:
    """Build the sampler for a cost (minus the log posterior) of a flat point and whatever else it takes.

    Args:
        cost: called as `cost(point, *records)`.
    """

    def potential_of(best: Array, root: Array, *records: Any) -> Callable[[Array], Array]:
        return lambda place: cost(best + root @ place, *records)

    def kernels(key: Array, place: Array, given: tuple[Any, ...]) -> tuple[Any, Callable[..., Any]]:
        init, sample = hmc(potential_fn_gen=potential_of, algo="NUTS")
        settings = {"step_size": 0.3, "adapt_mass_matrix": False, "target_accept_prob": 0.9, "max_tree_depth": (4, 7)}
        return init(place, WARMUP, **settings, model_args=given, rng_key=key), sample

    def begin(keys: Array, places: Array, *given: Any) -> Any:
        return jax.vmap(lambda key, place: kernels(key, place, given)[0])(keys, places)

    def walk(states: Any, *given: Any) -> tuple[Any, tuple[Array, Array]]:
        # The kernel learns its schedule of warming up when it is initialised; what that computes is thrown away.
        _, sample = kernels(jax.random.key(0), jnp.zeros_like(given[0]), given)

        def step(now: Any, _: None) -> tuple[Any, tuple[Array, Array]]:
            then = jax.vmap(lambda state: sample(state, given))(now)
            return then, (then.z, then.diverging)

        return jax.lax.scan(step, states, None, length=BLOCK)

    return Sampler(jax.jit(begin), jax.jit(walk))


def draw_posterior(
    sampler: Sampler,
    records: tuple[Any, ...],
    best: np.ndarray,
    covariance: np.ndarray,
    *,
    draws: int,
    seed: int,
    tell: Progress = lambda stage, share: None,  # noqa: ARG005
) -> Draws:
    """Draw from the posterior.

    Args:
        sampler: of `sampler_for`.
        records: what the cost takes besides a point.
        best, covariance: the highest point and the inverse of the curvature there.
        draws: how many at least, over all chains.
        seed: of all chance in it.
        tell: called with a stage and the share that is done, before every block; whatever it raises ends the drawing.
    """
    start, first, second = jax.random.split(jax.random.key(seed), 3)
    looking, warming, drawing = (WARMUP + ROUGH) // BLOCK, WARMUP // BLOCK, -(-draws // (CHAINS * BLOCK))
    whole = looking + warming + drawing
    apart = 0.5 * np.asarray(jax.random.normal(start, (CHAINS, len(best)), dtype=best.dtype))
    hill = Hill(best, np.linalg.cholesky(covariance))
    steps = [("warming up", block / whole) for block in range(looking)]
    rough = _walked(sampler, records, hill, first, hill.point(apart), steps, tell).points[:, WARMUP:]
    hill = _learnt(rough, hill)
    steps = [("warming up", block / whole) for block in range(looking, looking + warming)]
    steps += [("drawing", block / whole) for block in range(looking + warming, whole)]
    found = _walked(sampler, records, hill, second, rough[:, -1], steps, tell)
    return Draws(found.points[:, WARMUP : WARMUP + max(-(-draws // CHAINS), FEWEST)], found.divergences)


class Hill(NamedTuple):
    """The middle and the shape of a hill: points are middle + root @ place, places are of the order of one."""

    middle: np.ndarray
    root: np.ndarray

    def point(self, places: np.ndarray) -> np.ndarray:
        """Points of places, [..., coordinate]."""
        return self.middle + places @ self.root.T

    def place(self, points: np.ndarray) -> np.ndarray:
        """Places of points, [..., coordinate]."""
        away = (points - self.middle).reshape(-1, points.shape[-1])
        return np.linalg.solve(self.root, away.T).T.reshape(points.shape)


def _learnt(points: np.ndarray, hill: Hill) -> Hill:
    """The hill as the first draws show it: its middle, and its widths in the directions of the curvature at the top.

    Few draws tell widths well and directions badly.
    """
    places = hill.place(points).reshape(-1, points.shape[-1])
    return Hill(hill.point(places.mean(0)), hill.root * places.std(0))


def _walked(
    sampler: Sampler,
    records: tuple[Any, ...],
    hill: Hill,
    key: Array,
    points: np.ndarray,
    steps: list[tuple[str, float]],
    tell: Progress,
) -> Draws:
    """Walk a block for each thing to tell, from four points [chain, coordinate]; divergences after warming up."""
    given = (jnp.asarray(hill.middle), jnp.asarray(hill.root), *records)
    keys, places = jax.random.split(key, CHAINS), jnp.asarray(hill.place(points))
    states = [sampler.begin(keys[part], places[part], *given) for part in PAIRS]

    def walk(states: Any) -> tuple[Any, np.ndarray, int]:
        # Double precision is switched on thread by thread.
        with jax.enable_x64(True):
            states, (places, diverging) = sampler.walk(states, *given)
            return states, np.asarray(places), int(np.asarray(diverging).sum())

    found, divergences = [], 0
    with ThreadPoolExecutor(len(PAIRS)) as threads:
        for block, step in enumerate(steps):
            tell(*step)
            states, places, diverging = zip(*threads.map(walk, states), strict=True)
            found.append(np.concatenate(places, axis=1))
            divergences += sum(diverging) * (block * BLOCK >= WARMUP)
    return Draws(hill.point(np.concatenate(found).swapaxes(0, 1)), divergences)


def diagnosed(values: np.ndarray) -> tuple[float, float]:
    """The largest split R-hat and the smallest effective sample size of some numbers.

    Args:
        values: shape [chain, draw, number]; numbers that never change are left out.
    """
    moving = values[..., values.std(axis=(0, 1)) > 0]
    return float(np.max(split_gelman_rubin(moving))), float(np.min(effective_sample_size(moving)))
