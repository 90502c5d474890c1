"""Many at once: how large each class came out beside what was published, and a crowd on two dimensions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import altair as alt

from bowlby.plots.layout import MARGIN, Margins, check_width, filled, framed, key_places, words_at, wrap

KINDS = (
    ("cool", "circle"),
    ("warm", "triangle-up"),
    ("violet", "square"),
    ("gold", "diamond"),
    ("plain", "cross"),
)
"""Style and shape of the kinds in a crowd, in the order in which they first appear."""

LINE = 17


def shares_plot(
    rows: Iterable[Mapping[str, Any]],
    *,
    title: str,
    subtitle: str = "",
    beside: str = "published",
    width: float = 480,
) -> alt.LayerChart:
    """Shares as bars, in the order given, each with the published value beside it where there is one.

    Args:
        rows: `label` (text), `share` (0..1), and if wanted `published` (0..1 or None) and the share's own
            interval `low`, `high`.
        title, subtitle: in plain words.
        beside: what the open diamond stands for.
        width: of the whole figure, in points, 280 or more.

    Raises:
        ValueError: no rows, or too narrow.
    """
    check_width(width)
    room = width - 2 * MARGIN
    values: list[dict[str, Any]] = []
    layers: list[alt.Chart] = []
    height = 0.0
    for row in filled(rows, "shares"):
        value = {"published": None, "low": None, "high": None, **row}
        names = wrap(row["label"], 0.5 * room)
        layers += [words_at(0, height + 14 + n * LINE, text) for n, text in enumerate(names)]
        layers.append(words_at(room, height + 14, _share_words(value, beside), "soft", "right"))
        values.append(value | {"y": height + 15 + LINE * len(names)})
        height += 33 + LINE * len(names)
    top = max(value for row in values for value in (row["share"], row["published"], row["high"]) if value)
    x = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 1.03 * top], nice=False, padding=0))
    base = alt.Chart(alt.Data(values=values)).encode(y=_from_top(height))
    spans = base.transform_filter("isValid(datum.low) && isValid(datum.high)")
    diamonds = base.transform_filter("isValid(datum.published)").encode(x="published:Q")
    layers += [
        base.mark_bar(style="cool-bar", orient="horizontal", size=11).encode(x=x),
        spans.mark_rule(style="cool", strokeWidth=2.5).encode(x="low:Q", x2="high:Q"),
        diamonds.mark_point(style="halo", shape="diamond", filled=True, size=190, opacity=1),
        diamonds.mark_point(style="warm", shape="diamond", filled=False, size=120, strokeWidth=2, opacity=1),
    ]
    said = "; ".join(f"{row['label']}: {_share_words(row, beside)}" for row in values)
    margins = Margins(MARGIN, 0, MARGIN, 4)
    return framed(
        layers,
        title=title,
        subtitle=subtitle,
        description=f"{title}. {said}.",
        width=width,
        height=height,
        margins=margins,
    )


def _share_words(row: Mapping[str, Any], beside: str) -> str:
    other = f", {beside} {row['published']:.0%}" if row["published"] is not None else ""
    return f"{row['share']:.0%}{other}".replace("%", "\u00a0%")


def _from_top(height: float) -> alt.Y:
    return alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False, padding=0))


def dimensions(
    points: Iterable[Mapping[str, Any]],
    *,
    title: str,
    x_title: str,
    y_title: str,
    subtitle: str = "",
    width: float = 480,
) -> alt.LayerChart:
    """A crowd on two dimensions, with up to five kinds told apart by colour and shape.

    Args:
        points: `x`, `y` (numbers on the two dimensions) and if wanted `kind` (text for the key) and `marked`
            (the name of a point that gets a ring).
        title, subtitle: in plain words.
        x_title, y_title: what more of each dimension means.
        width: of the whole figure, in points, 280 or more; the plotting area is as high as it is wide.

    Raises:
        ValueError: no points, more than five kinds, or too narrow.
    """
    check_width(width)
    rows = filled(points, "points")
    values = [{"x": row["x"], "y": row["y"], "kind": row.get("kind", "")} for row in rows]
    kinds = list(dict.fromkeys(value["kind"] for value in values))
    if len(kinds) > len(KINDS):
        raise ValueError(f"there are {len(kinds)} kinds of points; at most {len(KINDS)} can be told apart")
    counts = [sum(value["kind"] == kind for value in values) for kind in kinds]
    names = [f"{kind} ({count})" for kind, count in zip(kinds, counts, strict=True)] if any(kinds) else []
    places, last = key_places(names, width - 2 * MARGIN)
    key_height = last + 24 if names else 0
    margins = Margins(MARGIN + 36, key_height + 24, MARGIN + 8, 52)
    side = width - margins.left - margins.right
    size = 60 if len(values) < 300 else 16
    axis = alt.Axis(tickCount=5, title=f"{x_title} →", titlePadding=8)
    x = alt.X("x:Q", axis=axis, scale=alt.Scale(zero=False, nice=True))
    y = alt.Y("y:Q", axis=alt.Axis(tickCount=5, title=None), scale=alt.Scale(zero=False, nice=True))
    layers: list[alt.Chart] = [words_at(MARGIN - margins.left, -16, f"↑ {y_title}", "soft")]
    for kind, (style, shape) in zip(kinds, KINDS, strict=False):
        of_kind = alt.Chart(alt.Data(values=[value for value in values if value["kind"] == kind]))
        dots = of_kind.mark_point(style=style, shape=shape, filled=True, size=size, opacity=0.7)
        layers.append(dots.encode(x=x, y=y))
    marked = [{**value, "name": row["marked"]} for value, row in zip(values, rows, strict=True) if row.get("marked")]
    layers += [layer.encode(x=x, y=y) for layer in _rings(marked)]
    for (name, across, down), (style, shape) in zip(places, KINDS, strict=False):
        left, top = MARGIN - margins.left + across, down - key_height - 14
        sign = alt.Chart(alt.Data(values=[{}]))
        sign = sign.mark_point(style=style, shape=shape, filled=True, size=60, opacity=1)
        layers.append(sign.encode(x=alt.value(left + 5), y=alt.value(top)))
        layers.append(words_at(left + 16, top, name, "soft"))
    said = f" {', '.join(names)}." if names else f" {len(values)} points."
    said += "".join(f" Marked: {row['name']}." for row in marked)
    description = f"{title}. Across: {x_title}; upwards: {y_title}.{said}"
    frame = {"title": title, "subtitle": subtitle, "description": description}
    return framed(layers, **frame, width=width, height=side, margins=margins)


def _rings(marked: list[dict[str, Any]]) -> list[alt.Chart]:
    """Points that are pointed out: a ring around each, and its name above."""
    if not marked:
        return []
    base = alt.Chart(alt.Data(values=marked))
    return [
        base.mark_point(style="words", shape="circle", filled=False, size=260, strokeWidth=2.2, opacity=1),
        base.mark_text(style="strong", align="center", dy=-17).encode(text="name:N"),
    ]
