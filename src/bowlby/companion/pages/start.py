"""Coming in and going out: first page, unlocking, recovery code, lock, quick hide, made-up diary."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion import demo
from bowlby.companion.language import _
from bowlby.companion.page import (
    LockedError,
    checked_form,
    go,
    new_passphrase,
    open_diary,
    reason,
    render,
    session_of,
    text_of,
)
from bowlby.companion.security import cookie_name, knows
from bowlby.companion.session import Session
from bowlby.errors import BowlbyError

router = APIRouter(dependencies=[Depends(checked_form)])


@router.get("/enter")
async def enter(request: Request, token: str = "") -> Response:
    """Trade the launch token of the printed address for the session cookie."""
    session = session_of(request)
    if not session.keys.admits(token):
        return render(request, "refused.html", status=403)
    # A page that moves on by itself, not a redirect: after a redirect that began elsewhere (a terminal in a
    # browser, say) a SameSite=Strict cookie would not be sent along.
    page = render(request, "enter.html")
    page.set_cookie(cookie_name(session.port), session.keys.cookie, httponly=True, samesite="strict", path="/")
    return page


@router.get("/")
async def first(request: Request) -> Response:
    """The first page: choose a passphrase, unlock, or go on writing."""
    session = session_of(request)
    session.lock_when_idle()
    if session.recovery_code:
        return go("/recovery-code")
    if session.database:
        return go("/log")
    return door(request)


def door(request: Request, *, error: str = "", status: int = 200) -> HTMLResponse:
    """The page in front of a locked diary, or of none."""
    session = session_of(request)
    if _has_diary(session):
        return render(
            request, "unlock.html", error=error, status=status, title=_("Notes: open"), draft=bool(session.draft)
        )
    return render(request, "welcome.html", error=error, status=status, title=_("Notes: welcome"))


def _has_diary(session: Session) -> bool:
    from bowlby.diary import vault

    return vault.exists(session.folder)


@router.post("/create")
async def create(request: Request) -> Response:
    """Make the diary under a new passphrase and show its recovery code."""
    from bowlby.diary import vault
    from bowlby.diary.database import DiaryDatabase

    session = session_of(request)
    if _has_diary(session):
        return go("/")
    try:
        passphrase = new_passphrase(request)
        key, code = vault.create(session.folder, passphrase)
        session.opened(DiaryDatabase.open(session.folder, key))
    except BowlbyError as error:
        return door(request, error=reason(error), status=422)
    session.recovery_code = code
    return go("/recovery-code")


@router.get("/recovery-code")
async def recovery_code(request: Request) -> Response:
    """Show the recovery code, until the person says that it is written down."""
    open_diary(request)
    code = session_of(request).recovery_code
    return render(request, "recovery_code.html", code=code, title=_("Notes: keep this")) if code else go("/log")


@router.post("/recovery-code")
async def recovery_code_written_down(request: Request) -> Response:
    """Forget the recovery code: it is on paper now."""
    open_diary(request)
    session_of(request).recovery_code = ""
    return go("/log")


@router.post("/unlock")
async def unlock(request: Request) -> Response:
    """Open the diary with the passphrase."""
    from bowlby.diary import vault
    from bowlby.diary.database import DiaryDatabase

    session = session_of(request)
    try:
        key = vault.unlock(session.folder, text_of(request, "passphrase"))
        session.opened(DiaryDatabase.open(session.folder, key))
    except BowlbyError as error:
        return door(request, error=reason(error), status=422)
    return go("/log")


@router.get("/recover")
async def recover_form(request: Request) -> Response:
    """The way in when the passphrase is lost."""
    return render(request, "recover.html", title=_("Notes: open")) if _has_diary(session_of(request)) else go("/")


@router.post("/recover")
async def recover(request: Request) -> Response:
    """Open the diary with the recovery code and set a new passphrase."""
    from bowlby.diary import vault
    from bowlby.diary.database import DiaryDatabase

    session = session_of(request)
    try:
        passphrase = new_passphrase(request)
        key = vault.unlock_with_recovery(session.folder, text_of(request, "code"))
        vault.change_passphrase(session.folder, key, passphrase)
        session.opened(DiaryDatabase.open(session.folder, key))
    except BowlbyError as error:
        return render(request, "recover.html", title=_("Notes: open"), error=reason(error), status=422)
    session.say(_("Opened. From now on the new passphrase opens it; the recovery code stays as it was."))
    return go("/log")


@router.post("/lock")
async def lock(request: Request) -> Response:
    """Lock the diary, or leave the made-up one."""
    session_of(request).lock()
    return go("/")


@router.post("/hide")
async def hide(request: Request) -> Response:
    """Lock at once, ring no more, and show a page with nothing on it."""
    session_of(request).lock()
    session_of(request).bells.silence()
    return go("/notes")


@router.get("/leave")
async def leave(request: Request) -> Response:
    """The same from the help page, which knows no form token; locks only for the browser that opened the diary."""
    session = session_of(request)
    if knows(request.headers, session.keys, session.port):
        session.lock()
        session.bells.silence()
    return go("/notes")


@router.get("/notes")
async def notes(request: Request) -> Response:
    """A neutral page with nothing on it."""
    return render(request, "notes.html")


@router.post("/stay")
async def stay(request: Request) -> Response:
    """A sign of life from someone who is writing."""
    try:
        open_diary(request)
    except LockedError:
        return Response(status_code=409)
    return Response(status_code=204)


@router.post("/demo")
async def look_around(request: Request) -> Response:
    """Open the made-up diary, which needs no passphrase."""
    try:
        demo.enter(session_of(request))
    except BowlbyError as error:
        return door(request, error=reason(error), status=503)
    return go("/insights")
