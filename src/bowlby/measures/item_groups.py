"""The same items in several groups of people, whose traits may differ in mean and spread [@bock1997].

The first group's trait has mean 0 and standard deviation 1; the others' are learnt together with the items, from what
all groups share. An item may be let free in one group: it then stands there as an item of its own, which the others
never answered.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.measures import ordinal
from bowlby.measures.graded import Array, Categories, Grid, Items
from bowlby.measures.item_expectation import expect, indicators
from bowlby.measures.item_response import as_items, as_ordinal, in_order, leap
from bowlby.measures.ordinal import Ordinal

POINTS, REACH = 61, 6.0

ENOUGH = 5e-4
"""EM ends when the log-likelihood of all rises by less: no likelihood ratio is then off by as much as matters."""

MOST_STEPS = 200


class Groups(NamedTuple):
    """Items shared by groups.

    Attributes:
        items: the parameters, on the trait of the first group.
        means, sds: of each group's trait, [groups]; 0 and 1 for the first.
        log_likelihood: of all answers.
        people: how many are expected at each point of the trait, [groups, points].
        converged: whether it ended by itself.
    """

    items: Items
    means: Array
    sds: Array
    log_likelihood: float
    people: Array
    converged: bool


def trait_points() -> Array:
    """The points that `Groups.people` counts at."""
    return np.linspace(-REACH, REACH, POINTS)


def fit_groups(answers: Categories, group: NDArray[np.intp], begin: Items, most_steps: int = MOST_STEPS) -> Groups:
    """Items that all groups share, and each group's trait.

    Args:
        answers: people × items, counted from 0, −1 where missing; reversed items turned already.
        group: of each person, counted from 0.
        begin: where to begin, such as items fitted to all people together.
        most_steps: passes over the people at most.

    Raises:
        ValueError: a group is empty.
    """
    count = int(group.max()) + 1
    if (np.bincount(group, minlength=count) == 0).any():
        raise ValueError("every group needs people")
    parts = [indicators(answers[group == one], begin.categories, np.float32) for one in range(count)]
    now = _State(as_ordinal(begin), np.zeros(count), np.ones(count))
    heights: list[float] = []
    while len(heights) < most_steps:
        once, height, _ = _step(parts, now)
        heights.append(height)
        twice, height, people = _step(parts, once)
        heights.append(height)
        if heights[-1] - heights[-2] < ENOUGH:
            return _told(twice, height, people, converged=True)
        landed, height, people = _step(parts, _leapt(now, once, twice))
        better = height >= heights[-1]
        if better:
            heights.append(height)
        now = landed if better else twice
    _, height, people = _step(parts, now)
    return _told(now, height, people, converged=False)


def freed(answers: Categories, item: int, free: NDArray[np.bool_]) -> Categories:
    """Answers in which some people's answers to an item stand apart, in a last column of their own."""
    apart = np.where(free, answers[:, item], -1).astype(np.int8)
    found = np.column_stack([answers, apart])
    found[free, item] = -1
    return found


class _State(NamedTuple):
    items: Ordinal
    means: Array
    sds: Array


def _leapt(first: _State, second: _State, third: _State) -> _State:
    """Items and traits extrapolated together; the third where that would put thresholds out of order."""
    items, groups = third.items, len(third.means)
    cuts = np.cumsum([items.intercepts.size, items.slopes.size, groups])
    found = leap(
        *(
            np.concatenate([one.ravel() for one in (*each.items, each.means, np.log(each.sds))])
            for each in (first, second, third)
        )
    )
    intercepts, slopes, means, sds = np.split(found, cuts)
    leapt = Ordinal(intercepts.reshape(items.intercepts.shape), slopes.reshape(items.slopes.shape))
    return _State(leapt, means, np.exp(np.clip(sds, -2, 2))) if in_order(leapt, items) else third


def _step(parts: list[NDArray[np.float32]], at: _State) -> tuple[_State, float, Array]:
    """One step of EM, the log-likelihood before it, and where the people of each group are expected."""
    points = trait_points()
    items, categories = as_items(at.items), at.items.intercepts.shape[1] + 1
    found = [
        expect(part, items, categories, _trait(mean, sd))
        for part, mean, sd in zip(parts, at.means, at.sds, strict=True)
    ]
    people = np.stack([one.people for one in found])
    share = people / people.sum(axis=1, keepdims=True)
    means = share @ points
    sds = np.sqrt(share @ points**2 - means**2)
    means[0], sds[0] = 0.0, 1.0
    counts = np.sum([one.counts for one in found], axis=0)
    fitted = ordinal.fit(counts, points[:, None], at.items, steps=3, close=1e-6)
    return _State(fitted, means, sds), sum(one.log_likelihood for one in found), people


def _trait(mean: float, sd: float) -> Grid:
    weights = np.exp(-(((trait_points() - mean) / sd) ** 2) / 2)
    return Grid(trait_points(), weights / weights.sum())


def _told(at: _State, height: float, people: Array, *, converged: bool) -> Groups:
    return Groups(as_items(at.items), at.means, at.sds, height, people, converged)
