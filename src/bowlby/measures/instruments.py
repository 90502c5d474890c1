"""Questionnaires as facts: which items make up which scale, in which order and direction, and under which terms.

One TOML file an instrument stands in `questionnaires/`. It holds no sentence of anybody else's items: those are their
authors' own. Whoever has the wording can point to a file of it (`read_wording`).
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from bowlby.diary.csv_files import closest
from bowlby.errors import BowlbyError
from bowlby.measures.answers import numbered_rows

FOLDER = Path(__file__).parent / "questionnaires"


@dataclass(frozen=True, slots=True)
class Scale:
    """The items whose mean is a score; the reversed ones count as low + high − answer."""

    name: str
    items: tuple[int, ...]
    reversed: tuple[int, ...] = ()

    @property
    def signs(self) -> dict[int, int]:
        """1 or −1 for each item."""
        return {item: -1 if item in self.reversed else 1 for item in self.items}


@dataclass(frozen=True, slots=True)
class Composite:
    """A score made from other scores: the sum of some less the sum of others, or the mean of those that are there."""

    name: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    mean: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """One order in which an instrument's items are numbered, with its key.

    Attributes:
        scales: in the order in which they are reported.
        names: what the columns may be called instead of numbers; empty where nothing is fixed.
        texts: the sentences, of the project's own items only.
    """

    name: str
    scales: tuple[Scale, ...]
    composites: tuple[Composite, ...] = ()
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    about: str = ""

    @property
    def items(self) -> tuple[int, ...]:
        """Numbers of the items that count in some scale, ascending: the columns of a matrix of answers."""
        return tuple(sorted({item for scale in self.scales for item in scale.items}))

    @property
    def has_reversed(self) -> bool:
        """Whether any item is scored the other way round."""
        return any(scale.reversed for scale in self.scales)

    def as_stored_reversed(self) -> Order:
        """The same key for a file in which the reversed items were turned round already."""
        return replace(self, scales=tuple(replace(scale, reversed=()) for scale in self.scales))


@dataclass(frozen=True, slots=True)
class Missing:
    """The share of a scale's items that must be answered, where the rule is from, and why it is so."""

    least: float
    source: str
    why: str

    def needed(self, items: int) -> int:
        """How many of so many items must be answered."""
        return math.ceil(self.least * items - 1e-9)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One questionnaire.

    Attributes:
        items: how many numbers its items run to.
        low, high: the response scale its authors give.
        also: other response scales met in real files, as (low, high).
        figures: whom it is asked about, one set of items each; empty where it is asked once.
        needs_check: whether the key could not be confirmed.
    """

    name: str
    title: str
    short: str
    source: str
    about: str
    items: int
    low: int
    high: int
    licence: str
    wording: str
    checked: str
    needs_check: bool
    missing: Missing
    orders: Mapping[str, Order] = field(repr=False)
    also: tuple[tuple[int, int], ...] = ()
    figures: tuple[str, ...] = ()
    validated: bool = True


@cache
def instruments() -> Mapping[str, Instrument]:
    """Every instrument by name, from the files that ship with the package."""
    return {
        path.stem: parse(path.stem, tomllib.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.toml"))
    }


def known(name: str) -> Instrument:
    """The instrument of a name.

    Raises:
        BowlbyError: there is none.
    """
    found = instruments()
    if name.lower() in found:
        return found[name.lower()]
    close = closest(name, found)
    hint = f"did you mean {close}?" if close else f"choose one of {', '.join(found)}"
    raise BowlbyError(f"there is no instrument of this name; {hint}")


def order_of(instrument: Instrument, name: str) -> Order:
    """The order of a name.

    Raises:
        BowlbyError: the instrument has none of this name.
    """
    if name not in instrument.orders:
        raise BowlbyError(
            f"{instrument.name} has no order of this name; choose one of auto, {', '.join(instrument.orders)}"
        )
    return instrument.orders[name]


def parse(name: str, table: Mapping[str, Any]) -> Instrument:
    """An instrument from the content of its file."""
    plain = {key: value for key, value in table.items() if key not in {"missing", "orders", "also", "figures"}}
    return Instrument(
        name=name,
        missing=Missing(**table["missing"]),
        orders={key: _order(key, value) for key, value in table["orders"].items()},
        also=tuple((low, high) for low, high in table["also"]),
        figures=tuple(table.get("figures", ())),
        **plain,
    )


def _order(name: str, table: Mapping[str, Any]) -> Order:
    scales = (Scale(key, tuple(one["items"]), tuple(one["reversed"])) for key, one in table["scales"].items())
    composites = (
        Composite(key, tuple(one["plus"]), tuple(one["minus"])) for key, one in table.get("composites", {}).items()
    )
    texts = {key: tuple(table.get(key, ())) for key in ("names", "texts")}
    return Order(name, tuple(scales), tuple(composites), about=table.get("about", ""), **texts)


def for_figures(order: Order, figures: tuple[str, ...], items: int) -> Order:
    """A key for the same items asked about several figures, one after another, and the mean over the figures.

    Args:
        order: the key of one figure.
        figures: in the order of their blocks.
        items: how many numbers a block has; item 2 of the second figure is `items` + 2.
    """
    scales = tuple(
        Scale(
            f"{figure}_{scale.name}",
            tuple(item + items * block for item in scale.items),
            tuple(item + items * block for item in scale.reversed),
        )
        for block, figure in enumerate(figures)
        for scale in order.scales
    )
    means = tuple(
        Composite(scale.name, tuple(f"{figure}_{scale.name}" for figure in figures), mean=True)
        for scale in order.scales
    )
    return replace(order, scales=scales, composites=means)


def read_wording(path: Path, instrument: Instrument, content: bytes | None = None) -> dict[int, str]:
    """The sentences of an instrument's items, from a file of the user's own with the columns `item` and `text`.

    Args:
        path: the file.
        instrument: whose items.
        content: the file's bytes where they were handed over; then nothing is read from disk.

    Returns:
        Text by item number. Items may be left out.

    Raises:
        BowlbyError: the file cannot be read, or a row names no item, an item twice, or no text.
    """
    found: dict[int, str] = {}
    for number, text, where in numbered_rows(path, "item", "text", instrument.items, content):
        if not text:
            raise BowlbyError(f"{where}, column text: item {number} has no text; fill it in or take the line out")
        found[number] = text
    return found
