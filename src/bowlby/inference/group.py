"""Many people at once: what they share, how they differ, and each one's estimate in the light of the others'.

A hierarchy in two stages. Each person's diary is fitted by itself; then, for each thing that enough people have an
estimate of, the estimates are pooled partially: person i has a true effect drawn from a normal distribution with an
unknown middle and spread, of which the fit saw a noisy version with a known error. The posterior of the spread is
worked out on a grid and everything else given the spread in closed form [@gelman2013, chapter 5], so there is no
chance in it. Nobody gets an estimate from others who has none of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bowlby.inference.report import Z90

FEWEST_PEOPLE = 5
"""People with an estimate of their own before anything is pooled: fewer say nothing about how people differ."""

GRID = 150
"""Points of the grid over the spread."""

FINE = 501
"""Points at which a mixture of normals is looked at."""

KINDS = ("triggers", "settles")
"""Parts of a result whose rows are pooled over people by name."""


class Pooled(NamedTuple):
    """What people share and how they differ; all in the unit of the estimates, intervals of 90 %.

    `middle` and its ends: the average person. `spread` and its ends: the standard deviation between people.
    `others_low`, `others_high`: where the effect of a person not seen yet would lie. `values`, `low`, `high` [person]:
    each one's effect in the light of all.
    """

    middle: float
    middle_low: float
    middle_high: float
    spread: float
    spread_low: float
    spread_high: float
    others_low: float
    others_high: float
    values: np.ndarray
    low: np.ndarray
    high: np.ndarray


def pool(values: Sequence[float] | np.ndarray, errors: Sequence[float] | np.ndarray) -> Pooled:
    """Pool estimates of several people partially.

    Args:
        values: each person's own estimate, [person]; at least `FEWEST_PEOPLE`.
        errors: their standard errors, above 0, [person].

    Raises:
        ValueError: too few people, or errors that are no errors.
    """
    own, noise = np.asarray(values, float), np.asarray(errors, float) ** 2
    if own.ndim != 1 or own.shape != noise.shape or len(own) < FEWEST_PEOPLE:
        raise ValueError(f"pooling needs estimates and errors of at least {FEWEST_PEOPLE} people")
    if not (np.isfinite(own).all() and np.isfinite(noise).all() and (noise > 0).all()):
        raise ValueError("every estimate needs a finite value and an error above 0")
    spreads = _spreads(own, noise)
    weight, middles, middle_errors = _given_spread(own, noise, spreads)
    shrink = spreads[:, None] ** 2 / (spreads[:, None] ** 2 + noise)
    means = shrink * own + (1 - shrink) * middles[:, None]
    variances = shrink * noise + ((1 - shrink) * middle_errors[:, None]) ** 2
    each = [_mixture(weight, means[:, i], np.sqrt(variances[:, i])) for i in range(len(own))]
    middle, middle_low, middle_high = _mixture(weight, middles, middle_errors)
    _, others_low, others_high = _mixture(weight, middles, np.sqrt(middle_errors**2 + spreads**2))
    spread, spread_low, spread_high = map(float, np.interp([0.5, 0.05, 0.95], np.cumsum(weight), spreads))
    return Pooled(
        *(middle, middle_low, middle_high),
        *(spread, spread_low, spread_high),
        *(others_low, others_high),
        *(np.array(column) for column in zip(*each, strict=True)),
    )


def pooled_rows(results: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Everything that at least `FEWEST_PEOPLE` have an estimate of, pooled by kind and name.

    Args:
        results: what `fit_diary` returned for each person.

    Returns:
        One row for each kind and name, in the order in which they first came: `kind`, `name`, `people`, `middle`,
        `low`, `high`, `spread`, `spread_low`, `spread_high`, `others_low`, `others_high`, and `each`, a mapping from
        person to (effect, low, high) in the light of all.
    """
    found: dict[tuple[str, str], list[tuple[str, float, float]]] = {}
    for result in results:
        for kind in KINDS:
            for row in result[kind]:
                if row["enough"] and row["high"] > row["low"]:
                    error = (row["high"] - row["low"]) / (2 * Z90)
                    found.setdefault((kind, row["name"]), []).append((result["person"], row["effect"], error))
    return [_row(kind, name, people) for (kind, name), people in found.items() if len(people) >= FEWEST_PEOPLE]


def _row(kind: str, name: str, people: Sequence[tuple[str, float, float]]) -> dict[str, Any]:
    persons, values, errors = zip(*people, strict=True)
    pooled = pool(values, errors)
    each = zip(pooled.values.tolist(), pooled.low.tolist(), pooled.high.tolist(), strict=True)
    return {
        "kind": kind,
        "name": name,
        "people": len(people),
        "middle": pooled.middle,
        "low": pooled.middle_low,
        "high": pooled.middle_high,
        "spread": pooled.spread,
        "spread_low": pooled.spread_low,
        "spread_high": pooled.spread_high,
        "others_low": pooled.others_low,
        "others_high": pooled.others_high,
        "each": dict(zip(persons, each, strict=True)),
    }


def _spreads(own: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """A grid over the spread between people: from next to nothing to well beyond what the estimates show."""
    widest = 4 * max(float(np.std(own, ddof=1)), float(np.sqrt(noise.min())))
    return (np.arange(GRID) + 0.5) * widest / GRID


def _given_spread(own: np.ndarray, noise: np.ndarray, spreads: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weight of each spread (flat before anything was seen), and the middle with its error given that spread."""
    precision = 1 / (spreads[:, None] ** 2 + noise)
    total = precision.sum(1)
    middles = (precision * own).sum(1) / total
    log = 0.5 * (np.log(precision).sum(1) - np.log(total) - (precision * (own - middles[:, None]) ** 2).sum(1))
    weight = np.exp(log - log.max())
    return weight / weight.sum(), middles, 1 / np.sqrt(total)


def _mixture(weight: np.ndarray, means: np.ndarray, errors: np.ndarray) -> tuple[float, float, float]:
    """Median and the ends of the 90 % interval of a mixture of normals."""
    from scipy.special import ndtr

    low, high = float((means - 5 * errors).min()), float((means + 5 * errors).max())
    at = np.linspace(low, high, FINE)
    below = (weight[:, None] * ndtr((at - means[:, None]) / errors[:, None])).sum(0)
    middle, first, last = np.interp([0.5, 0.05, 0.95], below, at)
    return float(middle), float(first), float(last)
