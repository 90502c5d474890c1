"""What the forms of moments and check-ins have in common: reading them, and saying what is wrong or what was kept."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from bowlby.companion import choices, own_words
from bowlby.companion.language import N_, _, number
from bowlby.companion.own_words import figure_label
from bowlby.companion.session import Session
from bowlby.companion.times import ClockChangeError, now_here, offset_name, spoken, zones
from bowlby.companion.words import trigger_label
from bowlby.diary.records import Checkin, Moment, RecordError

FIELD_WORDS: Mapping[str, str] = {
    "at": N_("The time"),
    "figure": N_("The person"),
    "trigger": N_("What came before"),
    "alarm_before": N_("The alarm"),
    "expected_warmth": N_("The expectation"),
    "signal": N_("What you do"),
    "practices": N_("What you did to settle"),
    "note": N_("The note"),
    "answer": N_("The answer"),
    "answered_at": N_("The time of the answer"),
    "alarm_after": N_("The alarm now"),
    "after_at": N_("The time of the rating"),
    "alarm": N_("The alarm"),
    "word": N_("The word"),
    "times": N_("The list of times"),
    "by_chance": N_("The number of times by chance"),
    "start": N_("The window’s beginning"),
    "end": N_("The window’s end"),
}
"""The fields of forms as a sentence begins with them."""

DRAFT_PATH = "+path"
"""Under this name a draft says which page it was written on."""

RULES = (
    N_("is outside 0 to 10; correct it or leave it empty"),
    N_("is outside 0 to 100; correct it or leave it empty"),
    N_("is longer than 60 characters; shorten it"),
    N_("is longer than 20000 characters; shorten it"),
    N_("holds a character that no text can hold; remove it"),
    N_("names the same thing twice; name each once"),
    N_("is before the moment itself; correct one of the two times"),
    N_("is empty though alarm_after is given; say when it was rated"),
)
"""Rules of `diary.records` that a form can break, as that module words them."""


def complaint(error: RecordError) -> str:
    """What is wrong with a form, as a sentence."""
    field = FIELD_WORDS.get(error.column)
    return _("%(field)s %(rule)s.", field=_(field) if field else error.column, rule=_(error.rule))


def troubles(error: RecordError | None) -> dict[str, Any]:
    """What a template needs to show an error, and to ask which of two times is meant."""
    folds = error.folds if isinstance(error, ClockChangeError) else ()
    return {
        "error_field": error.column if error else "",
        "error": complaint(error) if error else "",
        "folds": [{"value": v, "label": offset_name(at)} for v, at in zip(("first", "second"), folds, strict=False)],
        "zones": zones(),
    }


def values_of(form: FormData) -> dict[str, Any]:
    """What a form holds: texts, and the list of practices."""
    values: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str)}
    values["practices"] = [value for value in form.getlist("practices") if isinstance(value, str)]
    return values


def chosen(values: Mapping[str, Any], name: str) -> str:
    """A choice of chips: a shared name, the person's own words, or empty."""
    value = values.get(name, "")
    if value == choices.OWN:
        return own_words.as_known(name, values.get(f"{name}_own", ""))
    return "" if value == choices.NOTHING else value


def chosen_trigger(values: Mapping[str, Any]) -> str:
    """What went before; empty for nothing in particular.

    Raises:
        RecordError: nothing is chosen, or one's own word is and is not written.
    """
    value = values.get("trigger", "")
    if not value:
        raise RecordError("trigger", _("is not chosen yet; “nothing in particular” is a good answer too"))
    if value == choices.OWN and not chosen(values, "trigger"):
        raise RecordError("trigger", _("has no word yet; write one beside “something else”, or choose another"))
    return chosen(values, "trigger")


def chosen_practices(values: Mapping[str, Any]) -> str:
    """Practices, the person's own included, as the record writes them; each once."""
    own = (own_words.as_known("practice", name) for name in values.get("practices_own", "").split(";"))
    names = [*values.get("practices", ()), *own]
    return ";".join(dict.fromkeys(name.strip() for name in names if name.strip()))


def keep_draft(session: Session, path: str, values: Mapping[str, Any]) -> None:
    """Remember, in memory only, what was written on a page whose notebook had locked itself meanwhile."""
    session.draft = {**values, DRAFT_PATH: path}


def draft_path(session: Session) -> str:
    """The page whose form was sent to a locked notebook; empty where there was none."""
    return (session.draft or {}).get(DRAFT_PATH, "")


def taken_draft(session: Session, path: str) -> dict[str, Any]:
    """What was written on this page before the notebook locked itself, handed out once; empty where nothing was."""
    if draft_path(session) != path:
        return {}
    draft, session.draft = dict(session.draft or {}), None
    del draft[DRAFT_PATH]
    return draft


def new_id(text: str) -> str:
    """The id the form was given, so that sending it twice keeps one record; a fresh one where there is none."""
    return text if re.fullmatch(r"[0-9a-f]{32}", text) else uuid.uuid4().hex


def line_of(moment: Moment) -> dict[str, str]:
    """One line of a list of moments."""
    return {"id": moment.id, "when": spoken(moment.at, now_here()), "what": summary(moment)}


def summary(moment: Moment) -> str:
    """A moment in a few words, without its note."""
    parts = [trigger_label(moment.trigger)]
    if moment.figure:
        parts.append(figure_label(moment.figure))
    if moment.alarm_before is not None:
        parts.append(_("alarm %(n)s", n=number(moment.alarm_before)))
    return " · ".join(parts)


def checkin_summary(checkin: Checkin) -> str:
    """A check-in in a few words."""
    if checkin.alarm is None:
        return _("Check-in")
    return _("Check-in · alarm %(n)s", n=number(checkin.alarm))
