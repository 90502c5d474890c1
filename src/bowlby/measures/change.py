"""How far people moved between two occasions, with an interval: is it more than the error of both?

People are matched by identifier. The error of a mean score is that of each occasion's own file (SD and alpha, as in
`scoring`); item-response scores have each person's own [@jacobson1991].
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.errors import BowlbyError
from bowlby.measures.identifiers import identifier_column
from bowlby.measures.person_scores import Change, Scores, interval, reliable_change
from bowlby.measures.scoring import Scored


class Occasions(NamedTuple):
    """Change from an earlier occasion, for the people of the later one, in its order.

    Attributes:
        column: of the identifiers, in the later file.
        matched: who stands in both files, [people].
        before: scores of the earlier occasion by score, NaN for people without one; a mean goes by the name of its
            scale, an item-response score by that and `_irt`.
        changes: by the same names; NaN for people without both scores, and no interval where an error is unknown.
        warnings: whom nothing could be said about, in words.
    """

    column: str
    matched: NDArray[np.bool_]
    before: Mapping[str, NDArray[np.float64]]
    changes: Mapping[str, Change]
    warnings: list[str]


def change(before: Scored, after: Scored, paths: tuple[Path, Path], identifier: str = "") -> Occasions:
    """Change between two scored files of the same instrument.

    Args:
        before, after: the earlier and the later occasion.
        paths: of their files, to name them.
        identifier: the column that says who answered, in both files; empty to take a usual one.

    Raises:
        BowlbyError: no identifiers, one that stands twice, nobody in both files, or different orders or scales.
    """
    if (before.order, before.low, before.high) != (after.order, after.low, after.high):
        raise BowlbyError(
            f"{paths[0]} is scored on {before.low} to {before.high} in {before.order} order, {paths[1]} on"
            f" {after.low} to {after.high} in {after.order} order; change needs the same (--range, --order)"
        )
    names = [_people(one, path, identifier) for one, path in zip((before, after), paths, strict=True)]
    places = {name: row for row, name in enumerate(names[0][1]) if name}
    rows = np.array([places.get(name, -1) for name in names[1][1]])
    if not (rows >= 0).any():
        raise BowlbyError(
            f"nobody stands in both {paths[0]} and {paths[1]}; a person needs the same {names[1][0]} in both"
        )
    return _compared(before, after, rows, names[1][0])


def _people(scored: Scored, path: Path, wanted: str) -> tuple[str, list[str]]:
    """The column of the identifiers, and the identifier of each row."""
    column = identifier_column([name for name in scored.carried if name != "row"], wanted, path)
    if not column:
        raise BowlbyError(f"{path}: no column says who answered; name it with --id COLUMN")
    names = [str(cell).strip() for cell in scored.carried[column]]
    seen: set[str] = set()
    for row, name in enumerate(names):
        if name and name in seen:
            raise BowlbyError(
                f"{path}, row {row + 1} below the header, column {column}: this person stands here a second time;"
                " keep one row a person"
            )
        seen.add(name)
    return column, names


def _compared(before: Scored, after: Scored, rows: NDArray[np.intp], column: str) -> Occasions:
    both = rows >= 0
    earlier: dict[str, NDArray[np.float64]] = {}
    changes: dict[str, Change] = {}
    for name, now in after.scales.items():
        if name in before.scales:
            then = _taken(Scores(before.scales[name].scores, before.scales[name].errors), rows)
            earlier[name] = then.scores
            changes[name] = interval(now.scores - then.scores, np.hypot(now.errors, then.errors))
    for name, now in after.traits.items():
        if name in before.traits:
            then = _taken(before.traits[name], rows)
            earlier[f"{name}_irt"] = then.scores
            changes[f"{name}_irt"] = reliable_change(then, now)
    alone = [len(rows) - int(both.sum()), before.people - int(both.sum())]
    told = [
        f"{count:,} of the {which} occasion stand in one file only: no change for them"
        for count, which in zip(alone, ("later", "earlier"), strict=True)
        if count
    ]
    return Occasions(column, both, earlier, changes, told)


def _taken(scores: Scores, rows: NDArray[np.intp]) -> Scores:
    """Scores of the people in the order of the other file; NaN where there is none."""
    return Scores(*(np.where(rows >= 0, one[rows], np.nan) for one in scores))
