"""Make the diary that newcomers look around in, and its fit, with the model. Both ship with the package.

    python scripts/make_demo.py

The person is made up: an adult who asks for reassurance, lives through 70 days and logs three moments and two prompted
check-ins a day. Nothing in the diary was written by hand.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import jax.numpy as jnp

from bowlby.companion.demo import SHIPPED
from bowlby.companion.worker import worked_out
from bowlby.diary.formats import write_native
from bowlby.parameters import load_parameters
from bowlby.worlds.everyday import Nature
from bowlby.worlds.everyday_diary import Habits, simulate
from bowlby.worlds.everyday_figures import figure

SEED = 20260105
DAYS = 70
START = datetime(2026, 1, 5, tzinfo=UTC)

TRIGGERS = {
    "no-reply": (0.20, 0.40),
    "partner-with-another": (0.09, 0.30),
    "own-mistake": (0.13, 0.22),
    "wants-space": (0.09, 0.12),
    "no-thanks": (0.08, 0.02),
}
"""Share of moments, and pull towards full alarm; those of the ten that can concern the one figure of this world."""

PRACTICES = {"outside-view": (0.30, 0.45), "breathing": (0.25, 0.20), "naming": (0.15, 0.02)}
"""Share of moments, and what it settles (log share)."""

CARE = {
    "sensitivity": 0.85,
    "preoccupation": 0.35,
    "dwell": 60.0,
    "breakthrough": 0.6,
    "rebuff": 0.20,
    "fright": 0.0,
    "intrusiveness": 0.1,
}
EXPECTED = {"comfort": 0.45, "rebuff": 0.25, "loss": 0.55, "fright": 0.01}


def person() -> Nature:
    """The made-up person."""
    return Nature(
        baseline=jnp.asarray(2.8),
        state_shift=jnp.asarray([1.0]),
        mood_spread=jnp.asarray(0.7),
        mood_days=jnp.asarray(1.5),
        stir_spread=jnp.asarray(0.7),
        half_life=jnp.asarray(50.0),
        rating_spread=jnp.asarray(0.5),
        moment_pull=jnp.asarray(0.0),
        trigger_pull=jnp.asarray([pull for _, pull in TRIGGERS.values()]),
        rebuff_pull=jnp.asarray(0.25),
        comfort_settles=jnp.asarray(0.55),
        practice_settles=jnp.asarray([settles for _, settles in PRACTICES.values()]),
    )


def main() -> None:
    """Write the demo's files into the package."""
    parameters = load_parameters()
    habits = Habits(
        triggers=tuple((name, share) for name, (share, _) in TRIGGERS.items()),
        states=(("alone", 0.3),),
        practices=tuple((name, share) for name, (share, _) in PRACTICES.items()),
        moments_a_day=3,
        checkins_a_day=2,
        gap=-25.0,
        skips=0.04,
    )
    partner = figure(CARE, EXPECTED, 60.0, parameters)
    diary = simulate(person(), habits, partner, days=DAYS, seed=SEED, parameters=parameters, start=START)
    write_native(diary, SHIPPED, overwrite=True)
    result, figures = worked_out(diary, lambda stage, share: print(f"{stage}: {100 * share:.0f} %"))
    result["seconds"] = None
    SHIPPED.joinpath("fit.json").write_text(json.dumps(result, indent=1, allow_nan=False) + "\n", "utf-8")
    for name, svg in figures.items():
        SHIPPED.joinpath(f"{name}.svg").write_text(svg, "utf-8")
    SHIPPED.chmod(0o755)
    for file in SHIPPED.iterdir():
        file.chmod(0o644)  # a diary's files are private, but these go to everybody
    print(f"{len(diary.moments)} moments, {len(diary.checkins)} check-ins, {len(figures)} figures")


if __name__ == "__main__":
    main()
