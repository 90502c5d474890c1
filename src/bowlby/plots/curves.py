"""How the alarm moves: how long a rise takes to fade, how it was rated over days, what was expected and what came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import altair as alt

from bowlby.plots.layout import (
    MARGIN,
    SMALL_SIZE,
    Margins,
    check_width,
    filled,
    framed,
    key_places,
    words_at,
    wrap,
)
from bowlby.plots.wording import counted, duration, named, percent, say, written

LINE = 17
FADING = "How long a rise of the alarm takes to fade"
EXPECTED = "Warm answers: expected, and what came"
CURVE_KEY = "Line: best estimate. Band: where it lies with 90\u00a0% certainty."
GAP_KEY = "Bar: where the expectation lies against what came, with 90\u00a0% certainty."
RATINGS = {
    "moment": ("a moment that was logged", "warm", "circle"),
    "after": ("rated again afterwards", "cool", "triangle-down"),
    "check-in": ("a check-in", "violet", "square"),
}
"""Kinds of rating: what the key says, style, shape."""


def recovery_curve(
    points: Iterable[Mapping[str, float]],
    half_life: Mapping[str, Any],
    *,
    title: str = FADING,
    subtitle: str = "",
    width: float = 640,
) -> alt.LayerChart:
    """The share of a rise that is left against the time since, with its 90 % band and the half-life in words.

    Args:
        points: `minutes` (0 or more, rising), `median`, `low`, `high` (shares, 0..1).
        half_life: `median`, `low`, `high` in minutes.
        title, subtitle: in plain words.
        width: of the whole figure, in points, 280 or more.

    Raises:
        ValueError: no points, or too narrow.
    """
    check_width(width)
    values = filled(points, "points of the curve")
    half = {key: half_life[key] for key in ("median", "low", "high")}
    end = max(half["median"], *(point["minutes"] for point in values))
    title = say(title)
    foot = wrap(say(CURVE_KEY), width - 2 * MARGIN, SMALL_SIZE)
    said = say(
        "Half of a rise is gone after about %(half)s (90\u00a0%% interval: %(span)s).",
        half=duration(half["median"]),
        span=_span(half["low"], half["high"]),
    )
    lead = wrap(said, width - 2 * MARGIN)
    margins = Margins(66, 16 + LINE * len(lead), MARGIN + 12, 64 + LINE * len(foot))
    height = 230
    plot_width = width - margins.left - margins.right
    x = alt.X("minutes:Q", scale=alt.Scale(domain=[0, end], nice=False), axis=_time_axis(end, plot_width))
    y = alt.Y("low:Q", scale=alt.Scale(domain=[0, 1]), axis=_share_axis())
    curve = alt.Chart(alt.Data(values=values)).encode(x=x)
    layers = [
        curve.mark_area(style="cool-bar", opacity=0.28).encode(y=y, y2="high:Q"),
        *_half_marks(half),
        curve.mark_line(style="cool", strokeWidth=2.5).encode(y="median:Q"),
        _half_dot(half),
        *(_foot_line(text, n, -margins.top + 2, margins, "words") for n, text in enumerate(lead)),
        *(_foot_line(text, n, height + 62, margins) for n, text in enumerate(foot)),
    ]
    description = f"{title}. {said} " + " ".join(
        say(
            "After %(time)s %(left)s of it is left (%(low)s to %(high)s).",
            time=duration(point["minutes"]),
            left=percent(point["median"]),
            low=percent(point["low"]),
            high=percent(point["high"]),
        )
        for point in _some(values)
    )
    frame = {"title": title, "subtitle": subtitle, "description": description}
    return framed(layers, **frame, width=width, height=height, margins=margins)


def _foot_line(text: str, n: int, top: float, margins: Margins, style: str = "soft") -> alt.Chart:
    return words_at(MARGIN - margins.left, top + n * LINE, text, style)


def _span(low: float, high: float) -> str:
    """Two times, the unit said once where it is the same."""
    first, second = duration(low), duration(high)
    if first.split()[1:] == second.split()[1:]:
        first = first.split()[0]
    return say("%(low)s to %(high)s", low=first, high=second)


def _some(values: list[dict[str, Any]], most: int = 6) -> list[dict[str, Any]]:
    """A handful of points spread over the curve, for its description."""
    after = [value for value in values if value["minutes"] > 0]
    return after[:: max(len(after) // most, 1)]


def _half_marks(half: Mapping[str, float]) -> list[alt.Chart]:
    base = alt.Chart(alt.Data(values=[{**half, "share": 0.5, "zero": 0}]))
    return [
        base.mark_rule(style="guide").encode(x="zero:Q", x2="median:Q", y="share:Q"),
        base.mark_rule(style="guide").encode(x="median:Q", y="zero:Q", y2="share:Q"),
        base.mark_rule(style="cool", strokeWidth=2, clip=True).encode(x="low:Q", x2="high:Q", y="share:Q"),
    ]


def _half_dot(half: Mapping[str, float]) -> alt.Chart:
    base = alt.Chart(alt.Data(values=[{**half, "share": 0.5}])).encode(x="median:Q", y="share:Q")
    return base.mark_point(style="cool", filled=True, size=140, opacity=1)


def _share_axis() -> alt.Axis:
    names = named({0: say("none left"), 0.5: say("half"), 1: say("all")})
    return alt.Axis(title=None, values=[0, 0.5, 1], labelExpr=names)


def _time_axis(end: float, width: float) -> alt.Axis:
    """Minutes, or hours where there are many, at most one tick for every 60 points."""
    unit, name = (60, "hours after the rise") if end >= 240 else (1, "minutes after the rise")
    steps = (1, 2, 3, 4, 6, 12, 24, 48) if unit == 60 else (5, 10, 15, 20, 30, 60)
    step = next((s for s in steps if end / unit / s <= width / 60), steps[-1]) * unit
    return alt.Axis(
        title=say(name),
        values=[n * step for n in range(int(end // step) + 1)],
        labelExpr=f"datum.value / {unit}",
        grid=False,
        titlePadding=8,
    )


def expectation_plot(
    expectation: Mapping[str, Any],
    *,
    title: str = EXPECTED,
    subtitle: str = "",
    width: float = 640,
) -> alt.LayerChart:
    """The warmth a person expected beside the share of answers that were warm, and the interval of the gap.

    The interval is drawn from what came: it shows where the expectation lies against it.

    Args:
        expectation: `stated`, `observed`, `gap` (= stated − observed), `low`, `high` (points of 100; `low`
            and `high` are the gap's 90 % interval) and `count` (answered moments behind it).
        title, subtitle: in plain words.
        width: of the whole figure, in points, 280 or more.

    Raises:
        ValueError: no estimate in it, or too narrow.
    """
    check_width(width)
    found = {key: expectation[key] for key in ("stated", "observed", "gap", "low", "high", "count")}
    if any(value is None for value in found.values()):
        raise ValueError("nothing to draw: the expectation has no estimate; say how many records are needed")
    stated, observed = found["stated"], found["observed"]
    title, said = say(title), _gap_in_words(found)
    lines = [(text, "words") for text in wrap(said, width - 2 * MARGIN)]
    lines += [(text, "soft") for text in wrap(say(GAP_KEY), width - 2 * MARGIN, SMALL_SIZE)]
    margins = Margins(MARGIN + 14, 2, MARGIN + 14, 46 + len(lines) * LINE)
    height = 126
    layers = [
        *_gap({**found, "from": observed + found["low"], "to": observed + found["high"]}, 40, 84),
        *_percent_row("Warm answers expected", stated, 40, -24, "warm", "diamond"),
        *_percent_row("Warm answers that came", observed, 84, 24, "cool", "circle"),
        *(_foot_line(text, n, height + 38, margins, style) for n, (text, style) in enumerate(lines)),
    ]
    told = say(
        "Expected: %(stated)s. Came: %(observed)s.", stated=percent(stated / 100), observed=percent(observed / 100)
    )
    description = f"{title}. {told} {said}"
    frame = {"title": title, "subtitle": subtitle, "description": description}
    return framed(layers, **frame, width=width, height=height, margins=margins)


def _gap(found: Mapping[str, float], top: float, bottom: float) -> list[alt.Chart]:
    """The axis from 0 to 100 %, a thin path from what came to what was expected, and the gap's interval."""
    ticks = alt.Axis(
        title=None, values=[0, 25, 50, 75, 100], labelExpr="datum.value + '\u00a0%'", grid=False, domain=True
    )
    scale = alt.Scale(domain=[0, 100], nice=False, padding=0)
    base = alt.Chart(alt.Data(values=[dict(found)]))
    bar = base.mark_bar(style="warm-bar", orient="horizontal", size=7, cornerRadius=3.5, clip=True)
    return [
        base.mark_rule(style="guide").encode(
            x=alt.X("observed:Q", scale=scale, axis=ticks), y=alt.value(top), y2=alt.value(bottom)
        ),
        base.mark_rule(style="guide").encode(x="stated:Q", x2="observed:Q", y=alt.value(top)),
        bar.encode(x="from:Q", x2="to:Q", y=alt.value(top)),
    ]


def _percent_row(name: str, value: float, y: float, aside: float, style: str, shape: str) -> list[alt.Chart]:
    base = alt.Chart(alt.Data(values=[{"value": value}])).encode(x="value:Q", y=alt.value(y))
    return [
        base.mark_point(style=style, filled=True, shape=shape, size=170, opacity=1),
        words_at(0, y + aside, f"{say(name)}: {percent(value / 100)}"),
    ]


def _gap_in_words(found: Mapping[str, float]) -> str:
    gap, low, high = (found[key] for key in ("gap", "low", "high"))
    moments = counted(int(found["count"]), "answered moments")
    if low <= 0 <= high:
        return say(
            "Over %(moments)s, what came may not differ from what was expected (90\u00a0%% interval: %(more)s points "
            "more often to %(less)s less often).",
            moments=moments,
            more=written(-low),
            less=written(high),
        )
    near, far = sorted((abs(low), abs(high)))
    given = {"moments": moments, "size": written(abs(gap)), "near": written(near), "far": written(far)}
    if gap > 0:
        return say(
            "Over %(moments)s, warm answers came less often than expected: by %(size)s points (90\u00a0%% interval: "
            "%(near)s to %(far)s).",
            **given,
        )
    return say(
        "Over %(moments)s, warm answers came more often than expected: by %(size)s points (90\u00a0%% interval: "
        "%(near)s to %(far)s).",
        **given,
    )


def alarm_timeline(
    ratings: Iterable[Mapping[str, Any]],
    *,
    title: str = "The alarm over the days",
    subtitle: str = "",
    width: float = 640,
) -> alt.LayerChart:
    """Every rating of the alarm where it stands in time, at the clock time it was written with.

    Args:
        ratings: `at` (aware datetime), `alarm` (0..10) and `kind`, one of `RATINGS`: "moment" (default),
            "after", "check-in".
        title, subtitle: in plain words.
        width: of the whole figure, in points, 280 or more.

    Raises:
        ValueError: no ratings, an unknown kind, or too narrow.
    """
    check_width(width)
    values = [_rating(row) for row in filled(ratings, "ratings of the alarm")]
    kinds = [kind for kind in RATINGS if any(value["kind"] == kind for value in values)]
    names = [f"{RATINGS[kind][0]} ({sum(value['kind'] == kind for value in values)})" for kind in kinds]
    places, key_height = key_places(names, width - 2 * MARGIN)
    margins = Margins(MARGIN + 58, 24 + key_height, MARGIN + 10, 36)
    x, y = _timeline_axes(values, width)
    layers: list[alt.Chart] = []
    for kind, (name, across, down) in zip(kinds, places, strict=True):
        _, style, shape = RATINGS[kind]
        of_kind = alt.Chart(alt.Data(values=[value for value in values if value["kind"] == kind]))
        left, top = MARGIN - margins.left + across, down - key_height - 22
        sign = alt.Chart(alt.Data(values=[{}]))
        sign = sign.mark_point(style=style, shape=shape, filled=True, size=42, opacity=1)
        dots = of_kind.mark_point(style=style, shape=shape, filled=True, size=42, opacity=0.8)
        layers.append(dots.encode(x=x, y=y))
        layers.append(sign.encode(x=alt.value(left + 5), y=alt.value(top)))
        layers.append(words_at(left + 16, top, name, "soft"))
    days = [f"{min(r['time'] for r in values):%-d %B %Y}", f"{max(r['time'] for r in values):%-d %B %Y}"]
    description = f"{title}. {counted(len(values), 'ratings')} from 0 to 10, from {days[0]} to {days[1]}."
    for value in values:
        del value["time"]
    frame = {"title": title, "subtitle": subtitle, "description": description}
    return framed(layers, **frame, width=width, height=200, margins=margins)


def _timeline_axes(values: Sequence[Mapping[str, Any]], width: float) -> tuple[alt.X, alt.Y]:
    times = [value["time"] for value in values]
    clock = "%-d %b" if max(times) - min(times) > timedelta(days=3) else "%-d %b, %H:%M"
    axis = alt.Axis(
        title=None, grid=False, format=clock, labelOverlap=True, labelSeparation=14, tickCount=int(width // 110)
    )
    names = "{'0': 'calm 0', '5': '5', '10': 'alarm 10'}[datum.value]"
    levels = alt.Axis(title=None, values=[0, 5, 10], labelExpr=names)
    x = alt.X("at:T", scale=alt.Scale(type="utc"), axis=axis)
    return x, alt.Y("alarm:Q", scale=alt.Scale(domain=[0, 10], nice=False), axis=levels)


def _rating(row: Mapping[str, Any]) -> dict[str, Any]:
    kind = row.get("kind", "moment")
    if kind not in RATINGS:
        raise ValueError(f"kind of rating is {kind!r}; it can be one of: {', '.join(RATINGS)}")
    clock: datetime = row["at"].replace(tzinfo=None)
    return {"at": clock.isoformat() + "Z", "alarm": row["alarm"], "kind": kind, "time": clock}
