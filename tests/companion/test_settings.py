"""What can be set: the language, in front of a locked notebook too; how soon it locks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bowlby.companion import language
from bowlby.companion.security import LANGUAGE_COOKIE
from companion.test_language import french  # noqa: F401
from companion.visits import PASSPHRASE, Visitor, create, visitor


@pytest.fixture
def guest(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        yield client


@pytest.mark.usefixtures("french")
def test_a_language_is_chosen_before_there_is_a_diary(guest: Visitor):
    assert '<html lang="en" dir="ltr">' in guest.get("/").text
    page = guest.submit("/language", {"language": "fr", "back": "/"})
    assert '<html lang="fr" dir="ltr">' in page.text
    assert guest.cookies[LANGUAGE_COOKIE] == "fr"
    guest.session.language = ""
    assert '<html lang="fr"' in guest.get("/help").text
    assert '<html lang="en"' in guest.get("/help?language=en").text


@pytest.mark.usefixtures("french")
def test_the_browser_is_asked_where_nothing_was_chosen(guest: Visitor):
    assert '<html lang="fr"' in guest.get("/notes", headers={"accept-language": "fr-CA, en;q=0.5"}).text
    refused = guest.get("/", headers={"accept-language": "fr", "host": "evil.example"})
    assert '<html lang="fr"' in refused.text


@pytest.mark.usefixtures("french")
def test_it_goes_back_to_pages_of_its_own_only(guest: Visitor):
    create(guest)
    assert guest.submit("/language", {"language": "fr", "back": "/settings"}).url.path == "/settings"
    assert guest.submit("/language", {"language": "fr", "back": "//evil.example"}).url.path == "/log"


def test_an_unknown_language_is_refused(guest: Visitor):
    answer = guest.submit("/language", {"language": "xx<b>", "back": "/"})
    assert answer.status_code == 400
    assert "xx" not in answer.text
    assert LANGUAGE_COOKIE not in guest.cookies


def test_with_one_language_there_is_no_choice(guest: Visitor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(language, "available", lambda: {language.SOURCE: "English"})
    assert 'action="/language"' not in guest.get("/").text


# --- locking ------------------------------------------------------------------------------------------


def test_how_soon_it_locks_is_kept_and_holds_at_once(guest: Visitor):
    create(guest)
    assert 'data-idle="600"' in guest.get("/settings").text
    page = guest.submit("/settings/locking", {"minutes": "2"})
    assert "It locks after 2 minutes" in page.text
    assert 'data-idle="120"' in page.text
    assert guest.session.idle_seconds == 120.0
    guest.submit("/lock")
    guest.submit("/unlock", {"passphrase": PASSPHRASE})
    assert guest.session.idle_seconds == 120.0


@pytest.mark.parametrize("minutes", ["", "0", "3", "-1", "1e9", "999999"])
def test_no_other_time_can_be_set(guest: Visitor, minutes: str):
    create(guest)
    answer = guest.submit("/settings/locking", {"minutes": minutes})
    assert answer.status_code == 422
    assert guest.session.idle_seconds == 600.0


@pytest.mark.usefixtures("french")
def test_a_language_chosen_while_locked_is_kept_in_the_diary(guest: Visitor):
    create(guest)
    guest.submit("/lock")
    guest.submit("/language", {"language": "fr", "back": "/"})
    guest.submit("/unlock", {"passphrase": PASSPHRASE})
    guest.submit("/lock")
    guest.cookies.delete(LANGUAGE_COOKIE)
    guest.session.language = ""
    page = guest.submit("/unlock", {"passphrase": PASSPHRASE})
    assert '<html lang="fr"' in page.text


def test_what_is_protected_can_be_read_before_there_is_a_diary(guest: Visitor):
    page = guest.get("/protection").text
    assert "What is not protected" in page
    assert "A partner, or anyone, who has the passphrase" in page
    create(guest)
    assert "/protection" in guest.get("/settings").text
