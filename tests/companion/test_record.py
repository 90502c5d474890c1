"""One record: shown whole, changed with its history, taken out and brought back, and forgotten for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from bowlby.companion.pages.record import changed_checkin, changed_moment, rows_of, values_from
from bowlby.diary import changes, register
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Checkin, Diary, Moment, RecordError
from companion.visits import START, Visitor, create, fill, visitor
from diary.strategies import checkins, moments

ONE = Moment(
    id="b" * 32,
    at=START.replace(second=17),
    trigger="no-reply",
    figure="Kim",
    alarm_before=7.25,
    expected_warmth=40.0,
    signal="reach",
    answer="comfort",
    answered_at=START + timedelta(minutes=20),
    alarm_after=2.0,
    after_at=START + timedelta(minutes=30),
    practices=("breathing", "a walk"),
    note="two\nlines",
    states=("alone",),
)
ADDRESS = f"/records/moment/{ONE.id}"


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        fill(client, Diary(moments=(ONE,), checkins=(Checkin(at=START, alarm=4.0, prompted=True, felt_sure=6.0),)))
        yield client


def database_of(client: Visitor) -> DiaryDatabase:
    assert client.session.database
    return client.session.database


def checkin_address(client: Visitor) -> str:
    with database_of(client).reading() as connection:
        (one,) = register.page(connection, register.Wanted(kind="checkin")).records
    return f"/records/checkin/{one.place.id}"


def as_sent(record: Moment | Checkin, **values: Any) -> dict[str, Any]:
    return values_from(record) | {"do": "change"} | values


# --- the form leaves alone what nobody changed ---------------------------------------------------------------


@given(moments())
def test_a_form_sent_back_unchanged_changes_nothing(one: Moment):
    values = values_from(one)
    if values["trigger"] == "+nothing" or one.trigger:
        rated = one.alarm_after is None or one.after_at is not None
        later = all(at is None or at >= one.at for at in (one.answered_at, one.after_at))
        semicolons = any(";" in name for name in one.practices)
        tidy = one.trigger == one.trigger.strip() and one.trigger not in ("+own", "+nothing")
        if rated and later and not semicolons and tidy and one.figure not in ("+own", "+nothing"):
            assert changed_moment(one, values) == one


@given(checkins)
def test_a_check_in_sent_back_unchanged_changes_nothing(one: Checkin):
    assert changed_checkin(one, values_from(one)) == one


def test_line_ends_of_a_form_are_no_change():
    assert changed_moment(ONE, as_sent(ONE, note="two\r\nlines")) == ONE
    assert changed_moment(ONE, as_sent(ONE, note="three\r\nlines")).note == "three\r\nlines"


def test_the_offset_of_a_journey_stays_when_only_the_hour_is_mended():
    there = replace(ONE, at=datetime.fromisoformat("2026-03-02T08:00:17+09:00"), answered_at=None, after_at=None)
    there = replace(there, alarm_after=None)
    mended = changed_moment(there, as_sent(there, at="2026-03-02T07:30", at_offset="60"))
    assert mended.at.isoformat() == "2026-03-02T07:30:00+09:00"
    here = changed_moment(there, as_sent(there, at_zone="60", at_offset="60"))
    assert here.at.isoformat() == "2026-03-02T08:00:00+01:00"


def test_an_alarm_afterwards_needs_its_time():
    with pytest.raises(RecordError) as refusal:
        changed_moment(ONE, as_sent(ONE, after_at=""))
    assert refusal.value.column == "after_at"


# --- the pages -----------------------------------------------------------------------------------------------


def test_everything_is_shown(writer: Visitor):
    page = writer.get(ADDRESS).text
    for text in ("No reply yet", "Kim", "7.25 of 10", "40", "Reached out", "A warm answer", "2 of 10", "a walk"):
        assert text in page
    assert "two\nlines" in page
    assert "Being alone" in page
    page = writer.get(checkin_address(writer)).text
    assert "4 of 10" in page
    assert "Asked by the notebook" in page


def test_a_change_keeps_the_earlier_version_and_can_be_undone(writer: Visitor):
    page = writer.submit(ADDRESS, as_sent(ONE, trigger="+own", trigger_own="rain", alarm_before="6"))
    assert "Changed. The earlier version is kept." in page.text
    changed = database_of(writer).moment(ONE.id)
    assert changed == replace(ONE, trigger="rain", alarm_before=6.0)
    assert "before, it was:" in page.text
    assert "7.25 of 10" in page.text
    writer.submit("/undo", {"id": _undo_of(page.text)})
    assert database_of(writer).moment(ONE.id) == ONE
    assert len(database_of(writer).history(ONE.id)) == 2


def _undo_of(page: str) -> str:
    return page.split('name="id" value="')[1].split('"')[0]


def test_an_earlier_version_is_brought_back(writer: Visitor):
    database_of(writer).replace(replace(ONE, note="other"))
    page = writer.submit(ADDRESS, {"do": "restore", "version": "1"})
    assert "The earlier version is back." in page.text
    assert database_of(writer).moment(ONE.id) == ONE
    assert writer.submit(ADDRESS, {"do": "restore", "version": "99"}).status_code == 422


@pytest.mark.parametrize("kind", ["moment", "checkin"])
def test_out_and_in_again(writer: Visitor, kind: str):
    address = ADDRESS if kind == "moment" else checkin_address(writer)
    before = database_of(writer).diary()
    page = writer.submit(address, {"do": "remove"})
    assert "Taken out of the diary." in page.text
    assert len(database_of(writer).diary()) == len(before) - 1
    assert "was taken out of the diary" in writer.get(address).text
    undo = writer.submit("/undo", {"id": _undo_of(page.text)})
    assert undo.url.path == address
    assert database_of(writer).diary() == before


@pytest.mark.parametrize("kind", ["moment", "checkin"])
def test_forgetting_asks_first_and_leaves_nothing(writer: Visitor, kind: changes.RecordKind):
    address = ADDRESS if kind == "moment" else checkin_address(writer)
    assert "Nothing brings it back" in writer.get(f"{address}?forget=1").text
    writer.submit(address, {"do": "forget"})
    assert len(database_of(writer).diary()) == 2
    assert "Gone for good." in writer.submit(address, {"do": "forget", "sure": "yes"}).text
    assert len(database_of(writer).diary()) == 1
    with database_of(writer).reading() as connection:
        assert changes.history(connection, kind, address.rsplit("/", 1)[1]) == ()
    assert writer.get(address).url.path == "/records"


def test_a_check_in_is_changed(writer: Visitor):
    address = checkin_address(writer)
    (one,) = database_of(writer).checkins()
    assert "Change a check-in" in writer.get(f"{address}?edit=1").text
    writer.submit(address, as_sent(one, alarm="2", felt_sure=""))
    assert database_of(writer).checkins() == (replace(one, alarm=2.0, felt_sure=None),)


def test_a_refusal_keeps_what_was_filled_in(writer: Visitor):
    page = writer.submit(ADDRESS, as_sent(ONE, alarm_before="11", note="do not lose me"))
    assert page.status_code == 422
    assert "The alarm is outside 0 to 10" in page.text
    assert "do not lose me" in page.text
    assert database_of(writer).moment(ONE.id) == ONE


def test_the_form_offers_what_the_record_holds(writer: Visitor):
    page = writer.get(f"{ADDRESS}?edit=1").text
    for value in ("Kim", "a walk", "7.25", "40"):
        assert f'value="{value}" checked' in page


@pytest.mark.parametrize("address", ["/records/moment/none", "/records/care/x", "/records/checkin/none?edit=1"])
def test_what_is_not_there_leads_to_the_list(writer: Visitor, address: str):
    assert writer.get(address).url.path == "/records"
    assert writer.submit(address.split("?")[0], {"do": "change"}).url.path == "/records"
    assert writer.submit(ADDRESS, {"do": "something"}).url.path == "/records"


def test_what_is_empty_is_left_out():
    names = [name for name, _text in rows_of(Moment(id="a", at=START))]
    assert names == ["When", "What came before", "What came back"]
