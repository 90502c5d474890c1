"""What tends to set it off, what it settles after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from bowlby.companion import fits
from bowlby.companion.page import LockedError, checked_form, go, open_diary, render, session_of
from bowlby.companion.reading import read
from bowlby.companion.times import now_here, spoken

if TYPE_CHECKING:
    from bowlby.companion.session import Session

router = APIRouter(dependencies=[Depends(checked_form)])

TITLE = "Notes: look back"


@router.get("/insights")
async def insights(request: Request) -> Response:
    """The latest result, said to be current only when it is about the diary as it stands."""
    database = open_diary(request)
    session = session_of(request)
    running = bool(session.fit and session.fit.running)
    counts = database.counts()
    if not counts.moments and not counts.checkins:
        return render(request, "nothing_yet.html", title=TITLE)
    standing = fits.standing(database)
    stored = standing.stored
    return render(
        request,
        "insights.html",
        title=TITLE,
        counts=counts,
        running=running,
        error=session.fit.error if session.fit else "",
        current=standing.current,
        reading=read(stored.result) if stored else None,
        result=stored.result if stored else None,
        made=spoken(stored.made_at.astimezone(), now_here()) if stored else "",
        figures=frozenset(stored.figures) if stored else frozenset(),
    )


@router.get("/insights/figure/{name}")
async def figure(request: Request, name: str) -> Response:
    """One figure of the latest result."""
    stored = open_diary(request).latest_fit()
    if stored is None or name not in stored.figures:
        raise HTTPException(404)
    return Response(stored.figures[name], media_type="image/svg+xml")


@router.post("/insights/start")
async def work_it_out(request: Request) -> Response:
    """Start the worker on the records as they are."""
    database = open_diary(request)
    fits.start(session_of(request), database)
    return go("/insights/progress")


@router.get("/insights/progress")
async def progress(request: Request) -> Response:
    """How far the worker is."""
    fit = _watching(request).fit
    if fit is None or not fit.running:
        return go("/insights")
    return render(request, "progress.html", title=TITLE, fit=fit)


@router.get("/insights/progress.json")
async def progress_json(request: Request) -> Response:
    """The same for the page's script."""
    fit = _watching(request).fit
    if fit is None or not fit.running:
        return JSONResponse({"running": False})
    return JSONResponse({"running": True, "stage": fit.stage, "progress": fit.progress})


@router.post("/insights/cancel")
async def cancel(request: Request) -> Response:
    """End the worker; nothing is stored."""
    open_diary(request)
    session = session_of(request)
    if session.fit:
        session.fit.cancel()
        session.fit = None
    return go("/insights")


def _watching(request: Request) -> Session:
    """The session of someone who may have left: looking at the progress is no sign of life."""
    session = session_of(request)
    session.lock_when_idle()
    if session.database is None:
        raise LockedError
    return session
