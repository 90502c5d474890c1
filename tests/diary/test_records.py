"""Records and their texts are two sides of the same thing, and whatever breaks a rule is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowlby.diary.records import (
    CARE_COLUMNS,
    CHECKIN_COLUMNS,
    MAX_NAME,
    MAX_NOTE,
    MOMENT_COLUMNS,
    OPTIONAL_MOMENT_COLUMNS,
    Care,
    Checkin,
    Diary,
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


KINDS = (
    (moment_from_fields, (*MOMENT_COLUMNS, *OPTIONAL_MOMENT_COLUMNS)),
    (checkin_from_fields, CHECKIN_COLUMNS),
    (care_from_fields, CARE_COLUMNS),
)
ODD_TIMES = (AT, "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "20260301", "2026-03-01T18:30")
ODD_WORDS = ("hold", "comfort", "pending", " reach ", "1", "0", "inf", "nan", "1e400", "-0", ";;", "a;a", "a; a")
TEXTS = st.text() | st.from_regex(r"-?[0-9.e_+-]{1,8}") | st.sampled_from((*ODD_TIMES, *ODD_WORDS))


@settings(max_examples=300)
@given(st.sampled_from(KINDS), st.data())
def test_any_record_is_built_from_its_texts_or_a_column_is_named(kind, data: st.DataObject):
    build, columns = kind
    fields = {"id": "m1", "at": AT} | data.draw(st.dictionaries(st.sampled_from(columns), TEXTS))
    record, error = outcome(lambda: build(fields))
    if record is None:
        assert isinstance(error, RecordError)
        assert error.column in columns
        assert is_readable(error)
    else:
        assert build(fields_of(record)) == record
        assert all(text.encode("utf-8") is not None for text in fields_of(record).values())


@given(st.sampled_from(KINDS), st.text(st.sampled_from("qxzQXZ\x00\ud800;\u00e9"), min_size=3, max_size=70), st.data())
def test_no_message_repeats_what_was_written(kind, secret: str, data: st.DataObject):
    build, columns = kind
    fields = {"id": "m1", "at": AT, data.draw(st.sampled_from(columns)): secret}
    _, error = outcome(lambda: build(fields))
    assert error is None or secret not in str(error)


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


CHECKIN_NUMBERS = ("alarm", "felt_close", "felt_sure", "felt_free")


@pytest.mark.parametrize(
    ("build", "column", "text"),
    [
        *((checkin_from_fields, column, text) for column in CHECKIN_NUMBERS for text in ("10.1", "-0.1", "inf", "low")),
        (checkin_from_fields, "at", ""),
        (checkin_from_fields, "at", "2026-03-01"),
        (checkin_from_fields, "prompted", "yes"),
        (checkin_from_fields, "prompted", "2"),
        (care_from_fields, "at", "noon"),
        (care_from_fields, "child_signal", "scream"),
        (care_from_fields, "my_answer", "hug"),
        (care_from_fields, "minutes", "-1"),
        (care_from_fields, "minutes", "1441"),
        (care_from_fields, "settled", "11"),
        (care_from_fields, "note", "y" * (MAX_NOTE + 1)),
        (moment_from_fields, "id", "x" * (MAX_NAME + 1)),
        (moment_from_fields, "trigger", "x" * (MAX_NAME + 1)),
        (moment_from_fields, "practices", "breathing; " + "x" * (MAX_NAME + 1)),
        (moment_from_fields, "states", "alone;x;alone"),
        (moment_from_fields, "states", "half a \ud800"),
        (moment_from_fields, "alarm_after", "10.5"),
        (moment_from_fields, "after_at", "later"),
    ],
)
def test_every_kind_of_record_names_the_column_that_breaks_a_rule(build, column: str, text: str):
    with pytest.raises(RecordError) as caught:
        build({"id": "m1", "at": AT, column: text})
    assert caught.value.column == column
    assert str(caught.value) == f"{column}: {caught.value.rule}"


@pytest.mark.parametrize(
    ("build", "column", "texts"),
    [
        (moment_from_fields, "alarm_before", ("0", "10", " 7.5 ", "1e1")),
        (moment_from_fields, "expected_warmth", ("0", "100")),
        (moment_from_fields, "answered_at", (AT, "2026-03-01T17:30:00Z")),
        (moment_from_fields, "after_at", (AT, "2026-03-02T00:00:00+01:00")),
        (moment_from_fields, "figure", ("x" * MAX_NAME,)),
        (moment_from_fields, "note", ("y" * MAX_NOTE,)),
        (moment_from_fields, "practices", ("a;b", " a ;; b; ")),
        (checkin_from_fields, "felt_free", ("0", "10")),
        (care_from_fields, "minutes", ("0", "1440")),
    ],
)
def test_the_ends_of_each_range_belong_to_it(build, column: str, texts: tuple[str, ...]):
    for text in texts:
        assert getattr(build({"id": "m1", "at": AT, column: text}), column) not in (None, "", ())


@pytest.mark.parametrize(("build", "columns"), KINDS)
def test_what_is_missing_or_blank_is_not_recorded(build, columns: tuple[str, ...]):
    bare = build({"id": "m1", "at": AT})
    blank = build({"id": "m1", "at": AT} | {column: " " for column in columns if column not in ("id", "at", "note")})
    assert bare == blank
    recorded = {column for column, text in fields_of(bare).items() if text}
    assert recorded == {"id", "at", "prompted"} & set(columns)


def test_space_around_names_is_dropped_and_names_are_kept_in_order():
    moment = moment_from_fields({"id": " m1 ", "at": f" {AT} ", "figure": " Ann ", "practices": " b ;a;; c "})
    assert (moment.id, moment.figure, moment.practices) == ("m1", "Ann", ("b", "a", "c"))


def test_there_is_no_minus_nothing():
    assert str(moment_from_fields({"id": "m1", "at": AT, "alarm_before": "-0"}).alarm_before) == "0.0"


def test_order_is_judged_across_offsets():
    later = moment_from_fields({"id": "m1", "at": AT, "answered_at": "2026-03-01T17:31:00+00:00"})
    assert later.answered_at is not None
    assert (later.answered_at - later.at).total_seconds() == 60
    with pytest.raises(RecordError, match="answered_at: is before the moment"):
        moment_from_fields({"id": "m1", "at": AT, "answered_at": "2026-03-01T17:29:00+00:00"})


@pytest.mark.parametrize(("number", "text"), [(0.0, "0"), (7.5, "7.5"), (0.1 + 0.2, repr(0.1 + 0.2)), (1e-7, "1e-07")])
def test_numbers_are_written_as_short_as_they_are_and_no_shorter(number: float, text: str):
    assert fields_of(Moment(id="m1", at=datetime.fromisoformat(AT), alarm_before=number))["alarm_before"] == text
    assert float(text) == number


def test_a_diary_is_as_long_as_its_records():
    moment = moment_from_fields({"id": "m1", "at": AT})
    assert len(Diary()) == 0
    assert len(Diary(moments=(moment,), checkins=(Checkin(at=moment.at),) * 2, care=(Care(at=moment.at),) * 3)) == 6


def test_a_record_is_not_changed_once_it_is_made():
    with pytest.raises(AttributeError):
        moment_from_fields({"id": "m1", "at": AT}).note = "another"  # type: ignore[misc]


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
