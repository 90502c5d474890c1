"""What tends to set it off, what it settles after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from bowlby.companion import fits
from bowlby.companion.jobs import Job
from bowlby.companion.language import _
from bowlby.companion.page import LockedError, checked_form, go, open_diary, render, session_of
from bowlby.companion.reading import counted_checkins, counted_moments, read
from bowlby.companion.times import now_here, spoken
from bowlby.diary import register

if TYPE_CHECKING:
    from bowlby.companion.session import Session

router = APIRouter(dependencies=[Depends(checked_form)])


def title() -> str:
    """The neutral title of every page that looks back."""
    return _("Notes: look back")


@router.get("/insights")
async def insights(request: Request) -> Response:
    """The latest result, said to be current only when it is about the diary as it stands."""
    database = open_diary(request)
    session = session_of(request)
    with database.reading() as connection:
        empty = register.span(connection) is None
    if empty:
        return render(request, "nothing_yet.html", title=title())
    standing, fit = fits.standing(database), session.fit
    stored = standing.stored
    reading = read(stored.result) if stored else None
    counts = None if stored else database.counts()  # counting a large diary takes longer than all else
    return render(
        request,
        "insights.html",
        title=title(),
        moments=counted_moments(counts.moments) if counts else "",
        checkins=counted_checkins(counts.checkins) if counts else "",
        fit=fit,
        running=bool(fit and fit.running),
        error=fit.error if fit else "",
        unsettled=bool(fit and fit.note == "unsettled"),
        current=standing.current,
        reading=reading,
        tells=bool(reading and (reading.triggers or reading.settles or reading.recovery)),
        made=spoken(stored.made_at.astimezone(), now_here()) if stored else "",
        figures=frozenset(fits.figures(session, database, stored)) if stored else frozenset(),
    )


@router.get("/insights/figure/{name}")
async def figure(request: Request, name: str) -> Response:
    """One figure of the latest result."""
    database = open_diary(request)
    stored = database.latest_fit()
    figures = fits.figures(session_of(request), database, stored) if stored else {}
    if name not in figures:
        raise HTTPException(404)
    return Response(figures[name], media_type="image/svg+xml")


@router.post("/insights/start")
async def work_it_out(request: Request) -> Response:
    """Start the worker on the records as they are."""
    database = open_diary(request)
    fits.start(session_of(request), database)
    return go("/insights/progress")


@router.get("/insights/progress")
async def progress(request: Request) -> Response:
    """How far the worker is."""
    fit = watching(request).fit
    if fit is None or not fit.running:
        return go("/insights")
    words = _(
        "On this machine, in a process of its own. A first answer takes a few seconds; you can go on writing meanwhile."
    )
    if fit.shown:
        words = _(
            "On this machine, in a process of its own. The full answer takes minutes; you can go on writing meanwhile, "
            "and close this page."
        )
    return progress_page(request, fit, words, home="/insights")


@router.get("/insights/progress.json")
async def progress_json(request: Request) -> Response:
    """The same for the page's script."""
    fit = watching(request).fit
    if fit is None or not fit.running:
        return JSONResponse({"running": False})
    return JSONResponse(progress_of(fit))


@router.post("/insights/cancel")
async def cancel(request: Request) -> Response:
    """End the worker; nothing is stored."""
    open_diary(request)
    session = session_of(request)
    if session.fit:
        session.fit.cancel()
        session.fit = None
    return go("/insights")


def watching(request: Request) -> Session:
    """The session of someone who may have left: looking at the progress is no sign of life."""
    session = session_of(request)
    session.lock_when_idle()
    if session.database is None:
        raise LockedError
    return session


def progress_of(job: Job) -> dict[str, bool | str | float]:
    """How far a job is, for the page's script."""
    return {"running": True, "stage": job.doing, "progress": job.progress, "shown": job.shown}


def progress_page(request: Request, job: Job, words: str, *, home: str) -> Response:
    """The page that follows a job; its script asks at `HOME/progress.json`, and `HOME/cancel` ends it."""
    return render(
        request,
        "progress.html",
        title=title(),
        heading=_("Working out the full answer") if job.shown else _("Working it out"),
        words=words,
        job=job,
        home=home,
    )
