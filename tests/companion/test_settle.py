"""Settle: each practice from the first rating to the end; nothing is kept silently, and danger comes first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from httpx import Response

from bowlby.companion.guides import GUIDES
from bowlby.companion.pages.settle import breaths
from bowlby.companion.settling import SAFE_FOR_SECONDS, Run
from bowlby.companion.words import practice_evidence, practice_found
from bowlby.diary.records import Diary, Moment
from companion.visits import START, Visitor, create, fill, visitor

OPEN = Moment(id="c" * 32, at=START, trigger="no-reply", alarm_before=8.0, note="mine", alarm_after=6.0, after_at=START)
NEEDS_QUESTION = [name for name, guide in GUIDES.items() if guide.danger_first]


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        yield client


def moments(client: Visitor) -> tuple[Moment, ...]:
    assert client.session.database
    return client.session.database.moments()


def begun(client: Visitor, name: str, **fields: Any) -> Response:
    """The first step of a practice, the question about danger answered where it is asked."""
    if GUIDES[name].danger_first:
        client.submit(f"/settle/{name}/first", {"unsafe": "no"})
    return client.submit(f"/settle/{name}", {"alarm_before": "7", **fields})


def page_of(step: str, name: str) -> str:
    """The address of another page of the same run; an id may begin with any digit."""
    return f"{step.rsplit('/', 1)[0]}/{name}"


def walked(client: Visitor, name: str, **fields: Any) -> Response:
    """The last page of a practice, after every step of it."""
    page = begun(client, name, **fields)
    for _ in range(12):
        if page.url.path.endswith("/end"):
            return page
        page = client.submit(page.url.path, {"written": "private words", "do": "on"})
    raise AssertionError(f"{name} never ends")


def test_every_practice_is_listed_with_what_how_long_and_how_sure(writer: Visitor):
    page = writer.get("/settle").text
    for name, guide in GUIDES.items():
        assert f'href="/settle/{name}"' in page
        assert guide.what_for() in page
        assert guide.how_long() in page
        assert practice_evidence(name) in page
    assert "used" not in page


@pytest.mark.parametrize("name", GUIDES)
def test_a_practice_is_walked_and_kept_only_when_that_is_said(writer: Visitor, name: str):
    last = walked(writer, name)
    assert moments(writer) == ()
    page = writer.submit(last.url.path, {"do": "keep", "alarm_after": "4", "trigger": "no-smile"})
    assert page.url.path == "/settle"
    assert "Kept:" in page.text
    assert "used once" in page.text
    (moment,) = moments(writer)
    assert (moment.practices, moment.alarm_before, moment.trigger) == ((name,), 7.0, "no-smile")
    assert moment.note == ""


@pytest.mark.parametrize("name", GUIDES)
def test_nothing_is_left_behind_when_nothing_is_kept(writer: Visitor, name: str):
    last = walked(writer, name)
    page = writer.submit(last.url.path, {"do": "leave", "alarm_after": "4", "note": "keep"})
    assert "Nothing was kept" in page.text
    assert moments(writer) == ()
    assert writer.session.settling.runs == {}
    assert writer.session.database
    assert writer.session.database.documents() == {}


@pytest.mark.parametrize("name", GUIDES)
def test_a_practice_says_how_good_its_evidence_is(writer: Visitor, name: str):
    if GUIDES[name].danger_first:
        writer.submit(f"/settle/{name}/first", {"unsafe": "no"})
    page = writer.get(f"/settle/{name}").text.replace("&#39;", "'")
    assert practice_found(name) in page
    assert page.count("<li>") >= len(GUIDES[name].sources)


@pytest.mark.parametrize("name", NEEDS_QUESTION)
def test_danger_cannot_be_skipped_by_address(writer: Visitor, name: str):
    question = f"/settle/{name}/first"
    assert writer.get(f"/settle/{name}").url.path == question
    assert writer.submit(f"/settle/{name}", {"alarm_before": "5"}).url.path == question
    assert writer.get(f"/settle/{name}/{'0' * 24}/1").url.path == question
    assert writer.submit(f"/settle/{name}/{'0' * 24}/1", {"do": "on"}).url.path == question
    assert writer.session.settling.runs == {}
    assert writer.submit(question, {}).url.path == question
    assert writer.submit(question, {"unsafe": "perhaps"}).url.path == question
    assert writer.submit(question, {"unsafe": "no"}).url.path == f"/settle/{name}"


@pytest.mark.parametrize("name", NEEDS_QUESTION)
def test_yes_leads_to_help_and_opens_nothing(writer: Visitor, name: str):
    page = writer.submit(f"/settle/{name}/first", {"unsafe": "yes"})
    assert page.url.path == "/help"
    assert writer.get(f"/settle/{name}").url.path == f"/settle/{name}/first"


def test_the_answer_is_for_one_exercise_and_one_time(writer: Visitor):
    begun(writer, "re-reading")
    assert writer.get("/settle/outside-view").url.path == "/settle/outside-view/first"
    assert writer.get("/settle/re-reading").url.path == "/settle/re-reading/first"
    writer.submit("/settle/re-reading/first", {"unsafe": "no"})
    writer.session.settling.safe_since["re-reading"] -= SAFE_FOR_SECONDS + 1
    assert writer.get("/settle/re-reading").url.path == "/settle/re-reading/first"


def test_a_yes_later_ends_an_exercise_under_way(writer: Visitor):
    step = begun(writer, "re-reading").url.path
    writer.submit("/settle/outside-view/first", {"unsafe": "yes"})
    assert writer.get(step).url.path == "/settle/re-reading/first"


def test_an_answer_of_one_practice_opens_no_run_of_another(writer: Visitor):
    step = begun(writer, "breathing").url.path
    assert writer.get(step.replace("breathing", "re-reading")).url.path == "/settle/re-reading/first"


def test_an_open_moment_gains_the_practice_and_the_later_rating(writer: Visitor):
    fill(writer, Diary(moments=(OPEN,)))
    assert "No reply yet" in writer.get(f"/settle?moment={OPEN.id}").text
    last = walked(writer, "naming", moment=OPEN.id)
    assert "takes the place" in last.text
    writer.submit(last.url.path, {"do": "keep", "alarm_after": "3"})
    (moment,) = moments(writer)
    assert (moment.alarm_before, moment.alarm_after, moment.practices) == (8.0, 3.0, ("naming",))
    assert (moment.note, moment.answer) == ("mine", "pending")
    assert writer.session.database
    (change,) = writer.session.database.history(OPEN.id)
    assert change.earlier == OPEN


def test_what_was_written_is_kept_when_that_is_ticked(writer: Visitor):
    last = walked(writer, "self-compassion")
    assert "private words" in last.text
    writer.submit(last.url.path, {"do": "keep", "trigger": "+nothing", "note": "keep"})
    (moment,) = moments(writer)
    assert "private words" in moment.note
    assert moment.trigger == ""


def test_a_moment_needs_a_word_on_what_came_before(writer: Visitor):
    last = walked(writer, "breathing")
    page = writer.submit(last.url.path, {"do": "keep", "alarm_after": "4"})
    assert page.status_code == 422
    assert "What came before is not chosen yet" in page.text
    assert moments(writer) == ()


def test_a_wrong_rating_is_refused_and_nothing_kept(writer: Visitor):
    last = walked(writer, "breathing")
    page = writer.submit(last.url.path, {"do": "keep", "alarm_after": "99", "trigger": "no-smile"})
    assert page.status_code == 422
    assert moments(writer) == ()


def test_an_experiment_comes_back_later(writer: Visitor):
    begin = begun(writer, "reassurance-experiment").url.path
    for number, fields in ((2, {"figure": "+own", "figure_own": "Aunt"}), (3, {"expected_warmth": "25"})):
        writer.submit(page_of(begin, f"{number}"), fields | {"do": "on"})
    assert "A warm answer seems: <strong>Rather not</strong>" in writer.get(page_of(begin, "end")).text
    writer.submit(page_of(begin, "end"), {"do": "keep", "trigger": "own-mistake"})
    (moment,) = moments(writer)
    assert (moment.figure, moment.expected_warmth, moment.answer) == ("Aunt", 25.0, "pending")
    assert "Rather not" in writer.get(f"/moment/{moment.id}").text


def test_a_talk_becomes_a_note_and_nothing_is_stored(writer: Visitor):
    last = walked(writer, "prepared-talk").url.path
    note = writer.get(last.replace("/end", "/note")).text
    assert note.count("private words") == 5
    assert "data-print" in note
    assert moments(writer) == ()
    assert writer.get(walked(writer, "naming").url.path.replace("/end", "/note")).url.path == "/settle"


def test_a_series_counts_its_sessions_without_a_calendar(writer: Visitor):
    assert "0 of 7 sessions" in writer.get("/settle/mindfulness").text
    last = walked(writer, "mindfulness", session="sounds")
    assert "Sounds come and go" in last.text
    writer.submit(last.url.path, {"do": "keep", "trigger": "+nothing"})
    page = writer.get("/settle/mindfulness").text
    assert "1 of 7 sessions" in page
    assert "done once" in page
    assert 'value="arriving" checked' in page


def test_locking_forgets_what_was_under_way(writer: Visitor):
    step = walked(writer, "self-compassion").url.path
    writer.session.lock()
    assert writer.session.settling.runs == {}
    assert writer.get(step).url.path == "/"


@pytest.mark.parametrize("path", ["/settle/none", "/settle/none/first", "/settle/none/x/1", "/settle/breathing/x/end"])
def test_an_unknown_address_leads_back(writer: Visitor, path: str):
    assert writer.get(path).url.path == "/settle"
    assert writer.submit(path).url.path == "/settle"


def test_a_step_out_of_range_leads_to_the_end(writer: Visitor):
    step = begun(writer, "naming").url.path
    assert writer.get(page_of(step, "99")).url.path.endswith("/end")
    assert writer.submit(step, {"do": "back"}).url.path == step


@pytest.mark.parametrize(("pace", "minutes", "expected"), [("4-6", 5, 30), ("3-5", 8, 60), ("5-5", 6, 36)])
def test_breaths_fill_the_minutes(pace: str, minutes: int, expected: int):
    assert breaths(Run(id="r", guide="breathing", started_at=START, pace=pace, minutes=minutes)) == expected


def test_a_made_up_pace_is_none(writer: Visitor):
    page = begun(writer, "breathing", pace="0-0", minutes="1")
    page = writer.submit(page.url.path, {"do": "on"})
    assert 'data-in="4" data-out="6" data-minutes="5"' in page.text


def test_what_was_kept_can_be_taken_back(writer: Visitor):
    last = walked(writer, "naming")
    page = writer.submit(last.url.path, {"do": "keep", "trigger": "+nothing"})
    writer.submit("/undo", undo_of(page))
    assert moments(writer) == ()
    fill(writer, Diary(moments=(OPEN,)))
    last = walked(writer, "naming", moment=OPEN.id)
    page = writer.submit(last.url.path, {"do": "keep", "alarm_after": "3"})
    assert moments(writer) != (OPEN,)
    writer.submit("/undo", undo_of(page))
    assert moments(writer) == (OPEN,)


def undo_of(page: Response) -> dict[str, str]:
    """The fields of the form that takes back what was just done."""
    form = page.text[page.text.index('action="/undo"') :].split("</form>", 1)[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def test_a_moment_that_comes_back_offers_to_settle_first(writer: Visitor):
    odd = replace(OPEN, id="an id, with ümlaut & more")
    fill(writer, Diary(moments=(odd,)))
    page = writer.get(f"/moment/{quote(odd.id)}").text
    (link,) = re.findall(r'href="(/settle\?moment=[^"]*)"', page)
    listed = writer.get(unescape(link)).text
    (begin,) = re.findall(r'href="(/settle/re-reading\?moment=[^"]*)"', listed)
    question = writer.get(unescape(begin))
    assert question.url.path == "/settle/re-reading/first"
    begin_page = writer.submit("/settle/re-reading/first", {"unsafe": "no", "moment": odd.id})
    assert f'value="{escape(odd.id)}" checked' in begin_page.text
