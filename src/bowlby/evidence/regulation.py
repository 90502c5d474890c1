"""C18: are resistant children more upset, slower to settle, and less able to tell what deserves alarm?"""

from __future__ import annotations

import numpy as np

from bowlby.evidence.estimates import Estimate, difference
from bowlby.evidence.experiment import RESISTANT, SECURE, Experiment, Statistic, classes_differ, coded, of_population
from bowlby.evidence.figures import class_means
from bowlby.evidence.samples import Columns


def _tells_apart(found: Columns) -> Estimate:
    """How much calmer a child is at harmless play than when left, as a share of its alarm when left."""
    left = np.maximum(np.asarray(found["alarm_apart"], float), 1e-6)
    return difference(1 - np.asarray(found["alarm_free"], float) / left, coded(found, RESISTANT), coded(found, SECURE))


EXPERIMENT = Experiment(
    name="regulation",
    question="Are resistant children more upset, slower to settle, and less able to tell what deserves alarm?",
    sources=("cooke2019",),
    statistics=(
        Statistic(
            "C18",
            "crying over the whole visit, resistant against secure, SD",
            classes_differ("crying_overall", RESISTANT, SECURE),
            "negative-affect",
        ),
        Statistic(
            "C18",
            "seconds until the last cry of the last reunion, resistant against secure, SD",
            classes_differ("settled_after", RESISTANT, SECURE),
            "poorer-regulation",
        ),
        Statistic(
            "C18", "how much calmer at play than when left, resistant against secure, SD", of_population(_tells_apart)
        ),
        Statistic(
            "C18", "alarm at reunion, resistant against secure, SD", classes_differ("alarm_reunion", RESISTANT, SECURE)
        ),
    ),
    draw=class_means("Until the last cry of the last reunion", "seconds", time="settled_after"),
)
