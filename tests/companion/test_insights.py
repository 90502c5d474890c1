"""The insight page: never a number without enough records, never an old result as a new one."""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bowlby.diary.records import Checkin
from companion.visits import START, Visitor, create, fill, made_up_result, small_diary, too_little_result, visitor

FIGURES = {"triggers-wide-light": "<svg>light</svg>", "triggers-wide-dark": "<svg>dark</svg>"}


def worker(tmp_path: Path, body: str) -> tuple[str, ...]:
    """A stand-in for the worker: reads the order, then does what `body` says."""
    script = tmp_path / "worker.py"
    start = "import json, sys, time\norder = json.load(sys.stdin)\n"
    script.write_text(start + "def say(**line): print(json.dumps(line), flush=True)\n" + body)
    return (sys.executable, str(script))


def answering(result: dict) -> str:
    return (
        f"say(stage='Thinking', progress=0.5)\n"
        f"say(result=json.loads({json.dumps(result)!r}), figures={FIGURES!r}, n=len(order['diary']['moments']))\n"
    )


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary", worker=worker(tmp_path, answering(made_up_result()))) as client:
        create(client)
        fill(client, small_diary())
        yield client


def finished(client: Visitor) -> None:
    """Wait until the worker has ended."""
    assert client.portal
    fit = client.session.fit
    assert fit
    assert fit.task

    async def end() -> None:
        import asyncio

        assert fit.task
        await asyncio.wait([fit.task], timeout=60)

    client.portal.call(end)


def store(client: Visitor, result: dict, *, stale: bool = False) -> None:
    database = client.session.database
    assert database
    database.save_fit("x" if stale else database.fingerprint(), result, FIGURES)


def test_an_empty_diary_says_what_it_takes(tmp_path: Path):
    with visitor(tmp_path / "diary") as client:
        create(client)
        page = client.get("/insights").text
    assert "Nothing is written down yet" in page
    assert "/insights/start" not in page


def test_without_a_result_there_is_a_button_and_no_number(writer: Visitor):
    page = writer.get("/insights").text
    assert "6 moments" in page
    assert 'action="/insights/start"' in page
    assert 'class="number"' not in page


def test_working_it_out_stores_and_shows_the_result(writer: Visitor):
    writer.submit("/insights/start")
    finished(writer)
    page = writer.get("/insights").text
    assert "It is about the diary as it stands" in page
    assert "38 minutes" in page
    assert "Work it out again" not in page
    assert "This is the first answer." in page
    assert "Work out the full answer" in page


def test_a_result_is_not_shown_as_current_once_the_diary_changed(writer: Visitor):
    store(writer, made_up_result())
    assert "It is about the diary as it stands" in writer.get("/insights").text
    assert writer.session.database
    writer.session.database.log(Checkin(at=START, alarm=1.0))
    page = writer.get("/insights").text
    assert "From before your latest notes" in page
    assert "It is about the diary as it stands" not in page
    assert "Work it out again" in page


@pytest.mark.parametrize(
    "change",
    [
        lambda db: db.remove(f"{0:032x}"),
        lambda db: db.replace(
            db.moments()[0].__class__(
                **{name: getattr(db.moments()[0], name) for name in db.moments()[0].__dataclass_fields__}
                | {"note": "more"}
            )
        ),
    ],
)
def test_any_change_makes_it_old(writer: Visitor, change: Callable):
    store(writer, made_up_result())
    change(writer.session.database)
    assert "From before your latest notes" in writer.get("/insights").text


def test_records_added_during_the_work_make_its_result_old(tmp_path: Path):
    gate = tmp_path / "go"
    body = f"import os\nwhile not os.path.exists({str(gate)!r}): time.sleep(0.02)\n" + answering(made_up_result())
    with visitor(tmp_path / "diary", worker=worker(tmp_path, body)) as client:
        create(client)
        fill(client, small_diary())
        assert client.submit("/insights/start").url.path == "/insights/progress"
        client.submit("/check-in", {"alarm": "3"})
        gate.write_text("")
        finished(client)
        assert "From before your latest notes" in client.get("/insights").text


def test_too_little_shows_what_is_needed_and_no_number(writer: Visitor):
    store(writer, too_little_result())
    page = writer.get("/insights").text
    assert 'class="number"' not in page
    assert "<table" not in page
    assert "<img" not in page or "triggers" not in page.split("<main")[0]
    assert "18 more moments" in page
    assert "Not in these records" in page


def test_numbers_come_with_interval_and_count(writer: Visitor):
    store(writer, made_up_result())
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", writer.get("/insights").text))
    assert "No reply yet tends to come before a higher alarm +2.6 +1.9 to +3.3 19" in page
    assert (
        "A warm answer the alarm tends to settle after it; likelihood of settling 99 % +2.9 +2.2 to +3.6 24 with"
        in page
    )
    assert "They do not show that one brought the other about" in page


def test_figures_are_served_as_pictures(writer: Visitor):
    store(writer, made_up_result())
    page = writer.get("/insights").text
    assert re.search(r'<img src="/insights/figure/triggers-wide-light" alt="[^"]{20,}"', page)
    picture = writer.get("/insights/figure/triggers-wide-dark")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text == "<svg>dark</svg>"
    assert writer.get("/insights/figure/none").status_code == 404


def test_progress_and_cancel(tmp_path: Path):
    body = "say(stage='searching', progress=0.25)\ntime.sleep(600)\n"
    with visitor(tmp_path / "diary", worker=worker(tmp_path, body)) as client:
        create(client)
        fill(client, small_diary())
        client.submit("/insights/start")
        state: dict[str, Any] = {"progress": 0}
        patience = time.monotonic() + 60
        while not state["progress"] and time.monotonic() < patience:
            state = client.get("/insights/progress.json").json()
        assert state == {
            "running": True,
            "stage": "Looking for what fits best",
            "progress": 0.25,
            "shown": False,
        }
        page = client.get("/insights/progress").text
        assert '<noscript><meta http-equiv="refresh"' in page
        fit = client.session.fit
        assert fit
        assert fit.process
        client.submit("/insights/cancel")
        assert client.get("/insights/progress").url.path == "/insights"
        assert client.get("/insights/progress.json").json() == {"running": False}
        assert client.portal
        client.portal.call(fit.process.wait)
        assert fit.process.returncode == -9


# --- the full answer ---------------------------------------------------------------------------------------


def full_result() -> dict[str, Any]:
    """The same as a full answer."""
    return made_up_result() | {"method": "nuts"}


def two_stages(gate: Path, then: str) -> str:
    """A worker that gives the first answer, waits for a file to appear, and goes on."""
    wait = f"import os\nsay(stage='drawing', progress=0.4)\nwhile not os.path.exists({str(gate)!r}): time.sleep(0.02)\n"
    return answering(made_up_result()) + wait + then


def first_answer_seen(client: Visitor) -> str:
    """The page once the first answer is there."""
    while not (client.session.fit and client.session.fit.shown and client.session.fit.progress == 0.4):
        assert client.get("/insights/progress.json").json()["running"]
    return client.get("/insights").text


def test_the_first_answer_is_shown_while_the_full_one_is_worked_out(tmp_path: Path):
    gate = tmp_path / "go"
    with visitor(tmp_path / "diary", worker=worker(tmp_path, two_stages(gate, answering(full_result())))) as client:
        create(client)
        fill(client, small_diary())
        client.submit("/insights/start")
        page = first_answer_seen(client)
        assert "This is the first answer." in page
        assert "being worked out in the background (40 %)" in page
        assert "It is about the diary as it stands" in page
        assert "Working out the full answer" in client.get("/insights/progress").text
        gate.write_text("")
        finished(client)
        page = client.get("/insights").text
        assert "This is the full answer." in page
        assert "This is the first answer." not in page
        assert "It is about the diary as it stands" in page


def test_stopping_the_full_answer_keeps_the_first(tmp_path: Path):
    body = two_stages(tmp_path / "never", "")
    with visitor(tmp_path / "diary", worker=worker(tmp_path, body)) as client:
        create(client)
        fill(client, small_diary())
        client.submit("/insights/start")
        first_answer_seen(client)
        page = client.submit("/insights/cancel").text
        assert "This is the first answer." in page
        assert "Work out the full answer" in page
        assert "It is about the diary as it stands" in page


def test_a_full_answer_about_an_older_diary_is_never_current(tmp_path: Path):
    gate = tmp_path / "go"
    with visitor(tmp_path / "diary", worker=worker(tmp_path, two_stages(gate, answering(full_result())))) as client:
        create(client)
        fill(client, small_diary())
        client.submit("/insights/start")
        first_answer_seen(client)
        client.submit("/check-in", {"alarm": "3"})
        page = client.get("/insights").text
        assert "From before your latest notes" in page
        assert "Work it out again" in page
        gate.write_text("")
        finished(client)
        page = client.get("/insights").text
        assert "This is the full answer." in page
        assert "From before your latest notes" in page
        assert "It is about the diary as it stands" not in page


def test_working_it_out_again_ends_a_full_answer_about_an_older_diary(tmp_path: Path):
    with visitor(tmp_path / "diary", worker=worker(tmp_path, two_stages(tmp_path / "never", ""))) as client:
        create(client)
        fill(client, small_diary())
        client.submit("/insights/start")
        first_answer_seen(client)
        first = client.session.fit
        client.submit("/check-in", {"alarm": "3"})
        client.submit("/insights/start")
        assert client.session.fit is not first
        assert first
        assert not first.running
        assert "It is about the diary as it stands" in first_answer_seen(client)


def test_a_full_answer_that_does_not_settle_leaves_the_first(tmp_path: Path):
    gate = tmp_path / "go"
    gate.write_text("")
    body = two_stages(gate, "say(note='unsettled')\n")
    with visitor(tmp_path / "diary", worker=worker(tmp_path, body)) as client:
        create(client)
        fill(client, small_diary())
        client.submit("/insights/start")
        finished(client)
        page = client.get("/insights").text
        assert "did not come to rest" in page
        assert "This is the first answer." in page
        assert "38 minutes" in page


def test_a_second_start_does_not_start_twice(tmp_path: Path):
    with visitor(tmp_path / "diary", worker=worker(tmp_path, "time.sleep(600)\n")) as client:
        create(client)
        fill(client, small_diary())
        client.submit("/insights/start")
        first = client.session.fit
        client.submit("/insights/start")
        assert client.session.fit is first


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("say(error='the diary holds no rating')\n", "the diary holds no rating"),
        ("sys.exit(3)\n", "stopped before it was done"),
        ("print('not json')\n", "stopped before it was done"),
        ("raise RuntimeError('secret note')\n", "stopped before it was done"),
    ],
)
def test_a_worker_that_fails_is_said(tmp_path: Path, body: str, words: str, capfd: pytest.CaptureFixture[str]):
    with visitor(tmp_path / "diary", worker=worker(tmp_path, body)) as client:
        create(client)
        fill(client, small_diary())
        client.submit("/insights/start")
        finished(client)
        page = client.get("/insights").text
    assert words in page
    assert 'class="number"' not in page
    assert "secret note" not in "".join(capfd.readouterr())


def test_locking_ends_the_worker_and_stores_nothing(tmp_path: Path):
    with visitor(tmp_path / "diary", worker=worker(tmp_path, "time.sleep(600)\n")) as client:
        create(client)
        fill(client, small_diary())
        client.submit("/insights/start")
        fit = client.session.fit
        assert fit
        client.submit("/lock")
        assert client.session.fit is None
        assert not fit.running
        assert threading.active_count() < 50


def test_watching_the_progress_is_no_sign_of_life(tmp_path: Path):
    with visitor(tmp_path / "diary", worker=worker(tmp_path, "time.sleep(600)\n")) as client:
        create(client)
        fill(client, small_diary())
        client.submit("/insights/start")
        client.session.last_sign -= 601
        assert client.get("/insights/progress.json").url.path == "/"
        assert client.session.database is None
