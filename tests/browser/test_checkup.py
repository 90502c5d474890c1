"""The check-up in a real window: with the keyboard, without JavaScript, and axe finds nothing on any of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page

from bowlby.companion import checkups
from bowlby.companion.session import Session
from browser.looked import inspect
from browser.served import door, home
from browser.test_looks import opened, press
from companion.made_wording import words

pytestmark = pytest.mark.browser

FILE = {"name": "mine.csv", "mimeType": "text/csv", "buffer": words()}


@pytest.fixture
def plain(browser: Browser, session: Session) -> Iterator[Page]:
    """A window without JavaScript, that was let in."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(door(session))
    yield page
    context.close()


def through(page: Page, answer: str) -> int:
    """Begin and answer every question alike."""
    press(page, "Begin")
    asked = 0
    while "/question" in page.url:
        page.locator(f".five input[value='{answer}']").check(force=True)
        press(page, "Next")
        asked += 1
    return asked


def long_ago(session: Session) -> None:
    """Put the last result two months back."""
    database = session.database
    assert database
    done = checkups.results(database)[-1]
    body = database.kept(checkups.KIND)[done.name]
    at = (datetime.fromisoformat(str(body["at"])) - timedelta(days=60)).isoformat()
    database.forget(checkups.KIND, done.name)
    database.keep(checkups.KIND, checkups.RESULT + at, body | {"at": at})


def test_every_page_of_it_looks_right(look: Page, session: Session):
    opened(look, session)
    look.goto(f"{home(session)}/check-up")
    inspect(look, "check-up-first")
    press(look, "How it is just now")
    look.locator("input[name='felt_close'][value='6']").check(force=True)
    press(look, "Keep it")
    inspect(look, "check-up-now")
    look.goto(f"{home(session)}/check-up")
    look.set_input_files("#wording", FILE)  # type: ignore[arg-type]
    press(look, "Keep the words")
    inspect(look, "check-up-words")
    press(look, "Begin")
    with look.expect_navigation():
        look.click("button[name=skip]")
    look.locator(".five input[value='4']").check(force=True)
    press(look, "Next")
    inspect(look, "check-up-question")
    press(look, "Stop for now")
    inspect(look, "check-up-under-way")
    look.evaluate("for (const more of document.querySelectorAll('details.sure')) more.open = true")
    press(look, "Yes, delete it")
    through(look, "4")
    inspect(look, "check-up-result")
    long_ago(session)
    look.goto(f"{home(session)}/check-up")
    through(look, "2")
    press(look, "Set beside a sample of other people")
    look.evaluate("for (const more of document.querySelectorAll('details')) more.open = true")
    inspect(look, "check-up-change")


def test_without_javascript_from_words_to_numbers(plain: Page, session: Session):
    plain.fill("#passphrase", "four words nobody guesses")
    plain.fill("#again", "four words nobody guesses")
    press(plain, "Make my notebook")
    press(plain, "I have written it down")
    plain.goto(f"{home(session)}/check-up")
    plain.set_input_files("#wording", FILE)  # type: ignore[arg-type]
    press(plain, "Keep the words")
    assert 4 < through(plain, "3") < 30
    assert plain.locator(".result").count() == 2


def test_a_question_is_answered_with_the_keyboard(page: Page, session: Session):
    opened(page, session)
    page.goto(f"{home(session)}/check-up")
    page.set_input_files("#wording", FILE)  # type: ignore[arg-type]
    press(page, "Keep the words")
    press(page, "Begin")
    page.locator(".five input").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".five input[value='2']").is_checked()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Question 2" in page.inner_text("h1")
