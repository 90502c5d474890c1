"""The first fit on other scales, at the ends of the scale, and on times that lie close together or far apart."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from bowlby.diary.records import Diary
from bowlby.inference.fit import fit_diary
from inference.diaries import checkin, kept_diary, moment
from inference.test_fit import EIGHT_AND_SEVEN, row, whole


def rescaled(records: Diary, change) -> Diary:
    """The same diary with every rating of the alarm changed."""
    return Diary(
        tuple(
            replace(one, alarm_before=change(one.alarm_before), alarm_after=change(one.alarm_after))
            for one in records.moments
        ),
        tuple(replace(one, alarm=change(one.alarm)) for one in records.checkins),
    )


def test_a_slider_from_0_to_100_divided_by_ten_is_as_good():
    chance = random.Random(8)
    records = rescaled(kept_diary(1, EIGHT_AND_SEVEN), lambda value: round(value + chance.uniform(-0.5, 0.5), 1))
    records = rescaled(records, lambda value: min(max(value, 0.0), 10.0))
    result = fit_diary(records)
    assert result["diagnostics"]["converged"]
    cool, other = row(result, "triggers", "cool"), row(whole(), "triggers", "cool")
    assert cool["effect"] == pytest.approx(other["effect"], abs=0.5)
    assert cool["low"] > 0


def extreme(value: float, other: float) -> Diary:
    """All ratings at one value but one."""
    records = rescaled(kept_diary(7, EIGHT_AND_SEVEN), lambda _: value)
    return replace(records, checkins=(replace(records.checkins[0], alarm=other), *records.checkins[1:]))


@pytest.mark.parametrize(
    "records",
    [
        extreme(10.0, 9.0),
        extreme(0.0, 1.0),
        extreme(5.0, 6.0),
        rescaled(kept_diary(8, EIGHT_AND_SEVEN), lambda value: 10.0 * (value > 3)),
    ],
    ids=["all 10 but a 9", "all 0 but a 1", "all 5 but a 6", "only 0 and 10"],
)
def test_an_extreme_diary_is_fitted_or_said_not_to_be(records: Diary):
    result = fit_diary(records)
    json.dumps(result, allow_nan=False)
    assert result["diagnostics"]["converged"] or row(result, "triggers", "cool")["effect"] is None
    for one in (*result["triggers"], *result["settles"]):
        if one["enough"]:
            assert one["low"] < one["effect"] < one["high"]


def spaced(minutes: int) -> Diary:
    """A diary with its moments so far apart, a later rating in the middle between two of them."""
    records = kept_diary(9, EIGHT_AND_SEVEN)
    moments = (
        replace(
            moment(number, minutes * number, later=minutes / 2),
            trigger=one.trigger,
            alarm_before=one.alarm_before,
            alarm_after=one.alarm_after,
        )
        for number, one in enumerate(records.moments)
    )
    checkins = (checkin(minutes * (number + 0.7), one.alarm) for number, one in enumerate(records.checkins))
    return Diary(tuple(moments), tuple(checkins))


def test_a_diary_of_one_hour_is_fitted():
    assert fit_diary(spaced(1))["diagnostics"]["converged"]


def test_ratings_days_apart_do_not_tell_a_half_life():
    result = fit_diary(spaced(3000))
    assert result["diagnostics"]["converged"]
    assert result["half_life_minutes"]["identified"] is False
    assert result["half_life_minutes"]["reason"] == "too-uncertain"
    assert result["recovery"] == []


def test_more_records_narrow_the_interval():
    seldom, often = (row(fit_diary(kept_diary(10, ("cool",) * times)), "triggers", "cool") for times in (8, 20))
    assert (seldom["count"], often["count"]) == (8, 20)
    assert often["high"] - often["low"] < seldom["high"] - seldom["low"]
