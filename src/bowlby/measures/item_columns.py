"""Which columns of a file hold the items: by the names an instrument fixes, or by one stem and the item's number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bowlby.diary.csv_files import closest
from bowlby.errors import BowlbyError
from bowlby.measures.instruments import Instrument, Order, for_figures

NUMBERED = re.compile(r"^(?P<stem>.*?)[ _.\-]*(?P<number>[0-9]{1,3})$")


@dataclass(frozen=True, slots=True)
class Found:
    """Where an instrument's items stand in a file.

    Attributes:
        columns: the columns of all its items that stand there, in the order of the file.
        by_item: column by item number; for several figures the numbers run on, as in `for_figures`.
        figures: whose blocks stand there; empty where the instrument is asked once.
        beyond: columns of the same stem with numbers that the instrument does not have.
    """

    columns: tuple[str, ...]
    by_item: dict[int, str]
    figures: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()

    def of(self, order: Order) -> list[str]:
        """Columns of the items that an order scores, in the order of its `items`."""
        return [self.by_item[item] for item in order.items]


def find_items(instrument: Instrument, columns: Sequence[str], path: Path, stem: str = "") -> Found:
    """The columns of an instrument's items.

    Args:
        instrument: whose items.
        columns: names in the file.
        path: the file, to name it.
        stem: what their names begin with, where several kinds of numbered columns stand in the file.

    Raises:
        BowlbyError: some are not there, or several sets of columns would do.
    """
    named = _by_name(instrument, columns)
    if named and not stem:
        return Found(tuple(named.values()), named)
    stems = _stems(columns)
    if instrument.figures:
        blocks = {figure: _figure_stem(figure, stems, stem) for figure in instrument.figures}
        there = {figure: found for figure, found in blocks.items() if found is not None}
        if there:
            return _blocks(instrument, stems, there, path)
    chosen = _chosen(instrument, stems, stem, path, columns)
    return _one(instrument, stems[chosen], path)


def keys_for(instrument: Instrument, found: Found) -> dict[str, Order]:
    """The keys of an instrument for the columns found: one key for each order, over all figures."""
    if not found.figures:
        return dict(instrument.orders)
    return {name: for_figures(order, found.figures, instrument.items) for name, order in instrument.orders.items()}


def _needed(instrument: Instrument) -> set[int]:
    """Items that some order scores."""
    return {item for order in instrument.orders.values() for item in order.items}


def _by_name(instrument: Instrument, columns: Sequence[str]) -> dict[int, str]:
    by_lower = {column.lower(): column for column in columns}
    for order in instrument.orders.values():
        if order.names and all(name in by_lower for name in order.names):
            return {number: by_lower[name] for number, name in enumerate(order.names, 1)}
    return {}


def _stems(columns: Sequence[str]) -> dict[str, dict[int, str]]:
    """Numbered columns by stem, in lower case; of two with one number the first counts."""
    found: dict[str, dict[int, str]] = {}
    for column in columns:
        if match := NUMBERED.match(column):
            found.setdefault(match["stem"].lower(), {}).setdefault(int(match["number"]), column)
    return found


def _figure_stem(figure: str, stems: dict[str, dict[int, str]], wanted: str) -> str | None:
    """The stem that names a figure, as in `mother_1` or `ecrrs_mother1`."""
    named = [stem for stem in stems if figure in stem and stem.startswith(wanted.lower())]
    return min(named, key=len) if named else None


def _blocks(instrument: Instrument, stems: dict[str, dict[int, str]], there: dict[str, str], path: Path) -> Found:
    by_item: dict[int, str] = {}
    parts = [_one(instrument, stems[stem], path) for stem in there.values()]
    for block, part in enumerate(parts):
        by_item |= {item + block * instrument.items: column for item, column in part.by_item.items()}
    return Found(
        tuple(column for part in parts for column in part.columns),
        by_item,
        tuple(there),
        tuple(column for part in parts for column in part.beyond),
    )


def _chosen(
    instrument: Instrument, stems: dict[str, dict[int, str]], wanted: str, path: Path, columns: Sequence[str]
) -> str:
    """The stem whose numbers hold all items; the instrument's own name decides between several."""
    if wanted:
        stem = (match["stem"] if (match := NUMBERED.match(f"{wanted}1")) else wanted).lower()
        longer = [one for one in stems if one.startswith(stem) and _needed(instrument) <= stems[one].keys()]
        if stem not in stems and len(longer) == 1:
            return longer[0]
        if stem not in stems:
            close = closest(stem, stems)
            hint = f"did you mean {close}?" if close else "look at the first line of the file"
            raise BowlbyError(f"{path}: no numbered columns begin with the name given to --items; {hint}")
        return stem
    needed = _needed(instrument)
    complete = [stem for stem, found in stems.items() if needed <= found.keys()]
    own = [stem for stem in complete if _letters(stem) == _letters(instrument.name)]
    if len(own or complete) == 1:
        return (own or complete)[0]
    if complete:
        firsts = " and ".join(next(iter(stems[stem].values())) for stem in complete[:3])
        raise BowlbyError(
            f"{path}: columns {firsts} each begin a set that would do for {instrument.name}; choose with --items NAME"
        )
    if stems:
        return max(stems, key=lambda stem: len(needed & stems[stem].keys()))
    names = next((order.names for order in instrument.orders.values() if order.names), ())
    also = f", or columns named {', '.join(names)}" if names else ""
    seen = f"; the file has {', '.join(columns[:6])}{', ...' if len(columns) > 6 else ''}"
    raise BowlbyError(
        f"{path}, line 1: no numbered columns; {instrument.name} needs {_example(instrument)}{also}{seen}"
    )


def _one(instrument: Instrument, numbers: dict[int, str], path: Path) -> Found:
    needed = _needed(instrument)
    missing = sorted(needed - numbers.keys())
    if missing:
        shown = next(iter(numbers.values()))
        like = shown[: len(shown) - len(NUMBERED.match(shown)["number"])]  # type: ignore[index]
        names = ", ".join(f"{like}{item}" for item in missing[:6]) + (", ..." if len(missing) > 6 else "")
        raise BowlbyError(
            f"{path}, line 1: there is no column {names}; {instrument.name} needs {_example(instrument, like)}"
            " (an item nobody was asked stands as an empty column)"
        )
    own = {item: column for item, column in numbers.items() if 1 <= item <= instrument.items}
    beyond = tuple(column for item, column in numbers.items() if item > instrument.items)
    return Found(tuple(own.values()), own, beyond=beyond)


def _example(instrument: Instrument, stem: str = "Q") -> str:
    needed = sorted(_needed(instrument))
    if len(needed) == instrument.items:
        text = f"{stem}1 to {stem}{instrument.items}"
    else:
        text = ", ".join(f"{stem}{item}" for item in needed)
    if instrument.figures:
        first = instrument.figures[0]
        text += f", or one such set for each figure, as {first}1 to {first}{instrument.items}"
    return text


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
