"""Log a moment: what came before, how strong the alarm is, what is expected, what one does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion import choices, own_words, reminders, undoing
from bowlby.companion.forms import (
    chosen,
    chosen_practices,
    chosen_trigger,
    draft_path,
    keep_draft,
    line_of,
    new_id,
    summary,
    taken_draft,
    troubles,
    values_of,
)
from bowlby.companion.language import _
from bowlby.companion.page import LockedError, checked_form, form_of, go, open_diary, render, session_of
from bowlby.companion.times import now_here, spoken, time_from_form
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Moment, RecordError, moment_from_fields

router = APIRouter(dependencies=[Depends(checked_form)])

SHOWN_OPEN = 4
"""So many open moments are listed under the form; the rest is one step away."""

USUAL = "usual"
"""Form value of the usual time for a moment to come back."""


@router.get("/log")
async def log_form(request: Request) -> Response:
    """The form; filled in again when the diary had locked itself while someone was writing, here or elsewhere."""
    open_diary(request)
    session = session_of(request)
    if elsewhere := draft_path(session).removeprefix("/log"):
        return go(elsewhere)
    draft = taken_draft(session, "/log")
    return form_page(request, draft, kept=bool(draft))


def form_page(
    request: Request,
    values: Mapping[str, Any],
    *,
    error: RecordError | None = None,
    kept: bool = False,
) -> HTMLResponse:
    """The form with what was filled in so far, and below it what has come back."""
    database = open_diary(request)
    now = now_here()
    words = own_words.offered(database)
    waiting, _resting = reminders.waiting(database, now)
    due = [one.moment for one in waiting if one.is_due(now)]
    asked = reminders.asking_now(database, now)
    return render(
        request,
        "log.html",
        title=_("Notes: new"),
        status=422 if error else 200,
        id=new_id(values.get("id", "")),
        values=values,
        kept=kept,
        triggers=choices.triggers(words["trigger"]),
        figures=choices.figures(words["figure"]),
        warmth=choices.warmth(),
        signals=choices.signals(),
        practices=choices.practices(words["practice"]),
        ask_after=ask_choices(database),
        waiting=[line_of(moment) for moment in due[:SHOWN_OPEN]],
        waiting_count=len(due),
        asked=asked.isoformat() if asked else "",
        asked_at=spoken(asked, now) if asked else "",
        **troubles(error),
    )


def ask_choices(database: DiaryDatabase) -> list[choices.Choice]:
    """When a moment can come back: the person's usual time first."""
    usual = reminders.plan_of(database).ask_after
    others = {key: words for key, (words, _minutes) in reminders.ASK_AFTER.items() if key != usual}
    first = choices.Choice(USUAL, _(reminders.ASK_AFTER[usual][0]), _("as usual"))
    return [first, *(choices.Choice(key, _(words)) for key, words in others.items())]


@router.post("/log")
async def log_moment(request: Request) -> Response:
    """Keep a moment. What was acknowledged is on disk before the answer goes out."""
    values = values_of(form_of(request))
    try:
        database = open_diary(request)
    except LockedError:
        keep_draft(session_of(request), "/log", values)
        raise
    try:
        moment = moment_from_form(values)
    except RecordError as error:
        return form_page(request, values, error=error)
    if database.moment(moment.id) is None:
        database.log(moment)
        when = values.get("ask_after", USUAL)
        if when in reminders.ASK_AFTER:
            reminders.ask_later(database, moment.id, now_here(), when)
    session_of(request).say(_("Kept: %(moment)s.", moment=summary(moment)), undo=undoing.added("moment", moment.id))
    return go("/log")


def moment_from_form(values: Mapping[str, Any], now: datetime | None = None) -> Moment:
    """Build the moment that a form describes.

    Raises:
        RecordError: a field breaks its rule, or no choice was made where one is needed.
    """
    now = now or now_here(values.get("at_offset", ""))
    trigger = chosen_trigger(values)
    if not values.get("alarm_before", "").strip():
        raise RecordError("alarm_before", _("is not chosen yet; any number from 0 to 10 will do"))
    at = when_of(values, "at", now)
    fields = {name: values.get(name, "") for name in ("alarm_before", "expected_warmth", "signal", "note")}
    return moment_from_fields(
        fields
        | {
            "id": new_id(values.get("id", "")),
            "at": at.isoformat(),
            "trigger": trigger,
            "figure": chosen(values, "figure"),
            "practices": chosen_practices(values),
            "answer": "pending",
        }
    )


def when_of(values: Mapping[str, Any], name: str, now: datetime) -> datetime:
    """The time that the fields of a name say, or now.

    Raises:
        RecordError: not a time, or later than now; or it has to be asked which of two times is meant.
    """
    offset, zone, fold = (values.get(f"{name}_{part}", "") for part in ("offset", "zone", "fold"))
    return time_from_form(values.get(name, ""), offset, name, now, zone=zone, fold=fold)
