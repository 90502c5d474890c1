"""Answers before they are scored: the response scale, codes for missing, what cannot be, and answers without thought.

What is safe to mend is mended and reported; everything else is refused with the place where it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.errors import BowlbyError
from bowlby.measures.instruments import Instrument

Array = NDArray[np.float64]

MISSING_CODES = (0, -1, 9, -9, 99, -99, 999, -999)
"""Numbers outside a response scale that files use for an answer that is not there."""

ENOUGH_ANSWERS = 200
"""So many answers tell which response scale a file is on; with fewer the authors' scale is taken, and said so."""

LONG_ENOUGH = 6
"""From so many items on, one and the same answer to all of them is worth a word."""

TELLING = 18
"""From so many items on, two people with the same answers throughout are worth a word."""


class Cleaned(NamedTuple):
    """Answers on their response scale.

    Attributes:
        answers: people × items, NaN where missing.
        low, high: the response scale.
        warnings: what was found and done about it.
    """

    answers: Array
    low: int
    high: int
    warnings: tuple[str, ...]


class Careless(NamedTuple):
    """Whose answers look as if nobody had thought about them (masks over people)."""

    straight: NDArray[np.bool_]
    repeated: NDArray[np.bool_]


def clean(
    raw: Array, instrument: Instrument, place: Callable[[int, int], str], asked: tuple[int, int] | None = None
) -> Cleaned:
    """Take out codes for missing answers, find the response scale, and refuse what cannot be.

    Args:
        raw: people × items, as they stand in the file; NaN where empty.
        instrument: whose answers they are.
        place: names the place of a person and an item (row and column of `raw`).
        asked: low and high, where the user says so; then nothing is guessed.

    Raises:
        BowlbyError: a value that is neither an answer nor a known code; answers counted from 0.
    """
    scales = [asked] if asked else [(instrument.low, instrument.high), *instrument.also]
    low, high = scales[0][0], max(scale[1] for scale in scales)
    answers, warnings = _without_codes(raw, low, high, place)
    _refuse_impossible(answers, low, high, place, asked is not None)
    count = sum(int(np.count_nonzero(~np.isnan(column))) for column in answers.T)
    top = float(np.fmax.reduce(answers, axis=None)) if count else float(high)
    if asked:
        warnings += _unlike_said(asked, top, count, instrument)
    else:
        _refuse_from_zero(raw, scales, top, count, instrument)
        (low, high), told = _response_scale(scales, top, count, instrument)
        warnings += told
    if broken := sum(int(np.count_nonzero(np.abs(column - np.rint(column)) > 0)) for column in answers.T):
        warnings.append(f"{_many(broken, 'answer')} not whole numbers; they are kept as they are")
    return Cleaned(answers, low, high, tuple(warnings))


def _without_codes(raw: Array, low: int, high: int, place: Callable[[int, int], str]) -> tuple[Array, list[str]]:
    """Answers without the codes for missing that lie outside the scale, and a line on each code."""
    if not _reaches_outside(raw, low, high):
        return raw, []
    outside = (raw < low) | (raw > high)
    answers, warnings = raw.copy(), []
    for code in MISSING_CODES:
        coded = outside & (raw == code)
        if how_many := int(np.count_nonzero(coded)):
            counted = _many(how_many, f"answer of {code}", f"answers of {code}")
            first = place(*_first(coded))
            warnings.append(f"{counted} outside {low} to {high}, taken as missing; the first: {first}")
            answers[coded] = np.nan
    return answers, warnings


def _refuse_impossible(answers: Array, low: int, high: int, place: Callable[[int, int], str], asked: bool) -> None:
    if not _reaches_outside(answers, low, high):
        return
    outside = (answers < low) | (answers > high)
    person, item = _first(outside)
    how_many = int(np.count_nonzero(outside))
    more = f" (and {how_many - 1} more such values)" if how_many > 1 else ""
    hint = "" if asked else ", or say with --range LOW-HIGH that the file is on another scale"
    raise BowlbyError(
        f"{place(person, item)}: {answers[person, item]:g} cannot be an answer from {low} to {high}{more};"
        f" put it right or empty the cell{hint}"
    )


def _refuse_from_zero(
    raw: Array, scales: list[tuple[int, int]], top: float, count: int, instrument: Instrument
) -> None:
    """Answers from 0 to one below the top of a scale were most likely counted from 0."""
    tops = {high for low, high in scales if low == 1}
    if count < ENOUGH_ANSWERS or top + 1 not in tops or top in tops:
        return
    zeros = int(np.count_nonzero(raw == 0))
    if zeros > 0.01 * count:
        raise BowlbyError(
            f"the answers run from 0 to {top:g} ({zeros} are 0), as if counted from 0; {instrument.name} counts from 1:"
            f" add 1 to every answer, or, if 0 means missing, say --range 1-{top + 1:g}"
        )


def _response_scale(
    scales: list[tuple[int, int]], top: float, count: int, instrument: Instrument
) -> tuple[tuple[int, int], list[str]]:
    """The narrowest known scale that holds the answers, when there are enough of them to tell."""
    published = scales[0]
    narrow = min((scale for scale in scales if top <= scale[1]), key=lambda scale: scale[1], default=published)
    if count < ENOUGH_ANSWERS:
        if narrow[1] < published[1]:
            other = f"{narrow[0]} to {narrow[1]}"
            return published, [
                f"too few answers to tell whether they are on {published[0]} to {published[1]} or {other}:"
                f" scored on the first; say --range {narrow[0]}-{narrow[1]} if it is the other"
            ]
        return published, []
    if narrow != published:
        return narrow, [
            f"no answer lies above {top:g}: scored on {narrow[0]} to {narrow[1]}, not on"
            f" {published[0]} to {published[1]} as {instrument.short} is published; scores of the two do not compare"
        ]
    if top < published[1]:
        return published, [
            f"nobody answers above {top:g} on {published[0]} to {published[1]};"
            " say --range LOW-HIGH if the scale is another"
        ]
    return published, []


def _unlike_said(said: tuple[int, int], top: float, count: int, instrument: Instrument) -> list[str]:
    """A line where the answers look like those of a shorter scale than the one that was named for them."""
    known = [(instrument.low, instrument.high), *instrument.also]
    shorter = [scale for scale in known if scale[0] == said[0] and top <= scale[1] < said[1]]
    if count < ENOUGH_ANSWERS or not shorter:
        return []
    low, high = min(shorter, key=lambda scale: scale[1])
    return [
        f"the answers are said to be on {said[0]} to {said[1]}, and none of them lies above {top:g}: if they are on"
        f" {low} to {high}, these scores are wrong, since a reversed item counts as {sum(said)} − answer"
    ]


def careless(answers: Array) -> Careless:
    """Who gave one and the same answer throughout, and who repeats another person's answers throughout.

    Args:
        answers: people × items, NaN where missing.

    Returns:
        Straight: at least half of the items answered, all alike. Repeated: every item answered, not straight, and
        somebody further up the same in each. None where the items are too few to tell.
    """
    people, items = answers.shape
    nobody = np.zeros(people, bool)
    if items < LONG_ENOUGH or not people:
        return Careless(nobody, nobody)
    top, bottom, count = np.full(people, np.nan), np.full(people, np.nan), np.zeros(people, int)
    for column in answers.T:  # one column at a time: whole tables of a million people would not fit the cache
        top, bottom = np.fmax(top, column), np.fmin(bottom, column)
        count += ~np.isnan(column)
    straight = (top == bottom) & (count >= items / 2)
    if items < TELLING:
        return Careless(straight, nobody)
    whole = np.flatnonzero((count == items) & ~straight)
    _, firsts = np.unique(_fingerprints(answers, whole), return_index=True)
    repeated = nobody.copy()
    repeated[whole] = True
    repeated[whole[firsts]] = False
    return Careless(straight, repeated)


def flagged(
    careless: Careless, unscored: NDArray[np.bool_], place: Callable[[int], str]
) -> tuple[list[str], list[str]]:
    """A word for each odd row, and a line on each kind.

    Args:
        careless: from the function of that name.
        unscored: who got no score at all.
        place: names the place of a row.
    """
    kinds = {
        "too few answers": (unscored, "left too many items open and got no score"),
        "one answer throughout": (careless.straight, "gave one and the same answer to all items; scored, but flagged"),
        "same as another": (careless.repeated, "gave the very answers of an earlier row; scored, but flagged"),
    }
    flags = [""] * len(unscored)
    said = []
    for word, (mask, line) in kinds.items():
        rows = np.flatnonzero(mask)
        for row in rows:
            flags[row] = f"{flags[row]}; {word}" if flags[row] else word
        if len(rows):
            people = "1 person" if len(rows) == 1 else f"{len(rows):,} people"
            said.append(f"{people} {line}; the first: {place(int(rows[0]))}")
    return flags, said


def _fingerprints(answers: Array, rows: NDArray[np.intp]) -> NDArray[np.int64]:
    """One number for each of some rows; two rows that differ share one with a chance of about 2 in 10^19."""
    weights = np.random.default_rng(0).integers(1, 2**62, size=answers.shape[1], dtype=np.int64)
    found = np.zeros(len(rows), np.int64)
    for column, weight in zip(answers.T, weights, strict=True):
        found += np.rint(1000 * column[rows]).astype(np.int64) * weight  # runs over on purpose
    return found


def _reaches_outside(values: Array, low: int, high: int) -> bool:
    return values.size > 0 and bool(np.fmin.reduce(values, axis=None) < low or np.fmax.reduce(values, axis=None) > high)


def _first(mask: NDArray[np.bool_]) -> tuple[int, int]:
    person = int(np.flatnonzero(mask.any(axis=1))[0])
    return person, int(np.flatnonzero(mask[person])[0])


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count:,} {one} is" if count == 1 else f"{count:,} {several or one + 's'} are"
