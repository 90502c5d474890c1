"""How it is just now, in eight sentences of this notebook's own: kept in the diary, scored by the instrument `state`.

It is not a validated scale, and a page that shows it says so. Each look is of one moment and is no estimate of anything
lasting.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from bowlby.companion.checkups import KIND
from bowlby.companion.language import N_, _
from bowlby.diary import documents
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

INSTRUMENT = "state"
PREFIX = "now "
"""Beginning of a document's name; its time follows."""

JOURNEY = 24
"""So many looks within one day are put in order whatever the clocks they were written by."""

SENTENCES: Mapping[str, str] = {
    "felt_close": N_("I felt close to someone."),
    "felt_sure": N_("I felt sure that someone would be there for me."),
    "felt_free": N_("I felt free to get on with my own things."),
    "mattered": N_("My thoughts went back and back to whether I still mattered to someone."),
    "waiting": N_("I was waiting for word from someone and could not let it go."),
    "ask_again": N_("I wanted to ask once more whether all was well between us."),
    "kept_in": N_("I held back what was going on in me."),
    "rather_alone": N_("I would rather have managed everything with nobody around."),
}
"""The items by the names of their columns, as the instrument's own file has them; a test holds the two together."""

SCALES: Mapping[str, str] = {
    "security": N_("Held and free"),
    "anxiety": N_("Worry about someone"),
    "avoidance": N_("Keeping to oneself"),
}


class Look(NamedTuple):
    """One look at a moment: its document, its time, and the mean of each scale; None where too little is answered."""

    name: str
    at: datetime
    answered: int
    means: Mapping[str, float | None]


def keep(database: DiaryDatabase, form: Mapping[str, str], now: datetime) -> None:
    """Keep what was answered.

    Args:
        database: the open diary.
        form: a number from 0 to 10 by name of the item; empty where it was left open.
        now: when.

    Raises:
        BowlbyError: nothing is answered, or an answer is no such number.
    """
    answers: dict[str, int] = {}
    for name in SENTENCES:
        text = form.get(name, "").strip()
        if not text:
            continue
        if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= 10):
            raise BowlbyError(_("an answer is no number from 0 to 10; choose one of them, or leave it open"))
        answers[name] = int(text)
    if not answers:
        raise BowlbyError(_("nothing is answered yet; one sentence is enough"))
    database.keep(KIND, PREFIX + now.isoformat(), {"at": now.isoformat(), "answers": answers})


def looks(database: DiaryDatabase, most: int | None = None) -> list[Look]:
    """The looks that were kept, the latest first; only so many where that is said."""
    # Names begin with the local time, which can go back by a day on a journey: some more are read than are wanted.
    last = None if most is None else most + JOURNEY
    found = [
        Look(name, datetime.fromisoformat(body["at"]), len(body["answers"]), means(body["answers"]))
        for name, body in database.kept(KIND, PREFIX, last).items()
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def count(database: DiaryDatabase) -> int:
    """How many looks were kept."""
    with database.reading() as connection:
        return documents.count(connection, KIND, PREFIX)


def means(answers: Mapping[str, int]) -> dict[str, float | None]:
    """Mean of each scale by the instrument's rule: None where too few of its items are answered."""
    found: dict[str, float | None] = {}
    for scale, (names, needed) in _rule().items():
        given = [answers[name] for name in names if name in answers]
        found[scale] = sum(given) / len(given) if len(given) >= needed else None
    return found


@cache
def _rule() -> dict[str, tuple[list[str], int]]:
    """Columns of each scale, and how many of them it takes, as the instrument's own file has them."""
    from bowlby.measures.instruments import known

    instrument = known(INSTRUMENT)
    order = next(iter(instrument.orders.values()))
    return {
        scale.name: ([order.names[item - 1] for item in scale.items], instrument.missing.needed(len(scale.items)))
        for scale in order.scales
    }
