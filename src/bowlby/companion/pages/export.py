"""Take with you: the diary as files that are not encrypted; and erasing it for good."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion.backups import keeping
from bowlby.companion.language import _
from bowlby.companion.page import checked_form, go, open_diary, reason, render, session_of, text_of
from bowlby.companion.times import now_here
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

router = APIRouter(dependencies=[Depends(checked_form)])

KINDS = {"csv": ("application/zip", "zip"), "json": ("application/json", "json"), "html": ("text/html", "html")}
"""What can be taken: media type and ending of the file."""


@router.get("/export")
async def take(request: Request) -> Response:
    """The page."""
    return page(request)


def page(request: Request, error: str = "") -> HTMLResponse:
    """The page, with what went wrong."""
    counts = open_diary(request).counts()
    title = _("Notes: take with you")
    return render(
        request, "export.html", title=title, status=422 if error else 200, counts=counts, error=error, word=word()
    )


def word() -> str:
    """The word to type before everything is erased, in the language of the page."""
    return _("erase")


@router.post("/export")
async def download(request: Request) -> Response:
    """One file, made in memory; the browser saves it where the person says."""
    database = open_diary(request)
    kind = text_of(request, "kind")
    if kind not in KINDS:
        return page(request, _("Choose one of the kinds of file."))
    media, ending = KINDS[kind]
    now = now_here()
    headers = {"content-disposition": f'attachment; filename="notes-{now:%Y-%m-%d}.{ending}"'}
    return Response(content(database, kind, now), media_type=media, headers=headers)


def content(database: DiaryDatabase, kind: str, now: datetime) -> bytes:
    """The bytes of the file; `kind` is one of `KINDS`."""
    if kind == "json":
        from bowlby.diary.whole import as_json

        return as_json(database, now)
    if kind == "html":
        from bowlby.companion.readable import readable_page
        from bowlby.diary.safety_plan import plan_of

        return readable_page(database.diary(), now, plan_of(database))
    return _zipped(database)


def _zipped(database: DiaryDatabase) -> bytes:
    from bowlby.diary.formats import native_files
    from bowlby.diary.safety_plan import as_files

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in (native_files(database.diary()) | as_files(database)).items():
            archive.writestr(name, raw)
    return packed.getvalue()


@router.post("/export/erase")
async def erase_all(request: Request) -> Response:
    """Erase the diary for good, once the word was typed."""
    open_diary(request)
    session = session_of(request)
    try:
        if session.demo:
            raise BowlbyError(_("a made-up diary goes by itself when you leave it"))
        if text_of(request, "word").strip().lower() != word():
            raise BowlbyError(_("the word was not typed, so nothing was erased"))
    except BowlbyError as error:
        return page(request, reason(error))
    from bowlby.diary.erasing import erase

    session.lock()
    session.bells.silence()
    await keeping(session, lambda: erase(session.folder))
    return go("/")
