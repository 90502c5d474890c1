"""How something went over the months, or from one check-up to the next: points with their intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import altair as alt

from bowlby.plots.layout import MARGIN, SMALL_SIZE, Margins, check_width, filled, framed, words_at, wrap
from bowlby.plots.wording import named, say, written

LINE = 17
KEY = "Dot: mean. Bar: where it lies with 90\u00a0% certainty."


def months_plot(
    points: Iterable[Mapping[str, Any]],
    *,
    title: str,
    unit: str,
    ends: tuple[float, float] | None = None,
    tone: Literal["warm", "cool"] = "cool",
    width: float = 640,
) -> alt.LayerChart:
    """Points in the order given, each with its interval; one without a value leaves a gap.

    Args:
        points: one mapping each with `label` (a month, a day), `value`, `low`, `high` (all None where there is too
            little) and `count` (records behind it).
        title: in plain words.
        unit: what the axis counts.
        ends: lowest and highest value of the axis; None for the range of the intervals and zero.
        tone: "warm" for the alarm, "cool" for what is good to have.
        width: of the whole figure, in points, 280 or more.

    Raises:
        ValueError: no points, none with a value, or too narrow.
    """
    check_width(width)
    rows = [dict(row) | {"at": n} for n, row in enumerate(filled(points, "points"))]
    known = [row for row in rows if row["value"] is not None]
    if not known:
        raise ValueError("nothing to draw: no point has a value; say in words how many records are needed")
    foot = wrap(say(KEY), width - 2 * MARGIN, SMALL_SIZE)
    margins = Margins(56, 22, MARGIN + 8, 40 + LINE * len(foot))
    height = 190
    low, high = ends or (min(0.0, *(row["low"] for row in known)), max(0.0, *(row["high"] for row in known)))
    layers = [
        *_drawn(known, _across(rows, width - margins.left - margins.right), (low, high), tone),
        words_at(MARGIN - margins.left, -16, f"↑ {unit}", "soft"),
        *(words_at(MARGIN - margins.left, height + 36 + n * LINE, text, "soft") for n, text in enumerate(foot)),
    ]
    return framed(
        layers, title=title, description=_in_words(rows, title, unit), width=width, height=height, margins=margins
    )


def _across(rows: list[dict[str, Any]], width: float) -> alt.X:
    """One place a point; where labels would meet, only every second, third and so on is written."""
    longest = max(len(str(row["label"])) for row in rows) * SMALL_SIZE * 0.6 + 10
    every = max(1, -(-int(longest * len(rows)) // int(width)))
    names = {row["at"]: str(row["label"]) for row in rows if row["at"] % every == 0}
    axis = alt.Axis(title=None, values=list(names), grid=False, labelExpr=named(names))
    return alt.X("at:Q", scale=alt.Scale(domain=[-0.5, len(rows) - 0.5], nice=False), axis=axis)


def _drawn(known: list[dict[str, Any]], x: alt.X, ends: tuple[float, float], tone: str) -> list[alt.Chart]:
    y = alt.Y(
        "low:Q", scale=alt.Scale(domain=list(ends), nice=False, padding=4), axis=alt.Axis(title=None, tickCount=5)
    )
    base = alt.Chart(alt.Data(values=known)).encode(x=x)
    zero = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(style="zero").encode(y="zero:Q")
    return [
        *([zero] if ends[0] <= 0 <= ends[1] else []),
        base.mark_bar(style=f"{tone}-bar", orient="vertical", size=7, cornerRadius=3.5).encode(y=y, y2="high:Q"),
        base.mark_point(style=tone, filled=True, size=120, opacity=1).encode(y="value:Q"),
    ]


def _in_words(rows: list[dict[str, Any]], title: str, unit: str) -> str:
    said = [say("%(title)s. In %(unit)s, with 90\u00a0%% intervals.", title=title, unit=unit)]
    for row in rows:
        given = {"label": row["label"], "count": row["count"]}
        if row["value"] is None:
            said.append(say("%(label)s: %(count)s, too few records.", **given))
        else:
            given |= {name: _minus(row[name]) for name in ("value", "low", "high")}
            said.append(say("%(label)s: %(value)s (%(low)s to %(high)s), %(count)s.", **given))
    return " ".join(said)


def _minus(value: float) -> str:
    return ("−" if value < 0 and round(value, 1) else "") + written(abs(value), 1)
