"""A quick check-in: how high is the alarm, outside any moment? Now, at another time, or because the notebook asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion import choices, reminders, undoing
from bowlby.companion.forms import keep_draft, taken_draft, troubles, values_of
from bowlby.companion.language import _, number
from bowlby.companion.page import LockedError, checked_form, form_of, go, open_diary, render, session_of
from bowlby.companion.pages.log import when_of
from bowlby.companion.times import now_here, spoken
from bowlby.diary import register
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Checkin, Diary, RecordError, checkin_from_fields
from bowlby.names import SECURITY_ITEMS

router = APIRouter(dependencies=[Depends(checked_form)])


@router.get("/check-in")
async def checkin_form(request: Request, asked: str = "") -> Response:
    """The form; `asked` is the time that a link of the notebook's own list answers."""
    open_diary(request)
    draft = taken_draft(session_of(request), "/check-in")
    return form_page(request, draft or {"asked": asked}, kept=bool(draft))


def form_page(
    request: Request, values: Mapping[str, str], error: RecordError | None = None, *, kept: bool = False
) -> HTMLResponse:
    """The form with what was filled in so far."""
    now = now_here()
    asked = reminders.asking_now(open_diary(request), now)
    return render(
        request,
        "checkin.html",
        title=_("Notes: now"),
        status=422 if error else 200,
        values=values,
        items=choices.security(),
        kept=kept,
        asked=asked.isoformat() if asked else "",
        asked_at=spoken(asked, now) if asked else "",
        **troubles(error),
    )


@router.post("/check-in")
async def check_in(request: Request) -> Response:
    """Keep a check-in."""
    values = values_of(form_of(request))
    try:
        database = open_diary(request)
    except LockedError:
        keep_draft(session_of(request), "/check-in", values)
        raise
    try:
        checkin = checkin_from_form(values, reminders.asking_now(database, now_here()))
    except RecordError as error:
        return form_page(request, values, error)
    database.add(Diary(checkins=(checkin,)))
    said = _("Kept: alarm %(n)s just now.", n=number(checkin.alarm or 0))
    if values.get("at", "").strip():
        said = _("Kept: alarm %(n)s, %(when)s.", n=number(checkin.alarm or 0), when=spoken(checkin.at, now_here()))
    session_of(request).say(said, undo=undoing.added("checkin", _latest_id(database, checkin)))
    return go("/log")


def _latest_id(database: DiaryDatabase, checkin: Checkin) -> str:
    with database.reading() as connection:
        return register.checkin_id(connection, checkin) or ""


def checkin_from_form(values: Mapping[str, str], asked: datetime | None = None, now: datetime | None = None) -> Checkin:
    """Build the check-in that a form describes.

    Args:
        values: the form.
        asked: the time that the notebook is asking for now, if it does.
        now: when the form was sent.

    Raises:
        RecordError: a field breaks its rule, or the alarm is not rated.
    """
    if not values.get("alarm", "").strip():
        raise RecordError("alarm", _("is not chosen yet; any number from 0 to 10 will do"))
    fields = {name: values.get(name, "") for name in ("alarm", *SECURITY_ITEMS)}
    at = when_of(values, "at", now or now_here(values.get("at_offset", "")))
    # Prompted: the time was the notebook's choice, not the person's; so it must be one it really asked at.
    prompted = asked is not None and values.get("asked", "") == asked.isoformat() and at >= asked - timedelta(minutes=1)
    return checkin_from_fields(fields | {"at": at.isoformat(), "prompted": "1" if prompted else "0"})
