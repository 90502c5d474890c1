"""The page Understand: behind the door, without a script, never heavy, and clear about what cannot be."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from bowlby.companion.care_settings import PRESETS, sliders
from companion.simulated import quick
from companion.test_app import HEAVY
from companion.visits import Visitor, create, visitor

PATH = "/understand"


@pytest.fixture
def guest(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary", simulator=quick(tmp_path)) as client:
        create(client)
        yield client


def shown(client: Visitor, query: str = "") -> str:
    """The page once everything is worked out."""
    client.get(f"{PATH}/play.json?{query}")
    return unescape(client.get(f"{PATH}?{query}").text)


def test_locked_it_leads_to_the_door_and_starts_nothing(tmp_path: Path):
    with visitor(tmp_path / "diary", simulator=quick(tmp_path)) as client:
        for path in (PATH, f"{PATH}/play.json", f"{PATH}/figure/room-wide-light"):
            assert client.get(path).url.path == "/"
        assert client.session.simulations is None
        assert PATH not in client.get("/").text


def test_it_is_in_the_navigation_and_in_the_demo(guest: Visitor):
    guest.submit("/demo")
    page = guest.get(PATH)
    assert page.status_code == 200
    assert f'<a href="{PATH}" aria-current="page">' in page.text
    assert ">Learn</a>" in guest.get("/log").text


def test_the_window_has_a_neutral_title(guest: Visitor):
    assert "<title>Notes: understand</title>" in guest.get(PATH).text


def test_the_first_visit_says_that_it_is_waking_up(tmp_path: Path):
    waits = (sys.executable, "-c", "import time; time.sleep(600)")
    with visitor(tmp_path / "diary", simulator=waits) as client:
        create(client)
        page = client.get(PATH).text
        assert '<noscript><meta http-equiv="refresh"' in page
        assert 'id="waiting">' in page
        assert "<img" not in page
        asked = client.session.simulations
        assert asked
        client.submit("/lock")
        assert client.session.simulations is None
        assert asked.ended
    assert threading.active_count() < 50


def test_closing_ends_the_process(tmp_path: Path):
    with visitor(tmp_path / "diary", simulator=quick(tmp_path)) as client:
        create(client)
        client.get(f"{PATH}/play.json")
        asked = client.session.simulations
        assert asked
        assert asked.process
        assert client.portal
        client.portal.call(client.session.lock)
        client.portal.call(asked.process.wait)
        assert asked.process.returncode == -9


def test_without_a_script_the_page_holds_figures_and_sentences(guest: Visitor):
    page = shown(guest, "preset=loud&child=3")
    assert "http-equiv" not in page
    for figure in ("room", "crowd"):
        assert re.search(rf'<img src="/understand/figure/{figure}-wide-light\?[^"]+" alt="[^"]{{30,}}"', page)
    assert len(re.findall(r'<li value="\d">', page)) == 8
    assert "After the year the child expects" in page
    assert "Child 3 stands at" in page
    assert '<th scope="row">12</th>' in page


def test_every_slider_and_every_preset_is_there(guest: Visitor):
    page = shown(guest)
    for slider in sliders():
        tag = re.search(rf'<input type="range" id="{slider.name}"[^>]+>', page)
        assert tag
        assert f'value="{slider.middle:g}"' in tag[0]
        assert f'aria-describedby="{slider.name}-hint"' in tag[0]
        assert slider.hint in page
    for name in PRESETS:
        assert f'name="preset" value="{name}"' in page


def test_it_says_what_it_is(guest: Visitor):
    page = " ".join(shown(guest).split())
    assert "no real child stands behind a line or a dot" in page
    assert "No child is ever scored in this notebook" in page
    assert "thresholds of our own" in page


def test_the_answer_for_the_script(guest: Visitor):
    found = guest.get(f"{PATH}/play.json?preset=loud&child=12").json()
    assert found["played"]["child"] == 12
    assert found["before"] is None
    assert found["care"]["preoccupation"] > 35
    assert "child=12" in found["query"]
    assert len(found["words"]["episodes"]) == 8


def test_two_cares_are_compared_for_the_same_child(guest: Visitor):
    query = "preset=loud&child=12&against=70,35,3,50,12,1.5,15"
    found = guest.get(f"{PATH}/play.json?{query}").json()
    assert set(found["before"]) == {"year", "crowd", "member"}
    assert found["words"]["changed"].startswith("With 4 sliders moved, the same child ")
    page = shown(guest, query)
    assert found["words"]["changed"] in page
    assert "Compared with the care you kept: 4 sliders moved." in page


def test_buttons_of_the_form_win_over_its_fields(guest: Visitor):
    found = guest.get(f"{PATH}/play.json?child=3&child=44&against=70,35,3,50,12,1.5,15&against=").json()
    assert found["played"]["child"] == 44
    assert found["before"] is None


@pytest.mark.parametrize("query", ["sensitivity=200", "dwell=soon", "child=-1", "against=1,2", "preset=none"])
def test_what_cannot_be_is_said_and_nothing_is_started(guest: Visitor, query: str):
    page = guest.get(f"{PATH}?{query}")
    assert page.status_code == 422
    assert 'role="alert" id="problem"' in page.text
    assert guest.session.simulations is None
    answer = guest.get(f"{PATH}/play.json?{query}")
    assert answer.status_code == 422
    assert answer.json()["error"].endswith(".")


def test_a_figure_is_a_picture(guest: Visitor):
    picture = guest.get(f"{PATH}/figure/crowd-narrow-dark?child=3")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text == "<svg>crowd dark 320</svg>"
    assert guest.get(f"{PATH}/figure/face-wide-light").status_code == 404
    assert guest.get(f"{PATH}/figure/room-wide-light?rebuff=900").status_code == 422


def test_a_process_that_fails_is_said_once(tmp_path: Path):
    with visitor(tmp_path / "diary", simulator=(sys.executable, "-c", "raise RuntimeError('secret')")) as client:
        create(client)
        answer = client.get(f"{PATH}/play.json")
        assert answer.status_code == 422
        assert "stopped before it was done" in answer.json()["error"]
        client.get(PATH)
        asked = client.session.simulations
        assert asked
        assert client.portal
        for task in list(asked.asked.values()):
            client.portal.call(_over, task)
        page = client.get(PATH)
        assert page.status_code == 503
        assert "stopped before it was done" in page.text
        assert "http-equiv" not in page.text


async def _over(task: object) -> None:
    import asyncio

    await asyncio.gather(task, return_exceptions=True)  # type: ignore[call-overload]


def test_the_server_loads_nothing_heavy_for_it():
    code = f"""
import sys
from bowlby.companion.pages import understand
from bowlby.companion import telling
understand.setting_of({{"preset": "loud"}})
print(*sorted(set({HEAVY!r}) & sys.modules.keys()))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
