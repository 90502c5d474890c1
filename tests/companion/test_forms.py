"""What forms send and what is said back."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from bowlby.companion import forms
from bowlby.companion.times import ClockChangeError
from bowlby.diary.records import Checkin, Moment, RecordError
from companion.visits import START


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
