"""C01, what is published: how closely sensitivity, as an observer rates it at home, goes with each class."""

from __future__ import annotations

from bowlby.evidence.estimates import correlation
from bowlby.evidence.experiment import (
    AVOIDANT,
    DISORGANISED,
    RESISTANT,
    SECURE,
    Experiment,
    Statistic,
    coded,
    of_population,
)
from bowlby.evidence.figures import beside_published


def _with_class(letter: str, words: str, benchmark: str) -> Statistic:
    return Statistic(
        "C01",
        f"observed sensitivity with being coded {words} rather than anything else, r",
        of_population(lambda found: correlation(found["observed_sensitivity"], coded(found, letter))),
        benchmark,
    )


def _with_security_of_three(benchmark: str, aside: str) -> Statistic:
    return Statistic(
        "C01",
        f"observed sensitivity with security of three classes ({aside}), r",
        of_population(lambda found: correlation(found["observed_sensitivity"], found["class3"] == SECURE)),
        benchmark,
    )


STATISTICS = (
    _with_class(RESISTANT, "resistant", "sensitivity-resistant"),
    _with_class(AVOIDANT, "avoidant", "sensitivity-avoidant"),
    _with_class(DISORGANISED, "disorganised", "sensitivity-disorganised"),
    _with_class(SECURE, "secure", "sensitivity-secure"),
    _with_security_of_three("sensitivity-secure-1997", "studies up to 1997"),
    _with_security_of_three("sensitivity-secure-2000", "studies up to 2000"),
)

EXPERIMENT = Experiment(
    name="sensitivity",
    question="How closely does the carer's sensitivity go with each class?",
    sources=("madigan2024", "dewolff1997", "atkinson2000"),
    statistics=STATISTICS,
    draw=beside_published("Sensitivity and the classes", "correlation", STATISTICS),
)
