"""C12, as far as a room without peers shows it: are resistant children stressed at play and negative to the carer?"""

from __future__ import annotations

from bowlby.evidence.experiment import RESISTANT, SECURE, Experiment, Statistic, classes_differ, columns_agree
from bowlby.evidence.figures import class_means

EXPERIMENT = Experiment(
    name="play",
    question="Are resistant children stressed at play, and negative to their carer?",
    sources=("pastor1981",),
    statistics=(
        Statistic(
            "C12",
            "alarm before any separation, resistant against secure, SD",
            classes_differ("alarm_before", RESISTANT, SECURE),
            "play-stress",
        ),
        Statistic(
            "C12",
            "protest to the carer before any separation, resistant against secure, SD",
            classes_differ("protest_before", RESISTANT, SECURE),
            "play-stress",
        ),
        Statistic(
            "C12",
            "protest before any separation with anger and resistance at reunion, r",
            columns_agree("protest_before", "anger_resistance"),
        ),
    ),
    draw=class_means(
        "Before any separation", "share of the time, or 0 to 1", alarm="alarm_before", protest="protest_before"
    ),
)
