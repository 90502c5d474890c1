"""C06: is the working model of resistant children unsure of help, and does it steer what they notice and do?"""

from __future__ import annotations

from bowlby.evidence.estimates import Estimate, bootstrap, weights
from bowlby.evidence.experiment import (
    AVOIDANT,
    RESISTANT,
    SECURE,
    Experiment,
    Statistic,
    classes_differ,
    columns_agree,
    of_population,
)
from bowlby.evidence.figures import class_means
from bowlby.evidence.samples import Columns


def _steers(found: Columns) -> Estimate:
    """Weight of the expected loss on the alarm in separations, the child's own reactivity and half-life held."""
    columns = (found["alarm_apart"], found["expected_loss"], found["reactivity"], found["half_life"])
    return bootstrap(lambda *some: float(weights(*some)[0]), columns)


EXPERIMENT = Experiment(
    name="working_model",
    question="Is the working model unsure of help, and does it steer perception and behaviour?",
    sources=("bowlby1973",),
    statistics=(
        Statistic(
            "C06", "unsure of comfort, resistant against secure, SD", classes_differ("unsure", RESISTANT, SECURE)
        ),
        Statistic(
            "C06", "unsure of comfort, resistant against avoidant, SD", classes_differ("unsure", RESISTANT, AVOIDANT)
        ),
        Statistic(
            "C06", "expected loss, resistant against secure, SD", classes_differ("expected_loss", RESISTANT, SECURE)
        ),
        Statistic(
            "C06",
            "weight of the expected loss on the alarm in separations, temperament held, beta",
            of_population(_steers),
        ),
        Statistic(
            "C06",
            "comfort expected of reaching with how loud signals are, r",
            columns_agree("expected_comfort_reach", "loudness"),
        ),
    ),
    draw=class_means("What is expected", "probability, or 1 for as often as not", unsure_of_comfort="unsure"),
)
