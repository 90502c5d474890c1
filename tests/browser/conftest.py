"""A companion, a window and a page for each browser test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from bowlby.companion.session import Session
from bowlby.diary import vault
from browser.served import door, served, watched


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "COST", {"memory_kib": 8 * 1024, "passes": 1, "lanes": 1})


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with served(tmp_path / "diary") as companion:
        yield companion


@pytest.fixture
def context(browser: Browser, session: Session) -> Iterator[BrowserContext]:
    """A window; a request to any other host fails the test."""
    context = browser.new_context()
    requests = watched(context, session)
    yield context
    context.close()
    assert requests == []


@pytest.fixture
def look(context: BrowserContext, session: Session) -> Page:
    """A page that was let in, for looking at: nothing moves. `looked.inspect` changes scheme and size in place."""
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(door(session))
    page.wait_for_url("**/")
    return page


@pytest.fixture
def page(context: BrowserContext, session: Session) -> Iterator[Page]:
    """A page that was let in; an error of a script, or against the policy, fails the test."""
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
    page.set_default_timeout(20_000)
    page.goto(door(session))
    page.wait_for_url("**/")
    yield page
    assert troubles == []
