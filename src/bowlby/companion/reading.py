"""What the insight page says about a result: words and rounded numbers, never more than the records carry.

The result is the dictionary that `bowlby.inference.fit` returns. What it marks as not enough gets no number here,
only how many more records are needed. Associations are called associations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bowlby.companion.language import _, joined, ngettext, number
from bowlby.companion.untold import in_words, instead
from bowlby.companion.words import answer_label, practice_label, signal_label, state_label, trigger_label
from bowlby.inference.more import POINTS, SHARE, More, more_for_time, more_to_settle, rounded

Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Headline:
    """One number at the top of the page; without enough records `value` is empty and `words` says what is needed."""

    title: str
    value: str
    unit: str
    words: str
    basis: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: enough records, so a number with its 90 % interval, and what would settle it."""

    label: str
    count: str
    effect: str
    interval: str
    verdict: str
    more: str = ""


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
    curve: tuple[Line, ...]
    followed: tuple[Line, ...]
    followed_waiting: tuple[Waiting, ...]
    by_figure: tuple[Line, ...]
    turns_to: tuple[Line, ...]
    recovery: str
    recovery_points: tuple[tuple[str, str, str], ...]
    trouble: str
    full: bool


def read(result: Result) -> Reading:
    """Put a result into words."""
    triggers, settles = result["triggers"], result["settles"]
    ratings_after = result["half_life_minutes"].get("reason") != "no-ratings-after"
    return Reading(
        headlines=(usual_alarm(result), half_life(result), expectation(result)),
        triggers=tuple(_trigger_line(row) for row in _enough(triggers)),
        has_lasting=any(row.get("lasting") for row in _enough(triggers)),
        triggers_waiting=tuple(_waiting_trigger(row, result) for row in triggers if not row["enough"]),
        triggers_needed=still_needed(result),
        settles=tuple(_settles_line(row) for row in _enough(settles)),
        settles_waiting=tuple(_waiting_settles(row, result) for row in settles if not row["enough"]),
        settles_recorded=ratings_after,
        expectation=expectation_sentence(result),
        curve=tuple(_curve_line(row) for row in result["expectation"].get("curve", ())),
        followed=tuple(_followed(row) for row in result.get("followed_by", ()) if row["enough"]),
        followed_waiting=tuple(
            Waiting(signal_label(row["signal"]), row["count"], str(row["count"] + row["needed"]))
            for row in result.get("followed_by", ())
            if not row["enough"]
        ),
        by_figure=tuple(_figure_line(row) for row in _enough(result.get("by_figure", ()))),
        turns_to=tuple(_turning(row) for row in result.get("turns_to", ()) if row["enough"]),
        recovery=recovery_sentence(result),
        recovery_points=_points(result),
        trouble=in_words(result),
        full=result.get("method") == "nuts",
    )


# --- the numbers at the top --------------------------------------------------------------------------------


def usual_alarm(result: Result) -> Headline:
    """The alarm around which the days move."""
    usual, title = result["usual_alarm"], _("Your usual alarm")
    moments, checkins = counted_moments(result["moments"]), counted_checkins(result["checkins"])
    asked = usual.get("asked", 0)  # a result from before this was told has none
    basis = (
        ngettext(
            "from %(n)s check-in that asked at its own time", "from %(n)s check-ins that asked at their own time", asked
        )
        if asked
        else _("from %(moments)s and %(checkins)s", moments=moments, checkins=checkins)
    )
    if usual.get("median") is None:
        return Headline(title, "", "", instead(result, _("Too few ratings so far to say.")), basis)
    low, high = usual["low"], usual["high"]
    words = _("Probably between %(low)s and %(high)s.", low=number(low, 1), high=number(high, 1))
    ratings = asked or result["moments"] + result["checkins"]
    more = more_words(more_to_settle(low, high, ratings, POINTS, zero=False))
    return Headline(title, number(usual["median"], 1), _("of 10"), words, basis, more)


def half_life(result: Result) -> Headline:
    """How long a rise lasts."""
    half = result["half_life_minutes"]
    title = _("Half of a rise has settled after")
    count = half.get("count", result.get("rated_after"))
    basis = ngettext(
        "from %(n)s moment rated again afterwards", "from %(n)s moments rated again afterwards", count or 0
    )
    basis = basis if count else ""
    if half["identified"]:
        low, high = half["low"], half["high"]
        words = _("Probably between %(low)s and %(high)s.", low=minutes(low), high=minutes(high))
        more = more_words(more_for_time(low, high, count or result["moments"]))
        return Headline(title, minutes(half["median"]), "", words, basis, more)
    if half.get("reason") == "no-ratings-after":
        return Headline(title, "", "", _("Not in these records: no alarm was rated again after a moment."), "")
    if needed := half.get("needed"):
        words = ngettext(
            "Too uncertain so far. %(n)s more rating is needed, some time after a moment.",
            "Too uncertain so far. %(n)s more ratings are needed, some time after a moment.",
            needed,
        )
        return Headline(title, "", "", words, basis)
    words = _("Too uncertain so far. More ratings soon after a moment would show it.")
    return Headline(title, "", "", instead(result, words), basis)


def expectation(result: Result) -> Headline:
    """What was expected against what came."""
    gap, title = result["expectation"], _("What you expect, and what comes")
    basis = ngettext("from %(n)s answered moment", "from %(n)s answered moments", gap["count"])
    if gap["enough"]:
        value, unit, words = _gap_in_short(gap)
        more = more_words(more_to_settle(gap["low"], gap["high"], gap["count"], SHARE))
        return Headline(title, value, unit, words, basis, more)
    if not gap["count"]:
        words = ngettext(
            "Not in these records: %(n)s moment with an expectation and an answer is needed.",
            "Not in these records: %(n)s moments with an expectation and an answer are needed.",
            gap["needed"],
        )
        return Headline(title, "", "", words, "")
    words = ngettext(
        "%(n)s more answered moment is needed before this can be shown.",
        "%(n)s more answered moments are needed before this can be shown.",
        gap["needed"],
    )
    return Headline(title, "", "", words, basis)


def _gap_in_short(gap: Mapping[str, Any]) -> tuple[str, str, str]:
    """The difference as a number, what it counts, and where it probably lies."""
    if gap["low"] <= 0 <= gap["high"]:
        span = _(
            "Between %(more)s more and %(less)s less often: no clear difference.",
            more=number(-gap["low"], 0),
            less=number(gap["high"], 0),
        )
        return number(-gap["gap"], 0, signed=True), _("in 100"), span
    near, far = (number(end, 0) for end in sorted((abs(gap["low"]), abs(gap["high"]))))
    size = number(abs(gap["gap"]), 0)
    if gap["high"] < 0:
        words = _(
            "Warmth tends to come more often than you expect. Probably by between %(near)s and %(far)s.",
            near=near,
            far=far,
        )
        return size, _("in 100 more often"), words
    words = _(
        "Warmth tends to come less often than you expect. Probably by between %(near)s and %(far)s.", near=near, far=far
    )
    return size, _("in 100 less often"), words


# --- sentences ---------------------------------------------------------------------------------------------


def expectation_sentence(result: Result) -> str:
    """Expectation and what came, in a sentence; without enough records, what is needed."""
    gap = result["expectation"]
    if not gap["enough"]:
        return expectation(result).words
    said = _(
        "You expected a warm answer %(stated)s times in 100; one came %(observed)s times in 100.",
        stated=number(gap["stated"], 0),
        observed=number(gap["observed"], 0),
    )
    return f"{said} {_gap_in_short(gap)[2]}"


def recovery_sentence(result: Result) -> str:
    """The recovery curve in words; empty when there is none to show."""
    half = result["half_life_minutes"]
    if not half["identified"]:
        return ""
    return _(
        "When your alarm has risen, half of the rise tends to be gone after %(half)s "
        "(probably between %(low)s and %(high)s), and three quarters after %(twice)s.",
        half=minutes(half["median"]),
        low=minutes(half["low"]),
        high=minutes(half["high"]),
        twice=minutes(2 * half["median"]),
    )


def still_needed(result: Result) -> str:
    """How many more records any trigger needs; empty when that is reached."""
    needs, parts = result.get("needs", {}), []
    if moments := needs.get("moments"):
        parts.append(ngettext("%(n)s more moment", "%(n)s more moments", moments))
    if others := needs.get("other_ratings"):
        parts.append(
            ngettext(
                "%(n)s more rating at other times (check-ins, or moments with nothing in particular)",
                "%(n)s more ratings at other times (check-ins, or moments with nothing in particular)",
                others,
            )
        )
    return joined(parts)


def more_words(more: More) -> str:
    """How many more records would settle a number; it says itself that it is rough."""
    if more.settled and more.until == "sign":
        return ""
    if more.settled:
        return _("Narrow enough already.")
    if more.records is None:
        return _("It would take very many more to be sure.")
    return _("Roughly %(n)s more would settle it.", n=number(rounded(more.records)))


def minutes(value: float) -> str:
    """A time in the words of a clock: `25 minutes`, `1 h 20 min`, `3 hours`."""
    whole = max(1, round(value))
    if whole < 100:
        return ngettext("%(n)s minute", "%(n)s minutes", whole)
    hours, rest = divmod(round(whole / 5) * 5, 60)
    if hours >= 24:
        return _("%(n)s days", n=number(round(value / 1440, 1)))
    if not rest:
        return ngettext("%(n)s hour", "%(n)s hours", hours)
    return _("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)


def counted_moments(count: int) -> str:
    """So many moments."""
    return ngettext("%(n)s moment", "%(n)s moments", count)


def counted_checkins(count: int) -> str:
    """So many check-ins."""
    return ngettext("%(n)s check-in", "%(n)s check-ins", count)


# --- rows --------------------------------------------------------------------------------------------------


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
        lasts, comes = _("the alarm tends to be higher while it lasts"), _("tends to come before a higher alarm")
    elif row["high"] < 0:
        lasts, comes = _("the alarm tends to be lower while it lasts"), _("tends to come before a lower alarm")
    else:
        lasts = comes = _("no clear difference so far")
    return _line(label_of(row), number(row["count"]), row, lasts if lasting else comes)


def _settles_line(row: Mapping[str, Any]) -> Line:
    if row["low"] > 0:
        verdict = _("the alarm tends to settle after it")
    elif row["high"] < 0:
        verdict = _("the alarm tends to stay up or rise after it")
    else:
        verdict = _("no clear difference so far")
    if row.get("probability_positive") is not None:
        sure = number(100 * row["probability_positive"], 0)
        verdict = _("%(verdict)s; likelihood of settling %(sure)s %%", verdict=verdict, sure=sure)
    count = _("%(with)s with, %(without)s without", **{"with": row["count"], "without": row["without"]})
    return _line(label_of(row), count, row, verdict)


def _line(label: str, count: str, row: Mapping[str, Any], verdict: str) -> Line:
    interval = _(
        "%(low)s to %(high)s", low=number(row["low"], 1, signed=True), high=number(row["high"], 1, signed=True)
    )
    more = more_words(more_to_settle(row["low"], row["high"], row["count"], POINTS))
    return Line(label, count, number(row["effect"], 1, signed=True), interval, verdict, more)


def _curve_line(row: Mapping[str, Any]) -> Line:
    """One bin of the calibration curve."""
    low, high = number(row["from"], 0), number(row["to"], 0)
    label = _("%(n)s %%", n=low) if low == high else _("%(low)s to %(high)s %%", low=low, high=high)
    if row["low"] > row["stated"]:
        verdict = _("came more often than it seemed")
    elif row["high"] < row["stated"]:
        verdict = _("came less often than it seemed")
    else:
        verdict = _("no clear difference so far")
    more = more_words(more_to_settle(row["low"], row["high"], row["count"], SHARE, zero=False))
    return Line(label, number(row["count"]), number(row["observed"], 0), _span(row), verdict, more)


def _followed(row: Mapping[str, Any]) -> Line:
    """How often a signal was followed by warmth: of 100 times."""
    share = row["rebuff"]
    rebuff = _("turned away in %(n)s", n=number(share, 0 if share >= 1 else 1)) if share else _("never turned away")
    more = more_words(more_to_settle(row["low"], row["high"], row["count"], SHARE, zero=False))
    return Line(signal_label(row["signal"]), number(row["count"]), number(row["warm"], 0), _span(row), rebuff, more)


def _turning(row: Mapping[str, Any]) -> Line:
    """How likely a signal is at a high alarm: of 100 times."""
    return Line(signal_label(row["signal"]), number(row["count"]), number(row["chance"], 0), _span(row), "")


def _figure_line(row: Mapping[str, Any]) -> Line:
    """What the alarm settles after, figure by figure; the figure's name is the person's own."""
    line = _settles_line({**row, "name": row["answer"], "kind": "answer"})
    figure = row["figure"] or _("nobody named")
    return replace(line, label=_("%(answer)s (%(figure)s)", answer=line.label, figure=figure))


def _span(row: Mapping[str, Any]) -> str:
    return _("%(low)s to %(high)s", low=number(row["low"], 0), high=number(row["high"], 0))


def _waiting_trigger(row: Mapping[str, Any], result: Result) -> Waiting:
    needed = _("%(n)s more", n=row["needed"]) if row["needed"] else instead(result, _("more records at other times"))
    return Waiting(label_of(row), row["count"], needed)


def _waiting_settles(row: Mapping[str, Any], result: Result) -> Waiting:
    parts = []
    if row["needed"]:
        parts.append(_("%(n)s more with it", n=row["needed"]))
    if row.get("needed_without"):
        parts.append(_("%(n)s more without it", n=row["needed_without"]))
    return Waiting(label_of(row), row["count"], joined(parts) or instead(result, _("more ratings afterwards")))


def _enough(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted((row for row in rows if row["enough"]), key=lambda row: -row["effect"])


def _points(result: Result) -> tuple[tuple[str, str, str], ...]:
    """A few points of the recovery curve for its table: time, share left, interval."""
    points = result.get("recovery") or []
    step = max(1, len(points) // 6)
    return tuple(
        (
            minutes(point["minutes"]) if point["minutes"] >= 1 else _("at once"),
            _("%(n)s %%", n=number(100 * point["median"], 0)),
            _("%(low)s to %(high)s %%", low=number(100 * point["low"], 0), high=number(100 * point["high"], 0)),
        )
        for point in points[::step]
    )
