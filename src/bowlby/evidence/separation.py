"""C10: does being left distress resistant children most?"""

from __future__ import annotations

from bowlby.evidence.experiment import AVOIDANT, RESISTANT, SECURE, Experiment, Statistic, classes_differ, columns_agree
from bowlby.evidence.figures import class_means

EXPERIMENT = Experiment(
    name="separation",
    question="Does being left distress resistant children most, and avoidant ones least?",
    sources=("ainsworth1978",),
    statistics=(
        Statistic(
            "C10",
            "crying when left, resistant against secure, SD",
            classes_differ("crying_apart", RESISTANT, SECURE),
            "separation-distress",
        ),
        Statistic(
            "C10",
            "crying when left, secure against avoidant, SD",
            classes_differ("crying_apart", SECURE, AVOIDANT),
            "separation-distress",
        ),
        Statistic(
            "C10", "separations cut short, resistant against secure, SD", classes_differ("cut", RESISTANT, SECURE)
        ),
        Statistic(
            "C10", "crying when left with anger and resistance, r", columns_agree("crying_apart", "anger_resistance")
        ),
    ),
    draw=class_means("Crying when left", "share of the time", crying="crying_apart"),
)
