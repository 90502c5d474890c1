"""Avoidant infants: calm to look at, aroused inside? What shows of the alarm, and the alarm itself."""

from __future__ import annotations

import numpy as np

from bowlby.evidence.estimates import Estimate, difference
from bowlby.evidence.experiment import AVOIDANT, SECURE, Experiment, Statistic, classes_differ, coded, of_population
from bowlby.evidence.figures import class_means
from bowlby.evidence.samples import Columns


def _hidden(found: Columns) -> Estimate:
    """Alarm when left that crying does not show: the ranks of the one minus the ranks of the other."""
    felt, shown = (np.argsort(np.argsort(np.asarray(found[name]))) for name in ("alarm_apart", "crying_apart"))
    return difference((felt - shown) / len(felt), coded(found, AVOIDANT), coded(found, SECURE))


EXPERIMENT = Experiment(
    name="calm_outside",
    question="Are avoidant infants calm to look at and aroused inside?",
    sources=("ainsworth1978",),
    statistics=(
        Statistic(
            "BASE", "crying when left, avoidant against secure, SD", classes_differ("crying_apart", AVOIDANT, SECURE)
        ),
        Statistic(
            "BASE", "alarm when left, avoidant against secure, SD", classes_differ("alarm_apart", AVOIDANT, SECURE)
        ),
        Statistic(
            "BASE", "alarm at reunion, avoidant against secure, SD", classes_differ("alarm_reunion", AVOIDANT, SECURE)
        ),
        Statistic(
            "BASE", "alarm when left beyond what crying shows, avoidant against secure, SD", of_population(_hidden)
        ),
    ),
    draw=class_means(
        "Shown and felt when left", "share of the time, or 0 to 1", crying="crying_apart", alarm="alarm_apart"
    ),
)
