"""Pictures that several experiments have in common; all drawing is done by `bowlby.plots`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from bowlby.evidence.claims import benchmarks
from bowlby.evidence.estimates import Estimate, mean
from bowlby.evidence.experiment import Statistic, coded
from bowlby.evidence.samples import AS_THEY_ARE, Columns, Worlds

if TYPE_CHECKING:
    import altair as alt

CLASSES = {"A": "Avoidant", "B": "Secure", "C": "Resistant", "D": "Disorganised"}


def class_means(title: str, unit: str, **columns: str) -> Callable[[Worlds], alt.LayerChart]:
    """A picture of a column's mean in each coded class.

    Args:
        title: in plain words.
        unit: what is counted.
        columns: words for what is shown (underscores for spaces) by the column that holds it.
    """

    def draw(worlds: Worlds) -> alt.LayerChart:
        found = worlds.under(AS_THEY_ARE)
        rows = [
            estimate_row(
                f"{CLASSES[letter]}, {words.replace('_', ' ')}", mean(np.asarray(found[column])[coded(found, letter)])
            )
            for words, column in columns.items()
            for letter in CLASSES
        ]
        return picture(rows, title, unit)

    return draw


def beside_published(title: str, unit: str, statistics: Iterable[Statistic]) -> Callable[[Worlds], alt.LayerChart]:
    """A picture of statistics with what was published beside them."""

    def draw(worlds: Worlds) -> alt.LayerChart:
        rows = []
        for each in statistics:
            row = estimate_row(f"{each.words[:1].upper()}{each.words[1:]}", each.estimate(worlds))
            published = benchmarks()[each.benchmark] if each.benchmark else None
            if published and not published.recalled:
                low, high = published.ci or (None, None)
                row |= {"published": published.value, "published_low": low, "published_high": high}
            rows.append(row)
        return picture(rows, title, unit)

    return draw


def picture(rows: list[dict[str, Any]], title: str, unit: str) -> alt.LayerChart:
    """Rows with their intervals; where nothing at all can be told, a picture that says so."""
    from bowlby import plots

    if all(row["value"] is None for row in rows):
        rows = [{"label": "Nothing can be told from so few dyads", "value": 0.0, "low": 0.0, "high": 0.0}]
    return plots.beside_plot(rows, title=title, unit=unit)


def crowd(found: Columns, x: str, y: str, most: int = 1000) -> list[Mapping[str, Any]]:
    """Dyads as points on two columns, told apart by coded class; the first ones where there are many."""
    letters = np.asarray(found["class"])[:most]
    xs, ys = (np.asarray(found[name], float)[:most] for name in (x, y))
    order = [letter for letter in CLASSES if letter in letters]
    return [
        {"x": float(xs[n]), "y": float(ys[n]), "kind": CLASSES[letter]}
        for letter in order
        for n in np.flatnonzero(letters == letter)
    ]


def estimate_row(label: str, found: Estimate) -> dict[str, Any]:
    """An estimate as a row of a picture; numbers that cannot be told are None."""
    value, low, high = (None if math.isnan(number) else number for number in found[:3])
    return {"label": label, "value": value, "low": low, "high": high}
