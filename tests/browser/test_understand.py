"""The page Understand in a browser: by keyboard, at one's own pace, without motion, without a script, and to axe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bowlby.companion.session import Session
from bowlby.companion.understanding import CROWD, LOOKS
from bowlby.parameters import load_parameters
from browser.looked import inspect
from browser.served import door, home, served, watched
from companion.simulated import LENGTHS, quick

pytestmark = pytest.mark.browser

MIDDLE = round(100 * load_parameters().population.preoccupation_median)
"""Percent at which the slider of preoccupation stands at first."""

ROOM = LOOKS + 1
"""The place at which the first tick of the room is shown."""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with served(tmp_path / "diary", simulator=quick(tmp_path)) as companion:
        yield companion


def visit(browser: Browser, session: Session, query: str = "", **options: Any) -> Iterator[Page]:
    """The page of the made-up diary; a request elsewhere or an error of a script fails the test."""
    context = browser.new_context(**options)
    requests, troubles = watched(context, session), []
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
    page.set_default_timeout(20_000)
    page.goto(door(session))
    page.get_by_role("button", name="Look around").click()
    page.goto(f"{home(session)}/understand{query}")
    yield page
    context.close()
    assert (requests, troubles) == ([], [])


@pytest.fixture
def still(browser: Browser, session: Session) -> Iterator[Page]:
    for page in visit(browser, session, reduced_motion="reduce"):
        expect(page.locator("#player")).to_be_visible()
        yield page


@pytest.fixture
def moving(browser: Browser, session: Session) -> Iterator[Page]:
    for page in visit(browser, session, reduced_motion="no-preference"):
        expect(page.locator("#player")).to_be_visible()
        yield page


@pytest.fixture
def look(browser: Browser, session: Session) -> Iterator[Page]:
    yield from visit(browser, session, reduced_motion="reduce")


def focus_on(page: Page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def settled(page: Page) -> None:
    expect(page.locator("#bench")).not_to_have_attribute("aria-busy", "true")


def test_axe_finds_nothing_and_nothing_runs_off(look: Page, session: Session):
    expect(look.locator("#player")).to_be_visible()
    look.evaluate("for (const more of document.querySelectorAll('details')) more.open = true")
    inspect(look, "understand")
    look.goto(f"{home(session)}/understand?preset=loud&against=70,35,3,50,12,1.5,15")
    expect(look.locator("#changed")).to_be_visible()
    look.set_viewport_size({"width": 1280, "height": 900})
    look.locator("#place").fill(str(ROOM + 100))
    inspect(look, "understand-compared")
    look.goto(f"{home(session)}/understand?rebuff=500")
    inspect(look, "understand-problem")


def test_with_reduced_motion_nothing_moves_by_itself(still: Page):
    expect(still.locator("#play")).to_have_text("Play")
    expect(still.locator("#place")).to_have_value(str(ROOM))
    expect(still.locator("#now")).to_contain_text("1 · Shown in, 0:00")
    still.get_by_role("button", name="Step").click()
    expect(still.locator("#place")).to_have_value(str(ROOM + 1))
    expect(still.locator("#live")).to_contain_text("1 · Shown in, 0:05")
    still.get_by_role("button", name="Back").click()
    still.get_by_role("button", name="Back").click()
    expect(still.locator("#now")).to_contain_text("At home, month 12 of 12")


def test_otherwise_it_plays_and_can_be_paused(moving: Page):
    expect(moving.locator("#play")).to_have_text("Pause")
    expect(moving.locator("#place")).to_have_value(re.compile(r"^([4-9]|\d\d+)$"))
    moving.locator("#play").click()
    expect(moving.locator("#play")).to_have_text("Play")
    held = moving.locator("#place").input_value()
    assert 3 < int(held) < ROOM + sum(LENGTHS.values())
    moving.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert moving.locator("#place").input_value() == held


def test_while_it_plays_a_sentence_is_said_for_each_episode(moving: Page):
    moving.locator("#speed").select_option("60")
    moving.locator("#play").click()
    moving.locator("#place").fill(str(ROOM + sum(LENGTHS[n] for n in range(1, 4)) - 1))
    moving.locator("#play").click()
    expect(moving.locator("#live")).to_contain_text("Episode 4, The carer leaves. The child")


def test_the_year_grows_and_the_room_is_empty_meanwhile(still: Page):
    still.locator("#place").fill(str(LOOKS // 2))
    expect(still.locator("#now")).to_have_text("At home, month 6 of 12")
    half = still.locator("#year .curve.reach").first.get_attribute("d")
    expect(still.locator("#room .child.who")).to_have_class(re.compile("outside"))
    still.locator("#place").fill(str(ROOM))
    whole = still.locator("#year .curve.reach").first.get_attribute("d")
    assert half
    assert whole
    assert whole.startswith(half)
    assert len(whole) > 1.5 * len(half)
    expect(still.locator("#room .child.who")).not_to_have_class(re.compile("outside"))


def test_all_by_keyboard(still: Page):
    focus_on(still, "#preoccupation")
    still.keyboard.press("ArrowRight")
    expect(still.locator("#preoccupation-value")).to_have_text(f"{MIDDLE + 1}\u00a0%")
    expect(still).to_have_url(re.compile(f"preoccupation={MIDDLE + 1}"))
    settled(still)
    focus_on(still, "#keep")
    still.keyboard.press("Enter")
    expect(still.locator("#stop")).to_be_visible()
    settled(still)
    focus_on(still, "#play")
    still.keyboard.press("Space")
    expect(still.locator("#play")).to_have_text("Pause")
    still.keyboard.press("Space")
    focus_on(still, "#place")
    still.keyboard.press("Home")
    expect(still.locator("#place")).to_have_attribute("aria-valuetext", "At home, month 0 of 12")
    still.keyboard.press("ArrowRight")
    expect(still.locator("#place")).to_have_value("1")
    focus_on(still, "#episodes button[value='5']")
    still.keyboard.press("Enter")
    expect(still.locator("#now")).to_contain_text("5 · The carer returns, 0:00")
    expect(still.locator("#episodes button[value='5']")).to_have_attribute("aria-current", "step")


def test_another_care_is_compared_for_the_same_child(still: Page):
    still.get_by_role("button", name="Keep this care").click()
    expect(still.locator("#compared")).to_contain_text("Kept.")
    settled(still)
    still.get_by_role("button", name="Away, but loud calls get through").click()
    expect(still.locator("#changed")).to_contain_text("sliders moved, the same child")
    expect(still.locator("#year .ghost").first).to_be_attached()
    expect(still.locator("#preoccupation-value")).not_to_have_text(f"{MIDDLE}\u00a0%")
    still.get_by_role("button", name="Stop comparing").click()
    expect(still.locator("#changed")).to_be_hidden()
    expect(still.locator("#year .ghost")).to_have_count(0)
    assert "against" not in still.url


def test_another_child_is_one_of_the_same_crowd(still: Page):
    still.locator("#child").fill("203")
    still.keyboard.press("Enter")
    expect(still.locator("#crowd-words")).to_contain_text("Child 203 stands at")
    still.get_by_role("button", name="Another child").click()
    settled(still)
    assert CROWD <= int(still.locator("#child").input_value()) < 2 * CROWD
    expect(still.locator("#legend li")).to_have_count(4)
    expect(still.locator("#legend")).to_contain_text("secure: 80")


def test_what_cannot_be_is_said_on_the_page(still: Page):
    still.evaluate("document.getElementById('child').removeAttribute('pattern')")
    still.locator("#child").fill("seven")
    still.keyboard.press("Enter")
    expect(still.locator("#trouble")).to_contain_text("whole number from 0 to 999999")


def test_locked_meanwhile_it_leads_to_the_door(still: Page, session: Session):
    session.lock()
    still.locator("#another").click()
    still.wait_for_url(f"{home(session)}/")


def test_without_javascript(browser: Browser, session: Session):
    for page in visit(browser, session, java_script_enabled=False):
        for _ in range(200):
            if page.locator("noscript meta, meta[http-equiv=refresh]").count() == 0:
                break
            page.goto(f"{home(session)}/understand")
        expect(page.locator("#episodes li")).to_have_count(8)
        for picture in page.locator("img").all():
            assert page.request.get(home(session) + str(picture.get_attribute("src"))).ok
        page.get_by_role("button", name="Another child").click()
        assert "child=" in page.url
        page.get_by_role("button", name="Turned away").click()
        expect(page.locator("#rebuff-value")).not_to_have_text("12\u00a0%")
        page.get_by_role("button", name="Keep this care").click()
        expect(page.get_by_role("button", name="Stop comparing")).to_be_visible()
