"""C04: no bond, or a bond of insecure quality? Contact that is kept, and whether it is the carer's that settles."""

from __future__ import annotations

import numpy as np

from bowlby.evidence.estimates import Estimate, difference, mean
from bowlby.evidence.experiment import AVOIDANT, RESISTANT, Experiment, Statistic, classes_differ, coded, of_population
from bowlby.evidence.figures import class_means
from bowlby.evidence.samples import Columns


def _contact(found: Columns) -> Estimate:
    """Contact maintaining in the last reunion, resistant children against all others."""
    resistant = coded(found, RESISTANT)
    return difference(found["contact_2"], resistant, ~resistant)


def _preference(found: Columns) -> Estimate:
    """How much less resistant children cry once the carer, rather than the stranger, has come to them."""
    gap = 100 * (np.asarray(found["crying_comforted"], float) - np.asarray(found["crying_last"], float))
    return mean(gap[coded(found, RESISTANT)])


EXPERIMENT = Experiment(
    name="bond",
    question="Have resistant children no bond, or one of insecure quality?",
    sources=("cassidy1994",),
    statistics=(
        Statistic(
            "C04",
            "contact kept in the last reunion, resistant against all others, SD",
            of_population(_contact),
            "clings",
        ),
        Statistic(
            "C04",
            "seeking proximity, resistant against avoidant, SD",
            classes_differ("proximity_seeking", RESISTANT, AVOIDANT),
        ),
        Statistic(
            "C04",
            "crying with the stranger minus crying once the carer is back, resistant, percentage points of the time",
            of_population(_preference),
        ),
    ),
    draw=class_means("Contact kept in the last reunion", "points of the scale from 1 to 7", contact="contact_2"),
)
