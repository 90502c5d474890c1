"""What changed over the months, and how check-ups came out."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bowlby.companion import fits, months, trend
from bowlby.companion.checkups import KIND, RESULT
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
    return render(
        request,
        "change.html",
        title=title(),
        current=standing.current,
        stored=bool(stored and "change" in stored.result),
        made=spoken(stored.made_at.astimezone(), now_here()) if stored else "",
        followed=months.followed(rows),
        missing=months.missing(rows),
        trends=trend.trends(database.kept(KIND, RESULT, trend.MOST)),
        drawing=(trend.WIDTH, trend.HEIGHT),
        figures=frozenset(fits.figures(session_of(request), database, stored)) if stored else frozenset(),
    )
