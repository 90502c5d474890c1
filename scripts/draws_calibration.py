"""Simulation-based calibration of the full posterior: does the truth rank evenly among the draws?

    python scripts/draws_calibration.py [--people 60] [--draws 200] [--days 20]

People are drawn from the fit's own prior, live in the world `everyday` with everything logged (the slope of logging is
next to nought in prior and life), and draws of the posterior are made from their diaries. Where the posterior is right,
the share of draws below the truth is spread evenly between 0 and 1: printed are how often the middle nine tenths of the
draws hold the truth, the mean of the shares, and the probability of shares as uneven as those found. Slow.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from rich.progress import track
from scipy import stats

from bowlby.inference.diagnostics import ordinary_figure
from bowlby.inference.events import Roster, events_of, scale_of
from bowlby.inference.fit import highest, tools_for
from bowlby.inference.posterior import draw_posterior
from bowlby.inference.prior import Point, centre, nature_of
from bowlby.names import PRACTICES, TRIGGERS
from bowlby.parameters import Parameters, load_parameters
from bowlby.worlds.everyday import Nature
from bowlby.worlds.everyday_diary import Habits, simulate

SEED = 20264
ROSTER = Roster(TRIGGERS[:3], PRACTICES[:3], ("alone",))
WIDTHS = (3, 3, 3)
HABITS = Habits(
    triggers=tuple((name, 0.25) for name in ROSTER.triggers),
    states=(("alone", 0.35),),
    practices=tuple((name, 0.3) for name in ROSTER.practices),
    moments_a_day=4,
    checkins_a_day=4,
)
LOGGING = ("logs_slope", "logs_from")
"""Not compared: everything is logged."""


def shares(seed: int, days: int, draws: int, parameters: Parameters) -> dict[str, float]:
    """One person from the prior: for each number, the share of draws below the truth."""
    flat, unravel = ravel_pytree(centre(*WIDTHS))
    truth = np.random.default_rng([SEED, seed]).normal(size=len(flat))
    person = nature_of(Point(*unravel(jnp.asarray(truth, jnp.float32))), parameters)
    alive = person._replace(state_shift=person.state_shift[:1], logs_slope=0.0)
    diary = simulate(
        Nature(*alive),
        HABITS,
        ordinary_figure(parameters),
        days=days,
        seed=SEED,
        person=seed,
        parameters=parameters,
        start=datetime(2026, 1, 5, tzinfo=UTC),
    )
    with jax.enable_x64(True):
        records = events_of(diary, ROSTER), scale_of(diary).step
        tools = tools_for(*WIDTHS, parameters)
        best, covariance = highest(tools, records)
        found = draw_posterior(tools.sampler, records, best.x, covariance, draws=draws, seed=seed)
    below = (found.points < truth).mean(axis=(0, 1)).tolist()
    sizes = {name: part.size for name, part in centre(*WIDTHS)._asdict().items()}
    names = [f"{name} {index + 1}" if size > 1 else name for name, size in sizes.items() for index in range(size)]
    return {name: share for name, share in zip(names, below, strict=True) if name not in LOGGING}


def main() -> None:
    """Draw people, fit them, print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=60)
    options.add_argument("--draws", type=int, default=200)
    options.add_argument("--days", type=int, default=20)
    given = options.parse_args()
    parameters = load_parameters()
    tiny = parameters.fit._replace(logs_slope=1e-3, log_logs_slope_spread=0.1)
    parameters = parameters._replace(fit=tiny)
    rows = [shares(seed, given.days, given.draws, parameters) for seed in track(range(given.people))]
    print("number, middle nine tenths hold the truth, mean share below, probability of such unevenness")
    for name in rows[0]:
        values = np.array([row[name] for row in rows])
        uneven = stats.kstest(values, "uniform")[1]
        print(f"{name:22} {((values > 0.05) & (values < 0.95)).mean():.2f} {values.mean():.2f} {uneven:.3f}")
    every = np.array([[*row.values()] for row in rows])
    print(f"all together: {((every > 0.05) & (every < 0.95)).mean():.3f}")


if __name__ == "__main__":
    main()
