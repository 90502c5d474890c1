"""The process that simulates for the page Understand: `python -m bowlby.companion.understanding`.

It reads orders from stdin, one JSON object a line, and answers each with one line on stdout:

    {"care": [seven numbers], "child": 7}                                -> {"played": {...}}
    {"care": [...], "child": 7, "figure": "room", "theme": "light", "width": 720}  -> {"svg": "..."}

or `{"error": "one line"}`. It ends when stdin does. The model is loaded with the first order; the children of one care
are kept, so that another of them is there at once.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import sys
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple, TextIO

from bowlby.companion.language import N_
from bowlby.errors import BowlbyError
from bowlby.names import CARE

CROWD = 200
"""Children with the same care who are simulated together."""

LOOKS = 48
"""Times in the year at which expectations are kept: four a month."""

SEED = 1
"""Of all chance on the page; the number of the child does the rest."""

SHOWN = (
    *("seconds", "episode", "infant_x", "infant_y", "carer_x", "carer_y", "stranger_x", "stranger_y"),
    *("signal", "answer", "in_contact", "held_by_stranger", "crying", "looking", "exploring", "still", "startled"),
    "alarm",
)
"""What the page gets of each tick."""

KINDS = (
    ("B", N_("secure")),
    ("C", N_("anxious (ambivalent or resistant)")),
    ("A", N_("avoidant")),
    ("D", N_("fearful (disorganised)")),
)
"""The regions of the two dimensions in readers' words, for the legend only."""

AXES = {"x_title": N_("seeks closeness, does not turn away"), "y_title": N_("anger and crying on return")}


class Crowd(NamedTuple):
    """Many children with the same care, as numpy arrays.

    `expected` holds arrays [look, child, ...] by the names of `Expectation`, `record` arrays [tick, child] by the names
    of `Trajectory`; `dimensions` and `four` are [child, ...].
    """

    expected: Mapping[str, Any]
    record: Mapping[str, Any]
    dimensions: Mapping[str, Any]
    four: Any


@cache
def simulator() -> Callable[[Any, Any, Any], tuple[Any, ...]]:
    """The whole way of a crowd, compiled once: seed, dyads' numbers and fixed care in, what a `Crowd` holds out."""
    import jax

    from bowlby.measures import strange_situation as coding
    from bowlby.parameters import load_parameters
    from bowlby.worlds import home, population, strange_situation
    from bowlby.worlds.episodes import schedule

    chosen = load_parameters()
    beat, plan = home.rhythm(chosen.home), schedule(chosen.strange_situation)

    @jax.jit
    def lived(seed: Any, people: Any, dyads: Any, parameters: Any) -> tuple[Any, ...]:
        grown, expected = home.live_watched(seed, people, dyads, parameters, beat, LOOKS)
        record = strange_situation.run(seed, people, dyads, grown.working_model, parameters, plan)
        scales = coding.code(record, people, parameters, seed=seed)
        rules = parameters.coding
        return expected, record, coding.dimensions(scales, rules), coding.classify(scales, rules)

    draw = jax.jit(population.draw_dyads)
    return lambda seed, people, care: lived(seed, people, draw(seed, people, chosen, care), chosen)


@lru_cache(maxsize=6)
def crowd(care: tuple[float, ...], block: int) -> Crowd:
    """The children of a block, all with the same care.

    Args:
        care: as the model takes it, in the order of `names.CARE`.
        block: children `block * CROWD` and the following.
    """
    import jax
    import numpy as np

    people = np.arange(block * CROWD, (block + 1) * CROWD, dtype=np.uint32)
    fixed = {name: np.float32(value) for name, value in zip(CARE, care, strict=True)}
    found = jax.tree.map(np.asarray, simulator()(np.uint32(SEED), people, fixed))
    expected, record, dimensions, classes = found
    return Crowd(expected._asdict(), record._asdict(), dimensions._asdict(), classes.four)


def played(care: tuple[float, ...], child: int) -> dict[str, Any]:
    """One child's year and Strange Situation, and its crowd on the two dimensions, as plain lists.

    Args:
        care: as the model takes it, in the order of `names.CARE`.
        child: its number.
    """
    from bowlby.measures.strange_situation import CLASSES
    from bowlby.parameters import load_parameters

    parameters = load_parameters()
    many, member = crowd(care, child // CROWD), child % CROWD
    kinds = [CLASSES[index] for index in many.four]
    return {
        "child": child,
        "member": member,
        "year": {
            "month": [round(parameters.home.months * look / LOOKS, 2) for look in range(LOOKS + 1)],
            **{name: values[..., member].round(4).tolist() for name, values in many.expected.items()},
        },
        "ticks": ticks_of(many.record, member),
        "tick_seconds": parameters.strange_situation.tick_seconds,
        "full_seconds": parameters.strange_situation.episode_seconds,
        "room": parameters.room._asdict(),
        "crowd": {
            "closeness": many.dimensions["proximity_seeking"].round(3).tolist(),
            "anger": many.dimensions["anger_resistance"].round(3).tolist(),
            "kind": kinds,
        },
        "kinds": [{"letter": letter, "words": words, "count": kinds.count(letter)} for letter, words in KINDS],
        "axes": AXES,
    }


def ticks_of(record: Mapping[str, Any], member: int) -> dict[str, list[Any]]:
    """One child's record without the ticks after its end; places outside the room are None."""
    from bowlby.worlds.episodes import OVER

    lasting = record["episode"][:, member] < OVER
    columns = {name: record[name][:, member][lasting] for name in SHOWN}
    return {name: [_plain(value) for value in values.tolist()] for name, values in columns.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3) if math.isfinite(value) else None
    return int(value)


def drawn(care: tuple[float, ...], child: int, figure: str, theme: str, width: int) -> str:
    """One figure as SVG: `room` is the child's Strange Situation, `crowd` the many on the two dimensions.

    Raises:
        BowlbyError: there is no such figure.
    """
    from bowlby import plots

    if theme not in plots.PALETTES or figure not in ("room", "crowd"):
        raise BowlbyError("there is no such figure")
    return plots.svg(_room(care, child, width) if figure == "room" else _dimensions(care, child, width), theme)


def _room(care: tuple[float, ...], child: int, width: int) -> Any:
    from bowlby import plots
    from bowlby.parameters import load_parameters

    room = load_parameters().room
    plan = plots.Plan(
        room.width,
        room.depth,
        (room.door_x, room.door_y),
        (room.toys_x, room.toys_y),
        ((room.chair_x, room.chair_y), (room.other_chair_x, room.other_chair_y)),
    )
    many, member = crowd(care, child // CROWD), child % CROWD
    columns = {name: values[:, member].tolist() for name, values in many.record.items()}
    title = f"Simulated child {child}: the Strange Situation, episode by episode"
    return plots.room(columns, plan=plan, title=title, width=width)


def _dimensions(care: tuple[float, ...], child: int, width: int) -> Any:
    from bowlby import plots

    shown = played(care, child)
    many, member = shown["crowd"], shown["member"]
    words = dict(KINDS)
    places = list(zip(many["closeness"], many["anger"], many["kind"], strict=True))
    rows = [
        {"x": x, "y": y, "kind": words[kind], "marked": f"child {child}" if number == member else ""}
        for letter, _ in KINDS
        for number, (x, y, kind) in enumerate(places)
        if kind == letter
    ]
    title = f"{CROWD} simulated children with this care"
    subtitle = "Regions by thresholds of our own; in brackets how many."
    return plots.dimensions(rows, title=title, subtitle=subtitle, width=width, **AXES)


def answer(order: Mapping[str, Any]) -> dict[str, Any]:
    """Do one order, as described at the top of this file."""
    care, child = tuple(float(value) for value in order["care"]), int(order["child"])
    try:
        if "figure" in order:
            return {"svg": drawn(care, child, order["figure"], order["theme"], int(order["width"]))}
        return {"played": played(care, child)}
    except BowlbyError as error:
        return {"error": str(error)}


def serve(orders: TextIO, out: TextIO) -> None:
    """Answer every line until there are no more."""
    for line in orders:
        out.write(json.dumps(answer(json.loads(line))) + "\n")
        out.flush()


def main() -> None:
    """Answer on stdout; anything else that is printed goes to stderr."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(5)
    out = sys.stdout
    sys.stdout = sys.stderr
    serve(sys.stdin, out)


if __name__ == "__main__":
    main()
