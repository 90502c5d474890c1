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
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bowlby.companion.app import create_app
from bowlby.companion.security import cookie_name
from bowlby.companion.session import Session
from bowlby.companion.worker import figures_of
from bowlby.diary import vault
from bowlby.diary.database import DiaryDatabase
from browser.served import door, home, served, watched
from browser.test_looks import RULES
from companion.crawled import begun, lived_in, walk
from companion.mirrored import mirrored_language
from companion.visits import PASSPHRASE, made_up_result

pytestmark = pytest.mark.browser

NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
A_FEW = 2
"""So many pages of one route are looked at, such as two of the chapters."""

BEFORE = 24
"""So many stops at most stand before a page's own: skipping, hiding, tabs and the pages under a tab."""

RUNS_OFF = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  return [...document.querySelectorAll("main *, header *, nav *, footer *")]
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([each, box]) => box.width && (box.right > wide + 1 || box.left < -1) && !each.closest(".scroll, .places"))
    .map(([each]) => each)
    .map((each) => each.outerHTML.slice(0, 100)).slice(0, 3);
}"""

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


def troubles_of(page: Page) -> list[Any]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found]


def test_pages_were_found(pages: list[str]):
    assert len(pages) > 20


@pytest.mark.parametrize(("scheme", "size"), [("light", NARROW), ("dark", WIDE)])
def test_axe_finds_nothing(browser: Browser, notebook: Session, pages: list[str], scheme: str, size: dict[str, int]):
    shown = look(browser, notebook, pages, color_scheme=scheme, viewport=size, reduced_motion="reduce")
    found = {address: troubles for address, page in shown if (troubles := troubles_of(page))}
    assert found == {}


def test_nothing_runs_off_and_everything_has_a_name(browser: Browser, notebook: Session, pages: list[str]):
    found: dict[str, Any] = {}
    for address, page in look(browser, notebook, pages, viewport=NARROW, reduced_motion="reduce"):
        told = {"narrow": page.evaluate(RUNS_OFF), "without a name": page.evaluate(WITHOUT_A_NAME)}
        told["moves"] = page.evaluate(MOVES) and ["something moves"]
        page.set_viewport_size({"width": 640, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        told["twice the text"] = page.evaluate(RUNS_OFF)
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        if any(told.values()):
            found[address] = {what: where for what, where in told.items() if where}
    assert found == {}


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


def test_every_form_is_walked_through_by_keyboard(browser: Browser, notebook: Session, pages: list[str]):
    """Tab reaches every control of the page, in the order in which they stand, and leads out again."""
    found: dict[str, Any] = {}
    for address, page in look(browser, notebook, pages, viewport=WIDE, reduced_motion="reduce"):
        wanted = page.evaluate(STOPS)
        page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
        reached: list[str] = []
        for _ in range(4 * len(wanted) + BEFORE):  # a field for a date or a file has several stops of its own
            page.keyboard.press("Tab")
            at = page.evaluate("document.activeElement?.dataset.stop ?? ''")
            if at and at not in reached:
                reached.append(at)
            elif len(reached) == len(wanted) or (at and at != reached[-1]):
                break
        if sorted(map(int, reached)) != list(range(len(wanted))):
            missed = [wanted[n] for n in range(len(wanted)) if str(n) not in reached]
            found[address] = missed[:3]
    assert found == {}


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
