"""What forms send and what is said back."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.datastructures import FormData

from bowlby.companion import forms
from bowlby.companion.session import Session
from bowlby.companion.times import ClockChangeError
from bowlby.diary.records import Checkin, Diary, Moment, RecordError
from companion.visits import PASSPHRASE, START, create, fill, visitor


def test_a_form_is_read_with_all_its_practices():
    values = forms.values_of(FormData([("practices", "breathing"), ("practices", "naming"), ("note", "x")]))
    assert values == {"practices": ["breathing", "naming"], "note": "x"}
    assert forms.chosen_practices(values | {"practices_own": " naming; a walk ;"}) == "breathing;naming;a walk"


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"trigger": "no-reply"}, "no-reply"),
        ({"trigger": "+nothing"}, ""),
        ({}, ""),
        ({"trigger": "+own", "trigger_own": " rain "}, "rain"),
        ({"trigger": "+own"}, ""),
    ],
)
def test_a_choice_of_chips(values: dict[str, str], kept: str):
    assert forms.chosen(values, "trigger") == kept


def test_moments_and_check_ins_in_a_few_words():
    moment = Moment(id="a", at=START, trigger="no-reply", figure="Kim", alarm_before=7.5, note="never shown here")
    assert forms.summary(moment) == "No reply yet · Kim · alarm 7.5"
    assert forms.line_of(moment)["id"] == "a"
    assert forms.checkin_summary(Checkin(at=START, alarm=2.0)) == "Check-in · alarm 2"
    assert forms.checkin_summary(Checkin(at=START)) == "Check-in"


def test_what_is_wrong_is_a_sentence():
    assert forms.complaint(RecordError("alarm", "is missing")) == "The alarm is missing."
    assert forms.troubles(None)["error"] == ""
    shown = forms.troubles(ClockChangeError("at", (START, START)))
    assert shown["error_field"] == "at"
    assert [fold["value"] for fold in shown["folds"]] == ["first", "second"]


def test_an_id_is_taken_or_made():
    assert forms.new_id("a" * 32) == "a" * 32
    assert forms.new_id("../x") != "../x"


def test_a_draft_goes_back_to_its_page_once(tmp_path: Path):
    session = Session(folder=tmp_path, port=1)
    assert forms.draft_path(session) == ""
    forms.keep_draft(session, "/check-in", {"alarm": "3"})
    assert forms.taken_draft(session, "/log") == {}
    assert forms.draft_path(session) == "/check-in"
    assert forms.taken_draft(session, "/check-in") == {"alarm": "3"}
    assert forms.taken_draft(session, "/check-in") == {}


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/check-in", {"alarm": "11", "at": "2026-03-05T18:30"}),
        ("/moment/m1", {"answer": "comfort", "practices_own": "a long walk"}),
        ("/records/moment/m1", {"do": "change", "trigger": "no-reply", "note": "a careful note"}),
    ],
)
def test_what_was_written_survives_a_lock_on_every_form(tmp_path: Path, path: str, fields: dict[str, str]):
    with visitor(tmp_path / "diary") as client:
        create(client)
        fill(client, Diary(moments=(Moment(id="m1", at=START),)))
        client.session.last_sign -= 10_000
        assert "What you wrote is still here" in client.submit(path, fields).text
        page = client.submit("/unlock", {"passphrase": PASSPHRASE})
        assert page.url.path == path
        assert "It is not kept yet" in page.text
        assert list(fields.values())[-1] in page.text
        assert client.get("/log").url.path == "/log"
