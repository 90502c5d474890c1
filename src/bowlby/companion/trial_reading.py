"""What the pages of trials say: the plan, what is assigned, why it rests, and the result, in plain words.

Only here may it be said that something helped: chance decided, and the seal shows that nothing was changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bowlby.companion.language import N_, _, joined, ngettext, number
from bowlby.companion.words import practice_label
from bowlby.inference.trial_plan import USUAL, Plan

OUTCOMES: Mapping[str, str] = {
    "alarm-after": N_("the alarm about half an hour after the moment"),
    "alarm-of-day": N_("the mean of the day’s check-ins"),
    "alarm-next-morning": N_("the first check-in of the next morning"),
}
"""What is compared, in words."""

REASONS: Mapping[str, str] = {
    "worsening": N_(
        "Your alarm has been clearly higher lately than before the trial. That may have many reasons; the trial rests."
    ),
    "lost-sleep": N_("You have lost sleep lately. Sleep comes first; the trial rests."),
}
"""Why a trial rests."""

FEW_OF_100 = 0.05
"""A probability below this is worth a warning about missing ratings."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One practice against the other, in words.

    Attributes:
        title: what was compared.
        verdict: what came out, in a sentence.
        numbers: effect, interval and counts.
        chance: how often chance alone would show as much.
        needed: what a new trial would take; empty where the question is answered.
        model: the estimate beside it.
    """

    title: str
    verdict: str
    numbers: str
    chance: str
    needed: str
    model: str


@dataclass(frozen=True, slots=True)
class Said:
    """A result in words."""

    heading: str
    compared: tuple[Compared, ...]
    notes: tuple[str, ...]
    final: bool


def arm_label(arm: str) -> str:
    """What is compared, in words."""
    return _("As usual") if arm == USUAL else practice_label(arm)


def arms_label(plan: Plan) -> str:
    """Everything that is compared, the first last: `Slow breathing against As usual`."""
    first, *others = map(arm_label, plan.arms)
    return _("%(others)s, against: %(first)s", others=joined(others), first=first)


def plan_lines(plan: Plan) -> list[str]:
    """The plan, line by line."""
    if plan.unit == "moment":
        size = _("%(units)s moments, each one decided by chance", units=plan.units)
        counts = _("A moment counts from an alarm of %(from)s on.", **{"from": number(plan.from_alarm)})
    else:
        size, counts = _("%(units)s days, each one decided by chance", units=plan.units), ""
    looks = _("One look, at the end.")
    if len(plan.looks) > 1:
        looks = _("Looks at the results after %(looks)s.", looks=joined([number(look) for look in plan.looks]))
    worth = _("The smallest difference worth finding: %(worth)s of alarm.", worth=points(plan.worth))
    return [
        _("Compared: %(arms)s.", arms=arms_label(plan)),
        _("%(size)s. The result is measured by %(outcome)s.", size=size, outcome=_(OUTCOMES[plan.outcome])),
        *([counts] if counts else []),
        looks,
        worth,
        _("Where nothing helps, 5 of 100 such trials would still claim something."),
    ]


def power_lines(power: Mapping[str, Any], plan: Plan) -> list[str]:
    """What such a trial could find, line by line."""
    lines = [
        _(
            "If it made a difference of %(points)s, %(found)s of 100 such trials would find it.",
            points=points(size["effect"]),
            found=number(100 * size["found"], 0),
        )
        for size in power["sizes"]
    ]
    if power["enough"] is None:
        lines.append(_("A difference of %(worth)s can hardly be found this way.", worth=points(plan.worth)))
    elif power["enough"] <= plan.units:
        lines.append(_("That is enough for a difference of %(worth)s.", worth=points(plan.worth)))
    else:
        lines.append(
            _(
                "To find a difference of %(worth)s four times in five, it takes about %(units)s.",
                worth=points(plan.worth),
                units=_units(plan, power["enough"]),
            )
        )
    return lines


def points(value: float) -> str:
    """Points of alarm: `1 point`, `1.5 points`."""
    return ngettext("%(n)s point", "%(n)s points", 1 if value == 1 else 2, n=number(value))


def progress_line(plan: Plan, done: int) -> str:
    """How far a trial is, without any result."""
    return _("%(done)s of %(units)s done.", done=number(done), units=_units(plan, plan.units))


def _units(plan: Plan, count: int) -> str:
    if plan.unit == "moment":
        return ngettext("%(n)s moment", "%(n)s moments", count)
    return ngettext("%(n)s day", "%(n)s days", count)


# --- the result ---------------------------------------------------------------------------------------------


def said(look: Mapping[str, Any], plan: Plan) -> Said:
    """A result in words.

    Args:
        look: the fields of `trials.Result`.
        plan: of the trial.
    """
    heading = _("What came out") if look["final"] else _("A first look, as planned")
    compared = tuple(_compared(row, plan, final=look["final"]) for row in look["comparisons"])
    return Said(heading, compared, tuple(_notes(look, plan)), look["final"])


def _compared(row: Mapping[str, Any], plan: Plan, *, final: bool) -> Compared:
    practice, against = arm_label(row["practice"]), arm_label(row["against"])
    count, other = row["units"]
    interval = _interval(row["low"], row["high"], row["level"])
    numbers = _(
        "Difference in alarm: %(effect)s points (%(interval)s). Rated %(count)s times with it, "
        "%(other)s times without.",
        effect=number(row["effect"], 1, signed=True),
        interval=interval,
        count=number(count),
        other=number(other),
    )
    chance = _(
        "If it made no difference, chance alone would show as much in %(chance)s of 100 such trials.",
        chance=_of_hundred(row["probability"]),
    )
    needed = ""
    if not row["found"] and row["needed"]:
        needed = _(
            "A new trial of this kind, with about %(more)s more than this one, could find a difference of "
            "%(worth)s four times in five.",
            more=_units(plan, row["needed"]),
            worth=points(plan.worth),
        )
    model = _(
        "Beside it, a model that supposes more: %(effect)s (%(interval)s).",
        effect=number(row["model"]["effect"], 1, signed=True),
        interval=_interval(row["model"]["low"], row["model"]["high"], row["model"]["level"]),
    )
    title = _("%(practice)s, against: %(against)s", practice=practice, against=against)
    return Compared(title, _verdict(row, practice, final=final), numbers, chance, needed, model)


def _verdict(row: Mapping[str, Any], practice: str, *, final: bool) -> str:
    size = points(round(abs(row["effect"]), 1))
    if row["found"] and row["effect"] < 0:
        return _(
            "%(practice)s helped you in these weeks: the alarm was lower by %(size)s.",
            practice=practice,
            size=size,
        )
    if row["found"]:
        return _(
            "%(practice)s did not help you in these weeks: the alarm was higher by %(size)s.",
            practice=practice,
            size=size,
        )
    if not final:
        return _("Nothing yet that chance could not do as well. Most is kept for the end; go on as planned.")
    return _(
        "No difference that chance could not make as well. %(practice)s may do a little, or nothing.", practice=practice
    )


def _interval(low: float | None, high: float | None, level: float) -> str:
    share = number(100 * level, 0)
    if low is None and high is None:
        return _("%(share)s %% interval: without an end on either side", share=share)
    if low is None:
        return _("%(share)s %% interval: at most %(high)s", share=share, high=number(high or 0.0, 1, signed=True))
    if high is None:
        return _("%(share)s %% interval: at least %(low)s", share=share, low=number(low, 1, signed=True))
    ends = {"low": number(low, 1, signed=True), "high": number(high, 1, signed=True)}
    return _("%(share)s %% interval %(low)s to %(high)s", share=share, **ends)


def _of_hundred(probability: float) -> str:
    return _("fewer than 1") if probability < 0.01 else number(100 * probability, 0)


def _notes(look: Mapping[str, Any], plan: Plan) -> Sequence[str]:
    notes = []
    followed = [
        _("%(arm)s: done %(share)s times of 100", arm=arm_label(arm), share=number(100 * share, 0))
        for arm, share in look["followed"].items()
        if share is not None and arm != USUAL
    ]
    if followed:
        notes.append(_("How often it was done when assigned. %(followed)s.", followed=joined(followed)))
    if missing := look["units"] - look["rated"]:
        notes.append(ngettext("%(n)s outcome was not rated.", "%(n)s outcomes were not rated.", missing))
        if look["missing_probability"] < FEW_OF_100:
            notes.append(_("They are missing more often with one than with the other, so take the result with care."))
    if len(plan.arms) > 2:
        notes.append(_("Several things were compared; the 5 of 100 hold for all of them together."))
    notes.append(
        _(
            "It holds for you, in these weeks, as measured here. You knew what was assigned, so what you hoped is part "
            "of it."
        )
    )
    return notes
