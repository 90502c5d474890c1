"""Check in: the alarm now, and if wished the three security items."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from bowlby.companion.pages.checkin import checkin_from_form
from bowlby.companion.reminders import Plan, keep_plan
from bowlby.diary.records import RecordError
from companion.visits import Visitor, create, visitor


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        yield client


def test_a_check_in_is_kept(writer: Visitor):
    page = writer.submit("/check-in", {"alarm": "3", "felt_close": "8", "at_offset": "60"})
    assert "Kept: alarm 3 just now." in page.text
    assert writer.session.database
    (checkin,) = writer.session.database.checkins()
    assert (checkin.alarm, checkin.felt_close, checkin.felt_sure, checkin.prompted) == (3.0, 8.0, None, False)
    assert checkin.at.isoformat().endswith("+01:00")


@pytest.mark.parametrize(("fields", "words"), [({}, "is not chosen yet"), ({"alarm": "11"}, "is outside 0 to 10")])
def test_a_refusal_says_why(writer: Visitor, fields: dict[str, str], words: str):
    page = writer.submit("/check-in", fields)
    assert page.status_code == 422
    assert words in page.text
    assert writer.session.database
    assert writer.session.database.checkins() == ()


def test_the_items_are_asked_in_our_words(writer: Visitor):
    page = writer.get("/check-in").text
    assert "I felt close to someone." in page
    assert page.count('type="radio"') == 44
    assert "This answers the reminder" not in page


NOW = datetime.fromisoformat("2026-03-05T21:00:00+01:00")
ASKED = NOW - timedelta(minutes=20)


def test_prompted_only_when_it_answers_what_was_asked():
    def prompted(open_time: datetime | None, **values: str) -> bool:
        return checkin_from_form({"alarm": "3", **values}, open_time, NOW).prompted

    assert prompted(ASKED, asked=ASKED.isoformat())
    assert not prompted(ASKED)
    assert not prompted(None, asked=ASKED.isoformat())
    assert not prompted(ASKED, asked=NOW.isoformat())
    assert not prompted(ASKED, asked=ASKED.isoformat(), at="2026-03-05T20:00", at_offset="60")


def test_another_time_than_now():
    one = checkin_from_form({"alarm": "3", "at": "2026-03-05T18:30", "at_offset": "60"}, None, NOW)
    assert one.at.isoformat() == "2026-03-05T18:30:00+01:00"
    with pytest.raises(RecordError, match="later than now"):
        checkin_from_form({"alarm": "3", "at": "2026-03-06T18:30", "at_offset": "60"}, None, NOW)


def test_a_reminder_is_answered_once(writer: Visitor):
    assert writer.session.database
    now = datetime.now().astimezone()
    asked = now.replace(second=0, microsecond=0)
    keep_plan(writer.session.database, Plan(times=(asked.time(),)))
    page = writer.get("/waiting")
    assert f"/check-in?asked={quote(asked.isoformat())}" in page.text
    form = writer.get("/check-in", params={"asked": asked.isoformat()})
    assert f'value="{asked.isoformat()}" checked' in form.text
    assert f'value="{asked.isoformat()}" checked' not in writer.get("/check-in").text
    writer.submit("/check-in", {"alarm": "2", "asked": asked.isoformat()})
    assert [one.prompted for one in writer.session.database.checkins()] == [True]
    assert "This answers the reminder" not in writer.get("/check-in").text
