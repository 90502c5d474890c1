"""What a plan for a single-person trial can find, by simulating whole trials.

Many trials are made at once with the very tables that analyse one (`randomisation`): the schedules of a bank are all
equally likely, each trial is given one of them, and is tested against the bank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.inference.randomisation import Floats, Kernels, Table, Whole, indicators, stagewise
from bowlby.inference.trial_model import fixed_columns
from bowlby.inference.trial_plan import Plan, TrialError, seal, spent
from bowlby.inference.trials import reference


class Trials(NamedTuple):
    """Simulated trials: outcomes [s, n], the schedule of each [s, n], and whether its test crossed the limit [s]."""

    outcomes: Floats
    schedules: Whole
    found: NDArray[np.bool_]


def chance_to_find(
    plan: Plan, effect: float, spread: float, correlation: float, *, trials: int = 400, seed: int = 0
) -> float:
    """Share of trials like this one that would find an effect, by simulation.

    Args:
        plan: any plan; with several comparisons, each practice has the effect and finding one counts.
        effect: points of alarm more or less with the practice.
        spread: standard deviation of the outcome without it, in points.
        correlation: of neighbouring outcomes, 0 to below 1.
        trials: how many are simulated; the error is at most half over their root.
        seed: of the random numbers.

    Raises:
        TrialError: spread or correlation make no sense.
    """
    if not spread > 0 or not 0 <= correlation < 1:
        raise TrialError("power: the spread must be above 0, and the correlation from 0 to below 1")
    random = np.random.default_rng(seed)
    outcomes = spread * like_neighbours(trials, plan.units, correlation, random)
    effects = [0.0, *[effect] * (len(plan.arms) - 1)]
    return float(tried(plan, outcomes, effects, random).found.mean())


def tried(
    plan: Plan,
    outcomes: Floats,
    effects: Sequence[float],
    random: np.random.Generator,
    *,
    most: int = 1000,
    chunk: int = 200,
) -> Trials:
    """Put outcomes through trials of a plan.

    Args:
        plan: how each is randomised and looked at.
        outcomes: as they would be with the first arm, shape [s, n].
        effects: what each arm adds.
        random: source of chance.
        most: schedules in a bank.
        chunk: trials that share a bank.
    """
    parts = [
        _tried_with_one_bank(plan, outcomes[start : start + chunk], effects, random, most)
        for start in range(0, len(outcomes), chunk)
    ]
    return Trials(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def like_neighbours(series: int, units: int, correlation: float, random: np.random.Generator) -> Floats:
    """Normal series of unit variance, stationary, with that lag-1 correlation, shape [series, units]."""
    made = random.standard_normal((series, units))
    for unit in range(1, units):
        made[:, unit] = correlation * made[:, unit - 1] + np.sqrt(1 - correlation**2) * made[:, unit]
    return made


def _tried_with_one_bank(
    plan: Plan, outcomes: Floats, effects: Sequence[float], random: np.random.Generator, most: int
) -> Trials:
    sealed = seal(plan, random.bytes(16).hex())
    bank, _ = reference(sealed, range(len(plan.arms)), most, random)
    given = random.integers(len(bank), size=len(outcomes))
    happened = outcomes + np.asarray(effects)[bank[given]]
    looks = [
        Table(
            Kernels(fixed_columns(look), np.ones(look, bool)),
            indicators(bank[:, :look], range(1, len(plan.arms)), carry_over=plan.carry_over),
            len(plan.arms) - 1,
        ).largest(happened[:, :look])
        for look in plan.looks
    ]
    _, crossed = stagewise(looks, [spent(plan, look) for look in plan.looks])
    return Trials(happened, bank[given], crossed[np.arange(len(given)), given])


def enough_units(plan: Plan, spread: float, correlation: float, *, power: float = 0.8, seed: int = 0) -> int | None:
    """The smallest size of such a trial, on a coarse ladder, that finds an effect of `plan.worth` often enough.

    Args:
        plan: as planned; its size and looks are scaled.
        spread, correlation: as in `chance_to_find`.
        power: share of trials that should find it.
        seed: of the random numbers.

    Returns:
        Units, or `None` where even `MAX_UNITS` are too few.
    """
    arms = len(plan.arms)
    for blocks in (6, 8, 10, 12, 14, 17, 20, 24, 28, 34, 40, 50, 60, 80, 100, 120):
        units = blocks * arms
        try:
            tried_plan = replace(plan, units=units, looks=(units,))
        except TrialError:
            return None
        if chance_to_find(tried_plan, plan.worth, spread, correlation, trials=300, seed=seed) >= power:
            return units
    return None
