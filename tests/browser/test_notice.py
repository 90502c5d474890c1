"""Noticing as people do it: by keyboard, without JavaScript, on a small screen; nothing lost and nothing given away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bowlby.companion.reminders import Plan, keep_plan, plan_of
from bowlby.companion.session import Session
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Diary, Moment
from browser.looked import inspect
from browser.served import door, home, watched
from browser.test_ways import focus_on, make_diary, press

pytestmark = pytest.mark.browser

ID = f"{5:032x}"


def database_of(session: Session) -> DiaryDatabase:
    assert session.database
    return session.database


def some_moments(session: Session) -> None:
    now = datetime.now().astimezone()
    database_of(session).add(
        Diary(
            moments=tuple(
                Moment(
                    id=f"{n:032x}",
                    at=now - timedelta(hours=5 * n + 4),
                    trigger=("no-reply", "my boss sighs")[n % 2],
                    figure=("Kim", "partner")[n % 2],
                    alarm_before=float(n % 11),
                )
                for n in range(50)
            )
        )
    )


@pytest.fixture
def plain(browser: Browser, session: Session) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    requests = watched(context, session)
    page = context.new_page()
    page.goto(door(session))
    page.wait_for_url("**/")
    yield page
    context.close()
    assert requests == []


def test_how_the_pages_look(look: Page, session: Session):
    make_diary(look)
    some_moments(session)
    database = database_of(session)
    database.remove(f"{6:032x}")
    now = datetime.now().astimezone()
    keep_plan(
        database, Plan(times=((now - timedelta(minutes=1)).time().replace(second=0, microsecond=0),), by_chance=2)
    )
    look.goto(f"{home(session)}/records/moment/{ID}?edit=1")
    look.get_by_label("Kim").check()
    look.get_by_role("button", name="Keep the change").click()
    look.wait_for_selector("text=Earlier versions")
    inspect(look, "record")
    for name, path in {
        "log-due": "/log",
        "waiting-due": "/waiting",
        "removed": "/records/removed",
        "record-edit": f"/records/moment/{ID}?edit=1",
        "record-forget": f"/records/moment/{ID}?forget=1",
        "check-in-asked": "/check-in",
    }.items():
        look.goto(home(session) + path)
        look.evaluate("for (const more of document.querySelectorAll('details')) more.open = true")
        inspect(look, name)
    look.goto(f"{home(session)}/reminders")
    look.fill("#times", "noon")
    look.get_by_role("button", name="Keep it").click()
    look.wait_for_selector("#problem")
    inspect(look, "reminders-error")


def test_a_record_changed_and_brought_back_by_keyboard_only(page: Page, session: Session):
    make_diary(page)
    some_moments(session)
    page.goto(f"{home(session)}/records")
    focus_on(page, f"a[href='/records/moment/{ID}']")
    press(page, "Enter")
    page.wait_for_url(f"**/{ID}")
    focus_on(page, "a[href='?edit=1']")
    press(page, "Enter")
    page.wait_for_selector("text=Change a moment")
    focus_on(page, "[name=alarm_before]")
    press(page, "1", "0")
    focus_on(page, ".send button")
    press(page, "Enter")
    page.wait_for_selector("text=Changed.")
    assert _alarm(session) == 10.0
    focus_on(page, ".versions button")
    press(page, "Enter")
    page.wait_for_selector("text=The earlier version is back.")
    assert _alarm(session) == 5.0
    focus_on(page, ".flash button")
    press(page, "Enter")
    page.wait_for_selector("text=Taken back.")
    assert _alarm(session) == 10.0


def _alarm(session: Session) -> float | None:
    moment = database_of(session).moment(ID)
    return moment.alarm_before if moment else None


def test_all_of_noticing_without_javascript_on_a_small_screen(plain: Page, session: Session):
    make_diary(plain)
    some_moments(session)
    plain.goto(f"{home(session)}/waiting")
    plain.locator(".lines a").first.click()
    plain.get_by_role("button", name="tomorrow").click()
    expect(plain.get_by_role("status")).to_contain_text("It comes back tomorrow.")
    plain.goto(f"{home(session)}/records")
    plain.get_by_role("link", name="Older").click()
    expect(plain.locator(".lines li")).to_have_count(10)
    plain.get_by_role("link", name="Newer").click()
    plain.locator("summary").click()
    plain.get_by_label("Who").select_option("Kim")
    plain.get_by_role("button", name="Find").click()
    expect(plain.locator(".lines li")).to_have_count(25)
    plain.goto(f"{home(session)}/records/moment/{ID}")
    plain.get_by_role("link", name="Forget for good").click()
    plain.get_by_role("button", name="Forget it for good").click()
    expect(plain.get_by_role("status")).to_contain_text("Gone for good.")
    assert database_of(session).moment(ID) is None
    plain.goto(f"{home(session)}/words")
    plain.get_by_label("A new word: People").fill("Lou")
    plain.get_by_role("button", name="Add to: People").click()
    plain.get_by_role("button", name="Hide: stranger").click()
    plain.get_by_role("link", name="Rename: my boss sighs").click()
    plain.get_by_label("A new word for").fill("a sigh")
    plain.get_by_label("Put the new word into them").check()
    plain.get_by_role("button", name="Rename").click()
    expect(plain.get_by_role("status")).to_contain_text("Renamed, and in 24 moments.")
    plain.goto(f"{home(session)}/reminders")
    plain.get_by_label("At set times").fill("9:00 21:30")
    plain.get_by_role("button", name="Keep it").click()
    with plain.expect_download() as taken:
        plain.get_by_role("button", name="Take the calendar file").click()
    assert taken.value.suggested_filename == "notes.ics"
    assert Path(taken.value.path()).read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_moment_in_six_presses(page: Page, session: Session):
    """Trigger, alarm, whom, expectation, what one does, done: nothing else is asked for."""
    make_diary(page)
    page.get_by_label("No reply yet").check()
    page.get_by_label("7", exact=True).check()
    page.get_by_label("partner", exact=True).check()
    page.get_by_label("Rather not").check()
    page.get_by_label("Reached out").check()
    page.get_by_role("button", name="Keep this moment").click()
    page.wait_for_selector("text=Kept:")
    (moment,) = database_of(session).moments()
    assert (moment.trigger, moment.alarm_before, moment.figure) == ("no-reply", 7.0, "partner")
    assert (moment.expected_warmth, moment.signal, moment.answer) == (25.0, "reach", "pending")


NOTES = """
window.told = [];
class Told {
  constructor(text, options) { window.told.push([text, options.body || "", options.tag]); }
  static get permission() { return "granted"; }
  static requestPermission() { return Promise.resolve("granted"); }
  addEventListener() {}
}
window.Notification = Told;
"""

TOLD = """() => new Promise((tell) => {
  const look = (more) => window.told.length || !more ? tell(window.told) : setTimeout(look, 20, more - 1);
  look(500);
})"""
"""What was told, as soon as there is something, or after ten seconds."""


def test_a_notification_says_one_neutral_word_and_only_once(page: Page, session: Session):
    make_diary(page)
    some_moments(session)
    page.add_init_script(NOTES)
    page.goto(f"{home(session)}/log")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.told") == []
    page.goto(f"{home(session)}/reminders")
    page.get_by_label("By the browser").check()
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_selector("text=Kept.")
    assert plan_of(database_of(session)).in_browser
    assert page.evaluate(TOLD) == [["Notes", "", "notes"]]
    page.goto(f"{home(session)}/records")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.told") == []


def test_a_reminder_is_answered_from_the_list(page: Page, session: Session):
    make_diary(page)
    now = datetime.now().astimezone()
    keep_plan(database_of(session), Plan(times=(now.time().replace(second=0, microsecond=0),)))
    page.goto(f"{home(session)}/waiting")
    page.get_by_role("link", name="Check in for").click()
    expect(page.get_by_label("This answers the reminder of")).to_be_checked()
    page.locator("[name=alarm][value='2']").check()
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_selector("text=Kept: alarm 2 just now.")
    assert [one.prompted for one in database_of(session).checkins()] == [True]
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("text=Taken back.")
    assert database_of(session).checkins() == ()
