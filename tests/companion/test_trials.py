"""From the offer to the seal: only where it makes sense, safety first, the plan with its power, then sealed."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bowlby.companion import trying
from bowlby.companion.pages.trials import hours_from, plan_from_form
from bowlby.companion.times import now_here
from bowlby.errors import BowlbyError
from companion.tried import busy
from companion.visits import Visitor, create, fill, visitor

SAFE = {"unsafe": "no", "self_harm": "no", "sleepless": "no"}
PLAN = {
    "question": "Does it settle me?",
    "practices": ["breathing"],
    "against": "usual",
    "unit": "moment",
    "from_alarm": "4",
    "units": "24",
    "looks": "2",
    "worth": "1",
    "usual_sleep": "7.5",
}
POWER = {"sizes": [{"effect": 1.0, "found": 0.4}], "enough": 60, "spread": 1.5, "correlation": 0.3}


def worker(folder: Path, said: dict[str, Any]) -> tuple[str, ...]:
    """A stand-in for the worker that says one thing."""
    script = folder / "worker.py"
    script.write_text(f"import json, sys\njson.load(sys.stdin)\nprint(json.dumps({said!r}), flush=True)\n")
    return (sys.executable, str(script))


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary", worker=worker(tmp_path, {"power": POWER})) as client:
        create(client)
        fill(client, busy(now_here()))
        yield client


def finished(client: Visitor) -> None:
    """Wait until the worker has ended."""
    job = client.session.trial
    assert client.portal
    assert job
    assert job.task
    task = job.task

    async def end() -> None:
        await asyncio.wait([task], timeout=60)

    client.portal.call(end)


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")]))


def to_the_check(client: Visitor, **changes: Any) -> str:
    """Through safety and the plan, to what it could find."""
    client.submit("/trials/new", SAFE)
    client.submit("/trials/plan", PLAN | changes)
    finished(client)
    return plain(client.get("/trials/working").text)


def test_it_is_offered_only_where_it_makes_sense(tmp_path: Path, writer: Visitor):
    assert "That is enough to compare moment by moment." in writer.get("/trials").text
    with visitor(tmp_path / "other") as quiet:
        create(quiet)
        page = quiet.get("/trials").text
        assert "It would not make sense yet" in page
        assert "/trials/new" not in page


@pytest.mark.parametrize("name", ["unsafe", "self_harm"])
@pytest.mark.parametrize("answer", ["yes", "unsaid"])
def test_danger_leads_to_help_at_once_and_nothing_is_kept(writer: Visitor, name: str, answer: str):
    answer_page = writer.submit("/trials/new", SAFE | {name: answer})
    assert answer_page.url.path == "/help"
    assert writer.session.database
    assert writer.session.database.kept("trial") == {}
    assert writer.get("/trials/plan").url.path == "/trials/new"


def test_lost_sleep_comes_first(writer: Visitor):
    assert "Sleep comes first" in writer.submit("/trials/new", SAFE | {"sleepless": "yes"}).text


def test_every_question_is_asked(writer: Visitor):
    answer = writer.submit("/trials/new", {"unsafe": "no", "self_harm": "no"})
    assert answer.status_code == 422
    assert "Please answer each question" in answer.text


def test_no_plan_without_the_questions(writer: Visitor):
    for path in ("/trials/plan", "/trials/check"):
        assert writer.get(path).url.path == "/trials/new"
    for path in ("/trials/plan", "/trials/seal"):
        assert writer.submit(path, PLAN).url.path == "/trials/new"
    assert writer.session.trial is None


def test_the_plan_is_shown_with_its_power_before_the_seal(writer: Visitor):
    page = to_the_check(writer)
    assert "Compared: Slow breathing, against: As usual." in page
    assert "If it made a difference of 1 point, 40 of 100 such trials would find it." in page
    assert "it takes about 60 moments" in page
    assert "vary as yours did (by 1.5 points, over" in page
    assert "Seal it and begin" in page


def test_sealing_begins_the_trial_and_shows_its_seal(writer: Visitor):
    to_the_check(writer)
    page = writer.submit("/trials/seal")
    assert writer.session.database
    (kept,) = trying.all_of(writer.session.database)
    assert page.url.path == f"/trials/{kept.id}"
    assert kept.trial.sealed.digest in page.text
    assert kept.usual_sleep == 7.5
    assert (kept.plan.units, kept.plan.looks, kept.plan.from_alarm) == (24, (12, 24), 4.0)
    assert trying.draft_of(writer.session.database) == {}
    listed = plain(writer.get("/trials").text)
    assert "0 of 24 moments done." in listed
    assert "One at a time" in listed


def test_a_second_one_does_not_begin_beside_it(writer: Visitor):
    to_the_check(writer)
    writer.submit("/trials/seal")
    to_the_check(writer)
    answer = writer.submit("/trials/seal")
    assert answer.status_code == 422
    assert "one trial is running" in answer.text.lower()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"practices": []}, "at least one practice"),
        ({"practices": ["breathing"], "against": "each-other"}, "at least one practice"),
        ({"practices": ["breathing", "naming", "mindfulness", "self-compassion"]}, "three practices at most"),
        ({"practices": ["prepared-talk"]}, "asks somebody for support"),
        ({"practices": ["my own"]}, "only these can be compared"),
        ({"units": "25"}, "multiple of 2"),
        ({"units": "x"}, "not chosen yet"),
        ({"unit": "week"}, "moment or day"),
        ({"usual_sleep": "much"}, "0 to 24"),
        ({"from_alarm": "12"}, "0 and 9"),
    ],
)
def test_a_plan_that_breaks_a_rule_is_refused_in_words(writer: Visitor, changes: dict, words: str):
    writer.submit("/trials/new", SAFE)
    answer = writer.submit("/trials/plan", PLAN | changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert writer.session.trial is None


def test_stopping_the_worker_leads_back(tmp_path: Path):
    with visitor(tmp_path / "diary", worker=("sleep", "600")) as client:
        create(client)
        fill(client, busy(now_here()))
        client.submit("/trials/new", SAFE)
        assert client.submit("/trials/plan", PLAN).url.path == "/trials/working"
        assert client.get("/trials/working/progress.json").json()["running"]
        assert client.submit("/trials/working/cancel").url.path == "/trials"
        assert client.get("/trials/working/progress.json").json() == {"running": False}
        assert "Not worked out yet" in client.get("/trials/check").text


def test_a_form_becomes_a_plan():
    plan, sleep = plan_from_form(PLAN | {"practices": ["breathing", "naming"], "against": "each-other", "units": "48"})
    assert (plan.arms, plan.units, plan.looks, sleep) == (("breathing", "naming"), 48, (24, 48), 7.5)
    plan, sleep = plan_from_form(
        PLAN | {"unit": "day", "outcome": "alarm-of-day", "looks": "1", "usual_sleep": "", "question": " "}
    )
    assert (plan.outcome, plan.from_alarm, plan.looks, sleep) == ("alarm-of-day", 0.0, (24,), None)
    assert plan.question


@pytest.mark.parametrize("text", ["25", "-1", "x", "nan", "inf"])
def test_hours_are_hours(text: str):
    assert hours_from("6,5") == 6.5
    with pytest.raises(BowlbyError, match="0 to 24"):
        hours_from(text)
