"""Pages as they come after something was done, looked at in every way; `test_every_page` looks at them as they open.

With `BOWLBY_SHOTS=folder` each page is also saved as a picture, for looking at.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bowlby.companion import trying
from bowlby.companion.session import Session
from bowlby.companion.times import now_here
from bowlby.companion.worker import figures_of
from browser.looked import inspect
from browser.served import door, home, served
from companion.test_trend import kept, result
from companion.tried import after_units, busy, plan
from companion.tried import look as found
from companion.visits import PASSPHRASE, made_up_result, small_diary, too_little_result

pytestmark = pytest.mark.browser

BAD = (
    "id,at,figure,trigger,alarm_before,expected_warmth,signal,answer,answered_at,alarm_after,after_at,practices,note\n"
    + ("a,2026-03-01T18:30:00+01:00,,no-reply,7,,,,,,,,\nb,2026-03-01T18:30:00+01:00,,no-reply,11,,,,,,,,\n")
)


def press(page: Page, text: str) -> None:
    """Click what leads to another page, and wait until that one is there with its styles."""
    with page.expect_navigation():
        page.click(f"text={text}")


def test_in_front_of_the_diary(look: Page, session: Session):
    inspect(look, "welcome")
    look.fill("#passphrase", PASSPHRASE)
    look.fill("#again", PASSPHRASE + "x")
    press(look, "Make my notebook")
    inspect(look, "welcome-error")
    look.fill("#passphrase", PASSPHRASE)
    look.fill("#again", PASSPHRASE)
    press(look, "Make my notebook")
    inspect(look, "recovery-code")
    press(look, "I have written it down")
    look.goto(f"{home(session)}/insights")
    inspect(look, "nothing-yet")
    press(look, "Lock")
    inspect(look, "unlock")
    look.goto(f"{home(session)}/recover")
    inspect(look, "recover")
    look.goto(f"{home(session)}/notes")
    inspect(look, "notes")
    look.goto(f"{home(session)}/help")
    inspect(look, "help-locked")
    look.goto(f"{home(session)}/enter?token=x")
    inspect(look, "refused")


def opened(page: Page, session: Session) -> None:
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    press(page, "Make my notebook")
    press(page, "I have written it down")
    assert session.database
    session.database.add(small_diary())
    session.database.save_fit(session.database.fingerprint(), made_up_result(), figures())


@cache
def figures() -> dict[str, str]:
    """The figures of the made-up result, drawn once."""
    return figures_of(made_up_result())


def test_german_words_fit_a_narrow_page(browser: Browser, session: Session):
    context = browser.new_context(viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(door(session))
    page.wait_for_url("**/")
    opened(page, session)
    page.goto(f"{home(session)}/settings")
    page.get_by_label("Language").select_option("de")
    press(page, "Use it")
    for path in ("/settings", "/log", "/plan", "/help", "/change", "/bring", "/check-up/now"):
        page.goto(home(session) + path)
        assert page.locator("html").get_attribute("lang") == "de"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()


def test_a_plan_before_unlocking(look: Page, session: Session):
    opened(look, session)
    look.goto(f"{home(session)}/plan")
    inspect(look, "plan-empty")
    look.get_by_label("How I notice that it is getting bad").fill("I stop answering")
    look.get_by_label("1. Name").first.fill("Kim")
    look.get_by_label("1. Telephone number").first.fill("030 12 34")
    look.get_by_label("Ways out").fill("through the garden")
    press(look, "Keep it")
    inspect(look, "plan")
    look.goto(f"{home(session)}/help")
    inspect(look, "help-plan")
    look.goto(f"{home(session)}/plan")
    press(look, "Keep a copy that anyone here can read")
    inspect(look, "plan-copied")
    press(look, "Lock")
    look.goto(f"{home(session)}/help#plan")
    assert look.get_by_role("link", name="030 12 34").get_attribute("href") == "tel:0301234"
    assert "through the garden" not in look.content()
    inspect(look, "help-copied")


def test_after_something_was_done(look: Page, session: Session):
    opened(look, session)
    look.goto(f"{home(session)}/none")
    inspect(look, "missing")
    look.goto(f"{home(session)}/log")
    look.get_by_label("No reply yet").check()
    look.get_by_label("7", exact=True).check()
    press(look, "Keep this moment")
    look.wait_for_selector("text=Kept:")
    inspect(look, "logged")
    look.goto(f"{home(session)}/bring")
    look.set_input_files("#files", {"name": "moments.csv", "mimeType": "text/csv", "buffer": BAD.encode()})
    press(look, "Show what would be done")
    inspect(look, "bring-preview")
    look.goto(f"{home(session)}/bring")
    look.set_input_files("#files", {"name": "moments.csv", "mimeType": "text/csv", "buffer": b"id;at\n"})
    press(look, "Show what would be done")
    inspect(look, "bring-error")
    assert session.database
    session.database.save_fit("old", too_little_result(), {})
    look.goto(f"{home(session)}/insights")
    inspect(look, "insights-too-little")


def test_while_it_is_worked_out(look: Page, session: Session):
    session.worker = ("sleep", "600")
    opened(look, session)
    assert session.database
    session.database.remove(f"{0:032x}")
    look.goto(f"{home(session)}/insights")
    press(look, "Work it out again")
    look.wait_for_url("**/insights/progress")
    inspect(look, "progress")


def test_a_trial_from_offer_to_result(look: Page, session: Session):
    opened(look, session)
    assert session.database
    session.database.add(busy(now_here()))
    look.goto(f"{home(session)}/trials")
    press(look, "Plan a trial")
    for question in look.get_by_role("group").all():
        question.get_by_label("No", exact=True).check()
    press(look, "Go on")
    look.get_by_label("Slow breathing").check()
    inspect(look, "trial-plan")
    press(look, "See what it could find")
    look.wait_for_url("**/trials/check", timeout=120_000)
    inspect(look, "trial-check")
    press(look, "Seal it and begin")
    look.wait_for_selector("text=The plan is sealed.")
    inspect(look, "trial-begun")
    press(look, "let chance decide")
    look.get_by_label("6", exact=True).check()
    look.get_by_label("No", exact=True).check()
    inspect(look, "trial-next")
    press(look, "Let chance decide")
    look.wait_for_selector("text=Chance decided:")
    inspect(look, "trial-assigned")


def test_check_ups_over_time(look: Page, session: Session):
    opened(look, session)
    assert session.database
    for name, body in kept(result("2026-01-05", 3.4), result("2026-02-20", 3.1), result("2026-04-02", 2.6)).items():
        session.database.keep("check-up", name, body)
    look.goto(f"{home(session)}/change")
    inspect(look, "change-check-ups")


def test_how_a_trial_ends_and_rests(look: Page, session: Session):
    opened(look, session)
    assert session.database
    trial = after_units(trying.begun(plan(), now_here() - timedelta(days=30)), [4.0] * 24)
    trying.keep(session.database, trying.looked(trial, found()))
    look.goto(f"{home(session)}/trials/{trial.id}")
    inspect(look, "trial-result")
    resting = replace(
        trying.begun(plan(), now_here()), paused_at=now_here() - timedelta(days=2), reasons=("worsening",)
    )
    trying.keep(session.database, resting)
    look.goto(f"{home(session)}/trials/{resting.id}")
    inspect(look, "trial-rests")
    look.goto(f"{home(session)}/trials")
    inspect(look, "trials-several")


def test_the_made_up_diary(look: Page, session: Session):
    press(look, "Look around in a made-up diary")
    inspect(look, "demo")


def test_choosing_one_of_many(look: Page, session: Session):
    opened(look, session)
    table = "id\tdate\tworry\nanna\t2026-03-01T10:00:00Z\t1\nben\t2026-03-01T10:00:00Z\t2\n"
    rules = 'person = "id"\nid = ["id"]\n[time]\ncolumn = "date"\n[alarm]\ncolumns = ["worry"]\nscale = [1, 5]\n'
    look.goto(f"{home(session)}/bring")
    look.evaluate("document.querySelector('details').open = true")
    look.get_by_label("A table of beeps").check()
    look.set_input_files("#files", {"name": "beeps.tsv", "mimeType": "text/plain", "buffer": table.encode()})
    look.select_option("#columns", "+own")
    look.set_input_files("#map", {"name": "mine.toml", "mimeType": "text/plain", "buffer": rules.encode()})
    press(look, "Show what would be done")
    inspect(look, "bring-person")


def test_served_ends_with_its_block(tmp_path: Path):
    with served(tmp_path / "diary") as session:
        folder = session.folder
    assert session.database is None
    assert not folder.exists()
