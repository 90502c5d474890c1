"""Attachment Q-Sorts: each sort's correlation with a criterion sort that the user supplies [@waters1985].

Ninety cards are sorted into nine piles from 1, least like the child, to 9. The criterion is what experts think the
ideally secure child would be like; it is theirs, so it is not part of this project.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.errors import BowlbyError
from bowlby.measures.answers import Answers, numbered_rows, read_answers
from bowlby.measures.item_columns import NUMBERED

Array = NDArray[np.float64]

CARDS, PILES = 90, 9
LEAST = 0.9
"""Share of the cards that a sort must have; declared."""


class Sorted(NamedTuple):
    """Sorts held against a criterion, row by row as in the file.

    Attributes:
        names: identifier of each sort.
        scores: correlation with the criterion, −1 to 1; NaN where cards are missing or all lie on one pile.
        warnings: what is odd, in words.
    """

    names: tuple[str, ...]
    scores: Array
    warnings: list[str]


def score_sorts(path: Path, criterion: Path) -> Sorted:
    """Correlate each sort with the criterion.

    Args:
        path: one row a sort, one numbered column a card (`card1` to `card90`).
        criterion: the user's file with the columns `card` and `value`; scored on the cards it names.

    Raises:
        BowlbyError: a file cannot be read, or a card or pile cannot be.
    """
    wanted = read_criterion(criterion)
    answers = read_answers(path)
    columns = _cards(answers, path, wanted)
    sorts = answers.numbers(list(columns.values()))
    outside = (sorts < 1) | (sorts > PILES)
    if outside.any():
        row, card = (int(place[0]) for place in np.nonzero(outside))
        where = answers.where(row, list(columns.values())[card])
        raise BowlbyError(f"{where}: {sorts[row, card]:g} is no pile from 1 to {PILES}; put it right or empty the cell")
    values = np.array([wanted[card] for card in columns])
    scores = np.array([correlation(sort, values) for sort in sorts])
    names = _names(answers, set(columns.values()))
    return Sorted(names, scores, list(_odd(answers, sorts, scores)))


def read_criterion(path: Path) -> dict[int, float]:
    """Value of each card in the criterion sort.

    Raises:
        BowlbyError: the file cannot be read, or a row names no card, a card twice, or no number.
    """
    found: dict[int, float] = {}
    for number, text, where in numbered_rows(path, "card", "value", CARDS):
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = float("nan")
        if not 1 <= value <= PILES:
            raise BowlbyError(f"{where}, column value: a criterion value is a number from 1 to {PILES}")
        found[number] = value
    if len(found) < 3 or len(set(found.values())) < 2:
        raise BowlbyError(f"{path}: a criterion needs at least three cards that do not all have one value")
    return found


def correlation(sort: Array, criterion: Array) -> float:
    """Pearson's correlation over the cards that are there; NaN where too few are, or all lie on one pile."""
    there = ~np.isnan(sort)
    if there.mean() < LEAST or np.ptp(sort[there]) == 0 or np.ptp(criterion[there]) == 0:
        return float("nan")
    return float(np.corrcoef(sort[there], criterion[there])[0, 1])


def _cards(answers: Answers, path: Path, wanted: dict[int, float]) -> dict[int, str]:
    """Column of each card of the criterion."""
    stems: dict[str, dict[int, str]] = {}
    for column in answers.columns:
        if match := NUMBERED.match(column):
            stems.setdefault(match["stem"].lower(), {}).setdefault(int(match["number"]), column)
    best = max(stems.values(), key=lambda found: len(wanted.keys() & found.keys()), default={})
    if missing := sorted(wanted.keys() - best.keys()):
        some = ", ".join(map(str, missing[:6])) + (", ..." if len(missing) > 6 else "")
        raise BowlbyError(
            f"{path}, line 1: there is no column for card {some}; name them with their number, as card1 to card{CARDS}"
        )
    return {card: best[card] for card in sorted(wanted)}


def _names(answers: Answers, cards: set[str]) -> tuple[str, ...]:
    """The first column that is no card names the sorts; without one they go by their row."""
    rest = [column for column in answers.columns if column not in cards and not NUMBERED.match(column)]
    if not rest:
        return tuple(str(row + 1) for row in range(len(answers)))
    return tuple(str(cell).strip() for cell in answers.texts(rest[0]))


def _odd(answers: Answers, sorts: Array, scores: Array) -> Any:
    if len(rows := np.flatnonzero(np.isnan(scores))):
        count = "1 sort has" if len(rows) == 1 else f"{len(rows):,} sorts have"
        yield f"{count} no score: cards missing, or all on one pile; the first: {answers.place(int(rows[0]))}"
    if sorts.shape[1] == CARDS:
        even = CARDS / PILES
        piles = np.stack([(sorts == pile).sum(axis=1) for pile in range(1, PILES + 1)], axis=1)
        if len(rows := np.flatnonzero((np.abs(piles - even) > 0).any(axis=1) & ~np.isnan(scores))):
            count = "1 sort does" if len(rows) == 1 else f"{len(rows):,} sorts do"
            yield f"{count} not have {even:g} cards on each pile; the first: {answers.place(int(rows[0]))}"
