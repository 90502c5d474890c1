"""What the forms offer: the shared names with their words, and what the person has added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bowlby.companion.words import (
    answer_hint,
    answer_label,
    practice_label,
    security_hint,
    signal_hint,
    signal_label,
    trigger_label,
)
from bowlby.diary.records import Moment
from bowlby.names import ANSWERS, PRACTICES, SECURITY_ITEMS, SIGNALS, TRIGGERS

OWN = "+own"
"""Form value of the choice that is written beside it."""

NOTHING = "+nothing"
"""Form value of `nothing in particular`; in the record the field stays empty."""

FIGURES = ("partner", "friend", "mother", "father", "therapist", "colleague", "stranger")
"""Whom a moment can be about, as it is written in the record; a person adds their own."""

WARMTH = (
    ("5", "Almost surely not"),
    ("25", "Rather not"),
    ("50", "Could go either way"),
    ("75", "Rather yes"),
    ("95", "Almost surely"),
)
"""Expected warmth in words, with the per cent that the record holds."""

MOST_OWN = 12
"""So many of a person's own names are offered as a choice; more would slow the choosing down."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One chip of a form: what is sent, what is read, and a second line where words need one."""

    value: str
    label: str
    hint: str = ""


def triggers(moments: Iterable[Moment]) -> list[Choice]:
    """The ten triggers and the person's own, most used first among the own."""
    own = _own((moment.trigger for moment in moments), TRIGGERS)
    return [Choice(name, trigger_label(name)) for name in (*TRIGGERS, *own)]


def figures(moments: Iterable[Moment]) -> list[Choice]:
    """The figures a person is likely to mean, and the person's own."""
    own = _own((moment.figure for moment in moments), FIGURES)
    return [Choice(name, name) for name in (*own, *FIGURES)]


def practices(moments: Iterable[Moment]) -> list[Choice]:
    """The practices and the person's own."""
    own = _own((name for moment in moments for name in moment.practices), PRACTICES)
    return [Choice(name, practice_label(name)) for name in (*PRACTICES, *own)]


def signals() -> list[Choice]:
    """The ladder of signals, quiet to loud."""
    return [Choice(name, signal_label(name), signal_hint(name)) for name in SIGNALS]


def answers() -> list[Choice]:
    """What can have come back."""
    return [Choice(name, answer_label(name), answer_hint(name)) for name in ANSWERS]


def warmth() -> list[Choice]:
    """How likely a warm answer seems, in five steps."""
    return [Choice(value, words, f"{value} %") for value, words in WARMTH]


def security() -> list[Choice]:
    """The three security items of a check-in; the value is the name of the field."""
    return [Choice(name, security_hint(name)) for name in SECURITY_ITEMS]


def nearest_warmth(percent: float) -> str:
    """The words nearest to a per cent."""
    return min(WARMTH, key=lambda step: abs(float(step[0]) - percent))[1]


def _own(used: Iterable[str], shared: Sequence[str]) -> list[str]:
    counts = Counter(name for name in used if name and name not in shared)
    return [name for name, _ in counts.most_common(MOST_OWN)]
