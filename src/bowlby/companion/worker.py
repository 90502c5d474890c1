"""The process that works the insights out: `python -m bowlby.companion.worker`.

It reads one JSON object from stdin (`{"diary": {"moments": [...], "checkins": [...], "care": [...]}}`, each
record as its fields) and writes JSON lines to stdout: `{"stage", "progress"}` while it works, and at the end
`{"result", "figures"}` or `{"error"}`. It is the only part of the companion that loads the model.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from bowlby.companion.reading import label_of
from bowlby.diary.records import Diary, care_from_fields, checkin_from_fields, moment_from_fields
from bowlby.errors import BowlbyError

THEMES = ("light", "dark")
WIDTHS = {"wide": 640, "narrow": 320}
TITLES = {"triggers": "Points of alarm that go with each", "settles": "Points that came off after each"}


def unpacked(lists: Mapping[str, Sequence[Mapping[str, str]]]) -> Diary:
    """The diary that `fits.packed` took apart."""
    return Diary(
        moments=tuple(moment_from_fields(fields) for fields in lists.get("moments", ())),
        checkins=tuple(checkin_from_fields(fields) for fields in lists.get("checkins", ())),
        care=tuple(care_from_fields(fields) for fields in lists.get("care", ())),
    )


def worked_out(diary: Diary, progress: Callable[[str, float], None]) -> tuple[dict[str, Any], dict[str, str]]:
    """The result for a diary and its figures, as the insight page shows them.

    Args:
        diary: the records.
        progress: called with what is being done and the share done (0..1).
    """
    from bowlby.inference.fit import fit_diary

    result = fit_diary(diary, progress=lambda stage, share: progress(stage, 0.9 * share))
    result |= {"rated_after": sum(moment.alarm_after is not None for moment in diary.moments)}
    progress("Drawing", 0.92)
    return result, figures_of(result)


def figures_of(result: Mapping[str, Any]) -> dict[str, str]:
    """Every figure the insight page shows, wide and narrow, light and dark: `triggers-wide-light` -> SVG.

    A figure of which nothing may be shown (too few records) is left out.
    """
    from bowlby import plots

    return {
        f"{name}-{size}-{theme}": plots.svg(chart, theme)
        for size, width in WIDTHS.items()
        for name, chart in _charts(result, width)
        for theme in THEMES
    }


def _charts(result: Mapping[str, Any], width: float) -> Iterator[tuple[str, Any]]:
    from bowlby import plots

    if triggers := _rows(result["triggers"]):
        unit = "points of alarm, on its scale from 0 to 10"
        yield "triggers", plots.interval_plot(triggers, title=TITLES["triggers"], unit=unit, width=width)
    if settles := _rows(result["settles"]):
        unit = "points that an alarm of 6 tends to have come down by"
        yield (
            "settles",
            plots.interval_plot(
                settles, title=TITLES["settles"], unit=unit, below="stays up", above="settles", tone="cool", width=width
            ),
        )
    if result["recovery"]:
        yield "recovery", plots.recovery_curve(result["recovery"], result["half_life_minutes"], width=width)
    if result["expectation"]["enough"]:
        yield "expectation", plots.expectation_plot(result["expectation"], width=width)


def _rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    shown = sorted((row for row in rows if row["enough"]), key=lambda row: -row["effect"])
    return [
        {"label": label_of(row), "lasting": bool(row.get("lasting"))}
        | {key: row[key] for key in ("count", "effect", "low", "high")}
        for row in shown
    ]


def work(order: Mapping[str, Any], out: TextIO) -> None:
    """Do one order and write the lines described at the top of this file."""

    def say(line: Mapping[str, Any]) -> None:
        out.write(json.dumps(line) + "\n")
        out.flush()

    def progress(stage: str, share: float) -> None:
        say({"stage": stage, "progress": share})

    try:
        progress("Waking the model", 0.02)
        result, figures = worked_out(unpacked(order["diary"]), progress)
        say({"result": result, "figures": figures})
    except BowlbyError as error:
        say({"error": str(error)})


def main() -> None:
    """Read the order from stdin and answer on stdout; anything else that is printed goes to stderr."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(5)
    out = sys.stdout
    sys.stdout = sys.stderr
    work(json.load(sys.stdin), out)


if __name__ == "__main__":
    main()
