"""What the insight page says about a result: words and rounded numbers, never more than the records carry.

The result is the dictionary that `bowlby.inference.fit` returns. What it marks as not enough gets no number here,
only how many more records are needed. Associations are called associations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bowlby.companion.words import answer_label, practice_label, state_label, trigger_label

Result = Mapping[str, Any]

MINUS = "−"


@dataclass(frozen=True, slots=True)
class Headline:
    """One number at the top of the page; without enough records `value` is empty and `words` says what is needed."""

    title: str
    value: str
    unit: str
    words: str
    basis: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: enough records, so a number with its 90 % interval."""

    label: str
    count: str
    effect: str
    interval: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row without enough records: how many there are, and what is needed."""

    label: str
    count: int
    needed: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the page shows."""

    headlines: tuple[Headline, ...]
    triggers: tuple[Line, ...]
    triggers_waiting: tuple[Waiting, ...]
    triggers_needed: str
    settles: tuple[Line, ...]
    settles_waiting: tuple[Waiting, ...]
    settles_recorded: bool
    recovery: str
    recovery_points: tuple[tuple[str, str, str], ...]
    converged: bool


def read(result: Result) -> Reading:
    """Put a result into words."""
    triggers, settles = result["triggers"], result["settles"]
    ratings_after = result["half_life_minutes"].get("reason") != "no-ratings-after"
    return Reading(
        headlines=(usual_alarm(result), half_life(result), expectation(result)),
        triggers=tuple(_trigger_line(row) for row in _enough(triggers)),
        triggers_waiting=tuple(_waiting_trigger(row) for row in triggers if not row["enough"]),
        triggers_needed=still_needed(result),
        settles=tuple(_settles_line(row) for row in _enough(settles)),
        settles_waiting=tuple(_waiting_settles(row) for row in settles if not row["enough"]),
        settles_recorded=ratings_after,
        recovery=recovery_sentence(result),
        recovery_points=_points(result),
        converged=bool(result["diagnostics"].get("converged", True)),
    )


def usual_alarm(result: Result) -> Headline:
    """The alarm around which the days move."""
    usual = result["usual_alarm"]
    basis = f"from {_counted(result['moments'], 'moment')} and {_counted(result['checkins'], 'check-in')}"
    if usual.get("median") is None:
        return Headline("Your usual alarm", "", "", "Too few ratings so far to say.", basis)
    words = f"Probably between {_one(usual['low'])} and {_one(usual['high'])}."
    return Headline("Your usual alarm", _one(usual["median"]), "of 10", words, basis)


def half_life(result: Result) -> Headline:
    """How long a rise lasts."""
    half = result["half_life_minutes"]
    title = "Half of a rise has settled after"
    count = half.get("count", result.get("rated_after"))
    basis = f"from {_counted(count, 'moment')} rated again afterwards" if count else ""
    if half["identified"]:
        words = f"Probably between {minutes(half['low'])} and {minutes(half['high'])}."
        return Headline(title, minutes(half["median"]), "", words, basis)
    if half.get("reason") == "no-ratings-after":
        return Headline(title, "", "", "Not in these records: no alarm was rated again after a moment.", "")
    return Headline(title, "", "", "Too uncertain so far. More ratings soon after a moment would show it.", basis)


def expectation(result: Result) -> Headline:
    """What was expected against what came."""
    gap = result["expectation"]
    title = "What you expect, and what comes"
    basis = f"from {_counted(gap['count'], 'answered moment')}"
    if not gap["enough"]:
        if not gap["count"]:
            words = (
                f"Not in these records yet: {_more(gap['needed'], 'moment')} needed with what you expect and what came."
            )
            return Headline(title, "", "", words, "")
        return Headline(
            title, "", "", f"{_more(gap['needed'], 'answered moment')} needed before this can be shown.", basis
        )
    words = (
        f"You expected a warm answer {_whole(gap['stated'])} times in 100; it came {_whole(gap['observed'])} times. "
        f"{_gap_verdict(gap)}"
    )
    return Headline(title, _signed(gap["gap"], 0), "points of 100", words, basis)


def _gap_verdict(gap: Mapping[str, Any]) -> str:
    span = f"(the difference is probably between {_signed(gap['low'], 0)} and {_signed(gap['high'], 0)})"
    if gap["high"] < 0:
        return f"More warmth tends to come than you expect {span}."
    if gap["low"] > 0:
        return f"Less warmth tends to come than you expect {span}."
    return f"There is no clear difference between the two {span}."


def recovery_sentence(result: Result) -> str:
    """The recovery curve in words; empty when there is none to show."""
    half = result["half_life_minutes"]
    if not half["identified"]:
        return ""
    return (
        f"When your alarm has risen, half of the rise tends to be gone after {minutes(half['median'])} "
        f"(probably between {minutes(half['low'])} and {minutes(half['high'])}), "
        f"and three quarters after {minutes(2 * half['median'])}."
    )


def still_needed(result: Result) -> str:
    """How many more records any trigger needs; empty when that is reached."""
    needs = result.get("needs", {})
    parts = []
    if needs.get("moments"):
        parts.append(_counted(needs["moments"], "more moment"))
    if needs.get("other_ratings"):
        parts.append(
            f"{_counted(needs['other_ratings'], 'more rating')} at other times "
            "(check-ins, or moments with nothing in particular)"
        )
    return " and ".join(parts)


def minutes(value: float) -> str:
    """A time in the words of a clock: `25 minutes`, `1 h 20 min`, `3 hours`."""
    whole = max(1, round(value))
    if whole < 100:
        return "1 minute" if whole == 1 else f"{whole} minutes"
    hours, rest = divmod(round(whole / 5) * 5, 60)
    if hours >= 24:
        return f"{round(value / 1440, 1):g} days"
    return f"{hours} hours" if not rest else f"{hours} h {rest} min"


def _trigger_line(row: Mapping[str, Any]) -> Line:
    lasting = bool(row.get("lasting"))
    if row["low"] > 0:
        verdict = "the alarm tends to be higher while it lasts" if lasting else "tends to come before a higher alarm"
    elif row["high"] < 0:
        verdict = "the alarm tends to be lower while it lasts" if lasting else "tends to come before a lower alarm"
    else:
        verdict = "no clear difference so far"
    label = (state_label if lasting else trigger_label)(row["name"])
    return _line(label, str(row["count"]), row, verdict)


def _settles_line(row: Mapping[str, Any]) -> Line:
    if row["low"] > 0:
        verdict = "the alarm tends to settle after it"
    elif row["high"] < 0:
        verdict = "the alarm tends to stay up or rise after it"
    else:
        verdict = "no clear difference so far"
    return _line(_settles_label(row), f"{row['count']} with, {row['without']} without", row, verdict)


def _line(label: str, count: str, row: Mapping[str, Any], verdict: str) -> Line:
    interval = f"{_signed(row['low'])} to {_signed(row['high'])}"
    return Line(label, count, _signed(row["effect"]), interval, verdict)


def _waiting_trigger(row: Mapping[str, Any]) -> Waiting:
    label = (state_label if row.get("lasting") else trigger_label)(row["name"])
    needed = f"{row['needed']} more" if row["needed"] else "more records at other times"
    return Waiting(label, row["count"], needed)


def _waiting_settles(row: Mapping[str, Any]) -> Waiting:
    parts = []
    if row["needed"]:
        parts.append(f"{row['needed']} more with it")
    if row.get("needed_without"):
        parts.append(f"{row['needed_without']} more without it")
    return Waiting(_settles_label(row), row["count"], " and ".join(parts) or "more ratings afterwards")


def _settles_label(row: Mapping[str, Any]) -> str:
    return (answer_label if row["kind"] == "answer" else practice_label)(row["name"])


def _enough(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted((row for row in rows if row["enough"]), key=lambda row: -row["effect"])


def _points(result: Result) -> tuple[tuple[str, str, str], ...]:
    """A few points of the recovery curve for its table: time, share left, interval."""
    points = result.get("recovery") or []
    step = max(1, len(points) // 6)
    return tuple(
        (
            minutes(point["minutes"]) if point["minutes"] >= 1 else "at once",
            f"{_whole(100 * point['median'])} %",
            f"{_whole(100 * point['low'])} to {_whole(100 * point['high'])} %",
        )
        for point in points[::step]
    )


def _one(value: float) -> str:
    return f"{value:.1f}"


def _whole(value: float) -> str:
    return f"{value:.0f}"


def _signed(value: float, places: int = 1) -> str:
    text = f"{abs(value):.{places}f}"
    if float(text) == 0:
        return text
    return f"+{text}" if value > 0 else f"{MINUS}{text}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _more(count: int, word: str) -> str:
    return f"{_counted(count, f'more {word}')} {'is' if count == 1 else 'are'}"
