"""The parts of a plan for bad hours in words: heading, what may stand there, and the plan as the pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bowlby.companion.language import N_, _
from bowlby.diary.safety_plan import AT_HOME, CONTACTS, PARTS, Contact, SafetyPlan


class PartWords(NamedTuple):
    """Heading of a part, as the person would say it, and what may stand there."""

    heading: str
    hint: str


class Shown(NamedTuple):
    """One part that is filled in, as a page shows it."""

    heading: str
    text: str
    contacts: tuple[Contact, ...]


class Asked(NamedTuple):
    """One part as the form asks for it; `rows` are the contacts, with room for more."""

    name: str
    heading: str
    hint: str
    text: str
    rows: tuple[Contact, ...]
    at_home: bool


PART_WORDS: Mapping[str, PartWords] = {
    "signs": PartWords(
        N_("How I notice that it is getting bad"), N_("Thoughts, moods, places or moments that come before.")
    ),
    "alone": PartWords(
        N_("What I can do by myself"), N_("Two or three things that have carried you over an hour before.")
    ),
    "among": PartWords(
        N_("Where I can be among others"), N_("People and places that take your mind elsewhere, without explaining.")
    ),
    "people": PartWords(N_("Whom I can ask for help"), N_("People you would let in on how bad it is.")),
    "lines": PartWords(
        N_("Professionals and lines I can reach"),
        N_("Doctor, therapist, clinic, a helpline, the emergency number where you live."),
    ),
    "safer": PartWords(
        N_("How I make the place safer"),
        N_("What you give away, lock up or leave with someone, and who helps with it."),
    ),
    "reason": PartWords(N_("My reason to go on"), N_("A person, an animal, something not yet finished.")),
    "ways-out": PartWords(
        N_("Ways out, if someone at home is the danger"),
        N_("A room with a second door, where to go, what is packed and where."),
    ),
    "word": PartWords(
        N_("A word that tells a friend to send help"),
        N_("Agree on it by talking. Who knows it need not be written here."),
    ),
}
"""Every part in words."""

MOST_TEXT = 4_000
MOST_NAME = 80
MOST_CONTACTS = 10
ROOM = 2
"""The form has so many empty rows for contacts below those filled in."""


def shown(plan: SafetyPlan) -> list[Shown]:
    """What is filled in, in the order in which a plan is read."""
    return [
        Shown(_(PART_WORDS[part].heading), plan.texts.get(part, ""), plan.contacts.get(part, ()))
        for part in PARTS
        if part in plan.texts or part in plan.contacts
    ]


def asked(plan: SafetyPlan) -> list[Asked]:
    """Every part as the form asks for it."""
    return [
        Asked(
            part,
            _(PART_WORDS[part].heading),
            _(PART_WORDS[part].hint),
            plan.texts.get(part, ""),
            _rows(plan.contacts.get(part, ())) if part in CONTACTS else (),
            part in AT_HOME,
        )
        for part in PARTS
    ]


def _rows(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    room = max(0, min(ROOM, MOST_CONTACTS - len(contacts)))
    return (*contacts, *(Contact("") for _row in range(room)))


def from_form(values: Mapping[str, str]) -> SafetyPlan:
    """The plan that a form holds; lines end as the person's own do, and rows left empty are passed over."""
    texts = {part: text for part in PARTS if part not in CONTACTS and (text := _written(values, part))}
    contacts = {part: found for part in CONTACTS if (found := _filled(values, part))}
    return SafetyPlan(texts, contacts)


def too_long(plan: SafetyPlan) -> str:
    """What is longer than it may be, as a sentence; empty where all is well."""
    for part, text in plan.texts.items():
        if len(text) > MOST_TEXT:
            return _("“%(part)s” is longer than %(n)s characters; shorten it.", part=_heading(part), n=MOST_TEXT)
    for part, found in plan.contacts.items():
        if any(len(one.name) > MOST_NAME or len(one.number) > MOST_NAME for one in found):
            return _(
                "“%(part)s”: a name or number is longer than %(n)s characters; shorten it.",
                part=_heading(part),
                n=MOST_NAME,
            )
    return ""


def _heading(part: str) -> str:
    return _(PART_WORDS[part].heading)


def _filled(values: Mapping[str, str], part: str) -> tuple[Contact, ...]:
    rows = (Contact(*(_written(values, f"{part}-{what}-{n}") for what in ("name", "number"))) for n in _numbers())
    return tuple(one for one in rows if one.name or one.number)


def _numbers() -> range:
    # A plan brought from elsewhere may hold more contacts than the form makes room for; none of them is lost.
    return range(MOST_CONTACTS * 4)


def _written(values: Mapping[str, str], name: str) -> str:
    return values.get(name, "").replace("\r\n", "\n").strip()
