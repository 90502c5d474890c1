"""C08: do resistant children watch their carer more, most of all while she talks with the stranger?

The stranger is quiet for the first third of its visit, talks with the carer in the second and comes closer in the
last. The talk takes up most of the carer's attention (`strange_situation.talk`).
"""

from __future__ import annotations

import numpy as np

from bowlby.evidence.estimates import Estimate, correlation, difference
from bowlby.evidence.experiment import (
    RESISTANT,
    SECURE,
    Experiment,
    Statistic,
    classes_differ,
    coded,
    columns_agree,
    of_population,
)
from bowlby.evidence.figures import class_means
from bowlby.evidence.samples import Columns


def _rise(found: Columns) -> np.ndarray:
    """How much more a child looks while the stranger talks than at the same time without the stranger."""
    return np.asarray(found["looking_talk"], float) - np.asarray(found["looking_no_talk"], float)


def _rise_differs(found: Columns) -> Estimate:
    return difference(_rise(found), coded(found, RESISTANT), coded(found, SECURE))


EXPERIMENT = Experiment(
    name="watching",
    question="Do resistant children watch their carer more, most of all while she talks with the stranger?",
    sources=("ainsworth1978",),
    statistics=(
        Statistic(
            "C08",
            "looking at the carer before any separation, resistant against secure, SD",
            classes_differ("looking_free", RESISTANT, SECURE),
        ),
        Statistic(
            "C08",
            "looking while the stranger talks, resistant against secure, SD",
            classes_differ("looking_talk", RESISTANT, SECURE),
        ),
        Statistic(
            "C08",
            "more looking while the stranger talks than without, resistant against secure, SD",
            of_population(_rise_differs),
        ),
        Statistic(
            "C08",
            "looking while the stranger talks with anger and resistance, r",
            columns_agree("looking_talk", "anger_resistance"),
        ),
        Statistic(
            "C08",
            "more looking while the stranger talks with the expected loss, r",
            of_population(lambda found: correlation(_rise(found), found["expected_loss"])),
        ),
    ),
    draw=class_means(
        "Looking at the carer",
        "share of the time",
        without_the_stranger="looking_no_talk",
        while_she_talks="looking_talk",
    ),
)
