"""Before anybody has left: how much of the class can be told from episodes 2 and 3?"""

from __future__ import annotations

import numpy as np

from bowlby.evidence.estimates import Estimate, bootstrap, explained
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
from bowlby.evidence.figures import class_means
from bowlby.evidence.samples import Columns

BEFORE = (
    "exploration",
    "play_stranger",
    "looking_free",
    "looking_stranger",
    "crying_before",
    "gap_free",
    "gap_stranger",
)
"""What can be seen in the two episodes before the first separation."""


def _foretold(found: Columns) -> Estimate:
    """Share of security (coded secure or not) that a linear regression foretells from before the separations."""
    columns = [coded(found, SECURE), *(np.asarray(found[name]) for name in BEFORE)]
    return bootstrap(lambda *some: 100 * explained(*some), columns)


EXPERIMENT = Experiment(
    name="before_separation",
    question="How much can be told before anybody has left?",
    sources=("ainsworth1978",),
    statistics=(
        Statistic(
            "BASE",
            "crying before any separation, resistant against secure, SD",
            classes_differ("crying_before", RESISTANT, SECURE),
        ),
        Statistic(
            "BASE",
            "looking at the carer before any separation, avoidant against secure, SD",
            classes_differ("looking_free", AVOIDANT, SECURE),
        ),
        Statistic(
            "BASE",
            "security foretold by behaviour before any separation, percent of variance",
            of_population(_foretold),
        ),
    ),
    draw=class_means("Before any separation", "share of the time", crying="crying_before", looking="looking_free"),
)
