"""Types or dimensions? MAMBAC curves, held against comparison data of either kind, as taxometricians do.

MAMBAC (mean above minus below a cut): dyads are sorted by one indicator and cut at many places; the gap in another
indicator between those above and those below is peaked where there are two types and dished where there are none. The
observed curve is compared with curves of made data that have the same distributions and correlations, once without
types and once with two. The index is 0 where the curve is just like that of the dimension, 1 where it is just like
that of the types, and ½ where it is as far from one as from the other.
"""

from __future__ import annotations

import numpy as np

CUTS = 40
"""Places at which the sorted dyads are cut, evenly from 5 % to 95 % of them."""

COPIES = 5
"""Made data sets of either kind."""

STEPS = 6
"""Rounds in which the correlations of made data are brought to those of the observed."""

LEAST = 5
"""Members that each of two made types must have."""


def fit_index(indicators: np.ndarray, base_rate: float, chance: np.random.Generator) -> float:
    """The comparison-curve fit index of MAMBAC: below ½ speaks for a dimension, above for two types; NaN if untold.

    Args:
        indicators: [dyad, indicator], all scored in the same direction, three or more.
        base_rate: share of dyads in the upper of two types, 0..1.
        chance: for made data and for ties.
    """
    members = round(base_rate * len(indicators))
    if min(members, len(indicators) - members) < LEAST or np.any(np.ptp(indicators, axis=0) == 0):
        return float("nan")
    observed = curve(indicators, chance)
    copies = range(COPIES)
    dimension = np.mean([curve(_copula(indicators, chance), chance) for _ in copies], axis=0)
    types = np.mean([curve(_two_types(indicators, members, chance), chance) for _ in copies], axis=0)
    from_dimension, from_types = (float(np.sqrt(np.mean((observed - made) ** 2))) for made in (dimension, types))
    return from_dimension / max(from_dimension + from_types, 1e-12)


def curve(indicators: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """The MAMBAC curve averaged over all pairs of indicators, in standard deviations; [CUTS]."""
    scaled = (indicators - indicators.mean(0)) / np.maximum(indicators.std(0), 1e-12)
    n = len(scaled)
    cuts = np.linspace(0.05 * n, 0.95 * n, CUTS).astype(int).clip(1, n - 1)
    curves = []
    for by in range(scaled.shape[1]):
        order = np.lexsort((chance.random(n), scaled[:, by]))
        others = np.delete(scaled, by, axis=1)[order]
        below = np.cumsum(others, axis=0)
        apart = (below[-1] - below[cuts - 1]) / (n - cuts)[:, None] - below[cuts - 1] / cuts[:, None]
        curves.append(apart.mean(axis=1))
    return np.mean(curves, axis=0)


def _copula(indicators: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Made data with the same distributions and correlations, and nothing else: one normal cloud, stretched.

    Stretching weakens correlations, the more the more ties there are; so the cloud's are raised until the made ones
    are as they should be.
    """
    n, k = indicators.shape
    wanted = _correlations(indicators)
    cloud, sorted_values = chance.standard_normal((n, k)), np.sort(indicators, axis=0)
    latent, best, least = wanted.copy(), indicators, np.inf
    for _ in range(STEPS):
        made = np.take_along_axis(sorted_values, (cloud @ _root(latent).T).argsort(0).argsort(0), axis=0)
        off = wanted - _correlations(made)
        if (error := float(np.abs(off).max())) < least:
            best, least = made, error
        latent = np.clip(latent + off, -0.98, 0.98)
        np.fill_diagonal(latent, 1.0)
    return best


def _correlations(table: np.ndarray) -> np.ndarray:
    """Correlations of columns, 0 with a constant one."""
    scaled = (table - table.mean(0)) / np.maximum(table.std(0), 1e-12)
    found = scaled.T @ scaled / len(table)
    np.fill_diagonal(found, 1.0)
    return found


def _root(correlations: np.ndarray) -> np.ndarray:
    """A matrix that gives a cloud these correlations, or the nearest that can be."""
    values, vectors = np.linalg.eigh(correlations)
    root = vectors * np.sqrt(np.maximum(values, 1e-9))
    return root / np.linalg.norm(root, axis=1, keepdims=True)


def _two_types(indicators: np.ndarray, members: int, chance: np.random.Generator) -> np.ndarray:
    """Made data of two types: the uppermost in the sum of all indicators and the rest, a copula within each."""
    scaled = (indicators - indicators.mean(0)) / np.maximum(indicators.std(0), 1e-12)
    order = np.argsort(scaled.sum(1), kind="stable")
    groups = indicators[order[:-members]], indicators[order[-members:]]
    return np.concatenate([_copula(group, chance) for group in groups])
