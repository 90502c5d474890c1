"""Simulation-based calibration of the full posterior: does the truth rank evenly among the draws?

    python scripts/draws_calibration.py [--people 200] [--draws 400] [--days 20] [--out F.md] [--keep F.jsonl]

People are drawn from the fit's own prior, live in the world `everyday` with everything logged (the slope of logging is
next to nought in prior and life), and draws of the posterior are made from their diaries. Where the posterior is right,
the share of draws below the truth is spread evenly between 0 and 1 (Talts and others 2018): told are how often the
middle nine tenths of the draws hold the truth, the mean of the shares, and the probability of shares as uneven as those
found. Slow; with `--keep` a run that was stopped goes on where it was.
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


def shares(person: int, days: int, draws: int, parameters: Parameters) -> tuple[int, dict[str, float]]:
    """One person from the prior, by number: for each number of theirs, the share of draws below the truth."""
    keep_compiled()
    flat, _ = ravel_pytree(centre(WIDTHS))
    truth = np.random.default_rng([SEED, person]).normal(size=len(flat))
    found = points_drawn(lived(truth, person, days, parameters), ROSTER, parameters, draws=draws, seed=person)
    below = (found < truth).mean(axis=(0, 1)).tolist()
    sizes = {name: part.size for name, part in centre(WIDTHS)._asdict().items()}
    names = [f"{name} {index + 1}" if size > 1 else name for name, size in sizes.items() for index in range(size)]
    return person, {name: share for name, share in zip(names, below, strict=True) if name not in NOT_THERE}


def kept(file: Path | None) -> dict[int, dict[str, float]]:
    """What an earlier run has found, by person."""
    lines = file.read_text("utf-8").splitlines() if file and file.exists() else []
    return dict(map(json.loads, lines))


def table(rows: list[dict[str, float]]) -> list[str]:
    """The report as lines of Markdown."""
    lines = [
        "| number | middle nine tenths hold the truth | mean share below | probability of such unevenness |",
        "| --- | --- | --- | --- |",
    ]
    for name in rows[0]:
        values = np.array([row[name] for row in rows])
        inside, uneven = ((values > 0.05) & (values < 0.95)).mean(), float(stats.kstest(values, "uniform").pvalue)
        lines.append(f"| `{name}` | {100 * inside:.0f} % | {values.mean():.2f} | {uneven:.3f} |")
    every = np.array([[*row.values()] for row in rows])
    return [*lines, f"| all together | {100 * ((every > 0.05) & (every < 0.95)).mean():.1f} % | {every.mean():.3f} | |"]


def main() -> None:
    """Draw people, fit them, write the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=200)
    options.add_argument("--draws", type=int, default=400)
    options.add_argument("--days", type=int, default=20)
    options.add_argument("--out", type=Path, help="where the table goes; the terminal unless given")
    options.add_argument("--keep", type=Path, help="file with one line a person, added to and gone on from")
    given = options.parse_args()
    parameters = load_parameters()
    everything: Any = parameters.fit._replace(logs_slope=1e-3, log_logs_slope_spread=0.1)
    parameters = parameters._replace(fit=everything)
    known = kept(given.keep)
    missing = [person for person in range(given.people) if person not in known]
    work = (delayed(shares)(person, given.days, given.draws, parameters) for person in missing)
    pairs = cast("Iterator[tuple[int, dict[str, float]]]", Parallel(n_jobs=-1, return_as="generator_unordered")(work))
    for person, found in track(pairs, "people", total=len(missing)):
        known[person] = found
        if given.keep:
            with given.keep.open("a", encoding="utf-8") as file:
                file.write(json.dumps([person, found]) + "\n")
    rows = [known[person] for person in range(given.people)]
    head = f"{given.people} people, {given.draws} draws each, diaries of {given.days} days, seed {SEED}; "
    text = "\n".join([f"{head}written by `scripts/draws_calibration.py`.", "", *table(rows), ""])
    if given.out:
        given.out.write_text(text, "utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
