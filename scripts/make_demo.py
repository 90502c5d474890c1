"""Make the diary that newcomers look around in, and its fit, with the model. Both ship with the package.

    python scripts/make_demo.py

The person is made up: an adult who asks for reassurance, lives through 70 days and logs three moments and two prompted
check-ins a day, some with how close, sure and free it felt, and tries out one practice in the last weeks. Nothing in
the diary was written by hand.
"""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import jax.numpy as jnp

from bowlby.companion import trying
from bowlby.companion.demo import SHIPPED
from bowlby.companion.trial_work import look_at
from bowlby.companion.worker import worked_out
from bowlby.diary.documents import as_file
from bowlby.diary.formats import write_native
from bowlby.diary.records import Diary
from bowlby.inference.trial_plan import Plan, seal
from bowlby.inference.trial_record import Trial, trial_text
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


FELT = {"felt_close": 7.6, "felt_sure": 8.2, "felt_free": 7.0}
"""How it feels while the alarm is at zero, 0..10; each point of alarm takes `FELT_FALLS` of it away."""

FELT_FALLS, FELT_SPREAD, FELT_ASKED = 0.6, 0.8, 0.75
"""Points for a point of alarm, spread of a rating, and share of check-ins that answer the three sentences."""

TRIED = Plan(
    question="Made up: does looking at it from outside settle me?",
    arms=("usual", "outside-view"),
    unit="moment",
    units=40,
    outcome="alarm-after",
    looks=(20, 40),
    from_alarm=4.0,
)
TRIED_AFTER, RATED_AFTER, DONE = timedelta(days=28), 40.0, 0.9
"""When the trial begins, minutes until the alarm is rated again, and the share of assignments that are followed."""


def with_security(diary: Diary, chance: random.Random) -> Diary:
    """Let most check-ins say how close, sure and free it felt: the less so, the higher the alarm."""

    def felt(usual: float, alarm: float) -> float:
        return float(min(max(round(chance.gauss(usual - FELT_FALLS * alarm, FELT_SPREAD)), 0), 10))

    checkins = [
        replace(one, **{name: felt(usual, one.alarm or 0.0) for name, usual in FELT.items()})
        if chance.random() < FELT_ASKED
        else one
        for one in diary.checkins
    ]
    return replace(diary, checkins=tuple(checkins))


def tried_out(diary: Diary, chance: random.Random) -> trying.Kept:
    """A finished trial at the diary's own moments; the alarm falls by the made-up person's numbers."""
    nature, start = person(), START + TRIED_AFTER
    settles = nature.practice_settles[list(PRACTICES).index(TRIED.arms[1])].item()
    left = 0.5 ** (RATED_AFTER / nature.half_life.item())
    kept = trying.Kept(id=f"{SEED:032x}", trial=Trial(sealed=seal(TRIED, seed=str(SEED))), started_at=start)
    for one in diary.moments:
        if kept.over or one.at < start or (one.alarm_before or 0.0) < TRIED.from_alarm:
            continue
        before = one.alarm_before or 0.0
        kept = trying.revealed(kept, before, one.at)
        followed = chance.random() < DONE
        share = left * math.exp(-settles) if followed and trying.assigned(kept) == TRIED.arms[1] else left
        usual = nature.baseline.item()
        after = chance.gauss(usual + (before - usual) * share, nature.rating_spread.item())
        kept = trying.closed(kept, float(min(max(round(after), 0), 10)), done=followed)
        if kept.look_due:
            kept = trying.looked(kept, look_at(trial_text(kept.trial)))
    return kept


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
    diary = with_security(diary, random.Random(SEED))
    trial = tried_out(diary, random.Random(SEED + 1))
    write_native(diary, SHIPPED, overwrite=True)
    SHIPPED.joinpath("documents.json").write_bytes(as_file({trying.KIND: {trial.id: trying.as_body(trial)}}))
    result, figures = worked_out(diary, lambda stage, share: print(f"{stage}: {100 * share:.0f} %"))
    result["seconds"] = None
    SHIPPED.joinpath("fit.json").write_text(json.dumps(result, indent=1, allow_nan=False) + "\n", "utf-8")
    for name, svg in figures.items():
        SHIPPED.joinpath(f"{name}.svg").write_text(svg, "utf-8")
    SHIPPED.chmod(0o755)
    for file in SHIPPED.iterdir():
        file.chmod(0o644)  # a diary's files are private, but these go to everybody
    print(f"{len(diary.moments)} moments, {len(diary.checkins)} check-ins, {trial.done} tries, {len(figures)} figures")


if __name__ == "__main__":
    main()
