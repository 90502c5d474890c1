"""What changed over the months: counted month by month, no model behind it.

A month is told from so many records on, with an interval that allows for days that resemble each other; the latest
month that can be told is held against all before it. Half-lives and triggers are left out: a month holds too few of
them. Of ten such lines one may well look changed by chance alone, and whoever shows them says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.inference.more import BEFORE, IN_A_MONTH
from bowlby.inference.series import Interval, difference, mean_interval, share_interval
from bowlby.inference.warmth import paired
from bowlby.names import SECURITY_ITEMS, SIGNALS

SECURITY_LEAST = 2
"""Items of three that a check-in must have answered, as in the scoring of the state check-in."""

GRAIN = 1.0
"""Steps in which people rate, in points of 10: what lies within one is not seen."""

POINTS_ENDS, GAP_ENDS = (0.0, 10.0), (-100.0, 100.0)
"""No mean lies beyond them, and so no interval reaches further."""

Series = list[tuple[str, float]]
"""Months such as `2026-03` and values, in order of time."""

Months = Mapping[str, np.ndarray]
"""Values of each month, in order of time."""


class Measure(NamedTuple):
    """One thing that is followed.

    Attributes:
        what: its name.
        unit: `points` of 0..10, or `of_100`.
        series: what was recorded.
        ends: of the scale, where the values are rated; nothing for how often something happened.
    """

    what: str
    unit: str
    series: Series
    ends: tuple[float, float] | None


def change_of(diary: Diary) -> list[dict[str, Any]]:
    """What changed over the months.

    Args:
        diary: records of one person, in any order. Months are those of the clock the records were written by.

    Returns:
        One row for each thing of which there is a record: `what` (`alarm_at_moments`, `alarm_at_checkins`,
        `warm_answers`, `gap`, `security`, or a signal), `unit` (`points` of 0..10 or `of_100`), `months` [{`month`,
        `mean`, `low`, `high`, `count`, `enough`, `needed`}] and `latest` {`month`, `difference`, `low`, `high`,
        `half_before`, `count`, `before`, `enough`, `needed`}: the last month that can be told against all before it;
        `half_before` is the part of its error that lies in the months before, which no new record narrows. Numbers are
        None where the records do not carry them; intervals are 90 %.
    """
    return [
        {"what": measure.what, "unit": measure.unit, **_followed(measure.series, measure.ends)}
        for measure in _measures(diary)
        if measure.series
    ]


def change_of_points(what: str, series: Series) -> dict[str, Any]:
    """The same row for anything else that is rated from 0 to 10.

    Args:
        what: its name.
        series: months and values, in order of time; at least one.
    """
    return {"what": what, "unit": "points", **_followed(series, POINTS_ENDS)}


def _measures(diary: Diary) -> list[Measure]:
    moments = sorted(diary.moments, key=lambda moment: (moment.at, moment.id))
    checkins = sorted(diary.checkins, key=lambda checkin: checkin.at)
    answered = [moment for moment in moments if moment.answer in ("none", "comfort", "rebuff")]
    signalled = [moment for moment in moments if moment.signal]
    prompted = [checkin for checkin in checkins if checkin.prompted]
    warm = _series(answered, lambda moment: 100.0 * (moment.answer == "comfort"))
    return [
        Measure("alarm_at_moments", "points", _series(moments, lambda moment: moment.alarm_before), POINTS_ENDS),
        Measure("alarm_at_checkins", "points", _series(prompted, lambda checkin: checkin.alarm), POINTS_ENDS),
        Measure("warm_answers", "of_100", warm, None),
        Measure("gap", "of_100", _series(filter(paired, answered), _gap), GAP_ENDS),
        *(Measure(signal, "of_100", _series(signalled, _is(signal)), None) for signal in SIGNALS),
        Measure("security", "points", _series(checkins, security_of), POINTS_ENDS),
    ]


def security_of(checkin: Checkin) -> float | None:
    """How close, sure and free someone felt at a check-in: the mean of the answered items, 0..10, if two or more."""
    felt = [value for name in SECURITY_ITEMS if (value := getattr(checkin, name)) is not None]
    return float(np.mean(felt)) if len(felt) >= SECURITY_LEAST else None


def _gap(moment: Moment) -> float:
    return (moment.expected_warmth or 0.0) - 100.0 * (moment.answer == "comfort")


def _is(signal: str) -> Callable[[Moment], float]:
    return lambda moment: 100.0 * (moment.signal == signal)


def _series(records: Iterable[Any], value_of: Callable[[Any], float | None]) -> Series:
    return [(f"{one.at:%Y-%m}", value) for one in records if (value := value_of(one)) is not None]


def _followed(series: Series, ends: tuple[float, float] | None) -> dict[str, Any]:
    by_month: defaultdict[str, list[float]] = defaultdict(list)
    for month, value in series:
        by_month[month].append(value)
    values = {month: np.array(found) for month, found in sorted(by_month.items())}
    interval = partial(mean_interval, least=_least(values)) if ends else _of_times
    months = [_month(month, found, interval, ends or (0.0, 100.0)) for month, found in values.items()]
    return {"months": months, "latest": _latest(values, interval)}


def _of_times(values: np.ndarray) -> Interval:
    return share_interval(values > 0)


def _least(values: Months) -> float:
    """Variance of single values within a month, from all months; not below what rating in whole steps hides."""
    within = np.concatenate([found - found.mean() for found in values.values()])
    return max(float((within**2).mean()), GRAIN**2 / 12)


def _month(
    month: str, values: np.ndarray, interval: Callable[[np.ndarray], Interval], ends: tuple[float, float]
) -> dict[str, Any]:
    enough = len(values) >= IN_A_MONTH
    mean, low, high = interval(values) if enough else (None, None, None)
    if low is not None and high is not None:
        low, high = max(low, ends[0]), min(high, ends[1])
    needed = max(IN_A_MONTH - len(values), 0)
    return {"month": month, "mean": mean, "low": low, "high": high, "count": len(values)} | {
        "enough": enough,
        "needed": needed,
    }


def _latest(values: Months, interval: Callable[[np.ndarray], Interval]) -> dict[str, Any]:
    """The last month with enough records against all before it."""
    told = [month for month, found in values.items() if len(found) >= IN_A_MONTH]
    month = told[-1] if told else max(values)
    earlier = np.concatenate([found for name, found in values.items() if name < month] or [np.empty(0)])
    needed = _still(len(values[month]), len(earlier), sum(map(len, values.values())))
    row: dict[str, Any] = {"month": month, **dict.fromkeys(("difference", "low", "high", "half_before"))}
    if not needed:
        before = interval(earlier)
        middle, low, high = difference(interval(values[month]), before)
        row |= {"difference": middle, "low": low, "high": high, "half_before": (before[2] - before[1]) / 2}
    return {**row, "count": len(values[month]), "before": len(earlier), "enough": not needed, "needed": needed}


def _still(here: int, earlier: int, all_of_them: int) -> int:
    """Further records before a month can be held against those before it.

    Where there are too few before, this month's serve as such one day, and a month to come is told.
    """
    if earlier >= BEFORE:
        return max(IN_A_MONTH - here, 0)
    return max(BEFORE - all_of_them, 0) + IN_A_MONTH
