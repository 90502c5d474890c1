"""The weekly page: what was written down, what all notes say, and a line of one's own. Made to be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bowlby.companion import fits, week
from bowlby.companion.language import _
from bowlby.companion.page import checked_form, go, open_diary, render, session_of, text_of
from bowlby.companion.times import now_here
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

router = APIRouter(dependencies=[Depends(checked_form)])


@router.get("/week")
async def this_week(request: Request) -> Response:
    """The week that is under way."""
    return show(request, week.of_day(now_here().date()))


@router.get("/week/{name}")
async def some_week(request: Request, name: str) -> Response:
    """Another week."""
    open_diary(request)
    return show(request, week.named(name))


@router.post("/week/{name}")
async def note(request: Request, name: str) -> Response:
    """Keep the person's own words on a week; empty words remove them."""
    database = open_diary(request)
    chosen = week.named(name)
    text = text_of(request, "note").strip().replace("\r\n", "\n")
    if len(text) > week.MAX_NOTE:
        raise BowlbyError(_("the note is longer than %(most)s characters; shorten it", most=week.MAX_NOTE))
    if text:
        database.keep("week", chosen.name, {"note": text})
    else:
        database.forget("week", chosen.name)
    session_of(request).say(_("Kept."))
    return go(f"/week/{chosen.name}")


def _latest_before(database: DiaryDatabase, chosen: week.Week) -> str:
    """Name of the week of the latest record, if it lies before a week; else empty."""
    latest = week.latest(database)
    return latest.name if latest and latest.monday < chosen.monday else ""


def show(request: Request, chosen: week.Week) -> Response:
    """One week."""
    database = open_diary(request)
    moments, checkins = week.records_of(database, chosen)
    standing = fits.standing(database)
    today = week.of_day(now_here().date())
    return render(
        request,
        "week.html",
        title=_("Notes: week"),
        week=chosen,
        earlier=chosen.shifted(-1).name,
        later=chosen.shifted(1).name if chosen.monday < today.monday else "",
        anything=bool(moments or checkins),
        latest=_latest_before(database, chosen) if not (moments or checkins) else "",
        told=week.told(moments, checkins),
        overall=week.overall(standing.stored.result) if standing.stored else None,
        current=standing.current,
        note=(database.document("week", chosen.name) or {}).get("note", ""),
        most=week.MAX_NOTE,
    )
