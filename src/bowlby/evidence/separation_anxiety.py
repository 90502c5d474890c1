"""C14: are resistant children more afraid of being left? The evidence at six is weak; here it is the alarm at one."""

from __future__ import annotations

from bowlby.evidence.experiment import AVOIDANT, RESISTANT, SECURE, Experiment, Statistic, classes_differ
from bowlby.evidence.figures import class_means

EXPERIMENT = Experiment(
    name="separation_anxiety",
    question="Are resistant children more alarmed at being left, and do they cling?",
    sources=("dallaire2005",),
    statistics=(
        Statistic(
            "C14",
            "alarm when left, resistant against secure, SD",
            classes_differ("alarm_apart", RESISTANT, SECURE),
            "anxiety-against-secure",
        ),
        Statistic(
            "C14",
            "alarm when left, resistant against avoidant, SD",
            classes_differ("alarm_apart", RESISTANT, AVOIDANT),
            "anxiety-against-avoidant",
        ),
        Statistic(
            "C14",
            "holding on at reunion, resistant against secure, SD",
            classes_differ("holding_on", RESISTANT, SECURE),
        ),
    ),
    draw=class_means("Alarm when left", "0 to 1", alarm="alarm_apart"),
)
