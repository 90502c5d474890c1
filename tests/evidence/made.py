"""Hand-made worlds: columns whose every answer is known, and a tiny simulated one that tests share."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from bowlby.evidence.estimates import Estimate
from bowlby.evidence.experiment import Experiment
from bowlby.evidence.readings import Readings
from bowlby.evidence.samples import AS_THEY_ARE, Care, Columns, Samples
from bowlby.lab import AGAIN
from bowlby.measures.strange_situation import RATED, Scales
from bowlby.model.alarm import Temperament
from bowlby.names import CARE, SIGNALS
from bowlby.parameters import load_parameters

MANY = 400
PER_REUNION = ("proximity", "contact", "resistance", "avoidance", "distance_interaction", "crying")
SHORT = load_parameters()._replace(home=load_parameters().home._replace(months=0.5))
"""Two weeks at home teach enough for what is tested here."""

TINY, BLOCK = 96, 48


class Made:
    """Worlds of hand-made columns, the same under every way of care but for those given for one."""

    def __init__(self, columns: Columns, ways: dict[Care, Columns] | None = None) -> None:
        self._ways = {AS_THEY_ARE: columns} | (ways or {})

    def under(self, care: Care) -> Columns:
        return self._ways.get(care, self._ways[AS_THEY_ARE])


def made(**columns: Any) -> dict[str, np.ndarray]:
    """Columns of `MANY` dyads, a quarter of each class, pure chance but for the columns given."""
    chance = np.random.default_rng(0)
    names = [*CARE, *Temperament._fields, *Readings._fields, "observed_sensitivity", "expected_loss", "expected_fright"]
    names += [f"expected_{what}_{signal}" for what in ("comfort", "rebuff") for signal in SIGNALS]
    names += [key for scale in Scales._fields for key in _columns_of(scale)]
    names += ["proximity_seeking", "anger_resistance"]
    names += [f"{AGAIN}{key}" for scale in RATED for key in _columns_of(scale)]
    found: dict[str, np.ndarray] = {name: chance.uniform(0.1, 0.9, MANY) for name in names}
    letters = np.array(list("ABCD") * (MANY // 4))
    found |= {
        "dyad": np.arange(MANY),
        "class": letters,
        f"{AGAIN}class": letters,
        "class3": np.where(letters == "D", "B", letters),
    }
    return found | {name: np.asarray(values) for name, values in columns.items()}


def by_class(seed: int = 1, **means: float) -> np.ndarray:
    """A column with the given mean in each class (0 where none is given) and a standard deviation of 1."""
    letters = made()["class"]
    centre = np.array([means.get(letter, 0.0) for letter in letters])
    return centre + np.random.default_rng(seed).standard_normal(MANY)


def like(column: np.ndarray, seed: int = 2, noise: float = 1.0) -> np.ndarray:
    """A column that goes with another."""
    scaled = (column - np.mean(column)) / np.std(column)
    return scaled + noise * np.random.default_rng(seed).standard_normal(len(column))


def found(experiment: Experiment, words: str, worlds: Made) -> Estimate:
    """The estimate of the one statistic whose words begin so."""
    (statistic,) = (each for each in experiment.statistics if each.words.startswith(words))
    return statistic.estimate(worlds)


@cache
def tiny(seed: int = 1) -> Samples:
    """A small simulated population, lived once for all tests of a process."""
    return Samples(TINY, seed, parameters=SHORT, block=BLOCK)


def _columns_of(scale: str) -> tuple[str, ...]:
    return (f"{scale}_1", f"{scale}_2") if scale in PER_REUNION else (scale,)
