"""Log a moment, take the last one back, and see which moments are still open."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from bowlby.companion import choices
from bowlby.companion.page import LockedError, checked_form, form_of, go, open_diary, render, session_of, text_of
from bowlby.companion.times import now_here, spoken, time_from_form
from bowlby.companion.words import trigger_label
from bowlby.diary.records import Moment, RecordError, moment_from_fields

router = APIRouter(dependencies=[Depends(checked_form)])

SHOWN_OPEN = 4
"""So many open moments are listed under the form; the rest is one step away."""

FIELD_WORDS = {
    "at": "The time",
    "figure": "The person",
    "trigger": "What came before",
    "alarm_before": "The alarm",
    "expected_warmth": "The expectation",
    "signal": "What you do",
    "practices": "What you did to settle",
    "note": "The note",
    "answer": "The answer",
    "answered_at": "The time of the answer",
    "alarm_after": "The alarm now",
    "after_at": "The time of the rating",
    "alarm": "The alarm",
}


@router.get("/log")
async def log_form(request: Request) -> Response:
    """The form; filled in again when the diary had locked itself while someone was writing."""
    open_diary(request)
    session = session_of(request)
    draft, session.draft = session.draft, None
    return form_page(request, draft or {}, kept=bool(draft))


def form_page(
    request: Request,
    values: Mapping[str, Any],
    *,
    error: RecordError | None = None,
    kept: bool = False,
    status: int = 200,
) -> HTMLResponse:
    """The form with what was filled in so far, and the open moments below it."""
    moments = open_diary(request).moments()
    waiting = waiting_moments(moments)
    return render(
        request,
        "log.html",
        title="Notes: new",
        status=status,
        id=values.get("id") or uuid.uuid4().hex,
        values=values,
        error_field=error.column if error else "",
        error=complaint(error) if error else "",
        kept=kept,
        triggers=choices.triggers(moments),
        figures=choices.figures(moments),
        warmth=choices.warmth(),
        signals=choices.signals(),
        practices=choices.practices(moments),
        waiting=[line_of(moment) for moment in waiting[:SHOWN_OPEN]],
        waiting_count=len(waiting),
    )


@router.post("/log")
async def log_moment(request: Request) -> Response:
    """Keep a moment. What was acknowledged is on disk before the answer goes out."""
    values = values_of(form_of(request))
    try:
        database = open_diary(request)
    except LockedError:
        session_of(request).draft = values
        raise
    try:
        moment = moment_from_form(values)
    except RecordError as error:
        return form_page(request, values, error=error, status=422)
    if database.moment(moment.id) is None:
        database.log(moment)
    session_of(request).say(f"Kept: {summary(moment)}.", undo=moment.id)
    return go("/log")


@router.post("/undo")
async def undo(request: Request) -> Response:
    """Take the moment back that was just logged."""
    database = open_diary(request)
    moment = database.moment(text_of(request, "id"))
    if moment is not None:
        database.remove(moment.id)
        session_of(request).say("Taken back.")
    return go("/log")


@router.get("/waiting")
async def waiting_page(request: Request) -> Response:
    """All moments whose answer is still open."""
    waiting = waiting_moments(open_diary(request).moments())
    return render(request, "waiting.html", title="Notes: open", waiting=[line_of(moment) for moment in waiting])


def waiting_moments(moments: tuple[Moment, ...] | list[Moment]) -> list[Moment]:
    """Moments whose answer is not known yet, latest first."""
    return sorted((m for m in moments if m.answer == "pending"), key=lambda moment: moment.at, reverse=True)


def line_of(moment: Moment) -> dict[str, str]:
    """One line of a list of moments."""
    return {"id": moment.id, "when": spoken(moment.at, now_here()), "what": summary(moment)}


def summary(moment: Moment) -> str:
    """A moment in a few words, without its note."""
    parts = [trigger_label(moment.trigger)]
    if moment.figure:
        parts.append(moment.figure)
    if moment.alarm_before is not None:
        parts.append(f"alarm {moment.alarm_before:g}")
    return " · ".join(parts)


def complaint(error: RecordError) -> str:
    """What is wrong with a form, as a sentence."""
    return f"{FIELD_WORDS.get(error.column, error.column)} {error.rule}."


def values_of(form: FormData) -> dict[str, Any]:
    """What a form holds: texts, and the list of practices."""
    values: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str)}
    values["practices"] = [value for value in form.getlist("practices") if isinstance(value, str)]
    return values


def chosen(values: Mapping[str, Any], name: str) -> str:
    """A choice of chips: a shared name, the person's own words, or empty."""
    value = values.get(name, "")
    if value == choices.OWN:
        return values.get(f"{name}_own", "").strip()
    return "" if value == choices.NOTHING else value


def chosen_practices(values: Mapping[str, Any]) -> str:
    """Practices, the person's own included, as the record writes them; each once."""
    names = [*values.get("practices", ()), *values.get("practices_own", "").split(";")]
    return ";".join(dict.fromkeys(name.strip() for name in names if name.strip()))


def moment_from_form(values: Mapping[str, Any], now: datetime | None = None) -> Moment:
    """Build the moment that a form describes.

    Raises:
        RecordError: a field breaks its rule, or no choice was made where one is needed.
    """
    now = now or now_here(values.get("at_offset", ""))
    trigger = values.get("trigger", "")
    if not trigger or (trigger == choices.OWN and not chosen(values, "trigger")):
        raise RecordError("trigger", "is not chosen yet; “nothing in particular” is a good answer too")
    if not values.get("alarm_before", "").strip():
        raise RecordError("alarm_before", "is not chosen yet; any number from 0 to 10 will do")
    fields = {name: values.get(name, "") for name in ("alarm_before", "expected_warmth", "signal", "note")}
    at = time_from_form(values.get("at", ""), values.get("at_offset", ""), "at", now)
    return moment_from_fields(
        fields
        | {
            "id": _id(values.get("id", "")),
            "at": at.isoformat(),
            "trigger": chosen(values, "trigger"),
            "figure": chosen(values, "figure"),
            "practices": chosen_practices(values),
            "answer": "pending",
        }
    )


def _id(text: str) -> str:
    """The id the form was given, so that sending it twice keeps one moment."""
    return text if re.fullmatch(r"[0-9a-f]{32}", text) else uuid.uuid4().hex
