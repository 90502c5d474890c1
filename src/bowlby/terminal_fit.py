"""The fit of diaries on a terminal: which people, with what progress, and what is printed of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from rich.progress import TaskProgressColumn

from bowlby import terminal
from bowlby.diary.records import Diary
from bowlby.errors import BowlbyError
from bowlby.inference.more import POINTS, SHARE, More, more_for_time, more_to_settle, rounded

SILENCE = {
    "no-ratings-after": "not in these records (no later ratings of the alarm)",
    "too-uncertain": "not told, these records leave it too uncertain",
}
"""Why there is no half-life, in words."""

TROUBLE = {
    "few-ratings": "The alarm was rated too seldom for anything to be told from the ratings.",
    "no-variation": "Every rating of the alarm is the same, so nothing can be told from the ratings.",
    "not-converged": "The calculation did not come to rest on these records, so nothing is told from the ratings.",
}
"""Why nothing is told from the ratings at all, in words."""

FOLLOWED = {
    "alarm_at_moments": "alarm at moments",
    "alarm_at_checkins": "alarm at prompted check-ins",
    "warm_answers": "warm answers, of 100",
    "gap": "expected less actual warmth, of 100",
    "security": "felt close, sure and free",
}
"""What is followed over the months, in words; a signal is told as its share."""

MONTHS = 4
"""So many of the latest months stand in the table."""


def fit_people(people: Mapping[str, Diary], draws: int, seed: int = 0, out: Path | None = None) -> list[dict[str, Any]]:
    """Fit every person, many of them on all cores, with a progress bar on a terminal.

    Args:
        people: diaries by person.
        draws: of the full posterior; 0 for the first answer.
        seed: of the draws.
        out: Parquet file for a table of all; a run that was stopped goes on from what is kept beside it.

    Raises:
        BowlbyError: the file cannot be written, or keeps part of another run.
    """
    from bowlby.inference.fit import fit_diary
    from bowlby.lab_files import keep_compiled
    from bowlby.lab_fit import FEW, fit_group

    keep_compiled()
    results = []
    with terminal.progress_bar(TaskProgressColumn()) as progress:
        task = progress.add_task("Fitting", total=len(people))
        if out is not None or len(people) > FEW:
            done = partial(progress.advance, task)
            return fit_group(people, draws=draws, seed=seed, out=out, progress=done)
        for count, diary in enumerate(people.values()):

            def tell(stage: str, share: float, count: int = count) -> None:
                words = "Fitting" if stage in ("reading", "done") else f"Fitting: {stage}"
                progress.update(task, description=words, completed=count + share)

            results.append(fit_diary(diary, draws=draws, seed=seed, progress=tell))
    return results


def as_json(results: list[dict[str, Any]]) -> str:
    """One object for one person, a list for several."""
    return json.dumps(results[0] if len(results) == 1 else results, indent=2, allow_nan=False)


def show(results: list[dict[str, Any]]) -> None:
    """Print what was found, person by person, in words and tables."""
    for result in results:
        _show_one(result)


def pool(results: list[dict[str, Any]], out: Path | None) -> list[dict[str, Any]]:
    """What the people share and how they differ; each one's effect in the light of all goes into the table at `out`.

    Raises:
        BowlbyError: too few people have an estimate of anything.
    """
    from bowlby.inference.group import FEWEST_PEOPLE, pooled_rows
    from bowlby.lab_fit import pooled_into

    rows = pooled_rows(results) if out is None else pooled_into(out, results)
    if not rows:
        raise BowlbyError(
            f"--pool: nothing has an estimate from at least {FEWEST_PEOPLE} people; give more people, or more records"
        )
    return rows


def show_pooled(rows: list[dict[str, Any]]) -> None:
    """Print what people share and how they differ."""
    titles = {"triggers": "What tends to come before the alarm", "settles": "What it settles after"}
    columns = ("", "people", "average person", "90 % interval", "spread between people", "another person, 90 %")
    for kind, title in titles.items():
        lines = [
            (
                row["name"],
                row["people"],
                f"{row['middle']:+.1f}",
                f"{row['low']:+.1f} to {row['high']:+.1f}",
                f"{row['spread']:.1f} ({row['spread_low']:.1f} to {row['spread_high']:.1f})",
                f"{row['others_low']:+.1f} to {row['others_high']:+.1f}",
            )
            for row in rows
            if row["kind"] == kind
        ]
        if lines:
            terminal.show_table(columns, lines, f"{title} (points of alarm)")


def _show_one(result: dict[str, Any]) -> None:
    name = f"Person {result['person']}: " if result["person"] else ""
    terminal.say(f"{name}{_counted(result['moments'], 'moment')}, {_counted(result['checkins'], 'check-in')}.")
    usual = result["usual_alarm"]
    if usual["median"] is not None:
        interval = f"90 % interval {usual['low']:.1f} to {usual['high']:.1f}"
        ratings = usual["asked"] or result["moments"] + result["checkins"]
        more = _more(more_to_settle(usual["low"], usual["high"], ratings, POINTS, zero=False))
        asked = f", from {_counted(ratings, 'prompted check-in')}" if usual["asked"] else ""
        terminal.say(f"Usual alarm: {usual['median']:.1f} of 10 ({interval}{asked}; to settle: {more}).")
    if trouble := TROUBLE.get(result["diagnostics"]["trouble"]):
        terminal.say(trouble)
    terminal.say(f"Half of a rise is gone after: {_half_life(result['half_life_minutes'], result['moments'])}.")
    if any(result["needs"].values()):
        terminal.say(_missing(result["needs"]))
    _table("What tends to come before the alarm", "points of alarm added", "adds", result["triggers"])
    if any(row["count"] for row in result["settles"]):
        _table("What it settles after", "points taken off an alarm of 6", "takes off", result["settles"])
    else:
        terminal.say("What it settles after: not in these records (no answers or practices with a later rating).")
    terminal.say(_warmth(result["expectation"]))
    _curve(result["expectation"]["curve"])
    _by_figure(result["by_figure"])
    _turns_to(result["turns_to"])
    _followed(result["followed_by"])
    _change(result["change"])
    terminal.say(
        "To settle: roughly how many more records like these would make a number clear of zero, or its interval narrow."
    )
    terminal.say("These are associations, not causes. An interval is meant to hold the true value nine times in ten.\n")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _half_life(half_life: dict[str, Any], moments: int) -> str:
    if not half_life["identified"]:
        wanted = f" ({half_life['needed']} more later ratings of the alarm needed)" if half_life["needed"] else ""
        return SILENCE[half_life["reason"]] + wanted * (half_life["reason"] == "too-uncertain")
    low, high = half_life["low"], half_life["high"]
    more = _more(more_for_time(low, high, moments))
    return f"{half_life['median']:.0f} minutes (90 % interval {low:.0f} to {high:.0f}; to settle: {more})"


def _more(more: More) -> str:
    """How many more records would settle a number, in a few words."""
    if more.settled:
        return "clear" if more.until == "sign" else "narrow"
    return f"about {rounded(more.records)} more" if more.records else "very many more"


def _missing(needs: dict[str, int]) -> str:
    words = {"moments": "rated moments", "other_ratings": "ratings without a trigger"}
    wanted = [f"{needs[name]} more {words[name]}" for name in words if needs[name]]
    return f"Before any trigger can be told: {' and '.join(wanted)}."


def _table(title: str, unit: str, verb: str, rows: list[dict[str, Any]]) -> None:
    columns = ("", "records", verb, "90 % interval", f"probability that it {verb}", "to settle")
    lines = [
        (row["name"] + (" (while it lasts)" if row.get("lasting") else ""), row["count"], *_cells(row)) for row in rows
    ]
    if lines:
        terminal.show_table(columns, lines, f"{title} ({unit})")


def _cells(row: dict[str, Any]) -> tuple[str, str, str, str]:
    if row["enough"]:
        interval = f"{row['low']:+.1f} to {row['high']:+.1f}"
        more = _more(more_to_settle(row["low"], row["high"], row["count"], POINTS))
        return f"{row['effect']:+.1f}", interval, f"{100 * row['probability_positive']:.0f} %", more
    wanted = [f"{row['needed']} more"] if row["needed"] else []
    wanted += [f"{row['needed_without']} more without it"] if row.get("needed_without") else []
    return "", f"needs {' and '.join(wanted)}" if wanted else "needs more records", "", ""


def _by_figure(rows: list[dict[str, Any]]) -> None:
    """What each figure's answers take off an alarm, where there are several figures."""
    lines = [(f"{row['answer']} from {row['figure'] or 'nobody named'}", row["count"], *_cells(row)) for row in rows]
    if lines:
        columns = ("", "records", "takes off", "90 % interval", "probability that it takes off")
        terminal.show_table(columns, lines, "Figure by figure (points taken off an alarm of 6)")


def _turns_to(rows: list[dict[str, Any]]) -> None:
    """What tends to be done at a high alarm."""
    lines = [
        (row["signal"], f"{row['chance']:.0f} %", f"{row['low']:.0f} to {row['high']:.0f} %")
        for row in rows
        if row["enough"]
    ]
    if lines:
        title = f"What tends to be done at an alarm of 6 (from {rows[0]['count']} moments)"
        terminal.show_table(("", "chance", "90 % interval"), lines, title)
    elif rows:
        wanted = f"{rows[0]['needed']} more moments with what was done needed"
        terminal.say(f"What tends to be done at a high alarm: {wanted}.")


def _followed(rows: list[dict[str, Any]]) -> None:
    """Which signal was followed by what."""
    lines = []
    for row in rows:
        needs = "" if row["enough"] else f"needs {row['needed']} more"
        told = ("", needs, "", "")
        if row["enough"]:
            more = _more(more_to_settle(row["low"], row["high"], row["count"], SHARE, zero=False))
            told = (f"{row['warm']:.0f} %", f"{row['low']:.0f} to {row['high']:.0f} %", f"{row['rebuff']:.0f} %", more)
        lines.append((row["signal"], row["count"], *told))
    if lines:
        columns = ("", "answered", "warm", "90 % interval", "rebuff", "to settle")
        terminal.show_table(columns, lines, "What each signal was followed by")


def _warmth(expectation: dict[str, Any]) -> str:
    if not expectation["count"]:
        return "Expected against actual warmth: not in these records."
    if not expectation["enough"]:
        return f"Expected against actual warmth: {expectation['needed']} more answered moments needed."
    interval = f"90 % interval {expectation['low']:+.0f} to {expectation['high']:+.0f}"
    return (
        f"A warm answer was expected in {expectation['stated']:.0f} % and came in {expectation['observed']:.0f} % of "
        f"{expectation['count']} moments: a gap of {expectation['gap']:+.0f} points ({interval}; to settle: "
        f"{_more(more_to_settle(expectation['low'], expectation['high'], expectation['count'], SHARE))})."
    )


def _curve(curve: list[dict[str, Any]]) -> None:
    """How often warmth came, by how likely it had seemed."""
    lines = [
        (
            f"{row['from']:.0f} %" if row["from"] == row["to"] else f"{row['from']:.0f} to {row['to']:.0f} %",
            row["count"],
            f"{row['stated']:.0f} %",
            f"{row['observed']:.0f} %",
            f"{row['low']:.0f} to {row['high']:.0f} %",
            _more(more_to_settle(row["low"], row["high"], row["count"], SHARE, zero=False)),
        )
        for row in curve
    ]
    if lines:
        columns = ("it seemed", "moments", "expected", "came", "90 % interval", "to settle")
        terminal.show_table(columns, lines, "How often warmth came, by how likely it seemed")


def _change(rows: list[dict[str, Any]]) -> None:
    """The latest months, and the last that can be told against all before it."""
    told = [row for row in rows if any(month["enough"] for month in row["months"])]
    if not told:
        return
    months = sorted({month["month"] for row in told for month in row["months"]})[-MONTHS:]
    lines = []
    for row in told:
        means = {month["month"]: _month(month) for month in row["months"]}
        cells = (means.get(month, "") for month in months)
        lines.append((FOLLOWED.get(row["what"], f"{row['what']}, of 100"), *cells, *_latest(row)))
    terminal.show_table(("", *months, "latest less before", "to settle"), lines, "Month by month (mean, records)")
    terminal.say("Of ten such differences, chance alone makes about one look clear.")


def _month(month: dict[str, Any]) -> str:
    return f"{month['mean']:.1f} ({month['count']})" if month["enough"] else f"needs {month['needed']} more"


def _latest(row: dict[str, Any]) -> tuple[str, str]:
    latest = row["latest"]
    if not latest["enough"]:
        return f"needs {latest['needed']} more", ""
    width = POINTS if row["unit"] == "points" else SHARE
    fixed = latest["half_before"]
    more = _more(more_to_settle(latest["low"], latest["high"], latest["count"], width, fixed=fixed))
    return f"{latest['difference']:+.1f} ({latest['low']:+.1f} to {latest['high']:+.1f})", more
