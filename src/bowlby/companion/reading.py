"""What the insight page says about a result: words and rounded numbers, never more than the records carry.

The result is the dictionary that `bowlby.inference.fit` returns. What it marks as not enough gets no number here,
only how many more records are needed. Associations are called associations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bowlby.companion.words import answer_label, practice_label, signal_label, state_label, trigger_label

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
    has_lasting: bool
    triggers_waiting: tuple[Waiting, ...]
    triggers_needed: str
    settles: tuple[Line, ...]
    settles_waiting: tuple[Waiting, ...]
    settles_recorded: bool
    expectation: str
    followed: tuple[Line, ...]
    followed_waiting: tuple[Waiting, ...]
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
        has_lasting=any(row.get("lasting") for row in _enough(triggers)),
        triggers_waiting=tuple(_waiting_trigger(row) for row in triggers if not row["enough"]),
        triggers_needed=still_needed(result),
        settles=tuple(_settles_line(row) for row in _enough(settles)),
        settles_waiting=tuple(_waiting_settles(row) for row in settles if not row["enough"]),
        settles_recorded=ratings_after,
        expectation=expectation_sentence(result),
        followed=tuple(_followed(row) for row in result.get("followed_by", ()) if row["enough"]),
        followed_waiting=tuple(
            Waiting(signal_label(row["signal"]), row["count"], str(row["count"] + row["needed"]))
            for row in result.get("followed_by", ())
            if not row["enough"]
        ),
        recovery=recovery_sentence(result),
        recovery_points=_points(result),
        converged=bool(result["diagnostics"].get("converged", True)),
    )


def _followed(row: Mapping[str, Any]) -> Line:
    """How often a signal was followed by warmth: of 100 times."""
    rebuff = f"turned away in {row['rebuff']:.0f}" if row["rebuff"] >= 0.5 else "never turned away"
    interval = f"{row['low']:.0f} to {row['high']:.0f}"
    return Line(signal_label(row["signal"]), str(row["count"]), f"{row['warm']:.0f}", interval, rebuff)


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
    if half.get("needed"):
        words = f"Too uncertain so far. {_more(half['needed'], 'rating')} needed, some time after a moment."
        return Headline(title, "", "", words, basis)
    return Headline(title, "", "", "Too uncertain so far. More ratings soon after a moment would show it.", basis)


def expectation(result: Result) -> Headline:
    """What was expected against what came."""
    gap = result["expectation"]
    title = "What you expect, and what comes"
    basis = f"from {_counted(gap['count'], 'answered moment')}"
    if not gap["enough"]:
        if not gap["count"]:
            needed = _counted(gap["needed"], "moment")
            return Headline(
                title, "", "", f"Not in these records: {needed} with an expectation and an answer are needed.", ""
            )
        words = f"{_more(gap['needed'], 'answered moment')} needed before this can be shown."
        return Headline(title, "", "", words, basis)
    value, unit, words = _gap_in_short(gap)
    return Headline(title, value, unit, words, basis)


def _gap_in_short(gap: Mapping[str, Any]) -> tuple[str, str, str]:
    """The difference as a number, what it counts, and where it probably lies."""
    if gap["low"] <= 0 <= gap["high"]:
        span = f"Between {_whole(-gap['low'])} more and {_whole(gap['high'])} less often: no clear difference."
        return _signed(-gap["gap"], 0), "in 100", span
    near, far = sorted((abs(gap["low"]), abs(gap["high"])))
    more = "more" if gap["high"] < 0 else "less"
    words = f"Warmth tends to come {more} often than you expect. Probably by between {_whole(near)} and {_whole(far)}."
    return _whole(abs(gap["gap"])), f"in 100 {more} often", words


def expectation_sentence(result: Result) -> str:
    """Expectation and what came, in a sentence; without enough records, what is needed."""
    gap = result["expectation"]
    if not gap["enough"]:
        return expectation(result).words
    stated, observed = _whole(gap["stated"]), _whole(gap["observed"])
    said = f"You expected a warm answer {stated} times in 100; one came {observed} times in 100."
    return f"{said} {_gap_in_short(gap)[2]}"


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


def label_of(row: Mapping[str, Any]) -> str:
    """A trigger, lasting state, practice or answer in plain words."""
    match row.get("kind"):
        case "answer":
            return answer_label(row["name"])
        case "practice":
            return practice_label(row["name"])
    return (state_label if row.get("lasting") else trigger_label)(row["name"])


def _trigger_line(row: Mapping[str, Any]) -> Line:
    lasting = bool(row.get("lasting"))
    if row["low"] > 0:
        verdict = "the alarm tends to be higher while it lasts" if lasting else "tends to come before a higher alarm"
    elif row["high"] < 0:
        verdict = "the alarm tends to be lower while it lasts" if lasting else "tends to come before a lower alarm"
    else:
        verdict = "no clear difference so far"
    return _line(label_of(row), str(row["count"]), row, verdict)


def _settles_line(row: Mapping[str, Any]) -> Line:
    if row["low"] > 0:
        verdict = "the alarm tends to settle after it"
    elif row["high"] < 0:
        verdict = "the alarm tends to stay up or rise after it"
    else:
        verdict = "no clear difference so far"
    return _line(label_of(row), f"{row['count']} with, {row['without']} without", row, verdict)


def _line(label: str, count: str, row: Mapping[str, Any], verdict: str) -> Line:
    interval = f"{_signed(row['low'])} to {_signed(row['high'])}"
    return Line(label, count, _signed(row["effect"]), interval, verdict)


def _waiting_trigger(row: Mapping[str, Any]) -> Waiting:
    needed = f"{row['needed']} more" if row["needed"] else "more records at other times"
    return Waiting(label_of(row), row["count"], needed)


def _waiting_settles(row: Mapping[str, Any]) -> Waiting:
    parts = []
    if row["needed"]:
        parts.append(f"{row['needed']} more with it")
    if row.get("needed_without"):
        parts.append(f"{row['needed_without']} more without it")
    return Waiting(label_of(row), row["count"], " and ".join(parts) or "more ratings afterwards")


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
