"""Check in: the alarm now, and if wished the three security items."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.visits import Visitor, create, visitor


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        yield client


def test_a_check_in_is_kept(writer: Visitor):
    page = writer.submit("/check-in", {"alarm": "3", "felt_close": "8", "at_offset": "60"})
    assert "Kept: alarm 3 just now." in page.text
    assert writer.session.database
    (checkin,) = writer.session.database.checkins()
    assert (checkin.alarm, checkin.felt_close, checkin.felt_sure, checkin.prompted) == (3.0, 8.0, None, False)
    assert checkin.at.isoformat().endswith("+01:00")


@pytest.mark.parametrize(("fields", "words"), [({}, "is not chosen yet"), ({"alarm": "11"}, "is outside 0 to 10")])
def test_a_refusal_says_why(writer: Visitor, fields: dict[str, str], words: str):
    page = writer.submit("/check-in", fields)
    assert page.status_code == 422
    assert words in page.text
    assert writer.session.database
    assert writer.session.database.checkins() == ()


def test_the_items_are_asked_in_our_words(writer: Visitor):
    page = writer.get("/check-in").text
    assert "I felt close to someone." in page
    assert page.count('type="radio"') == 44
