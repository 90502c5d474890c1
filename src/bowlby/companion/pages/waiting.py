"""What has come back: moments whose answer is still open, a check-in whose time it is, and what a trial asks for."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from bowlby.companion import choices, reminders, trying
from bowlby.companion.forms import line_of
from bowlby.companion.language import _, clock
from bowlby.companion.page import checked_form, go, open_diary, render, session_of, text_of
from bowlby.companion.times import now_here, spoken
from bowlby.diary.database import DiaryDatabase

router = APIRouter(dependencies=[Depends(checked_form)])

SHOWN_TIMES = 6


@router.get("/waiting")
async def waiting_page(request: Request) -> Response:
    """The list: what is due, the longest overdue first; what comes later; and the next times to check in."""
    database = open_diary(request)
    now = now_here()
    waiting, resting = reminders.waiting(database, now)
    asked = reminders.asking_now(database, now)
    coming = reminders.upcoming(reminders.plan_of(database), now)
    return render(
        request,
        "waiting.html",
        title=_("Notes: what happened"),
        due=[line_of(one.moment) for one in waiting if one.is_due(now)],
        later=[line_of(one.moment) | {"due": _said(one.due, now)} for one in waiting if not one.is_due(now)],
        resting=resting,
        trials=[_trial_line(kept) for at, kept in trying.asking(database, now) if at <= now],
        asked=asked.isoformat() if asked else "",
        asked_at=spoken(asked, now) if asked else "",
        coming=[_said(at, now) for at in coming[:SHOWN_TIMES]],
        has_times=bool(coming),
    )


def _trial_line(kept: trying.Kept) -> dict[str, str]:
    if kept.trial.open is None:
        return {"href": f"/trials/{kept.id}/next", "words": _("Let chance decide about today")}
    ask = _("Rate how it is now") if kept.plan.unit == "moment" else _("Close the day")
    return {"href": f"/trials/{kept.id}", "words": ask}


def _said(at: datetime | None, now: datetime) -> str:
    return ahead(at, now) if at else ""


def ahead(at: datetime, now: datetime) -> str:
    """A time to come in a few words: `today 18:30`, `tomorrow 09:05`, else as `spoken` says it."""
    at = at.astimezone(now.tzinfo)
    if (at.date() - now.date()).days == 1:
        return _("tomorrow %(clock)s", clock=clock(at))
    return spoken(at, now)


@router.post("/later")
async def later(request: Request) -> Response:
    """Let a moment come back at another time."""
    database = open_diary(request)
    moment_id, when = text_of(request, "id"), text_of(request, "when")
    if database.moment(moment_id) is not None and when in reminders.ASK_AFTER:
        reminders.ask_later(database, moment_id, now_here(), when)
        session_of(request).say(
            _("It does not come back by itself.")
            if when == "never"
            else _("It comes back %(when)s.", when=_(reminders.ASK_AFTER[when][0]))
        )
    return go("/waiting")


@router.get("/asking")
async def asking(request: Request) -> Response:
    """For the script of an open page: the time of the check-in that is asked for now, if notifications are on.

    No sign of life: a page left open must not keep the notebook from locking.
    """
    database = session_of(request).database
    if database is None or not reminders.plan_of(database).in_browser:
        return JSONResponse({"on": False, "at": "", "text": ""})
    return JSONResponse({"on": True, "at": _asked(database), "text": _("Notes")})


def _asked(database: DiaryDatabase) -> str:
    now = now_here()
    asked = reminders.asking_now(database, now)
    if asked:
        return asked.isoformat()
    due = [one.due for one in reminders.waiting(database, now)[0] if one.is_due(now) and one.due]
    due += [at for at, _trial in trying.asking(database, now) if at <= now]
    return max(due).isoformat() if due else ""


def later_choices() -> list[choices.Choice]:
    """When a moment can come back that is put off."""
    return [choices.Choice(key, _(words)) for key, (words, _minutes) in reminders.ASK_AFTER.items()]
