"""Diaries, people and small shared steps for the tests of the fit; all random numbers come from stated seeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import jax
import numpy as np
from hypothesis import strategies as st

from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.inference import diary as backward
from bowlby.inference.events import Roster, events_of
from bowlby.parameters import load_parameters
from bowlby.worlds.everyday import Event, Nature

PARAMETERS = load_parameters()

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)

ROSTER = Roster(
    triggers=("cool", "late", "silent"),
    practices=("breathing", "naming"),
    states=("alone", "company"),
    figures=("partner", "friend"),
)
"""Three triggers, two practices and two states (the smallest size that programs are compiled for) and two figures."""

_score = jax.jit(backward.log_likelihood)


def after(minutes: float) -> datetime:
    """A time, minutes after the first Monday morning."""
    return MONDAY + timedelta(minutes=float(minutes))


def moment(number: int, minutes: float, **fields: Any) -> Moment:
    """A moment; `answered` and `later` are minutes from it to the answer and to the later rating."""
    waits = {"answered": "answered_at", "later": "after_at"}
    times = {waits[name]: after(minutes + fields.pop(name)) for name in waits if fields.get(name) is not None}
    fields = {name: value for name, value in fields.items() if name not in waits}
    return Moment(id=f"m{number:03}", at=after(minutes), **times, **fields)


def checkin(minutes: float, alarm: float | None) -> Checkin:
    """A prompted check-in."""
    return Checkin(at=after(minutes), alarm=alarm, prompted=True)


def nature(**changes: Any) -> Nature:
    """A person with something of everything, in double precision, padded as the roster is; with changes."""
    values = {
        "baseline": 3.0,
        "state_shift": [0.8, -0.6, 0.0],
        "mood_spread": 0.7,
        "mood_days": 1.5,
        "stir_spread": 0.9,
        "half_life": 40.0,
        "rating_spread": 0.5,
        "moment_pull": 0.06,
        "trigger_pull": [0.3, 0.12, -0.05],
        "rebuff_pull": 0.22,
        "comfort_settles": 0.6,
        "practice_settles": [0.3, -0.1, 0.0],
        "logs_slope": 0.0,
        "logs_from": 4.0,
        "drift_spread": 0.4,
        "drift_days": 20.0,
        "comfort_own": [0.2, -0.1],
        "rebuff_own": [-0.05, 0.1],
    } | changes
    return Nature(**{name: np.array(value, float) for name, value in values.items()})  # type: ignore[arg-type]


def log_likelihood(person: Nature, events: Event, step: float) -> float:
    """The likelihood in double precision, compiled once for each number of events."""
    with jax.enable_x64(True):
        return float(_score(person, events, step))


def of_diary(person: Nature, diary: Diary, step: float = 1.0) -> float:
    """The likelihood of a diary, its names in the order of `ROSTER`."""
    return log_likelihood(person, events_of(diary, ROSTER), step)


# --- drawn diaries ---------------------------------------------------------------------------------------

minutes_ = st.integers(0, 4000)
inner_ratings = st.none() | st.integers(1, 9).map(float)
"""Ratings away from both ends of a scale of whole points."""
waits = st.none() | st.integers(0, 400)


def subsets(names: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of the names, each at most once."""
    return st.lists(st.sampled_from(names), max_size=len(names), unique=True).map(tuple)


@st.composite
def diaries(draw: st.DrawFn, ratings: st.SearchStrategy[float | None] = inner_ratings) -> Diary:
    """Up to seven moments and four check-ins, often overlapping, sometimes at the very same time."""
    moments = []
    for number in range(draw(st.integers(0, 7))):
        later = draw(waits)
        fields = {
            "trigger": draw(st.sampled_from(("", *ROSTER.triggers))),
            "alarm_before": draw(ratings),
            "answer": draw(st.sampled_from(("", "pending", "none", "comfort", "rebuff"))),
            "answered": draw(waits),
            "later": later,
            "alarm_after": None if later is None else draw(ratings),
            "practices": draw(subsets(ROSTER.practices)),
            "states": draw(subsets(ROSTER.states)),
            "figure": draw(st.sampled_from(("", *ROSTER.figures))),
        }
        moments.append(moment(number, draw(minutes_), **fields))
    checkins = draw(st.lists(st.builds(checkin, minutes_, ratings), max_size=4))
    return Diary(tuple(moments), tuple(checkins))


natures = st.builds(
    nature,
    baseline=st.floats(0, 8),
    state_shift=st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.just(0.0)),
    mood_spread=st.floats(0.1, 3),
    stir_spread=st.floats(0.1, 3),
    half_life=st.floats(3, 600),
    rating_spread=st.floats(0.1, 2),
    moment_pull=st.floats(-0.3, 0.3),
    trigger_pull=st.tuples(*[st.floats(-0.2, 0.9)] * 3),
    rebuff_pull=st.floats(-0.2, 0.6),
    comfort_settles=st.floats(-0.5, 2),
    practice_settles=st.tuples(st.floats(-0.5, 1), st.floats(-0.5, 1), st.just(0.0)),
    drift_spread=st.floats(0.0, 2),
    drift_days=st.floats(5, 60),
    comfort_own=st.tuples(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3)),
    rebuff_own=st.tuples(st.floats(-0.1, 0.1), st.floats(-0.1, 0.1)),
)


# --- whole diaries, quick to fit -------------------------------------------------------------------------

RAISED, HALF_LIFE = 4.0, 40.0
"""What a trigger adds in a kept diary, points, and how fast it goes, minutes."""


def kept_diary(
    seed: int,
    triggers: Iterable[str] = (),
    *,
    moments: int = 44,
    checkins: int = 24,
    later: bool = True,
    answers: Sequence[str] = ("comfort", "none", "rebuff"),
    person: str = "",
) -> Diary:
    """A diary with two practices and a state, one moment every six hours; the given triggers fall where they may.

    Ratings are whole numbers around 3; a trigger adds `RAISED`, of which half is left after every `HALF_LIFE` minutes.
    """
    rng = np.random.default_rng(seed)
    named = [*triggers]
    named = rng.permutation([*named, *[""] * (moments - len(named))]).tolist()

    def rating(middle: float) -> float:
        return float(np.clip(np.round(rng.normal(middle, 0.8)), 0, 10))

    def of_moment(number: int) -> Moment:
        raised, wait = RAISED * bool(named[number]), float(rng.integers(25, 130))
        answer = answers[number % len(answers)]
        return moment(
            number,
            360 * number + float(rng.integers(0, 60)),
            trigger=named[number],
            alarm_before=rating(3 + raised),
            expected_warmth=float(rng.integers(2, 9) * 10),
            signal="reach",
            answer=answer,
            answered=None if answer == "pending" else 20,
            later=wait if later else None,
            alarm_after=rating(3 + raised * 0.5 ** (wait / HALF_LIFE)) if later else None,
            practices=tuple(name for name in ROSTER.practices if rng.random() < 0.4),
            states=("alone",) if rng.random() < 0.4 else (),
        )

    calm = [checkin(648 * number + 200, rating(3.0)) for number in range(checkins)]
    return Diary(tuple(map(of_moment, range(moments))), tuple(calm), person=person)
