"""Log a moment: what is kept, what is refused and why, undo, and nothing kept twice."""

from __future__ import annotations

import re
import time as machine
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bowlby.companion import own_words
from bowlby.companion.pages.log import moment_from_form
from bowlby.diary.records import Diary, Moment, RecordError
from companion.visits import PASSPHRASE, Visitor, create, fill, small_diary, visitor

NOW = datetime.fromisoformat("2026-03-05T21:00:00+01:00")


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        yield client


def kept(client: Visitor) -> tuple[Moment, ...]:
    assert client.session.database
    return client.session.database.moments()


def filled(**values: Any) -> dict[str, Any]:
    return {"id": "a" * 32, "trigger": "no-reply", "alarm_before": "7", **values}


def test_a_moment_is_kept_as_written(writer: Visitor):
    page = writer.submit(
        "/log",
        filled(
            figure="partner",
            expected_warmth="25",
            signal="plea",
            note=" a <b>note</b> ",
            practices=["breathing", "naming"],
        ),
    )
    assert "Kept: No reply yet · partner · alarm 7." in page.text
    (moment,) = kept(writer)
    assert (moment.trigger, moment.figure, moment.signal, moment.answer) == ("no-reply", "partner", "plea", "pending")
    assert (moment.alarm_before, moment.expected_warmth) == (7.0, 25.0)
    assert moment.practices == ("breathing", "naming")
    assert moment.note == " a <b>note</b> "
    assert moment.at.utcoffset() is not None


def test_nothing_in_particular_is_a_moment_too(writer: Visitor):
    writer.submit("/log", filled(trigger="+nothing", alarm_before="1"))
    assert kept(writer)[0].trigger == ""


def test_own_words_are_kept_and_offered_again(writer: Visitor):
    writer.submit("/log", filled(trigger="+own", trigger_own="my boss sighs", figure="+own", figure_own="boss"))
    assert (kept(writer)[0].trigger, kept(writer)[0].figure) == ("my boss sighs", "boss")
    assert 'value="my boss sighs"' in writer.get("/log").text
    assert 'value="boss"' in writer.get("/log").text


def test_what_is_written_is_escaped(writer: Visitor):
    page = writer.submit("/log", filled(trigger="+own", trigger_own="<script>alert(1)</script>"))
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"trigger": ""}, "What came before is not chosen yet"),
        ({"trigger": "+own", "trigger_own": "  "}, "What came before has no word yet"),
        ({"alarm_before": ""}, "The alarm is not chosen yet"),
        ({"alarm_before": "11"}, "The alarm is outside 0 to 10"),
        ({"signal": "shout"}, "What you do is not one of"),
        ({"trigger": "+own", "trigger_own": "x" * 61}, "What came before is longer than 60"),
        ({"at": "2999-01-01T10:00"}, "The time is later than now"),
        ({"at": "yesterday"}, "The time is not a time"),
    ],
)
def test_a_refusal_keeps_what_was_filled_in(writer: Visitor, values: dict[str, str], words: str):
    page = writer.submit("/log", filled(note="do not lose me", **{"figure": "friend"} | values))
    assert page.status_code == 422
    assert words in page.text
    assert "do not lose me" in page.text
    assert kept(writer) == ()


def test_sent_twice_is_kept_once(writer: Visitor):
    writer.submit("/log", filled())
    writer.submit("/log", filled())
    assert len(kept(writer)) == 1


def test_undo_takes_the_last_one_back(writer: Visitor):
    fill(writer, small_diary(2))
    page = writer.submit("/log", filled())
    assert 'action="/undo"' in page.text
    done = page.text.split('action="/undo"')[1].split('name="id" value="')[1].split('"')[0]
    assert "Taken back." in writer.submit("/undo", {"id": done}).text
    assert len(kept(writer)) == 2
    assert writer.submit("/undo", {"id": done}).status_code == 200


def test_the_line_is_shown_once(writer: Visitor):
    assert "Kept:" in writer.submit("/log", filled()).text
    assert "Kept:" not in writer.get("/log").text


def test_what_has_come_back_is_listed(writer: Visitor):
    now = datetime.now().astimezone()
    fill(writer, Diary(moments=tuple(Moment(id=f"m{n}", at=now - timedelta(hours=n + 0.5)) for n in range(1, 7))))
    page = writer.get("/log").text
    assert "4 moments have come back" in page
    assert [f"m{n}" for n in (6, 5, 4, 3)] == re.findall('href="/moment/([^"]+)"', page)


def test_a_moment_comes_back_when_one_says(writer: Visitor):
    for number, when in enumerate(("usual", "60", "never")):
        writer.submit("/log", filled(id=f"{number}" * 32, ask_after=when))
    assert writer.session.database
    asks = writer.session.database.kept("reminders")["asks"]["at"]
    assert set(asks) == {"1" * 32, "2" * 32}
    assert asks["2" * 32] == ""


def test_the_form_offers_ones_own_words_and_hides_others(writer: Visitor):
    assert writer.session.database
    own_words.add(writer.session.database, "trigger", "rain")
    own_words.hide(writer.session.database, "figure", "stranger")
    page = writer.get("/log").text
    assert 'value="rain"' in page
    assert 'value="stranger"' not in page


def test_an_hour_that_happened_twice_is_asked_about(writer: Visitor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    machine.tzset()
    try:
        twice = filled(at="2025-10-26T02:30", at_offset="120")
        page = writer.submit("/log", twice)
        assert page.status_code == 422
        assert "The clocks went back that night: which one?" in page.text
        assert 'name="at_fold" value="second"' in page.text
        assert kept(writer) == ()
        writer.submit("/log", twice | {"at_fold": "second"})
        assert kept(writer)[0].at.isoformat() == "2025-10-26T02:30:00+01:00"
        assert "clocks went forward" in writer.submit("/log", filled(at="2025-03-30T02:30", id="c" * 32)).text
    finally:
        monkeypatch.undo()
        machine.tzset()


def test_on_a_journey_the_offset_is_kept(writer: Visitor):
    writer.submit("/log", filled(at="2026-03-05T08:00", at_offset="60", at_zone="540"))
    assert kept(writer)[0].at.isoformat() == "2026-03-05T08:00:00+09:00"


def test_what_was_written_survives_a_lock(writer: Visitor):
    writer.session.last_sign -= 10_000
    page = writer.submit("/log", filled(note="a long and careful note"))
    assert "What you wrote is still here" in page.text
    assert "a long and careful note" not in page.text
    page = writer.submit("/unlock", {"passphrase": PASSPHRASE})
    assert "a long and careful note" in page.text
    assert "It is not kept yet" in page.text
    assert kept(writer) == ()


def test_a_moment_without_a_time_is_now():
    assert moment_from_form(filled(), NOW).at == NOW


def test_another_time_has_the_offset_of_the_browser():
    moment = moment_from_form(filled(at="2026-03-05T18:30", at_offset="330"), NOW)
    assert moment.at == datetime.fromisoformat("2026-03-05T18:30:00+05:30")
    assert moment.at.utcoffset() == timedelta(hours=5, minutes=30)


def test_an_unknown_trigger_is_the_persons_own():
    assert moment_from_form(filled(trigger="my own"), NOW).trigger == "my own"


def test_a_strange_id_is_replaced():
    assert moment_from_form(filled(id="../../x"), NOW).id != "../../x"


def test_a_practice_named_twice_counts_once():
    moment = moment_from_form(filled(practices=["naming"], practices_own="naming; a walk ;"), NOW)
    assert moment.practices == ("naming", "a walk")


def test_the_alarm_is_asked_for():
    with pytest.raises(RecordError, match="alarm_before"):
        moment_from_form(filled(alarm_before=" "), NOW)


def test_logging_is_undisturbed_by_other_records(writer: Visitor):
    fill(writer, Diary(moments=small_diary(3).moments))
    writer.submit("/log", filled())
    assert len(kept(writer)) == 4
