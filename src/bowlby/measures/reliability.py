"""How consistently the items of a scale measure one thing: alpha, omega, and each item against the rest."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FEWEST_PEOPLE = 10
"""With fewer complete answers than this, or than two more than there are items, nothing is told."""

LEAST_UNIQUE = 0.005
"""No item's own variance may fall below this share, or the likelihood has no maximum (a Heywood case)."""


class Reliability(NamedTuple):
    """Alpha and omega of one scale; None where the answers are too few or an item never varies."""

    alpha: float | None
    omega: float | None


class Moments(NamedTuple):
    """What reliability needs to know of the answers: how many complete ones there are, and their covariance."""

    people: int
    covariance: Array


def reliability(moments: Moments) -> Reliability:
    """Alpha and omega from the moments of a scale's items, reversed ones already turned."""
    items = len(moments.covariance)
    variances = np.diag(moments.covariance)
    if items < 2 or moments.people < max(FEWEST_PEOPLE, items + 2) or np.any(variances <= 0):
        return Reliability(None, None)
    sizes = np.sqrt(variances)
    return Reliability(alpha(moments.covariance), omega(moments.covariance / np.outer(sizes, sizes)))


def alpha(covariance: Array) -> float:
    """Coefficient alpha of the sum of the items [@cronbach1951].

    Args:
        covariance: of the items (items × items).
    """
    items = len(covariance)
    return float(items / (items - 1) * (1 - np.trace(covariance) / covariance.sum()))


def omega(correlation: Array) -> float | None:
    """Omega total: what is left of the variance of the sum when the items' own variances are taken off [@mcdonald1999].

    The items' own variances are those of one factor fitted by maximum likelihood to their correlations.

    Args:
        correlation: of the items (items × items).

    Returns:
        None for two items, whose factor is not determined, and where no factor can be fitted.
    """
    unique = unique_variances(correlation) if len(correlation) > 2 else None
    return None if unique is None else float(1 - unique.sum() / correlation.sum())


def unique_variances(correlation: Array) -> Array | None:
    """Each item's own variance under one factor, by maximum likelihood; None where the matrix is singular.

    The likelihood is written in these variances alone, the loadings being known given them [@joreskog1967].

    Args:
        correlation: of the items (items × items).
    """
    from scipy.optimize import minimize

    try:
        inverse = np.linalg.inv(correlation)
    except np.linalg.LinAlgError:
        return None
    start = np.clip(0.5 / np.diag(inverse), LEAST_UNIQUE, 1.0)
    if np.linalg.cond(correlation) > 1e12:
        return None

    def misfit(unique: Array) -> tuple[float, Array]:
        sizes = 1 / np.sqrt(unique)
        roots, vectors = np.linalg.eigh(correlation * np.outer(sizes, sizes))
        rest = np.maximum(roots[:-1], 1e-300)
        loadings = vectors[:, -1] * np.sqrt(max(roots[-1] - 1, 0.0)) / sizes
        slope = (loadings**2 + unique - np.diag(correlation)) / unique**2
        return float(np.sum(rest - np.log(rest) - 1)), slope

    bounds = [(LEAST_UNIQUE, 1.0)] * len(correlation)
    options = {"maxiter": 2000, "ftol": 1e-15, "gtol": 1e-10}
    return np.asarray(minimize(misfit, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x)


def item_rest(correlation: Array) -> Array:
    """Correlation of each item with the sum of the others, all standardised; 0 where an item never varies.

    Args:
        correlation: of the items (items × items), reversed ones already turned.
    """
    own = np.diag(correlation)
    with_rest = correlation.sum(axis=1) - own
    rest = correlation.sum() - 2 * correlation.sum(axis=1) + own
    return with_rest / np.sqrt(np.maximum(rest, 1e-12)) * (own > 0)


def pairwise_correlation(answers: Array) -> Array:
    """Correlations of the columns from the pairs of answers that are there; 0 where a column never varies.

    Args:
        answers: people × items, NaN where missing.
    """
    there = ~np.isnan(answers)
    counts = np.maximum(there.sum(axis=0), 1)
    means = np.where(there, answers, 0.0).sum(axis=0) / counts
    away = np.where(there, answers - means, 0.0)
    weights = there.astype(float)
    pairs = np.maximum(weights.T @ weights, 1)
    covariance = away.T @ away / pairs
    sizes = np.sqrt(np.diag(covariance))
    bottom = np.outer(sizes, sizes)
    return np.divide(covariance, bottom, out=np.zeros_like(covariance), where=bottom > 1e-12)
