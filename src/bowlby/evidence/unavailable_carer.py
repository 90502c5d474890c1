"""C02: does a carer who cannot be reached, above all in distress, leave the child in doubt about help?"""

from __future__ import annotations

import numpy as np

from bowlby.evidence.estimates import Estimate, bootstrap, correlation, percent
from bowlby.evidence.experiment import RESISTANT, Experiment, Statistic, coded, columns_agree, of_population
from bowlby.evidence.figures import class_means
from bowlby.evidence.samples import Columns


def _above_all_in_distress(found: Columns) -> Estimate:
    """How much closer to the expected loss comfort in distress is than comfort when calm."""

    def lead(loss: np.ndarray, distress: np.ndarray, calm: np.ndarray) -> float:
        return float(abs(np.corrcoef(loss, distress)[0, 1]) - abs(np.corrcoef(loss, calm)[0, 1]))

    return bootstrap(lead, (found["expected_loss"], found["comfort_distress"], found["comfort_calm"]))


EXPERIMENT = Experiment(
    name="unavailable_carer",
    question="Does a carer who cannot be reached in distress leave the child in doubt about availability?",
    sources=("cassidy1994",),
    statistics=(
        Statistic(
            "C02",
            "coded resistant, of three classes as in those samples, percent",
            of_population(lambda found: percent(np.asarray(found["class3"] == RESISTANT))),
            "ambivalent-range",
        ),
        Statistic(
            "C02",
            "coded resistant, of four classes, percent",
            of_population(lambda found: percent(coded(found, RESISTANT))),
            "ambivalent-range",
        ),
        Statistic(
            "C02",
            "carer's preoccupation with the loss of availability that the child expects, r",
            columns_agree("preoccupation", "expected_loss"),
        ),
        Statistic(
            "C02",
            "chance of comfort in distress with the loss of availability that the child expects, r",
            columns_agree("comfort_distress", "expected_loss"),
        ),
        Statistic(
            "C02",
            "how much closer comfort in distress goes with it than comfort when calm, difference of r",
            of_population(_above_all_in_distress),
        ),
        Statistic(
            "C02",
            "chance of comfort in distress with being coded resistant, r",
            of_population(lambda found: correlation(found["comfort_distress"], coded(found, RESISTANT))),
        ),
    ),
    draw=class_means("Doubt about availability", "probability", expected_loss_of_availability="expected_loss"),
)
