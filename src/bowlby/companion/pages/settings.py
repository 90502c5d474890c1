"""What a person can set: the language and how soon it locks. Passphrase and recovery code are in `backup.py`."""

from __future__ import annotations

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion import preferences
from bowlby.companion.language import N_, _, available, ngettext
from bowlby.companion.page import checked_form, go, open_diary, render, session_of, text_of
from bowlby.companion.security import LANGUAGE_COOKIE

router = APIRouter(dependencies=[Depends(checked_form)])

ELSEWHERE = (
    ("/backup#passphrase-part", N_("Another passphrase, or another recovery code")),
    ("/backup", N_("Backups, and where they are kept")),
    ("/reminders", N_("When it reminds you")),
    ("/plan", N_("Your plan for bad hours, and whether it can be read before unlocking")),
    ("/words", N_("Your own words for what comes before, what settles and who it is about")),
    ("/export", N_("Take everything with you, or erase it for good")),
    ("/protection", N_("What is protected, and what is not")),
)
"""Pages on which more can be set."""

YEAR = 365 * 24 * 3600

BACK = ("/", "/recover", "/settings", "/protection")
"""Pages that offer the choice of a language, and to which it goes back."""


@router.get("/settings")
async def settings(request: Request) -> Response:
    """The page."""
    return settings_page(request)


def settings_page(request: Request, error: str = "") -> HTMLResponse:
    """The page, with what went wrong."""
    minutes = preferences.idle_minutes(open_diary(request))
    served = request.app.state.served
    return render(
        request,
        "settings.html",
        title=_("Notes: settings"),
        status=422 if error else 200,
        error=error,
        minutes=minutes,
        elsewhere=[(path, _(label)) for path, label in ELSEWHERE if path.partition("#")[0] in served],
        choices=[(n, ngettext("%(n)s minute", "%(n)s minutes", n)) for n in preferences.IDLE_MINUTES],
    )


@router.post("/settings/locking")
async def set_locking(request: Request) -> Response:
    """Keep how soon the diary locks by itself."""
    database, session = open_diary(request), session_of(request)
    chosen = {str(minutes): minutes for minutes in preferences.IDLE_MINUTES}.get(text_of(request, "minutes"))
    if chosen is None:
        return settings_page(request, _("Please choose one of the times of the list."))
    preferences.keep_idle_minutes(database, chosen)
    session.idle_seconds = 60.0 * chosen
    session.say(
        ngettext("It locks after %(n)s minute without you.", "It locks after %(n)s minutes without you.", chosen)
    )
    return go("/settings")


@router.post("/language")
async def choose_language(request: Request) -> Response:
    """Go on in another language; this browser remembers it, since a locked notebook cannot."""
    code, back = text_of(request, "language"), text_of(request, "back")
    if code not in available():
        raise HTTPException(400, _("That language is not among those of this notebook; choose one of the list."))
    session = session_of(request)
    session.language = code
    if session.database and not session.demo:
        preferences.keep_language(session.database, code)
    answer = go(back if back in BACK else "/")
    answer.set_cookie(LANGUAGE_COOKIE, code, max_age=YEAR, httponly=True, samesite="strict", path="/")
    return answer


@router.get("/protection")
async def protection(request: Request) -> Response:
    """What is protected and what is not; to be read before there is a diary, too."""
    return render(request, "protection.html", title=_("Notes: what is protected"))
