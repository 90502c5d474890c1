"""What tends to come before the alarm, and what it settles after: one row a line, with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import altair as alt

from bowlby.plots.layout import (
    MARGIN,
    SMALL_SIZE,
    Margins,
    check_width,
    filled,
    framed,
    words_at,
    wrap,
)
from bowlby.plots.wording import counted, say, signed

KEY = "Dot: best estimate. Bar: where it lies with 90\u00a0% certainty. Open dot: could be no difference."
TOO_FEW = "too few records so far"
LASTING = "while it lasts"
WIDE = 480
"""From this width on, labels stand in a column of their own; below it, above their bars."""

LINE = 17
COUNT_COLUMN = 96


class _Place(NamedTuple):
    """Where one row stands: its words, each (x column, y, text, style), the y of its bar, where it ends."""

    words: list[tuple[str, float, str, str]]
    bar: float
    end: float


def interval_plot(
    rows: Iterable[Mapping[str, Any]],
    *,
    title: str,
    unit: str,
    below: str = "alarm lower",
    above: str = "alarm higher",
    subtitle: str = "",
    noun: str = "moments",
    tone: Literal["warm", "cool"] = "warm",
    width: float = 640,
) -> alt.LayerChart:
    """Estimates with their 90 % intervals, in the order given, around a zero line named in words.

    Args:
        rows: one mapping a line with `label` (text), `count` (records behind it), `effect`, `low`, `high`
            (in `unit`; all None where the records are too few), and if wanted `lasting` (True for a state)
            and `note` (what to say where there is no estimate: "3 more needed").
        title, subtitle: in plain words.
        unit: what the axis counts ("points of alarm, on its scale from 0 to 10").
        below, above: what lies on either side of zero.
        noun: what is counted, in the plural.
        tone: "warm" for what comes before the alarm, "cool" for what it settles after.
        width: of the whole figure, in points, 280 or more. Under 480, labels stand above their bars.

    Raises:
        ValueError: no rows, no row with an estimate, or too narrow.
    """
    check_width(width)
    lines = filled(rows, "rows")
    if all(row.get("effect") is None for row in lines):
        raise ValueError("nothing to draw: no row has an estimate; say in words how many records are needed")
    wide = width >= WIDE
    left = MARGIN + (round(0.36 * width) if wide else 0)
    right = MARGIN + (COUNT_COLUMN if wide else 0)
    places = _places(lines, wide, left - 2 * MARGIN if wide else width - 2 * MARGIN, noun)
    height = places[-1].end
    foot = [text for said in (_sentence(unit), say(KEY)) for text in wrap(said, width - 2 * MARGIN, SMALL_SIZE)]
    layers = [
        *_estimates(_known(lines, places), tone, height, wide, below, above),
        *_words(places, {"left": MARGIN - left, "right": width - left - MARGIN}, height),
        *(words_at(MARGIN - left, height + 38 + n * LINE, text, "soft") for n, text in enumerate(foot)),
    ]
    return framed(
        layers,
        title=title,
        subtitle=subtitle,
        description=_in_words(lines, title, unit, noun),
        width=width,
        height=height,
        margins=Margins(left, 22, right, 36 + len(foot) * LINE),
    )


def _known(rows: Sequence[Mapping[str, Any]], places: Sequence[_Place]) -> list[dict[str, float]]:
    return [
        {"effect": row["effect"], "low": row["low"], "high": row["high"], "y": place.bar}
        for row, place in zip(rows, places, strict=True)
        if row.get("effect") is not None
    ]


def _sentence(unit: str) -> str:
    return f"{unit[:1].upper()}{unit[1:].rstrip('.')}."


def _domain(known: Sequence[Mapping[str, float]]) -> list[float]:
    """The axis: all intervals, and on either side of zero enough room for its name."""
    low, high = min(row["low"] for row in known), max(row["high"] for row in known)
    reach = 1.06 * max(-low, high, 0.5)
    return [min(1.06 * low, -0.46 * reach), max(1.06 * high, 0.46 * reach)]


def _places(rows: Sequence[Mapping[str, Any]], wide: bool, width: float, noun: str) -> list[_Place]:
    places: list[_Place] = []
    for row in rows:
        start = places[-1].end if places else 0.0
        places.append((_wide_place if wide else _narrow_place)(row, start, width, noun))
    return places


def _wide_place(row: Mapping[str, Any], start: float, width: float, noun: str) -> _Place:
    left = [(text, "words") for text in wrap(row["label"], width)]
    known = row.get("effect") is not None
    left += [(say(LASTING), "soft")] if row.get("lasting") else []
    left += [] if known else [(text, "soft") for text in wrap(row.get("note") or say(TOO_FEW), width, SMALL_SIZE)]
    right = [(signed(row["effect"]), "strong")] if known else []
    right += [(counted(row["count"], noun), "soft")]
    height = max(len(left), len(right), 1) * LINE + 16
    middle = start + height / 2
    words = [*_stack("left", left, middle), *_stack("right", right, middle)]
    return _Place(words, middle, start + height)


def _narrow_place(row: Mapping[str, Any], start: float, width: float, noun: str) -> _Place:
    known = row.get("effect") is not None
    parts = [signed(row["effect"])] if known else []
    parts += [counted(row["count"], noun)]
    parts += [say(LASTING)] if row.get("lasting") else []
    parts += [] if known else [row.get("note") or say(TOO_FEW)]
    left = [(text, "words") for text in wrap(row["label"], width)]
    left += [(text, "soft") for text in wrap(" · ".join(parts), width, SMALL_SIZE)]
    words = len(left) * LINE
    bar = start + 8 + words + 9
    return _Place(_stack("left", left, start + 8 + words / 2), bar, bar + 15 if known else bar)


def _stack(column: str, lines: Sequence[tuple[str, str]], middle: float) -> list[tuple[str, float, str, str]]:
    top = middle - (len(lines) - 1) * LINE / 2
    return [(column, top + n * LINE, text, style) for n, (text, style) in enumerate(lines)]


def _y(height: float, field: str = "y") -> alt.Y:
    """Heights in points from the top of the plotting area."""
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False, padding=0))


def _words(places: Sequence[_Place], columns: Mapping[str, float], height: float) -> list[alt.Chart]:
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for place in places:
        for column, y, text, style in place.words:
            groups.setdefault((column, style), []).append({"y": y, "text": text})
    return [
        alt.Chart(alt.Data(values=values))
        .mark_text(style=style, align="right" if column == "right" else "left")
        .encode(x=alt.value(columns[column]), y=_y(height), text="text:N")
        for (column, style), values in groups.items()
    ]


def _estimates(
    known: list[dict[str, float]], tone: str, height: float, wide: bool, below: str, above: str
) -> list[alt.Chart]:
    ticks = alt.Axis(title=None, grid=wide, tickCount=5, format="+~g", labelExpr="datum.value ? datum.label : '0'")
    x = alt.X("low:Q", scale=alt.Scale(domain=_domain(known), nice=False, padding=0), axis=ticks)
    base = alt.Chart(alt.Data(values=known)).encode(y=_y(height))
    dots = base.encode(x="effect:Q")
    open_dots = dots.transform_filter("datum.low <= 0 && datum.high >= 0")
    return [
        *_zero(known, height, wide, below, above),
        base.mark_bar(style=f"{tone}-bar", orient="horizontal", size=7, cornerRadius=3.5).encode(x=x, x2="high:Q"),
        dots.mark_point(style=tone, filled=True, size=130, opacity=1),
        open_dots.mark_point(style="halo", filled=True, size=50, opacity=1),
    ]


def _zero(known: list[dict[str, float]], height: float, wide: bool, below: str, above: str) -> list[alt.Chart]:
    """The zero line and its name on either side; in a narrow figure it keeps clear of the words."""
    spans = [(-18, height)] if wide else [(-18, -2), *((row["y"] - 10, row["y"] + 10) for row in known)]
    values = [{"zero": 0, "from": start, "to": end} for start, end in spans]
    base = alt.Chart(alt.Data(values=values)).encode(x="zero:Q")
    name = alt.Chart(alt.Data(values=[{"zero": 0}])).encode(x="zero:Q", y=alt.value(-10))
    return [
        base.mark_rule(style="zero").encode(y=_y(height, "from"), y2="to:Q"),
        name.mark_text(style="soft", text=f"← {say(below)}", align="right", dx=-7),
        name.mark_text(style="soft", text=f"{say(above)} →", align="left", dx=7),
    ]


def _in_words(rows: Sequence[Mapping[str, Any]], title: str, unit: str, noun: str) -> str:
    """The whole figure as sentences, for those who hear it."""
    said = [say("%(title)s. In %(unit)s, with 90\u00a0%% intervals.", title=title, unit=unit)]
    for row in rows:
        count = counted(row["count"], noun) + (f", {say(LASTING)}" if row.get("lasting") else "")
        if row.get("effect") is None:
            said.append(f"{row['label']}: {count}, {row.get('note') or say(TOO_FEW)}.")
        else:
            span = say("%(low)s to %(high)s", low=signed(row["low"]), high=signed(row["high"]))
            said.append(f"{row['label']}: {signed(row['effect'])} ({span}), {count}.")
    return " ".join(said)
