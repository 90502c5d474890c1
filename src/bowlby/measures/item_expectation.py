"""Where people may stand on a trait, given their answers and the items: the E step, as products of matrices.

People go through it in blocks that stay in the processor's cache. What is wanted of each block is done in the precision
of the indicators: single precision takes half the time and keeps six digits. Sums over people are in double precision.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from bowlby.measures.graded import Array, Categories, Grid, Items, log_probabilities

PRODUCT = 500_000
"""Multiplications in one matrix product at most: it stays in the processor's cache, and is too small for threads.

Threads that wait for each other after every small product make a loaded machine ten times slower than one would be.
"""


class Expected(NamedTuple):
    """What one pass over the people gives: how many are expected at each point with each answer.

    Attributes:
        counts: [items, points, categories].
        log_likelihood: of the parameters that the pass was made with.
        people: how many are expected at each point, [points].
    """

    counts: Array
    log_likelihood: float
    people: Array


def expect(chosen: NDArray[Any], items: Items, categories: int, trait: Grid) -> Expected:
    """The E step: where people stand, given their answers and the parameters of now.

    Args:
        chosen: from `indicators`, people × (items × categories).
        items: the parameters.
        categories: how many.
        trait: points and weights.
    """
    table = log_probabilities(items, trait.points).reshape(-1, len(trait.points)).astype(chosen.dtype)
    gathered, people, total = np.zeros(table.shape), np.zeros(len(trait.points)), 0.0
    for block in blocks(len(chosen), table.size):
        posterior, heights = posteriors(chosen[block], table, trait)
        gathered += chosen[block].T @ posterior
        people += posterior.sum(axis=0)
        total += float(heights.sum(dtype=float))
    counts = gathered.reshape(len(items.slopes), categories, -1)
    return Expected(np.ascontiguousarray(np.swapaxes(counts, 1, 2)), total, people)


def posteriors(chosen: NDArray[Any], table: NDArray[Any], trait: Grid) -> tuple[NDArray[Any], NDArray[Any]]:
    """Where each person stands, [people, points], and the log-likelihood of each person's answers, [people]."""
    heights = chosen @ table
    heights += np.log(trait.weights).astype(heights.dtype)
    top = heights.max(axis=1, keepdims=True)
    heights -= top
    np.exp(heights, out=heights)
    total = heights @ np.ones((heights.shape[1], 1), heights.dtype)
    heights /= total
    return heights, (np.log(total) + top)[:, 0]


def indicators(answers: Categories, categories: int, precision: DTypeLike = np.float64) -> NDArray[Any]:
    """A 1 for each answer given; people × (items × categories). A missing answer is a row of zeros."""
    chosen = answers[:, :, None] == np.arange(categories, dtype=np.int8)
    return chosen.reshape(len(answers), -1).astype(precision)


def blocks(people: int, each: int) -> Iterator[slice]:
    """Slices over the people, for products of so many multiplications each."""
    size = max(PRODUCT // each, 1)
    return (slice(begin, begin + size) for begin in range(0, people, size))
