"""How common each class is, with four classes and with three."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bowlby.evidence.claims import benchmarks
from bowlby.evidence.estimates import percent
from bowlby.evidence.experiment import AVOIDANT, DISORGANISED, RESISTANT, SECURE, Experiment, Statistic, of_population
from bowlby.evidence.samples import Worlds

if TYPE_CHECKING:
    import altair as alt

WORDS = {SECURE: "secure", AVOIDANT: "avoidant", RESISTANT: "resistant", DISORGANISED: "disorganised"}


def _share(letter: str, column: str, number: str, benchmark: str) -> Statistic:
    return Statistic(
        "BASE",
        f"coded {WORDS[letter]}, of {number} classes, percent",
        of_population(lambda found: percent(np.asarray(found[column] == letter))),
        benchmark,
    )


STATISTICS = (
    *(_share(letter, "class", "four", f"share4-{words}") for letter, words in WORDS.items()),
    *(_share(letter, "class3", "three", f"share3-{WORDS[letter]}") for letter in (SECURE, AVOIDANT, RESISTANT)),
)


def draw(worlds: Worlds) -> alt.LayerChart:
    """The shares as bars, with the published ones as diamonds."""
    from bowlby import plots

    rows = []
    for each in STATISTICS:
        found, published = each.estimate(worlds), benchmarks()[each.benchmark].value
        row = {"share": found.value / 100, "low": found.low / 100, "high": found.high / 100}
        label = each.words.removesuffix(", percent").capitalize()
        rows.append(row | {"label": label, "published": None if published is None else published / 100})
    return plots.shares_plot(rows, title="How common each class is")


EXPERIMENT = Experiment(
    name="base_rates",
    question="How common is each class?",
    sources=("madigan2023", "vanijzendoorn1988"),
    statistics=STATISTICS,
    draw=draw,
)
