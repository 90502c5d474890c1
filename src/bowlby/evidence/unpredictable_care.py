"""C01, the hypothesis: is it care that comes and goes, rather than little care, that makes for resistance?

Two looks at it. In the population as it is, unpredictability (share of time elsewhere, times how long it lasts, times
how far a loud signal gets through all the same; on a log scale, because it is a product) is held against the
sensitivity that an observer rated. And the same infants are given on-off or steady care, at high or low sensitivity,
with the same chance throughout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bowlby.evidence.estimates import Estimate, bootstrap, change, correlation, mean, weights
from bowlby.evidence.experiment import RESISTANT, Experiment, Statistic, coded, of_population
from bowlby.evidence.figures import estimate_row, picture
from bowlby.evidence.samples import AS_THEY_ARE, Care, Columns, Worlds

if TYPE_CHECKING:
    import altair as alt

STEADY = {"preoccupation": 0.1, "dwell": 1.0, "breakthrough": 0.1}
ON_OFF = {"preoccupation": 0.6, "dwell": 6.0, "breakthrough": 0.9}
"""Hardly ever elsewhere and then briefly; or elsewhere more often than not, for long, and reached by loud signals."""

HIGH, LOW = 0.85, 0.55
"""Sensitivity about a standard deviation above and below the middle carer."""


def care_of(steadiness: dict[str, float], sensitivity: float) -> Care:
    """A way of care as `Samples.under` takes it; nobody rebuffs, frightens or intrudes, so nothing else differs."""
    calm = {"rebuff": 0.0, "fright": 0.0, "intrusiveness": 0.0}
    return tuple(sorted({**steadiness, **calm, "sensitivity": sensitivity}.items()))


WAYS = {
    "steady, more sensitive": care_of(STEADY, HIGH),
    "steady, less sensitive": care_of(STEADY, LOW),
    "on and off, more sensitive": care_of(ON_OFF, HIGH),
    "on and off, less sensitive": care_of(ON_OFF, LOW),
}


def unpredictability(found: Columns) -> np.ndarray:
    """How far care comes and goes, natural log, [dyad]."""
    parts = (np.asarray(found[name], float) for name in ("preoccupation", "dwell", "breakthrough"))
    return sum((np.log(np.maximum(part, 1e-6)) for part in parts), np.zeros(len(found["dwell"])))


def _weight(found: Columns, index: int) -> Estimate:
    columns = (found["anger_resistance"], unpredictability(found), found["observed_sensitivity"])
    return bootstrap(lambda *some: float(weights(*some)[index]), columns)


def _lead(found: Columns) -> Estimate:
    columns = (found["anger_resistance"], unpredictability(found), found["observed_sensitivity"])

    def lead(*some: np.ndarray) -> float:
        unpredictable, sensitive = np.abs(weights(*some))
        return float(unpredictable - sensitive)

    return bootstrap(lead, columns)


def _effect(before: str, after: str) -> Statistic:
    return Statistic(
        "C01",
        f"anger and resistance of the same infants, {after} against {before} care, SD",
        lambda worlds: change(
            worlds.under(WAYS[before])["anger_resistance"], worlds.under(WAYS[after])["anger_resistance"]
        ),
    )


STATISTICS = (
    Statistic(
        "C01",
        "unpredictability with being coded resistant rather than anything else, r",
        of_population(lambda found: correlation(unpredictability(found), coded(found, RESISTANT))),
    ),
    Statistic(
        "C01",
        "weight of unpredictability on anger and resistance, sensitivity held, beta",
        of_population(lambda found: _weight(found, 0)),
    ),
    Statistic(
        "C01",
        "weight of observed sensitivity on anger and resistance, unpredictability held, beta",
        of_population(lambda found: _weight(found, 1)),
    ),
    Statistic("C01", "how far unpredictability outweighs sensitivity, difference of beta", of_population(_lead)),
    _effect("steady, more sensitive", "on and off, more sensitive"),
    _effect("steady, more sensitive", "steady, less sensitive"),
)


def draw(worlds: Worlds) -> alt.LayerChart:
    """Anger and resistance of the same infants under each way of care."""
    rows = [
        estimate_row(words.capitalize(), mean(worlds.under(care)["anger_resistance"])) for words, care in WAYS.items()
    ]
    return picture(rows, "The same infants under four ways of care", "anger and resistance, on its scale from 1 to 7")


EXPERIMENT = Experiment(
    name="unpredictable_care",
    question="Is it care that comes and goes, rather than little care, that makes for resistance?",
    sources=("cassidy1994", "madigan2024"),
    statistics=STATISTICS,
    draw=draw,
    uses=(AS_THEY_ARE, *WAYS.values()),
)
