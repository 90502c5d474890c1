"""How well the first fit gives back what was put in: writes the table of the docs page on the fit.

python scripts/recovery.py [--people 200] [--out docs/tables/recovery.md]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from joblib import Parallel, delayed
from rich.progress import track

from bowlby.inference.diagnostics import Recovered, Summary, made_person, recovered, summarised
from bowlby.inference.fit import fit_diary
from bowlby.parameters import Parameters, load_parameters

SEED = 20261
SIZES = ((30, 2), (75, 2), (100, 4))
"""Days and moments a day: 60, 150 and 400 moments, with as many check-ins."""


def main() -> None:
    """Make up people, fit their diaries, write the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=200)
    options.add_argument("--out", type=Path, default=Path("docs/tables/recovery.md"))
    given = options.parse_args()
    parameters = load_parameters()
    lines = [f"{given.people} made-up people for each size, seed {SEED}; written by `scripts/recovery.py`.", ""]
    for days, moments_a_day in SIZES:
        work = (delayed(of_person)(person, days, moments_a_day, parameters) for person in range(given.people))
        found = cast("Iterator[list[Recovered]]", Parallel(n_jobs=-1, return_as="generator")(work))
        told = track(found, f"{days * moments_a_day} moments", total=given.people)
        rows = [row for person in told for row in person]
        lines += [f"**{days * moments_a_day} moments and as many check-ins**", "", *table(summarised(rows)), ""]
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text("\n".join(lines), "utf-8")


def of_person(person: int, days: int, moments_a_day: int, parameters: Parameters) -> list[Recovered]:
    """What the fit gives back of one made-up person."""
    made = made_person(SEED, person, days=days, moments_a_day=moments_a_day, parameters=parameters)
    return recovered(made, fit_diary(made.diary, parameters=parameters))


def table(summaries: list[Summary]) -> list[str]:
    """The summaries as lines of a Markdown table."""
    head = ["", "numbers told", "90 % intervals that hold the truth", "bias", "error", "correlation"]
    cells = [
        (row.kind, row.told, f"{100 * row.coverage:.0f} %", *(f"{value:.2f}" for value in row[3:])) for row in summaries
    ]
    return ["| " + " | ".join(map(str, line)) + " |" for line in (head, ["---"] * len(head), *cells)]


if __name__ == "__main__":
    main()
