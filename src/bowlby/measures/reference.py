"""Where a score stands among people of the same age and sex who answered the same items, in one named sample.

The tables are aggregates of open data, made by `scripts/reference_values.py`: for every group the share of people at
or below each of a grid of scores. The sample chose itself on the web; it is no norm.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.errors import BowlbyError
from bowlby.measures.answers import Answers

Array = NDArray[np.float64]

FOLDER = Path(__file__).parent / "references"

AGES = ("13-17", "18-24", "25-34", "35-44", "45-54", "55+")
STARTS = (13, 18, 25, 35, 45, 55)
OLDEST = 100
"""The bands of age in years, where each begins, and the age above which nobody is believed."""

ALL = "all"

WORDS = {
    "women": ("f", "female", "woman", "women", "w", "weiblich", "femme"),
    "men": ("m", "male", "man", "men", "männlich", "homme"),
}
"""How files say the two sexes that the reference sample is large enough for; everybody else is compared with all."""


class Reference(NamedTuple):
    """One reference sample for one instrument.

    Attributes:
        low, high: the response scale it answered on.
        grid: scores, ascending.
        percents: percent at or below each score of the grid (ties by half), by (scale, sex, age band).
        people: how many people are in each group, by the same key.
        about: sample, licence and source, in words.
    """

    low: int
    high: int
    grid: Array
    percents: Mapping[tuple[str, str, str], Array]
    people: Mapping[tuple[str, str, str], int]
    about: str


class Groups(NamedTuple):
    """Whom each person is compared with: `women`, `men` or `all`, and a band of age or `all`."""

    sex: NDArray[Any]
    age: NDArray[Any]

    def names(self) -> list[str]:
        """Both in words, one text a person."""
        return [f"{sex}, {age} years" if age != ALL else str(sex) for sex, age in zip(self.sex, self.age, strict=True)]


@cache
def reference_for(instrument: str) -> Reference | None:
    """The reference sample of an instrument; None where there is none."""
    path = FOLDER / f"{instrument}.csv"
    if not path.exists():
        return None
    about = tomllib.loads((FOLDER / "sample.toml").read_text("utf-8"))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    grid = [name for name in rows[0] if name.replace(".", "", 1).isdigit()]
    keys = [(row["scale"], row["sex"], row["age"]) for row in rows]
    return Reference(
        low=about["low"],
        high=about["high"],
        grid=np.array(grid, float),
        percents={key: np.array([row[one] for one in grid], float) for key, row in zip(keys, rows, strict=True)},
        people={key: int(row["people"]) for key, row in zip(keys, rows, strict=True)},
        about=about["about"],
    )


def percentiles(reference: Reference, scale: str, scores: Array, compared: Groups) -> Array:
    """Percent of the reference group at or below each score, between the grid's scores by straight lines.

    Args:
        reference: the sample.
        scale: name of the scale.
        scores: one a person; NaN stays NaN.
        compared: whom each person is compared with; a group that is not there is widened to all.
    """
    found = np.full(len(scores), np.nan)
    places = np.char.add(np.char.add(compared.sex.astype(str), "|"), compared.age.astype(str))
    for place in np.unique(places):
        sex, age = place.split("|")
        key = next(key for key in _wider(scale, sex, age) if key in reference.percents)
        rows = places == place
        found[rows] = np.interp(scores[rows], reference.grid, reference.percents[key])
    return found


def groups(answers: Answers, codes: Mapping[str, str]) -> tuple[Groups, list[str]]:
    """Whom to compare each person with, by the columns `age` and `sex` or `gender`, and what there is to say about it.

    Args:
        answers: the file.
        codes: word by code, where the column of sexes holds numbers, as {"1": "male"}.

    Raises:
        BowlbyError: a code stands for no known word.
    """
    by_lower = {column.lower(): column for column in answers.columns}
    age, told_age = _ages(answers, by_lower.get("age"))
    sex, told_sex = _sexes(answers, by_lower.get("sex") or by_lower.get("gender"), codes)
    return Groups(sex, age), told_age + told_sex


def bands(years: Array) -> NDArray[Any]:
    """The band of each age in years; `all` where it is missing or not to be believed."""
    believed = (years >= STARTS[0]) & (years <= OLDEST)
    place = np.searchsorted(STARTS, np.where(believed, years, STARTS[0]), side="right") - 1
    return np.where(believed, np.array(AGES, object)[place], ALL)


def _wider(scale: str, sex: str, age: str) -> list[tuple[str, str, str]]:
    return [(scale, sex, age), (scale, ALL, age), (scale, sex, ALL), (scale, ALL, ALL)]


def _ages(answers: Answers, column: str | None) -> tuple[NDArray[Any], list[str]]:
    if column is None:
        return np.full(len(answers), ALL, object), ["percentiles are not by age: there is no column named age"]
    years = answers.numbers([column])[:, 0]
    odd = (years < STARTS[0]) | (years > OLDEST)
    if not odd.any():
        return bands(years), []
    rows = np.flatnonzero(odd)
    counted = "1 age is" if len(rows) == 1 else f"{len(rows):,} ages are"
    place = answers.place(int(rows[0]), column)
    told = f"{counted} not from {STARTS[0]} to {OLDEST} years, compared with all ages; the first: {place}"
    return bands(years), [told]


def _sexes(answers: Answers, column: str | None, codes: Mapping[str, str]) -> tuple[NDArray[Any], list[str]]:
    everybody = np.full(len(answers), ALL, object)
    if column is None:
        return everybody, ["percentiles are not by sex: there is no column named sex or gender"]
    words = {word: name for name, some in WORDS.items() for word in some}
    if unknown := [word for word in codes.values() if word.lower() not in words]:
        raise BowlbyError(
            f"--sex knows male and female, not {unknown[0][:20]}; leave other codes out, as in 1=male,2=female"
        )
    words |= {code: words[word.lower()] for code, word in codes.items()}
    cells = answers.texts(column)
    sex = np.array([words.get(str(cell).strip().lower(), ALL) for cell in cells], object)
    if not np.any(sex != ALL):
        return everybody, [
            f"percentiles are not by sex: say what the codes in column {column} mean, as in --sex 1=male,2=female"
        ]
    return sex, []
