"""Coming in and going out: create, recovery code, unlock, lock, hide, and no diary in sight before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.visits import PASSPHRASE, Visitor, create, fill, small_diary, visitor


@pytest.fixture
def guest(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        yield client


def test_the_first_page_says_who_may_see_it(guest: Visitor):
    page = guest.get("/").text
    assert "Does someone else use this device?" in page
    assert "Look around in a made-up diary" in page
    assert 'href="/help"' in page


def test_titles_are_neutral(guest: Visitor):
    create(guest)
    fill(guest, small_diary())
    for path in ("/", "/log", "/check-in", "/insights", "/bring", "/waiting", "/notes", f"/moment/{1:032x}", "/none"):
        title = re.search("<title>(.*?)</title>", guest.get(path).text)
        assert title, path
        assert re.fullmatch(r"Notes(: (new|now|open|look back|bring in|what happened))?", title[1]), path


def test_creating_shows_the_recovery_code_until_it_is_put_away(guest: Visitor):
    page = guest.submit("/create", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    code = re.search("<code>(.*?)</code>", page.text)
    assert code
    assert code[1] in guest.get("/").text
    guest.submit("/recovery-code")
    assert code[1] not in guest.get("/").text
    assert code[1] not in guest.get("/recovery-code").text


@pytest.mark.parametrize(("passphrase", "again"), [("short", "short"), (PASSPHRASE, PASSPHRASE + "x"), ("", "")])
def test_a_passphrase_that_will_not_do_makes_nothing(guest: Visitor, passphrase: str, again: str):
    page = guest.submit("/create", {"passphrase": passphrase, "again": again})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert passphrase not in page.text or not passphrase
    assert not (guest.session.folder / "records.key").exists()


def test_a_second_create_does_not_replace_the_diary(guest: Visitor):
    create(guest)
    before = (guest.session.folder / "records.key").read_bytes()
    guest.submit("/create", {"passphrase": "another passphrase", "again": "another passphrase"})
    assert (guest.session.folder / "records.key").read_bytes() == before


def test_lock_and_unlock(guest: Visitor):
    create(guest)
    fill(guest, small_diary())
    assert "passphrase" in guest.submit("/lock").text.lower()
    assert guest.session.database is None
    assert "Open the notebook" in guest.get("/log").text
    assert guest.submit("/unlock", {"passphrase": "not the one at all"}).status_code == 422
    assert guest.session.database is None
    assert "Keep this moment" in guest.submit("/unlock", {"passphrase": PASSPHRASE}).text


def test_the_recovery_code_opens_and_sets_a_new_passphrase(guest: Visitor):
    code = create(guest)
    guest.submit("/lock")
    fresh = {"passphrase": "a new one to remember", "again": "a new one to remember"}
    assert guest.submit("/recover", {"code": "0000-0000", **fresh}).status_code == 422
    assert "A moment" in guest.submit("/recover", {"code": f" {code.lower()} ", **fresh}).text
    guest.submit("/lock")
    assert guest.submit("/unlock", {"passphrase": PASSPHRASE}).status_code == 422
    assert guest.submit("/unlock", {"passphrase": fresh["passphrase"]}).status_code == 200


def test_hide_locks_and_shows_an_empty_page(guest: Visitor):
    create(guest)
    page = guest.submit("/hide")
    assert page.url.path == "/notes"
    assert re.sub(r"<[^>]*>", "", page.text).split() == ["Notes", "Notes"]  # the title and the heading, no more
    assert guest.session.database is None


def test_leaving_from_the_help_page_locks_for_the_one_who_opened(guest: Visitor):
    create(guest)
    cookies = dict(guest.cookies)
    guest.cookies.clear()
    assert guest.get("/leave").url.path == "/notes"
    assert guest.session.database is not None
    guest.cookies.update(cookies)
    assert guest.get("/leave").url.path == "/notes"
    assert guest.session.database is None


def test_help_answers_while_locked_and_to_strangers(guest: Visitor):
    create(guest)
    guest.submit("/lock")
    assert "Help" in guest.get("/help").text
    guest.cookies.clear()
    page = guest.get("/help", params={"country": "GB"})
    assert page.status_code == 200
    assert "999" in page.text
    assert guest.session.keys.form not in page.text


def test_a_sign_of_life_is_refused_when_locked(guest: Visitor):
    create(guest)
    assert guest.submit("/stay").status_code == 204
    guest.submit("/lock")
    assert guest.submit("/stay").status_code == 409


def test_a_damaged_key_file_is_said_on_the_page(guest: Visitor):
    create(guest)
    guest.submit("/lock")
    (guest.session.folder / "records.key").write_text("{}")
    page = guest.submit("/unlock", {"passphrase": PASSPHRASE})
    assert page.status_code == 422
    assert 'role="alert"' in page.text


def test_a_full_or_forbidden_folder_is_said_on_the_page(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with visitor(tmp_path / "file") as guest:
        page = guest.submit("/create", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
