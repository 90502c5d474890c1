"""The graded-response model: how likely each answer is at each point of a trait, and what an answer tells about it.

An answer of category k or higher has probability 1 / (1 + exp(−slope · (trait − threshold k))) [@samejima1969]. The
trait has mean 0 and standard deviation 1 in the sample the items were calibrated on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bowlby.errors import BowlbyError

Array = NDArray[np.float64]
Categories = NDArray[np.int8]
"""Answers counted from 0, people × items; −1 where missing."""

REACH, POINTS = 6.0, 61
"""How far the points of the trait reach on either side of the mean, and how many there are."""

TINY = 1e-12
"""No probability is taken to be smaller than this where something is divided by it."""


class Items(NamedTuple):
    """Items on one trait.

    Attributes:
        slopes: how sharply each item tells people apart, [items].
        thresholds: where category 1, 2, ... becomes as likely as not, [items, categories − 1], ascending.
    """

    slopes: Array
    thresholds: Array

    @property
    def categories(self) -> int:
        """How many answers there are to choose from."""
        return self.thresholds.shape[1] + 1

    def take(self, places: ArrayLike) -> Items:
        """Some of the items."""
        chosen = np.asarray(places, int)
        return Items(self.slopes[chosen], self.thresholds[chosen])


class Grid(NamedTuple):
    """Points of the trait, and how many people stand at each before anything is known; both [points]."""

    points: Array
    weights: Array


def grid(points: int = POINTS, reach: float = REACH) -> Grid:
    """Evenly spaced points with the weights of a standard normal trait, from −reach to reach."""
    places = np.linspace(-reach, reach, points)
    weights = np.exp(-(places**2) / 2)
    return Grid(places, weights / weights.sum())


def as_categories(answers: Array, low: int, high: int) -> Categories:
    """Answers counted from 0.

    Args:
        answers: people × items, NaN where missing; reversed items turned already.
        low, high: the response scale.

    Raises:
        BowlbyError: an answer is no whole number of the scale.
    """
    if answers.ndim != 2:
        raise BowlbyError("item response needs a table of answers: one row a person, one column an item")
    there = ~np.isnan(answers)
    known = np.where(there, answers, low)
    if np.any(wrong := (known != np.rint(known)) | (known < low) | (known > high)):
        person, item = (int(place[0]) for place in np.nonzero(wrong))
        raise BowlbyError(
            f"row {person + 1}, item {item + 1}: {answers[person, item]:g} is no whole number from {low} to {high};"
            " empty the cell, or name the scale with --range LOW-HIGH"
        )
    return np.where(there, known - low, -1).astype(np.int8)


def cumulative(items: Items, trait: Array) -> Array:
    """Probability of category k or higher; [items, categories + 1, points], from 1 for k = 0 down to 0."""
    return 1 / (1 + np.exp(-np.clip(_logits(items, trait), -700, 700)))


def log_probabilities(items: Items, trait: Array) -> Array:
    """Logarithm of each category's probability, accurate in the tails; [items, categories, points].

    Args:
        items: on one trait.
        trait: where to look, [points].
    """
    steps = _logits(items, trait)
    upper, lower = steps[:, :-1], steps[:, 1:]
    with np.errstate(divide="ignore"):
        between = np.log1p(-np.exp(lower - upper))
    return -np.logaddexp(0, -upper) - np.logaddexp(0, lower) + between


def probabilities(items: Items, trait: Array) -> Array:
    """Each category's probability; [items, categories, points]."""
    return np.exp(log_probabilities(items, trait))


def expected(items: Items, trait: Array) -> Array:
    """Expected category, counted from 0; [items, points]."""
    return cumulative(items, trait)[:, 1:].sum(axis=1)


def information(items: Items, trait: Array) -> Array:
    """Fisher information of each item about the trait; [items, points]. That of a test is their sum."""
    there = cumulative(items, trait)
    slope = items.slopes[:, None, None] * there * (1 - there)
    chance = np.maximum(there[:, :-1] - there[:, 1:], TINY)
    return ((slope[:, :-1] - slope[:, 1:]) ** 2 / chance).sum(axis=1)


def simulate(items: Items, trait: Array, seed: int) -> Categories:
    """Answers of people with given traits; people × items."""
    there = cumulative(items, trait)[:, 1:-1]
    chance = np.random.default_rng(seed).random((len(trait), len(items.slopes)))
    return (chance[:, :, None] < np.moveaxis(there, 2, 0)).sum(axis=2).astype(np.int8)


def _logits(items: Items, trait: Array) -> Array:
    """slope · (trait − threshold), with ∞ and −∞ at the ends; [items, categories + 1, points]."""
    inner = items.slopes[:, None, None] * (np.asarray(trait, float) - items.thresholds[:, :, None])
    end = np.full((len(items.slopes), 1, inner.shape[2]), np.inf)
    return np.concatenate([end, inner, -end], axis=1)
