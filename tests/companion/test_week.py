"""The weekly page: counts of the week, what all notes say, no conclusion from one week, no streaks and no scolding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.companion import week
from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.errors import BowlbyError
from companion.test_reading import FORBIDDEN
from companion.visits import START, Visitor, create, fill, made_up_result, too_little_result, visitor

NAME = "2026-W10"
STREAKS = re.compile(r"\b(streak|in a row|keep it up|well done|goal|missed|only \d|should)\b", re.IGNORECASE)


def moments() -> tuple[Moment, ...]:
    """Six moments from Monday on: triggers, practices, expectations and answers."""
    return tuple(
        Moment(
            id=f"{n:032x}",
            at=START + timedelta(hours=20 * n),
            trigger=("no-reply", "")[n % 2],
            alarm_before=float(4 + n),
            expected_warmth=40.0,
            answer=("comfort", "none", "pending")[n % 3],
            alarm_after=float(3 + n) if n < 2 else None,
            after_at=START + timedelta(hours=20 * n + 1) if n < 2 else None,
            practices=("breathing",) if n < 3 else (),
        )
        for n in range(6)
    )


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        fill(client, Diary(moments(), (Checkin(at=START, alarm=2.0),)))
        yield client


def text(client: Visitor, path: str) -> str:
    page = client.get(path).text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")]))


def test_the_week_is_counted():
    told = week.told(moments(), (Checkin(at=START, alarm=2.0),))
    assert told.happened == (
        "You wrote down 6 moments and 1 check-in.",
        "Of 2 moments it is still open what came back.",
        "At moments the alarm lay between 4 and 9, its middle at 6.5 (6 ratings).",
    )
    assert told.before == ("No reply yet: 3 times", "Nothing in particular: 3 times")
    assert told.settled == (
        "Slow breathing: 3 times",
        "In 2 moments you rated the alarm again; it was lower then in 2.",
    )
    assert told.expected == (
        "In 4 moments you said how likely warmth seemed, and know what came: it seemed 40 % likely on average, "
        "and came in 2.",
    )


def test_the_page_shows_it(writer: Visitor):
    page = text(writer, f"/week/{NAME}")
    assert "2 Mar to 8 Mar 2026" in page
    assert "You wrote down 6 moments and 1 check-in." in page
    assert "What changed since" not in page


def test_what_all_notes_say_stands_beside_it_when_it_is_clear(writer: Visitor):
    database = writer.session.database
    assert database
    database.save_fit(database.fingerprint(), made_up_result(), {})
    page = text(writer, f"/week/{NAME}")
    assert "a higher alarm tends to come after: No reply yet and They want some space." in page
    assert "the alarm tends to settle after: A warm answer and Slow breathing." in page
    assert "The alarm at moments you wrote down: In April 2026 it was lower than before" in page
    assert "is about the diary as it stands" in page
    database.log(Checkin(at=START, alarm=1.0))
    assert "is from before your latest ones" in text(writer, f"/week/{NAME}")


def test_without_enough_nothing_is_said_over_all_notes(writer: Visitor):
    database = writer.session.database
    assert database
    database.save_fit(database.fingerprint(), too_little_result(), {})
    page = text(writer, f"/week/{NAME}")
    assert "Over all your notes" not in page
    assert "Nothing that can be told apart from chance so far." in page


def test_an_empty_week_scolds_nobody(writer: Visitor):
    page = text(writer, "/week/2026-W20")
    assert "Nothing was written down in this week, and that is fine." in page
    for path in ("/week", "/week/2026-W20", f"/week/{NAME}"):
        page = text(writer, path)
        assert not STREAKS.search(page), path
        assert not FORBIDDEN.search(page.replace("Help", "")), path


def test_an_empty_week_leads_to_the_latest_with_notes(writer: Visitor):
    database = writer.session.database
    assert database
    latest = week.latest(database)
    assert latest
    assert f'href="/week/{latest.name}"' in writer.get("/week").text
    before = latest.shifted(-60)
    assert "latest week" not in writer.get(f"/week/{before.name}").text


def test_a_note_is_kept_and_can_be_removed(writer: Visitor):
    page = writer.submit(f"/week/{NAME}", {"note": "  The walk <b>helped</b>  "}).text
    assert "The walk &lt;b&gt;helped&lt;/b&gt;" in page
    writer.submit(f"/week/{NAME}", {"note": " "})
    assert "The walk" not in writer.get(f"/week/{NAME}").text


def test_a_note_that_is_too_long_is_refused(writer: Visitor):
    answer = writer.submit(f"/week/{NAME}", {"note": "x" * 2001})
    assert answer.status_code == 422
    assert "longer than 2000 characters" in answer.text


@pytest.mark.parametrize("name", ["2026-W54", "2026-W00", "2026-10", "x", "2026-W1"])
def test_a_week_that_is_none_is_refused(writer: Visitor, name: str):
    answer = writer.get(f"/week/{name}")
    assert answer.status_code == 422
    assert "there is no such week" in answer.text.lower()


def test_a_record_belongs_to_the_week_of_its_own_clock(writer: Visitor):
    far = timezone(timedelta(hours=14))
    monday_there = datetime(2026, 3, 9, 1, tzinfo=far)  # still Sunday in UTC
    fill(
        writer,
        Diary(checkins=(Checkin(at=monday_there, alarm=1.0), Checkin(at=monday_there.astimezone(UTC), alarm=2.0))),
    )
    assert "0 moments and 1 check-in" in text(writer, "/week/2026-W11")
    assert "6 moments and 2 check-ins" in text(writer, f"/week/{NAME}")


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_week_has_a_name_and_a_name_has_a_week(day: date):
    one = week.of_day(day)
    assert one.monday.weekday() == 0
    assert one.monday <= day < one.monday + timedelta(days=7)
    assert week.named(one.name) == one
    assert week.named(one.shifted(-1).name).shifted(1) == one


def test_a_wrong_name_is_refused_in_one_line():
    with pytest.raises(BowlbyError, match="no such week"):
        week.named("2026-W99")
