"""How much of it is temperament, and how much is care?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bowlby.evidence.estimates import Estimate, bootstrap, explained
from bowlby.evidence.experiment import SECURE, Experiment, Statistic, coded, of_population
from bowlby.evidence.figures import beside_published
from bowlby.evidence.samples import Columns
from bowlby.model.alarm import Temperament
from bowlby.names import CARE


def _share(found: Columns, outcome: np.ndarray, names: Sequence[str]) -> Estimate:
    columns = [outcome, *(np.asarray(found[name]) for name in names)]
    return bootstrap(lambda *some: 100 * explained(*some), columns)


def _of_scale(scale: str, names: Sequence[str], words: str) -> Statistic:
    return Statistic("BASE", words, of_population(lambda found: _share(found, np.asarray(found[scale]), names)))


def _of_security(names: Sequence[str], words: str) -> Statistic:
    return Statistic("BASE", words, of_population(lambda found: _share(found, coded(found, SECURE), names)))


INFANT, CARER = Temperament._fields, CARE

STATISTICS = (
    _of_security(INFANT, "security that temperament explains, percent of variance"),
    _of_security(CARER, "security that care explains, percent of variance"),
    _of_scale("anger_resistance", INFANT, "anger and resistance that temperament explains, percent of variance"),
    _of_scale("anger_resistance", CARER, "anger and resistance that care explains, percent of variance"),
    _of_scale("crying_apart", INFANT, "crying when left that temperament explains, percent of variance"),
    _of_scale("crying_apart", CARER, "crying when left that care explains, percent of variance"),
)

EXPERIMENT = Experiment(
    name="temperament",
    question="How much of it is temperament, and how much is care?",
    sources=("ainsworth1978",),
    statistics=STATISTICS,
    draw=beside_published("Temperament and care", "percent of the variance", STATISTICS),
)
