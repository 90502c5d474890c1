"""Bring a diary: send files, see what would be taken, refused and left out, then agree or not.

Reading and writing years of records takes a while; it is done beside the pages, so that help opens meanwhile.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import UploadFile

from bowlby.companion import undoing
from bowlby.companion.language import N_, _, ngettext
from bowlby.companion.page import checked_form, form_of, go, open_diary, reason, render, session_of, text_of
from bowlby.companion.times import now_here, spoken
from bowlby.companion.uploads import OWN, Bringing, bare_name, native, openesm, own_table
from bowlby.diary import rows
from bowlby.diary.oddities import odd
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase
    from bowlby.diary.formats import Plan

router = APIRouter(dependencies=[Depends(checked_form)])

TITLE = N_("Notes: bring in")
OWN_MAP = "+own"
SHOWN_REFUSALS = 50

FIRST = 3
"""So many moments are shown as they were read, before anything is taken."""


@router.get("/bring")
async def bring_form(request: Request) -> Response:
    """The form."""
    open_diary(request)
    return form_page(request)


def form_page(request: Request, error: str = "") -> HTMLResponse:
    """The form, with what went wrong."""
    from bowlby.diary.formats import shipped_column_maps

    return render(
        request,
        "bring.html",
        title=_(TITLE),
        status=422 if error else 200,
        maps=sorted(shipped_column_maps()),
        error=error,
    )


@router.post("/bring")
async def bring(request: Request) -> Response:
    """Read what was sent, into memory, and show what would be done."""
    database = open_diary(request)
    session = session_of(request)
    session.pending = None
    try:
        bringing = await _received(request)
        if bringing.form not in OWN and len(bringing.people) <= 1:
            bringing.plan = await asyncio.to_thread(dry_run, bringing, None, database)
    except BowlbyError as error:
        return form_page(request, reason(error))
    session.pending = bringing
    return go("/bring/columns" if bringing.form in OWN else "/bring/preview")


async def _received(request: Request) -> Bringing:
    files = await _files(request, "files")
    kind = text_of(request, "kind")
    if kind in OWN:
        return own_table(files, kind)
    if kind != "openesm":
        return native(files)
    columns = text_of(request, "columns")
    return openesm(files, await _files(request, "map"), "" if columns == OWN_MAP else columns)


async def _files(request: Request, field: str) -> dict[str, bytes]:
    sent = [file for file in form_of(request).getlist(field) if isinstance(file, UploadFile) and file.filename]
    return {bare_name(file.filename or ""): await file.read() for file in sent}


def dry_run(bringing: Bringing, person: str | None, database: DiaryDatabase) -> Plan:
    """What would be done, held against the diary as it stands.

    Raises:
        BowlbyError: a file cannot be read, or its records are of another person than the diary's.
    """
    from bowlby.diary.formats import read_uploaded
    from bowlby.diary.own_table import read_own
    from bowlby.diary.taking import plan_for
    from bowlby.diary.whole_reading import read_whole

    if bringing.form == "json":
        plan = read_whole(*bringing.table)
    elif bringing.own:
        path, content = bringing.table
        plan = read_own(path, bringing.own, person, content)
    else:
        plan = read_uploaded(bringing.files, bringing.form, bringing.columns, person)
    with database.reading() as connection:
        person = rows.fact(connection, "person")
    if plan.taken.person and person and plan.taken.person != person:
        raise BowlbyError(_("this diary holds the records of another person; one diary belongs to one person"))
    return plan_for(plan, database)


@router.get("/bring/preview")
async def preview(request: Request) -> Response:
    """Whose rows, or what would be done."""
    open_diary(request)
    bringing = session_of(request).pending
    if bringing is None:
        return go("/bring")
    if bringing.form in OWN and bringing.own is None:
        return go("/bring/columns")
    if bringing.plan is None:
        return render(request, "bring_person.html", title=_(TITLE), people=bringing.people)
    plan = bringing.plan
    return render(
        request,
        "bring_preview.html",
        title=_(TITLE),
        plan=plan,
        odd=await asyncio.to_thread(odd, plan.taken, now_here()),  # every record of years is looked at
        unrated=bool(plan.taken.moments) and all(moment.alarm_before is None for moment in plan.taken.moments),
        first=[(spoken(one.at, now_here()), one.alarm_before) for one in plan.taken.moments[:FIRST]],
        file=plan.source.name,
        refused=plan.refused[:SHOWN_REFUSALS],
        aside=bringing.aside,
    )


@router.post("/bring/person")
async def choose_person(request: Request) -> Response:
    """Whose rows of a table are meant."""
    database = open_diary(request)
    session = session_of(request)
    bringing = session.pending
    if bringing is None:
        return go("/bring")
    try:
        bringing.plan = await asyncio.to_thread(dry_run, bringing, text_of(request, "person"), database)
    except BowlbyError as error:
        return form_page(request, reason(error))
    return go("/bring/preview")


@router.post("/bring/commit")
async def commit(request: Request) -> Response:
    """Write all that would be taken, in one transaction."""
    database = open_diary(request)
    session = session_of(request)
    bringing, session.pending = session.pending, None
    if bringing is None or bringing.plan is None:
        return go("/bring")
    plan = await asyncio.to_thread(_take, database, bringing.plan)
    said = ngettext("Brought in: %(n)s record.", "Brought in: %(n)s records.", len(plan.taken))
    if more := len(plan.rest or ()):
        said += " " + ngettext("And %(n)s thing besides.", "And %(n)s things besides.", more)
    undo = undoing.BROUGHT if undoing.can_be_undone(plan) else ""
    session.brought = plan.taken if undo else None
    session.say(said, undo)
    return go("/insights")


def _take(database: DiaryDatabase, plan: Plan) -> Plan:
    from bowlby.diary.taking import plan_for, take

    plan = plan_for(plan, database)  # the diary may have changed since the dry run, in another window
    take(database, plan)
    return plan


@router.post("/bring/drop")
async def drop(request: Request) -> Response:
    """Forget what was sent."""
    open_diary(request)
    session_of(request).pending = None
    return go("/bring")
