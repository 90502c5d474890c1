"""A person lived minute by minute in a world that is not the fit's, and the diary they keep.

Made to test the fit, never to build it: nothing here is imported by the package, and nothing of `everyday` by this
file. What differs from what the fit assumes:

- the alarm fades faster the higher it stands, and bends at both ends of the scale instead of being cut there;
- what is not recorded comes in sudden pushes with heavy tails, by day only, and ratings miss with heavy tails;
- the baseline drifts over the weeks, dips on weekends, rises towards the evening, sleep clears what is left;
- a trigger differs in strength from time to time, comfort and practices work over five minutes, and a moment is
  written down some minutes after it happened;
- practices are taken up, and signals get louder, the higher the alarm;
- moments are logged when alarmed, later ratings and check-ins are left out when alarmed;
- answers come in good and bad spells that last a day or more; the warmth that is expected follows the last answers.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np

from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.names import PRACTICES, SIGNALS, TRIGGERS

DAY = 24 * 60
WAKES, SLEEPS = 7 * 60 + 30, 23 * 60
START = datetime(2026, 3, 2, tzinfo=UTC)
TRIGGER_WEIGHTS = np.array([0.24, 0.20, 0.17, 0.15, 0.13, 0.11])
PRACTICE_NAMES = PRACTICES[:3]
COMFORT, REBUFF = "comfort", "rebuff"
ACTS_MINUTES = 5
LOGGED_AFTER = 4
"""Minutes from what happened to the record, on average: where the effect of a trigger is read."""


class Person(NamedTuple):
    """Everything true of one person; points of alarm unless said otherwise."""

    base: float
    half_life: float
    mood: float
    pushes: float
    noise: float
    drift: tuple[float, float, float]
    weekend: float
    evening: float
    pulls: np.ndarray
    practices: np.ndarray
    comfort: float
    rebuff: float
    warm: tuple[float, float, float]
    pessimism: float


class Lived(NamedTuple):
    """A diary and the truth about it, in the terms of what the fit tells."""

    diary: Diary
    triggers: dict[str, float]
    practices: dict[str, float]
    comfort: float
    rebuff: float
    half_life: float
    gap: float


def made_person(seed: int) -> Person:
    """Draw a person. Two of six triggers do nothing, four pull with different strength; one of three practices, too."""
    rng = np.random.default_rng([seed, 1])
    strengths = np.array([0.0, 0.0, 0.12, 0.20, 0.30, 0.42]) * rng.uniform(0.85, 1.15, 6)
    shares = np.array([0.0, 0.18, 0.34]) * rng.uniform(0.8, 1.2, 3)
    return Person(
        base=rng.normal(2.8, 0.6),
        half_life=45 * np.exp(rng.normal(0, 0.4)),
        mood=0.7 * np.exp(rng.normal(0, 0.2)),
        pushes=0.5 * np.exp(rng.normal(0, 0.2)),
        noise=0.45 * np.exp(rng.normal(0, 0.15)),
        drift=(rng.normal(0, 0.7), rng.normal(0, 0.4), rng.uniform(0, 2 * np.pi)),
        weekend=rng.normal(-0.4, 0.3),
        evening=rng.normal(0.3, 0.2),
        pulls=rng.permutation(strengths),
        practices=rng.permutation(shares),
        comfort=rng.uniform(0.15, 0.5),
        rebuff=rng.uniform(0.0, 0.35),
        warm=(rng.uniform(0.75, 0.9), rng.uniform(0.15, 0.35), rng.uniform(0.5, 0.75)),
        pessimism=rng.uniform(0, 35),
    )


def live(seed: int, *, days: int = 80, moments: int = 160, alarmed: bool = False) -> Lived:
    """One person's diary and the truth about it.

    Args:
        seed: of the person and of everything that happens.
        days: how long the diary is kept.
        moments: how many moments are logged, about.
        alarmed: whether the person logs mostly when alarmed; otherwise only somewhat more often than not.
    """
    person = made_person(seed)
    rng = np.random.default_rng([seed, 2])
    plan = _plan(rng, days, per_day=(5.5 if alarmed else 3.4) * moments / 160 * 80 / days)
    rest, pushes = _rest(person, rng, days), _pushes(person, rng, days)
    path, felt_at, acts = _path(person, plan, rest, pushes, rng)
    diary = _written(person, plan, felt_at, acts, path + rest, rng, days, moments, alarmed)
    return Lived(
        diary,
        {name: _trigger_truth(person, pull, path, rest) for name, pull in zip(TRIGGERS, person.pulls, strict=False)},
        {name: _settles(person, share) for name, share in zip(PRACTICE_NAMES, person.practices, strict=True)},
        _settles(person, person.comfort),
        -person.rebuff * 4.0,
        _true_half_life(person),
        _true_gap(person, seed),
    )


class _Plan(NamedTuple):
    """What happens, in time; arrays [happening]. `trigger` is -1 for nothing in particular."""

    at: np.ndarray
    trigger: np.ndarray
    strength: np.ndarray
    wait: np.ndarray
    delay: np.ndarray
    later: np.ndarray
    warm: np.ndarray
    stated: np.ndarray


def felt(level):
    """What is felt of a level: bent at both ends of 0..10."""
    width = 0.5
    low = width * np.logaddexp(0, np.asarray(level) / width)
    return 10 - width * np.logaddexp(0, (10 - low) / width)


def _fades(x, rate: float):
    """One minute of fading: faster the higher it stands."""
    return x - rate * x * (0.85 + 0.1 * abs(x))


def _plan(rng: np.random.Generator, days: int, per_day: float) -> _Plan:
    count = rng.poisson(per_day, days)
    day = np.repeat(np.arange(days), count)
    at = np.sort(day * DAY + rng.integers(WAKES + 30, SLEEPS - 60, len(day)))
    number = len(at)
    named = rng.random(number) < 0.62
    return _Plan(
        at=at,
        trigger=np.where(named, rng.choice(6, number, p=TRIGGER_WEIGHTS), -1),
        strength=np.exp(rng.normal(-0.06, 0.35, number)),
        wait=rng.integers(1, 2 * LOGGED_AFTER, number),
        delay=np.round(1 + rng.exponential(20, number)).astype(int),
        later=np.round(5 + rng.exponential(60, number)).astype(int),
        warm=rng.random(number),
        stated=rng.normal(0, 1, number),
    )


def _rest(person: Person, rng: np.random.Generator, days: int) -> np.ndarray:
    """Baseline with drift, weekdays, the hour and a slow mood, minute by minute; shape [minute]."""
    minute = np.arange(days * DAY)
    share, hour, weekday = minute / (days * DAY) - 0.5, (minute % DAY) / 60, (minute // DAY) % 7
    slope, wave, phase = person.drift
    mood = np.empty(days * 24)
    now, keep = person.mood * rng.normal(), np.exp(-1 / 30)
    for index, push in enumerate(rng.standard_t(5, days * 24) * np.sqrt(3 / 5)):
        now = keep * now + person.mood * np.sqrt(1 - keep**2) * push
        mood[index] = now
    return (
        person.base
        + 2 * slope * share
        + wave * np.sin(2 * np.pi * share * 2 + phase)
        + person.weekend * (weekday >= 5)
        + person.evening * np.cos(2 * np.pi * (hour - 20) / 24)
        + np.repeat(mood, 60)
    )


def _pushes(person: Person, rng: np.random.Generator, days: int) -> np.ndarray:
    """What nobody records: sudden pushes by day, heavy-tailed; shape [minute]."""
    minutes = days * DAY
    awake = _awake(np.arange(minutes))
    return awake * (rng.random(minutes) < 1 / 50) * np.clip(rng.standard_t(3, minutes), -8, 8) * person.pushes


def _awake(minute):
    return (minute % DAY >= WAKES) & (minute % DAY < SLEEPS)


def _path(
    person: Person, plan: _Plan, rest: np.ndarray, pushes: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, list[tuple[str, str, tuple[str, ...]]]]:
    """Live through every minute: the fast part [minute], what was felt and what was done at each possible record."""
    rate = np.log(2) / person.half_life
    x, path = 0.0, np.empty(len(rest))
    jumps: dict[int, list[int]] = {}
    for index, at in enumerate(plan.at):
        jumps.setdefault(int(at), []).append(index)
    logs: dict[int, list[int]] = {}
    for index, at in enumerate(plan.at + plan.wait):
        logs.setdefault(int(at), []).append(index)
    settling = np.ones(len(rest) + 600)
    rising = np.zeros(len(rest) + 600)
    felt_at = np.zeros(len(plan.at))
    acts: list[tuple[str, str, tuple[str, ...]]] = [("", "", ())] * len(plan.at)
    availability = _spells(person, rng, len(rest) // DAY + 1)
    for minute in range(len(rest)):
        asleep = not _awake(minute)
        x = _fades(x, rate * (2.0 if asleep else 1.0)) + pushes[minute]
        for index in jumps.get(minute, ()):
            pull = person.pulls[plan.trigger[index]] * plan.strength[index] if plan.trigger[index] >= 0 else 0.0
            x += min(pull, 0.95) * (10 - float(felt(rest[minute] + x)))
        if settling[minute] < 1:
            x -= (1 - settling[minute]) * float(felt(rest[minute] + x))
        if rising[minute]:
            x += rising[minute] * (10 - float(felt(rest[minute] + x)))
        for index in logs.get(minute, ()):
            now = float(felt(rest[minute] + x))
            felt_at[index] = now
            acts[index] = done = _act(person, now, bool(availability[minute // 360]), plan.warm[index], rng)
            for name in done[2]:
                share = person.practices[PRACTICE_NAMES.index(name)]
                settling[minute + 1 : minute + 1 + ACTS_MINUTES] *= (1 - share) ** (1 / ACTS_MINUTES)
            answered = minute + plan.delay[index]
            if done[1] == COMFORT:
                settling[answered + 1 : answered + 1 + ACTS_MINUTES] *= (1 - person.comfort) ** (1 / ACTS_MINUTES)
            if done[1] == REBUFF and answered < len(rising):
                rising[answered] += person.rebuff
        path[minute] = x
    return path, felt_at, acts


def _spells(person: Person, rng: np.random.Generator, days: int) -> np.ndarray:
    """Whether the figure is there for the person, in quarters of a day; spells last a day or more."""
    share = person.warm[2]
    there = [rng.random() < share]
    for chance in rng.random(days * 4):
        there.append(bool(chance < share) if rng.random() < 0.22 else there[-1])
    return np.array(there)


def _act(
    person: Person, alarm: float, there: bool, warm: float, rng: np.random.Generator
) -> tuple[str, str, tuple[str, ...]]:
    """Signal, answer and practices of one moment."""
    loud = 0.45 * alarm - 0.8 + rng.logistic(0, 1)
    signal = SIGNALS[int(np.searchsorted([0.0, 1.6, 3.2], loud))]
    chance = person.warm[0] if there else person.warm[1]
    answer = COMFORT if warm < chance else REBUFF if warm > 1 - 0.35 * (1 - chance) else "none"
    taken = rng.random(3) < 1 / (1 + np.exp(-(0.3 * (alarm - 4) - 0.9)))
    return signal, answer, tuple(name for name, takes in zip(PRACTICE_NAMES, taken, strict=True) if takes)


def _stated(person: Person, seen: float, noise: float) -> float:
    """The warmth that is expected, points of 100 in tens: what was seen lately, less the pessimism."""
    return float(np.clip(np.round((100 * seen - person.pessimism + 14 * noise) / 10) * 10, 0, 100))


def _written(
    person: Person,
    plan: _Plan,
    felt_at: np.ndarray,
    acts: list[tuple[str, str, tuple[str, ...]]],
    level: np.ndarray,
    rng: np.random.Generator,
    days: int,
    moments: int,
    alarmed: bool,
) -> Diary:
    def at(minute: int) -> datetime:
        return START + timedelta(minutes=int(minute))

    def rating(minute: int) -> float:
        return float(np.clip(np.round(felt(level[minute]) + person.noise * rng.standard_t(4)), 0, 10)) + 0.0

    slope = 1.3 if alarmed else 0.25
    even = _even(felt_at, slope, moments)
    logged = rng.random(len(felt_at)) < _sigmoid(slope * (felt_at - even))
    written, seen = [], 0.5
    for index in range(len(plan.at)):
        signal, answer, practices = acts[index]
        expected = _stated(person, seen, plan.stated[index])
        seen += 0.08 * ((answer == COMFORT) - seen)
        here = int(plan.at[index] + plan.wait[index])
        later = here + int(plan.delay[index] + plan.later[index])
        if not logged[index] or later >= len(level):
            continue
        kept = rng.random() > 0.05 + 0.25 * _sigmoid(felt(level[later]) - 6)
        written.append(
            Moment(
                id=f"m{index + 1:05d}",
                at=at(here),
                figure="partner",
                trigger=TRIGGERS[plan.trigger[index]] if plan.trigger[index] >= 0 else "",
                alarm_before=rating(here) if rng.random() > 0.04 else None,
                expected_warmth=expected,
                signal=signal,
                answer=answer,
                answered_at=at(here + int(plan.delay[index])) if answer != "none" else None,
                alarm_after=rating(later) if kept else None,
                after_at=at(later),
                practices=practices,
            )
        )
    prompts = np.arange(days)[:, None] * DAY + np.array([WAKES, WAKES + 465]) + rng.integers(30, 430, (days, 2))
    answered = [m for m in prompts.ravel().tolist() if rng.random() > 0.08 + 0.35 * _sigmoid(felt(level[m]) - 5)]
    return Diary(tuple(written), tuple(Checkin(at=at(m), alarm=rating(m), prompted=True) for m in answered))


def _sigmoid(value):
    return 1 / (1 + np.exp(-np.asarray(value)))


def _even(felt_at: np.ndarray, slope: float, moments: int) -> float:
    """The alarm of even odds at which about so many moments are logged."""
    low, high = -40.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _sigmoid(slope * (felt_at - middle)).sum() > moments else (low, middle)
    return (low + high) / 2


def _trigger_truth(person: Person, pull: float, path: np.ndarray, rest: np.ndarray) -> float:
    """Points that a trigger adds at a record: every waking quarter of an hour lived with it and without it."""
    minutes = np.arange(len(path) - LOGGED_AFTER)
    minutes = minutes[_awake(minutes)][::15]
    rate = np.log(2) / person.half_life
    strengths = np.exp(np.random.default_rng(0).normal(-0.06, 0.35, len(minutes)))
    without = path[minutes]
    with_it = without + np.minimum(pull * strengths, 0.95) * (10 - felt(rest[minutes] + without))
    for _ in range(LOGGED_AFTER):
        without, with_it = _fades(without, rate), _fades(with_it, rate)
    after = rest[minutes + LOGGED_AFTER]
    return float((felt(after + with_it) - felt(after + without)).mean())


def _settles(person: Person, share: float) -> float:
    """Points that something takes off an alarm of 6: five minutes lived with it and without it."""
    rate = np.log(2) / person.half_life
    ends = []
    for taken in (0.0, 1 - (1 - share) ** (1 / ACTS_MINUTES)):
        x = 6.0 - person.base
        for _ in range(ACTS_MINUTES):
            x = _fades(x, rate)
            x -= taken * float(felt(person.base + x))
        ends.append(float(felt(person.base + x)))
    return ends[0] - ends[1]


def _true_half_life(person: Person) -> float:
    """Minutes until half of a rise by 2.5 points is gone, by day, with nothing else."""
    x, minutes, rate = 2.5, 0, np.log(2) / person.half_life
    while x > 1.25:
        x, minutes = _fades(x, rate), minutes + 1
    return float(minutes)


def _true_gap(person: Person, seed: int) -> float:
    """Expected minus actual warmth in the long run, points of 100, from ten thousand days."""
    rng = np.random.default_rng([seed, 3])
    there = _spells(person, rng, 10_000)[::2]
    chance = np.where(there, person.warm[0], person.warm[1])
    warm = rng.random(len(chance)) < chance
    seen, stated = 0.5, np.empty(len(warm))
    for index, came in enumerate(warm):
        stated[index] = _stated(person, seen, rng.normal())
        seen += 0.08 * (came - seen)
    return float(stated.mean() - 100 * chance.mean())
