"""Few tabs, the pages of the one that is open, and no promise of a page that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowlby.companion.navigation import PARTS, addresses, menu
from companion.visits import create, visitor

SERVED = ("/log", "/check-in", "/waiting", "/insights", "/settings")


def test_only_served_pages_are_offered():
    shown = menu("/log", SERVED)
    assert [step.path for step in shown.parts] == ["/log", "/insights", "/settings"]
    assert [step.path for step in shown.places] == ["/log", "/check-in", "/waiting"]


@pytest.mark.parametrize(
    ("path", "tab", "place"),
    [
        ("/log", ("/log", "page"), ("/log", "page")),
        ("/check-in", ("/log", "true"), ("/check-in", "page")),
        ("/moment/a", ("/log", "true"), ("/waiting", "true")),
        ("/insights/progress", ("/insights", "true"), None),
        ("/logbook", None, None),
        ("/help", None, None),
    ],
)
def test_where_one_is_is_marked(path: str, tab: tuple[str, str] | None, place: tuple[str, str] | None):
    shown = menu(path, SERVED)
    assert [(step.path, step.here) for step in shown.parts if step.here] == [*([tab] if tab else [])]
    assert [(step.path, step.here) for step in shown.places if step.here] == [*([place] if place else [])]


def test_a_part_of_one_page_has_no_second_row():
    assert menu("/insights", SERVED).places == []


def test_no_page_has_two_lines():
    paths = [place.path for part in PARTS for place in part.places]
    assert len(set(paths)) == len(paths)


def test_addresses_of_the_app(tmp_path: Path):
    with visitor(tmp_path / "diary") as client:
        found = dict(addresses(client.pages))
        assert "POST" in dict(addresses(client.pages))["/hide"]
        assert {"/log", "/moment/{moment_id:path}", "/help"} <= set(found)
        create(client)
        page = client.get("/check-in").text
    assert '<a href="/check-in" aria-current="page">' in page
    assert '<a href="/log" aria-current="true">' in page
