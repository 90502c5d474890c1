"""C15: do resistant children expect to be rebuffed?"""

from __future__ import annotations

from bowlby.evidence.experiment import AVOIDANT, RESISTANT, SECURE, Experiment, Statistic, classes_differ, columns_agree
from bowlby.evidence.figures import class_means

EXPERIMENT = Experiment(
    name="rejection",
    question="Do resistant children expect to be rejected?",
    sources=("simmons2021",),
    statistics=(
        Statistic(
            "C15",
            "expected rebuff, resistant against secure, SD",
            classes_differ("expects_rebuff", RESISTANT, SECURE),
            "rejection-sensitivity",
        ),
        Statistic(
            "C15", "expected rebuff, avoidant against secure, SD", classes_differ("expects_rebuff", AVOIDANT, SECURE)
        ),
        Statistic(
            "C15", "expected rebuff with anger and resistance, r", columns_agree("expects_rebuff", "anger_resistance")
        ),
    ),
    draw=class_means("Expected rebuff", "probability", expected_rebuff="expects_rebuff"),
)
