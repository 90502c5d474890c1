"""The made-up diary: needs no passphrase, is labelled on every page, and leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bowlby.companion import demo, trying
from bowlby.diary.formats import write_native
from bowlby.errors import BowlbyError
from companion.visits import Visitor, create, made_up_result, small_diary, visitor

BANNER = "A made-up diary."


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shipped"
    write_native(small_diary(), folder)
    (folder / "fit.json").write_text(json.dumps(made_up_result()))
    (folder / "triggers-wide-light.svg").write_text("<svg/>")
    (folder / "documents.json").write_text('{"week": {"2026-W10": {"note": "made up too"}}}')
    monkeypatch.setattr(demo, "SHIPPED", folder)
    return folder


@pytest.fixture
def guest(tmp_path: Path, shipped: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        yield client


def test_it_opens_without_a_passphrase_and_shows_its_result(guest: Visitor):
    page = guest.submit("/demo")
    assert page.url.path == "/insights"
    assert "It is about the diary as it stands" in page.text
    assert guest.get("/insights/figure/triggers-wide-light").text == "<svg/>"
    assert "made up too" in guest.get("/week/2026-W10").text
    assert not guest.session.folder.exists()


def test_the_one_that_ships_shows_a_finished_trial_and_how_sure_it_felt(tmp_path: Path):
    with visitor(tmp_path / "diary") as guest:
        guest.submit("/demo")
        database = guest.session.database
        assert database
        (trial,) = trying.all_of(database)  # its seal is checked
        assert trial.over
        assert trial.latest
        assert trial.latest["final"]
        moments = {one.at: one.alarm_before for one in database.moments()}
        assert [unit.before for unit in trial.trial.units] == [moments[at] for at in trial.times]
        assert "Made up:" in guest.get(f"/trials/{trial.id}").text
        felt = [one for one in database.checkins() if one.felt_sure is not None]
        assert len(database.checkins()) / 2 < len(felt) < len(database.checkins())
        assert "How close, sure and free it felt" in guest.get("/change").text


def test_it_is_labelled_on_every_page(guest: Visitor):
    guest.submit("/demo")
    for path in ("/log", "/check-in", "/insights", "/bring", "/waiting", f"/moment/{1:032x}", "/help", "/none"):
        page = guest.get(path).text
        assert BANNER in page, path
        assert "Leave" in page, path


def test_leaving_removes_it(guest: Visitor):
    guest.submit("/demo")
    guest.submit("/check-in", {"alarm": "3"})
    folder = guest.session.demo_folder
    assert folder
    assert folder.exists()
    page = guest.submit("/lock")
    assert "Start your own" in page.text
    assert BANNER not in page.text
    assert not folder.exists()


def test_the_end_of_the_server_removes_it(tmp_path: Path, shipped: Path):
    with visitor(tmp_path / "diary") as guest:
        guest.submit("/demo")
        folder = guest.session.demo_folder
        assert folder
    assert not folder.exists()


def test_a_copy_left_behind_is_unreadable(guest: Visitor):
    guest.submit("/demo")
    folder = guest.session.demo_folder
    assert folder
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"no-reply" not in content
    assert not (folder / "records.key").exists()


def test_it_is_open_from_the_start_when_asked_for(tmp_path: Path, shipped: Path):
    from bowlby.companion.session import Session
    from companion.visits import PORT

    with Visitor(Session(folder=tmp_path / "diary", port=PORT), show_demo=True) as guest:
        assert BANNER in guest.get("/").text


def test_the_own_diary_is_untouched(guest: Visitor):
    create(guest)
    guest.submit("/lock")
    before = {path.name: path.read_bytes() for path in guest.session.folder.iterdir()}
    guest.submit("/demo")
    guest.submit("/check-in", {"alarm": "3"})
    guest.submit("/lock")
    assert {path.name: path.read_bytes() for path in guest.session.folder.iterdir()} == before


def test_without_its_files_it_says_so(guest: Visitor, shipped: Path):
    (shipped / "moments.csv").unlink()
    page = guest.submit("/demo")
    assert page.status_code == 503
    assert "not part of this installation" in page.text
    with pytest.raises(BowlbyError):
        demo.enter(guest.session)
