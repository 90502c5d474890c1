"""A moment comes back: what happened is added, and the earlier version stays in the history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bowlby.companion.pages.complete import completed_moment
from bowlby.diary.records import Diary, Moment, RecordError
from companion.visits import START, Visitor, create, fill, visitor

OPEN = Moment(id="b" * 32, at=START, trigger="no-reply", expected_warmth=25.0, practices=("naming",), note="mine")
LATER = START + timedelta(minutes=40)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        fill(client, Diary(moments=(OPEN,)))
        yield client


def completed(now: Any = LATER, **values: Any) -> Moment:
    return completed_moment(OPEN, {"practices": ["naming"], **values}, now)


def test_the_form_repeats_what_was_expected(writer: Visitor):
    page = writer.get(f"/moment/{OPEN.id}").text
    assert "Rather not" in page
    assert "mine" in page


def test_what_happened_is_kept_with_history(writer: Visitor):
    fields = {"answer": "comfort", "answer_when": "now", "alarm_after": "2", "practices": ["naming", "breathing"]}
    page = writer.submit(f"/moment/{OPEN.id}", fields)
    assert "Kept: what happened" in page.text
    assert "still open" not in page.text.lower()
    database = writer.session.database
    assert database
    moment = database.moment(OPEN.id)
    assert moment
    assert (moment.answer, moment.alarm_after, moment.practices) == ("comfort", 2.0, ("naming", "breathing"))
    assert moment.note == OPEN.note
    assert moment.at == OPEN.at
    (change,) = database.history(OPEN.id)
    assert change.earlier == OPEN


def test_an_unknown_moment_leads_back(writer: Visitor):
    assert writer.get("/moment/none").url.path == "/log"
    assert writer.submit("/moment/none", {"answer": "comfort"}).url.path == "/log"


def test_a_refusal_says_why_and_keeps_nothing(writer: Visitor):
    page = writer.submit(f"/moment/{OPEN.id}", {"answer": "comfort", "answer_when": "at"})
    assert page.status_code == 422
    assert "The time of the answer is not chosen yet" in page.text
    assert writer.session.database
    assert writer.session.database.moment(OPEN.id) == OPEN


def test_not_known_yet_keeps_it_open_but_takes_the_rating():
    moment = completed(answer="pending", alarm_after="4")
    assert (moment.answer, moment.answered_at, moment.alarm_after, moment.after_at) == ("pending", None, 4.0, LATER)


def test_no_answer_has_no_time():
    assert completed(answer="none", answer_when="now").answered_at is None


def test_an_answer_just_now():
    assert completed(answer="rebuff", answer_when="now").answered_at == LATER


def test_an_answer_at_another_time():
    moment = completed(answer="comfort", answer_when="at", answered_at="2026-03-02T08:10", answered_at_offset="0")
    assert moment.answered_at == START + timedelta(minutes=10)


def test_an_answer_whose_time_is_forgotten():
    assert completed(answer="comfort", answer_when="unknown").answered_at is None


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({}, "answer"),
        ({"answer": "perhaps", "answer_when": "now"}, "answer"),
        ({"answer": "comfort"}, "answered_at"),
        ({"answer": "comfort", "answer_when": "at", "answered_at": "2026-03-02T07:00"}, "answered_at"),
        ({"answer": "none", "alarm_after": "12"}, "alarm_after"),
    ],
)
def test_what_cannot_be_is_refused(values: dict[str, str], column: str):
    with pytest.raises(RecordError) as refusal:
        completed(answered_at_offset="0", **values)
    assert refusal.value.column == column


def test_practices_can_be_taken_away_and_added():
    moment = completed_moment(OPEN, {"answer": "pending", "practices_own": "a walk"}, LATER)
    assert moment.practices == ("a walk",)


def test_a_clock_set_back_does_not_put_the_rating_before_the_moment():
    assert completed(START - timedelta(hours=1), answer="pending", alarm_after="4").after_at == START
