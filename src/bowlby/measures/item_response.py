"""Item parameters of the graded-response model, learnt from answers by marginal maximum likelihood.

The EM algorithm over fixed points of the trait [@bock1981], with every step over people a matrix product. Three things
make it quick and change nothing about where it ends: a rough fit to some of the people to begin with, extrapolated
steps that are only kept where the likelihood does not fall [@varadhan2008], and Newton steps for all items at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.errors import BowlbyError
from bowlby.measures import ordinal
from bowlby.measures.graded import Array, Categories, Grid, Items, grid, log_probabilities
from bowlby.measures.ordinal import Ordinal

PRODUCT = 400_000
"""Multiplications in one matrix product at most: it stays in the processor's cache, and is too small for threads.

Threads that wait for each other after every small product make a loaded machine ten times slower than one would be.
"""

FEWEST_PEOPLE = 200
"""With fewer complete rows thresholds at the ends hang on single people."""

ENOUGH_TO_BEGIN = 4_000
"""From twice as many people on, a rough fit to about so many of them comes first."""

CLOSE = 2e-4
"""EM ends when no parameter moves by more in a step that is not extrapolated."""


class Fitted(NamedTuple):
    """Items with what the fit has to say about them.

    Attributes:
        items: the parameters.
        log_likelihood: of all answers, over the trait.
        people: whose answers counted: those with at least one.
        steps: how many times the expected counts were worked out.
        converged: whether it ended by itself.
        path: the log-likelihood after each step on all people.
    """

    items: Items
    log_likelihood: float
    people: int
    steps: int
    converged: bool
    path: tuple[float, ...]


class Expected(NamedTuple):
    """What one pass over the people gives: how many are expected at each point with each answer.

    Attributes:
        counts: [items, points, categories].
        log_likelihood: of the parameters that the pass was made with.
    """

    counts: Array
    log_likelihood: float


def fit(
    answers: Categories,
    categories: int,
    *,
    trait: Grid | None = None,
    most_steps: int = 500,
    close: float = CLOSE,
    accelerate: bool = True,
) -> Fitted:
    """Fit the items of one trait.

    Args:
        answers: people × items, counted from 0, −1 where missing; reversed items turned already.
        categories: how many answers there are to choose from.
        trait: points and weights; 61 points of a standard normal trait without it.
        most_steps: passes over the people at most.
        close: see `CLOSE`.
        accelerate: whether to begin with some of the people and extrapolate; plain EM otherwise.

    Raises:
        BowlbyError: too few people or items, or an answer that nobody gives to some item.
    """
    kept = answers[(answers >= 0).any(axis=1)]
    _refuse(kept, categories)
    trait = trait or grid()
    now, steps = _begin(kept, categories), 0
    if accelerate and len(kept) >= 2 * ENOUGH_TO_BEGIN:
        some = kept[:: len(kept) // ENOUGH_TO_BEGIN]
        if not unused(some, categories):
            now, path, _ = _run(indicators(some, categories), categories, trait, now, most_steps, 20 * close, True)
            steps = len(path)
    now, path, converged = _run(indicators(kept, categories), categories, trait, now, most_steps, close, accelerate)
    return Fitted(as_items(now), path[-1], len(kept), steps + len(path), converged, tuple(path))


def unused(answers: Categories, categories: int) -> list[tuple[int, int]]:
    """Items and categories (both from 0) that nobody chose."""
    return [
        (item, category)
        for item in range(answers.shape[1])
        for category in range(categories)
        if not np.any(answers[:, item] == category)
    ]


def as_items(at: Ordinal) -> Items:
    """Thresholds from intercepts."""
    slopes = at.slopes[:, 0]
    return Items(slopes, -at.intercepts / slopes[:, None])


def expect(chosen: NDArray[np.float64], items: Items, categories: int, trait: Grid) -> Expected:
    """The E step: where people stand, given their answers and the parameters of now.

    Args:
        chosen: from `indicators`, people × (items × categories).
        items: the parameters.
        categories: how many.
        trait: points and weights.
    """
    table = log_probabilities(items, trait.points).reshape(-1, len(trait.points))
    gathered, total = np.zeros_like(table), 0.0
    for block in blocks(len(chosen), table.size):
        posterior, heights = posteriors(chosen[block], table, trait)
        gathered += chosen[block].T @ posterior
        total += float(heights.sum())
    counts = gathered.reshape(len(items.slopes), categories, -1)
    return Expected(np.ascontiguousarray(np.swapaxes(counts, 1, 2)), total)


def posteriors(chosen: NDArray[np.float64], table: Array, trait: Grid) -> tuple[Array, Array]:
    """Where each person stands, [people, points], and the log-likelihood of each person's answers, [people]."""
    heights = chosen @ table
    heights += np.log(trait.weights)
    top = heights.max(axis=1, keepdims=True)
    heights -= top
    np.exp(heights, out=heights)
    total = heights.sum(axis=1, keepdims=True)
    heights /= total
    return heights, (np.log(total) + top)[:, 0]


def indicators(answers: Categories, categories: int) -> NDArray[np.float64]:
    """A 1 for each answer given; people × (items × categories). A missing answer is a row of zeros."""
    chosen = answers[:, :, None] == np.arange(categories, dtype=np.int8)
    return chosen.reshape(len(answers), -1).astype(float)


def blocks(people: int, each: int) -> Iterator[slice]:
    """Slices over the people, for products of so many multiplications each."""
    size = max(PRODUCT // each, 1)
    return (slice(begin, begin + size) for begin in range(0, people, size))


def _refuse(answers: Categories, categories: int) -> None:
    if len(answers) < FEWEST_PEOPLE:
        raise BowlbyError(f"{len(answers)} people are too few to learn items from; at least {FEWEST_PEOPLE} are needed")
    if answers.shape[1] < 3:
        raise BowlbyError(f"{answers.shape[1]} items are too few for a trait of their own; at least 3 are needed")
    if empty := unused(answers, categories):
        item, category = empty[0]
        raise BowlbyError(
            f"nobody gave answer {category + 1} of {categories} to item {item + 1} of the scale, so its threshold"
            " cannot be learnt; join it with the answer next to it in all items, or add people"
        )


def _begin(answers: Categories, categories: int) -> Ordinal:
    """Intercepts from the shares of the answers; slopes of 1, signed by how an item goes with the sum of all."""
    there = answers >= 0
    counts = np.stack([(answers == category).sum(axis=0) for category in range(categories)], axis=1)
    begin = ordinal.start(counts[:, None, :].astype(float), 1)
    means = np.where(there, answers, 0).sum(axis=0) / there.sum(axis=0)
    away = np.where(there, answers - means, 0.0)
    signs = np.where(away.T @ away.sum(axis=1) < 0, -1.0, 1.0)
    return Ordinal(begin.intercepts * 1.2, signs[:, None])


def _run(
    chosen: NDArray[np.float64],
    categories: int,
    trait: Grid,
    now: Ordinal,
    most_steps: int,
    close: float,
    accelerate: bool,
) -> tuple[Ordinal, list[float], bool]:
    """EM until it stands still; the log-likelihood at the start of each step."""
    design = trait.points[:, None]
    path: list[float] = []

    def step(at: Ordinal) -> tuple[Ordinal, float]:
        found = expect(chosen, as_items(at), categories, trait)
        return ordinal.fit(found.counts, design, at, steps=3, close=close / 10), found.log_likelihood

    while len(path) < most_steps:
        once, height = step(now)
        path.append(height)
        twice, height = step(once)
        path.append(height)
        if _apart(once, twice) < close:
            return twice, path, True
        if not accelerate:
            now = twice
            continue
        leapt = _leap(now, once, twice)
        landed, reached = step(leapt)
        if reached >= height:
            path.append(reached)
        now = landed if reached >= height else twice
    return now, path, False


def _leap(first: Ordinal, second: Ordinal, third: Ordinal) -> Ordinal:
    """Where three steps in a row lead to, extrapolated; the third where that would put thresholds out of order."""
    a, b, c = (np.concatenate([one.intercepts, one.slopes], axis=1) for one in (first, second, third))
    step, bend = b - a, c - 2 * b + a
    size = -max(1.0, float(np.linalg.norm(step) / max(np.linalg.norm(bend), 1e-300)))
    found = a - 2 * size * step + size**2 * bend
    leapt = Ordinal(found[:, :-1], found[:, -1:])
    flips = np.any(np.sign(leapt.slopes) != np.sign(third.slopes))
    return third if flips or np.any(np.diff(leapt.intercepts, axis=1) >= 0) else leapt


def _apart(one: Ordinal, other: Ordinal) -> float:
    return float(max(np.abs(a - b).max() for a, b in zip(one, other, strict=True)))
