"""C13: do resistant children keep an eye on the carer while they play?"""

from __future__ import annotations

from bowlby.evidence.experiment import RESISTANT, SECURE, Experiment, Statistic, classes_differ, columns_agree
from bowlby.evidence.figures import class_means

EXPERIMENT = Experiment(
    name="keeping_track",
    question="Do resistant children keep track of the carer while they play?",
    sources=("cassidy1994",),
    statistics=(
        Statistic(
            "C13",
            "play with an eye on the carer, resistant against secure, SD",
            classes_differ("watching_play", RESISTANT, SECURE),
        ),
        Statistic(
            "C13",
            "carer's preoccupation with the child's play, r",
            columns_agree("preoccupation", "exploration"),
            "availability-exploration",
        ),
        Statistic(
            "C13",
            "play with an eye on the carer, with anger and resistance, r",
            columns_agree("watching_play", "anger_resistance"),
        ),
        Statistic(
            "C13",
            "metres from the carer at play, resistant against secure, SD",
            classes_differ("gap_free", RESISTANT, SECURE),
        ),
    ),
    draw=class_means("Play with an eye on the carer", "share of play", looking="watching_play"),
)
