"""C19: do resistant children feel an equal threat as larger, and does that come from care that comes and goes?"""

from __future__ import annotations

import numpy as np

from bowlby.evidence.estimates import Estimate, bootstrap, weights
from bowlby.evidence.experiment import (
    AVOIDANT,
    RESISTANT,
    SECURE,
    Experiment,
    Statistic,
    classes_differ,
    columns_agree,
    of_population,
)
from bowlby.evidence.figures import class_means
from bowlby.evidence.samples import Columns


def _specific(found: Columns) -> Estimate:
    """How far inconsistency (preoccupation) outweighs rebuff in how large an equal threat is felt."""

    def lead(*some: np.ndarray) -> float:
        inconsistency, rebuff = np.abs(weights(*some))
        return float(inconsistency - rebuff)

    return bootstrap(lead, (found["felt_threat"], found["preoccupation"], found["rebuff"]))


EXPERIMENT = Experiment(
    name="vigilance",
    question="Do resistant children feel an equal threat as larger?",
    sources=("fraley2006",),
    statistics=(
        Statistic(
            "C19",
            "how large an equal threat is felt, resistant against secure, SD",
            classes_differ("felt_threat", RESISTANT, SECURE),
            "notice-earlier",
        ),
        Statistic(
            "C19",
            "how large an equal threat is felt, resistant against avoidant, SD",
            classes_differ("felt_threat", RESISTANT, AVOIDANT),
        ),
        Statistic(
            "C19",
            "how large an equal threat is felt, with anger and resistance, r",
            columns_agree("felt_threat", "anger_resistance"),
        ),
        Statistic(
            "C19",
            "how far the carer's inconsistency outweighs rebuff in it, difference of beta",
            of_population(_specific),
        ),
    ),
    draw=class_means("An equal threat, as it is felt", "0 to 1", felt="felt_threat"),
)
