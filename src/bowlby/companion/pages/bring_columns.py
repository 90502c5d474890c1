"""What the columns of a person's own table mean: moods and activities of Daylio, columns of any other table."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion import assistant
from bowlby.companion.language import _
from bowlby.companion.page import checked_form, form_of, go, open_diary, reason, render, session_of
from bowlby.companion.pages.bring import dry_run
from bowlby.companion.uploads import OWN, Bringing, sheet_of
from bowlby.errors import BowlbyError

router = APIRouter(dependencies=[Depends(checked_form)])

ORDERS = ("", "dmy", "mdy")


@router.get("/bring/columns")
async def columns_form(request: Request) -> Response:
    """The questions."""
    open_diary(request)
    bringing = _waiting(request)
    return page(request, bringing) if bringing else go("/bring")


def _waiting(request: Request) -> Bringing | None:
    pending = session_of(request).pending
    return pending if isinstance(pending, Bringing) and pending.form in OWN else None


def page(request: Request, bringing: Bringing, error: str = "") -> HTMLResponse:
    """The questions, with what was said before about such a table, and what went wrong."""
    database, sheet = open_diary(request), sheet_of(bringing)
    said = bringing.own or assistant.remembered(database, bringing, sheet)
    shared = {"title": _("Notes: bring in"), "status": 422 if error else 200, "error": error, "known": said is not None}
    if bringing.form == "daylio":
        return render(
            request,
            "bring_daylio.html",
            moods=assistant.moods(sheet, said),
            activities=assistant.activities(sheet, said),
            roles=assistant.roles(),
            zone=said.zone if said else "",
            **shared,
        )
    from bowlby.diary.mpath import answers_in

    names = answers_in(sheet) if bringing.form == "m-path" else sheet.columns
    return render(
        request,
        "bring_columns.html",
        columns=assistant.columns_in(sheet, names),
        said=said or assistant.guess(sheet, names),
        mpath=bringing.form == "m-path",
        orders=ORDERS,
        **shared,
    )


@router.post("/bring/columns")
async def say(request: Request) -> Response:
    """Take what was said, remember it, and show what would be done."""
    database = open_diary(request)
    bringing = _waiting(request)
    if bringing is None:
        return go("/bring")
    form = {name: value for name, value in form_of(request).items() if isinstance(value, str)}
    try:
        sheet = sheet_of(bringing)
        if bringing.form == "daylio":
            own = assistant.said_of_daylio(sheet, form)
        else:
            own = assistant.said_of_table(form, mpath=bringing.form == "m-path")
        bringing.own = own
        bringing.people = people = _people(bringing)
        one = len(people) <= 1
        bringing.plan = await asyncio.to_thread(dry_run, bringing, None, database) if one else None
    except BowlbyError as error:
        return page(request, bringing, reason(error))
    assistant.remember(database, bringing, sheet, own)
    return go("/bring/preview")


def _people(bringing: Bringing) -> tuple[str, ...]:
    from bowlby.diary.own_table import people_in

    return people_in(sheet_of(bringing), bringing.own) if bringing.own else ()
