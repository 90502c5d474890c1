"""Does the fit hold where its assumptions do not? Diaries of a different world, fitted, beside the truth.

    python benchmarks/robustness.py [--first 6000] [--diaries 40] [--out docs/tables/robustness.md]

Seeds below 1000 were used while the fit was built; what is reported starts at 6000. Each person keeps two diaries of 80
days with about 160 moments: one logged somewhat more often when alarmed, one logged mostly when alarmed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rich.progress import track
from scipy.stats import spearmanr

from bowlby.inference.fit import fit_diary

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from recovery.different_world import Lived, live

CLEAR = 0.8
"""A true effect from which on its sign should be called, points."""


class Told(NamedTuple):
    """A number that was told, beside the truth."""

    kind: str
    truth: float
    estimate: float
    low: float
    high: float


def told(lived: Lived, result: dict[str, Any]) -> list[Told]:
    """Every number that a fit tells, beside the truth."""

    def rows(kind: str, part: str, truths: dict[str, float]) -> list[Told]:
        named = [row for row in result[part] if row["enough"] and row["name"] in truths]
        return [Told(kind, truths[row["name"]], row["effect"], row["low"], row["high"]) for row in named]

    found = rows("trigger", "triggers", lived.triggers) + rows("practice", "settles", lived.practices)
    found += rows("comfort", "settles", {"comfort": lived.comfort}) + rows(
        "rebuff", "settles", {"rebuff": lived.rebuff}
    )
    half_life, warmth = result["half_life_minutes"], result["expectation"]
    if half_life["identified"]:
        found.append(Told("half-life", lived.half_life, half_life["median"], half_life["low"], half_life["high"]))
    if warmth["enough"]:
        found.append(Told("gap", lived.gap, warmth["gap"], warmth["low"], warmth["high"]))
    return found


def plain_differences(lived: Lived) -> dict[str, float]:
    """What plain differences of means say of the triggers: with each, less without any."""
    rated: dict[str, list[float]] = {}
    for moment in lived.diary.moments:
        if moment.alarm_before is not None:
            rated.setdefault(moment.trigger, []).append(moment.alarm_before)
    return {name: float(np.mean(values) - np.mean(rated[""])) for name, values in rated.items() if name}


def ranking(truths: dict[str, float], estimates: dict[str, float]) -> tuple[float, bool]:
    """Rank correlation over the triggers, and whether the strongest is found first."""
    names = [name for name in truths if name in estimates]
    true, found = np.array([[truths[name], estimates[name]] for name in names]).T
    return float(spearmanr(true, found).statistic), int(true.argmax()) == int(found.argmax())  # pyright: ignore[reportAttributeAccessIssue]


def lines(title: str, people: list[tuple[Lived, dict[str, Any]]]) -> list[str]:
    """The report of one way of logging, as Markdown."""
    all_told = [told(lived, result) for lived, result in people]
    rows = [row for one in all_told for row in one]
    ranks = np.array([ranking(lived.triggers, _estimates(result)) for lived, result in people])
    plain = np.array([ranking(lived.triggers, plain_differences(lived)) for lived, _ in people])
    triggers = [row for row in rows if row.kind == "trigger"]
    clear = [row for row in triggers if row.truth >= CLEAR]
    idle = [row for row in triggers if row.truth == 0]
    idle_practices = [row for row in rows if row.kind == "practice" and row.truth == 0]
    half_lives = [row for row in rows if row.kind == "half-life"]
    errors = [abs(row.estimate / row.truth - 1) for row in half_lives]
    facts = [
        ("rank correlation of triggers with the truth, mean", f"{ranks[:, 0].mean():.3f}", "at least .93"),
        ("the same by plain differences of means", f"{plain[:, 0].mean():.3f}", ""),
        ("strongest found first", _percent(ranks[:, 1]), "at least 80 %"),
        (f"true effect {CLEAR} or more: estimate above nought", _percent(r.estimate > 0 for r in clear), ""),
        (f"true effect {CLEAR} or more: interval above nought", _percent(r.low > 0 for r in clear), "at least 95 %"),
        (f"true effect {CLEAR} or more: interval below nought", _percent(r.high < 0 for r in clear), "at most 1 %"),
        ("trigger without effect: interval without nought", _percent(map(_called, idle)), "at most 10 %"),
        ("practice without effect: interval without nought", _percent(map(_called, idle_practices)), "at most 10 %"),
        ("half-life: error in the median", f"{100 * np.median(errors):.0f} %" if errors else "", "at most 30 %"),
    ]
    table = [("", "measured", "aim"), ("---",) * 3, *facts]
    kinds = [("", "numbers told", "90 % intervals that hold the truth", "bias", "error"), ("---",) * 5]
    kinds += [_kind(kind, [row for row in rows if row.kind == kind]) for kind in dict.fromkeys(r.kind for r in rows)]
    return [f"**{title}**", "", *map(_row, table), "", *map(_row, kinds), ""]


def _estimates(result: dict[str, Any]) -> dict[str, float]:
    return {row["name"]: row["effect"] for row in result["triggers"] if row["enough"]}


def _called(row: Told) -> bool:
    return row.low > 0 or row.high < 0


def _kind(kind: str, rows: list[Told]) -> tuple[str, ...]:
    truth, estimate, low, high = np.array([row[1:] for row in rows]).T
    error = np.log(estimate / truth) if kind == "half-life" else estimate - truth
    spread = f"{np.sqrt((error**2).mean()):.2f}"
    return kind, str(len(rows)), _percent((low <= truth) & (truth <= high)), f"{error.mean():.2f}", spread


def _percent(marks: Iterable[Any]) -> str:
    values = np.array([*marks], float)
    return f"{100 * values.mean():.1f} % of {len(values)}" if len(values) else "none"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Live, fit, compare, write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--first", type=int, default=6000)
    options.add_argument("--diaries", type=int, default=40)
    options.add_argument("--out", type=Path, help="where the tables go; the terminal unless given")
    given = options.parse_args()
    seeds = range(given.first, given.first + given.diaries)
    text = [f"{given.diaries} people, seeds {seeds[0]} to {seeds[-1]}; written by `benchmarks/robustness.py`.", ""]
    for alarmed, title in ((False, "Logged somewhat more often when alarmed"), (True, "Logged mostly when alarmed")):
        lives = (live(seed, alarmed=alarmed) for seed in seeds)
        text += lines(title, [(lived, fit_diary(lived.diary)) for lived in track(lives, title, total=len(seeds))])
    if given.out:
        given.out.write_text("\n".join(text), "utf-8")
    else:
        print("\n".join(text))


if __name__ == "__main__":
    main()
