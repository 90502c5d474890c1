"""The ways people take: by keyboard only, without JavaScript, hiding at once, and never a word to another host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from bowlby.companion.session import Session
from bowlby.diary.records import Diary, Moment
from browser.served import door, home, watched
from companion.visits import PASSPHRASE, small_diary

pytestmark = pytest.mark.browser


def make_diary(page: Page) -> None:
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    page.get_by_role("button", name="Make my notebook").click()
    page.get_by_role("button", name="I have written it down").click()
    page.wait_for_url("**/log")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focus_on(page: Page, selector: str) -> None:
    """Go on with Tab until the focus is on what the selector names."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


@pytest.fixture
def plain(browser: Browser, session: Session) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    requests = watched(context, session)
    page = context.new_page()
    page.goto(door(session))
    page.wait_for_url("**/")
    yield page
    context.close()
    assert requests == []


def test_a_moment_by_keyboard_only(page: Page, session: Session):
    make_diary(page)
    focus_on(page, "[name=trigger]")
    press(page, "ArrowDown")
    focus_on(page, "[name=alarm_before]")
    press(page, "1", "0")
    focus_on(page, "[name=figure]")
    press(page, "ArrowRight")
    focus_on(page, ".send button")
    press(page, "Enter")
    page.wait_for_selector("text=Kept:")
    assert session.database
    (moment,) = session.database.moments()
    assert (moment.trigger, moment.alarm_before, moment.figure) == ("no-reply", 10.0, "partner")


def test_a_digit_chooses_and_arrows_move_on(page: Page):
    make_diary(page)
    page.locator("[name=alarm_before]").first.focus()
    press(page, "7")
    expect(page.get_by_label("7", exact=True)).to_be_checked()
    press(page, "ArrowRight")
    expect(page.get_by_label("8", exact=True)).to_be_checked()


def test_own_words_choose_their_chip(page: Page, session: Session):
    make_diary(page)
    page.get_by_label("in your own words").fill("my boss sighs")
    page.get_by_label("3", exact=True).check()
    page.get_by_role("button", name="Keep this moment").click()
    page.wait_for_selector("text=Kept:")
    assert session.database
    assert session.database.moments()[0].trigger == "my boss sighs"


def test_undo(page: Page, session: Session):
    make_diary(page)
    page.get_by_label("Nothing in particular").check()
    page.get_by_label("0", exact=True).check()
    page.get_by_role("button", name="Keep this moment").click()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("text=Taken back.")
    assert session.database
    assert session.database.moments() == ()


def test_all_ways_without_javascript(plain: Page, session: Session):
    make_diary(plain)
    plain.get_by_label("No reply yet").check()
    plain.get_by_label("6", exact=True).check()
    plain.get_by_role("button", name="Keep this moment").click()
    plain.get_by_role("link", name="What happened?").click()
    plain.get_by_role("link", name="No reply yet").click()
    plain.get_by_label("A warm answer").check()
    plain.get_by_label("2", exact=True).check()
    plain.get_by_role("button", name="Keep it").click()
    assert session.database
    (moment,) = session.database.moments()
    assert (moment.answer, moment.alarm_after) == ("comfort", 2.0)
    plain.get_by_role("link", name="Check in").click()
    plain.locator("[name=alarm][value='1']").check()
    plain.get_by_role("button", name="Keep it").click()
    assert session.database.counts().checkins == 1
    plain.get_by_role("link", name="Look back").click()
    expect(plain.get_by_role("button", name="Work it out")).to_be_visible()
    plain.get_by_role("button", name="Hide").click()
    expect(plain).to_have_title("Notes")
    assert session.database is None
    plain.get_by_role("link", name="Notes").click()
    plain.fill("#passphrase", PASSPHRASE)
    plain.get_by_role("button", name="Open").click()
    plain.get_by_role("button", name="Lock").click()
    expect(plain.locator("h1")).to_have_text("Open the notebook")


def test_the_page_is_followed_without_javascript(plain: Page, session: Session):
    session.worker = ("sleep", "600")
    make_diary(plain)
    assert session.database
    session.database.add(small_diary())
    plain.goto(f"{home(session)}/insights")
    plain.get_by_role("button", name="Work it out").click()
    expect(plain.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]")).to_have_count(1)
    plain.get_by_role("button", name="Stop").click()
    expect(plain.get_by_role("button", name="Work it out")).to_be_visible()


def test_escape_twice_hides_and_locks(page: Page, session: Session):
    make_diary(page)
    page.get_by_text("More:").click()
    page.fill("#note", "nobody else should read this")
    press(page, "Escape", "Escape")
    page.wait_for_url("**/notes")
    expect(page).to_have_title("Notes")
    assert session.database is None
    page.go_back()
    assert "nobody else should read this" not in page.content()
    expect(page.locator("h1")).not_to_have_text("A moment")


def test_one_escape_does_nothing(page: Page, session: Session):
    make_diary(page)
    press(page, "Escape")
    page.get_by_label("0", exact=True).check()
    assert page.url.endswith("/log")
    assert session.database is not None


def test_escape_twice_leaves_the_help_page_too(page: Page, session: Session):
    page.goto(f"{home(session)}/help")
    press(page, "Escape", "Escape")
    page.wait_for_url("**/notes")


def test_an_empty_chair_locks(page: Page, session: Session):
    page.clock.install()
    make_diary(page)
    page.clock.run_for(570_000)
    expect(page.get_by_text("Nobody seems to be here")).to_be_visible()
    page.keyboard.press("Shift")
    expect(page.get_by_text("Nobody seems to be here")).to_be_hidden()
    page.clock.run_for(630_000)
    expect(page).to_have_url(re.compile(r"/$"))  # not waited for as a navigation: a second one may replace the first
    expect(page.locator("h1")).to_have_text("Open the notebook")
    assert session.database is None


def test_the_browsers_offset_is_kept(browser: Browser, session: Session):
    context = browser.new_context(timezone_id="Asia/Kathmandu")
    page = context.new_page()
    page.goto(door(session))
    page.wait_for_url("**/")
    make_diary(page)
    page.get_by_label("No smile back").check()
    page.get_by_label("4", exact=True).check()
    page.get_by_text("More:").click()
    page.fill("#at", "2026-01-05T18:30")
    page.get_by_role("button", name="Keep this moment").click()
    page.wait_for_selector("text=Kept:")
    context.close()
    assert session.database
    (moment,) = session.database.moments()
    assert moment.at.isoformat() == "2026-01-05T18:30:00+05:45"
    assert moment.at.utcoffset() == timedelta(hours=5, minutes=45)


def test_a_problem_takes_the_focus(page: Page, session: Session):
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE + "x")
    page.get_by_role("button", name="Make my notebook").click()
    expect(page.get_by_role("alert")).to_be_focused()


def test_a_strong_passphrase_is_told_from_a_weak_one(page: Page):
    page.fill("#passphrase", "short")
    expect(page.locator("#strength")).to_contain_text("A little longer")
    page.fill("#passphrase", "four long words nobody guesses")
    expect(page.locator("#strength")).to_have_text("Strong.")


def test_everything_can_be_touched(page: Page, session: Session):
    make_diary(page)
    page.set_viewport_size({"width": 320, "height": 640})
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .chip, summary, nav a, input:not(.chip input)')]
            .filter(each => each.checkVisibility())
            .map(each => [each.outerHTML.slice(0, 60), each.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 36))
            .map(([html]) => html)"""
    )
    assert small == []


def test_the_figure_is_the_one_for_the_readers_theme(browser: Browser, session: Session):
    context = browser.new_context(color_scheme="dark", viewport={"width": 320, "height": 640})
    page = context.new_page()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(door(session))
    page.get_by_role("button", name="Look around in a made-up diary").click()
    page.wait_for_load_state("networkidle")
    context.close()
    figures = [url.rsplit("/", 1)[1] for url in seen if "/figure/" in url]
    assert figures
    assert all(name.endswith("-narrow-dark") for name in figures)


def test_what_waits_for_its_answer_comes_back(page: Page, session: Session):
    make_diary(page)
    assert session.database
    now = datetime.now().astimezone()
    session.database.add(Diary(moments=tuple(Moment(id=f"m{n}", at=now - timedelta(hours=n)) for n in (4, 5, 6))))
    page.reload()
    page.get_by_role("link", name="3 moments have come back").click()
    page.locator("#waiting a").first.click()
    page.get_by_label("A cold answer").check()
    page.get_by_label("I don’t remember").check()
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_selector("text=2 moments have come back")
