"""Calibrated items of an instrument: parameters with their provenance, and answers turned into what they are made for.

The parameters are this project's own, learnt from open data by `scripts/item_calibration.py`; they hold nobody's row.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.errors import BowlbyError
from bowlby.measures.graded import Array, Categories, Items, as_categories
from bowlby.measures.instruments import Instrument, known

FOLDER = Path(__file__).parent / "calibrations"

ALIKE = 0.3
"""Items whose residuals correlate more than this above the mean ask nearly the same: see `Trait.alike`; declared."""


class Trait(NamedTuple):
    """The items of one scale of an instrument.

    Attributes:
        name: of the scale.
        numbers: of the items, in the instrument's own numbering.
        signs: −1 for a reversed item, else 1.
        items: their parameters, on answers with reversed items turned.
        alike: which pairs ask nearly the same, [items, items]: a second answer tells less than the model thinks.
    """

    name: str
    numbers: tuple[int, ...]
    signs: tuple[int, ...]
    items: Items
    alike: NDArray[np.bool_]


class Bank(NamedTuple):
    """An instrument's calibrated items.

    Attributes:
        low, high: the response scale they were calibrated on; no other will do.
        traits: one for each scale.
        about: sample and source, in words.
        ends: what the lowest and the highest answer mean, in words.
    """

    instrument: Instrument
    low: int
    high: int
    traits: tuple[Trait, ...]
    about: str
    ends: tuple[str, str]

    @property
    def numbers(self) -> tuple[int, ...]:
        """All items, ascending."""
        return tuple(sorted(number for trait in self.traits for number in trait.numbers))

    def category(self, number: int, answer: float) -> int:
        """An answer as given, counted from 0 and turned where the item is reversed."""
        sign = next(trait.signs[trait.numbers.index(number)] for trait in self.traits if number in trait.numbers)
        return round(answer - self.low if sign > 0 else self.high - answer)

    def categories(self, trait: Trait, answers: Array, numbers: Sequence[int]) -> Categories:
        """Answers of many people to one trait's items, counted from 0 and turned.

        Args:
            trait: one of `traits`.
            answers: people × items as given, NaN where missing.
            numbers: the item of each column.

        Raises:
            BowlbyError: an answer is no whole number of the response scale.
        """
        own = answers[:, [list(numbers).index(number) for number in trait.numbers]]
        turned = np.where(np.array(trait.signs) > 0, own, self.low + self.high - own)
        return as_categories(turned, self.low, self.high)


@cache
def banks() -> Mapping[str, Mapping[str, Any]]:
    """The calibration that serves each instrument, as it stands in its file."""
    tables = (tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml")))
    return {name: table for table in tables for name in table["serves"]}


def bank_for(name: str) -> Bank:
    """The calibrated items of an instrument.

    Raises:
        BowlbyError: there is no such instrument, or it has no calibrated items.
    """
    instrument = known(name)
    if instrument.name not in banks():
        raise BowlbyError(f"{instrument.name} has no calibrated items; {' and '.join(banks())} have")
    table = banks()[instrument.name]
    order = next(iter(instrument.orders.values()))
    traits = []
    for scale in order.scales:
        entries = [table["scales"][scale.name][str(item)] for item in scale.items]
        items = Items(
            np.array([entry["slope"] for entry in entries], float),
            np.array([entry["thresholds"] for entry in entries], float),
        )
        alike = _alike(scale.items, table["fit"][scale.name]["locally_dependent"])
        traits.append(Trait(scale.name, scale.items, tuple(scale.signs.values()), items, alike))
    return Bank(instrument, table["low"], table["high"], tuple(traits), table["about"], tuple(table["ends"]))


def _alike(numbers: Sequence[int], pairs: Sequence[Sequence[float]]) -> NDArray[np.bool_]:
    """Pairs of items by place, from (number, number, residual correlation above the mean)."""
    found = np.zeros((len(numbers), len(numbers)), bool)
    for one, other, r in pairs:
        if one in numbers and other in numbers and r > ALIKE:
            places = [numbers.index(int(one)), numbers.index(int(other))]
            found[places, places[::-1]] = True
    return found
