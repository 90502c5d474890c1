"""What all figures share: wrapped words, and margins that do not depend on installed fonts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import altair as alt

TITLE_SIZE = 17
WORD_SIZE = 13
SMALL_SIZE = 12
MARGIN = 8
NARROWEST = 280
GLYPH = 0.6
"""Mean width of a character in the widest of the usual fonts, as a share of its size."""


class Margins(NamedTuple):
    """Space around the plotting area, in points."""

    left: float
    top: float
    right: float
    bottom: float


def check_width(width: float) -> None:
    """Refuses a figure too narrow to read.

    Raises:
        ValueError: narrower than 280 points.
    """
    if width < NARROWEST:
        raise ValueError(f"width is {width:g}; a figure needs at least {NARROWEST}")


def filled(rows: Iterable[Mapping[str, Any]], what: str) -> list[dict[str, Any]]:
    """The rows as a list.

    Raises:
        ValueError: there are none; says of what.
    """
    found = [dict(row) for row in rows]
    if not found:
        raise ValueError(f"nothing to draw: there are no {what}")
    return found


def wrap(text: str, width: float, size: float = WORD_SIZE) -> list[str]:
    """Breaks words into lines that fit `width` points at a font size, for the widest of the usual fonts."""
    return textwrap.wrap(text, max(int(width / (size * GLYPH)), 6)) or [""]


def words_at(
    x: float, y: float, text: str, style: str = "words", align: Literal["left", "center", "right"] = "left"
) -> alt.Chart:
    """One piece of text at a fixed place in points from the corner of the plotting area."""
    base = alt.Chart(alt.Data(values=[{"text": text}])).encode(text="text:N", x=alt.value(x), y=alt.value(y))
    return base.mark_text(style=style, align=align)


def key_places(names: Sequence[str], width: float) -> tuple[list[tuple[str, float, float]], float]:
    """Where a key's entries stand (words, x, y): in one row where they fit, else one under the other.

    With it comes the y of the last one.
    """
    steps = [36 + len(name) * SMALL_SIZE * GLYPH for name in names]
    if sum(steps) <= width:
        return [(name, sum(steps[:n]), 0.0) for n, name in enumerate(names)], 0.0
    return [(name, 0.0, 20.0 * n) for n, name in enumerate(names)], 20.0 * (len(names) - 1)


def framed(
    layers: Sequence[alt.Chart | alt.LayerChart],
    *,
    title: str,
    subtitle: str = "",
    description: str,
    width: float,
    height: float,
    margins: Margins,
) -> alt.LayerChart:
    """Layers in a plotting area of fixed size under a wrapped title.

    The figure is exactly `width` points wide whatever fonts are installed: nothing is placed by measuring text.
    """
    room = width - 2 * MARGIN
    lines = [(text, TITLE_SIZE, "title") for text in wrap(title, room, TITLE_SIZE * 1.08)]
    lines += [(text, SMALL_SIZE, "soft") for text in (wrap(subtitle, room, SMALL_SIZE) if subtitle else [])]
    top = MARGIN + sum(size + 6 for _, size, _ in lines) + 8 + margins.top
    y = MARGIN - top
    head = []
    for text, size, style in lines:
        head.append(words_at(MARGIN - margins.left, y + (size + 6) / 2, text, style))
        y += size + 6
    return alt.LayerChart(
        layer=[*head, *layers],
        width=width - margins.left - margins.right,
        height=height,
        autosize=alt.AutoSizeParams(type="none"),
        padding={"left": margins.left, "top": top, "right": margins.right, "bottom": margins.bottom},
        description=description,
        usermeta={"title": title},
    )
