"""What a person can set: the language, how soon it locks, the passphrase and the recovery code."""

from __future__ import annotations

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion import preferences
from bowlby.companion.language import _, available, ngettext
from bowlby.companion.page import checked_form, go, new_passphrase, open_diary, reason, render, session_of, text_of
from bowlby.companion.security import LANGUAGE_COOKIE
from bowlby.errors import BowlbyError

router = APIRouter(dependencies=[Depends(checked_form)])

YEAR = 365 * 24 * 3600

BACK = ("/", "/recover", "/settings", "/protection")
"""Pages that offer the choice of a language, and to which it goes back."""


@router.get("/settings")
async def settings(request: Request) -> Response:
    """The page."""
    return settings_page(request)


def settings_page(request: Request, *, error: str = "", about: str = "") -> HTMLResponse:
    """The page, with what went wrong and which form it was about."""
    minutes = preferences.idle_minutes(open_diary(request))
    return render(
        request,
        "settings.html",
        title=_("Notes: settings"),
        status=422 if error else 200,
        error=error,
        about=about,
        minutes=minutes,
        choices=[(n, ngettext("%(n)s minute", "%(n)s minutes", n)) for n in preferences.IDLE_MINUTES],
    )


@router.post("/settings/locking")
async def set_locking(request: Request) -> Response:
    """Keep how soon the diary locks by itself."""
    database, session = open_diary(request), session_of(request)
    chosen = {str(minutes): minutes for minutes in preferences.IDLE_MINUTES}.get(text_of(request, "minutes"))
    if chosen is None:
        return settings_page(request, error=_("Please choose one of the times of the list."), about="locking")
    preferences.keep_idle_minutes(database, chosen)
    session.idle_seconds = 60.0 * chosen
    session.say(
        ngettext("It locks after %(n)s minute without you.", "It locks after %(n)s minutes without you.", chosen)
    )
    return go("/settings")


@router.post("/settings/passphrase")
async def change_passphrase(request: Request) -> Response:
    """Set another passphrase; asks for the one that holds, since an open notebook may be in other hands."""
    from bowlby.diary import vault

    try:
        key = _proved(request)
        vault.change_passphrase(session_of(request).folder, key, new_passphrase(request))
    except BowlbyError as error:
        return settings_page(request, error=reason(error), about="passphrase")
    session_of(request).say(_("From now on the new passphrase opens the notebook. The recovery code stays as it was."))
    return go("/settings")


@router.post("/settings/recovery-code")
async def change_recovery_code(request: Request) -> Response:
    """Make a new recovery code, for one that was lost or seen."""
    from bowlby.diary import vault

    session = session_of(request)
    try:
        key = _proved(request)
        session.recovery_code = vault.change_recovery_code(session.folder, key)
    except BowlbyError as error:
        return settings_page(request, error=reason(error), about="recovery-code")
    return go("/recovery-code")


def _proved(request: Request) -> bytes:
    """The data key, by the passphrase that holds now.

    Raises:
        BowlbyError: wrong passphrase; or the made-up diary is open, which has none.
    """
    from bowlby.diary import vault

    open_diary(request)
    session = session_of(request)
    if session.demo:
        raise BowlbyError(_("the made-up diary has no passphrase; leave it first"))
    return vault.unlock(session.folder, text_of(request, "current"))


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
