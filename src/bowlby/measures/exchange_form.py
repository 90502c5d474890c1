"""A filled questionnaire as the formats of exchange need it: fields, answers as given, scores, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.errors import BowlbyError
from bowlby.measures.cleaning import MISSING_CODES
from bowlby.measures.instruments import Instrument

Array = NDArray[np.float64]


class Field(NamedTuple):
    """One item as a field.

    Attributes:
        name: in every format, as `ecr_r_12` or `ecr_rs_mother_3`.
        number: of the item, from 1.
        figure: whom it asks about; empty where the instrument is asked once.
        text: its wording where the user supplied it, else its number in words.
        column: of the file it came from, to name a place there.
    """

    name: str
    number: int
    figure: str
    text: str
    column: str


class Filled(NamedTuple):
    """An instrument with a table of answers, rows in the order of the file.

    Attributes:
        order: name of the order in which the items are numbered.
        low, high: the response scale.
        fields: the items that stand in the file.
        ids: an identifier a person, as it stands in the file; row numbers where there is none.
        id_name: the column of the identifiers; empty where rows were numbered.
        answers: people × fields, as they were given; NaN where missing.
        carried: the other columns of the file, the identifiers' among them.
        scores, errors: of each scale and composite; NaN where there is none.
        where: names the place of a person and a column of the file.
    """

    instrument: Instrument
    order: str
    low: int
    high: int
    fields: tuple[Field, ...]
    ids: Sequence[str]
    id_name: str
    answers: Array
    carried: Mapping[str, Sequence[str]]
    scores: Mapping[str, Array]
    errors: Mapping[str, Array]
    where: Callable[[int, str], str]


def field_name(instrument: Instrument, number: int, figure: str = "") -> str:
    """What an item is called in files of exchange."""
    return "_".join(part for part in (instrument.name.replace("-", "_"), figure, str(number)) if part)


def placeholder(number: int) -> str:
    """What stands for the wording where nobody supplied it."""
    return f"Item {number}"


def is_wording(text: str) -> bool:
    """Whether a text is more than a number in words."""
    return bool(text.strip()) and not re.fullmatch(r"item \d+", text.strip(), re.IGNORECASE)


def known_scale(instrument: Instrument, codes: Iterable[int]) -> tuple[int, int] | None:
    """The instrument's response scale that a set of codes is, but for codes of missing answers; None without one."""
    there = set(codes)
    for low, high in ((instrument.low, instrument.high), *instrument.also):
        scale = set(range(low, high + 1))
        if scale <= there and there - scale <= set(MISSING_CODES):
            return low, high
    return None


def labels(ids: Sequence[str], fits: Callable[[str], bool]) -> list[str]:
    """Identifiers that a format can hold: the file's own when they all fit and differ, else row numbers."""
    if len(set(ids)) == len(ids) and all(map(fits, ids)):
        return list(ids)
    width = len(str(len(ids)))
    return [f"{row:0{width}d}" for row in range(1, len(ids) + 1)]


def check_whole(filled: Filled, form: str) -> None:
    """Refuse answers between the numbers, for formats that know only the numbers.

    Raises:
        BowlbyError: there is one; it says where.
    """
    broken = np.argwhere(np.abs(filled.answers - np.rint(filled.answers)) > 0)
    if len(broken):
        row, place = map(int, broken[0])
        raise BowlbyError(
            f"{filled.where(row, filled.fields[place].column)}: not a whole number, and {form} holds only the"
            " numbers that can be answered; put it right, empty the cell, or take bids"
        )
