"""A moment comes back: what really happened, and how is the alarm now?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion import choices, own_words, reminders, undoing
from bowlby.companion.forms import chosen_practices, keep_draft, summary, taken_draft, troubles, values_of
from bowlby.companion.language import _
from bowlby.companion.page import LockedError, checked_form, form_of, go, open_diary, render, session_of
from bowlby.companion.pages.log import when_of
from bowlby.companion.pages.waiting import later_choices
from bowlby.companion.times import long_ago, now_here, spoken
from bowlby.diary.records import Moment, RecordError, fields_of, moment_from_fields

router = APIRouter(dependencies=[Depends(checked_form)])


@router.get("/moment/{moment_id:path}")
async def complete_form(request: Request, moment_id: str) -> Response:
    """Ask what happened in one moment."""
    moment = open_diary(request).moment(moment_id)
    draft = taken_draft(session_of(request), request.url.path)
    return form_page(request, moment, draft, kept=bool(draft)) if moment else go("/log")


def form_page(
    request: Request,
    moment: Moment,
    values: Mapping[str, Any],
    *,
    error: RecordError | None = None,
    kept: bool = False,
) -> HTMLResponse:
    """The form of one moment, with what was filled in so far."""
    now = now_here()
    words = own_words.offered(open_diary(request))["practice"]
    return render(
        request,
        "complete.html",
        title=_("Notes: what happened"),
        status=422 if error else 200,
        moment=moment,
        when=spoken(moment.at, now),
        what=summary(moment),
        expected=choices.nearest_warmth(moment.expected_warmth) if moment.expected_warmth is not None else "",
        values=values or {"answer_when": "" if long_ago(moment.at, now) else "now"},
        answers=choices.answers(),
        practices=choices.practices(choices.with_own(words, *moment.practices)),
        used=values.get("practices", moment.practices),
        later=later_choices(),
        kept=kept,
        **troubles(error),
    )


@router.post("/moment/{moment_id:path}")
async def complete(request: Request, moment_id: str) -> Response:
    """Keep what happened; the earlier version stays in the diary's history."""
    values = values_of(form_of(request))
    try:
        database = open_diary(request)
    except LockedError:
        keep_draft(session_of(request), request.url.path, values)
        raise
    moment = database.moment(moment_id)
    if moment is None:
        return go("/log")
    try:
        completed = completed_moment(moment, values)
    except RecordError as error:
        return form_page(request, moment, values, error=error)
    undo = ""
    if completed != moment:
        database.replace(completed)
        undo = undoing.changed(database, "moment", moment.id)
    if completed.answer != "pending":
        reminders.answered(database, moment.id)
    session_of(request).say(_("Kept: what happened %(when)s.", when=spoken(moment.at, now_here())), undo=undo)
    return go("/log")


def completed_moment(moment: Moment, values: Mapping[str, Any], now: datetime | None = None) -> Moment:
    """The moment with what the form adds.

    Raises:
        RecordError: a field breaks its rule, or no choice was made where one is needed.
    """
    now = now or now_here(values.get("answered_at_offset", ""))
    answer = values.get("answer", "")
    if not answer:
        raise RecordError("answer", _("is not chosen yet; “not known yet” keeps the moment open"))
    fields = fields_of(moment) | {"answer": answer, "practices": chosen_practices(values), "answered_at": ""}
    if answer in ("comfort", "rebuff"):
        fields["answered_at"] = _answered_at(values, now)
    if values.get("alarm_after", "").strip():
        rated = when_of(values, "after_at", now) if values.get("after_at", "").strip() else max(now, moment.at)
        fields |= {"alarm_after": values["alarm_after"], "after_at": rated.isoformat()}
    return moment_from_fields(fields)


def _answered_at(values: Mapping[str, Any], now: datetime) -> str:
    """When the answer came; empty when the person does not remember."""
    when = values.get("answer_when", "")
    if when == "now":
        return now.isoformat()
    if when == "unknown":
        return ""
    if not values.get("answered_at", "").strip():
        raise RecordError("answered_at", _("is not chosen yet; “I don't remember” will do"))
    return when_of(values, "answered_at", now).isoformat()
