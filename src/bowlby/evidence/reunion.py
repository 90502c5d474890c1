"""C11: do resistant children cling and resist in the same reunion?"""

from __future__ import annotations

import numpy as np

from bowlby.evidence.estimates import Estimate, difference
from bowlby.evidence.experiment import (
    AVOIDANT,
    RESISTANT,
    SECURE,
    Experiment,
    Statistic,
    classes_differ,
    coded,
    of_population,
    reunions,
)
from bowlby.evidence.figures import class_means
from bowlby.evidence.samples import Columns


def _resistance(found: Columns) -> Estimate:
    """Resistance over both reunions, against secure children; part of how the class is coded."""
    return difference(reunions(found, "resistance"), coded(found, RESISTANT), coded(found, SECURE))


def _contact(found: Columns) -> Estimate:
    return difference(reunions(found, "contact"), coded(found, RESISTANT), coded(found, AVOIDANT))


def _both(found: Columns) -> Estimate:
    """Contact wanted *and* resisted: the smaller of the two scales."""
    smaller = np.minimum(reunions(found, "contact"), reunions(found, "resistance"))
    return difference(smaller, coded(found, RESISTANT), ~coded(found, RESISTANT))


EXPERIMENT = Experiment(
    name="reunion",
    question="Do resistant children cling and resist in the same reunion?",
    sources=("ainsworth1978",),
    statistics=(
        Statistic(
            "C11",
            "resistance, resistant against secure (coded into the class), SD",
            of_population(_resistance),
            "high-resistance",
        ),
        Statistic(
            "C11", "contact maintaining, resistant against avoidant, SD", of_population(_contact), "high-resistance"
        ),
        Statistic(
            "C11",
            "reunions in which contact is both sought and resisted, resistant against secure, SD",
            classes_differ("mixed", RESISTANT, SECURE),
        ),
        Statistic(
            "C11", "the smaller of contact and resistance, resistant against all others, SD", of_population(_both)
        ),
    ),
    draw=class_means("Contact both sought and resisted", "share of the reunions", both="mixed"),
)
