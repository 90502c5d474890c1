"""All records: newest first, found by what came before, whom and when, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowlby.companion.pages.records import wanted_of
from bowlby.diary import register
from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.diary.register import Wanted
from companion.visits import START, Visitor, create, fill, small_diary, visitor


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        yield client


def listed(page: str) -> list[str]:
    return re.findall(r'href="/records/(?:moment|checkin)/([^"]+)"', page)


def test_newest_first_and_both_kinds(writer: Visitor):
    fill(writer, small_diary(3, 2))
    page = writer.get("/records").text
    assert len(listed(page)) == 5
    assert [one for one in listed(page) if one.startswith("0" * 30)] == [f"{n:032x}" for n in (2, 1, 0)]
    assert "Check-in · alarm 1" in page


def test_pages_hold_everything_once(writer: Visitor):
    fill(writer, Diary(moments=tuple(Moment(id=f"m{n}", at=START + timedelta(hours=n)) for n in range(95))))
    seen, address, page = [], "/records", ""
    while address:
        page = writer.get(address).text
        seen += listed(page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"m{n}" for n in range(95)][::-1]
    newer = re.search(r'rel="prev" href="([^"]+)"', page)
    assert newer
    back = listed(writer.get(newer[1].replace("&amp;", "&")).text)
    assert back == seen[40:80]


def test_what_is_asked_for_is_found(writer: Visitor):
    fill(writer, small_diary(6, 4))
    assert len(listed(writer.get("/records?trigger=no-reply").text)) == 2
    assert len(listed(writer.get("/records?trigger=%2Bnothing").text)) == 2
    assert len(listed(writer.get("/records?figure=friend&trigger=no-reply").text)) == 1
    assert len(listed(writer.get("/records?open=1").text)) == 3
    assert len(listed(writer.get("/records?kind=checkin").text)) == 4
    assert len(listed(writer.get("/records?month=2026-03").text)) == 10
    assert "Nothing is written down that fits" in writer.get("/records?month=2025-03").text
    page = writer.get("/records?trigger=no-reply").text
    assert '<option value="no-reply" selected>' in page
    assert '<option value="2026-03">March 2026</option>' in page


def test_an_empty_diary_says_so(writer: Visitor):
    assert "Nothing is written down yet." in writer.get("/records").text
    assert "Nothing was taken out." in writer.get("/records/removed").text


def test_what_was_taken_out_can_be_found_again(writer: Visitor):
    fill(writer, small_diary(2, 1))
    assert writer.session.database
    assert "taken out" not in writer.get("/records").text
    writer.session.database.remove(f"{0:032x}")
    assert 'href="/records/removed"' in writer.get("/records").text
    assert listed(writer.get("/records/removed").text) == [f"{0:032x}"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from(["kind", "trigger", "figure", "month", "open", "before", "after"]), st.text(max_size=12)
    )
)
def test_no_address_breaks_the_page(writer: Visitor, query: dict[str, str]):
    assert writer.get("/records", params=query).status_code == 200


def test_addresses_are_read_with_care():
    assert wanted_of({"month": "2026-13", "kind": "care", "open": "yes"}) == Wanted()
    assert wanted_of({"trigger": "+nothing", "month": "2026-03"}) == Wanted(trigger="", month="2026-03")


def test_own_words_are_escaped(writer: Visitor):
    fill(writer, Diary(moments=(Moment(id='a"><b>', at=START, trigger="<i>x"),), checkins=(Checkin(at=START),)))
    page = writer.get("/records").text
    assert "<i>x" not in page
    assert "<b>" not in page
    assert writer.get("/records/moment/a%22%3E%3Cb%3E").status_code == 200
    assert writer.session.database
    with writer.session.database.reading() as connection:
        assert len(register.page(connection, Wanted()).records) == 2
