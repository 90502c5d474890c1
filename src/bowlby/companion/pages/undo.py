"""Take back what was just done to a moment or a check-in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bowlby.companion import undoing
from bowlby.companion.language import _, ngettext
from bowlby.companion.page import checked_form, go, open_diary, session_of, text_of

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

router = APIRouter(dependencies=[Depends(checked_form)])


@router.post("/undo")
async def undo(request: Request) -> Response:
    """One step back, then the page where it was done."""
    database = open_diary(request)
    done = text_of(request, "id")
    if done == undoing.BROUGHT:
        return await _take_out(request, database)
    undone = undoing.undo(database, done)
    if undone is None:
        return go("/log")
    session_of(request).say(_("Taken back."))
    if " added " in done:
        return go("/log" if undone[0] == "moment" else "/check-in")
    return go(f"/records/{undone[0]}/{quote(undone[1])}")


async def _take_out(request: Request, database: DiaryDatabase) -> Response:
    """The records of the latest import."""
    session = session_of(request)
    brought, session.brought = session.brought, None
    if brought is not None:
        count = await asyncio.to_thread(undoing.take_out, database, brought)
        session.say(ngettext("Taken out again: %(n)s record.", "Taken out again: %(n)s records.", count))
    return go("/bring")
