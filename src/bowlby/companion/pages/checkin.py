"""A quick check-in: how high is the alarm, outside any moment?"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion import choices
from bowlby.companion.page import checked_form, form_of, go, open_diary, render, session_of
from bowlby.companion.pages.log import complaint, values_of
from bowlby.companion.times import now_here
from bowlby.diary.records import Checkin, Diary, RecordError, checkin_from_fields
from bowlby.names import SECURITY_ITEMS

router = APIRouter(dependencies=[Depends(checked_form)])


@router.get("/check-in")
async def checkin_form(request: Request) -> Response:
    """The form."""
    open_diary(request)
    return form_page(request, {})


def form_page(request: Request, values: Mapping[str, str], error: RecordError | None = None) -> HTMLResponse:
    """The form with what was filled in so far."""
    return render(
        request,
        "checkin.html",
        title="Notes: now",
        status=422 if error else 200,
        values=values,
        items=choices.security(),
        error_field=error.column if error else "",
        error=complaint(error) if error else "",
    )


@router.post("/check-in")
async def check_in(request: Request) -> Response:
    """Keep a check-in at this moment."""
    database = open_diary(request)
    values = values_of(form_of(request))
    try:
        checkin = checkin_from_form(values)
    except RecordError as error:
        return form_page(request, values, error)
    database.add(Diary(checkins=(checkin,)))
    session_of(request).say(f"Kept: alarm {checkin.alarm:g} just now.")
    return go("/log")


def checkin_from_form(values: Mapping[str, str]) -> Checkin:
    """Build the check-in that a form describes.

    Raises:
        RecordError: a field breaks its rule, or the alarm is not rated.
    """
    if not values.get("alarm", "").strip():
        raise RecordError("alarm", "is not chosen yet; any number from 0 to 10 will do")
    fields = {name: values.get(name, "") for name in ("alarm", *SECURITY_ITEMS)}
    now = now_here(values.get("at_offset", ""))
    return checkin_from_fields(fields | {"at": now.isoformat(), "prompted": "0"})
