from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bowlby.companion import checkups, state_checks
from companion.visits import Visitor, create, visitor


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as someone:
        create(someone)
        yield someone


def test_it_says_that_it_is_not_validated_and_asks_eight_sentences(client: Visitor):
    page = client.get("/check-up/now").text
    assert "not a validated scale" in page
    assert page.count("<fieldset>") == 8
    assert "The last looks" not in page
    assert 'href="/check-up/now"' in client.get("/check-up").text


def test_a_look_is_kept_shown_and_deleted(client: Visitor):
    page = client.submit("/check-up/now", {"felt_close": "4", "felt_sure": "6", "mattered": "9"}).text
    assert "5.0" in page
    assert "3 of 8" in page
    assert "too little answered" in page
    database = client.session.database
    assert database
    (look,) = state_checks.looks(database)
    assert "Yes, delete it" in page  # in two steps
    after = client.submit("/check-up/forget", {"name": look.name})
    assert after.url.path == "/check-up/now"
    assert database.kept(checkups.KIND) == {}


def test_a_look_is_no_check_up(client: Visitor):
    client.submit("/check-up/now", {"felt_close": "4"})
    database = client.session.database
    assert database
    assert checkups.results(database) == []
    assert checkups.offered_from(database) is None


def test_nothing_answered_is_said_and_what_was_chosen_stays(client: Visitor):
    answer = client.submit("/check-up/now", {})
    assert answer.status_code == 422
    assert "Nothing is answered yet" in answer.text
    again = client.submit("/check-up/now", {"felt_close": "12", "felt_sure": "3"})
    assert again.status_code == 422
    assert 'name="felt_sure" value="3" checked' in again.text


def test_only_the_last_looks_are_listed(client: Visitor):
    for _ in range(3):
        client.submit("/check-up/now", {"felt_close": "4"})
    database = client.session.database
    assert database
    (look, *_) = state_checks.looks(database)
    body = database.kept(checkups.KIND)[look.name]
    for day in range(10, 20):
        at = f"2026-01-{day}T10:00:00+00:00"
        database.keep(checkups.KIND, state_checks.PREFIX + at, body | {"at": at})
    page = client.get("/check-up/now").text
    assert page.count("1 of 8") == 8
    assert "earlier ones are kept as well" in page
