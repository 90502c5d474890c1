"""Every figure: valid and complete in both themes, readable, the same bytes each time, and clear when it cannot be."""

import math
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import combinations
from xml.etree import ElementTree

import altair as alt
import pytest

from bowlby import plots
from bowlby.plots.theme import FONT

SVG = "{http://www.w3.org/2000/svg}"
LONG = "My partner spends the evening with somebody I do not know well"

ROWS = [
    {"label": "No reply to my message", "count": 41, "effect": 2.13, "low": 1.2, "high": 3.02},
    {"label": LONG, "count": 17, "effect": 0.4, "low": -0.7, "high": 1.5},
    {"label": "Being alone", "count": 160, "effect": -0.6, "low": -1.1, "high": -0.1, "lasting": True},
    {"label": "A & <b>", "count": 1, "effect": None, "low": None, "high": None, "note": "7 more needed"},
]
HALF_LIFE = {"median": 34.0, "low": 25.0, "high": 48.0, "identified": True, "reason": ""}
CURVE = [
    {"minutes": m, "median": 0.5 ** (m / 34), "low": 0.5 ** (m / 25), "high": 0.5 ** (m / 48)}
    for m in range(0, 181, 15)
]
EXPECTATION = {"stated": 42, "observed": 71, "gap": -29, "low": -38, "high": -20, "count": 64, "enough": True}
SHARES = [
    {"label": "Secure", "share": 0.501, "published": 0.52, "low": 0.49, "high": 0.51},
    {"label": "Avoidant", "share": 0.12, "published": None},
]
POINTS = [{"x": n % 7, "y": n % 5, "kind": f"kind {n % 3}"} for n in range(30)]


def ratings(days: int = 12) -> list[dict]:
    zone = timezone(timedelta(hours=5, minutes=30))
    start = datetime(2026, 3, 2, 23, 40, tzinfo=zone)
    kinds = ("moment", "after", "check-in")
    return [{"at": start + timedelta(days=n), "alarm": n % 11, "kind": kinds[n % 3]} for n in range(days)]


def trajectory(ticks_each: int = 12) -> dict[str, list]:
    """Eight short episodes; the carer is out in 4, 6 and 7, the stranger in only in 3, 4 and 7."""
    columns: dict[str, list] = {name: [] for name in plots.TRAJECTORY}
    for n in range(8 * ticks_each):
        episode = n // ticks_each + 1
        carer, stranger = episode not in (4, 6, 7), episode in (3, 4, 7)
        row = (n, 5.0 * n, episode, 1 + 0.3 * (n % ticks_each), 2.0)
        row += (5.0 if carer else math.nan, 3.5 if carer else math.nan)
        row += (3.0 if stranger else math.nan, 3.9 if stranger else math.nan)
        row += (0.7 if episode == 6 else 0.1, 3 * (episode == 6), episode == 8, episode == 8, episode == 6)
        for name, value in zip(plots.TRAJECTORY, row, strict=True):
            columns[name].append(value)
    return columns


FIGURES: dict[str, tuple[Callable[[float], alt.LayerChart], list[str]]] = {
    "intervals": (
        lambda w: plots.interval_plot(ROWS, title="What tends to come before", unit="points", width=w),
        [row["label"] for row in ROWS]
        + ["What tends to come before", "41 moments", "17 moments", "160 moments", "1 moment", "7 more needed"]
        + ["while it lasts", "← alarm lower", "alarm higher →", "+2.1", "−0.6"],
    ),
    "recovery": (
        lambda w: plots.recovery_curve(CURVE, HALF_LIFE, width=w),
        ["Half of a rise is gone after about 34 minutes (90 % interval: 25 to 48 minutes).", "half", "60"],
    ),
    "expectation": (
        lambda w: plots.expectation_plot(EXPECTATION, width=w),
        ["Warm answers expected: 42 %", "Warm answers that came: 71 %", "64 answered moments", "20 to 38"],
    ),
    "timeline": (
        lambda w: plots.alarm_timeline(ratings(), width=w),
        ["a moment that was logged (4)", "rated again afterwards (4)", "a check-in (4)", "calm 0", "alarm 10"],
    ),
    "room": (
        lambda w: plots.room(trajectory(), width=w),
        ["1  Shown in", "6  Alone", "8  The carer returns", "infant", "carer", "stranger", "is held", "5 min"],
    ),
    "shares": (
        lambda w: plots.shares_plot(SHARES, title="Classes", width=w),
        ["Classes", "Secure", "50 %, published 52 %", "Avoidant", "12 %"],
    ),
    "dimensions": (
        lambda w: plots.dimensions(POINTS, title="A crowd", x_title="more anxiety", y_title="more avoidance", width=w),
        ["A crowd", "kind 0 (10)", "kind 2 (10)", "more anxiety →", "↑ more avoidance"],
    ),
}


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


@cache
def drawn(name: str, width: float = 480, theme: plots.Theme = "light") -> str:
    return plots.svg(FIGURES[name][0](width), theme)


every_figure = pytest.mark.parametrize("name", FIGURES)


def lines(root: ElementTree.Element) -> list[str]:
    return [" ".join("".join(text.itertext()).split(" ")) for text in root.iter(f"{SVG}text")]


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


def test_description_holds_what_the_figure_shows() -> None:
    root = ElementTree.fromstring(drawn("intervals"))
    assert root[1].text is not None
    for words in ("No reply to my message: +2.1 (+1.2 to +3.0), 41 moments", "160 moments, while it lasts"):
        assert words in root[1].text
    assert "A & <b>: 1 moment, 7 more needed" in root[1].text


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


def test_an_interval_that_holds_zero_has_an_open_dot() -> None:
    halo = plots.PALETTES["light"].page
    row = {"label": "x", "count": 9, "effect": 1.0, "low": 0.2, "high": 2.0}
    clear = plots.interval_plot([row], title="t", unit="u")
    either = plots.interval_plot([row | {"low": -0.2}], title="t", unit="u")
    assert halo not in plots.svg(clear)
    assert halo in plots.svg(either)


def test_rows_stand_in_the_order_given() -> None:
    for rows in (ROWS, ROWS[::-1]):
        shown = lines(ElementTree.fromstring(plots.svg(plots.interval_plot(rows, title="t", unit="u", width=720))))
        labels = [row["label"] for row in rows if row["label"] in shown]
        assert len(labels) == 3
        assert sorted(labels, key=shown.index) == labels


def test_a_gap_that_may_be_none_says_so() -> None:
    text = plots.svg(plots.expectation_plot(EXPECTATION | {"gap": 2, "low": -5, "high": 9}, width=720))
    assert "what came may not differ from what was expected" in text
    less = plots.svg(plots.expectation_plot(EXPECTATION | {"gap": 29, "low": 20, "high": 38}, width=720))
    assert "warm answers came less often than expected: by 29 points" in less


def test_clock_times_are_shown_as_they_were_written() -> None:
    """23:40 on the 2nd in India is the 2nd, wherever the program runs."""
    spec = plots.alarm_timeline(ratings(1)).to_dict()
    assert '"2026-03-02T23:40:00Z"' in str(spec).replace("'", '"')
    assert "2 March 2026" in spec["description"]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.2, "1 minute"), (34.4, "34 minutes"), (119, "119 minutes"), (150, "2.5 hours"), (2880, "2 days")],
)
def test_durations_are_said_as_people_say_them(minutes: float, words: str) -> None:
    half = {"median": minutes, "low": minutes, "high": minutes}
    assert f"after about {words} " in plots.recovery_curve(CURVE, half).to_dict()["description"]


def test_the_room_takes_arrays_in_a_named_tuple() -> None:
    from collections import namedtuple

    import numpy as np

    columns = trajectory()
    bundle = namedtuple("bundle", plots.TRAJECTORY)(**{name: np.asarray(col) for name, col in columns.items()})
    assert plots.svg(plots.room(bundle)) == plots.svg(plots.room(columns))


def test_somebody_outside_is_not_drawn() -> None:
    """The carer is out in episode 4: alone with the stranger there, nobody's sign is the carer's."""
    columns = trajectory()
    nobody = {**columns, "carer_x": [math.nan] * len(columns["tick"])}
    with_carer, without = (plots.svg(plots.room(each)) for each in (columns, nobody))
    sign = f'fill="{plots.PALETTES["light"].cool}"'
    assert with_carer.count(sign) - without.count(sign) == 5


@pytest.mark.parametrize(
    ("draw", "what"),
    [
        (lambda: plots.interval_plot([], title="t", unit="u"), "no rows"),
        (lambda: plots.interval_plot([ROWS[3]], title="t", unit="u"), "no row has an estimate"),
        (lambda: plots.interval_plot(ROWS, title="t", unit="u", width=200), "at least 280"),
        (lambda: plots.recovery_curve([], HALF_LIFE), "no points of the curve"),
        (lambda: plots.expectation_plot(EXPECTATION | {"gap": None}), "no estimate"),
        (lambda: plots.alarm_timeline([]), "no ratings"),
        (lambda: plots.alarm_timeline([ratings(1)[0] | {"kind": "guess"}]), "kind of rating is 'guess'"),
        (lambda: plots.room({name: [] for name in plots.TRAJECTORY}), "no ticks"),
        (lambda: plots.room({"tick": [0]}), "has no seconds, episode"),
        (lambda: plots.room(trajectory() | {"alarm": [0.1]}), "differ in length"),
        (lambda: plots.room(trajectory() | {"episode": [9] * 96}), "not one of 1 to 8"),
        (lambda: plots.shares_plot([], title="t"), "no shares"),
        (lambda: plots.dimensions([], title="t", x_title="x", y_title="y"), "no points"),
        (
            lambda: plots.dimensions(
                [{"x": n, "y": n, "kind": str(n)} for n in range(6)], title="t", x_title="x", y_title="y"
            ),
            "at most 5",
        ),
        (lambda: plots.svg(FIGURES["shares"][0](320), "sepia"), "light, dark"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_drawn_says_why(draw: Callable[[], object], what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        draw()


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's chromium")
@pytest.mark.parametrize("family", ["DejaVu Sans", "Liberation Sans"])
def test_no_words_leave_the_figure_or_meet(family: str) -> None:
    """Measured in a browser, in the widest of the usual fonts and in a common narrower one."""
    from playwright.sync_api import sync_playwright

    page_text = "".join(drawn(name, width) for name in FIGURES for width in (320, 720))
    page_text = page_text.replace("system-ui", family)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(page_text)
        bad = page.evaluate(MEASURE)
        browser.close()
    assert bad == []
