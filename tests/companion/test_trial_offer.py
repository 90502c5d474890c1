"""A trial is offered only where it makes sense; what it may expect comes from the notes, or from careful numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bowlby.companion.trial_offer import (
    LEAST_RATINGS,
    USUAL_CORRELATION,
    USUAL_SPREAD,
    expected,
    offer,
    records_before,
)
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Checkin, Diary, Moment
from companion.tried import NOW, busy


def test_enough_moments_and_days_make_it_sensible():
    diary = busy()
    found = offer(diary.moments, diary.checkins)
    assert (found.by_moment, found.by_day, bool(found)) == (True, True, True)
    assert found.moments_a_week == pytest.approx(30 / 4)


def test_quiet_weeks_do_not():
    assert not offer((), ())
    low = busy(alarm=1.0, days=9)
    assert not offer(low.moments, low.checkins)


def test_only_the_last_four_weeks_count(tmp_path):
    diary = busy(moments=60)
    with DiaryDatabase.open(tmp_path / "diary", bytes(32)) as database:
        database.add(diary)
        moments, checkins = records_before(database, NOW)
    assert all(NOW - timedelta(days=28) <= one.at < NOW for one in (*moments, *checkins))
    assert 30 < len(moments) < 40


def test_spread_and_resemblance_are_those_of_the_notes():
    alternating = Diary(
        tuple(
            Moment(
                id=f"{n}", at=NOW + timedelta(hours=n), alarm_before=5.0, alarm_after=2.0 + 2 * (n % 2), after_at=NOW
            )
            for n in range(LEAST_RATINGS)
        )
    )
    found = expected("moment", alternating.moments, (), 4.0)
    assert found.spread == pytest.approx(1.026, abs=0.01)
    assert (found.correlation, found.ratings) == (0.0, LEAST_RATINGS)
    assert expected("moment", alternating.moments, (), 6.0).ratings == 0
    slow = [Checkin(at=NOW + timedelta(days=n), alarm=float(n // 5)) for n in range(20)]
    assert expected("day", (), slow).correlation > 0.7


@pytest.mark.parametrize("count", [0, 5])
def test_too_few_or_all_the_same_take_the_usual_numbers(count: int):
    same = [Checkin(at=NOW + timedelta(days=n), alarm=3.0) for n in range(3 * count)]
    for unit in ("moment", "day"):
        assert expected(unit, (), same) == (USUAL_SPREAD, USUAL_CORRELATION, 0) or expected(unit, (), same).ratings == 0
