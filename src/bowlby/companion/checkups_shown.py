"""Check-ups as a page shows them: the error as it falls, each scale with its interval, and how far it moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from bowlby.companion.checkups import Result
from bowlby.companion.language import N_, _, day, ngettext, number

if TYPE_CHECKING:
    from bowlby.measures.adaptive import AdaptiveTest, Estimate, Record
    from bowlby.measures.item_bank import Trait

WIDTH, HEIGHT = 300.0, 90.0
"""Of the drawing of the error, in its own units."""

ABOUT = {
    "anxiety": (N_("Anxiety in closeness"), N_("how much one worries about being left or not loved enough")),
    "avoidance": (N_("Avoidance of closeness"), N_("how much one keeps closeness and leaning on others at a distance")),
}
"""The two scales, in words for readers."""


class Sureness(NamedTuple):
    """One scale of the test under way.

    Attributes:
        label: of the scale.
        words: its error now, and where it stops.
        line: points of the drawing, `x,y x,y`.
        enough: whether the error is small enough.
    """

    label: str
    words: str
    line: str
    enough: bool


class Shown(NamedTuple):
    """One scale of a result.

    Attributes:
        label, about: in words.
        mean, span, words: the number, its interval, and both ends of the scale, interval, count and error in words.
        marks: places of low, mean, high and of the earlier ones (empty without), in percent of the response scale.
        moved: change since the check-up before; empty at the first.
        beside: where it stands in the reference sample; empty unless asked for.
    """

    label: str
    about: str
    mean: str
    span: str
    words: str
    marks: tuple[float, ...]
    moved: str
    beside: str


def sureness(test: AdaptiveTest, record: Record) -> list[Sureness]:
    """How the error of each scale fell so far."""
    from bowlby.measures.adaptive import Record, estimates

    steps = [estimates(test, Record(record.steps[:end])) for end in range(len(record.steps) + 1)]
    found = []
    for name in steps[-1]:
        path = [one[name].error for one in steps]
        enough = path[-1] <= test.error
        words = (
            _("error %(error)s: enough", error=number(path[-1], 2))
            if enough
            else _(
                "error %(error)s, from %(first)s at the start; enough at %(stop)s",
                error=number(path[-1], 2),
                first=number(path[0], 2),
                stop=number(test.error, 2),
            )
        )
        found.append(Sureness(_(ABOUT[name][0]), words, _line(path), enough))
    return found


def stop_height(test: AdaptiveTest) -> float:
    """Where the line of the error to stop at lies in the drawing."""
    return round(_height(test.error), 1)


def shown(result: Result, before: Result | None = None, *, beside: bool = False) -> list[Shown]:
    """Each scale of a result.

    Args:
        result: what to show.
        before: the check-up before it, if there was one.
        beside: whether to say where it stands in the reference sample.
    """
    from bowlby.measures.item_bank import bank_for

    bank = bank_for(result.instrument)
    found = []
    for trait in bank.traits:
        one = result.scales[trait.name]
        earlier = before.scales.get(trait.name) if before else None
        ends = (bank.low, bank.high)
        marks = [_place(value, ends) for value in (one.low, one.mean, one.high)]
        if earlier:
            marks += [_place(value, ends) for value in (earlier.low, earlier.mean, earlier.high)]
        label, about = ABOUT[trait.name]
        found.append(
            Shown(
                label=_(label),
                about=_(about),
                mean=number(one.mean, 1),
                span=_("%(low)s to %(high)s", low=number(one.low, 1), high=number(one.high, 1)),
                words=_words(one, ends),
                marks=tuple(marks),
                moved=_moved(trait, earlier, one, before) if before and earlier else "",
                beside=_beside(result.instrument, trait.name, one) if beside else "",
            )
        )
    return found


def _words(one: Estimate, ends: tuple[int, int]) -> str:
    return ngettext(
        "on %(low_end)s to %(high_end)s; nine times in ten between %(low)s and %(high)s; from %(n)s answer"
        " (standard error %(error)s)",
        "on %(low_end)s to %(high_end)s; nine times in ten between %(low)s and %(high)s; from %(n)s answers"
        " (standard error %(error)s)",
        one.answered,
        low_end=number(ends[0]),
        high_end=number(ends[1]),
        low=number(one.low, 1),
        high=number(one.high, 1),
        error=number(one.error, 2),
    )


def sample(instrument: str) -> str:
    """The reference sample in words; empty where there is none."""
    from bowlby.measures.reference import ALL, reference_for

    reference = reference_for(instrument)
    if reference is None:
        return ""
    people = max(reference.people[key] for key in reference.people if key[1:] == (ALL, ALL))
    return _(
        "The sample: about %(people)s people who filled in the same questions on an open website for their own"
        " interest (published in March 2018). They chose themselves; they are no norm.",
        people=number(people, 0),
    )


def _moved(trait: Trait, earlier: Estimate, one: Estimate, before: Result) -> str:
    from bowlby.measures.repeated import moved

    found = moved(trait, earlier, one)
    words = (
        N_("%(change)s since %(day)s, with its interval from %(low)s to %(high)s: more than the error of both.")
        if found.reliable
        else N_("%(change)s since %(day)s, with its interval from %(low)s to %(high)s: within the error of both.")
    )
    signed = {name: number(getattr(found, name), 2, signed=True) for name in ("change", "low", "high")}
    return _(words, day=day(before.at), **signed)


def _beside(instrument: str, scale: str, one: Estimate) -> str:
    import numpy as np

    from bowlby.measures.reference import ALL, Groups, percentiles, reference_for

    reference = reference_for(instrument)
    if reference is None:
        return ""
    everybody = np.full(3, ALL, object)
    low, mean, high = percentiles(
        reference, scale, np.array([one.low, one.mean, one.high]), Groups(everybody, everybody)
    )
    return _(
        "Of 100 people in the sample, about %(mean)s answer lower (between %(low)s and %(high)s).",
        mean=number(mean, 0),
        low=number(low, 0),
        high=number(high, 0),
    )


def _line(path: Sequence[float]) -> str:
    wide = WIDTH / max(len(path) - 1, 8)
    return " ".join(f"{place * wide:.1f},{_height(error):.1f}" for place, error in enumerate(path))


def _height(error: float) -> float:
    return HEIGHT * (1 - min(error, 1.0))


def _place(value: float, ends: tuple[int, int]) -> float:
    return round(100 * (value - ends[0]) / (ends[1] - ends[0]), 1)
