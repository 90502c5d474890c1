"""A moment comes back: what really happened, and how is the alarm now?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion import choices
from bowlby.companion.page import checked_form, form_of, go, open_diary, render, session_of
from bowlby.companion.pages.log import chosen_practices, complaint, summary, values_of
from bowlby.companion.times import long_ago, now_here, spoken, time_from_form
from bowlby.diary.records import Moment, RecordError, fields_of, moment_from_fields

router = APIRouter(dependencies=[Depends(checked_form)])


@router.get("/moment/{moment_id}")
async def complete_form(request: Request, moment_id: str) -> Response:
    """Ask what happened in one moment."""
    moment = open_diary(request).moment(moment_id)
    return form_page(request, moment, {}) if moment else go("/log")


def form_page(
    request: Request, moment: Moment, values: Mapping[str, Any], *, error: RecordError | None = None
) -> HTMLResponse:
    """The form of one moment, with what was filled in so far."""
    now = now_here()
    return render(
        request,
        "complete.html",
        title="Notes: what happened",
        status=422 if error else 200,
        moment=moment,
        when=spoken(moment.at, now),
        what=summary(moment),
        expected=choices.nearest_warmth(moment.expected_warmth) if moment.expected_warmth is not None else "",
        values=values or {"answer_when": "" if long_ago(moment.at, now) else "now"},
        answers=choices.answers(),
        practices=choices.practices([moment]),
        used=values.get("practices", moment.practices),
        error_field=error.column if error else "",
        error=complaint(error) if error else "",
    )


@router.post("/moment/{moment_id}")
async def complete(request: Request, moment_id: str) -> Response:
    """Keep what happened; the earlier version stays in the diary's history."""
    database = open_diary(request)
    moment = database.moment(moment_id)
    if moment is None:
        return go("/log")
    values = values_of(form_of(request))
    try:
        completed = completed_moment(moment, values)
    except RecordError as error:
        return form_page(request, moment, values, error=error)
    if completed != moment:
        database.replace(completed)
    session_of(request).say(f"Kept: what happened {spoken(moment.at, now_here())}.")
    return go("/log")


def completed_moment(moment: Moment, values: Mapping[str, Any], now: datetime | None = None) -> Moment:
    """The moment with what the form adds.

    Raises:
        RecordError: a field breaks its rule, or no choice was made where one is needed.
    """
    now = now or now_here(values.get("answered_at_offset", ""))
    answer = values.get("answer", "")
    if not answer:
        raise RecordError("answer", "is not chosen yet; “not known yet” keeps the moment open")
    fields = fields_of(moment) | {"answer": answer, "practices": chosen_practices(values), "answered_at": ""}
    if answer in ("comfort", "rebuff"):
        fields["answered_at"] = _answered_at(values, now)
    if values.get("alarm_after", "").strip():
        fields |= {"alarm_after": values["alarm_after"], "after_at": max(now, moment.at).isoformat()}
    return moment_from_fields(fields)


def _answered_at(values: Mapping[str, Any], now: datetime) -> str:
    """When the answer came; empty when the person does not remember."""
    when = values.get("answer_when", "")
    if when == "now":
        return now.isoformat()
    text = values.get("answered_at", "")
    if when == "unknown":
        return ""
    if not text.strip():
        raise RecordError("answered_at", "is not chosen yet; “I don't remember” will do")
    return time_from_form(text, values.get("answered_at_offset", ""), "answered_at", now).isoformat()
