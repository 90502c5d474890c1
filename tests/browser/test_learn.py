"""Learn in a real browser: axe on every chapter, the chart of the reader's theme, by keyboard, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from bowlby.companion.learning import CHAPTERS
from bowlby.companion.session import Session
from browser.looked import inspect
from browser.served import door, home
from browser.test_looks import opened
from browser.test_ways import focus_on, make_diary, press

pytestmark = pytest.mark.browser

INSPECTED = ("styles", "causes", "therapy", "triggers", "healing", "risks")
"""Chapters looked at in every way; all share one template."""


def test_chapters_pass(look: Page, session: Session):
    opened(look, session)
    for name in INSPECTED:
        look.goto(f"{home(session)}/learn/{name}")
        look.evaluate("for (const more of document.querySelectorAll('details')) more.open = true")
        inspect(look, f"learn-{name}")


def test_no_chapter_runs_off_a_narrow_window(page: Page, session: Session):
    make_diary(page)
    page.set_viewport_size({"width": 320, "height": 640})
    for name in CHAPTERS:
        page.goto(f"{home(session)}/learn/{name}")
        page.evaluate("for (const more of document.querySelectorAll('details')) more.open = true")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_the_chart_is_the_one_for_the_readers_theme(browser: Browser, session: Session):
    context = browser.new_context(color_scheme="dark", viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(door(session))
    make_diary(page)
    page.goto(f"{home(session)}/learn/styles")
    shown = page.locator("figure img")
    assert shown.evaluate("image => image.currentSrc").endswith("styles-en-narrow-dark.svg")
    assert shown.evaluate("image => image.naturalWidth") > 0
    context.close()


def test_the_way_from_a_claim_to_its_experiment_by_keyboard(page: Page, session: Session):
    make_diary(page)
    page.goto(f"{home(session)}/learn/claims")
    focus_on(page, "a[href$='#C01']")
    press(page, "Enter")
    page.wait_for_url("**/learn/causes#C01")
    expect(page.locator("#C01")).to_be_in_viewport()
    focus_on(page, "#C01 summary")
    press(page, "Enter")
    expect(page.locator("#C01 table").first).to_be_visible()


def test_a_reflection_without_javascript(browser: Browser, session: Session):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(door(session))
    make_diary(page)
    page.goto(f"{home(session)}/learn/reflect/self")
    page.locator("textarea").first.fill("my throat goes tight")
    page.get_by_role("button", name="Keep what I wrote").click()
    expect(page.locator("textarea").first).to_have_value("my throat goes tight")
    page.get_by_role("button", name="Forget").click()
    expect(page.locator("textarea").first).to_have_value("")
    context.close()
