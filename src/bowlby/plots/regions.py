"""Two dimensions with the four regions that have names, and a person as a point with its error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import altair as alt

from bowlby.plots.layout import MARGIN, Margins, check_width, filled, framed, words_at, wrap


def regions(
    corners: Iterable[Mapping[str, Any]],
    *,
    title: str,
    x_title: str,
    y_title: str,
    example: Mapping[str, Any] | None = None,
    subtitle: str = "",
    width: float = 480,
) -> alt.LayerChart:
    """A square field of two dimensions, its corners named, without borders between them.

    Args:
        corners: four rows with `x`, `y` (0 or 1: low or high), `name` and `other` (a second name, may be empty).
        title, subtitle: in plain words.
        x_title, y_title: what more of each dimension means.
        example: `x`, `y` (0..1), `error` (0..1) and `name` of one point with its error; none by default.
        width: of the whole figure, in points, 280 or more; the field is as high as it is wide.

    Raises:
        ValueError: no corners, or too narrow.
    """
    check_width(width)
    rows = filled(corners, "corners")
    margins = Margins(MARGIN + 14, 24, MARGIN + 8, 34)
    side = width - margins.left - margins.right
    layers: list[alt.Chart] = [
        _frame(side),
        *(_rule(side, axis) for axis in "xy"),
        words_at(MARGIN - margins.left, -14, f"↑ {y_title}", "soft"),
        words_at(side, side + 20, f"{x_title} →", "soft", "right"),
    ]
    for row in rows:
        layers += _named(row, side)
    said = "; ".join(f"{row['name']}: {_where(row, x_title, y_title)}" for row in rows)
    if example:
        layers += _point(example, side)
        said += f". Marked: {example['name']}"
    return framed(
        layers,
        title=title,
        subtitle=subtitle,
        description=f"{title}. {said}.",
        width=width,
        height=side,
        margins=margins,
    )


def _where(row: Mapping[str, Any], x_title: str, y_title: str) -> str:
    return f"{'high' if row['x'] else 'low'} on {x_title}, {'high' if row['y'] else 'low'} on {y_title}"


def _at(x: float, y: float, side: float) -> dict[str, float]:
    return {"x": x * side, "y": (1 - y) * side}


def _frame(side: float) -> alt.Chart:
    values = [{"x": 0, "y": 0, "x2": side, "y2": side}]
    return _placed(values, side).mark_rect(style="outline", filled=False).encode(x2="x2:Q", y2="y2:Q")


def _rule(side: float, axis: str) -> alt.Chart:
    middle = side / 2
    upright, level = {"x": middle, "y": 0, "x2": middle, "y2": side}, {"x": 0, "y": middle, "x2": side, "y2": middle}
    ends = upright if axis == "x" else level
    return _placed([ends], side).mark_rule(style="guide").encode(x2="x2:Q", y2="y2:Q")


def _placed(values: list[dict[str, Any]], side: float) -> alt.Chart:
    scale = alt.Scale(domain=[0, side], nice=False, padding=0)
    down = alt.Scale(domain=[0, side], reverse=True, nice=False, padding=0)
    return alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("x:Q", axis=None, scale=scale), y=alt.Y("y:Q", axis=None, scale=down)
    )


def _named(row: Mapping[str, Any], side: float) -> list[alt.Chart]:
    place = _at(0.25 + 0.5 * row["x"], 0.12 + 0.76 * row["y"], side)
    first = wrap(row["name"], side / 2 - 12)
    second = wrap(row["other"], side / 2 - 12, 12) if row["other"] else []
    top = place["y"] - 9 * (len(first) + len(second) - 1)
    names = [words_at(place["x"], top + 18 * n, text, "strong", "center") for n, text in enumerate(first)]
    below = top + 18 * len(first)
    return names + [words_at(place["x"], below + 18 * n, text, "soft", "center") for n, text in enumerate(second)]


def _point(example: Mapping[str, Any], side: float) -> list[alt.Chart]:
    """The point, its error in both directions, and its name beside it."""
    x, y, error = example["x"], example["y"], example["error"]
    place = _at(x, y, side)
    across = {**_at(x - error, y, side), "x2": (x + error) * side, "y2": place["y"]}
    upwards = {**_at(x, y - error, side), "x2": place["x"], "y2": (1 - y - error) * side}
    errors = _placed([across, upwards], side).mark_rule(style="warm-bar", strokeWidth=2.5).encode(x2="x2:Q", y2="y2:Q")
    dot = _placed([place], side).mark_point(style="warm", shape="circle", filled=True, size=90, opacity=1)
    lines = wrap(example["name"], side * 0.36, 12)
    words = [words_at(place["x"] + 10, place["y"] + 16 + 15 * n, text, "soft") for n, text in enumerate(lines)]
    return [errors, dot, *words]
