"""Records and their texts are two sides of the same thing, and whatever breaks a rule is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.diary.records import (
    CARE_COLUMNS,
    CHECKIN_COLUMNS,
    MOMENT_COLUMNS,
    OPTIONAL_MOMENT_COLUMNS,
    Care,
    Checkin,
    Moment,
    RecordError,
    care_from_fields,
    checkin_from_fields,
    fields_of,
    moment_from_fields,
)
from diary.outcome import is_readable, outcome
from diary.strategies import care, checkins, moments

AT = "2026-03-01T18:30:00+01:00"


@given(moments())
def test_a_moment_survives_its_texts(moment: Moment):
    back = moment_from_fields(fields_of(moment))
    assert back == moment
    assert back.at.isoformat() == moment.at.isoformat()


@given(checkins)
def test_a_checkin_survives_its_texts(checkin: Checkin):
    assert checkin_from_fields(fields_of(checkin)) == checkin


@given(care)
def test_an_entry_of_care_survives_its_texts(entry: Care):
    assert care_from_fields(fields_of(entry)) == entry


@given(st.dictionaries(st.sampled_from((*MOMENT_COLUMNS, *OPTIONAL_MOMENT_COLUMNS)), st.text()))
def test_any_texts_give_a_moment_or_name_a_column(fields: dict[str, str]):
    moment, error = outcome(lambda: moment_from_fields(fields))
    if moment is None:
        assert isinstance(error, RecordError)
        assert error.column in (*MOMENT_COLUMNS, *OPTIONAL_MOMENT_COLUMNS)
        assert is_readable(error)
    else:
        assert moment_from_fields(fields_of(moment)) == moment


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("id", ""),
        ("at", ""),
        ("at", "yesterday"),
        ("at", "2024-05-17T09:12:00"),
        ("alarm_before", "11"),
        ("alarm_before", "-1"),
        ("alarm_before", "nan"),
        ("alarm_before", "much"),
        ("alarm_before", "1_0"),
        ("expected_warmth", "101"),
        ("signal", "shout"),
        ("answer", "kiss"),
        ("answered_at", "2026-03-01T18:29:00+01:00"),
        ("after_at", "2026-03-01T18:30:00+02:00"),
        ("practices", "breathing;breathing"),
        ("figure", "x" * 61),
        ("note", "half a \ud800 character"),
        ("note", "nothing \x00 at all"),
    ],
)
def test_a_broken_rule_names_its_column_and_not_the_text(column: str, text: str):
    with pytest.raises(RecordError) as caught:
        moment_from_fields({"id": "m1", "at": AT, column: text})
    assert caught.value.column == column
    assert len(text) < 4 or text not in str(caught.value)


def test_an_alarm_afterwards_needs_its_time():
    with pytest.raises(RecordError) as caught:
        moment_from_fields({"id": "m1", "at": AT, "alarm_after": "3"})
    assert caught.value.column == "after_at"


def test_what_was_written_stays_as_it_was():
    note = '  two spaces, a "quote"\r\nand a line  '
    moment = moment_from_fields({"id": "m1", "at": AT, "note": note})
    assert moment.note == note
    assert moment.at.isoformat() == AT


def test_columns_are_the_fields_of_the_records():
    moment = moment_from_fields({"id": "m1", "at": AT})
    assert tuple(fields_of(moment)) == (*MOMENT_COLUMNS, *OPTIONAL_MOMENT_COLUMNS)
    assert tuple(fields_of(Checkin(at=moment.at))) == CHECKIN_COLUMNS
    assert tuple(fields_of(Care(at=moment.at))) == CARE_COLUMNS
    assert fields_of(replace(moment, alarm_before=3.0))["alarm_before"] == "3"
