"""C03, as far as it shows without a carer's own childhood: does a carer's preoccupation show in the child?

The carer here is drawn and not grown up. That its attention is elsewhere is a trait of its care; whether its own
history lies behind that is a question for a world of generations.
"""

from __future__ import annotations

from bowlby.evidence.estimates import Estimate, correlation
from bowlby.evidence.experiment import (
    AVOIDANT,
    RESISTANT,
    SECURE,
    Experiment,
    Statistic,
    coded,
    columns_agree,
    of_population,
)
from bowlby.evidence.figures import class_means
from bowlby.evidence.samples import Columns

WORDS = {RESISTANT: "resistant", AVOIDANT: "avoidant", SECURE: "secure"}


def _with_class(letter: str) -> Statistic:
    def agree(found: Columns) -> Estimate:
        return correlation(found["preoccupation"], coded(found, letter))

    words = f"carer's preoccupation with being coded {WORDS[letter]} rather than anything else, r"
    return Statistic("C03", words, of_population(agree))


EXPERIMENT = Experiment(
    name="carried_over",
    question="Does a carer's own preoccupation show in the child?",
    sources=("cassidy1994",),
    statistics=(
        *map(_with_class, WORDS),
        Statistic(
            "C03",
            "carer's preoccupation with the child's anger and resistance, r",
            columns_agree("preoccupation", "anger_resistance"),
        ),
    ),
    draw=class_means("The carer's preoccupation", "share of time", preoccupation="preoccupation"),
)
