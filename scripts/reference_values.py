"""Make the reference tables of the ECR and its short form anew, from the open answers; only aggregates are kept.

    python scripts/reference_values.py

reads `ecr/data.csv` in the folder named by `BOWLBY_DATA`, else in `../shared/data`.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bowlby.measures.answers import read_answers
from bowlby.measures.cleaning import careless
from bowlby.measures.instruments import Instrument, known
from bowlby.measures.reference import AGES, ALL, FOLDER, bands
from bowlby.measures.scoring import score_matrix

INSTRUMENTS = ("ecr", "ecr-12")
LOW, HIGH = 1, 5
GRID = np.round(np.arange(LOW, HIGH + 0.05, 0.1), 1)
FEWEST = 200
SEXES = {"men": 1, "women": 2}
ABOUT = """\
# Written by scripts/reference_values.py.
source = "openpsychometrics2018"
low = {low}
high = {high}
rows = {rows}
people = {people}
about = "{people:,} of {rows:,} people who filled in the ECR on an open website for their own interest and agreed to \
its use (dump of March 2018). They chose themselves; they are no norm."
left_out = "{left_out}"
licence = "The file comes without a licence; it is anonymous and its people consented to research. \
No row of it is kept here, only counts over groups of {fewest} and more."
"""


def main() -> None:
    """Read the open answers where they are and write the tables."""
    folder = Path(os.environ.get("BOWLBY_DATA") or Path(__file__).parents[2] / "shared" / "data")
    write(folder / "ecr" / "data.csv")


def write(path: Path) -> None:
    """Write one table an instrument, and what the sample is, from the file of open answers."""
    raw, age, sex, kept, left_out = read_open(path)
    FOLDER.mkdir(exist_ok=True)
    for name in INSTRUMENTS:
        with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["scale", "sex", "age", "people", "mean", "sd", *map(str, GRID)])
            writer.writerows(table(known(name), raw[kept], bands(age[kept]), sex[kept]))
    text = ABOUT.format(low=LOW, high=HIGH, rows=len(raw), people=int(kept.sum()), left_out=left_out, fewest=FEWEST)
    (FOLDER / "sample.toml").write_text(text, "utf-8")


def read_open(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, str]:
    """The open answers, people × 36 with NaN where missing; age, sex, who is kept, and in words who is not."""
    answers = read_answers(path)
    raw = answers.numbers([f"Q{item}" for item in range(1, 37)])
    raw[raw == 0] = np.nan
    odd = careless(raw)
    empty = np.isnan(raw).all(axis=1)
    left_out = f"{odd.straight.sum()} with one answer throughout, {odd.repeated.sum()} repeated, {empty.sum()} empty"
    age, sex = answers.numbers(["age"])[:, 0], answers.numbers(["gender"])[:, 0]
    return raw, age, sex, ~(odd.straight | odd.repeated | empty), left_out


def table(instrument: Instrument, raw: np.ndarray, age: np.ndarray, sex: np.ndarray) -> Iterator[list[str]]:
    """A row for each scale, sex and age band with enough people."""
    order = next(iter(instrument.orders.values()))
    scored = score_matrix(raw[:, [item - 1 for item in order.items]], order, instrument.missing, LOW, HIGH)
    for name, one in scored.items():
        for word in (ALL, *SEXES):
            for band in (ALL, *AGES):
                who = (
                    ~np.isnan(one.scores) & ((word == ALL) | (sex == SEXES.get(word))) & ((band == ALL) | (age == band))
                )
                scores = one.scores[who]
                if len(scores) >= FEWEST:
                    facts = [name, word, band, str(len(scores)), f"{scores.mean():.4f}", f"{scores.std(ddof=1):.4f}"]
                    yield facts + [f"{percent:.3f}" for percent in shares(scores)]


def shares(scores: np.ndarray) -> np.ndarray:
    """Percent of scores below each score of the grid, those equal to it by half."""
    ordered = np.sort(scores)
    below = np.searchsorted(ordered, GRID - 1e-9)
    upto = np.searchsorted(ordered, GRID + 1e-9)
    return 50 * (below + upto) / len(scores)


if __name__ == "__main__":
    main()
