"""Simulation-based calibration of the full posterior: does the truth rank evenly among the draws?

    python scripts/draws_calibration.py [--people 200] [--days 20] [--out F.md] [--keep F.jsonl]

People are drawn from the fit's own prior, live in the world `everyday` with everything logged (the slope of logging is
next to nought in prior and life), and draws of the posterior are made from their diaries. Where the posterior is right
and draws do not resemble each other, the number of draws below the truth is any from none to all of them alike (Talts
and others 2018). So only every eighth draw of a chain is looked at, 99 in all: of neighbours that resemble each other
too few would surround the truth. Told are how often the middle nine tenths of the places hold the truth, the mean
place, and the probability of places as uneven as those found. Slow; with `--keep` a stopped run goes on where it was.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from joblib import Parallel, delayed
from rich.progress import track
from scipy import stats

from bowlby.diary.records import Diary
from bowlby.inference.diagnostics import ordinary_figure
from bowlby.inference.events import Roster
from bowlby.inference.prior import Point, Widths, centre, nature_of, turning_of
from bowlby.inference.search import points_drawn
from bowlby.lab_files import keep_compiled
from bowlby.names import PRACTICES, TRIGGERS
from bowlby.parameters import Parameters, load_parameters
from bowlby.worlds.everyday_diary import Habits, simulate
from bowlby.worlds.everyday_figures import expecting

SEED = 20264
KEPT, APART = 99, 8
"""Draws that are looked at, and how many steps of a chain they lie apart."""

MIDDLE = (5, 94)
"""Places among the 99 draws, of 0 to 99, that are the middle nine tenths."""

ROSTER = Roster(TRIGGERS[:3], PRACTICES[:3], ("alone",))
WIDTHS = Widths(3, 3, 3)
HABITS = Habits(
    triggers=tuple((name, 0.25) for name in ROSTER.triggers),
    states=(("alone", 0.35),),
    practices=tuple((name, 0.3) for name in ROSTER.practices),
    moments_a_day=4,
    checkins_a_day=4,
)
NOT_THERE = ("logs_slope", "logs_from", "comfort_own", "rebuff_own", "state_shift 2", "state_shift 3")
"""Not compared: everything is logged, there is one figure, and one exposure."""


def lived(truth: np.ndarray, person: int, days: int, parameters: Parameters) -> Diary:
    """The diary of the person at a point of the search."""
    _, unravel = ravel_pytree(centre(WIDTHS))
    point = Point(*unravel(jnp.asarray(truth, jnp.float32)))
    nature, turning = nature_of(point, parameters), turning_of(point, parameters)
    alive = nature._replace(
        state_shift=nature.state_shift[:1], logs_slope=0.0, comfort_own=np.zeros(1), rebuff_own=np.zeros(1)
    )
    hurt = parameters.learning.prior_hurt
    begins = {"comfort": turning.comfort, "rebuff": turning.rebuff, "loss": 0.4, "fright": hurt}
    partner = ordinary_figure(parameters)._replace(
        working_model=expecting(begins, parameters.everyday.first_total, parameters)
    )
    return simulate(
        alive,
        HABITS._replace(gap=float(turning.gap), stated_spread=float(turning.stated_spread)),
        partner,
        days=days,
        seed=SEED,
        person=person,
        parameters=parameters._replace(signals=turning.signals),
        start=datetime(2026, 1, 5, tzinfo=UTC),
    )


def places(person: int, days: int, parameters: Parameters) -> tuple[int, dict[str, int]]:
    """One person from the prior, by number: for each number of theirs, how many of the draws lie below the truth."""
    keep_compiled()
    flat, _ = ravel_pytree(centre(WIDTHS))
    truth = np.random.default_rng([SEED, person]).normal(size=len(flat))
    diary = lived(truth, person, days, parameters)
    found = points_drawn(diary, ROSTER, parameters, draws=(KEPT + 1) * APART, seed=person)[:, ::APART]
    below = (found.reshape(-1, len(truth))[:KEPT] < truth).sum(axis=0).tolist()
    sizes = {name: part.size for name, part in centre(WIDTHS)._asdict().items()}
    names = [f"{name} {index + 1}" if size > 1 else name for name, size in sizes.items() for index in range(size)]
    return person, {name: place for name, place in zip(names, below, strict=True) if name not in NOT_THERE}


def kept(file: Path | None) -> dict[int, dict[str, int]]:
    """What an earlier run has found, by person."""
    lines = file.read_text("utf-8").splitlines() if file and file.exists() else []
    return dict(map(json.loads, lines))


def table(rows: list[dict[str, int]]) -> list[str]:
    """The report as lines of Markdown."""
    lines = [
        "| number | middle nine tenths hold the truth | mean place, of 0 to 1 | probability of such unevenness |",
        "| --- | --- | --- | --- |",
    ]
    every = np.array([[*row.values()] for row in rows])
    inside, shares = (every >= MIDDLE[0]) & (every <= MIDDLE[1]), (every + 0.5) / (KEPT + 1)
    for name, held, share in zip(rows[0], inside.T, shares.T, strict=True):
        uneven = float(stats.kstest(share, "uniform").pvalue)
        lines.append(f"| `{name}` | {100 * held.mean():.0f} % | {share.mean():.2f} | {uneven:.3f} |")
    return [*lines, f"| all together | {100 * inside.mean():.1f} % | {shares.mean():.3f} | |"]


def main() -> None:
    """Draw people, fit them, write the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=200)
    options.add_argument("--days", type=int, default=20)
    options.add_argument("--out", type=Path, help="where the table goes; the terminal unless given")
    options.add_argument("--keep", type=Path, help="file with one line a person, added to and gone on from")
    given = options.parse_args()
    parameters = load_parameters()
    everything: Any = parameters.fit._replace(logs_slope=1e-3, log_logs_slope_spread=0.1)
    parameters = parameters._replace(fit=everything)
    known = kept(given.keep)
    missing = [person for person in range(given.people) if person not in known]
    work = (delayed(places)(person, given.days, parameters) for person in missing)
    pairs = cast("Iterator[tuple[int, dict[str, int]]]", Parallel(n_jobs=-1, return_as="generator_unordered")(work))
    for person, found in track(pairs, "people", total=len(missing)):
        known[person] = found
        if given.keep:
            with given.keep.open("a", encoding="utf-8") as file:
                file.write(json.dumps([person, found]) + "\n")
    rows = [known[person] for person in range(given.people)]
    head = f"{given.people} people, {KEPT} draws each, diaries of {given.days} days, seed {SEED}; "
    text = "\n".join([f"{head}written by `scripts/draws_calibration.py`.", "", *table(rows), ""])
    if given.out:
        given.out.write_text(text, "utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
