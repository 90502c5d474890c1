"""Does one trait explain the answers? How many dimensions they have, and which items share more than the trait."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bowlby.measures.graded import Array, Categories, Items, expected
from bowlby.measures.person_scores import expected_scores
from bowlby.measures.reliability import pairwise_correlation

SHARED = 0.2
"""A residual correlation this much above the mean of all speaks for local dependence [@christensen2017]."""


class Parallel(NamedTuple):
    """Eigenvalues of the items' correlations, beside those of answers that have nothing to do with each other.

    Attributes:
        eigenvalues: of the answers, descending.
        chance: the 95th percentile of each eigenvalue by chance alone.
        dimensions: how many in a row are larger than by chance.
    """

    eigenvalues: Array
    chance: Array
    dimensions: int

    @property
    def first_to_second(self) -> float:
        """How many times as large as the second eigenvalue the first is."""
        return float(self.eigenvalues[0] / self.eigenvalues[1])


class Dependence(NamedTuple):
    """Correlations of what the trait leaves over (Q3), and the pairs that stand out.

    Attributes:
        residual: [items, items].
        mean: over all pairs; below 0 for few items even where nothing is amiss.
        pairs: (item, item, residual correlation less the mean), columns from 0, largest first.
    """

    residual: Array
    mean: float
    pairs: tuple[tuple[int, int, float], ...]


def parallel_analysis(answers: Categories, draws: int = 200, seed: int = 0) -> Parallel:
    """How many dimensions the answers have: eigenvalues larger than those of unrelated answers [@horn1965].

    Args:
        answers: people × items, −1 where missing.
        draws: how many tables of unrelated normal answers are drawn; only their covariances are (as Wishart).
        seed: of the draws.
    """
    seen = np.where(answers < 0, np.nan, answers.astype(float))
    own = np.asarray(np.sort(np.linalg.eigvalsh(pairwise_correlation(seen)))[::-1], float)
    people, items = answers.shape
    random = np.random.default_rng(seed)
    found = np.empty((draws, items))
    for draw in range(draws):
        root = np.tril(random.normal(size=(items, items)), -1)
        root[np.diag_indices(items)] = np.sqrt(random.chisquare(np.maximum(people - 1 - np.arange(items), 1)))
        covariance = root @ root.T
        sizes = np.sqrt(np.diag(covariance))
        found[draw] = np.sort(np.linalg.eigvalsh(covariance / np.outer(sizes, sizes)))[::-1]
    chance = np.asarray(np.percentile(found, 95, axis=0), float)
    return Parallel(own, chance, int(np.argmin(np.append(own > chance, False))))


def local_dependence(answers: Categories, items: Items) -> Dependence:
    """Which items go together more than the trait explains: Q3 [@yen1984], held against its mean [@christensen2017].

    Args:
        answers: people × items, −1 where missing.
        items: fitted to them or to others like them.
    """
    scores = expected_scores(answers, items).scores
    left = np.where(answers < 0, np.nan, answers - expected(items, scores).T)
    residual = pairwise_correlation(left)
    rows, columns = np.triu_indices(len(residual), 1)
    values = residual[rows, columns]
    mean = float(values.mean())
    order = np.argsort(mean - values)
    pairs = ((int(rows[one]), int(columns[one]), float(values[one] - mean)) for one in order)
    return Dependence(residual, mean, tuple(pair for pair in pairs if pair[2] > SHARED))
