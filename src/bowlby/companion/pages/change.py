"""What changed over the months, how it was just now, and how check-ups came out."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bowlby.companion import fits, months, state_checks, state_trend, trend
from bowlby.companion.checkups import KIND, RESULT
from bowlby.companion.language import number
from bowlby.companion.page import checked_form, open_diary, render, session_of
from bowlby.companion.pages.insights import title
from bowlby.companion.times import now_here, spoken

router = APIRouter(dependencies=[Depends(checked_form)])


@router.get("/change")
async def change(request: Request) -> Response:
    """Month by month, from the latest result; said to be current only when it is about the diary as it stands."""
    database = open_diary(request)
    standing = fits.standing(database)
    stored = standing.stored
    rows = stored.result.get("change", []) if stored else []
    # In a thread: the first month that holds enough loads what works out its interval.
    latest = state_checks.looks(database, state_trend.MOST)
    looks = await asyncio.to_thread(state_trend.rows, latest)
    earlier = len(latest) == state_trend.MOST and state_checks.count(database) > state_trend.MOST
    return render(
        request,
        "change.html",
        title=title(),
        current=standing.current,
        stored=bool(stored and "change" in stored.result),
        made=spoken(stored.made_at.astimezone(), now_here()) if stored else "",
        followed=months.followed(rows),
        missing=months.missing(rows),
        states=state_trend.trends(looks),
        few_looks=months.missing(looks),
        most_looks=number(state_trend.MOST) if earlier else "",
        trends=trend.trends(database.kept(KIND, RESULT, trend.MOST)),
        drawing=(trend.WIDTH, trend.HEIGHT),
        figures=frozenset(fits.figures(session_of(request), database, stored)) if stored else frozenset(),
    )
