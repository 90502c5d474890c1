"""What goes through the worker's pipe is the diary, whole and unchanged; figures come in the language of the page."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bowlby.companion.fits import packed
from bowlby.companion.worker import unpacked
from bowlby.diary.records import Care, Diary
from companion.visits import START, Visitor, create, fill, made_up_result, small_diary, visitor


def test_the_diary_survives_the_pipe():
    diary = Diary(
        *(getattr(small_diary(), kind) for kind in ("moments", "checkins")), care=(Care(at=START, minutes=3.5),)
    )
    assert unpacked(json.loads(json.dumps(packed(diary)))) == diary


# --- figures in another language ----------------------------------------------------------------------------


@pytest.fixture
def drawer(tmp_path: Path) -> Iterator[Visitor]:
    """A notebook whose worker draws one figure and counts how often it was asked."""
    script, count = tmp_path / "worker.py", tmp_path / "count"
    script.write_text(
        "import json, sys\norder = json.load(sys.stdin)\n"
        f"open({str(count)!r}, 'a').write('x')\n"
        "print(json.dumps({'figures': {'triggers-wide-light': f'<svg>{order[\"language\"][0]}</svg>'}}))\n"
    )
    with visitor(tmp_path / "diary", worker=(sys.executable, str(script))) as client:
        create(client)
        fill(client, small_diary())
        assert client.session.database
        database = client.session.database
        database.save_fit(database.fingerprint(), made_up_result(), {"triggers-wide-light": "<svg>en</svg>"})
        client.session.folder = tmp_path
        yield client


def picture(client: Visitor, code: str) -> str:
    return client.get("/insights/figure/triggers-wide-light", headers={"accept-language": code}).text


def drawn(client: Visitor) -> None:
    """Wait until the worker has ended."""
    assert client.portal
    assert client.session.drawing
    assert client.session.drawing.task
    task = client.session.drawing.task

    async def end() -> None:
        await asyncio.wait([task], timeout=60)

    client.portal.call(end)


def test_figures_are_drawn_anew_for_another_language_once(drawer: Visitor):
    assert picture(drawer, "en") == "<svg>en</svg>"
    assert drawer.session.drawing is None
    assert picture(drawer, "de") == "<svg>en</svg>"
    drawn(drawer)
    assert picture(drawer, "de") == "<svg>de</svg>"
    assert drawer.get("/insights", headers={"accept-language": "de"}).status_code == 200
    assert picture(drawer, "en") == "<svg>en</svg>"
    assert (drawer.session.folder / "count").read_text() == "x"


def test_a_new_result_has_figures_of_its_own(drawer: Visitor):
    picture(drawer, "de")
    drawn(drawer)
    database = drawer.session.database
    assert database
    figures = {"triggers-wide-light": "<svg>neu</svg>"}
    database.save_fit(database.fingerprint(), made_up_result() | {"language": "de"}, figures)
    assert picture(drawer, "de") == "<svg>neu</svg>"
    assert picture(drawer, "en") == "<svg>neu</svg>"
    drawn(drawer)
    assert picture(drawer, "en") == "<svg>en</svg>"
