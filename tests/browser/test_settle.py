"""Settle in a real browser: the pacer, without JavaScript, by keyboard, and every page under axe."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bowlby.companion.guides import GUIDES
from bowlby.companion.session import Session
from browser.looked import inspect
from browser.served import door, home
from browser.test_looks import opened
from browser.test_ways import focus_on, make_diary, press

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(browser: Browser, session: Session) -> Iterator[Page]:
    """A page without JavaScript, in an opened notebook."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(door(session))
    make_diary(page)
    yield page
    context.close()


def answer_danger(page: Page, name: str) -> None:
    if GUIDES[name].danger_first:
        page.get_by_role("button", name="No, I am safe").click()


def test_the_ways_into_a_practice_pass(look: Page, session: Session):
    opened(look, session)
    look.goto(f"{home(session)}/settle/re-reading")
    inspect(look, "settle-first")
    look.get_by_role("button", name="No, I am safe").click()
    look.get_by_text("How good is the evidence?").click()
    inspect(look, "settle-begin")
    look.goto(f"{home(session)}/settle/mindfulness")
    inspect(look, "settle-series")


@pytest.mark.parametrize("name", ["breathing", "naming", "reassurance-experiment"])
def test_every_kind_of_step_passes(look: Page, session: Session, name: str):
    opened(look, session)
    look.goto(f"{home(session)}/settle/{name}")
    answer_danger(look, name)
    look.get_by_role("button", name="Begin").click()
    for number in range(1, len(GUIDES[name].steps()) + 1):
        look.wait_for_url(f"**/{number}")
        if look.locator("#written").count():
            look.locator("#written").fill("a word")
        if look.locator("#pacer, .chips").count():
            inspect(look, f"settle-{name}-{number}")
        look.locator("button[value=on]").click()
    look.wait_for_url("**/end")
    inspect(look, f"settle-{name}-end")


def test_the_note_to_take_along_passes(look: Page, session: Session):
    opened(look, session)
    look.goto(f"{home(session)}/settle/prepared-talk")
    answer_danger(look, "prepared-talk")
    look.get_by_role("button", name="Begin").click()
    look.get_by_role("button", name="Next").click()
    look.locator("#written").fill("You came home late on Tuesday")
    look.get_by_role("button", name="Next").click()
    look.goto(look.url.rsplit("/", 1)[0] + "/note")
    inspect(look, "settle-note")
    look.emulate_media(media="print")
    expect(look.get_by_text("You came home late on Tuesday")).to_be_visible()
    expect(look.get_by_role("button", name="Print")).to_be_hidden()


def to_the_pacer(page: Page, session: Session) -> None:
    page.goto(f"{home(session)}/settle/breathing")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Next").click()


def test_the_pacer_counts_pauses_and_ends(page: Page, session: Session):
    page.clock.install()
    make_diary(page)
    to_the_pacer(page, session)
    expect(page.get_by_text("Count along")).to_be_hidden()
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#phase-word")).to_have_text("Breathe in")
    page.clock.run_for(5_000)
    expect(page.locator("#phase-word")).to_have_text("Breathe out")
    expect(page.locator("#count")).to_have_text("2")
    expect(page.locator("#left")).to_have_text("4 min 55 s left")
    assert page.evaluate("getComputedStyle(document.getElementById('ball')).animationPlayState") == "running"
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(60_000)
    expect(page.locator("#left")).to_have_text("4 min 55 s left")
    assert page.evaluate("getComputedStyle(document.getElementById('ball')).animationPlayState") == "paused"
    page.get_by_role("button", name="Go on").click()
    page.clock.run_for(300_000)
    expect(page.locator("#over")).to_contain_text("The time is over")
    assert session.database is not None


def test_with_reduced_motion_nothing_moves(browser: Browser, session: Session):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(door(session))
    make_diary(page)
    to_the_pacer(page, session)
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#phase-word")).to_have_text("Breathe in")
    expect(page.locator(".ring")).to_be_hidden()
    assert page.evaluate("document.getAnimations().length") == 0
    context.close()


def test_a_screen_reader_hears_the_phases_only_when_asked(page: Page, session: Session):
    make_diary(page)
    to_the_pacer(page, session)
    expect(page.locator("#phase-word")).to_have_attribute("aria-live", "off")
    page.get_by_label("Read in and out aloud").check()
    expect(page.locator("#phase-word")).to_have_attribute("aria-live", "assertive")


def test_breathing_without_javascript_counts_in_text(plain: Page, session: Session):
    plain.goto(f"{home(session)}/settle")
    plain.get_by_role("link", name="Slow breathing").click()
    plain.locator("[name=alarm_before][value='7']").check()
    plain.get_by_role("button", name="Begin").click()
    plain.get_by_role("button", name="Next").click()
    expect(plain.get_by_text("Count along")).to_be_visible()
    expect(plain.get_by_text("30 breaths are about 5 minutes")).to_be_visible()
    expect(plain.locator("#pacer")).to_be_hidden()
    plain.get_by_role("button", name="To the end").click()
    plain.locator("[name=alarm_after][value='4']").check()
    plain.get_by_label("No reply yet").check()
    plain.get_by_role("button", name="Keep it").click()
    expect(plain.get_by_text("Kept: Slow breathing")).to_be_visible()
    assert session.database
    (moment,) = session.database.moments()
    assert (moment.alarm_before, moment.alarm_after) == (7.0, 4.0)


def test_a_practice_by_keyboard_only(page: Page, session: Session):
    make_diary(page)
    page.goto(f"{home(session)}/settle/outside-view")
    focus_on(page, "button[value=no]")
    press(page, "Enter")
    page.wait_for_url("**/settle/outside-view")
    focus_on(page, "[name=alarm_before]")
    press(page, "8")
    focus_on(page, "form.log .send button")
    press(page, "Enter")
    for number in range(1, 5):
        page.wait_for_url(f"**/{number}")
        focus_on(page, "button[value=on]")
        press(page, "Enter")
    page.wait_for_url("**/end")
    focus_on(page, "[name=alarm_after]")
    press(page, "5")
    focus_on(page, "[name=trigger]")
    press(page, "ArrowDown")
    focus_on(page, "button[value=keep]")
    press(page, "Enter")
    page.wait_for_selector("text=Kept:")
    assert session.database
    (moment,) = session.database.moments()
    assert (moment.alarm_before, moment.alarm_after, moment.practices) == (8.0, 5.0, ("outside-view",))


def test_yes_to_danger_leads_to_help(page: Page, session: Session):
    make_diary(page)
    page.goto(f"{home(session)}/settle/re-reading/1/1")
    expect(page.locator("h1")).to_have_text("Are you unsafe, or afraid of this person?")
    page.get_by_role("button", name="Yes").click()
    page.wait_for_url("**/help#danger")
    expect(page.locator("#danger")).to_be_in_viewport()


def test_everything_can_be_touched_with_one_thumb(page: Page, session: Session):
    make_diary(page)
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("/settle", "/settle/mindfulness", "/settle/re-reading"):
        page.goto(home(session) + path)
        small = page.evaluate(
            """() => [...document.querySelectorAll('main button, main .chip, main .button, summary, .cards a')]
                .map(each => [each.outerHTML.slice(0, 60), each.getBoundingClientRect()])
                .filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 36))
                .map(([html]) => html)"""
        )
        assert small == [], path
