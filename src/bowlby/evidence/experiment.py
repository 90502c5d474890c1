"""What an experiment is: declared facts (claim, question, sources, statistics) plus how each is worked out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bowlby.evidence.estimates import Estimate, correlation, difference
from bowlby.evidence.samples import AS_THEY_ARE, Care, Columns, Worlds

if TYPE_CHECKING:
    import altair as alt

AVOIDANT, SECURE, RESISTANT, DISORGANISED = "ABCD"
"""Coded classes, as the measures write them."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """One number of an experiment, and what it is held against.

    Attributes:
        claim: id of the claim, `C08`; `BASE` for what is known beside the article.
        words: what the number is, in plain words; its unit last.
        estimate: works it out from simulated worlds.
        benchmark: name of the published row in `claims.toml`; empty where nothing was published.
    """

    claim: str
    words: str
    estimate: Callable[[Worlds], Estimate]
    benchmark: str = ""


@dataclass(frozen=True, slots=True)
class Experiment:
    """Some statistics that answer one question, and their picture.

    Attributes:
        name: as in `bowlby evidence`, the name of the file.
        question: what is asked, in one line.
        sources: keys of the bibliography: where the claim or its measure comes from.
        statistics: the numbers.
        draw: the picture.
        uses: ways of care under which dyads are simulated for it.
    """

    name: str
    question: str
    sources: tuple[str, ...]
    statistics: tuple[Statistic, ...]
    draw: Callable[[Worlds], alt.LayerChart]
    uses: tuple[Care, ...] = field(default=(AS_THEY_ARE,))

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims it speaks to, each once, in order."""
        return tuple(dict.fromkeys(statistic.claim for statistic in self.statistics))


def of_population(work_out: Callable[[Columns], Estimate]) -> Callable[[Worlds], Estimate]:
    """An estimate from the population as it is."""
    return lambda worlds: work_out(worlds.under(AS_THEY_ARE))


def coded(columns: Columns, letter: str) -> np.ndarray:
    """Who was coded into a class of the four, true or false, [dyad]."""
    return np.asarray(columns["class"] == letter)


def classes_differ(column: str, one: str, other: str) -> Callable[[Worlds], Estimate]:
    """Difference of a column between two coded classes, in standard deviations."""
    return of_population(lambda found: difference(found[column], coded(found, one), coded(found, other)))


def columns_agree(one: str, other: str) -> Callable[[Worlds], Estimate]:
    """Correlation of two columns over the whole population."""
    return of_population(lambda found: correlation(found[one], found[other]))


def reunions(columns: Columns, scale: str) -> np.ndarray:
    """A scale's mean over both reunions, [dyad]."""
    return (np.asarray(columns[f"{scale}_1"], float) + np.asarray(columns[f"{scale}_2"], float)) / 2
