"""What changed over the months: counted month by month, no model behind it.

A month is told from so many records on, with an interval that allows for days that resemble each other; the latest
month that can be told is held against all before it. Half-lives and triggers are left out: a month holds too few of
them. Of ten such lines one may well look changed by chance alone, and whoever shows them says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.inference.more import BEFORE, IN_A_MONTH
from bowlby.inference.series import difference, mean_interval, share_interval
from bowlby.inference.warmth import paired
from bowlby.names import SECURITY_ITEMS, SIGNALS

SECURITY_LEAST = 2
"""Items of three that a check-in must have answered, as in the scoring of the state check-in."""

Series = list[tuple[str, float]]
"""Months such as `2026-03` and values, in order of time."""


class Measure(NamedTuple):
    """One thing that is followed: its name, the unit it is told in, and whether it is a share."""

    what: str
    unit: str
    series: Series
    share: bool


def change_of(diary: Diary) -> list[dict[str, Any]]:
    """What changed over the months.

    Args:
        diary: records of one person, in any order. Months are those of the clock the records were written by.

    Returns:
        One row for each thing of which there is a record: `what` (`alarm_at_moments`, `alarm_at_checkins`,
        `warm_answers`, `gap`, `security`, or a signal), `unit` (`points` of 0..10 or `of_100`), `months` [{`month`,
        `mean`, `low`, `high`, `count`, `enough`, `needed`}] and `latest` {`month`, `difference`, `low`, `high`,
        `count`, `before`, `enough`, `needed`}: the last month that can be told against all before it. Numbers are None
        where the records do not carry them; intervals are 90 %.
    """
    return [
        {"what": measure.what, "unit": measure.unit, **_followed(measure.series, _told_as(measure))}
        for measure in _measures(diary)
        if measure.series
    ]


def change_of_points(what: str, series: Series) -> dict[str, Any]:
    """The same row for anything else that is rated from 0 to 10.

    Args:
        what: its name.
        series: months and values, in order of time; at least one.
    """
    return {"what": what, "unit": "points", **_followed(series, mean_interval)}


def _measures(diary: Diary) -> list[Measure]:
    moments = sorted(diary.moments, key=lambda moment: (moment.at, moment.id))
    checkins = sorted(diary.checkins, key=lambda checkin: checkin.at)
    answered = [moment for moment in moments if moment.answer in ("none", "comfort", "rebuff")]
    signalled = [moment for moment in moments if moment.signal]
    prompted = [checkin for checkin in checkins if checkin.prompted]
    warm = _series(answered, lambda moment: 100.0 * (moment.answer == "comfort"))
    return [
        Measure("alarm_at_moments", "points", _series(moments, lambda moment: moment.alarm_before), share=False),
        Measure("alarm_at_checkins", "points", _series(prompted, lambda checkin: checkin.alarm), share=False),
        Measure("warm_answers", "of_100", warm, share=True),
        Measure("gap", "of_100", _series(filter(paired, answered), _gap), share=False),
        *(Measure(signal, "of_100", _series(signalled, _is(signal)), share=True) for signal in SIGNALS),
        Measure("security", "points", _series(checkins, security_of), share=False),
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


def _told_as(measure: Measure) -> Callable[[np.ndarray], tuple[float, float, float]]:
    return (lambda values: share_interval(values > 0)) if measure.share else mean_interval


def _followed(series: Series, interval: Callable[[np.ndarray], tuple[float, float, float]]) -> dict[str, Any]:
    by_month: defaultdict[str, list[float]] = defaultdict(list)
    for month, value in series:
        by_month[month].append(value)
    values = {month: np.array(found) for month, found in by_month.items()}
    months = [_month(month, values[month], interval) for month in sorted(values)]
    return {"months": months, "latest": _latest(values, interval)}


def _month(month: str, values: np.ndarray, interval: Callable) -> dict[str, Any]:
    enough = len(values) >= IN_A_MONTH
    mean, low, high = interval(values) if enough else (None, None, None)
    needed = max(IN_A_MONTH - len(values), 0)
    return {"month": month, "mean": mean, "low": low, "high": high, "count": len(values)} | {
        "enough": enough,
        "needed": needed,
    }


def _latest(values: dict[str, np.ndarray], interval: Callable) -> dict[str, Any]:
    """The last month with enough records against all before it."""
    told = [month for month in sorted(values) if len(values[month]) >= IN_A_MONTH]
    month = told[-1] if told else max(values)
    earlier = np.concatenate([values[name] for name in sorted(values) if name < month] or [np.empty(0)])
    needed = max(IN_A_MONTH - len(values[month]), 0) + max(BEFORE - len(earlier), 0)
    row = {"month": month, "difference": None, "low": None, "high": None}
    if not needed:
        middle, low, high = difference(interval(values[month]), interval(earlier))
        row |= {"difference": middle, "low": low, "high": high}
    return {**row, "count": len(values[month]), "before": len(earlier), "enough": not needed, "needed": needed}
