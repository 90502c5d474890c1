"""How infants take the stranger: play, alarm and distance from the carer, in episode 3 against episode 2."""

from __future__ import annotations

import numpy as np

from bowlby.evidence.estimates import Estimate, change, difference
from bowlby.evidence.experiment import RESISTANT, SECURE, Experiment, Statistic, coded, of_population
from bowlby.evidence.figures import class_means
from bowlby.evidence.samples import Columns


def _wariness_differs(found: Columns) -> Estimate:
    loss_of_play = np.asarray(found["exploration"], float) - np.asarray(found["play_stranger"], float)
    return difference(loss_of_play, coded(found, RESISTANT), coded(found, SECURE))


EXPERIMENT = Experiment(
    name="stranger_wariness",
    question="How do infants take the stranger?",
    sources=("ainsworth1978",),
    statistics=(
        Statistic(
            "BASE",
            "play with the stranger there against before, all infants, SD",
            of_population(lambda found: change(found["exploration"], found["play_stranger"])),
        ),
        Statistic(
            "BASE",
            "alarm with the stranger there against before, all infants, SD",
            of_population(lambda found: change(found["alarm_free"], found["alarm_stranger"])),
        ),
        Statistic(
            "BASE",
            "metres from the carer with the stranger there against before, all infants, SD",
            of_population(lambda found: change(found["gap_free"], found["gap_stranger"])),
        ),
        Statistic("BASE", "play lost to the stranger, resistant against secure, SD", of_population(_wariness_differs)),
    ),
    draw=class_means(
        "Play without and with the stranger", "share of the time", before="exploration", then="play_stranger"
    ),
)
