"""Does a fit give back what was put in? Diaries of made-up people, fitted, beside the truth.

The people differ more than real ones may: half-lives from minutes to hours, triggers that do nothing, practices that
make it worse, logging nearly everything or mostly what alarms. They are drawn apart from the fit's prior, so that the
prior cannot flatter the fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist

from bowlby.diary.records import Diary
from bowlby.inference.shown import shown_of
from bowlby.model.streams import draw, person_keys, uniforms
from bowlby.names import CARE, PRACTICES, TRIGGERS
from bowlby.parameters import Parameters
from bowlby.worlds.everyday import Nature
from bowlby.worlds.everyday_diary import Habits, simulate
from bowlby.worlds.everyday_figures import Figure, figure

TRIGGER_SHARES = (0.20, 0.15, 0.12, 0.10, 0.08)
PRACTICE_SHARES = (0.35, 0.25, 0.20)
STATE_SHARE = 0.35

KINDS = ("trigger", "state", "practice", "comfort", "rebuff", "half-life", "usual alarm")
"""What is compared, in the order of the table."""


class Recovered(NamedTuple):
    """One number that was told, beside the truth; points of alarm, half-life in minutes."""

    kind: str
    truth: float
    estimate: float
    low: float
    high: float


class Summary(NamedTuple):
    """How well one kind of number comes back."""

    kind: str
    told: int
    coverage: float
    bias: float
    error: float
    correlation: float


class Made(NamedTuple):
    """A made-up person, their habits and their diary."""

    nature: Nature
    habits: Habits
    diary: Diary


def made_person(seed: int, person: int, *, days: int, moments_a_day: int, parameters: Parameters) -> Made:
    """Make up a person and let them keep a diary.

    Args:
        seed, person: which random numbers.
        days, moments_a_day: how much is logged: so many moments a day on average, until there are as many as these
            days would hold, and as many prompted check-ins a day. What happens is twice that much.
        parameters: the one parameter set.
    """
    nature = _nature(seed, person)
    habits = Habits(
        triggers=tuple(zip(TRIGGERS, TRIGGER_SHARES, strict=False)),
        states=(("alone", STATE_SHARE),),
        practices=tuple(zip(PRACTICES, PRACTICE_SHARES, strict=False)),
        moments_a_day=2 * moments_a_day,
        checkins_a_day=moments_a_day,
    )
    diary = simulate(
        nature,
        habits,
        ordinary_figure(parameters),
        days=3 * days,
        seed=seed,
        person=person,
        parameters=parameters,
        start=datetime(2026, 1, 5, tzinfo=UTC),
    )
    return Made(nature, habits, first_moments(diary, days * moments_a_day))


def first_moments(diary: Diary, number: int) -> Diary:
    """A diary up to its moment of that number, and the check-ins until then."""
    moments = sorted(diary.moments, key=lambda moment: moment.at)[:number]
    end = moments[-1].at if moments else None
    checkins = tuple(checkin for checkin in diary.checkins if end is None or checkin.at <= end)
    return Diary(tuple(moments), checkins, person=diary.person)


def ordinary_figure(parameters: Parameters) -> Figure:
    """A partner who answers warmly about half of the time, and of whom about that is expected."""
    care = (0.75, 0.35, 60.0, 0.5, 0.25, 0.0, 0.1)
    expected = {"comfort": 0.5, "rebuff": 0.2, "loss": 0.4, "fright": 0.01}
    return figure(dict(zip(CARE, care, strict=True)), expected, 100.0, parameters)


def recovered(made: Made, result: dict[str, Any]) -> list[Recovered]:
    """Pair every number that a fit tells with the truth."""
    truth = _truth(made)
    told = [(row["name"], row) for row in (*result["triggers"], *result["settles"]) if row["enough"]]
    rows = [_recovered(*truth[name], row["effect"], row) for name, row in told]
    if result["half_life_minutes"]["identified"]:
        half_life = result["half_life_minutes"]
        rows.append(_recovered("half-life", float(made.nature.half_life), half_life["median"], half_life))
    return [*rows, _recovered(*truth["usual alarm"], result["usual_alarm"]["median"], result["usual_alarm"])]


def summarised(rows: Iterable[Recovered]) -> list[Summary]:
    """Coverage of the 90 % intervals, bias, root mean squared error and correlation with the truth, by kind.

    For the half-life, bias and error are of its natural logarithm.
    """
    groups: dict[str, list[Recovered]] = {}
    for row in rows:
        groups.setdefault(row.kind, []).append(row)
    return [_summary(kind, groups[kind]) for kind in KINDS if kind in groups]


def _nature(seed: int, person: int) -> Nature:
    wanted = {
        "baseline": dist.Normal(2.8, 0.8),
        "state_shift": dist.Normal(0.0, 1.0),
        "mood_spread": dist.LogNormal(np.log(0.8), 0.3),
        "stir_spread": dist.LogNormal(np.log(0.8), 0.3),
        "half_life": dist.LogNormal(np.log(45.0), 0.5),
        "rating_spread": dist.LogNormal(np.log(0.6), 0.2),
        "rebuff_pull": dist.Uniform(0.0, 0.4),
        "comfort_settles": dist.Uniform(0.0, 0.9),
        "drift_spread": dist.LogNormal(np.log(0.4), 0.3),
        "logs_slope": dist.LogNormal(np.log(0.2), 0.5),
        "logs_from": dist.Normal(3.5, 1.5),
        **{f"trigger {name}": dist.Normal(0.2, 0.15) for name, _ in zip(TRIGGERS, TRIGGER_SHARES, strict=False)},
        **{f"practice {name}": dist.Normal(0.25, 0.25) for name, _ in zip(PRACTICES, PRACTICE_SHARES, strict=False)},
    }
    numbers = uniforms(person_keys(seed, "made-up people", person), 0, tuple(wanted))
    values = {name: draw(distribution, numbers[name]) for name, distribution in wanted.items()}

    def together(prefix: str) -> Any:
        return jnp.stack([value for name, value in values.items() if name.startswith(prefix)])

    return Nature(
        baseline=values["baseline"],
        state_shift=values["state_shift"][None],
        mood_spread=values["mood_spread"],
        mood_days=jnp.asarray(1.5),
        stir_spread=values["stir_spread"],
        half_life=values["half_life"],
        rating_spread=values["rating_spread"],
        moment_pull=jnp.asarray(0.0),
        trigger_pull=jnp.clip(together("trigger "), -0.1, 0.7),
        rebuff_pull=values["rebuff_pull"],
        comfort_settles=values["comfort_settles"],
        practice_settles=together("practice "),
        logs_slope=values["logs_slope"],
        logs_from=values["logs_from"],
        drift_spread=values["drift_spread"],
    )


def _truth(made: Made) -> dict[str, tuple[str, float]]:
    """Kind and true value of everything that can be told, by name."""
    habits = made.habits
    shown = shown_of(made.nature, np.array([share for _, share in habits.states]))
    rosters = (
        ("trigger", habits.triggers, shown.triggers),
        ("state", habits.states, shown.states),
        ("practice", habits.practices, shown.practices),
    )
    named = {
        name: (kind, float(value))
        for kind, names, values in rosters
        for (name, _), value in zip(names, values, strict=True)
    }
    alone = {"comfort": shown.comfort, "rebuff": shown.rebuff, "usual alarm": shown.usual_alarm}
    return named | {name: (name, float(value)) for name, value in alone.items()}


def _recovered(kind: str, truth: float, estimate: float, interval: dict[str, Any]) -> Recovered:
    return Recovered(kind, truth, estimate, interval["low"], interval["high"])


def _summary(kind: str, rows: list[Recovered]) -> Summary:
    truth, estimate, low, high = np.array([row[1:] for row in rows], float).T
    covered = (low <= truth) & (truth <= high)
    if kind == "half-life":
        truth, estimate = np.log(truth), np.log(estimate)
    error = estimate - truth
    varied = len(rows) > 2 and truth.std() > 0 and estimate.std() > 0
    correlation = float(np.corrcoef(truth, estimate)[0, 1]) if varied else float("nan")
    return Summary(
        kind, len(rows), float(covered.mean()), float(error.mean()), float(np.sqrt((error**2).mean())), correlation
    )
