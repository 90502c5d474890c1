"""What a person can set: the language, before unlocking too."""

from __future__ import annotations

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response

from bowlby.companion.language import _, available
from bowlby.companion.page import checked_form, go, open_diary, render, session_of, text_of
from bowlby.companion.security import LANGUAGE_COOKIE

router = APIRouter(dependencies=[Depends(checked_form)])

YEAR = 365 * 24 * 3600

BACK = ("/", "/recover", "/settings")
"""Pages that offer the choice of a language, and to which it goes back."""


@router.get("/settings")
async def settings(request: Request) -> Response:
    """The page."""
    open_diary(request)
    return render(request, "settings.html", title=_("Notes: settings"))


@router.post("/language")
async def choose_language(request: Request) -> Response:
    """Go on in another language; this browser remembers it, since a locked notebook cannot."""
    code, back = text_of(request, "language"), text_of(request, "back")
    if code not in available():
        raise HTTPException(400, _("That language is not among those of this notebook; choose one of the list."))
    session_of(request).language = code
    answer = go(back if back in BACK else "/")
    answer.set_cookie(LANGUAGE_COOKIE, code, max_age=YEAR, httponly=True, samesite="strict", path="/")
    return answer
