"""The page on change: from the latest result, and never as current when the diary has changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bowlby.companion import state_checks, state_trend
from companion.test_trend import kept, result
from companion.visits import Visitor, create, fill, made_up_result, small_diary, too_little_result, visitor


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        fill(client, small_diary())
        yield client


def store(client: Visitor, result: dict, *, stale: bool = False) -> None:
    database = client.session.database
    assert database
    figures = {"months-alarm_at_moments-wide-light": "<svg/>"}
    database.save_fit("x" if stale else database.fingerprint(), result, figures)


def test_before_anything_was_worked_out_it_says_what_it_takes(writer: Visitor):
    page = writer.get("/change").text
    assert "Nothing has been worked out yet" in page
    assert "<table" not in page


def test_each_thing_has_a_sentence_a_figure_and_a_table(writer: Visitor):
    store(writer, made_up_result())
    page = writer.get("/change").text
    assert "In April 2026 it was lower than before, by 1.3" in page
    assert "/insights/figure/months-alarm_at_moments-wide-light" in page
    assert "months-reach" not in page.replace('id="reach"', "")
    assert page.count("<table") == 2
    assert "It is about the diary as it stands" in page
    assert "chance alone makes about one look clear" in page


def test_an_older_result_is_said_to_be_older(writer: Visitor):
    store(writer, made_up_result(), stale=True)
    page = writer.get("/change").text
    assert "From before your latest notes" in page
    assert "It is about the diary as it stands" not in page


def test_too_few_show_no_number(writer: Visitor):
    store(writer, too_little_result())
    page = writer.get("/change").text
    assert "No month holds enough yet" in page
    assert "7 more needed" in page
    assert "<table" not in page


def test_a_result_of_an_earlier_version_holds_no_change(writer: Visitor):
    result = made_up_result()
    del result["change"]
    store(writer, result)
    assert "Nothing has been worked out yet" in writer.get("/change").text


def test_check_ups_stand_there_with_their_intervals(writer: Visitor):
    database = writer.session.database
    assert database
    assert "Check-ups" not in writer.get("/change").text
    for name, body in kept(result("2026-01-05", 3.2), result("2026-03-05", 2.4)).items():
        database.keep("check-up", name, body)
    page = writer.get("/change").text
    assert page.count('<svg class="trend"') == 2
    assert "it changed by −0.8 (probably −1.2 to −0.4)" in page
    assert page.count("<table") == 2


def look_often(client: Visitor, times: int) -> None:
    assert client.session.database
    for n in range(times):
        at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=9 * n)
        state_checks.keep(client.session.database, {"kept_in": str(n % 4), "rather_alone": "5"}, at)


def test_looks_are_followed_by_their_scales_without_any_result(writer: Visitor):
    look_often(writer, 12)
    page = writer.get("/change").text
    section = page[page.index('id="looks"') :]
    assert "Keeping to oneself" in section
    assert "Held and free" not in section
    assert "no study has" in section
    assert section.count("<table") == 1
    assert "Too early to say what changed" in section
    assert 'href="/change#looks"' in writer.get("/check-up/now").text


def test_it_says_when_only_the_latest_looks_are_counted(writer: Visitor, monkeypatch: pytest.MonkeyPatch):
    database, at = writer.session.database, datetime.now().astimezone()
    assert database
    for n in range(4):
        state_checks.keep(database, {"kept_in": "3", "rather_alone": "5"}, at - timedelta(hours=n))
    monkeypatch.setattr(state_trend, "MOST", 4)
    assert "looks are counted" not in writer.get("/change").text
    monkeypatch.setattr(state_trend, "MOST", 3)
    assert "Only the latest 3 looks are counted." in writer.get("/change").text


def test_too_few_looks_say_how_many_more(writer: Visitor):
    look_often(writer, 4)
    page = writer.get("/change").text
    assert "Keeping to oneself: 6 more needed" in page
    assert "<table" not in page
