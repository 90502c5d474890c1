"""What the forms offer: the shared names with their words, and what the person has added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bowlby.companion.language import N_, _
from bowlby.companion.own_words import figure_label
from bowlby.companion.words import (
    answer_hint,
    answer_label,
    practice_label,
    security_hint,
    signal_hint,
    signal_label,
    trigger_label,
)
from bowlby.names import ANSWERS, SECURITY_ITEMS, SIGNALS

OWN = "+own"
"""Form value of the choice that is written beside it."""

NOTHING = "+nothing"
"""Form value of `nothing in particular`; in the record the field stays empty."""

WARMTH = (
    ("5", N_("Almost surely not")),
    ("25", N_("Rather not")),
    ("50", N_("Could go either way")),
    ("75", N_("Rather yes")),
    ("95", N_("Almost surely")),
)
"""Expected warmth in words, with the per cent that the record holds."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One chip of a form: what is sent, what is read, and a second line where words need one."""

    value: str
    label: str
    hint: str = ""


def triggers(names: Iterable[str]) -> list[Choice]:
    """Triggers as `own_words.offered` gives them."""
    return [Choice(name, trigger_label(name)) for name in names]


def figures(names: Iterable[str]) -> list[Choice]:
    """People as `own_words.offered` gives them."""
    return [Choice(name, figure_label(name)) for name in names]


def practices(names: Iterable[str]) -> list[Choice]:
    """Practices as `own_words.offered` gives them."""
    return [Choice(name, practice_label(name)) for name in names]


def with_own(names: Iterable[str], *held: str) -> list[str]:
    """The names offered, and those that a record holds though they are not offered any more."""
    return list(dict.fromkeys([*names, *(name for name in held if name)]))


def signals() -> list[Choice]:
    """The ladder of signals, quiet to loud."""
    return [Choice(name, signal_label(name), signal_hint(name)) for name in SIGNALS]


def answers() -> list[Choice]:
    """What can have come back."""
    return [Choice(name, answer_label(name), answer_hint(name)) for name in ANSWERS]


def warmth() -> list[Choice]:
    """How likely a warm answer seems, in five steps."""
    return [Choice(value, _(words), f"{value}\u00a0%") for value, words in WARMTH]


def security() -> list[Choice]:
    """The three security items of a check-in; the value is the name of the field."""
    return [Choice(name, security_hint(name)) for name in SECURITY_ITEMS]


def nearest_warmth(percent: float) -> str:
    """The words nearest to a per cent."""
    return _(min(WARMTH, key=lambda step: abs(float(step[0]) - percent))[1])
