"""How far two coders agree: kappa for classes, an intraclass correlation for scales.

Both are worked out from sums, so that a million pairs need no more memory than ten.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

WEIGHTS = {"none": None, "linear": 1, "quadratic": 2}
"""Kinds of weights of kappa: how much a near miss counts, by the power of the distance."""


class Pairs(NamedTuple):
    """Sums over pairs of ratings, one from each coder; each a number, or an array with one for each scale [...]."""

    people: np.ndarray
    first: np.ndarray
    second: np.ndarray
    first_squares: np.ndarray
    second_squares: np.ndarray
    products: np.ndarray

    def __add__(self, other: Pairs) -> Pairs:  # type: ignore[override]
        """Sums over both sets of pairs."""
        return Pairs(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def pairs(first: ArrayLike, second: ArrayLike) -> Pairs:
    """Sums over the ratings of two coders of the same people, [person, ...]; pairs with a gap are left out."""
    one, other = np.asarray(first, float), np.asarray(second, float)
    both = ~(np.isnan(one) | np.isnan(other))
    one, other = np.where(both, one, 0.0), np.where(both, other, 0.0)
    columns = (both, one, other, one**2, other**2, one * other)
    return Pairs(*(np.asarray(column, float).sum(0) for column in columns))


def intraclass(sums: Pairs) -> np.ndarray:
    """Intraclass correlation of single ratings, two-way random, absolute agreement: ICC(A,1) [@mcgraw1996].

    Args:
        sums: from `pairs`.

    Returns:
        1 where the coders always agree, about 0 where they agree as strangers would; NaN where nothing varies or
        fewer than two people were rated. Shape [...].
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        n = sums.people
        total = sums.first + sums.second
        grand = total**2 / (2 * n)
        people = (sums.first_squares + sums.second_squares + 2 * sums.products) / 2 - grand
        coders = (sums.first**2 + sums.second**2) / n - grand
        rest = sums.first_squares + sums.second_squares - grand - people - coders
        between, error = people / (n - 1), rest / (n - 1)
        found = (between - error) / (between + error + 2 * (coders - error) / n)
        return np.where((n < 2) | (people + coders + rest < 1e-12), np.nan, found)


def kappa(table: ArrayLike, weights: str = "none") -> float:
    """Cohen's kappa: agreement beyond what the margins alone would give [@cohen1960; @cohen1968].

    Args:
        table: counts, [class of one coder, class of the other].
        weights: one of `WEIGHTS`; for classes in an order, how a near miss counts.

    Returns:
        1 for perfect agreement, 0 for that of chance; NaN where there are no pairs or all are in one class.

    Raises:
        ValueError: not a square table of counts, or unknown weights.
    """
    counts = np.asarray(table, float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or (counts < 0).any():
        raise ValueError("kappa needs a square table of counts")
    if weights not in WEIGHTS:
        raise ValueError(f"weights {weights!r} are unknown; use one of {', '.join(WEIGHTS)}")
    apart = np.abs(np.subtract.outer(np.arange(len(counts)), np.arange(len(counts))))
    power = WEIGHTS[weights]
    cost = (apart > 0).astype(float) if power is None else apart.astype(float) ** power
    total = counts.sum()
    if not total:
        return float("nan")
    expected = np.outer(counts.sum(1), counts.sum(0)) / total
    by_chance = float((cost * expected).sum())
    return 1 - float((cost * counts).sum()) / by_chance if by_chance else float("nan")
