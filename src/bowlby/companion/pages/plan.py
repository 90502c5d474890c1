"""The person's own plan for bad hours: write it, take a change back, delete it, and choose whether a copy can be read
before unlocking. The help page shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion import plan_parts
from bowlby.companion.forms import keep_draft, taken_draft
from bowlby.companion.language import _
from bowlby.companion.page import (
    LockedError,
    checked_form,
    form_of,
    go,
    open_diary,
    reason,
    render,
    session_of,
    text_of,
)
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.diary.safety_plan import SafetyPlan

router = APIRouter(dependencies=[Depends(checked_form)])

PATH = "/plan"


@router.get(PATH)
async def plan_page(request: Request) -> Response:
    """The plan, to be written on."""
    database = open_diary(request)
    from bowlby.diary import safety_plan

    draft = taken_draft(session_of(request), PATH)
    if draft:
        return page(request, plan_parts.from_form(draft), drafted=True)
    return page(request, safety_plan.plan_of(database))


def page(request: Request, plan: SafetyPlan, *, error: str = "", drafted: bool = False) -> HTMLResponse:
    """The form with what is written so far, and after an error what is wrong."""
    from bowlby.diary import safety_plan

    database, session = open_diary(request), session_of(request)
    kept, before = safety_plan.plan_of(database), safety_plan.earlier(database)
    return render(
        request,
        "plan.html",
        title=_("Notes: plan"),
        status=422 if error else 200,
        error=error,
        drafted=drafted,
        asked=plan_parts.asked(plan),
        longest=plan_parts.MOST_TEXT,
        longest_name=plan_parts.MOST_NAME,
        written=bool(kept),
        before=plan_parts.shown(before),
        can_delete=bool(kept or before),
        may_copy=not session.demo and bool(kept.without_home()),
        copied=not session.demo and safety_plan.has_copy(database.folder),
    )


@router.post(PATH)
async def keep_plan(request: Request) -> Response:
    """Keep what was written; the version before can be brought back."""
    values = {name: value for name, value in form_of(request).items() if isinstance(value, str)}
    try:
        database = open_diary(request)
    except LockedError:
        keep_draft(session_of(request), PATH, values)
        raise
    from bowlby.diary import safety_plan

    plan = plan_parts.from_form(values)
    if error := plan_parts.too_long(plan):
        return page(request, plan, error=error)
    had_copy = safety_plan.has_copy(database.folder)
    try:
        safety_plan.keep(database, plan)
    except BowlbyError as trouble:
        return page(request, plan, error=reason(trouble))
    gone = had_copy and not safety_plan.has_copy(database.folder)
    session_of(request).say(_("Kept. The readable copy is deleted.") if gone else _("Kept."))
    return go(PATH)


@router.post("/plan/back")
async def bring_back(request: Request) -> Response:
    """Let the version before stand again; the one that stood takes its place."""
    database = open_diary(request)
    from bowlby.diary import safety_plan

    said = _("Brought back. What stood here can be brought back the same way.")
    return _done(request, lambda: safety_plan.keep(database, safety_plan.earlier(database)), said)


@router.post("/plan/delete")
async def delete(request: Request) -> Response:
    """Delete the plan, the version before it and the readable copy."""
    database = open_diary(request)
    from bowlby.diary import safety_plan

    if text_of(request, "sure") != "1":
        return page(request, safety_plan.plan_of(database), error=_("Nothing was deleted: tick the box first."))
    return _done(request, lambda: safety_plan.delete(database), _("Deleted."))


@router.post("/plan/copy")
async def readable_copy(request: Request) -> Response:
    """Make the readable copy, or delete it."""
    database = open_diary(request)
    from bowlby.diary import safety_plan

    if session_of(request).demo:
        return page(request, safety_plan.plan_of(database), error=_("A made-up diary keeps no copy."))
    if text_of(request, "copy") == "1" and safety_plan.plan_of(database).without_home():
        said = _("From now on the help page shows it before unlocking.")
        return _done(request, lambda: safety_plan.keep_copy(database), said)
    return _done(request, lambda: safety_plan.drop_copy(database.folder), _("There is no readable copy."))


def _done(request: Request, do: Callable[[], object], said: str) -> Response:
    """Do something with the plan and say so, or say on the page what was in the way."""
    from bowlby.diary import safety_plan

    try:
        do()
    except BowlbyError as trouble:
        return page(request, safety_plan.plan_of(open_diary(request)), error=reason(trouble))
    session_of(request).say(said)
    return go(PATH)
