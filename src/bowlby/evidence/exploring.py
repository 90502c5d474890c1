"""C09 and C17: do resistant children explore less than secure ones?"""

from __future__ import annotations

from bowlby.evidence.experiment import AVOIDANT, RESISTANT, SECURE, Experiment, Statistic, classes_differ, columns_agree
from bowlby.evidence.figures import class_means

EXPERIMENT = Experiment(
    name="exploring",
    question="Do resistant children explore less than secure ones?",
    sources=("cassidy1986",),
    statistics=(
        Statistic(
            "C09",
            "play with the carer there, resistant against secure, SD",
            classes_differ("exploration", RESISTANT, SECURE),
            "explore-less",
        ),
        Statistic(
            "C09",
            "play with the carer there, avoidant against secure, SD",
            classes_differ("exploration", AVOIDANT, SECURE),
        ),
        Statistic(
            "C09",
            "play with the carer there, with anger and resistance, r",
            columns_agree("exploration", "anger_resistance"),
        ),
        Statistic(
            "C17",
            "play once the stranger is there, resistant against secure, SD",
            classes_differ("play_stranger", RESISTANT, SECURE),
            "reluctant",
        ),
        Statistic(
            "C17",
            "play once the carer is back, resistant against secure, SD",
            classes_differ("play_reunion", RESISTANT, SECURE),
        ),
        Statistic(
            "C17", "expected loss with play once the carer is back, r", columns_agree("expected_loss", "play_reunion")
        ),
    ),
    draw=class_means(
        "Play",
        "share of the time",
        with_the_carer="exploration",
        with_the_stranger="play_stranger",
        after="play_reunion",
    ),
)
