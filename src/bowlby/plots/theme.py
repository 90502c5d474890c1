"""Colours, type and the way out: a chart becomes SVG or PNG here, offline, in a light or a dark theme.

Charts name what a mark *is* ("estimate", "interval", "zero"); only this file says which colour that has.
The palettes keep 4.5:1 for text and 3:1 for marks against the page (a test asserts it); the four hues stay
apart for colour-blind readers, and no figure leans on hue alone.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, Literal, NamedTuple
from xml.sax.saxutils import escape

import altair as alt
import vl_convert

from bowlby.plots.wording import axis_numbers

Theme = Literal["light", "dark"]
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'


class Palette(NamedTuple):
    """Colours of one theme, as `#rrggbb`. `grid` is decoration; everything else carries meaning.

    Attributes:
        page: what lies behind the figure (figures themselves are transparent).
        text, soft: words; words of second rank.
        zero: reference lines, walls.
        grid: faint lines that only guide the eye.
        warm, warm_bar: an estimate of what comes before the alarm; its interval.
        cool, cool_bar: an estimate of what it settles after; its interval.
        violet, gold: a third and a fourth kind.
    """

    page: str
    text: str
    soft: str
    zero: str
    grid: str
    warm: str
    warm_bar: str
    cool: str
    cool_bar: str
    violet: str
    gold: str


PALETTES: dict[Theme, Palette] = {
    "light": Palette(
        page="#fbf8f3",
        text="#23262d",
        soft="#5c5f68",
        zero="#8b857a",
        grid="#e7e1d7",
        warm="#a8470f",
        warm_bar="#cb7b4c",
        cool="#14616b",
        cool_bar="#4f959b",
        violet="#6a4c9c",
        gold="#a77a00",
    ),
    "dark": Palette(
        page="#16181d",
        text="#ece8e1",
        soft="#a9adb8",
        zero="#767b87",
        grid="#2b2f38",
        warm="#ffb184",
        warm_bar="#b5734a",
        cool="#8ad6da",
        cool_bar="#4c8d93",
        violet="#b9a6f0",
        gold="#dcb64f",
    ),
}


def config(theme: Theme = "light") -> dict[str, Any]:
    """The Vega-Lite configuration of a theme: fonts, axes and the named styles that figures use."""
    p = PALETTES[theme]
    words = {"font": FONT, "fontSize": 13, "color": p.text, "baseline": "middle"}
    return {
        "aria": False,
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "range": {"category": [p.cool, p.warm, p.violet, p.gold, p.soft]},
        "axis": {
            "domain": False,
            "domainColor": p.zero,
            "ticks": False,
            "gridColor": p.grid,
            "labelColor": p.soft,
            "labelFontSize": 12,
            "labelPadding": 6,
            "titleColor": p.soft,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
        },
        "style": {
            "words": words,
            "title": words | {"fontSize": 17, "fontWeight": 600},
            "strong": words | {"fontWeight": 600},
            "soft": words | {"fontSize": 12, "color": p.soft},
            "zero": {"color": p.zero, "strokeWidth": 1.5},
            "guide": {"color": p.zero, "strokeWidth": 1.5, "strokeDash": [2, 4]},
            "divider": {"color": p.grid, "strokeWidth": 1},
            "outline": {"filled": False, "color": p.zero, "strokeWidth": 1.5},
            "halo": {"color": p.page},
            **{name: {"color": getattr(p, name)} for name in ("warm", "cool", "violet", "gold")},
            **{f"{name}-bar": {"color": getattr(p, f"{name}_bar")} for name in ("warm", "cool")},
            "plain": {"color": p.soft},
            "plain-bar": {"color": p.zero},
        },
    }


def svg(chart: alt.LayerChart, theme: Theme = "light", title: str | None = None) -> str:
    """A figure as one standalone SVG text, the same bytes for the same figure.

    Args:
        chart: what any function of `bowlby.plots` returned.
        theme: "light" or "dark"; the background is transparent in both.
        title: its accessible name; by default the figure's own title. The figure in words (its
            description) follows as `<desc>`.

    Raises:
        ValueError: the theme is unknown.
    """
    spec = _spec(chart, theme)
    drawn = _drawn(spec)
    return _finish(drawn, title or spec["usermeta"]["title"], spec["description"])


def png(chart: alt.LayerChart, theme: Theme = "light", scale: float = 2.0) -> bytes:
    """A figure as a PNG on the page's own background, `scale` pixels for each of its points.

    Raises:
        ValueError: the theme is unknown.
    """
    spec = _spec(chart, theme)
    spec["config"]["background"] = PALETTES[theme].page
    return vl_convert.svg_to_png(_drawn(spec), scale=scale)


@alt.theme.register("bowlby", enable=False)
def notebook_theme() -> alt.theme.ThemeConfig:
    """For notebooks: `altair.theme.enable("bowlby")` shows every figure in the light colours."""
    return alt.theme.ThemeConfig(config=config("light"))  # type: ignore[typeddict-item]


def _drawn(spec: dict[str, Any]) -> str:
    """The figure by Vega, with nothing from the network and numbers on its axes as in the language it speaks."""
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[], format_locale=axis_numbers())


def _spec(chart: alt.LayerChart, theme: Theme) -> dict[str, Any]:
    if theme not in PALETTES:
        raise ValueError(f"theme is {theme!r}; it can be one of: {', '.join(PALETTES)}")
    return chart.to_dict() | {"config": config(theme)}


def _finish(drawn: str, title: str, description: str) -> str:
    """Names the image for screen readers, drops Vega's inner roles, and makes its ids the figure's own.

    Vega numbers ids as the process goes on, and pages hold several figures: numbered by order of
    appearance and prefixed by the content, they are stable and never meet.
    """
    drawn = re.sub(r' (?:role="graphics-[^"]*"|aria-[a-z]+="[^"]*")', "", drawn)
    numbers: dict[str, str] = {}
    for name in re.findall(r'\bid="([^"]+)"', drawn):
        numbers.setdefault(name, f"part{len(numbers)}")
    plain = re.sub(r'(\bid="|url\(#)([^")]+)(?=[")])', lambda hit: hit[1] + numbers.get(hit[2], hit[2]), drawn)
    mark = "figure-" + hashlib.sha256((plain + title + description).encode()).hexdigest()[:10]
    body = re.sub(r'(\bid="|url\(#)(?=part\d)', rf"\1{mark}-", plain)
    names = f'role="img" aria-labelledby="{mark}-title {mark}-desc"'
    words = f'<title id="{mark}-title">{escape(title)}</title><desc id="{mark}-desc">{escape(description)}</desc>'
    return re.sub(r"<svg ([^>]*)>", rf"<svg {names} \1>", body, count=1).replace(">", f">{words}", 1)
