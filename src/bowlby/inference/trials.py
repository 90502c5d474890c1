"""What a single-person trial says: a randomisation test, an interval that inverts it, and a model's estimate beside it.

Units are analysed as they were assigned, followed or not. The main analysis asks how many of the schedules that chance
could have drawn would have looked at least as extreme (`randomisation`). It supposes nothing about the outcomes but
that whether one was rated did not hang on what was assigned, and that is tested too. Several practices are compared
with the first arm at once: closed testing over the largest statistic, each subset of them randomised anew with the
other arms held in place [@marcus1976] [@westfall1993]. One may look only when the plan says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist

import numpy as np

from bowlby.inference.randomisation import (
    Floats,
    Kernels,
    Table,
    Whole,
    indicators,
    possible,
    redraw,
    shares,
    stagewise,
)
from bowlby.inference.trial_model import ModelEstimate, fixed_columns, model_estimate
from bowlby.inference.trial_plan import Plan, Sealed, TrialError, restricted_set, spent, verify
from bowlby.inference.trial_record import Trial

MOST = 10_000
"""Schedules that are compared: all where they are no more, else so many drawn anew."""

MOST_CELLS = 8_000_000
"""Schedules times columns times units; long trials compare fewer schedules, so that memory stays small."""

POWER = 0.80
"""Chance of finding an effect of the size worth finding, for `needed`."""

MIN_RATED = 4
"""Fewest rated units an arm before anything is told."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One practice against the first arm.

    Attributes:
        practice, against: what is compared.
        effect: points of alarm more than with `against`; below zero, the alarm was lower.
        low, high: every effect that the randomisation test does not refute; `None` where there is no end. With several
            comparisons or looks, wide enough for all of them together.
        level: share of trials whose intervals all hold the truth.
        probability: how often chance alone would look at least as extreme, allowing for all comparisons and looks.
        alone: the same for this comparison by itself.
        found: whether the limit of the plan is crossed.
        units: rated units with the practice, and with `against`.
        needed: further units of a trial like this one that could find an effect of `Plan.worth` four times in five.
        model: the estimate by regression.
    """

    practice: str
    against: str
    effect: float
    low: float | None
    high: float | None
    level: float
    probability: float
    alone: float
    found: bool
    units: tuple[int, int]
    needed: int
    model: ModelEstimate


@dataclass(frozen=True, slots=True)
class Result:
    """What a look at a trial says.

    Attributes:
        units, rated: finished units, and those with an outcome.
        look, looks: which look this is, of how many.
        final: nothing more is to come.
        allowed: how much of the plan's `alpha` may be used up until now.
        schedules: how many were compared.
        exact: these are all that could have been drawn.
        missing: units without outcome, by arm.
        missing_probability: how often chance alone would make the arms differ as much in that.
        followed: share of units in which the assignment was followed, by arm; `None` where it was never said.
        comparisons: one for each arm after the first.
    """

    units: int
    rated: int
    look: int
    looks: int
    final: bool
    allowed: float
    schedules: int
    exact: bool
    missing: dict[str, int]
    missing_probability: float
    followed: dict[str, float | None]
    comparisons: tuple[Comparison, ...]


def analyse(trial: Trial, *, digest: str | None = None, most: int = MOST) -> Result:
    """Look at a trial.

    A trial that ended before its time may be looked at once more, at its end, and may claim no more than the plan would
    have allowed by then: whoever ends it knows what was assigned, so what is left of `alpha` is not given away.

    Args:
        trial: between two units, or ended.
        digest: as shown before the first unit, if it was kept elsewhere.
        most: schedules to compare.

    Raises:
        TrialError: the seal is broken, the plan allows no look now, or the outcomes cannot carry an answer.
    """
    verify(trial.sealed, digest)
    looks = _looks(trial)
    plan, count = trial.sealed.plan, len(trial.units)
    allowed = [spent(plan, look) for look in looks]
    data = _Data.of(trial)
    data.check(plan)
    arms = range(1, len(plan.arms))
    tests = {subset: _test(data, trial.sealed, subset, looks, most) for subset in _subsets(arms)}
    found = {subset: test.probability(allowed) for subset, test in tests.items()}
    comparisons = tuple(
        _comparison(data, plan, arm, tests[arm,], allowed, {key: each for key, each in found.items() if arm in key})
        for arm in arms
    )
    everything = tests[tuple(arms)]
    return Result(
        units=count,
        rated=int(data.rated.sum()),
        look=len(looks),
        looks=len(plan.looks),
        final=count == plan.units or bool(trial.ended),
        allowed=allowed[-1],
        schedules=len(everything.schedules),
        exact=everything.exact,
        missing={name: int((~data.rated & (data.schedule == arm)).sum()) for arm, name in enumerate(plan.arms)},
        missing_probability=_missing_probability(data, everything.schedules, len(plan.arms)),
        followed={name: _followed(trial, arm) for arm, name in enumerate(plan.arms)},
        comparisons=comparisons,
    )


def reference(
    sealed: Sealed, movable: Sequence[int], most: int, random: np.random.Generator, columns: int = 1
) -> tuple[Whole, bool]:
    """Schedules that the plan could have drawn, with all arms but the movable ones in place.

    Returns:
        Schedules of shape [m, n], the drawn one first, and whether they are all there are.
    """
    schedule = np.array(sealed.schedule)
    if sealed.plan.scheme == "restricted":
        every = np.array(restricted_set(sealed.plan.units))
        same = (every == schedule).all(axis=1)
        return np.concatenate([every[same], every[~same]]), True
    most = min(most, max(MOST_CELLS // (columns * len(schedule)), 1000))
    return redraw(schedule, sealed.blocks, movable, most, random), possible(schedule, sealed.blocks, movable) <= most


# --- what was recorded -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Data:
    """Finished units as arrays [n]; an outcome that is missing is zero."""

    outcomes: Floats
    rated: np.ndarray
    before: Floats
    schedule: Whole

    @staticmethod
    def of(trial: Trial) -> _Data:
        outcomes = np.array([np.nan if unit.outcome is None else unit.outcome for unit in trial.units], float)
        before = np.array([np.nan if unit.before is None else unit.before for unit in trial.units], float)
        rated = np.isfinite(outcomes)
        return _Data(np.where(rated, outcomes, 0.0), rated, before, np.array(trial.sealed.schedule)[: len(outcomes)])

    def rated_units(self, arm: int) -> int:
        return int((self.rated & (self.schedule == arm)).sum())

    def check(self, plan: Plan) -> None:
        for arm, name in enumerate(plan.arms):
            if (have := self.rated_units(arm)) < MIN_RATED:
                raise TrialError(
                    f"outcomes: only {have} rated with {name}; it takes {MIN_RATED} before anything is told"
                )
        if np.ptp(self.outcomes[self.rated]) == 0:
            raise TrialError("outcomes: every rating is the same, so nothing can be told; was the whole scale used?")


def _looks(trial: Trial) -> list[int]:
    """Numbers of units at the looks until now, this one last."""
    plan, count = trial.sealed.plan, len(trial.units)
    if trial.open is not None:
        raise TrialError("look: a unit is still open; record its outcome, or that it was not rated, first")
    if count not in plan.looks and not trial.ended:
        planned = ", ".join(map(str, plan.looks))
        raise TrialError(f"look: {count} units are done, the plan allows a look after {planned}; go on until then")
    return [*(look for look in plan.looks if look < count), count]


def _followed(trial: Trial, arm: int) -> float | None:
    said = [
        unit.done
        for unit, assigned in zip(trial.units, trial.sealed.schedule, strict=False)
        if assigned == arm and unit.done is not None
    ]
    return sum(said) / len(said) if said else None


def _missing_probability(data: _Data, schedules: Whole, arms: int) -> float:
    """How often chance would make the arms differ so much in the share of units without outcome."""
    missing = (~data.rated).astype(float)
    if not missing.any():
        return 1.0
    given = indicators(schedules[:, : len(missing)], range(arms))
    parts = given @ missing / np.maximum(given.sum(axis=-1), 1)
    return float(shares(np.abs(parts[:, 1:] - parts[:, :1]).max(axis=1))[0])


# --- the randomisation test ------------------------------------------------------------------------------


def _subsets(arms: Sequence[int]) -> list[tuple[int, ...]]:
    return [subset for size in range(1, len(arms) + 1) for subset in combinations(arms, size)]


@dataclass(frozen=True, slots=True)
class _Test:
    """The test that no arm of a subset differs from the first arm, at each look."""

    schedules: Whole
    exact: bool
    tables: list[tuple[int, Table | None]]
    data: _Data

    def values(self, outcomes: Floats) -> list[Floats]:
        """Largest statistics at each look, [s, m]; a look at which nothing could be told says the same of all."""
        blank = np.zeros((len(outcomes), len(self.schedules)))
        return [table.largest(outcomes[:, :look]) if table else blank for look, table in self.tables]

    def probability(self, allowed: Sequence[float]) -> tuple[float, bool]:
        probability, crossed = stagewise(self.values(self.data.outcomes[None]), allowed)
        return float(probability[0, 0]), bool(crossed[0, 0])

    def refuted(self, arm: int, effects: Floats, allowed: Sequence[float]) -> np.ndarray:
        """Whether each effect of an arm, taken off where it was assigned, leaves what chance hardly explains."""
        where = (self.data.schedule == arm) & self.data.rated
        _, crossed = stagewise(self.values(self.data.outcomes - effects[:, None] * where), allowed)
        return crossed[:, 0]


def _test(data: _Data, sealed: Sealed, subset: tuple[int, ...], looks: Sequence[int], most: int) -> _Test:
    carry_over, arms = sealed.plan.carry_over, range(len(sealed.plan.arms))
    random = np.random.default_rng(int(sealed.digest[:16], 16))
    columns = len(subset) * (1 + carry_over)
    schedules, exact = reference(sealed, (0, *subset), most, random, columns)
    others = [arm for arm in arms[1:] if arm not in subset]
    tables: list[tuple[int, Table | None]] = []
    for look in looks:
        rated = data.rated[:look]
        fixed = fixed_columns(look, data.before[:look])
        if others:
            held = indicators(data.schedule[None, :look], others, carry_over=carry_over)[0]
            fixed = np.concatenate([fixed, held.T], axis=1)
        made = None
        if rated.sum() > fixed.shape[1] + columns + 1 and np.ptp(data.outcomes[:look][rated]) > 0:
            given = indicators(schedules[:, :look], subset, carry_over=carry_over)
            made = Table(Kernels(fixed, rated), given, len(subset))
        tables.append((look, made))
    return _Test(schedules, exact, tables, data)


def _comparison(
    data: _Data,
    plan: Plan,
    arm: int,
    test: _Test,
    allowed: Sequence[float],
    found: dict[tuple[int, ...], tuple[float, bool]],
) -> Comparison:
    """One arm against the first; `found` holds the tests of every subset with that arm."""
    several = len(plan.arms) - 1
    model = model_estimate(data.outcomes, data.rated, _columns(data, plan, arm))
    effect = _centre(test, data, arm, model.effect)
    low, high = _interval(test, arm, effect, model.error, [limit / several for limit in allowed])
    crossed = all(one for _, one in found.values())
    count, against = data.rated_units(arm), data.rated_units(0)
    return Comparison(
        practice=plan.arms[arm],
        against=plan.arms[0],
        effect=effect,
        low=low,
        high=high,
        level=1 - plan.alpha,
        probability=max(one for one, _ in found.values()),
        alone=found[arm,][0],
        found=crossed,
        units=(count, against),
        needed=0 if crossed else _needed(len(data.outcomes), model.error, plan),
        model=model,
    )


def _centre(test: _Test, data: _Data, arm: int, start: float) -> float:
    """The effect that, taken off, leaves nothing: where the statistic is zero."""
    table = test.tables[-1][1]
    if table is None:
        return start
    where = ((data.schedule == arm) & data.rated).astype(float)
    effect = start
    for _ in range(20):
        left = (data.outcomes - effect * where)[None]
        step = table.effect(left)
        effect += step
        if abs(step) < 1e-9:
            break
    return float(effect)


def _interval(
    test: _Test, arm: int, effect: float, error: float, allowed: Sequence[float]
) -> tuple[float | None, float | None]:
    """Ends of the effects that are not refuted: the outermost on a grid, then halved towards the first refuted."""
    ends: list[float | None] = []
    for side in (-1, 1):
        grid = effect + side * error * np.linspace(0, 10, 61)
        kept = np.flatnonzero(~test.refuted(arm, grid, allowed))
        last = int(kept.max(initial=0))
        if last == len(grid) - 1:
            ends.append(None)
            continue
        inside, outside = grid[last], grid[last + 1]
        for _ in range(12):
            middle = (inside + outside) / 2
            if test.refuted(arm, np.array([middle]), allowed)[0]:
                outside = middle
            else:
                inside = middle
        ends.append(float(outside))
    return ends[0], ends[1]


def _needed(units: int, error: float, plan: Plan) -> int:
    normal = NormalDist()
    several = len(plan.arms) - 1
    wanted = normal.inv_cdf(1 - plan.alpha / 2 / several) + normal.inv_cdf(POWER)
    return max(math.ceil(units * (wanted * error / plan.worth) ** 2) - units, 0)


def _columns(data: _Data, plan: Plan, arm: int) -> Floats:
    """Columns of the regression [n, k]: the arm's own first, then everything else."""
    arms = [arm, *(other for other in range(1, len(plan.arms)) if other != arm)]
    given = indicators(data.schedule[None], arms, carry_over=plan.carry_over)[0].T
    return np.concatenate([given, fixed_columns(len(data.outcomes), data.before)], axis=1)
