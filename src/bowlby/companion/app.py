"""The whole app: the pages behind the guard."""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException

from bowlby.companion import backups, demo, jobs, simulations
from bowlby.companion.help import router as help_pages
from bowlby.companion.language import _
from bowlby.companion.navigation import addresses
from bowlby.companion.page import HERE, LockedError, go, reason, render
from bowlby.companion.pages import (
    backup,
    bring,
    bring_columns,
    change,
    checkin,
    checkup,
    checkup_now,
    complete,
    export,
    insights,
    learn,
    log,
    plan,
    record,
    records,
    reminders,
    settings,
    settle,
    start,
    sync,
    trial,
    trials,
    understand,
    undo,
    waiting,
    week,
    words,
)
from bowlby.companion.security import Guard
from bowlby.companion.session import Session
from bowlby.companion.times import now_here
from bowlby.errors import BowlbyError

PAGES = (
    start,
    settings,
    log,
    complete,
    checkin,
    waiting,
    records,
    record,
    reminders,
    words,
    plan,
    undo,
    settle,
    bring,
    bring_columns,
    backup,
    export,
    sync,
    insights,
    week,
    change,
    checkup,
    checkup_now,
    learn,
    trials,
    trial,
    understand,
)
"""Every module of pages; each has its `router`."""

WATCH_SECONDS = 15.0


def create_app(session: Session, *, show_demo: bool = False) -> Guard:
    """The companion as one ASGI app.

    Args:
        session: where the diary is, on which port the server listens, and this run's secrets.
        show_demo: open the made-up diary from the start.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if show_demo:
            demo.enter(session)
        watch = asyncio.create_task(_lock_when_idle(session))
        yield
        watch.cancel()
        session.lock()
        await jobs.all_ended()
        await simulations.all_ended()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.session = session
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for pages in PAGES:
        app.include_router(pages.router)
    app.include_router(help_pages)
    app.state.served = frozenset(path for path, methods in addresses(app) if "GET" in methods)
    app.add_exception_handler(LockedError, _locked)
    app.add_exception_handler(BowlbyError, _trouble)
    app.add_exception_handler(StarletteHTTPException, _not_so)
    app.add_exception_handler(Exception, _broken)
    return Guard(app, session.keys, session.port, lambda: session.language)


async def _lock_when_idle(session: Session) -> None:
    """Lock even when no page asks any more: a closed window is no sign of life."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        ring(session)
        session.lock_when_idle()
        await backups.tend(session)


def ring(session: Session) -> None:
    """Ring if it is time, then take the times to come from the diary while it is open."""
    session.bells.watch(now_here())
    session.follow_times()


async def _locked(_request: Request, _error: Exception) -> Response:
    return go("/")


async def _trouble(request: Request, error: Exception) -> Response:
    assert isinstance(error, BowlbyError)
    return render(request, "trouble.html", what=reason(error), status=422)


async def _not_so(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)
    if isinstance(error, HTTPException) and error.status_code in (400, 403):
        what = str(error.detail)
    else:
        what = _("There is no such page here.")
    return render(request, "trouble.html", what=what, status=error.status_code)


async def _broken(request: Request, error: Exception) -> Response:
    # Kind and place only: the message of an unexpected error could repeat what a person wrote.
    place = traceback.extract_tb(error.__traceback__)[-1]
    sys.stderr.write(f"bowlby: unexpected {type(error).__name__} in {Path(place.filename).name}:{place.lineno}\n")
    return render(request, "trouble.html", what=_("Something went wrong here. Nothing you wrote was lost."), status=500)
