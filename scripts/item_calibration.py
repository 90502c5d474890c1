"""Calibrate the items of the ECR anew on one half of the open answers; only parameters are kept.

    python scripts/item_calibration.py

reads `ecr/data.csv` in the folder named by `BOWLBY_DATA`, else in `../shared/data`. Of the people kept, every other one
(the first, the third, ...) is calibrated on; the others are held out for `scripts/item_response_tables.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from reference_values import read_open

from bowlby.measures.dimensions import local_dependence, parallel_analysis
from bowlby.measures.graded import Categories, as_categories
from bowlby.measures.instruments import Scale, known
from bowlby.measures.item_bank import FOLDER
from bowlby.measures.item_errors import errors
from bowlby.measures.item_response import fit

LOW, HIGH = 1, 5
HEAD = """\
# Written by scripts/item_calibration.py.
source = "openpsychometrics2018"
serves = ["ecr", "ecr-12"]
low = {low}
high = {high}
ends = ["disagree strongly", "agree strongly"]
people = {people}
about = "Graded-response model on {people:,} of {kept:,} people who filled in the ECR on an open website for their own \
interest (dump of March 2018): every other one of those kept. They chose themselves; mean 0 and standard deviation 1 \
of a trait are theirs, and no norm."
errors = "Robust standard errors: they hold where the model is only roughly right."
"""


class Half(NamedTuple):
    """Answers of half the people as given [people, 36], NaN where missing; their ages and sexes."""

    answers: np.ndarray
    age: np.ndarray
    sex: np.ndarray


def main() -> None:
    """Read the open answers where they are and write the parameters."""
    training, held_out = halves(data_file())
    FOLDER.mkdir(exist_ok=True)
    text = "".join(calibration(training.answers, len(training.answers) + len(held_out.answers)))
    (FOLDER / "ecr.toml").write_text(text, "utf-8")


def data_file() -> Path:
    """Where the open answers are."""
    folder = Path(os.environ.get("BOWLBY_DATA") or Path(__file__).parents[2] / "shared" / "data")
    return folder / "ecr" / "data.csv"


def halves(path: Path) -> tuple[Half, Half]:
    """The half that is calibrated on, and the half that is held out."""
    raw, age, sex, kept, _ = read_open(path)
    parts = [Half(raw[kept][begin::2], age[kept][begin::2], sex[kept][begin::2]) for begin in (0, 1)]
    return parts[0], parts[1]


def turned(answers: np.ndarray, scale: Scale) -> Categories:
    """Answers to one scale, counted from 0, reversed items turned."""
    own = answers[:, [item - 1 for item in scale.items]]
    signs = np.array(list(scale.signs.values()))
    return as_categories(np.where(signs > 0, own, LOW + HIGH - own), LOW, HIGH)


def calibration(answers: np.ndarray, kept: int) -> Iterator[str]:
    """The lines of the file."""
    yield HEAD.format(low=LOW, high=HIGH, people=len(answers), kept=kept)
    for scale in known("ecr").orders["published"].scales:
        given = turned(answers, scale)
        fitted = fit(given, HIGH - LOW + 1, close=1e-5)
        spread = errors(given, fitted.items)
        parallel, dependence = parallel_analysis(given), local_dependence(given, fitted.items)
        pairs = (f"[{scale.items[one]}, {scale.items[other]}, {r:.3f}]" for one, other, r in dependence.pairs)
        yield f"\n[fit.{scale.name}]\nlog_likelihood = {fitted.log_likelihood:.1f}\nsteps = {fitted.steps}\n"
        yield f"eigenvalues = {_listed(parallel.eigenvalues[:4], 2)}\ndimensions = {parallel.dimensions}\n"
        yield f"locally_dependent = [{', '.join(pairs)}]\n"
        for place, item in enumerate(scale.items):
            yield f"\n[scales.{scale.name}.{item}]\n"
            yield f"slope = {fitted.items.slopes[place]:.4f}\nslope_error = {spread.slopes[place]:.4f}\n"
            yield f"thresholds = {_listed(fitted.items.thresholds[place])}\n"
            yield f"threshold_errors = {_listed(spread.thresholds[place])}\n"


def _listed(values: np.ndarray, digits: int = 4) -> str:
    return "[" + ", ".join(f"{value:.{digits}f}" for value in values) + "]"


if __name__ == "__main__":
    main()
