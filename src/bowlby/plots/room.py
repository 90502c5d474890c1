"""The Strange Situation drawn: the room from above, episode by episode, and the alarm with what was done about it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Literal, NamedTuple

import altair as alt

from bowlby.names import ANSWERS
from bowlby.plots.layout import MARGIN, SMALL_SIZE, Margins, check_width, framed, wrap

TRAJECTORY: tuple[str, ...] = (
    "tick",
    "seconds",
    "episode",
    "infant_x",
    "infant_y",
    "carer_x",
    "carer_y",
    "stranger_x",
    "stranger_y",
    "alarm",
    "signal",
    "answer",
    "in_contact",
    "crying",
)
"""What a trajectory holds, each one value a tick (5 s) in the order of time.

`tick` counts from 0 and `seconds` is the time at its start; `episode` 1..8; positions in metres, NaN while
somebody is outside; `alarm` 0..1; `signal` and `answer` are indices into `bowlby.names.SIGNALS` and
`ANSWERS`; `in_contact` (held by the carer) and `crying` are true or false. Whatever else it holds is ignored,
but for `held_by_stranger`; ticks of an episode 9 come after the end and are left out.
"""

ALSO = ("held_by_stranger",)
OVER = 9

EPISODES = (
    "Shown in",
    "With the carer",
    "The stranger joins",
    "The carer leaves",
    "The carer returns",
    "Alone",
    "The stranger returns",
    "The carer returns",
)
PEOPLE = {
    "carer": ("cool", "diamond", [1, 0], 210, 4),
    "stranger": ("violet", "triangle-up", [5, 3], 210, 4),
    "infant": ("warm", "circle", [1, 0], 50, 1.6),
}
"""Who is drawn, the infant last and so on top: style, shape, dashes of the path, size of the sign,
width of the path. Adults are larger, so that they show where the infant is with them."""

TICK = 5
"""Seconds of one tick."""

WIDE = 560
COMFORT, REBUFF = ANSWERS.index("comfort"), ANSWERS.index("rebuff")
LINE = 17
GAP = 14
HEAD = 30
STRIP = 64
LANE = 20
SPELLS = {
    "comfort": ("cool", lambda tick: tick["answer"] == COMFORT),
    "rebuff": ("violet", lambda tick: tick["answer"] == REBUFF),
    "cries": ("plain", lambda tick: tick["crying"] > 0),
    "is held": ("plain", lambda tick: _is_held(tick)),
}
"""Lanes of the strip below the one for signals: style, and when the lane is filled."""

LANES = ("signals", *SPELLS)
FOOT = ("A sign stands where a path ends.", "Signals: the taller, the louder.")
NAMES = 62
"""Room for the names of the lanes, left of the strip."""


class Plan(NamedTuple):
    """The room from above, in metres: x to the right and y upwards from its lower left corner.

    Attributes:
        width, depth: its size.
        door: the middle of the door; it is drawn on the nearest wall.
        toys: where the toys lie.
        chairs: the carer's chair and the stranger's.
    """

    width: float = 4.0
    depth: float = 3.0
    door: tuple[float, float] = (0.0, 1.5)
    toys: tuple[float, float] = (2.2, 1.5)
    chairs: tuple[tuple[float, float], tuple[float, float]] = ((3.6, 0.5), (3.6, 2.5))


class _Panel(NamedTuple):
    """One episode's place on the page: left and top of its room, and points per metre."""

    left: float
    top: float
    scale: float
    plan: Plan

    def at(self, x: float, y: float) -> dict[str, float]:
        return {"x": self.left + x * self.scale, "y": self.top + (self.plan.depth - y) * self.scale}


class _Strip(NamedTuple):
    """The strip of time below the plans: its left and right end, its top, and how many seconds it shows."""

    left: float
    right: float
    top: float
    seconds: float

    def x(self, seconds: float) -> float:
        return self.left + (self.right - self.left) * seconds / self.seconds


def room(
    trajectory: Mapping[str, Sequence[Any]] | NamedTuple,
    *,
    plan: Plan | None = None,
    title: str = "The Strange Situation, episode by episode",
    subtitle: str = "",
    width: float = 720,
) -> alt.LayerChart:
    """Eight small plans of the room with everybody's path, and below them the alarm over the whole time.

    Args:
        trajectory: one infant's, as in `TRAJECTORY`: a mapping (or NamedTuple) of sequences or arrays of
            shape (ticks,).
        plan: the room; by default 4 by 3 metres.
        title, subtitle: in plain words.
        width: of the whole figure, in points, 280 or more. Under 560 the plans stand two in a row.

    Raises:
        ValueError: no ticks, columns missing or of different lengths, an episode that is none, or too narrow.
    """
    check_width(width)
    ticks = _ticks(trajectory)
    panels, plans_end = _panels(plan or Plan(), width)
    strip_top = plans_end + 74 + (LINE if width < WIDE else 0)
    foot = strip_top + STRIP + LANE * len(LANES) + 48
    notes = wrap(" ".join(FOOT), width - 2 * MARGIN, SMALL_SIZE)
    height = foot + len(notes) * LINE
    strip = _Strip(MARGIN + NAMES, width - MARGIN, strip_top, ticks[-1]["seconds"] + TICK)
    layers = [
        *_plans(panels),
        *_paths(ticks, panels),
        *_key(width, plans_end + 8),
        *_alarm(ticks, strip),
        *_lanes(ticks, strip),
        *_clock(ticks, strip),
        _words({"x": MARGIN, "y": foot + n * LINE, "text": text} for n, text in enumerate(notes)),
    ]
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], nice=False, reverse=True))
    return framed(
        [layer.encode(x=x, y=y) for layer in layers],
        title=title,
        subtitle=subtitle,
        description=_in_words(ticks, title),
        width=width,
        height=height,
        margins=Margins(0, 0, 0, 4),
    )


def _ticks(trajectory: Mapping[str, Sequence[Any]] | NamedTuple) -> list[dict[str, float]]:
    """The trajectory as one mapping of plain numbers a tick."""
    columns = trajectory if isinstance(trajectory, Mapping) else trajectory._asdict()
    missing = [name for name in TRAJECTORY if name not in columns]
    if missing:
        raise ValueError(f"the trajectory has no {', '.join(missing)}")
    lengths = {len(columns[name]) for name in TRAJECTORY}
    if len(lengths) > 1:
        raise ValueError(f"the columns of the trajectory differ in length: {sorted(lengths)}")
    names = (*TRAJECTORY, *(name for name in ALSO if name in columns))
    rows = zip(*([float(value) for value in columns[name]] for name in names), strict=True)
    ticks = [dict(zip(names, row, strict=True)) for row in rows]
    ticks = [tick for tick in ticks if tick["episode"] != OVER]
    if not ticks:
        raise ValueError("nothing to draw: there are no ticks in the trajectory")
    if any(not 1 <= tick["episode"] <= len(EPISODES) for tick in ticks):
        raise ValueError(f"an episode is not one of 1 to {len(EPISODES)}")
    return ticks


def _panels(plan: Plan, width: float) -> tuple[dict[int, _Panel], float]:
    """Where each episode's room stands, and where the last row of them ends."""
    columns = 4 if width >= WIDE else 2
    across = (width - 2 * MARGIN - (columns - 1) * GAP) / columns
    down = across * plan.depth / plan.width
    panels = {}
    for n in range(len(EPISODES)):
        left = MARGIN + (n % columns) * (across + GAP)
        panels[n + 1] = _Panel(left, HEAD + (n // columns) * (down + HEAD + 8), across / plan.width, plan)
    return panels, panels[len(EPISODES)].top + down


def _data(values: Iterable[Mapping[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.Data(values=list(values)))


def _plans(panels: Mapping[int, _Panel]) -> list[alt.Chart]:
    """Walls, door, toys and chairs of every room, and its heading."""
    walls, doors, toys, chairs, heads = [], [], [], [], []
    for number, panel in panels.items():
        plan = panel.plan
        far = panel.at(plan.width, 0)
        walls.append({**panel.at(0, plan.depth), "x2": far["x"], "y2": far["y"]})
        doors.append(_door(panel))
        toys.append(panel.at(*plan.toys))
        chairs += [panel.at(*chair) for chair in plan.chairs]
        heads.append({"x": panel.left, "y": panel.top - 12, "text": f"{number}  {EPISODES[number - 1]}"})
    return [
        _data(walls).mark_rect(style="outline").encode(x2="x2:Q", y2="y2:Q"),
        _data(doors).mark_rule(style="halo", strokeWidth=4).encode(x2="x2:Q", y2="y2:Q"),
        _data(doors).mark_rule(style="plain", strokeWidth=4, strokeDash=[3, 3]).encode(x2="x2:Q", y2="y2:Q"),
        _data(toys).mark_point(style="gold", shape="square", filled=True, size=170, opacity=1),
        _data(chairs).mark_point(style="plain", shape="square", filled=False, size=260, opacity=1),
        _data(heads).mark_text(style="words", align="left", fontSize=SMALL_SIZE).encode(text="text:N"),
    ]


def _door(panel: _Panel) -> dict[str, float]:
    """A stretch of 0.9 m of the wall that is nearest to the door's middle."""
    (x, y), plan = panel.plan.door, panel.plan
    gaps = {"left": x, "right": plan.width - x, "near": y, "far": plan.depth - y}
    wall = min(gaps, key=lambda name: gaps[name])
    x, y = {"left": (0.0, y), "right": (plan.width, y), "near": (x, 0.0), "far": (x, plan.depth)}[wall]
    along = (0, 0.45) if wall in ("left", "right") else (0.45, 0)
    other = panel.at(x + along[0], y + along[1])
    return {**panel.at(x - along[0], y - along[1]), "x2": other["x"], "y2": other["y"]}


def _paths(ticks: Sequence[Mapping[str, float]], panels: Mapping[int, _Panel]) -> list[alt.Chart]:
    """Everybody's way through each episode; a filled sign stands where it ends."""
    layers = []
    for who, (style, shape, dash, size, breadth) in PEOPLE.items():
        steps, ends = [], []
        for n, run in enumerate(_runs(ticks, who)):
            places = [panels[int(tick["episode"])].at(tick[f"{who}_x"], tick[f"{who}_y"]) for tick in run]
            steps += [{**place, "run": n, "tick": tick["tick"]} for place, tick in zip(places, run, strict=True)]
            ends.append(places[-1])
        line = _data(steps).mark_line(
            style=style, strokeWidth=breadth, strokeDash=dash, strokeJoin="round", opacity=0.75
        )
        layers.append(line.encode(order="tick:Q", detail="run:N"))
        layers.append(_data(ends).mark_point(style=style, shape=shape, filled=True, size=size, opacity=1))
    return layers


def _runs(ticks: Sequence[Mapping[str, float]], who: str) -> list[list[Mapping[str, float]]]:
    """Stretches of one episode in which somebody is in the room."""
    groups = groupby(ticks, lambda tick: (tick["episode"], math.isnan(tick[f"{who}_x"])))
    return [list(run) for (_, outside), run in groups if not outside]


def _key(width: float, top: float) -> list[alt.Chart]:
    """Who and what the signs stand for: people, then things, in one row or two."""
    signs = [(who, style, shape, True) for who, (style, shape, *_) in reversed(PEOPLE.items())]
    signs += [("toys", "gold", "square", True), ("chairs", "plain", "square", False)]
    layers = []
    x, y = MARGIN + 6.0, top + 10
    for name, style, shape, solid in signs:
        if x + 24 + len(name) * 7 > width:
            x, y = MARGIN + 6.0, y + LINE + 2
        layers.append(_data([{"x": x, "y": y}]).mark_point(style=style, shape=shape, filled=solid, size=80, opacity=1))
        layers.append(_words([{"x": x + 10, "y": y, "text": name}]))
        x += 34 + len(name) * 7
    return [*layers, *_door_key(x - 6, y)]


def _door_key(x: float, y: float) -> list[alt.Chart]:
    sign = _data([{"x": x, "y": y - 8, "y2": y + 8}]).mark_rule(style="plain", strokeWidth=4, strokeDash=[3, 3])
    return [sign.encode(y2="y2:Q"), _words([{"x": x + 10, "y": y, "text": "door"}])]


def _words(values: Iterable[Mapping[str, Any]], align: Literal["left", "center", "right"] = "left") -> alt.Chart:
    return _data(values).mark_text(style="soft", align=align).encode(text="text:N")


def _alarm(ticks: Sequence[Mapping[str, float]], strip: _Strip) -> list[alt.Chart]:
    """The alarm as a filled curve, calm at the bottom."""
    bottom = strip.top + STRIP
    curve = [{"x": strip.x(tick["seconds"]), "y": bottom - tick["alarm"] * STRIP, "bottom": bottom} for tick in ticks]
    names = [(strip.top - 26, "The infant's alarm, and what is done about it", MARGIN)]
    names += [(strip.top + 6, "alarm", MARGIN), (bottom - 6, "calm", MARGIN)]
    return [
        _data(curve).mark_area(style="warm-bar", opacity=0.3).encode(y2="bottom:Q"),
        _data(curve).mark_line(style="warm", strokeWidth=1.8),
        _words({"x": x, "y": y, "text": text} for y, text, x in names),
    ]


def _lanes(ticks: Sequence[Mapping[str, float]], strip: _Strip) -> list[alt.Chart]:
    """A lane for signals (the louder, the taller), and one each for answers, crying and being held."""
    middles = {name: strip.top + STRIP + 12 + LANE * (n + 0.5) for n, name in enumerate(LANES)}
    foot = middles["signals"] + 8
    signals = [
        {"x": strip.x(tick["seconds"] + TICK / 2), "y": foot, "y2": foot - 5 * tick["signal"]}
        for tick in ticks
        if tick["signal"] > 0
    ]
    thin = min(1.8, 0.75 * (strip.x(TICK) - strip.x(0)))
    lanes = [
        _words({"x": MARGIN, "y": y, "text": name} for name, y in middles.items()),
        _data(signals).mark_rule(style="warm", strokeWidth=thin).encode(y2="y2:Q"),
    ]
    for name, (style, is_so) in SPELLS.items():
        spells = [{"x": strip.x(start), "x2": strip.x(end), "y": middles[name]} for start, end in _spells(ticks, is_so)]
        lanes.append(_data(spells).mark_rule(style=style, strokeWidth=7).encode(x2="x2:Q"))
    return lanes


def _is_held(tick: Mapping[str, float]) -> bool:
    return tick["in_contact"] > 0 or tick.get("held_by_stranger", 0) > 0


def _spells(
    ticks: Sequence[Mapping[str, float]], is_so: Callable[[Mapping[str, float]], bool]
) -> list[tuple[float, float]]:
    """From when to when something was so, in seconds."""
    runs = [(so, list(run)) for so, run in groupby(ticks, is_so)]
    return [(run[0]["seconds"], run[-1]["seconds"] + TICK) for so, run in runs if so]


def _clock(ticks: Sequence[Mapping[str, float]], strip: _Strip) -> list[alt.Chart]:
    """Episodes as numbered stretches, and the minutes below."""
    foot = strip.top + STRIP + 12 + LANE * len(LANES)
    episodes = [(int(number), list(run)) for number, run in groupby(ticks, lambda tick: tick["episode"])]
    starts = [
        {
            "x": strip.x(run[0]["seconds"]),
            "y": strip.top - 12,
            "y2": foot,
            "text": str(number),
            "room": strip.x(len(run) * TICK) - strip.left,
        }
        for number, run in episodes
    ]
    minutes = [
        {"x": strip.x(60.0 * n), "y": foot + 12, "text": f"{n} min" if n else "0"}
        for n in range(0, int(strip.seconds // 60) + 1, 5)
    ]
    return [
        _data(starts).mark_rule(style="divider").encode(y2="y2:Q"),
        _data(start for start in starts if start["room"] > 12)
        .mark_text(style="soft", align="left", dx=3, dy=3)
        .encode(text="text:N"),
        _words(minutes, "center"),
    ]


def _in_words(ticks: Sequence[Mapping[str, float]], title: str) -> str:
    said = [f"{title}."]
    for number, run in groupby(ticks, lambda tick: int(tick["episode"])):
        rows = list(run)
        crying = sum(tick["crying"] > 0 for tick in rows)
        held = sum(_is_held(tick) for tick in rows)
        said.append(
            f"Episode {number}, {EPISODES[number - 1].lower()}, {len(rows) * TICK} seconds: "
            f"alarm from {rows[0]['alarm']:.2f} to {rows[-1]['alarm']:.2f} of 1, "
            f"crying {crying * TICK} seconds, held {held * TICK} seconds."
        )
    return " ".join(said)
