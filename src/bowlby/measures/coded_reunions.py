"""Strange Situations that people coded, from a file: scales checked, the two dimensions, classes, and two coders beside
each other.

The columns are those of `bowlby strange-situation --out`: `proximity_1` is proximity seeking at the first reunion. The
class is by this project's own thresholds, and always stands beside the dimensions; a class of the coder's own (column
`class`) is compared with it and never overwritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.diary.csv_files import closest
from bowlby.errors import BowlbyError
from bowlby.measures.agreement import intraclass, kappa, pairs
from bowlby.measures.answers import Answers, read_answers
from bowlby.parameters import Parameters, load_parameters

Array = NDArray[np.float64]

RATED = {"proximity": 7, "contact": 7, "resistance": 7, "avoidance": 7}
"""Scales per reunion that class and dimensions need, and their highest rating; the lowest is 1."""

NEEDED = {f"{name}_{reunion}": (1.0, top) for name, top in RATED.items() for reunion in (1, 2)}
NEEDED |= {"disorganisation": (1.0, 9)}
NEEDED |= {f"crying_{reunion}": (0.0, 1) for reunion in (1, 2)}
OPTIONAL = {f"distance_interaction_{reunion}": (1.0, 7) for reunion in (1, 2)} | {"search": (1.0, 7)}
"""Columns with the lowest and the highest value; crying is a share of 15-second intervals."""

IDENTIFIERS = ("dyad", "id", "child", "case", "subject")
LETTERS = ("A", "B", "C", "D")


class Coded(NamedTuple):
    """A file of coded reunions, row by row as in the file.

    Attributes:
        names: identifier of each dyad.
        ratings: by column; NaN where missing.
        proximity_seeking, anger_resistance: the two dimensions, 1–7; NaN where a scale they need is missing.
        four, three: classes by this project's thresholds, with and without D; empty where a scale is missing.
        own: the coder's own class; empty where none is given.
        warnings: what is odd, in words.
    """

    names: tuple[str, ...]
    ratings: dict[str, Array]
    proximity_seeking: Array
    anger_resistance: Array
    four: NDArray[Any]
    three: NDArray[Any]
    own: NDArray[Any]
    warnings: list[str]


class Agreement(NamedTuple):
    """Two coders of the same dyads.

    Attributes:
        dyads: coded by both.
        icc: of each scale and dimension, absolute agreement of single ratings; NaN where nothing varies.
        kappa4, kappa3: of the classes by this project's thresholds, with and without D.
        kappa_own: of the coders' own classes; NaN where they give none.
        kappa_disorganised: of disorganisation in whole points, near misses counting by the square.
        warnings: dyads that only one of them coded.
    """

    dyads: int
    icc: dict[str, float]
    kappa4: float
    kappa3: float
    kappa_own: float
    kappa_disorganised: float
    warnings: list[str]


def read_coded(path: Path, parameters: Parameters | None = None) -> Coded:
    """Read coded reunions and give dimensions and classes.

    Args:
        path: CSV, TSV, SPSS, Stata: one row a dyad.
        parameters: whose section `coding` holds the thresholds; the one parameter set without it.

    Raises:
        BowlbyError: a column is missing, a rating is out of range, or a dyad stands in the file twice.
    """
    answers = read_answers(path)
    found = _columns(answers, path)
    ratings = {name: _checked(answers, column, *{**NEEDED, **OPTIONAL}[name]) for name, column in found.items()}
    names, numbered = _names(answers, path)
    dimensions, classes, whole = _judged(ratings, parameters or load_parameters())
    letters = np.array(LETTERS, object)
    four, three = (np.where(whole, letters[index], "") for index in classes)
    own = _own(answers)
    warnings = list(_odd(answers, ratings, whole, four, own))
    if numbered:
        warnings.append("there is no column dyad or id: dyads go by their row")
    return Coded(names, ratings, *dimensions, four, three, own, warnings)


def agreement(first: Coded, second: Coded) -> Agreement:
    """How far two coders of the same dyads agree; dyads are matched by identifier.

    Raises:
        BowlbyError: they have fewer than two dyads in common.
    """
    place = {name: row for row, name in enumerate(second.names)}
    both = [(row, place[name]) for row, name in enumerate(first.names) if name in place]
    if len(both) < 2:
        raise BowlbyError(
            f"the two coders have {len(both)} dyads in common; give a dyad the same identifier in both files"
        )
    mine, theirs = (np.array(rows) for rows in zip(*both, strict=True))
    pairs_of = {name: (first.ratings[name], second.ratings[name]) for name in first.ratings if name in second.ratings}
    for name in ("proximity_seeking", "anger_resistance"):
        pairs_of[name] = (getattr(first, name), getattr(second, name))
    icc = {name: float(intraclass(pairs(one[mine], other[theirs]))) for name, (one, other) in pairs_of.items()}
    return Agreement(
        dyads=len(both),
        icc=icc,
        kappa4=_kappa(first.four[mine], second.four[theirs], LETTERS),
        kappa3=_kappa(first.three[mine], second.three[theirs], LETTERS[:3]),
        kappa_own=_kappa(first.own[mine], second.own[theirs], LETTERS),
        kappa_disorganised=_points(first.ratings["disorganisation"][mine], second.ratings["disorganisation"][theirs]),
        warnings=list(_unmatched(first, second, len(both))),
    )


def _judged(ratings: Mapping[str, Array], parameters: Parameters) -> tuple[tuple[Array, Array], list[Any], Any]:
    """Dimensions, indices of the classes, and whose scales are all there."""
    import jax.numpy as jnp

    from bowlby.measures.strange_situation import Scales, classify, dimensions

    reunions = {name: jnp.stack([ratings[f"{name}_1"], ratings[f"{name}_2"]]) for name in (*RATED, "crying")}
    empty = jnp.full(reunions["crying"].shape[1], jnp.nan)
    rest = dict.fromkeys(Scales._fields, empty) | {"distance_interaction": jnp.stack([empty, empty])}
    scales = Scales(**{**rest, **reunions, "disorganisation": jnp.asarray(ratings["disorganisation"])})
    found, classes = dimensions(scales, parameters.coding), classify(scales, parameters.coding)
    whole = ~np.isnan(np.stack([ratings[name] for name in NEEDED])).any(axis=0)
    close, angry = (np.asarray(one, float) for one in found)
    return (close, angry), [np.asarray(index) for index in classes], whole


def _columns(answers: Answers, path: Path) -> dict[str, str]:
    """Column of each scale, by its name."""
    by_lower = {column.lower(): column for column in answers.columns}
    if missing := [name for name in NEEDED if name not in by_lower]:
        close = closest(missing[0], [column for column in answers.columns if column.lower() not in NEEDED | OPTIONAL])
        hint = f"; did you mean it by {close}? Rename that one" if close else ""
        raise BowlbyError(
            f"{path}, line 1: there is no column {', '.join(missing[:5])}{', ...' if len(missing) > 5 else ''}"
            f" (scale and reunion, as in proximity_1, proximity_2){hint}"
        )
    return {name: by_lower[name] for name in (*NEEDED, *OPTIONAL) if name in by_lower}


def _checked(answers: Answers, column: str, low: float, high: float) -> Array:
    values = answers.numbers([column])[:, 0]
    if len(rows := np.flatnonzero((values < low) | (values > high))):
        row = int(rows[0])
        more = f" (and {len(rows) - 1} more such values)" if len(rows) > 1 else ""
        unit = ", a share of 15-second intervals," if high == 1 else ""
        raise BowlbyError(
            f"{answers.where(row, column)}: {values[row]:g} cannot be a value{unit} from {low:g} to {high:g}{more};"
            " put it right, or leave the cell empty where it was not coded"
        )
    return values


def _names(answers: Answers, path: Path) -> tuple[tuple[str, ...], bool]:
    """Identifiers, and whether they are row numbers for want of better."""
    by_lower = {column.lower(): column for column in answers.columns}
    column = next((by_lower[name] for name in IDENTIFIERS if name in by_lower), None)
    if column is None:
        return tuple(str(row + 1) for row in range(len(answers))), True
    names = [str(cell).strip() for cell in answers.texts(column)]
    seen: dict[str, int] = {}
    for row, name in enumerate(names):
        if not name:
            raise BowlbyError(f"{answers.where(row, column)}: the dyad has no identifier; give it one")
        if name in seen:
            raise BowlbyError(
                f"{answers.where(row, column)}: dyad {name[:40]} stands in {path.name} a second time"
                f" (first: {answers.place(seen[name])}); keep one of them, or one file a coder"
            )
        seen[name] = row
    return tuple(names), False


def _own(answers: Answers) -> NDArray[Any]:
    column = next((column for column in answers.columns if column.lower() == "class"), None)
    if column is None:
        return np.full(len(answers), "", object)
    letters = [str(cell).strip().upper() for cell in answers.texts(column)]
    for row, letter in enumerate(letters):
        if letter and letter not in LETTERS:
            raise BowlbyError(
                f"{answers.where(row, column)}: a class is one of {', '.join(LETTERS)}; put it right or leave it empty"
            )
    return np.array(letters, object)


def _odd(
    answers: Answers, ratings: Mapping[str, Array], whole: NDArray[np.bool_], four: NDArray[Any], own: NDArray[Any]
) -> Iterator[str]:
    yield "classes are by thresholds of this project's own, not by the published weights or a trained coder's judgement"
    if len(rows := np.flatnonzero(~whole)):
        count = "1 dyad has" if len(rows) == 1 else f"{len(rows):,} dyads have"
        yield f"{count} no class, since a scale is missing; the first: {answers.place(int(rows[0]))}"
    halves = sum(
        int(np.count_nonzero(np.abs(2 * values - np.rint(2 * values)) > 1e-9))
        for name, values in ratings.items()
        if not name.startswith("crying")
    )
    if halves:
        yield f"{halves:,} ratings are neither whole nor half points; they are kept as they are"
    given = whole & (own != "")
    if given.any():
        same = int(np.count_nonzero(four[given] == own[given]))
        k = _kappa(four[given], own[given], LETTERS)
        yield f"the coder's own class is the same for {same:,} of {int(given.sum()):,} dyads (kappa {k:.2f})"


def _unmatched(first: Coded, second: Coded, both: int) -> Iterator[str]:
    for which, one in (("first", first), ("second", second)):
        if alone := len(one.names) - both:
            yield f"{alone:,} dyad{'s' if alone > 1 else ''} only in the {which} file, left out of the agreement"


def _kappa(one: NDArray[Any], other: NDArray[Any], letters: tuple[str, ...]) -> float:
    both = (one != "") & (other != "")
    table = np.zeros((len(letters), len(letters)))
    for a, b in zip(one[both], other[both], strict=True):
        table[letters.index(a), letters.index(b)] += 1
    return kappa(table)


def _points(one: Array, other: Array) -> float:
    both = ~np.isnan(one) & ~np.isnan(other)
    table = np.zeros((9, 9))
    np.add.at(table, tuple(np.clip(np.rint(values[both]), 1, 9).astype(int) - 1 for values in (one, other)), 1)
    return kappa(table, "quadratic")
