"""C16: do resistant children turn attachment up, and do anger and charm take turns?"""

from __future__ import annotations

from bowlby.evidence.experiment import RESISTANT, SECURE, Experiment, Statistic, classes_differ, columns_agree
from bowlby.evidence.figures import class_means

EXPERIMENT = Experiment(
    name="hyperactivation",
    question="Do resistant children signal more and louder, and do anger and charm take turns?",
    sources=("mikulincer2003",),
    statistics=(
        Statistic(
            "C16",
            "time with a signal to the carer, resistant against secure, SD",
            classes_differ("signalling", RESISTANT, SECURE),
        ),
        Statistic(
            "C16",
            "loudness of the signals that are sent, resistant against secure, SD",
            classes_differ("loudness", RESISTANT, SECURE),
        ),
        Statistic(
            "C16",
            "turns between anger and asking at reunion, resistant against secure, SD",
            classes_differ("turns", RESISTANT, SECURE),
        ),
        Statistic(
            "C16",
            "carer's breakthrough with the loudness of the child's signals, r",
            columns_agree("breakthrough", "loudness"),
        ),
    ),
    draw=class_means("Turned up", "share of the time, or 0 to 1", signalling="signalling", loudness="loudness"),
)
