"""The process that does the heavy work: `python -m bowlby.companion.worker`.

It reads one JSON object from stdin and writes JSON lines to stdout: `{"stage", "progress"}` while it works, then what
it found, or `{"error"}`. It is the only part of the companion that loads the model. What it can be asked:

- `{"diary": {"moments": [...], "checkins": [...], "care": [...]}, "draws": N}`, each record as its fields: the first
  answer as `{"result", "figures"}`; with draws, the full one follows as another such line, or a `{"note"}` why not;
- `{"draw": {...}}`: the figures of a result, `{"figures": {...}}`;
- `{"plan": {...}, "spread": S, "correlation": R}`: what a trial could find, `{"power": {...}}`;
- `{"trial": "..."}`: what a trial says, `{"look": {...}}`.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, TextIO

from bowlby.companion.figure_words import speech
from bowlby.companion.language import N_, _, current, language, speaking
from bowlby.companion.reading import label_of
from bowlby.companion.times import month_label
from bowlby.diary.records import Diary, care_from_fields, checkin_from_fields, moment_from_fields
from bowlby.errors import BowlbyError

THEMES = ("light", "dark")
WIDTHS = {"wide": 640, "narrow": 320}
SHOWN_MONTHS = 12
DRAWN: Mapping[str, tuple[str, str, tuple[float, float] | None, Literal["warm", "cool"]]] = {
    "alarm_at_moments": (N_("The alarm at moments"), N_("points of 10"), (0, 10), "warm"),
    "alarm_at_checkins": (N_("The alarm at check-ins that were asked for"), N_("points of 10"), (0, 10), "warm"),
    "warm_answers": (N_("How often warmth came"), N_("of 100 times"), (0, 100), "cool"),
    "gap": (N_("Warmth: expected less what came"), N_("of 100 times"), None, "cool"),
    "security": (N_("How close, sure and free it felt"), N_("points of 10"), (0, 10), "cool"),
}
"""What is drawn month by month: title, unit, ends of the axis, and tone."""

TITLES = {"triggers": N_("Points of alarm that go with each"), "settles": N_("Points that came off after each")}


def unpacked(lists: Mapping[str, Sequence[Mapping[str, str]]]) -> Diary:
    """The diary that `fits.packed` took apart."""
    return Diary(
        moments=tuple(moment_from_fields(fields) for fields in lists.get("moments", ())),
        checkins=tuple(checkin_from_fields(fields) for fields in lists.get("checkins", ())),
        care=tuple(care_from_fields(fields) for fields in lists.get("care", ())),
    )


def worked_out(
    diary: Diary, progress: Callable[[str, float], None], draws: int = 0
) -> tuple[dict[str, Any], dict[str, str]]:
    """The result for a diary and its figures, as the insight page shows them.

    Args:
        diary: the records.
        progress: called with what is being done and the share done (0..1).
        draws: of the full posterior; 0 for the first answer.
    """
    from bowlby.inference.fit import fit_diary
    from bowlby.lab_files import keep_compiled

    keep_compiled()
    result = fit_diary(diary, progress=lambda stage, share: progress(stage, 0.9 * share), draws=draws)
    result |= {
        "language": current().code,
        "rated_after": sum(moment.alarm_after is not None for moment in diary.moments),
    }
    progress("figures", 0.92)
    return result, figures_of(result)


def figures_of(result: Mapping[str, Any]) -> dict[str, str]:
    """Every figure the insight page shows, wide and narrow, light and dark: `triggers-wide-light` -> SVG.

    A figure of which nothing may be shown (too few records) is left out.
    """
    from bowlby import plots
    from bowlby.plots.wording import spoken

    with spoken(speech()):
        return {
            f"{name}-{size}-{theme}": plots.svg(chart, theme)
            for size, width in WIDTHS.items()
            for name, chart in _charts(result, width)
            for theme in THEMES
        }


def _charts(result: Mapping[str, Any], width: float) -> Iterator[tuple[str, Any]]:
    from bowlby import plots

    if triggers := _rows(result["triggers"]):
        unit = _("points of alarm, on its scale from 0 to 10")
        yield "triggers", plots.interval_plot(triggers, title=_(TITLES["triggers"]), unit=unit, width=width)
    if settles := _rows(result["settles"]):
        unit = _("points that an alarm of 6 tends to have come down by")
        yield (
            "settles",
            plots.interval_plot(
                settles,
                title=_(TITLES["settles"]),
                unit=unit,
                below=_("stays up"),
                above=_("settles"),
                tone="cool",
                width=width,
            ),
        )
    if result["recovery"]:
        yield "recovery", plots.recovery_curve(result["recovery"], result["half_life_minutes"], width=width)
    if result["expectation"]["enough"]:
        yield "expectation", plots.expectation_plot(result["expectation"], width=width)
    if len(curve := result["expectation"].get("curve", ())) > 1:
        yield "curve", plots.calibration_plot(curve, width=width)
    for row in result.get("change", ()):
        if row["what"] in DRAWN and sum(month["enough"] for month in row["months"]) > 1:
            yield f"months-{row['what']}", _months(row, width)


def _months(row: Mapping[str, Any], width: float) -> Any:
    from bowlby import plots

    points = [
        {"label": month_label(month["month"]), "value": month["mean"]}
        | {key: month[key] for key in ("low", "high", "count")}
        for month in row["months"][-SHOWN_MONTHS:]
    ]
    title, unit, ends, tone = DRAWN[row["what"]]
    return plots.months_plot(points, title=_(title), unit=_(unit), ends=ends, tone=tone, width=width)


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
        progress("waking", 0.02)
        with speaking(language(*order.get("language", ("en",)))):
            for line in found(order, progress):
                say(line)
    except BowlbyError as error:
        say({"error": str(error)})


def found(order: Mapping[str, Any], progress: Callable[[str, float], None]) -> Iterator[dict[str, Any]]:
    """What an order asks for, line by line."""
    if "plan" in order:
        from bowlby.companion.trial_work import power_of

        yield {"power": power_of(order, progress)}
    elif "trial" in order:
        from bowlby.companion.trial_work import look_at

        yield {"look": look_at(order["trial"])}
    elif "draw" in order:
        yield {"figures": figures_of(order["draw"])}
    else:
        yield from answers(unpacked(order["diary"]), int(order.get("draws", 0)), progress)


def answers(diary: Diary, draws: int, progress: Callable[[str, float], None]) -> Iterator[dict[str, Any]]:
    """The first answer, then the full one where it was asked for and there is something to make surer."""
    result, figures = worked_out(diary, progress)
    yield {"result": result, "figures": figures}
    if not draws or not _tells(result):
        return
    progress("searching", 0.0)
    result, figures = worked_out(diary, progress, draws)
    if result["method"] == "nuts" and result["diagnostics"]["converged"]:
        yield {"result": result, "figures": figures}
    else:
        yield {"note": "unsettled"}


def _tells(result: Mapping[str, Any]) -> bool:
    """Whether the model has anything to tell at all."""
    rows = (*result["triggers"], *result["settles"])
    return result["half_life_minutes"]["identified"] or any(row["enough"] for row in rows)


def main() -> None:
    """Read the order from stdin and answer on stdout; anything else that is printed goes to stderr."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(5)
    out = sys.stdout
    sys.stdout = sys.stderr
    work(json.load(sys.stdin), out)


if __name__ == "__main__":
    main()
