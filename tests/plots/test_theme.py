"""Every figure: valid and whole in both themes, readable, the same bytes each time, with nothing fetched."""

import math
import re
import subprocess
import sys
from itertools import combinations
from xml.etree import ElementTree

import altair as alt
import pytest
from playwright.sync_api import Browser

from bowlby import plots
from bowlby.plots.theme import FONT
from plots.figures import FIGURES, SVG, drawn, every_figure, lines

MEASURE = """() => {
  const bad = [];
  for (const svg of document.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect();
    const words = [...svg.querySelectorAll("text")].filter(t => t.textContent.trim());
    const boxes = words.map(t => [t.textContent, t.getBoundingClientRect()]);
    for (const [text, box] of boxes) {
      const across = Math.max(frame.left - box.left, box.right - frame.right);
      const out = Math.max(across, frame.top - box.top, box.bottom - frame.bottom);
      if (out > 0.5) bad.push([frame.width, text, out]);
    }
    boxes.forEach(([text, a], n) => boxes.slice(n + 1).forEach(([other, b]) => {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1 && down > 4) bad.push([frame.width, text, other]);
    }));
  }
  return bad;
}"""
"""Words that stick out of their figure, and pairs that stand on each other."""


def rgb(colour: str) -> list[float]:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    light = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (rgb(one), rgb(other))]
    return (max(light) + 0.05) / (min(light) + 0.05)


@every_figure
@pytest.mark.parametrize("theme", plots.PALETTES)
@pytest.mark.parametrize("width", [320, 720])
def test_figures_are_whole_and_standalone(name: str, theme: plots.Theme, width: int) -> None:
    text, said = drawn(name, width, theme), FIGURES[name][1]
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("width") == str(width)
    shown = " ".join(line for line in lines(root) if line)
    for words in said:
        assert re.sub(r"\s+", " ", words) in re.sub(r"\s+", " ", shown.replace("\u00a0", " ")), words
    for unwanted in ("<script", "style=", "href=", "<style", "aria-roledescription", "cause"):
        assert unwanted not in text
    assert set(re.findall(r"(?:url|src)\(?[\"']?(.)", text)) <= {"#"}


@every_figure
def test_figures_name_and_describe_themselves(name: str) -> None:
    root = ElementTree.fromstring(drawn(name))
    title, desc = root[0], root[1]
    assert (title.tag, desc.tag) == (f"{SVG}title", f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text
    assert desc.text
    assert desc.text.startswith(title.text)
    own = ElementTree.fromstring(plots.svg(FIGURES[name][0](480), title="Mine & yours"))
    assert own[0].text == "Mine & yours"


@every_figure
def test_the_same_figure_gives_the_same_bytes(name: str) -> None:
    draw, _ = FIGURES[name]
    assert plots.svg(draw(480)) == drawn(name)
    assert drawn(name, 320, "dark") != drawn(name, 320)


def test_another_process_gives_the_same_bytes() -> None:
    script = (
        "import sys; from bowlby import plots; rows = [dict(label='x', count=9, effect=1, low=-1, high=2)];"
        "sys.stdout.write(plots.svg(plots.interval_plot(rows, title='t', unit='u')))"
    )
    runs = [subprocess.run([sys.executable, "-c", script], capture_output=True, check=True) for _ in range(2)]
    assert runs[0].stdout.startswith(b"<svg ")
    assert runs[0].stdout == runs[1].stdout


def test_ids_of_two_figures_never_meet() -> None:
    texts = [drawn("recovery", width) for width in (320, 480)]
    first, second = (set(re.findall(r'\bid="([^"]+)"', text)) for text in texts)
    assert len(first) > 2
    assert not first & second
    for text in texts:
        assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(re.findall(r'\bid="([^"]+)"', text))


@every_figure
def test_words_use_the_system_fonts(name: str) -> None:
    root = ElementTree.fromstring(drawn(name, 320))
    texts = [text for text in root.iter(f"{SVG}text") if "".join(text.itertext())]
    assert {text.get("font-family") for text in texts} == {FONT}
    assert min(float((text.get("font-size") or "0").removesuffix("px")) for text in texts) >= 12


def test_png_is_a_png_of_the_asked_scale() -> None:
    chart = FIGURES["shares"][0](320)
    image = plots.png(chart, "dark", scale=3)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(image[16:20], "big") == 960


def test_nothing_is_fetched() -> None:
    """Figures carry their data; one that points elsewhere is refused, not fetched."""
    for draw, _ in FIGURES.values():
        assert '"url"' not in draw(480).to_json()
    elsewhere = alt.LayerChart(
        layer=[alt.Chart("https://example.org/data.csv").mark_point().encode(x="a:Q")],
        description="d",
        usermeta={"title": "t"},
    )
    with pytest.raises(ValueError, match="not allowed"):
        plots.svg(elsewhere)


@pytest.mark.parametrize("theme", plots.PALETTES)
def test_contrast_of_the_palette(theme: plots.Theme) -> None:
    palette = plots.PALETTES[theme]._asdict()
    page = palette.pop("page")
    palette.pop("grid")
    low = {name: contrast(colour, page) for name, colour in palette.items()}
    assert min(low["text"], low["soft"]) >= 4.5
    assert min(low.values()) >= 3, low


# Viénot, Brettel & Mollon (1999), linear RGB of those who lack the red or the green receptor.
BLINDNESS = {
    "red": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "green": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
}


@pytest.mark.parametrize("theme", plots.PALETTES)
@pytest.mark.parametrize("lacking", BLINDNESS)
def test_hues_stay_apart_for_colour_blind_readers(theme: plots.Theme, lacking: str) -> None:
    palette = plots.PALETTES[theme]

    def seen(colour: str) -> list[float]:
        linear = rgb(colour)
        parts = (sum(m * c for m, c in zip(row, linear, strict=True)) for row in BLINDNESS[lacking])
        return [max(part, 0) ** (1 / 2.4) for part in parts]

    for one, other in combinations((palette.warm, palette.cool, palette.violet, palette.gold), 2):
        assert math.dist(seen(one), seen(other)) > 0.1, (one, other)


def test_an_unknown_theme_is_refused() -> None:
    with pytest.raises(ValueError, match="light, dark"):
        plots.svg(FIGURES["shares"][0](320), "sepia")  # type: ignore[arg-type]


@pytest.mark.browser
@pytest.mark.parametrize("family", ["DejaVu Sans", "Liberation Sans"])
def test_no_words_leave_the_figure_or_meet(family: str, browser: Browser) -> None:
    """Measured in a browser, in the widest of the usual fonts and in a common narrower one."""
    page_text = "".join(drawn(name, width) for name in FIGURES for width in (320, 720))
    page_text = page_text.replace("system-ui", family)
    page = browser.new_page()
    page.set_content(page_text)
    bad = page.evaluate(MEASURE)
    page.close()
    assert bad == []
