"""Does an item ask the same of everybody? Differential item functioning between groups, with its size.

People of two groups who stand at the same place on the trait should answer an item alike. For each item the answers are
explained by the trait, with one set of parameters for both groups and with one for each; the likelihood ratio says
whether the groups differ, and the size, in points of the answer, whether that matters (after [@zumbo1999]).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.measures import ordinal
from bowlby.measures.graded import Array, Categories, Items
from bowlby.measures.ordinal import Ordinal
from bowlby.measures.person_scores import expected_scores

CELLS = 60
"""So many places of the trait people are sorted into; finer ones change nothing."""

NEGLIGIBLE, LARGE = 0.1, 0.3
"""Mean differences in points of the answer, at the same place of the trait, below and above these; declared."""


class Bias(NamedTuple):
    """Every item between two groups; all [items].

    Attributes:
        chi_square: likelihood ratio of an item's parameters free in both groups to shared ones; one degree of freedom
            for each answer there is to choose from.
        p: its probability where nothing differs.
        points: how much higher the second group answers at the same place of the trait, in points of the answer, on
            average over where its people stand.
        apart: the same without the sign at each place: also large where an item only tells one group less apart.
    """

    chi_square: Array
    p: Array
    points: Array
    apart: Array

    def sizes(self) -> list[str]:
        """`negligible`, `moderate` or `large` for each item, by how far the groups are apart."""
        return ["negligible" if one < NEGLIGIBLE else "large" if one > LARGE else "moderate" for one in self.apart]


def item_bias(answers: Categories, items: Items, second: NDArray[np.bool_]) -> Bias:
    """Differential item functioning of every item; an item is held against the trait as the others show it.

    Groups that differ in the trait make p a little too small, since scores are drawn towards the mean of all: the size
    is what to go by.

    Args:
        answers: people × items, −1 where missing.
        items: fitted to them or to others like them.
        second: who is in the second group; the others are the first.

    Raises:
        ValueError: a group is empty.
    """
    if not (0 < np.count_nonzero(second) < len(second)):
        raise ValueError("item bias needs people in both groups")
    from scipy.stats import chi2

    parts = [_one(answers, items, item, second) for item in range(answers.shape[1])]
    ratio, points, apart = (np.array(column) for column in zip(*parts, strict=True))
    return Bias(ratio, chi2.sf(ratio, items.categories), points, apart)


def _one(answers: Categories, items: Items, item: int, second: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Likelihood ratio, signed and unsigned size of one item."""
    without = answers.copy()
    without[:, item] = -1
    scores = expected_scores(without, items).scores
    place = np.searchsorted(np.quantile(scores, np.linspace(0, 1, CELLS + 1)[1:-1]), scores)
    middle = np.bincount(place, scores, CELLS) / np.maximum(np.bincount(place, minlength=CELLS), 1)
    counts = _counted(answers[:, item], items.categories, place + CELLS * second)
    apart, together = (_fitted(part, middle[:, None]) for part in (counts, counts.sum(axis=0, keepdims=True)))
    first, other = _means(apart[0], middle)
    weights = counts[1].sum(axis=1) / counts[1].sum()
    return (
        max(2 * (apart[1] - together[1]), 0.0),
        float((other - first) @ weights),
        float(np.abs(other - first) @ weights),
    )


def _fitted(counts: Array, design: Array) -> tuple[Ordinal, float]:
    """Coefficients of each group, and their log-likelihood."""
    found = ordinal.fit(counts, design, ordinal.start(counts, 1))
    return found, float(ordinal.log_likelihood(counts, design, found).sum())


def _means(fitted: Ordinal, trait: Array) -> Array:
    """Expected answer of each group at each place of the trait; [groups, places]."""
    logits = fitted.slopes[:, :, None] * trait[None, :, None] + fitted.intercepts[:, None, :]
    return (1 / (1 + np.exp(-logits.reshape(len(logits), len(trait), -1)))).sum(axis=2)


def _counted(given: Categories, categories: int, cell: NDArray[np.intp]) -> Array:
    """How many people of each group and place gave each answer to one item; [groups, places, categories]."""
    there = given >= 0
    place = cell[there] * categories + given[there]
    return np.bincount(place, minlength=2 * CELLS * categories).reshape(2, CELLS, categories).astype(float)
