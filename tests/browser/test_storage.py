"""Keep safe, take with you, bring in: looked at by axe at all sizes, and walked as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bowlby.companion.session import Session
from browser.served import door, home
from browser.test_looks import inspect, opened, press

pytestmark = pytest.mark.browser


@pytest.fixture(params=["light", "dark"])
def look(request: pytest.FixtureRequest, browser: Browser, session: Session) -> Iterator[Page]:
    context = browser.new_context(color_scheme=request.param, reduced_motion="reduce", accept_downloads=True)
    page = context.new_page()
    page.goto(door(session))
    page.wait_for_url("**/")
    yield page
    context.close()


def test_backups_are_made_and_brought_back(look: Page, session: Session, tmp_path: Path):
    opened(look, session)
    look.goto(f"{home(session)}/backup")
    press(look, "Back up now")
    inspect(look, "backup")
    look.evaluate("document.documentElement.style.fontSize = ''")
    press(look, "Bring back …")
    inspect(look, "restore")
    look.evaluate("document.documentElement.style.fontSize = ''")
    with look.expect_navigation():
        look.click("button:has-text('Bring it back')")
    assert "Brought back" in look.inner_text(".flash")
    look.goto(f"{home(session)}/backup/file")
    inspect(look, "restore-file")


def test_a_file_is_saved_and_everything_erased(look: Page, session: Session, tmp_path: Path):
    opened(look, session)
    look.goto(f"{home(session)}/export")
    inspect(look, "export")
    look.evaluate("document.documentElement.style.fontSize = ''")
    with look.expect_download() as saving:
        look.click("button:has-text('Save it')")
    saving.value.save_as(tmp_path / "notes.html")
    look.goto((tmp_path / "notes.html").as_uri())
    inspect(look, "readable")
    look.goto(f"{home(session)}/export")
    look.fill("#word", "erase")
    press(look, "Erase for good")
    assert look.is_visible("text=Make my notebook")
    assert not session.folder.exists()
