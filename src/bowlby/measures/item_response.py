"""Item parameters of the graded-response model, learnt from answers by marginal maximum likelihood.

The EM algorithm over fixed points of the trait [@bock1981], with every step over people a matrix product, and with
extrapolated steps that are only kept where the likelihood does not fall [@varadhan2008].

Many people are fitted in two stages, which changes nothing about where it ends. EM on a few thousand of them comes
first. Their observed information [@louis1982] then tells how the likelihood of all bends, so that a handful of
quasi-Newton steps over everybody [@nocedal2006] does what dozens of EM steps would. Where one of these falls, EM goes
on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from bowlby.errors import BowlbyError
from bowlby.measures import ordinal
from bowlby.measures.graded import Array, Categories, Grid, Items, grid, information
from bowlby.measures.item_errors import gradient, informations
from bowlby.measures.item_expectation import expect, indicators
from bowlby.measures.ordinal import Ordinal

FEWEST_PEOPLE = 200
"""With fewer complete rows thresholds at the ends hang on single people."""

ENOUGH_TO_BEGIN = 4_000
"""From twice as many people on, a rough fit to about so many of them comes first."""

ENOUGH_TO_BEND = 2_000
"""So many of these tell how the likelihood bends."""

CLOSE = 2e-4
"""A fit ends when no parameter moves by more, in an EM step that is not extrapolated or a next quasi-Newton step."""

FINE, NEAR = 41, 5.0
"""Points of the trait for many people at least, and how far they reach: see `_fine_enough`."""

APART = 1.2
"""How far apart points may stand, in standard errors of whoever is known best: sums over them are then off by less than
one part in 100,000, as of any bell over evenly spaced points."""

MOST_LEAPS = 30
"""Quasi-Newton steps before EM goes on."""

ROUNDING = 1e-8
"""A likelihood that falls by a smaller share than this is not said to fall: single precision cannot tell."""


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
        trait: points and weights; a standard normal trait without it, with points as close as the items are sharp.
        most_steps: passes over the people at most.
        close: see `CLOSE`.
        accelerate: whether to begin with some of the people and extrapolate; plain EM otherwise.

    Raises:
        BowlbyError: too few people or items, or an answer that nobody gives to some item.
    """
    kept = answers[answers.max(axis=1, initial=-1) >= 0]
    _refuse(kept, categories)
    some = kept[:: max(len(kept) // ENOUGH_TO_BEGIN, 1)]
    if not accelerate or len(kept) < 2 * ENOUGH_TO_BEGIN or unused(some, categories):
        begin = _begin(kept, categories)
        return _climbed(kept, categories, trait or grid(), begin, most_steps, close, accelerate)
    rough = grid(FINE, NEAR) if trait is None else trait
    first = _climbed(some, categories, rough, _begin(some, categories), most_steps, 20 * close, True, np.float32)
    trait = _fine_enough(first.items) if trait is None else trait
    found = _leaps(kept, some, categories, trait, first.items, min(most_steps, MOST_LEAPS), close)
    if not found.converged and found.steps < most_steps:
        last = _climbed(
            kept, categories, trait, as_ordinal(found.items), most_steps - found.steps, close, accelerate=True
        )
        found = last._replace(steps=found.steps + last.steps, path=found.path + last.path)
    return found._replace(steps=first.steps + found.steps)


def unused(answers: Categories, categories: int) -> list[tuple[int, int]]:
    """Items and categories (both from 0) that nobody chose."""
    columns = np.ascontiguousarray(answers.T)
    return [
        (item, category)
        for item, column in enumerate(columns)
        for category in range(categories)
        if not np.any(column == category)
    ]


def as_items(at: Ordinal) -> Items:
    """Thresholds from intercepts."""
    slopes = at.slopes[:, 0]
    return Items(slopes, -at.intercepts / slopes[:, None])


def as_ordinal(items: Items) -> Ordinal:
    """Intercepts from thresholds."""
    slopes = items.slopes[:, None]
    return Ordinal(-slopes * items.thresholds, slopes)


def _fine_enough(items: Items) -> Grid:
    """Points close enough that closer ones change nothing: see `APART`."""
    rough = grid(FINE, NEAR)
    narrow = APART / np.sqrt(1 + information(items, rough.points).sum(axis=0).max())
    return grid(max(FINE, 2 * int(np.ceil(NEAR / narrow)) + 1), NEAR)


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


def _leaps(
    answers: Categories, some: Categories, categories: int, trait: Grid, begin: Items, most: int, close: float
) -> Fitted:
    """Quasi-Newton steps over all people, from where some of them led to; ends early where one falls.

    The first step takes the inverse of the information of some people, scaled to all; each further one corrects it by
    what the step before taught (BFGS).
    """
    few = some[:: max(len(some) // ENOUGH_TO_BEND, 1)]
    _, observed = informations(few, begin, trait, np.float32)
    try:
        np.linalg.cholesky(observed)
    except np.linalg.LinAlgError:  # no maximum lies that way
        return Fitted(begin, -np.inf, len(answers), 0, False, ())
    inverse = np.linalg.inv(observed) * len(few) / len(answers)
    chosen = indicators(answers, categories, np.float32)
    now = good = begin
    path, before, last = [], None, 0.0
    while len(path) < most:
        found = expect(chosen, now, categories, trait)
        if path and found.log_likelihood < path[-1] - ROUNDING * abs(path[-1]):
            break
        good = now
        path.append(found.log_likelihood)
        uphill = gradient(found.counts, now, trait)
        if before is not None:
            inverse = _taught(inverse, before[0], before[1] - uphill)
        step = inverse @ uphill
        now, before = _moved(now, step), (step, uphill)
        if not _possible(now, good):
            break
        size = float(np.abs(step).max())
        next_size = size * min(size / last, 1.0) if last else size  # each step shrinks more than the one before
        if next_size < close:
            return Fitted(now, path[-1], len(answers), len(path), True, tuple(path))
        last = size
    return Fitted(good, path[-1], len(answers), len(path), False, tuple(path))


def _taught(inverse: Array, step: Array, bend: Array) -> Array:
    """The inverse information after a step, and how much less steep it then was uphill; unchanged where it was more."""
    size = float(step @ bend)
    if size <= 0:
        return inverse
    across = np.outer(step, inverse @ bend) / size
    return inverse - across - across.T + np.outer(step, step) * (1 / size + float(bend @ inverse @ bend) / size**2)


def _moved(items: Items, step: Array) -> Items:
    moves = step.reshape(len(items.slopes), -1)
    return Items(items.slopes + moves[:, 0], items.thresholds + moves[:, 1:])


def _possible(items: Items, before: Items) -> bool:
    """Whether no slope has turned and thresholds ascend, or descend where the slope is below 0."""
    signs = np.sign(before.slopes)
    return bool(np.all(np.sign(items.slopes) == signs) and np.all(signs[:, None] * np.diff(items.thresholds) > 0))


def _climbed(
    answers: Categories,
    categories: int,
    trait: Grid,
    now: Ordinal,
    most_steps: int,
    close: float,
    accelerate: bool,
    precision: DTypeLike = np.float64,
) -> Fitted:
    """EM until it stands still."""
    chosen, design = indicators(answers, categories, precision), trait.points[:, None]
    path: list[float] = []

    def done(at: Ordinal, converged: bool) -> Fitted:
        return Fitted(as_items(at), path[-1], len(answers), len(path), converged, tuple(path))

    def step(at: Ordinal) -> tuple[Ordinal, float]:
        found = expect(chosen, as_items(at), categories, trait)
        return ordinal.fit(found.counts, design, at, steps=3, close=close / 10), found.log_likelihood

    while len(path) < most_steps:
        once, height = step(now)
        path.append(height)
        twice, height = step(once)
        path.append(height)
        if _apart(once, twice) < close:
            return done(twice, True)
        if not accelerate:
            now = twice
            continue
        leapt = _leapt(now, once, twice)
        landed, reached = step(leapt)
        if reached >= height:
            path.append(reached)
        now = landed if reached >= height else twice
    return done(now, False)


def leap(first: Array, second: Array, third: Array) -> Array:
    """Where three steps in a row lead to, extrapolated [@varadhan2008]; vectors of the same length."""
    step, bend = second - first, third - 2 * second + first
    size = -max(1.0, float(np.linalg.norm(step) / max(np.linalg.norm(bend), 1e-300)))
    return first - 2 * size * step + size**2 * bend


def in_order(items: Ordinal, before: Ordinal) -> bool:
    """Whether the answers' intercepts descend and no slope has turned."""
    turned = np.any(np.sign(items.slopes) != np.sign(before.slopes))
    return bool(not turned and np.all(np.diff(items.intercepts, axis=1) < 0))


def _leapt(first: Ordinal, second: Ordinal, third: Ordinal) -> Ordinal:
    """The items extrapolated; the third where that would put thresholds out of order."""
    flat = leap(*(np.concatenate([one.intercepts.ravel(), one.slopes.ravel()]) for one in (first, second, third)))
    cut = first.intercepts.size
    found = Ordinal(flat[:cut].reshape(first.intercepts.shape), flat[cut:].reshape(first.slopes.shape))
    return found if in_order(found, third) else third


def _apart(one: Ordinal, other: Ordinal) -> float:
    return float(max(np.abs(a - b).max() for a, b in zip(one, other, strict=True)))
