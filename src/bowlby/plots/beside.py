"""What came out beside what was published: one row a number, both with their intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from bowlby.plots.layout import MARGIN, SMALL_SIZE, Margins, check_width, filled, framed, words_at, wrap

LINE = 17
OURS = "Dot and bar: what came out, with its 95\u00a0% interval."
THEIRS = "Diamond: published, with its interval where one was published."
UNTOLD = "too few to tell"
EMPTY = {"value": None, "low": None, "high": None, "published": None, "published_low": None, "published_high": None}


def beside_plot(
    rows: Iterable[Mapping[str, Any]],
    *,
    title: str,
    unit: str,
    subtitle: str = "",
    width: float = 560,
) -> alt.LayerChart:
    """Numbers with their 95 % intervals, in the order given, each with the published one below where there is one.

    Args:
        rows: `label` (text), `value`, `low`, `high` (in `unit`; all None where nothing can be told), and if wanted
            `published`, `published_low`, `published_high` (in `unit`, or None).
        title, subtitle: in plain words.
        unit: what the axis counts.
        width: of the whole figure, in points, 280 or more.

    Raises:
        ValueError: no rows, no number in any of them, or too narrow.
    """
    check_width(width)
    lines = [EMPTY | row for row in filled(rows, "rows")]
    if not _numbers(lines):
        raise ValueError("nothing to draw: no row has a number")
    room = width - 2 * MARGIN
    layers: list[alt.Chart] = []
    height = 0.0
    for row in lines:
        names = wrap(f"{row['label']}: {_said(row)}", room)
        layers += [words_at(0, height + 12 + n * LINE, text) for n, text in enumerate(names)]
        row["y"] = height + 14 + len(names) * LINE
        row["y_published"] = row["y"] + 14
        height = row["y"] + (30 if _has_published(row) else 16)
    foot = [*wrap(f"{unit[:1].upper()}{unit[1:]}.", room, SMALL_SIZE), *wrap(OURS, room, SMALL_SIZE)]
    foot += wrap(THEIRS, room, SMALL_SIZE) if any(map(_has_published, lines)) else []
    layers = [*_marks(lines, height), *layers]
    layers += [words_at(0, height + 38 + n * LINE, text, "soft") for n, text in enumerate(foot)]
    said = "; ".join(f"{row['label']}: {_said(row)}" for row in lines)
    return framed(
        layers,
        title=title,
        subtitle=subtitle,
        description=f"{title}. In {unit}. {said}.",
        width=width,
        height=height,
        margins=Margins(MARGIN, 4, MARGIN, 36 + len(foot) * LINE),
    )


def _marks(lines: Sequence[Mapping[str, Any]], height: float) -> list[alt.Chart]:
    numbers = _numbers(lines)
    low, high = min(numbers), max(numbers)
    edge = 0.05 * max(high - low, 1e-6)
    domain = [min(low, 0) - edge, max(high, 0) + edge]
    x = alt.X("low:Q", scale=alt.Scale(domain=domain, nice=False, padding=0), axis=_axis())
    ours = alt.Chart(alt.Data(values=[dict(row) for row in lines if row["value"] is not None])).encode(y=_y(height))
    theirs = alt.Chart(alt.Data(values=[dict(row) for row in lines if _has_published(row)]))
    theirs = theirs.encode(y=_y(height, "y_published"))
    spans = theirs.transform_filter("isValid(datum.published_low) && isValid(datum.published_high)")
    points = theirs.transform_filter("isValid(datum.published)").encode(x="published:Q")
    return [
        _zero(lines, height),
        ours.mark_bar(style="cool-bar", orient="horizontal", size=7, cornerRadius=3.5).encode(x=x, x2="high:Q"),
        ours.mark_point(style="cool", filled=True, size=110, opacity=1).encode(x="value:Q"),
        spans.mark_rule(style="warm", strokeWidth=2.5).encode(x="published_low:Q", x2="published_high:Q"),
        points.mark_point(style="halo", shape="diamond", filled=True, size=150, opacity=1),
        points.mark_point(style="warm", shape="diamond", filled=False, size=90, strokeWidth=2, opacity=1),
    ]


def _axis() -> alt.Axis:
    return alt.Axis(title=None, tickCount=5, grid=False, domain=True)


def _zero(lines: Sequence[Mapping[str, Any]], height: float) -> alt.Chart:
    """The zero line, only beside bars, so that it keeps clear of the words."""
    ends = [(row["y"], row["y_published"] if _has_published(row) else row["y"]) for row in lines]
    values = [{"zero": 0, "from": start - 8, "to": end + 8} for start, end in ends]
    base = alt.Chart(alt.Data(values=values)).mark_rule(style="zero")
    return base.encode(x="zero:Q", y=_y(height, "from"), y2="to:Q")


def _y(height: float, field: str = "y") -> alt.Y:
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False, padding=0))


def _numbers(lines: Sequence[Mapping[str, Any]]) -> list[float]:
    return [row[name] for row in lines for name in EMPTY if row[name] is not None]


def _has_published(row: Mapping[str, Any]) -> bool:
    return row["published"] is not None or row["published_low"] is not None


def _said(row: Mapping[str, Any]) -> str:
    ours = UNTOLD if row["value"] is None else f"{_number(row['value'])}{_span(row['low'], row['high'])}"
    if not _has_published(row):
        return ours
    theirs = "" if row["published"] is None else _number(row["published"])
    return f"{ours}, published {theirs}{_span(row['published_low'], row['published_high'])}"


def _span(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({_number(low)} to {_number(high)})"


def _number(value: float) -> str:
    """Two places, with a true minus sign; as many as are read off a figure."""
    return f"{value:.2f}".replace("-", "−")
