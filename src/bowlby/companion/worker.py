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
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from bowlby.diary.records import Diary, care_from_fields, checkin_from_fields, moment_from_fields
from bowlby.errors import BowlbyError

THEMES = ("light", "dark")


def unpacked(lists: Mapping[str, Sequence[Mapping[str, str]]]) -> Diary:
    """The diary that `fits.packed` took apart."""
    return Diary(
        moments=tuple(moment_from_fields(fields) for fields in lists.get("moments", ())),
        checkins=tuple(checkin_from_fields(fields) for fields in lists.get("checkins", ())),
        care=tuple(care_from_fields(fields) for fields in lists.get("care", ())),
    )


def figures_of(result: Mapping[str, Any]) -> dict[str, str]:
    """Every figure the insight page shows, in both themes: `triggers-light`, `triggers-dark`, ... -> SVG.

    A figure of which nothing may be shown (too few records) is left out.
    """
    from bowlby import plots

    charts = {
        "triggers": _intervals(result["triggers"], "What tends to come before the alarm", "points of alarm"),
        "settles": _intervals(result["settles"], "What it tends to settle after", "points of alarm it fell"),
        "recovery": plots.recovery_curve(result["recovery"], result["half_life_minutes"])
        if result["recovery"]
        else None,
    }
    return {
        f"{name}-{theme}": plots.svg(chart, theme)
        for name, chart in charts.items()
        if chart is not None
        for theme in THEMES
    }


def _intervals(rows: Sequence[Mapping[str, Any]], title: str, unit: str) -> Any:
    from bowlby import plots
    from bowlby.companion.words import answer_label, practice_label, trigger_label

    labels = {"practice": practice_label, "answer": answer_label}
    shown = [
        {
            "label": labels.get(row.get("kind", ""), trigger_label)(row["name"]),
            **{key: row[key] for key in ("count", "effect", "low", "high")},
        }
        for row in rows
        if row["enough"]
    ]
    return plots.interval_plot(shown, title=title, unit=unit) if shown else None


def work(order: Mapping[str, Any], out: TextIO) -> None:
    """Do one order and write the lines described at the top of this file."""

    def say(line: Mapping[str, Any]) -> None:
        out.write(json.dumps(line) + "\n")
        out.flush()

    try:
        say({"stage": "Waking the model", "progress": 0.02})
        from bowlby.inference.fit import fit_diary

        diary = unpacked(order["diary"])
        result = fit_diary(diary, progress=lambda stage, share: say({"stage": stage, "progress": 0.9 * share}))
        say({"stage": "Drawing", "progress": 0.92})
        say({"result": result, "figures": figures_of(result)})
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
