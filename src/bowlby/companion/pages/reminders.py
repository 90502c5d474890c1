"""When the notebook asks: times of check-ins, when a moment comes back, notifications, and a file for a calendar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion import bells, choices, reminders
from bowlby.companion.calendar_file import DAYS, calendar_file
from bowlby.companion.forms import troubles, values_of
from bowlby.companion.language import _
from bowlby.companion.page import checked_form, form_of, go, open_diary, render, session_of, text_of
from bowlby.companion.pages.waiting import ahead
from bowlby.companion.reminders import ASK_AFTER, MOST_TIMES, OPEN_MINUTES, Plan
from bowlby.companion.times import now_here
from bowlby.diary.records import RecordError

router = APIRouter(dependencies=[Depends(checked_form)])

LONGEST_TITLE = 60
SHOWN_TIMES = 8


@router.get("/reminders")
async def reminders_page(request: Request) -> Response:
    """What is chosen so far."""
    return form_page(request, values_from(reminders.plan_of(open_diary(request))))


def values_from(plan: Plan) -> dict[str, Any]:
    """A plan as its form shows it."""
    return {
        "times": ", ".join(f"{at:%H:%M}" for at in plan.times),
        "by_chance": str(plan.by_chance),
        "start": f"{plan.start:%H:%M}",
        "end": f"{plan.end:%H:%M}",
        "ask_after": plan.ask_after,
        "in_browser": plan.in_browser,
        "on_desktop": plan.on_desktop,
    }


def form_page(request: Request, values: Mapping[str, Any], error: RecordError | None = None) -> HTMLResponse:
    """The form, and the times that the kept plan asks at next."""
    plan = reminders.plan_of(open_diary(request))
    now = now_here()
    return render(
        request,
        "reminders.html",
        title=_("Notes: times"),
        status=422 if error else 200,
        values=values,
        ask_after=[choices.Choice(key, _(words)) for key, (words, _minutes) in ASK_AFTER.items()],
        coming=[ahead(at, now) for at in reminders.upcoming(plan, now)][:SHOWN_TIMES],
        has_times=bool(plan.times or plan.by_chance),
        has_desktop=bells.command("") is not None,
        most=MOST_TIMES,
        open_minutes=OPEN_MINUTES,
        days=DAYS,
        **troubles(error),
    )


@router.post("/reminders")
async def keep_reminders(request: Request) -> Response:
    """Keep what was chosen."""
    database = open_diary(request)
    values = values_of(form_of(request))
    try:
        plan = reminders.plan_from_form(values, reminders.plan_of(database))
    except RecordError as error:
        return form_page(request, values, error)
    reminders.keep_plan(database, plan)
    session = session_of(request)
    if not plan.on_desktop:
        session.bells.silence()
    session.say(_("Kept."))
    return go("/reminders")


@router.post("/reminders/calendar")
async def calendar(request: Request) -> Response:
    """The times as a file for a calendar."""
    plan = reminders.plan_of(open_diary(request))
    title = " ".join(text_of(request, "title").split())[:LONGEST_TITLE] or _("Notes")
    return Response(
        calendar_file(plan, title, now_here()),
        media_type="text/calendar; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="notes.ics"'},
    )
