"""A trial as it is lived: the rating first, one assignment, its outcome, a planned look, and the ways it stops."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bowlby.companion import trying
from bowlby.companion.pages import trial as page_of_trial
from bowlby.companion.times import now_here
from bowlby.diary.records import Checkin
from companion.test_trials import finished, plain, worker
from companion.tried import after_units, busy, by_day, look, plan
from companion.visits import Visitor, create, fill, visitor

CALM = {"before": "5", "self_harm": "no", "sleep": "7"}


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary", worker=worker(tmp_path, {"look": look()})) as client:
        create(client)
        fill(client, busy(now_here()))
        yield client


def begin(client: Visitor, units: int = 0, **rest: Any) -> str:
    """A trial that has begun, with so many units done; its address."""
    assert client.session.database
    start = now_here() - timedelta(days=units + 1)
    kept = trying.begun(by_day(**rest) if rest.pop("day", False) else plan(**rest), start)
    outcomes = [3.0 + n % 3 for n in range(units)]
    trying.keep(client.session.database, after_units(kept, list(outcomes), start))
    return f"/trials/{kept.id}"


def kept(client: Visitor) -> trying.Kept:
    assert client.session.database
    return trying.all_of(client.session.database)[0]


def test_the_rating_comes_before_the_assignment(writer: Visitor):
    path = begin(writer)
    assert "Chance decided" not in writer.get(path).text
    form = writer.get(f"{path}/next").text
    assert 'name="before"' in form
    page = plain(writer.submit(f"{path}/next", CALM).text)
    assert "Chance decided: As usual" in page or "Chance decided: Slow breathing" in page
    one = kept(writer)
    assert one.trial.open
    assert (one.trial.open.before, one.done) == (5.0, 0)
    assert writer.get(f"{path}/next").url.path == path


def test_as_usual_keeps_support_free_and_a_practice_shows_how(writer: Visitor):
    path = begin(writer)
    seen = set()
    while len(seen) < 2:
        page = writer.submit(f"{path}/next", CALM).text
        if "Chance decided: As usual" in page:
            seen.add("usual")
            assert "asking someone for support included" in page
        else:
            seen.add("breathing")
            assert 'href="/settle/breathing"' in page
        writer.submit(f"{path}/outcome", {"outcome": "3", "done": "yes"})


def test_an_outcome_is_kept_with_whether_it_was_done(writer: Visitor):
    path = begin(writer)
    for outcome, done, wanted in (("3", "yes", (3.0, True)), ("", "no", (None, False)), ("0", "", (0.0, None))):
        writer.submit(f"{path}/next", CALM)
        page = writer.submit(f"{path}/outcome", {"outcome": outcome, "done": done})
        assert "Kept" in page.text
        unit = kept(writer).trial.units[-1]
        assert (unit.outcome, unit.done) == wanted
    assert "3 of 24 moments done." in writer.get(path).text
    assert writer.submit(f"{path}/outcome", {"outcome": "9"}).url.path == path
    assert kept(writer).done == 3


def test_a_moment_that_does_not_count_reveals_nothing(writer: Visitor):
    path = begin(writer)
    page = writer.submit(f"{path}/next", CALM | {"before": "3"})
    assert "This moment does not count" in page.text
    assert kept(writer).trial.open is None


@pytest.mark.parametrize("fields", [{"before": ""}, {"before": "11"}, {"self_harm": ""}, {"sleep": "a lot"}])
def test_what_is_missing_is_asked_for(writer: Visitor, fields: dict[str, str]):
    path = begin(writer)
    assert writer.submit(f"{path}/next", CALM | fields).status_code == 422
    assert kept(writer).trial.open is None


@pytest.mark.parametrize("answer", ["yes", "unsaid"])
def test_where_a_practice_questions_a_threat_danger_is_asked_first(writer: Visitor, answer: str):
    path = begin(writer, arms=("usual", "re-reading"))
    assert 'name="unsafe"' in writer.get(f"{path}/next").text
    assert writer.submit(f"{path}/next", CALM).status_code == 422
    assert writer.submit(f"{path}/next", CALM | {"unsafe": answer}).url.path == "/help"
    assert kept(writer).trial.open is None
    assert not kept(writer).over
    assert "Chance decided" in writer.submit(f"{path}/next", CALM | {"unsafe": "no"}).text


def test_breathing_questions_no_threat(writer: Visitor):
    assert 'name="unsafe"' not in writer.get(f"{begin(writer)}/next").text


@pytest.mark.parametrize("answer", ["yes", "unsaid"])
def test_thoughts_of_self_harm_lead_to_help_at_once_and_end_it(writer: Visitor, answer: str):
    path = begin(writer)
    assert writer.submit(f"{path}/next", {"self_harm": answer}).url.path == "/help"
    assert kept(writer).over
    assert "This trial is over." in writer.get(path).text
    assert writer.get(f"{path}/next").url.path == path


def test_lost_sleep_makes_it_rest(writer: Visitor):
    path = begin(writer)
    one = kept(writer)
    assert writer.session.database
    yesterday = (now_here() - timedelta(days=1)).date().isoformat()
    trying.keep(writer.session.database, trying.replace(one, nights=((yesterday, 4.0),)))
    page = plain(writer.submit(f"{path}/next", CALM | {"sleep": "3.5"}).text)
    assert "The trial rests" in page
    assert "You have lost sleep lately" in page
    assert "Chance decided" not in page
    assert "can be taken up again after a day" in page
    assert writer.submit(f"{path}/resume", {"self_harm": "no"}).status_code == 422


def resting(client: Visitor) -> str:
    """A trial that has rested for two days."""
    path = begin(client)
    assert client.session.database
    one = trying.replace(kept(client), paused_at=now_here() - timedelta(days=2), reasons=("worsening",))
    trying.keep(client.session.database, one)
    return path


def test_after_a_rest_it_goes_on(writer: Visitor):
    path = resting(writer)
    assert "clearly higher lately" in writer.get(path).text
    assert "let chance decide" in writer.submit(f"{path}/resume", {"self_harm": "no"}).text


def test_after_a_rest_it_is_asked_again(writer: Visitor):
    path = resting(writer)
    assert writer.submit(f"{path}/resume", {"self_harm": "unsaid"}).url.path == "/help"
    assert kept(writer).over


# --- looks --------------------------------------------------------------------------------------------------


def test_no_result_before_a_planned_look(writer: Visitor):
    path = begin(writer, 11)
    page = writer.get(path).text
    assert "No results are shown before a planned look" in page
    assert "Look at the results" not in page
    assert "The next look is after 12." in page
    assert writer.submit(f"{path}/look").status_code == 422


def test_a_planned_look_is_taken_by_the_worker_and_read_in_words(writer: Visitor):
    path = begin(writer, 24)
    assert "Look at the results" in writer.get(path).text
    writer.submit(f"{path}/look")
    finished(writer)
    page = plain(writer.get("/trials/working").text)
    assert "Slow breathing helped you in these weeks: the alarm was lower by 1.5 points." in page
    assert "Rated 11 times with it, 12 times without." in page
    assert "Look at the results" not in page
    assert kept(writer).looks.keys() == {"24"}


def test_a_look_that_fails_is_said(tmp_path: Path):
    with visitor(tmp_path / "diary", worker=worker(tmp_path, {"error": "outcomes: too few"})) as client:
        create(client)
        path = begin(client, 24)
        client.submit(f"{path}/look")
        finished(client)
        page = client.get("/trials/working")
        assert page.url.path == path
        assert "outcomes: too few" in page.text
        assert kept(client).looks == {}


def test_ended_with_too_little_it_tells_nothing_and_can_be_removed(writer: Visitor):
    path = begin(writer, 5)
    page = writer.submit(f"{path}/end").text
    assert "This trial is over." in page
    assert "Too little is rated to tell anything" in page
    assert "Look at the results" not in page
    assert writer.submit(f"{path}/look").status_code == 422
    assert writer.submit(f"{path}/remove").url.path == "/trials"
    assert writer.get(path).status_code == 404


def test_ended_early_it_can_be_looked_at_once(writer: Visitor):
    path = begin(writer, 20)
    assert "Look at the results" in writer.submit(f"{path}/end").text
    writer.submit(f"{path}/look")
    finished(writer)
    assert "What came out" in writer.get(path).text
    assert writer.submit(f"{path}/look").status_code == 422


def test_a_running_trial_is_not_removed(writer: Visitor):
    path = begin(writer)
    writer.submit(f"{path}/remove")
    assert writer.get(path).status_code == 200


# --- by day -------------------------------------------------------------------------------------------------


def test_a_day_is_closed_with_its_check_ins(writer: Visitor, monkeypatch: pytest.MonkeyPatch):
    path = begin(writer, day=True)
    morning = (now_here() + timedelta(days=2)).replace(hour=8, minute=0)
    monkeypatch.setattr(page_of_trial, "now_here", lambda: morning)
    page = writer.submit(f"{path}/next", CALM | {"before": "2"}).text
    assert "It can be closed in the evening, or tomorrow." in page
    assert writer.submit(f"{path}/outcome", {"done": "yes"}).url.path == path
    assert kept(writer).trial.open
    assert writer.session.database
    for hours, alarm in ((2, 3.0), (6, 5.0)):
        writer.session.database.log(Checkin(at=morning + timedelta(hours=hours), alarm=alarm))
    monkeypatch.setattr(page_of_trial, "now_here", lambda: morning.replace(hour=20))
    assert "Kept, from 2 check-ins." in writer.submit(f"{path}/outcome", {"done": "yes"}).text
    assert kept(writer).trial.units[-1].outcome == 4.0
    assert "Today is done." in writer.get(path).text
    monkeypatch.setattr(page_of_trial, "now_here", lambda: morning + timedelta(days=1))
    assert "Let chance decide about today" in writer.get(path).text


def test_there_is_no_trial_of_another_name(writer: Visitor):
    for path in ("/trials/none", "/trials/draft", "/trials/none/next"):
        assert writer.get(path).status_code == 404
    assert writer.submit("/trials/none/next", CALM).status_code == 404
