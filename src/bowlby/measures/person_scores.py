"""Where people stand on a trait, given their answers and the items: scores with errors of their own, and change."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bowlby.measures.graded import Array, Categories, Grid, Items, cumulative, expected, grid, log_probabilities
from bowlby.measures.item_expectation import blocks, indicators, posteriors

CLOSE, MOST_STEPS = 1e-8, 40

Z = 1.6449
"""Half the width of a 90 % interval in standard errors."""


class Scores(NamedTuple):
    """The trait of each person, and its standard error; both [people]. Nobody's answers: mean 0, error 1."""

    scores: Array
    errors: Array


class Change(NamedTuple):
    """How far people moved between two occasions; all [people].

    Attributes:
        change: second less first.
        errors: standard errors.
        low, high: ends of the interval.
        reliable: whether the interval leaves out 0.
    """

    change: Array
    errors: Array
    low: Array
    high: Array
    reliable: np.ndarray


def expected_scores(answers: Categories, items: Items, trait: Grid | None = None) -> Scores:
    """Mean and standard deviation of the trait given the answers (EAP) [@bock1982].

    Args:
        answers: people × items, counted from 0, −1 where missing.
        items: on one trait.
        trait: points and weights; a standard normal trait without it.
    """
    trait = trait or grid()
    table = log_probabilities(items, trait.points).reshape(-1, len(trait.points))
    scores, errors = np.empty(len(answers)), np.empty(len(answers))
    for block in blocks(len(answers), table.size):
        posterior, _ = posteriors(indicators(answers[block], items.categories), table, trait)
        scores[block], errors[block] = moments(posterior, trait)
    return Scores(scores, errors)


def moments(posterior: Array, trait: Grid) -> tuple[Array, Array]:
    """Mean and standard deviation of each row of probabilities over the points."""
    mean = posterior @ trait.points
    spread = posterior @ trait.points**2 - mean**2
    return mean, np.sqrt(np.maximum(spread, 0.0))


def likeliest_scores(answers: Categories, items: Items, sd: float = 1.0) -> Scores:
    """The likeliest trait given the answers (MAP), by Newton steps; errors from the curvature there.

    Args:
        answers: people × items, counted from 0, −1 where missing.
        items: on one trait.
        sd: of the normal trait before anything is known; ∞ for plain maximum likelihood, which is without end for
            people who give the first or last answer throughout (they stay at ±6).
    """
    start = grid()
    scores = expected_scores(answers, items).scores
    curve = np.ones_like(scores)
    for _ in range(MOST_STEPS):
        gradient, curve = _slope(answers, items, scores)
        gradient, curve = gradient - scores / sd**2, curve + 1 / sd**2
        step = np.clip(gradient / np.maximum(curve, 1e-6), -1, 1)
        scores = np.clip(scores + step, start.points[0], start.points[-1])
        if np.abs(step).max(initial=0.0) < CLOSE:
            break
    with np.errstate(divide="ignore"):
        return Scores(scores, 1 / np.sqrt(np.maximum(curve, 0.0)))


def reliable_change(before: Scores, after: Scores, z: float = Z) -> Change:
    """Change between two occasions, with an interval; whether it is more than the error of both.

    The idea is that of [@jacobson1991], with each person's own errors. What the prior did to a score is taken off
    first, or every change would be drawn towards 0.

    Args:
        before, after: from `expected_scores`, the same people in the same order.
        z: half-width of the interval in standard errors; 90 % without it.

    Raises:
        ValueError: not the same number of people.
    """
    if before.scores.shape != after.scores.shape:
        raise ValueError("change needs the same people on both occasions")
    (first, one), (second, other) = without_prior(before), without_prior(after)
    return interval(second - first, np.hypot(one, other), z)


def interval(change: Array, errors: Array, z: float = Z) -> Change:
    """Change with its interval; [people]. Nothing without an error is reliable."""
    low, high = change - z * errors, change + z * errors
    return Change(change, errors, low, high, (low > 0) | (high < 0))


def as_means(items: Items, scores: Array, low: int) -> Array:
    """The mean answer over the items that a trait leads to, on the response scale; [people]."""
    return expected(items, np.asarray(scores, float)).mean(axis=0) + low


def without_prior(scores: Scores) -> Scores:
    """Score and error by the answers alone: a normal posterior divided by the standard normal prior."""
    share = np.maximum(1 - scores.errors**2, 1e-9)
    return Scores(scores.scores / share, scores.errors / np.sqrt(share))


def _slope(answers: Categories, items: Items, scores: Array) -> tuple[Array, Array]:
    """First derivative of each person's log-likelihood in the trait, and less the second; [people]."""
    there = cumulative(items, scores)
    gradient, curve = np.zeros(len(scores)), np.zeros(len(scores))
    people = np.arange(len(scores))
    for item, slope in enumerate(items.slopes):
        given = answers[:, item].astype(int)
        asked = given >= 0
        upper, lower = there[item, given, people], there[item, given + 1, people]
        # the derivative of log(F(u) − F(l)) is slope · (1 − F(u) − F(l)), which needs no division
        gradient += np.where(asked, slope * (1 - upper - lower), 0.0)
        curve += np.where(asked, slope**2 * (upper * (1 - upper) + lower * (1 - lower)), 0.0)
    return gradient, curve
