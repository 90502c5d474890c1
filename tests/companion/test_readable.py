"""The page to read holds every record in words, and nothing that a browser would run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from bowlby.companion.readable import days, readable_page
from bowlby.diary.records import Care, Checkin, Diary, Moment

AT = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=1)))
DIARY = Diary(
    moments=(
        Moment(
            id="m1", at=AT, trigger="no-reply", figure="<b>Kim</b>", alarm_before=6.5, signal="plea", note="two\nlines"
        ),
        Moment(id="m2", at=AT - timedelta(hours=1), practices=("breathing",), answered_at=AT + timedelta(days=1)),
    ),
    checkins=(Checkin(at=AT + timedelta(hours=1), alarm=2.0, felt_close=7.0),),
    care=(Care(at=AT, my_answer="comfort", minutes=5.0),),
)


def test_records_stand_by_day_in_the_order_of_their_clock():
    first, second = days(DIARY)
    assert [entry.heading for entry in first.entries] == [
        *("Nothing in particular", "No reply yet", "From the parent’s log"),
    ]
    assert [entry.heading for entry in second.entries] == ["Check-in"]
    assert ("I felt close to someone.", "7") in second.entries[0].facts


def test_the_page_is_escaped_and_warns_and_runs_nothing():
    page = readable_page(DIARY, datetime(2026, 3, 2, tzinfo=UTC)).decode()
    assert "&lt;b&gt;Kim&lt;/b&gt;" in page
    assert "<b>Kim" not in page
    assert "two\nlines" in page
    assert "not encrypted" in page
    assert "It holds 4 records." in page
    assert "<script" not in page
    assert "http" not in page
    assert "There are no records" in readable_page(Diary(), AT).decode()
