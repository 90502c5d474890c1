"""A diary's ratings as one normal distribution, written out: slow, plain, and with nothing of the filter in it.

Drift, mood and stir are carried along as weights of independent standard normal numbers, by the equations of the docs
page on the fit, so every rating ends up as such a sum; means and covariances of the ratings follow at once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np

from bowlby.diary.records import Diary
from bowlby.inference.events import Roster
from bowlby.worlds.everyday import Nature


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What is recorded at one time; `place` orders what falls on the same time."""

    at: datetime
    place: int
    name: str = ""
    states: tuple[str, ...] = ()
    moment: bool = False
    trigger: str = ""
    answer: str = ""
    practices: tuple[str, ...] = ()
    rating: float | None = None
    figure: str = ""
    often: dict[str, float] | None = None


class Line(NamedTuple):
    """A number that depends linearly on independent standard normal numbers: constant and weights."""

    constant: float
    weights: np.ndarray

    def times(self, factor: float) -> Line:
        return Line(factor * self.constant, factor * self.weights)

    def plus(self, other: Line) -> Line:
        return Line(self.constant + other.constant, self.weights + other.weights)


class Ratings(NamedTuple):
    """The ratings that were written, and the normal distribution they come from."""

    written: np.ndarray
    mean: np.ndarray
    covariance: np.ndarray


def log_likelihood(nature: Nature, diary: Diary, roster: Roster, step: float) -> float:
    """Log density of a diary's ratings, none of which is at an end of the scale."""
    return log_density(*joint(nature, diary, roster, step))


def log_density(values: np.ndarray, mean: np.ndarray, covariance: np.ndarray) -> float:
    """Log density of a joint normal distribution; 0 for no values at all."""
    away = values - mean
    squares = away @ np.linalg.solve(covariance, away)
    return float(-(squares + np.linalg.slogdet(covariance)[1] + len(values) * np.log(2 * np.pi)) / 2)


def joint(nature: Nature, diary: Diary, roster: Roster, step: float) -> Ratings:
    """The joint distribution of all ratings; rounding to a step adds the variance of a uniform number of that width."""
    happenings = in_order(diary)
    lines = unrolled(nature, happenings, roster)
    rated = [index for index, happening in enumerate(happenings) if happening.rating is not None]
    weights = np.array([lines[index].weights for index in rated]).reshape(len(rated), 3 + 3 * len(happenings))
    noise = float(nature.rating_spread) ** 2 + step**2 / 12
    unknown = [_unknown(nature, happenings[index], roster) for index in rated]
    return Ratings(
        np.array([happenings[index].rating for index in rated], float),
        np.array([lines[index].constant for index in rated]),
        weights @ weights.T + np.diag(noise + np.array(unknown)),
    )


def in_order(diary: Diary) -> list[Happening]:
    """Everything a diary records, in time; at the same time moments first, then answers, later ratings, check-ins."""
    found = []
    for moment in diary.moments:
        known = {"name": moment.id, "states": moment.states, "figure": moment.figure}
        answer = moment.answer if moment.answer in ("comfort", "rebuff") else ""
        found.append(
            Happening(
                at=moment.at,
                place=0,
                moment=any(checkin.alarm is not None for checkin in diary.checkins),
                trigger=moment.trigger,
                answer="" if moment.answered_at else answer,
                practices=moment.practices,
                rating=moment.alarm_before,
                **known,
            )
        )
        if moment.answered_at and answer:
            found.append(Happening(at=moment.answered_at, place=1, answer=answer, **known))
        if moment.after_at:
            found.append(Happening(at=moment.after_at, place=2, rating=moment.alarm_after, **known))
    often = {name: number / len(diary.moments) for name, number in _lasted(diary).items()}
    found += [Happening(at=checkin.at, place=3, rating=checkin.alarm, often=often) for checkin in diary.checkins]
    return sorted(found, key=lambda one: (one.at, one.place, one.name))


def unrolled(nature: Nature, happenings: list[Happening], roster: Roster) -> list[Line]:
    """The alarm that is rated at each happening: after what pulls it up, before what takes it down."""
    numbers = np.eye(3 + 3 * len(happenings))
    mood = Line(0.0, float(nature.mood_spread) * numbers[0])
    stir = Line(0.0, float(nature.stir_spread) * numbers[1])
    drift = Line(0.0, float(np.asarray(nature.drift_spread)) * numbers[2])
    felt = []
    before = happenings[0].at if happenings else None
    for index, now in enumerate(happenings):
        minutes = (now.at - before).total_seconds() / 60 if before else 0.0
        before = now.at
        days = minutes / 1440
        fresh = numbers[3 + 3 * index :]
        drift = _renewed(
            drift, np.exp(-days / float(np.asarray(nature.drift_days))), np.asarray(nature.drift_spread), fresh[0]
        )
        mood = _renewed(mood, np.exp(-days / float(nature.mood_days)), nature.mood_spread, fresh[1])
        stir = _renewed(stir, 0.5 ** (minutes / float(nature.half_life)), nature.stir_spread, fresh[2])
        rest = mood.plus(drift).plus(Line(_level(nature, now, roster), np.zeros(len(numbers))))
        pull = _pull(nature, now, roster)
        alarm = rest.plus(stir).times(1 - pull).plus(Line(10 * pull, np.zeros(len(numbers))))
        felt.append(alarm)
        alarm = alarm.times(np.exp(-_settles(nature, now, roster)))
        stir = alarm.plus(rest.times(-1))
    return felt


def _renewed(part: Line, kept: float, spread, number: np.ndarray) -> Line:
    return part.times(kept).plus(Line(0.0, float(spread) * np.sqrt(1 - kept**2) * number))


def _level(nature: Nature, now: Happening, roster: Roster) -> float:
    return float(nature.baseline) + sum(share * shift for share, shift in _shifts(nature, now, roster))


def _shifts(nature: Nature, now: Happening, roster: Roster) -> list[tuple[float, float]]:
    """How likely each exposure lasts just then, and what it adds: sure at a moment, as often as usual at a check-in."""
    likely = {**dict.fromkeys(now.states, 1.0), **(now.often or {})}
    return [(share, float(nature.state_shift[roster.states.index(name)])) for name, share in likely.items()]


def _unknown(nature: Nature, now: Happening, roster: Roster) -> float:
    """Variance of the rating by exposures that may last or not."""
    return sum(share * (1 - share) * shift**2 for share, shift in _shifts(nature, now, roster))


def _lasted(diary: Diary) -> Counter[str]:
    return Counter(name for moment in diary.moments for name in moment.states)


def _pull(nature: Nature, now: Happening, roster: Roster) -> float:
    of_trigger = float(nature.trigger_pull[roster.triggers.index(now.trigger)]) if now.trigger else 0.0
    of_rebuff = float(nature.rebuff_pull) + _own(nature.rebuff_own, now, roster)
    return of_trigger + now.moment * float(nature.moment_pull) + (now.answer == "rebuff") * of_rebuff


def _settles(nature: Nature, now: Happening, roster: Roster) -> float:
    of_practices = sum(float(nature.practice_settles[roster.practices.index(name)]) for name in now.practices)
    of_comfort = float(nature.comfort_settles) + _own(nature.comfort_own, now, roster)
    return of_practices + (now.answer == "comfort") * of_comfort


def _own(values, now: Happening, roster: Roster) -> float:
    return float(np.asarray(values)[roster.figures.index(now.figure)]) if now.figure in roster.figures else 0.0
