"""Times ahead and copies are counted, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bowlby.diary.oddities import Odd, odd
from bowlby.diary.records import Care, Checkin, Diary, Moment

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOMENT = Moment(id="a", at=NOW, trigger="no-reply", alarm_before=6.0)
CHECKIN = Checkin(at=NOW, alarm=3.0)


def test_ordinary_records_are_not_odd():
    others = (replace(MOMENT, id="b", alarm_before=5.0), replace(MOMENT, id="c", at=NOW + timedelta(hours=20)))
    checkins = (CHECKIN, replace(CHECKIN, alarm=4.0), replace(CHECKIN, at=NOW - timedelta(days=900)))
    assert odd(Diary((MOMENT, *others), checkins), NOW) == Odd(0, 0)
    assert odd(Diary(), NOW) == Odd(0, 0)


def test_any_time_of_a_record_can_lie_ahead():
    year = timedelta(days=365)
    moments = (replace(MOMENT, at=NOW + year), replace(MOMENT, id="b", after_at=NOW + year, alarm_after=1.0))
    assert odd(Diary(moments, (replace(CHECKIN, at=NOW + year),), (Care(at=NOW + year),)), NOW).ahead == 4


def test_copies_are_counted_whatever_their_id():
    copies = (MOMENT, replace(MOMENT, id="b"), replace(MOMENT, id="c"))
    assert odd(Diary(copies, (CHECKIN, CHECKIN)), NOW) == Odd(0, 3)
