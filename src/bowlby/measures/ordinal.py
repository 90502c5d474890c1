"""Ordered answers explained by what is known of people: the model of proportional odds, for many items at once.

The odds of category k or higher are exp(intercept k + design · slopes) [@mccullagh1980]. It serves the graded-response
model, where the trait's points are the design, and the search for items that work differently between groups.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TINY = 1e-12
MOST_STEPS, HALVINGS = 50, 20


class Ordinal(NamedTuple):
    """Coefficients of each item.

    Attributes:
        intercepts: [items, categories − 1], descending.
        slopes: [items, columns of the design].
    """

    intercepts: Array
    slopes: Array


def start(counts: Array, columns: int) -> Ordinal:
    """Intercepts from the shares of the categories, slopes of 0."""
    totals = counts.sum(axis=1) + 0.5
    higher = np.cumsum(totals[:, ::-1], axis=1)[:, ::-1]
    share = higher[:, 1:] / higher[:, :1]
    return Ordinal(np.log(share / (1 - share)), np.zeros((len(counts), columns)))


def fit(counts: Array, design: Array, begin: Ordinal, *, steps: int = MOST_STEPS, close: float = 1e-8) -> Ordinal:
    """Coefficients by maximum likelihood, by Fisher scoring; a step that does not climb is halved.

    Args:
        counts: how many people of each cell gave each answer, [items, cells, categories]; need not be whole.
        design: what is known of each cell, [cells, columns].
        begin: where to begin; its intercepts must descend.
        steps: at most so many.
        close: ends when no coefficient of any item moves by more.
    """
    now, height = begin, log_likelihood(counts, design, begin)
    for _ in range(steps):
        gradient, information = slopes_of(counts, design, now)
        step = np.linalg.solve(information + 1e-10 * np.eye(information.shape[1]), gradient[:, :, None])[:, :, 0]
        now, height, moved = _climb(counts, design, now, height, np.asarray(step, float))
        if moved < close:
            break
    return now


def log_likelihood(counts: Array, design: Array, at: Ordinal) -> Array:
    """Log-likelihood of each item; [items]. −∞ where intercepts do not descend."""
    chance = np.diff(_higher(design, at), axis=2) * -1
    good = np.all(np.diff(at.intercepts, axis=1) < 0, axis=1)
    return np.where(good, (counts * np.log(np.maximum(chance, 1e-300))).sum(axis=(1, 2)), -np.inf)


def slopes_of(counts: Array, design: Array, at: Ordinal) -> tuple[Array, Array]:
    """Gradient and expected information of the log-likelihood, intercepts before slopes; [items, n], [items, n, n]."""
    there = _higher(design, at)
    chance = np.maximum(there[:, :, :-1] - there[:, :, 1:], TINY)
    weight = (there * (1 - there))[:, :, 1:-1]
    ratio = counts / chance
    pull = weight * (ratio[:, :, 1:] - ratio[:, :, :-1])
    people = counts.sum(axis=2)[:, :, None]
    own = people * weight**2 * (1 / chance[:, :, 1:] + 1 / chance[:, :, :-1])
    beside = -people * weight[:, :, :-1] * weight[:, :, 1:] / chance[:, :, 1:-1]
    row = own.copy()
    row[:, :, :-1] += beside
    row[:, :, 1:] += beside
    steps, columns = own.shape[2], design.shape[1]
    information = np.zeros((len(counts), steps + columns, steps + columns))
    index = np.arange(steps)
    information[:, index, index] = own.sum(axis=1)
    information[:, index[:-1], index[1:]] = information[:, index[1:], index[:-1]] = beside.sum(axis=1)
    information[:, :steps, steps:] = np.einsum("ick,cd->ikd", row, design)
    information[:, steps:, :steps] = np.swapaxes(information[:, :steps, steps:], 1, 2)
    information[:, steps:, steps:] = np.einsum("ic,cd,ce->ide", row.sum(axis=2), design, design, optimize=True)
    return np.concatenate([pull.sum(axis=1), np.einsum("ick,cd->id", pull, design)], axis=1), information


def _climb(counts: Array, design: Array, now: Ordinal, height: Array, step: Array) -> tuple[Ordinal, Array, float]:
    """The step of each item, halved until it climbs; an item whose step never does stays where it is."""
    size = np.ones(len(step))
    tried, reached = now, height
    for halving in range(HALVINGS + 1):
        moves = size[:, None] * step
        cut = now.intercepts.shape[1]
        tried = Ordinal(now.intercepts + moves[:, :cut], now.slopes + moves[:, cut:])
        reached = log_likelihood(counts, design, tried)
        fell = ~(reached >= height - 1e-12 * np.abs(height))
        if not fell.any():
            break
        size = np.where(fell, size / 2 if halving < HALVINGS - 1 else 0.0, size)
    return tried, reached, float(np.abs(size[:, None] * step).max(initial=0.0))


def _higher(design: Array, at: Ordinal) -> Array:
    """Probability of category k or higher, from 1 to 0; [items, cells, categories + 1]."""
    logits = (at.slopes @ design.T)[:, :, None] + at.intercepts[:, None, :]
    inner = 1 / (1 + np.exp(-np.clip(logits, -700, 700)))
    end = np.ones((*inner.shape[:2], 1))
    return np.concatenate([end, inner, 0 * end], axis=2)
