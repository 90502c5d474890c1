"""The button that takes back, on the page after."""

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


def test_a_check_in_is_taken_back_and_can_be_brought_again(writer: Visitor):
    page = writer.submit("/check-in", {"alarm": "3"})
    assert writer.session.database
    assert len(writer.session.database.checkins()) == 1
    done = page.text.split('name="id" value="')[1].split('"')[0]
    assert writer.submit("/undo", {"id": done}).url.path == "/check-in"
    assert writer.session.database.checkins() == ()
    assert "Check-in · alarm 3" in writer.get("/records/removed").text


@pytest.mark.parametrize("done", ["", "moment", "moment added 0 none", "nonsense added 0 x"])
def test_nothing_to_take_back_leads_to_the_form(writer: Visitor, done: str):
    assert writer.submit("/undo", {"id": done}).url.path == "/log"
