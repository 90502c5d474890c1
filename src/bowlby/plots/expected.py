"""How often warmth came, by how likely it had seemed: points with intervals against the line of a perfect guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import altair as alt

from bowlby.plots.layout import MARGIN, SMALL_SIZE, Margins, check_width, filled, framed, words_at, wrap
from bowlby.plots.wording import counted, say, written

LINE = 17
TITLE = "Warmth: how likely it seemed, how often it came"
ACROSS, UP = "how likely it seemed", "how often it came"
KEY = (
    "Dot: how often warmth came. Bar: where that lies with 90\u00a0% certainty. "
    "Dotted line: exactly as often as it seemed."
)


def calibration_plot(
    curve: Iterable[Mapping[str, Any]],
    *,
    title: str = TITLE,
    width: float = 640,
) -> alt.LayerChart:
    """The calibration curve of a person's expectation.

    Args:
        curve: one mapping a bin with `stated`, `observed`, `low`, `high` (points of 100) and `count`.
        title: in plain words.
        width: of the whole figure, in points, 280 or more.

    Raises:
        ValueError: no bin, or too narrow.
    """
    check_width(width)
    rows = [
        {name: row[name] for name in ("stated", "observed", "low", "high", "count")} for row in filled(curve, "bins")
    ]
    title = say(title)
    foot = wrap(say(KEY), width - 2 * MARGIN, SMALL_SIZE)
    margins = Margins(62, 22, MARGIN + 22, 60 + LINE * len(foot))
    height = 250
    layers = [
        _guess(),
        *_points(rows),
        words_at(MARGIN - margins.left, -16, f"↑ {say(UP)}", "soft"),
        *(words_at(MARGIN - margins.left, height + 56 + n * LINE, text, "soft") for n, text in enumerate(foot)),
    ]
    description = f"{title}. " + " ".join(
        say(
            "Where it seemed %(stated)s\u00a0%% likely, it came %(observed)s times of 100 (%(low)s to "
            "%(high)s), %(count)s.",
            count=counted(row["count"], "moments"),
            **{name: written(row[name]) for name in ("stated", "observed", "low", "high")},
        )
        for row in rows
    )
    return framed(layers, title=title, description=description, width=width, height=height, margins=margins)


def _guess() -> alt.Chart:
    """The line on which what came is what was expected."""
    line = alt.Chart(alt.Data(values=[{"a": 0, "b": 100}]))
    return line.mark_rule(style="guide").encode(x=_x("a"), x2="b:Q", y=_y("a"), y2="b:Q")


def _points(rows: list[dict[str, Any]]) -> list[alt.Chart]:
    base = alt.Chart(alt.Data(values=rows)).encode(x=_x("stated"))
    return [
        base.mark_bar(style="cool-bar", orient="vertical", size=7, cornerRadius=3.5).encode(y=_y("low"), y2="high:Q"),
        base.mark_line(style="cool", strokeWidth=1.5).encode(y=_y("observed")),
        base.mark_point(style="cool", filled=True, size=130, opacity=1).encode(y=_y("observed")),
    ]


def _x(field: str) -> alt.X:
    axis = alt.Axis(
        title=f"{say(ACROSS)} →",
        values=[0, 25, 50, 75, 100],
        labelExpr="datum.value + '\u00a0%'",
        grid=False,
        titlePadding=8,
    )
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)


def _y(field: str) -> alt.Y:
    axis = alt.Axis(title=None, values=[0, 25, 50, 75, 100], labelExpr="datum.value + '\u00a0%'")
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)
