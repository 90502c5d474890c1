"""What a guided practice is: declared facts, and its steps in the language of the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

IN_THE_MOMENT, OVER_WEEKS, WITH_SOMEONE = "now", "weeks", "together"
"""When a practice is for; the page that lists them is ordered by it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a practice: a little to read, one thing to do.

    Attributes:
        name: what the step is called in the run; what is written there is kept under it.
        title: the one thing to do.
        text: paragraphs, each short enough for a small screen.
        points: a list below the paragraphs.
        ask: label of an optional field to write in; empty where there is nothing to write.
        choose: words to tick, as many as fit.
        kind: `words`, or what the page shows besides: `pacer`, `who` (whom it is about), `warmth` (how likely
            a warm answer seems).
    """

    name: str
    title: str
    text: Sequence[str]
    points: Sequence[str] = ()
    ask: str = ""
    choose: Sequence[str] = ()
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Series:
    """One session of a practice that has several.

    Attributes:
        name: as it is kept.
        title: for the list.
        minutes: how long it takes.
        steps: what happens in it.
    """

    name: str
    title: str
    minutes: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """A guided practice.

    Attributes:
        name: one of `bowlby.names.PRACTICES`.
        when: one of `IN_THE_MOMENT`, `OVER_WEEKS`, `WITH_SOMEONE`.
        danger_first: whether it looks twice at a threat or leads towards another person; then the question
            whether the person is safe comes before anything else.
        sources: keys of `bibliography.bib` behind its evidence.
        what_for, how_long: a few words each.
        steps: its steps; empty where it has sessions.
        sessions: its sessions, for a practice over weeks.
        comes_back: whether its moment stays open and asks later what came.
        takes_along: whether what was written makes a note to print.
    """

    name: str
    when: str
    what_for: Callable[[], str]
    how_long: Callable[[], str]
    steps: Callable[[], tuple[Step, ...]]
    sources: tuple[str, ...] = ()
    danger_first: bool = False
    sessions: Callable[[], tuple[Series, ...]] = tuple
    comes_back: bool = False
    takes_along: bool = False
