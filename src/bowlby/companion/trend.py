"""How check-ups came out over time: each scale with its intervals, and what changed since the first. Nothing heavy.

The questions are those of a published instrument; what is counted by the month is this notebook's own (`months`,
`state_trend`) and only drawn here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import hypot
from typing import Any

from bowlby.companion.checkups import RESULT
from bowlby.companion.checkups_shown import ABOUT
from bowlby.companion.language import _, day, number, short_day
from bowlby.companion.months import Month

WIDTH, HEIGHT, EDGE = 320.0, 130.0, 12.0
"""Of the drawing, in its own units; no point comes nearer to its edge."""

ENDS = (1.0, 5.0)
"""Of the response scale that check-ups are told on."""

POINTS = (0.0, 10.0)
"""Of what is rated in points."""

MOST = 24
"""So many of the latest check-ups, or months, are drawn."""


@dataclass(frozen=True, slots=True)
class Point:
    """One check-up: in words, and where it stands in the drawing."""

    label: str
    mean: str
    interval: str
    count: str
    x: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Trend:
    """One scale over time."""

    name: str
    title: str
    about: str
    sentence: str
    points: tuple[Point, ...]

    @property
    def line(self) -> str:
        """Data of an SVG path from one point to the next."""
        return "M" + "L".join(f"{point.x},{point.middle}" for point in self.points)

    @property
    def spans(self) -> str:
        """Data of an SVG path with a line for each interval."""
        return "".join(f"M{point.x},{point.low}V{point.high}" for point in self.points)

    @property
    def dots(self) -> str:
        """Data of an SVG path of no length at each point: a round pen makes dots of them."""
        return "".join(f"M{point.x},{point.middle}h0" for point in self.points)


def trends(kept: Mapping[str, Mapping[str, Any]]) -> list[Trend]:
    """Each scale of the finished check-ups.

    Args:
        kept: the documents of the kind `check-up`, by name.
    """
    done = sorted((body for name, body in kept.items() if name.startswith(RESULT)), key=lambda body: body["at"])[-MOST:]
    dated = [(datetime.fromisoformat(body["at"]), body["scales"]) for body in done]
    found = []
    for name, (title, about) in ABOUT.items():
        rows = [(at, scales[name]) for at, scales in dated if name in scales and scales[name]["answered"]]
        if rows:
            found.append(Trend(name, _(title), _(about), _sentence(rows), tuple(_points(rows))))
    return found


def monthly(row: Mapping[str, Any], words: Sequence[Month]) -> tuple[Point, ...]:
    """The months of a row of `inference.change` that hold enough, on a height from 0 to 10.

    Args:
        row: the numbers.
        words: the same months in words.
    """
    said = {month.name: month for month in words}
    told = [(month, said[month["month"]]) for month in row["months"] if month["enough"]][-MOST:]
    step = (WIDTH - 2 * EDGE) / max(len(told) - 1, 1)
    return tuple(
        Point(
            label=word.label,
            mean=word.mean,
            interval=word.interval,
            count=word.count,
            x=round(EDGE + n * step, 1) if len(told) > 1 else WIDTH / 2,
            low=_height(month["low"], POINTS),
            middle=_height(month["mean"], POINTS),
            high=_height(month["high"], POINTS),
        )
        for n, (month, word) in enumerate(told)
    )


def _points(rows: Sequence[tuple[datetime, Mapping[str, Any]]]) -> list[Point]:
    first, last = rows[0][0], rows[-1][0]
    whole = max((last - first).total_seconds(), 1.0)
    points = []
    for at, scale in rows:
        share = (at - first).total_seconds() / whole if len(rows) > 1 else 0.5
        points.append(
            Point(
                label=short_day(at.date(), year=True),
                mean=number(scale["mean"], 1),
                interval=_("%(low)s to %(high)s", low=number(scale["low"], 1), high=number(scale["high"], 1)),
                count=number(scale["answered"]),
                x=round(EDGE + share * (WIDTH - 2 * EDGE), 1),
                low=_height(scale["low"]),
                middle=_height(scale["mean"]),
                high=_height(scale["high"]),
            )
        )
    return points


def _height(value: float, ends: tuple[float, float] = ENDS) -> float:
    low, high = ends
    share = (min(max(value, low), high) - low) / (high - low)
    return round(HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE), 1)


def _sentence(rows: Sequence[tuple[datetime, Mapping[str, Any]]]) -> str:
    """The latest, and what changed since the first; that is clear where its interval leaves out zero."""
    (first_at, first), (last_at, last) = rows[0], rows[-1]
    now = _(
        "On %(day)s: %(mean)s, on a scale from 1 to 5 (probably %(low)s to %(high)s).",
        day=day(last_at.date()),
        mean=number(last["mean"], 1),
        low=number(last["low"], 1),
        high=number(last["high"], 1),
    )
    if len(rows) < 2:
        return now
    middle = last["mean"] - first["mean"]
    low = middle - hypot(last["mean"] - last["low"], first["high"] - first["mean"])
    high = middle + hypot(last["high"] - last["mean"], first["mean"] - first["low"])
    given = {"day": day(first_at.date()), "size": number(middle, 1, signed=True)}
    given |= {"low": number(low, 1, signed=True), "high": number(high, 1, signed=True)}
    if low <= 0 <= high:
        since = _("Since %(day)s nothing changed that is more than its error: %(size)s (%(low)s to %(high)s).", **given)
    else:
        since = _("Since %(day)s it changed by %(size)s (probably %(low)s to %(high)s).", **given)
    return f"{now} {since}"
