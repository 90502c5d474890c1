"""How it is just now: eight sentences of this notebook's own, and the last looks."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bowlby.companion import state_checks
from bowlby.companion.language import _
from bowlby.companion.page import checked_form, go, open_diary, reason, render, session_of, text_of
from bowlby.companion.times import now_here, spoken
from bowlby.errors import BowlbyError

router = APIRouter(dependencies=[Depends(checked_form)])

PATH = "/check-up/now"
SHOWN = 8


@router.get(PATH)
async def look(request: Request) -> Response:
    """The sentences, and the last looks."""
    return look_page(request, {})


def look_page(request: Request, values: Mapping[str, str], error: str = "") -> Response:
    """The page, with what was filled in and what went wrong."""
    database = open_diary(request)
    return render(
        request,
        "checkup_now.html",
        title=_("Notes: look back"),
        status=422 if error else 200,
        error=error,
        values=values,
        sentences={name: _(text) for name, text in state_checks.SENTENCES.items()},
        scales={name: _(label) for name, label in state_checks.SCALES.items()},
        looks=[(one, spoken(one.at.astimezone(), now_here())) for one in state_checks.looks(database, SHOWN)],
        more=max(state_checks.count(database) - SHOWN, 0),
    )


@router.post(PATH)
async def keep(request: Request) -> Response:
    """Keep a look at this moment."""
    values = {name: text_of(request, name) for name in state_checks.SENTENCES}
    try:
        state_checks.keep(open_diary(request), values, now_here())
    except BowlbyError as error:
        return look_page(request, values, reason(error))
    session_of(request).say(_("Kept."))
    return go(PATH)
