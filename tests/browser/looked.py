"""A page looked at in every way: axe in light and dark, narrow and wide, and at twice the text; nothing runs off it.

The page is loaded once and changed in place: scheme, width and size of the text. All of axe's rules are run once; in
the other ways those that can come out differently, which are the ones that look at colours, sizes and positions.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDE, NARROW, HALF = {"width": 1280, "height": 900}, {"width": 320, "height": 640}, {"width": 640, "height": 800}

TWICE = "212.5%"
"""Twice the text: the pages' own size is 106.25 % of the browser's."""

ALL = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
PLACES = ["scrollable-region-focusable", "target-size"]
COLOURS = ["color-contrast", "link-in-text-block"]

RUN = """async (rules) => (await axe.run({ runOnly: rules, resultTypes: ["violations"] })).violations
  .map((each) => [each.id, each.nodes.slice(0, 3).map((node) => node.html.slice(0, 120))])"""

RUNS_OFF = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const found = [...document.querySelectorAll("main *, header *, nav *, footer *")]
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([each, box]) => box.width && (box.right > wide + 1 || box.left < -1) && !each.closest(".scroll, .places"))
    .map(([each]) => each)
    .map((each) => each.outerHTML.slice(0, 100)).slice(0, 3);
  return found.length ? found : ["something"];
}"""

WAYS: tuple[tuple[str, Literal["light", "dark"], Any, str, Any], ...] = (
    ("light, wide", "light", WIDE, "", ALL),
    ("light, narrow", "light", NARROW, "", COLOURS + PLACES),
    ("dark, narrow", "dark", NARROW, "", COLOURS + PLACES),
    ("dark, wide", "dark", WIDE, "", COLOURS + PLACES),
    ("twice the text", "light", HALF, TWICE, PLACES),
)
"""Name, scheme, size of the window, size of the text, and axe's rules for it."""


def troubles_of(page: Page, rules: Any = ALL) -> list[Any]:
    """What axe finds: rules with the first elements that break them."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, rules)


def looked_at(page: Page, seen: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """What is wrong with a page, by the way in which it was looked at; nothing where all is well.

    Args:
        page: left as it was found, in light, at the size of its window.
        seen: called with the name of each way while it is shown.
    """
    size, found = page.viewport_size, {}
    for name, scheme, window, text, rules in WAYS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(window)
        page.evaluate("(text) => { document.documentElement.style.fontSize = text; scrollTo(0, 0); }", text)
        if troubles := troubles_of(page, rules):
            found[name] = troubles
        if off := page.evaluate(RUNS_OFF):
            found[f"{name}: runs off"] = off
        seen(name)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(size or WIDE)  # type: ignore[arg-type]
    return found


def inspect(page: Page, name: str) -> None:
    """Nothing is wrong with a page; with `BOWLBY_SHOTS=folder` it is also saved as a picture in each way."""
    found = looked_at(page, lambda way: _picture(page, f"{name}-{way.replace(', ', '-').replace(' ', '-')}"))
    assert found == {}, f"{name}: {found}"


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("BOWLBY_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
