"""How sure the item parameters are: standard errors from the curvature of the likelihood of each person's answers.

The cross-product of the people's own gradients is right where the model is; the observed information [@louis1982] is
its curvature as it is; the two together ("sandwich") hold where the model is only roughly right [@white1982].
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from bowlby.measures import ordinal
from bowlby.measures.graded import TINY, Array, Categories, Grid, Items, cumulative, grid, log_probabilities
from bowlby.measures.item_expectation import blocks, indicators, posteriors
from bowlby.measures.ordinal import Ordinal

KINDS = ("sandwich", "cross-product", "observed")


class Errors(NamedTuple):
    """Standard errors of slopes [items] and thresholds [items, categories − 1], and the covariance they are from.

    The covariance has each item's slope and then its thresholds, item after item.
    """

    slopes: Array
    thresholds: Array
    covariance: Array


def errors(answers: Categories, items: Items, kind: str = "sandwich", trait: Grid | None = None) -> Errors:
    """Standard errors of fitted items.

    Args:
        answers: what they were fitted to, people × items, −1 where missing.
        items: at the maximum of the likelihood.
        kind: one of `KINDS`.
        trait: as in the fit.

    Raises:
        ValueError: another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"errors of kind {kind!r} are unknown; use one of {', '.join(KINDS)}")
    trait = trait or grid()
    if kind == "cross-product":
        covariance = np.linalg.inv(_crossed(person_gradients(answers, items, trait)))
    else:
        crossed, observed = informations(answers, items, trait)
        inverse = np.linalg.inv(observed)
        covariance = inverse if kind == "observed" else inverse @ crossed @ inverse
    spread = np.sqrt(np.diag(covariance)).reshape(len(items.slopes), -1)
    return Errors(spread[:, 0], spread[:, 1:], np.asarray(covariance, float))


def informations(
    answers: Categories, items: Items, trait: Grid, precision: DTypeLike = np.float64
) -> tuple[Array, Array]:
    """Cross-product of the people's gradients, and observed information; both [n, n], in the covariance's order.

    Args:
        answers: people × items, −1 where missing.
        items: the parameters.
        trait: points and weights.
        precision: of the work on each block of people.
    """
    width = answers.shape[1] * items.categories
    pairs = np.zeros((len(trait.points), width, width), precision)
    gradients = _people(answers, items, trait, pairs)
    crossed = _crossed(gradients)
    return crossed, crossed - _curvature(pairs, *_slopes(items, trait.points))


def person_gradients(answers: Categories, items: Items, trait: Grid | None = None) -> Array:
    """Gradient of each person's log-likelihood; people × parameters, in the order of the covariance."""
    return _people(answers, items, trait or grid(), None)


def gradient(counts: Array, items: Items, trait: Grid) -> Array:
    """Gradient of all people's log-likelihood, from what one pass over them gives; [parameters], same order.

    Args:
        counts: expected at each point with each answer, [items, points, categories].
        items: the parameters of that pass.
        trait: its points and weights.
    """
    slopes = items.slopes[:, None]
    at = Ordinal(-slopes * items.thresholds, slopes)
    found, _ = ordinal.slopes_of(counts, trait.points[:, None], at)
    intercepts = found[:, :-1]
    in_slope = found[:, -1] - (intercepts * items.thresholds).sum(axis=1)
    return np.concatenate([in_slope[:, None], -slopes * intercepts], axis=1).ravel()


def _people(answers: Categories, items: Items, trait: Grid, pairs: NDArray[Any] | None) -> Array:
    """Each person's gradient; adds up how many are expected at each point with each pair of answers, if wanted."""
    first, _ = _slopes(items, trait.points)
    precision = np.float64 if pairs is None else pairs.dtype
    table = log_probabilities(items, trait.points).reshape(-1, len(trait.points)).astype(precision)
    found = np.empty((len(answers), len(items.slopes) * items.categories))
    for block in blocks(len(answers), max(table.size, table.shape[0] ** 2)):
        chosen = indicators(answers[block], items.categories, table.dtype)
        posterior, _ = posteriors(chosen, table, trait)
        found[block] = _gradients(answers[block], posterior, first)
        if pairs is not None:
            pairs += np.matmul(posterior.T[:, None, :] * chosen.T, chosen)
    return found


def _crossed(gradients: Array) -> Array:
    """Cross-product of the people's gradients, in products too small for threads: see `item_expectation.PRODUCT`."""
    found = np.zeros((gradients.shape[1], gradients.shape[1]))
    for block in blocks(len(gradients), found.size):
        found += gradients[block].T @ gradients[block]
    return found


def _curvature(pairs: NDArray[Any], first: Array, second: Array) -> Array:
    """Sum over people of E[d²L / L]: of two items the product of their slopes, of one item its second slope.

    Args:
        pairs: how many are expected at each point with each pair of answers, [points, n, n].
        first: of the log-probabilities, [items, categories, parameters, points].
        second: of the probabilities, over the probabilities; [items, categories, parameters, parameters, points].
    """
    count, categories, each, points = first.shape
    slopes = first.transpose(3, 0, 2, 1)  # [points, items, parameters, categories]
    half = slopes @ pairs.reshape(points, count, categories, -1)
    half = half.reshape(points, count * each, count, categories).transpose(0, 2, 1, 3)
    whole = (half @ slopes.transpose(0, 1, 3, 2)).sum(axis=0, dtype=float)  # [items, items × parameters, parameters]
    total = np.ascontiguousarray(whole.transpose(1, 0, 2)).reshape(count, each, count, each)
    own = np.einsum("pikik->ikp", pairs.reshape(points, count, categories, count, categories))
    index = np.arange(count)
    total[index, :, index] = np.einsum("ikp,ikabp->iab", own, second)
    return total.reshape(count * each, count * each)


def _gradients(answers: Categories, posterior: Array, first: Array) -> Array:
    """Each person's gradient, averaged over where they may stand; people × (items × parameters)."""
    count, categories, each, points = first.shape
    flat = first.reshape(count * categories, each, points)
    mine = np.arange(count) * categories + np.maximum(answers, 0)
    found = np.empty((len(answers), count, each))
    for one in range(each):  # one parameter of every item at a time keeps the products small
        found[:, :, one] = np.take_along_axis(posterior @ flat[:, one].T, mine, axis=1)
    return np.where(answers[:, :, None] < 0, 0.0, found).reshape(len(answers), -1)


def _slopes(items: Items, points: Array) -> tuple[Array, Array]:
    """First derivatives of log-probabilities and second ones of probabilities over these, in slope and thresholds."""
    there = cumulative(items, points)
    count, levels, width = there.shape
    rise = there * (1 - there)
    bend = rise * (1 - 2 * there)
    slope = items.slopes[:, None]
    one = np.zeros((count, levels, levels - 1, width))
    two = np.zeros((count, levels, levels - 1, levels - 1, width))
    for step in range(1, levels - 1):
        away = points - items.thresholds[:, step - 1, None]
        one[:, step, 0], one[:, step, step] = rise[:, step] * away, -slope * rise[:, step]
        two[:, step, 0, 0], two[:, step, step, step] = bend[:, step] * away**2, slope**2 * bend[:, step]
        two[:, step, 0, step] = two[:, step, step, 0] = -slope * away * bend[:, step] - rise[:, step]
    chance = np.maximum(there[:, :-1] - there[:, 1:], TINY)
    return (one[:, :-1] - one[:, 1:]) / chance[:, :, None], (two[:, :-1] - two[:, 1:]) / chance[:, :, None, None]
