"""Every page there is, found by walking the app, in Debian's chromium.

axe finds nothing, in light and dark, narrow and wide; nothing runs off the page, nor at twice the text, nor in a
language that is written from right to left; every form is walked through by keyboard; no page asks another host for
anything; nothing moves where a reader wants no movement.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

from bowlby.companion.app import create_app
from bowlby.companion.security import cookie_name
from bowlby.companion.session import Session
from bowlby.companion.worker import figures_of
from bowlby.diary import vault
from bowlby.diary.database import DiaryDatabase
from browser.looked import NARROW, RUNS_OFF, WIDE, looked_at
from browser.served import door, home, served, watched
from companion.crawled import begun, lived_in, walk
from companion.mirrored import mirrored_language
from companion.visits import PASSPHRASE, made_up_result

pytestmark = pytest.mark.browser

A_FEW = 2
"""So many pages of one route are looked at, such as two of the chapters."""

BEFORE = 24
"""So many stops at most stand before a page's own: skipping, hiding, tabs and the pages under a tab."""

WITHOUT_A_NAME = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a[href]")]
  .filter((each) => each.checkVisibility())
  .filter((each) => !(each.labels?.length || each.getAttribute("aria-label") || each.getAttribute("aria-labelledby")
    || each.textContent.trim() || each.title))
  .map((each) => each.outerHTML.slice(0, 120))"""

MOVES = """() => document.getAnimations().filter((each) => each.playState === "running").length"""


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """An open diary with a few records and a result, served for all tests of this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "COST", {"memory_kib": 8 * 1024, "passes": 1, "lanes": 1})
        folder = tmp_path_factory.mktemp("every") / "diary"
        with served(folder, worker=("sleep", "600"), simulator=("true",)) as session:
            key, _ = vault.create(folder, PASSPHRASE)
            session.opened(DiaryDatabase.open(folder, key))
            assert session.database
            lived_in(session.database)
            result = made_up_result()
            session.database.save_fit(session.database.fingerprint(), result, figures_of(result))
            yield session


@pytest.fixture(scope="module")
def pages(notebook: Session) -> list[str]:
    """The addresses of all pages, a few of each route."""
    cookies = {cookie_name(notebook.port): notebook.keys.cookie}
    with httpx.Client(base_url=home(notebook), cookies=cookies, follow_redirects=True, timeout=60) as client:

        def post(path: str, fields: dict[str, str]) -> httpx.Response:
            return client.post(path, data={"csrf": notebook.keys.form} | fields, headers={"origin": home(notebook)})

        app: Any = create_app(Session(folder=notebook.folder, port=notebook.port)).app
        return walk(client.get, app, begun(post)).every(A_FEW)


def look(browser: Browser, session: Session, pages: list[str], **options: Any) -> Iterator[tuple[str, Page]]:
    """Each page in turn in a window of its own kind; a request elsewhere or an error of a script fails the test."""
    context = browser.new_context(**options)
    strangers, troubles = watched(context, session), []
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
    page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
    page.set_default_timeout(30_000)
    page.goto(door(session))
    page.wait_for_url("**/log")
    for address in pages:
        session.sign_of_life()
        page.goto(home(session) + address)
        page.evaluate("for (const more of document.querySelectorAll('details')) more.open = true")
        yield address, page
    context.close()
    assert (strangers, troubles) == ([], [])


def test_pages_were_found(pages: list[str]):
    assert len(pages) > 20


def test_every_page_in_every_way(browser: Browser, notebook: Session, pages: list[str]):
    """axe, nothing runs off, names, nothing moves, and the keyboard; all in one visit, since there are many pages."""
    found: dict[str, Any] = {}
    for address, page in look(browser, notebook, pages, viewport=WIDE, reduced_motion="reduce"):
        told = {"moves": page.evaluate(MOVES) and ["something moves"], "keyboard": missed_by_keyboard(page)}
        told |= looked_at(page, lambda way, page=page, told=told: _named(page, way, told))
        if troubles := {what: where for what, where in told.items() if where}:
            found[address] = troubles
    assert found == {}


def _named(page: Page, way: str, told: dict[str, Any]) -> None:
    if way.endswith("narrow"):  # where labels may give way to signs
        told[f"{way}: without a name"] = page.evaluate(WITHOUT_A_NAME)


def test_from_right_to_left_everything_turns_round(browser: Browser, notebook: Session, pages: list[str]):
    found: dict[str, Any] = {}
    with mirrored_language():
        for address, page in look(browser, notebook, pages, viewport=NARROW, reduced_motion="reduce"):
            told = {"narrow": page.evaluate(RUNS_OFF)}
            page.set_viewport_size(WIDE)  # type: ignore[arg-type]
            told["wide"] = page.evaluate(RUNS_OFF) + page.evaluate(NOT_TURNED)
            page.set_viewport_size(NARROW)  # type: ignore[arg-type]
            if any(told.values()):
                found[address] = told
    assert found == {}


NOT_TURNED = """() => {
  if (document.documentElement.dir !== "rtl") return ["not written from right to left"];
  const bad = [];
  const left = (chosen) => document.querySelector(chosen)?.getBoundingClientRect().left;
  if (left(".brand") < left(".leave")) bad.push("the name stands on the wrong side");
  const tabs = [...document.querySelectorAll(".tabs li")].map((each) => each.getBoundingClientRect().left);
  if (tabs.length > 1 && tabs[0] < tabs[1]) bad.push("the tabs go the wrong way");
  for (const each of document.querySelectorAll("main h1, main p, main th, main td, main legend, main summary")) {
    if (each.closest("[dir=ltr]")) continue;
    const style = getComputedStyle(each);
    if (style.textAlign === "left" || style.direction !== "rtl") bad.push(each.outerHTML.slice(0, 80));
  }
  return bad.slice(0, 3);
}"""


def missed_by_keyboard(page: Page) -> list[str]:
    """Controls that Tab does not reach. It must reach all, in the order in which they stand, and lead out again."""
    wanted = page.evaluate(STOPS)
    page.evaluate(FOLLOW)
    reached: list[int] = []
    for pressed in range(1, 4 * (len(wanted) + BEFORE)):  # a field for a date or a file has several stops of its own
        page.keyboard.press("Tab")
        if pressed >= len(wanted) and pressed % 6 == 0:
            reached = page.evaluate("reached")
            if len(reached) >= len(wanted):
                break
    if reached == sorted(reached) == list(range(len(wanted))):
        return [] if _leads_out(page) else ["Tab does not lead out"]
    return [wanted[n] for n in range(len(wanted)) if n not in reached][:3] or ["not in their order"]


def _leads_out(page: Page) -> bool:
    """Whether a few more steps leave the page's own part, from its last control (a date has several stops)."""
    for _ in range(BEFORE):
        if not page.evaluate("document.activeElement?.closest('main') !== null"):
            return True
        page.keyboard.press("Tab")
    return False


FOLLOW = """() => {
  window.reached = [];
  document.addEventListener("focusin", ({ target }) => {
    const at = Number(target.dataset.stop ?? -1);
    if (at >= 0 && !reached.includes(at)) reached.push(at);
  });
  document.activeElement?.blur();
  scrollTo(0, 0);
}"""


STOPS = """() => {
  const groups = new Set();
  const stops = [...document.querySelectorAll(
    "main :is(input:not([type=hidden]), select, textarea, button, a[href], summary, [tabindex='0'])")]
    .filter((each) => each.checkVisibility() && !each.disabled && each.tabIndex >= 0)
    .filter((each) => {
      if (each.type !== "radio") return true;
      const group = [...each.form.elements[each.name].length ? each.form.elements[each.name] : [each]];
      const stop = group.find((one) => one.checked) ?? group[0];
      if (stop !== each || groups.has(each.name + each.form.action)) return false;
      groups.add(each.name + each.form.action);
      return true;
    });
  stops.forEach((each, n) => { each.dataset.stop = n; });
  return stops.map((each) => each.outerHTML.slice(0, 100));
}"""
