"""C05: four styles, or two dimensions? And is the anxious one high on one of them and low on the other?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bowlby.evidence.estimates import CHANCE, Estimate, correlation, untold
from bowlby.evidence.experiment import (
    AVOIDANT,
    RESISTANT,
    SECURE,
    Experiment,
    Statistic,
    classes_differ,
    coded,
    of_population,
)
from bowlby.evidence.figures import crowd
from bowlby.evidence.samples import AS_THEY_ARE, Columns, Worlds
from bowlby.evidence.taxometrics import fit_index

if TYPE_CHECKING:
    import altair as alt

RESAMPLED = 30
"""Bootstrap samples behind the interval of the fit index; each needs made data of its own."""

MOST = 2000
"""Dyads that the fit index looks at."""

AGAINST_CLOSENESS = (("avoidance_1", 1), ("avoidance_2", 1), ("proximity_2", -1), ("contact_2", -1))
ANGER = (("resistance_1", 1), ("resistance_2", 1), ("crying_1", 1), ("crying_2", 1))
"""Indicators of the two dimensions, and whether more of them is more of it."""


def _fit(found: Columns, indicators: tuple[tuple[str, int], ...], letter: str) -> Estimate:
    """Fit index less ½ with its bootstrap interval; the base rate of the made types is the share of the coded class."""
    table = np.stack([sign * np.asarray(found[name], float)[:MOST] for name, sign in indicators], axis=1)
    base_rate = float(np.mean(coded(found, letter)[:MOST]))
    chance = np.random.default_rng(CHANCE)
    value = fit_index(table, base_rate, chance) - 0.5
    again = [fit_index(table[chance.integers(0, len(table), len(table))], base_rate, chance) for _ in range(RESAMPLED)]
    if not np.isfinite([value, *again]).all():
        return untold(len(table))
    low, high = np.percentile(again, [2.5, 97.5]) - 0.5
    return Estimate(value, float(low), float(high), len(table))


def draw(worlds: Worlds) -> alt.LayerChart:
    """The crowd on the two dimensions, the classes only as colours."""
    from bowlby import plots

    return plots.dimensions(
        crowd(worlds.under(AS_THEY_ARE), "proximity_seeking", "anger_resistance"),
        title="Many children on the two dimensions",
        x_title="proximity seeking against avoidance",
        y_title="anger and resistance",
    )


EXPERIMENT = Experiment(
    name="two_dimensions",
    question="Four styles, or two dimensions?",
    sources=("fraley2003",),
    statistics=(
        Statistic(
            "C05",
            "avoidance against closeness, taxometric fit index less ½ (below 0: a dimension)",
            of_population(lambda found: _fit(found, AGAINST_CLOSENESS, AVOIDANT)),
            "continuous",
        ),
        Statistic(
            "C05",
            "anger and resistance, taxometric fit index less ½ (below 0: a dimension)",
            of_population(lambda found: _fit(found, ANGER, RESISTANT)),
            "continuous",
        ),
        Statistic(
            "C05",
            "proximity seeking against avoidance with anger and resistance, r",
            of_population(lambda found: correlation(found["proximity_seeking"], found["anger_resistance"])),
        ),
        Statistic(
            "C05",
            "proximity seeking against avoidance, resistant against secure, SD",
            classes_differ("proximity_seeking", RESISTANT, SECURE),
        ),
    ),
    draw=draw,
)
