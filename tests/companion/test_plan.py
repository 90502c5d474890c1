"""The plan for bad hours: written, changed, taken back, deleted; on the help page while the notebook is open, and
before unlocking only where a copy is wanted, and only in the browser that was let in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bowlby.diary import safety_plan
from bowlby.diary.erasing import COPY_FILE
from bowlby.errors import BowlbyError
from companion.visits import ORIGIN, PASSPHRASE, Visitor, create, visitor

WRITTEN = {
    "signs": "everything goes quiet",
    "people-name-0": "Kim <b>next door</b>",
    "people-number-0": "+49 (0)30 12-34",
    "people-name-1": "the choir",
    "people-number-1": "ask at the church",
    "ways-out": "through the garden",
    "word": "pineapple",
}
LOCKED = "it lies behind the passphrase"


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        yield client


def in_files(folder: Path, *texts: str) -> list[str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path.name for path in files if any(text.encode() in path.read_bytes() for text in texts)]


def test_it_is_written_and_shown_on_the_help_page(writer: Visitor):
    assert "Write my plan" in writer.get("/help").text
    page = writer.submit("/plan", WRITTEN)
    assert "Kept." in page.text
    assert "may only hold the number" in page.text
    help_page = writer.get("/help").text
    section = help_page[help_page.index('id="plan"') : help_page.index('id="steady"')]
    assert '<a class="plan-number" href="tel:+493012' in section
    assert "Kim &lt;b&gt;next door&lt;/b&gt;" in section
    assert "<bdi>ask at the church</bdi>" in section
    assert "pineapple" in section
    assert 'href="/plan"' in section
    assert "My reason to go on" not in section


def test_it_needs_no_part_and_can_be_found(writer: Visitor):
    assert 'href="/plan"' in writer.get("/settings").text
    assert 'aria-current="page">Safety plan' in writer.get("/plan").text
    assert "required" not in writer.get("/plan").text
    assert writer.submit("/plan", {}).status_code == 200
    assert writer.session.database
    assert writer.session.database.documents() == {}


def test_a_change_is_taken_back_and_all_of_it_deleted(writer: Visitor):
    writer.submit("/plan", WRITTEN)
    page = writer.submit("/plan", {"signs": "something else"})
    assert "everything goes quiet" in page.text[page.text.index("The version before") :]
    writer.submit("/plan/back")
    assert writer.session.database
    assert safety_plan.plan_of(writer.session.database).texts["signs"] == "everything goes quiet"
    refused = writer.submit("/plan/delete")
    assert (refused.status_code, "Nothing was deleted" in refused.text) == (422, True)
    writer.submit("/plan/delete", {"sure": "1"})
    assert writer.session.database.documents() == {}
    assert "Delete the plan for good" not in writer.get("/plan").text


def test_too_long_is_told_and_what_was_written_stays_on_the_form(writer: Visitor):
    page = writer.submit("/plan", {"signs": "y" * 5000, "alone": "walk"})
    assert page.status_code == 422
    assert "longer than 4000 characters" in page.text
    assert "y" * 5000 in page.text
    assert "walk" in page.text


def test_what_was_written_while_it_locked_is_offered_again(writer: Visitor):
    writer.session.lock()
    writer.submit("/plan", WRITTEN)
    page = writer.submit("/unlock", {"passphrase": PASSPHRASE})
    assert page.url.path == "/plan"
    assert "everything goes quiet" in page.text
    assert "It is not kept yet" in page.text


def test_locked_without_a_copy_nothing_is_shown_and_nothing_lies_in_a_file(writer: Visitor):
    writer.submit("/plan", WRITTEN)
    writer.submit("/backup/now")
    writer.submit("/lock")
    page = writer.get("/help").text
    assert LOCKED in page
    assert "anyone who holds the device can read" in page
    assert not re.search("quiet</p>|Kim|pineapple", page)
    assert in_files(writer.session.folder, "everything goes quiet", "Kim", "12-34", "pineapple", "garden") == []


def test_a_copy_is_off_until_wanted_and_says_who_can_read_it(writer: Visitor):
    assert "nothing yet that could be in it" in writer.get("/plan").text
    page = writer.submit("/plan", WRITTEN).text
    assert "Anyone who holds this device can then read it" in page
    assert "a partner" in page
    assert not safety_plan.has_copy(writer.session.folder)
    assert "before unlocking" in writer.submit("/plan/copy", {"copy": "1"}).text
    writer.submit("/lock")
    shown = writer.get("/help").text
    assert "everything goes quiet" in shown
    assert "tel:+49301234" in shown
    assert "keep readable on this device" in shown
    assert LOCKED not in shown
    assert not re.search("garden|pineapple", shown)
    assert in_files(writer.session.folder, "everything goes quiet") == [COPY_FILE]
    assert in_files(writer.session.folder, "garden", "pineapple") == []


def test_only_the_browser_that_was_let_in_is_shown_the_copy(writer: Visitor):
    writer.submit("/plan", WRITTEN)
    writer.submit("/plan/copy", {"copy": "1"})
    for lock in (False, True):
        if lock:
            writer.submit("/lock")
        stranger = writer.__class__(writer.session)
        stranger.cookies.clear()
        page = stranger.get("/help").text
        assert "everything goes quiet" not in page
        assert LOCKED in page


@pytest.mark.parametrize("how", ["off", "empty", "delete", "erase"])
def test_ways_to_be_rid_of_the_copy(writer: Visitor, how: str):
    writer.submit("/plan", WRITTEN)
    writer.submit("/plan/copy", {"copy": "1"})
    match how:
        case "off":
            assert "There is no readable copy." in writer.submit("/plan/copy", {"copy": "0"}).text
        case "empty":
            assert "The readable copy is deleted." in writer.submit("/plan", {}).text
        case "delete":
            writer.submit("/plan/delete", {"sure": "1"})
        case "erase":
            writer.submit("/export/erase", {"word": "erase"})
            assert not writer.session.folder.exists()
    assert not safety_plan.has_copy(writer.session.folder)
    writer.submit("/lock")
    assert LOCKED in writer.get("/help").text


def test_a_copy_that_fell_behind_catches_up_when_the_notebook_is_opened(writer: Visitor):
    writer.submit("/plan", WRITTEN)
    writer.submit("/plan/copy", {"copy": "1"})
    path = writer.session.folder / COPY_FILE
    path.write_text('{"signs": "of yesterday"}')
    writer.submit("/lock")
    writer.submit("/unlock", {"passphrase": PASSPHRASE})
    assert "of yesterday" not in path.read_text()


def test_the_numbers_are_shown_whatever_is_wrong_with_the_plan(writer: Visitor, monkeypatch: pytest.MonkeyPatch):
    def broken(_database: object) -> None:
        raise BowlbyError("the file is in use")

    monkeypatch.setattr(safety_plan, "plan_of", broken)
    answer = writer.get("/help")
    assert answer.status_code == 200
    assert "tel:112" in answer.text


def test_the_made_up_diary_keeps_no_copy(tmp_path: Path):
    with visitor(tmp_path / "diary") as client:
        client.submit("/demo")
        assert client.submit("/plan", WRITTEN).status_code == 200
        assert client.submit("/plan/copy", {"copy": "1"}).status_code == 422
        assert not safety_plan.has_copy(client.session.folder)
        assert client.session.database
        assert not safety_plan.has_copy(client.session.database.folder)


def test_it_is_taken_along_in_every_kind_of_export(writer: Visitor):
    writer.submit("/plan", WRITTEN)
    for kind in ("json", "html"):
        text = writer.submit("/export", {"kind": kind}).text
        assert "everything goes quiet" in text
        assert "pineapple" in text
    packed = writer.submit("/export", {"kind": "csv"}).content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert "everything goes quiet" in archive.read("plan.csv").decode()


@pytest.mark.parametrize("path", ["/plan", "/plan/copy", "/plan/delete", "/plan/back"])
def test_no_post_without_the_token_or_an_open_notebook(writer: Visitor, path: str):
    assert writer.post(path, data=WRITTEN, headers={"origin": ORIGIN}).status_code == 403
    writer.session.lock()
    assert writer.submit(path, {"copy": "1", "sure": "1"}).url.path == "/"
    assert not safety_plan.has_copy(writer.session.folder)
