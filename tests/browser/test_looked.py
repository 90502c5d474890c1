"""Looking at a page in every way finds what is wrong in one way only, and leaves the page as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from browser.looked import looked_at

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>Notes</title>
<meta name="viewport" content="width=device-width"><style>
html {{ font-size: 106.25%; }} body {{ background: #fff; color: #111; margin: 0; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #111; color: #eee; }} }}
{style}</style></head><body><main><h1>Notes</h1><p>A line.</p><a href="#a">One</a> <a href="#b">Two</a></main>
</body></html>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 900, "height": 700}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("style", "ways"),
    [
        ("a { color: inherit; display: inline-block; padding: 1rem; }", set()),
        ("@media (prefers-color-scheme: dark) { p { color: #222; } }", {"dark, narrow", "dark, wide"}),
        ("@media (max-width: 400px) { p { color: #eee; background: #fff; } }", {"light, narrow", "dark, narrow"}),
        ("@media (max-width: 400px) { main { width: 40rem; } }", {"light, narrow: runs off", "dark, narrow: runs off"}),
        ("p { width: 20rem; } html { --x: 0; } h1 { width: 36rem; }", {"twice the text: runs off"}),
    ],
)
def test_what_is_wrong_in_one_way_is_found_there(page: Page, style: str, ways: set[str]):
    links = "a { color: inherit; display: inline-block; padding: 1rem; }"
    page.set_content(PAGE.format(style=links + style))
    found = looked_at(page)
    assert ways <= set(found)
    if not ways:
        assert found == {}
    assert page.viewport_size == {"width": 900, "height": 700}
    assert page.evaluate("document.documentElement.style.fontSize") == ""
    assert not page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
