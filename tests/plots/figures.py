"""One of every figure, with what must be readable on it."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import cache
from xml.etree import ElementTree

import altair as alt
import pytest

from bowlby import plots

SVG = "{http://www.w3.org/2000/svg}"
LONG = "My partner spends the evening with somebody I do not know well"

ROWS = [
    {"label": "No reply to my message", "count": 41, "effect": 2.13, "low": 1.2, "high": 3.02},
    {"label": LONG, "count": 17, "effect": 0.4, "low": -0.7, "high": 1.5},
    {"label": "Being alone", "count": 160, "effect": -0.6, "low": -1.1, "high": -0.1, "lasting": True},
    {"label": "A & <b>", "count": 1, "effect": None, "low": None, "high": None, "note": "7 more needed"},
]
HALF_LIFE = {"median": 34.0, "low": 25.0, "high": 48.0, "identified": True, "reason": ""}
CURVE = [
    {"minutes": m, "median": 0.5 ** (m / 34), "low": 0.5 ** (m / 25), "high": 0.5 ** (m / 48)}
    for m in range(0, 181, 15)
]
EXPECTATION = {"stated": 42, "observed": 71, "gap": -29, "low": -38, "high": -20, "count": 64, "enough": True}
CURVE_OF_WARMTH = [
    {"stated": stated, "observed": observed, "low": observed - 14, "high": observed + 16, "count": 20 + n}
    for n, (stated, observed) in enumerate([(5, 38), (25, 52), (50, 61), (75, 66), (95, 84)])
]
MONTHS = [
    {"label": "Jan", "value": 3.9, "low": 3.2, "high": 4.6, "count": 77},
    {"label": "Feb", "value": None, "low": None, "high": None, "count": 4},
    {"label": "Mar 2026", "value": 3.1, "low": 2.7, "high": 3.5, "count": 45},
]
SHARES = [
    {"label": "Secure", "share": 0.501, "published": 0.52, "low": 0.49, "high": 0.51},
    {"label": "Avoidant", "share": 0.12, "published": None},
]
BESIDE = [
    {"label": "Sensitivity and security", "value": 0.31, "low": 0.25, "high": 0.37, "published": 0.26}
    | {"published_low": 0.22, "published_high": 0.29},
    {"label": "Crying, in a class with hardly anybody in it", "value": None, "low": None, "high": None},
    {"label": "A < B & C", "value": -1.2, "low": -1.5, "high": -0.9},
]
CORNERS = [
    {"x": x, "y": y, "name": f"{'high' if x else 'low'}, {'high' if y else 'low'}", "other": "preoccupied" if x else ""}
    for x in (0, 1)
    for y in (0, 1)
]
SOMEBODY = {"x": 0.56, "y": 0.42, "error": 0.11, "name": "somebody"}
POINTS = [{"x": n % 7, "y": n % 5, "kind": f"kind {n % 3}"} for n in range(30)]


def ratings(days: int = 12) -> list[dict]:
    zone = timezone(timedelta(hours=5, minutes=30))
    start = datetime(2026, 3, 2, 23, 40, tzinfo=zone)
    kinds = ("moment", "after", "check-in")
    return [{"at": start + timedelta(days=n), "alarm": n % 11, "kind": kinds[n % 3]} for n in range(days)]


def trajectory(ticks_each: int = 12) -> dict[str, list]:
    """Eight short episodes; the carer is out in 4, 6 and 7, the stranger in only in 3, 4 and 7."""
    columns: dict[str, list] = {name: [] for name in plots.TRAJECTORY}
    for n in range(8 * ticks_each):
        episode = n // ticks_each + 1
        carer, stranger = episode not in (4, 6, 7), episode in (3, 4, 7)
        row = (n, 5.0 * n, episode, 1 + 0.2 * (n % ticks_each), 2.0)
        row += (3.4 if carer else math.nan, 0.6 if carer else math.nan)
        row += (3.4 if stranger else math.nan, 2.4 if stranger else math.nan)
        row += (0.7 if episode == 6 else 0.1, 3 * (episode == 6), episode == 8, episode == 8, episode == 6)
        for name, value in zip(plots.TRAJECTORY, row, strict=True):
            columns[name].append(value)
    return columns


FIGURES: dict[str, tuple[Callable[[float], alt.LayerChart], list[str]]] = {
    "intervals": (
        lambda w: plots.interval_plot(ROWS, title="What tends to come before", unit="points", width=w),
        [row["label"] for row in ROWS]
        + ["What tends to come before", "41 moments", "17 moments", "160 moments", "1 moment", "7 more needed"]
        + ["while it lasts", "← alarm lower", "alarm higher →", "+2.1", "−0.6"],
    ),
    "recovery": (
        lambda w: plots.recovery_curve(CURVE, HALF_LIFE, width=w),
        ["Half of a rise is gone after about 34 minutes (90 % interval: 25 to 48 minutes).", "half", "60"],
    ),
    "expectation": (
        lambda w: plots.expectation_plot(EXPECTATION, width=w),
        ["Warm answers expected: 42 %", "Warm answers that came: 71 %", "64 answered moments", "20 to 38"],
    ),
    "calibration": (
        lambda w: plots.calibration_plot(CURVE_OF_WARMTH, width=w),
        ["how likely it seemed →", "↑ how often it came", "25 %", "Dotted line"],
    ),
    "months": (
        lambda w: plots.months_plot(MONTHS, title="The alarm", unit="points of 10", ends=(0, 10), tone="warm", width=w),
        ["The alarm", "↑ points of 10", "Jan", "Mar 2026"],
    ),
    "timeline": (
        lambda w: plots.alarm_timeline(ratings(), width=w),
        ["a moment that was logged (4)", "rated again afterwards (4)", "a check-in (4)", "calm 0", "alarm 10"],
    ),
    "room": (
        lambda w: plots.room(trajectory(), width=w),
        ["1  Shown in", "6  Alone", "8  The carer returns", "infant", "carer", "stranger", "is held", "5 min"],
    ),
    "shares": (
        lambda w: plots.shares_plot(SHARES, title="Classes", width=w),
        ["Classes", "Secure", "50 %, published 52 %", "Avoidant", "12 %"],
    ),
    "beside": (
        lambda w: plots.beside_plot(BESIDE, title="What came out", unit="correlation", width=w),
        [
            *("What came out", "Sensitivity and security: 0.31", "published 0.26 (0.22 to 0.29)", "too few to tell"),
            *("A < B & C: −1.20 (−1.50 to −0.90)", "Correlation.", "Diamond: published"),
        ],
    ),
    "dimensions": (
        lambda w: plots.dimensions(POINTS, title="A crowd", x_title="more anxiety", y_title="more avoidance", width=w),
        ["A crowd", "kind 0 (10)", "kind 2 (10)", "more anxiety →", "↑ more avoidance"],
    ),
    "regions": (
        lambda w: plots.regions(CORNERS, title="Corners", x_title="x", y_title="y", example=SOMEBODY, width=w),
        ["Corners", "low, low", "preoccupied", "x →", "↑ y", "somebody"],
    ),
}


@cache
def drawn(name: str, width: float = 480, theme: plots.Theme = "light") -> str:
    return plots.svg(FIGURES[name][0](width), theme)


every_figure = pytest.mark.parametrize("name", FIGURES)


def lines(root: ElementTree.Element) -> list[str]:
    return [" ".join("".join(text.itertext()).split(" ")) for text in root.iter(f"{SVG}text")]
