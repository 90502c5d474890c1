"""Questionnaires beside the peers: `python benchmarks/measures.py [--people N] [--page FILE]`.

One run, the same answers for all: items of a graded-response model fitted by Bowlby, mirt and girth (both from PyPI);
an adaptive test by Bowlby and mirt, item by item on the same answers; alpha, omega and scores by Bowlby and by psych
for R (Debian: r-cran-psych, r-cran-gparotation); and how many people are scored a second.

Prints one JSON object, and the same as a table on stderr. mirt and girth come with `pip install --group bench`; what is
not there is left out, and said so. `--page` writes the table into the documentation.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from forward import timed, write_page

from bowlby.measures.adaptive import replay, tables_of
from bowlby.measures.graded import Categories, Items, simulate
from bowlby.measures.instruments import Missing, Order, Scale
from bowlby.measures.item_errors import errors
from bowlby.measures.item_response import fit
from bowlby.measures.person_scores import expected_scores
from bowlby.measures.scoring import benchmark, score_matrix

MARKS = ("<!-- figures of benchmarks/measures.py begin -->", "<!-- figures of benchmarks/measures.py end -->")
SEED, ITEMS, CATEGORIES, ERROR = 1, 18, 5, 0.3
GIRTH_PEOPLE = 2_000

R_CODE = """
suppressMessages(library(psych))
x <- read.csv(commandArgs(TRUE)[1])
f <- suppressMessages(suppressWarnings(omega(x, nfactors = 1, fm = "ml", plot = FALSE)))
cat(sprintf("%.12f\\n", c(alpha(x)$total$raw_alpha, f$omega.tot, rowMeans(x))))
"""


def made_up(people: int) -> tuple[Items, Categories]:
    """Items like those of questionnaires, and answers to them."""
    random = np.random.default_rng(SEED)
    thresholds = np.linspace(-1.6, 1.6, CATEGORIES - 1) + random.normal(0, 0.5, (ITEMS, 1))
    items = Items(random.uniform(0.9, 2.4, ITEMS), thresholds)
    return items, simulate(items, random.normal(size=people), SEED)


def fits(answers: Categories) -> dict[str, Any]:
    """The same items by the three programs."""
    seconds, ours = best(lambda: fit(answers, CATEGORIES))
    with_errors, _ = best(lambda: errors(answers, ours.items, "cross-product"))
    found: dict[str, Any] = {"people": len(answers), "bowlby": {"fit": seconds, "errors": with_errors}}
    if find_spec("mirt"):
        mirt, whole = import_module("mirt"), answers.astype(int)
        # its own 21 points are too few for 18 items: the log-likelihood is off, and slopes by more than .05
        fine = {"n_categories": CATEGORIES, "n_quadpts": 61}
        quick = {"accelerate": "squarem", "compute_standard_errors": False}
        for name, options in (
            ("mirt, fit and errors, 61 points", fine),
            ("mirt, fit alone at its quickest, 61 points", fine | quick),
            ("mirt, fit alone at its quickest, 31 points: the fewest within .05", fine | quick | {"n_quadpts": 31}),
        ):
            times = 3 if "alone" in name else 1  # errors take it minutes
            took, theirs = best(lambda options=options: mirt.fit_mirt(whole, "GRM", **options), times)
            alike = seconds if "alone" in name else seconds + with_errors
            found[name] = {"s": took, "times as long": took / alike}
            found[name] |= apart(ours.items, *theirs_of(theirs.model.parameters, "discrimination", "thresholds"))
    if find_spec("girth"):
        girth = import_module("girth")
        some = answers[:GIRTH_PEOPLE]
        quick, mine = timed(lambda: fit(some, CATEGORIES))
        took, theirs = timed(lambda: girth.grm_mml(some.T.astype(int) + 1))
        found["girth"] = {"people": GIRTH_PEOPLE, "fit": took, "times as long": took / quick}
        found["girth"] |= apart(mine.items, *theirs_of(theirs, "Discrimination", "Difficulty"))
    return found


def best(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The quickest of a few times; the machine may be shared."""
    return min((timed(work) for _ in range(times)), key=lambda run: run[0])


def theirs_of(parameters: Any, slopes: str, thresholds: str) -> tuple[np.ndarray, np.ndarray]:
    return np.ravel(parameters[slopes]), np.asarray(parameters[thresholds])


def apart(items: Items, slopes: np.ndarray, thresholds: np.ndarray) -> dict[str, float]:
    """Largest differences."""
    return {
        "slopes apart": float(np.abs(items.slopes - slopes).max()),
        "thresholds apart": float(np.abs(items.thresholds - thresholds).max()),
    }


def adaptive(items: Items, answers: Categories) -> dict[str, Any]:
    """Items needed for the same error, on the same answers to the same items."""
    took, ours = timed(lambda: replay(answers, tables_of(items), ERROR))
    found: dict[str, Any] = {"people": len(answers), "error": ERROR}
    found["bowlby"] = {"items": float(ours.asked.mean()), "reached": float((ours.errors <= ERROR).mean()), "s": took}
    if find_spec("mirt"):
        mirt = import_module("mirt")
        model = mirt.GradedResponseModel(ITEMS, CATEGORIES)
        model.set_parameters(discrimination=items.slopes, thresholds=items.thresholds)
        model._is_fitted = True
        took, counts = timed(lambda: [_theirs(mirt.CATEngine(model, n_quadpts=61), row) for row in answers])
        found["mirt"] = {"items": float(np.mean(counts)), "s": took}
    return found


def _theirs(engine: Any, answers: np.ndarray) -> int:
    state = engine.get_current_state()
    while not state.is_complete:
        state = engine.administer_item(int(answers[engine.select_next_item()]))
    return len(state.items_administered)


def by_psych(answers: Categories) -> dict[str, Any] | None:
    """Largest differences of alpha, omega and scores from psych's."""
    if not shutil.which("Rscript"):
        return None
    given = answers.astype(float) + 1
    order = Order("one", (Scale("all", tuple(range(1, ITEMS + 1))),))
    ours = score_matrix(given, order, Missing(1, "declared", ""), 1, CATEGORIES)["all"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        np.savetxt(path, given, "%d", ",", header=",".join(f"Q{item}" for item in range(1, ITEMS + 1)), comments="")
        run = subprocess.run(["Rscript", "-e", R_CODE, str(path)], capture_output=True, text=True)
    if run.returncode:
        return None
    alpha, omega, *scores = map(float, run.stdout.split())
    return {
        "people": len(answers),
        "alpha apart": abs(alpha - (ours.alpha or 0)),
        "omega apart": abs(omega - (ours.omega or 0)),
        "scores apart": float(np.abs(np.array(scores) - ours.scores).max()),
    }


def speed(people: int) -> dict[str, float]:
    """People a second: scale scores with errors of 36 items, and item-response scores of 18."""
    prepared = benchmark(people)
    sums = min(timed(lambda: score_matrix(*prepared))[0] for _ in range(3))
    items, answers = made_up(people)
    traits = min(timed(lambda: expected_scores(answers, items))[0] for _ in range(2))
    return {"people": people, "scale scores a second": people / sums, "item-response scores a second": people / traits}


def table(found: dict[str, Any]) -> str:
    """The figures as a table in Markdown."""
    rows = ["| what | program | figure |", "|---|---|---|"]
    for part, figures in found.items():
        if not isinstance(figures, dict):
            rows.append(f"| {part} | | {figures} |")
            continue
        plain = {key: value for key, value in figures.items() if not isinstance(value, dict)}
        said = ", ".join(f"{key} {_short(value)}" for key, value in plain.items())
        programs = {key: value for key, value in figures.items() if isinstance(value, dict)} or {"": {}}
        for name, values in programs.items():
            own = ", ".join(f"{key} {_short(value)}" for key, value in values.items())
            rows.append(f"| {part}{f' ({said})' if name and said else ''} | {name} | {own or said} |")
    return "\n".join(rows)


def _short(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--people", type=int, default=50_000, help="whose answers items are fitted to")
    parser.add_argument("--tested", type=int, default=500, help="who take the adaptive test")
    parser.add_argument("--scored", type=int, default=1_000_000)
    parser.add_argument("--page", type=Path, help="page whose table is written anew, such as docs/item-response.md")
    asked = parser.parse_args()
    items, answers = made_up(asked.people)
    found: dict[str, Any] = {
        "machine": {"cores": os.cpu_count() or 1, "others at work (load)": os.getloadavg()[0]},
        "scoring": speed(asked.scored),
        "adaptive test": adaptive(items, answers[: asked.tested]),
        "psych": by_psych(answers[:5_000]) or "left out: no Rscript with psych here",
        "items": fits(answers),
    }
    missing = [name for name in ("mirt", "girth") if not find_spec(name)]
    if missing:
        found["left out"] = f"{' and '.join(missing)} not installed"
    print(json.dumps(found, indent=2))
    print(table(found), file=sys.stderr)
    if asked.page:
        write_page(asked.page, table(found), MARKS)


if __name__ == "__main__":
    main()
