"""Month by month: counts as they are, silence below the thresholds, few false alarms, and real change found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest

from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.inference.change import BEFORE, IN_A_MONTH, change_of, change_of_points, security_of
from inference.test_series import carried_over

JANUARY = datetime(2026, 1, 1, tzinfo=UTC)


def rated(alarms: Iterable[float], every: timedelta = timedelta(hours=8), **fields: Any) -> Diary:
    """Moments from January on with these alarms."""
    return Diary(
        tuple(
            Moment(id=f"{n:04}", at=JANUARY + n * every, alarm_before=float(alarm), answer="", **fields)
            for n, alarm in enumerate(alarms)
        )
    )


def row(diary: Diary, what: str = "alarm_at_moments") -> dict[str, Any]:
    return next(one for one in change_of(diary) if one["what"] == what)


def test_months_are_told_from_so_many_on():
    found = row(rated([3.0] * 93 + [6.0] * (IN_A_MONTH - 1)))
    assert [(month["month"], month["count"], month["enough"]) for month in found["months"]] == [
        ("2026-01", 93, True),
        ("2026-02", IN_A_MONTH - 1, False),
    ]
    assert found["months"][0]["mean"] == 3.0
    assert (found["months"][1]["mean"], found["months"][1]["needed"]) == (None, 1)


def test_the_latest_month_that_can_be_told_is_held_against_all_before():
    found = row(rated([3.0, 4.0] * 46 + [3.0] + [6.0, 7.0] * 42 + [9.0]))["latest"]
    assert (found["month"], found["count"], found["before"], found["enough"]) == ("2026-02", 84, 93, True)
    assert found["difference"] == pytest.approx(3.0, abs=0.05)
    assert 0 < found["low"] < found["difference"] < found["high"]


def test_without_enough_before_there_is_no_difference():
    start = JANUARY.replace(day=31) - timedelta(days=5)
    few = Diary(
        tuple(
            Moment(id=f"{n:03}", at=start + n * timedelta(hours=8), alarm_before=3.0)
            for n in range(BEFORE - 1 + IN_A_MONTH)
        )
    )
    found = row(few)["latest"]
    assert (found["difference"], found["low"], found["high"], found["enough"]) == (None, None, None, False)
    assert found["needed"] > 0


@pytest.mark.parametrize(("january", "february"), [(15, 10), (9, 2), (12, 4), (25, 3), (1, 0), (0, 30)])
def test_so_many_more_are_enough(january: int, february: int):
    """What is missing can be added: this month as far as it goes towards what comes before, then the next."""
    hour = timedelta(hours=1)

    def of(times: Iterable[tuple[int, int]]) -> Diary:
        at = [JANUARY.replace(month=month) + n * hour for month, count in times for n in range(count)]
        return Diary(tuple(Moment(id=f"{n:04}", at=each, alarm_before=float(n % 4)) for n, each in enumerate(at)))

    needed = row(of([(1, january), (2, february)]))["latest"]["needed"]
    assert needed > 0
    here = needed - IN_A_MONTH if january < BEFORE else needed
    later = of([(1, january), (2, february + here), (3, needed - here)])
    assert row(later)["latest"]["enough"]
    fewer = of([(1, january), (2, february + here), (3, max(needed - here - 1, 0))])
    assert not row(fewer)["latest"]["enough"] or needed == here


@pytest.mark.parametrize("share", [0.05, 0.2, 1.0])
@pytest.mark.parametrize("before", [20, 200])
def test_ratings_that_are_mostly_nought_make_no_false_change(share: float, before: int):
    """Ten values that happen to be alike are not sure of their month."""
    chance = np.random.default_rng(20260304)

    def ratings(month: int, count: int) -> list[tuple[str, float]]:
        values = np.where(chance.random(count) < share, chance.integers(1, 6, count), 0)
        return [(f"2026-{month:02}", float(value)) for value in values]

    told = [change_of_points("any", ratings(1, before) + ratings(2, 10))["latest"] for _ in range(300)]
    clear = np.mean([not one["low"] <= 0 <= one["high"] for one in told])
    assert clear < 0.1 + 2 * np.sqrt(0.09 / 300)


def test_means_and_their_intervals_stay_on_the_scale():
    ratings = [0.0] * 7 + [3.0, 5.0, 6.0]
    for values in (ratings, [10 - value for value in ratings]):
        (month,) = change_of_points("any", [("2026-01", value) for value in values])["months"]
        assert 0 <= month["low"] < month["mean"] < month["high"] <= 10


def test_each_thing_is_counted_where_it_was_recorded():
    moments = tuple(
        Moment(id=f"{n}", at=JANUARY + timedelta(hours=n), signal=signal, answer=answer, expected_warmth=40.0)
        for n, (signal, answer) in enumerate([("reach", "comfort"), ("plea", "none"), ("reach", "comfort")] * 4)
    )
    checkins = (
        *(Checkin(at=JANUARY + timedelta(hours=n), alarm=2.0, prompted=True) for n in range(12)),
        *(Checkin(at=JANUARY + timedelta(hours=n), alarm=9.0, felt_close=4.0, felt_sure=6.0) for n in range(12)),
    )
    told = {one["what"]: one["months"][0]["mean"] for one in change_of(Diary(moments, checkins))}
    assert told == pytest.approx(
        {
            "alarm_at_checkins": 2.0,
            "warm_answers": 200 / 3,
            "gap": 40 - 200 / 3,
            "hold": 0.0,
            "reach": 200 / 3,
            "plea": 100 / 3,
            "protest": 0.0,
            "security": 5.0,
        }
    )


def test_one_item_of_three_is_no_measure_of_security():
    assert security_of(Checkin(at=JANUARY, felt_close=9.0)) is None
    assert security_of(Checkin(at=JANUARY, felt_close=9.0, felt_free=3.0)) == 6.0


def test_a_month_is_that_of_the_clock_it_was_written_by():
    late = datetime(2026, 1, 31, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert row(Diary((Moment(id="a", at=late, alarm_before=1.0),)))["months"][0]["month"] == "2026-01"


def test_an_empty_diary_tells_nothing():
    assert change_of(Diary()) == []


def called(alarms: np.ndarray) -> bool:
    """Whether a series of ratings is called changed."""
    found = row(rated(alarms))["latest"]
    return not found["low"] <= 0 <= found["high"]


def test_where_nothing_changed_one_in_ten_is_called_changed_or_little_more():
    chance = np.random.default_rng(7)
    alarms = [3 + carried_over(chance, 270, 0.5) for _ in range(300)]
    assert np.mean([called(one) for one in alarms]) < 0.10 + 2 * np.sqrt(0.1 * 0.9 / 300)


def test_a_change_of_a_point_and_a_half_is_found():
    chance = np.random.default_rng(8)
    alarms = [3 + carried_over(chance, 270, 0.5) + 1.5 * (np.arange(270) >= 177) for _ in range(60)]
    assert np.mean([called(one) for one in alarms]) > 0.9
