"""A person's own triggers, practices and figures: what the forms offer besides the shared ones, and what they hide.

Words come from three places: those the person added, those their moments use, and the shared names. Hiding a word
takes it off the forms and changes no record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bowlby.companion.language import N_, _
from bowlby.companion.words import practice_label, trigger_label
from bowlby.diary import changes, register
from bowlby.diary.records import MAX_NAME, RecordError
from bowlby.names import PRACTICES, TRIGGERS

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

KIND = "own-words"

FIGURES = ("partner", "friend", "mother", "father", "therapist", "colleague", "stranger")
"""Whom a moment can be about, as it is written in the record; a person adds their own."""

SHARED: Mapping[str, tuple[str, ...]] = {"trigger": TRIGGERS, "figure": FIGURES, "practice": PRACTICES}
"""The words that everybody is offered, by kind."""

MOST_OWN = 16
"""So many words that only the moments use are offered, latest used first; more would slow the choosing down."""


@dataclass(frozen=True, slots=True)
class WordList:
    """What a person has decided about the words of one kind."""

    added: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()


def word_lists(database: DiaryDatabase) -> dict[str, WordList]:
    """The decisions by kind: `trigger`, `figure`, `practice`."""
    kept = database.kept(KIND)
    return {
        kind: WordList(_texts(kept.get(kind, {}).get("added")), frozenset(_texts(kept.get(kind, {}).get("hidden"))))
        for kind in SHARED
    }


def _texts(listed: object) -> tuple[str, ...]:
    return tuple(word for word in listed if isinstance(word, str)) if isinstance(listed, list) else ()


def offered(database: DiaryDatabase) -> dict[str, list[str]]:
    """The words the forms offer, by kind: shared ones and the person's own, those hidden left out."""
    lists = word_lists(database)
    with database.reading() as connection:
        used = {kind: [one.word for one in register.words(connection, kind)] for kind in SHARED}
    return {kind: _offered(kind, lists[kind], used[kind]) for kind in SHARED}


def _offered(kind: str, words: WordList, used: Sequence[str]) -> list[str]:
    shared = SHARED[kind]
    known = {*shared, *words.added}
    recent = [word for word in used if word not in known and word not in words.hidden][:MOST_OWN]
    own = [*words.added, *recent]
    # People are chosen by name: one's own come first. Triggers and practices keep their place, so hands learn it.
    together = [*own, *shared] if kind == "figure" else [*shared, *own]
    return [word for word in together if word not in words.hidden]


def as_known(kind: str, word: str, others: Iterable[str] = ()) -> str:
    """A word as it is kept: where it is the label of a shared word, that one, so that the two are not counted apart.

    Args:
        kind: `trigger`, `figure` or `practice`; a word of another kind stays.
        word: as somebody wrote it.
        others: words of the person's own that it may be, too, in other letters.
    """
    word = word.strip()
    label = LABELS.get(kind, str)
    known = {label(name).casefold(): name for name in SHARED.get(kind, ())} | {name.casefold(): name for name in others}
    return known.get(word.casefold(), word)


def add(database: DiaryDatabase, kind: str, word: str) -> str:
    """Offer a word on the forms from now on, also when it was hidden before.

    Returns:
        The word as it is kept; one that was offered already stays as it is.

    Raises:
        RecordError: it is empty, too long or holds a semicolon.
    """
    words = word_lists(database)[_kind(kind)]
    word = as_known(kind, allowed(word), words.added)
    added = words.added if word in (*words.added, *SHARED[kind]) else (*words.added, word)
    _keep(database, kind, WordList(added, words.hidden - {word}))
    return word


def hide(database: DiaryDatabase, kind: str, word: str) -> None:
    """Take a word off the forms. Records that hold it stay as they are."""
    words = word_lists(database)[_kind(kind)]
    _keep(database, kind, WordList(words.added, words.hidden | {word}))


def show(database: DiaryDatabase, kind: str, word: str) -> None:
    """Put a hidden word back on the forms."""
    words = word_lists(database)[_kind(kind)]
    _keep(database, kind, WordList(words.added, words.hidden - {word}))


def rename(database: DiaryDatabase, kind: str, old: str, new: str, *, records_too: bool) -> int:
    """Offer a new word in the place of an old one of the person's own.

    Args:
        database: the open diary.
        kind: `trigger`, `figure` or `practice`.
        old: the word so far.
        new: the word from now on.
        records_too: also in the moments that hold the old word; their earlier versions are kept. Otherwise they
            keep what was written, and the old word only goes from the forms.

    Returns:
        How many moments were changed.

    Raises:
        RecordError: the new word is empty, too long, holds a semicolon, or the old one is a shared word.
    """
    new = allowed(new)
    if old in SHARED[_kind(kind)]:
        raise RecordError("word", _("is one that everybody is offered; it can be hidden, and another one added"))
    if new == old:
        return 0
    changed = 0
    if records_too:
        with database.writing() as connection:
            changed = changes.rename(connection, kind, old, new)
    words = word_lists(database)[kind]
    added = [new if word == old else word for word in words.added]
    if new not in (*added, *SHARED[kind]):
        added.append(new)
    hidden = words.hidden - {new} if records_too else (words.hidden - {new}) | {old}
    _keep(database, kind, WordList(tuple(dict.fromkeys(added)), hidden))
    return changed


def allowed(word: str) -> str:
    """The word without space around it.

    Raises:
        RecordError: it is empty, too long or holds a semicolon, which stands between practices in a file.
    """
    word = " ".join(word.split())
    if not word:
        raise RecordError("word", _("is empty; write one"))
    if len(word) > MAX_NAME:
        raise RecordError("word", _("is longer than %(n)s characters; shorten it", n=MAX_NAME))
    if ";" in word or "\x00" in word:
        raise RecordError("word", _("holds a semicolon; leave it out"))
    return word


def figure_label(name: str) -> str:
    """A figure in words: a shared one in the language of the page, a person's own as it was written."""
    return _(FIGURE_WORDS[name]) if name in FIGURE_WORDS else name


FIGURE_WORDS: Mapping[str, str] = {
    "partner": N_("partner"),
    "friend": N_("friend"),
    "mother": N_("mother"),
    "father": N_("father"),
    "therapist": N_("therapist"),
    "colleague": N_("colleague"),
    "stranger": N_("stranger"),
}
"""The shared figures as the forms name them."""

LABELS: Mapping[str, Callable[[str], str]] = {
    "trigger": trigger_label,
    "figure": figure_label,
    "practice": practice_label,
}
"""How a word of each kind is shown."""


def own_first(words: Iterable[str], kind: str) -> list[str]:
    """A person's own words before the shared ones, for a list to look after."""
    return sorted(words, key=lambda word: word in SHARED[kind])


def _kind(kind: str) -> str:
    if kind not in SHARED:
        raise RecordError("kind", _("is not known; choose triggers, people or practices"))
    return kind


def _keep(database: DiaryDatabase, kind: str, words: WordList) -> None:
    database.keep(KIND, kind, {"added": list(words.added), "hidden": sorted(words.hidden)})
