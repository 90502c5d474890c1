"""Keep safe: backups, bringing one back, the passphrase and the recovery code."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import UploadFile

from bowlby.companion import backups
from bowlby.companion.language import _, ngettext
from bowlby.companion.page import (
    LockedError,
    checked_form,
    form_of,
    go,
    open_diary,
    reason,
    render,
    session_of,
    text_of,
)
from bowlby.companion.times import now_here, spoken
from bowlby.companion.uploads import bare_name
from bowlby.errors import BowlbyError

router = APIRouter(dependencies=[Depends(checked_form)])


@router.get("/backup")
async def keep_safe(request: Request) -> Response:
    """The page."""
    return page(request)


def page(request: Request, *, error: str = "", where: str = "") -> HTMLResponse:
    """The page, with what went wrong and in which part of it."""
    from bowlby.diary import backup

    database, session = open_diary(request), session_of(request)
    usual = backup.usual_folder(database)
    return render(
        request,
        "backup.html",
        title=_("Notes: keep safe"),
        status=422 if error else 200,
        backups=backups.rows(database, now_here()),
        folder=usual,
        chosen="" if usual.parent == database.folder else str(usual),
        trouble=session.backup_trouble,
        error=error,
        where=where,
    )


@router.post("/backup/now")
async def make_now(request: Request) -> Response:
    """Make a backup and open it again."""
    from bowlby.diary import backup

    database, session = open_diary(request), session_of(request)
    try:
        _path, checked = await backups.keeping(session, lambda: backup.make(database))
    except BowlbyError as error:
        return page(request, error=reason(error), where="backups")
    session.backup_trouble = ""
    n = sum(checked.counts)
    session.say(ngettext("Backed up and opened again: %(n)s record.", "Backed up and opened again: %(n)s records.", n))
    return go("/backup")


@router.post("/backup/check")
async def check(request: Request) -> Response:
    """Open a backup again in a temporary place."""
    from bowlby.diary import backup

    database = open_diary(request)
    try:
        path = backups.named(database, text_of(request, "name")).path
        checked = await asyncio.to_thread(backup.check, path, database.key)
    except BowlbyError as error:
        return page(request, error=reason(error), where="backups")
    backup.note_checked(database, path, checked)
    session_of(request).say(_("It opens, and all of it can be read."))
    return go("/backup")


@router.post("/backup/folder")
async def choose_folder(request: Request) -> Response:
    """Where backups go from now on."""
    from bowlby.diary import backup

    database = open_diary(request)
    named = text_of(request, "folder").strip()
    try:
        backup.choose_folder(database, Path(named) if named else None)
    except BowlbyError as error:
        return page(request, error=reason(error), where="folder")
    session_of(request).backup_tried = None
    session_of(request).say(_("From now on backups go there."))
    return go("/backup")


# --- bringing one back --------------------------------------------------------------------------------------


@router.get("/backup/restore")
async def restore_form(request: Request, name: str = "") -> Response:
    """What a backup holds, and the question.

    One that was opened on this machine before is not opened for the question, which would take the longer the more it
    holds; bringing it back opens it anew.
    """
    from bowlby.diary import backup

    database = open_diary(request)
    try:
        found = backups.named(database, name)
        if name not in backup.noted(database):
            backup.note_checked(database, found.path, await asyncio.to_thread(backup.check, found.path, database.key))
    except BowlbyError as error:
        return page(request, error=reason(error), where="backups")
    held, now = backup.noted(database)[name], now_here()
    times = (found.made_at, datetime.fromisoformat(held["checked_at"]))
    made, checked = (spoken(at.astimezone(now.tzinfo), now) for at in times)
    return render(
        request,
        "restore.html",
        title=_("Notes: keep safe"),
        name=name,
        made=made,
        checked=checked,
        held=held,
        here=database.counts(),
    )


@router.post("/backup/restore")
async def restore(request: Request) -> Response:
    """Give the diary the state of a backup; the state before is kept."""
    from bowlby.diary import backup
    from bowlby.diary.restore import restore_into

    database = open_diary(request)
    try:
        path = backups.named(database, text_of(request, "name")).path
        await asyncio.to_thread(backup.check, path, database.key)
        done = await backups.keeping(session_of(request), lambda: restore_into(database, path))
    except BowlbyError as error:
        return page(request, error=reason(error), where="backups")
    session_of(request).say(_("Brought back. What was here before is kept in %(path)s", path=done.aside or ""))
    return go("/backup")


@router.get("/backup/file")
async def file_form(request: Request) -> Response:
    """Bring back a backup from a file: into the open notebook, or where there is none yet."""
    return _file_page(request)


def _file_page(request: Request, error: str = "") -> HTMLResponse:
    if not _may_bring_back(request):
        raise LockedError
    return render(
        request,
        "restore_file.html",
        title=_("Notes: keep safe"),
        status=422 if error else 200,
        error=error,
        there=session_of(request).database is not None,
    )


def _may_bring_back(request: Request) -> bool:
    from bowlby.diary import vault

    session = session_of(request)
    session.lock_when_idle()
    return not session.demo and (session.database is not None or not vault.exists(session.folder))


@router.post("/backup/file")
async def bring_back_file(request: Request) -> Response:
    """Open the file with its passphrase or recovery code and put it in place."""
    session = session_of(request)
    if not _may_bring_back(request):
        raise LockedError
    try:
        sent = form_of(request).get("file")
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise BowlbyError(_("no file was chosen; choose a backup"))
        raw, name = await sent.read(), bare_name(sent.filename)
        secret = text_of(request, "secret")
        same, aside = await backups.keeping(session, lambda: _put_in_place(request, raw, Path(name), secret))
    except BowlbyError as error:
        return _file_page(request, reason(error))
    kept = _("Brought back. What was here before is kept in %(path)s", path=aside) if aside else _("Brought back.")
    session.say(kept if same or not aside else kept + " " + _("It opens with the passphrase of the backup."))
    return go("/backup")


def _put_in_place(request: Request, raw: bytes, name: Path, secret: str) -> tuple[bool, Path | None]:
    from bowlby.diary import backup
    from bowlby.diary.database import DiaryDatabase
    from bowlby.diary.restore import restore as put_in_place
    from bowlby.diary.restore import unlock

    session = session_of(request)
    with backup.unpacked(lambda: raw, name, session.folder) as (files, _made):
        key = unlock(files, secret)
        with backup.opened(files, key, name):
            pass  # before anything is touched
        if session.database is not None and session.database.key != key:
            session.lock()  # the file it has open is about to be replaced
        done = put_in_place(files, session.folder, key)
    if session.database is None:
        session.opened(DiaryDatabase.open(session.folder, key))
    return done.same_diary, done.aside


# --- the ways in --------------------------------------------------------------------------------------------


@router.post("/backup/passphrase")
async def change_passphrase(request: Request) -> Response:
    """Wrap the key with another passphrase; the present one is asked for."""
    from bowlby.diary import vault

    open_diary(request)
    session = session_of(request)
    try:
        _not_in_the_demo(request)
        new = text_of(request, "passphrase")
        if new != text_of(request, "again"):
            raise BowlbyError(_("the two passphrases are not the same; please type both again"))
        vault.check_passphrase(new)
        key = await asyncio.to_thread(vault.unlock, session.folder, text_of(request, "present"))
        await asyncio.to_thread(vault.change_passphrase, session.folder, key, new)
    except BowlbyError as error:
        return page(request, error=reason(error), where="passphrase")
    session.say(_("From now on the new passphrase opens the notebook. The recovery code stays as it was."))
    return go("/backup")


@router.post("/backup/recovery-code")
async def new_recovery_code(request: Request) -> Response:
    """Make a new recovery code, and show it until it is written down; the present passphrase is asked for."""
    from bowlby.diary import vault

    open_diary(request)
    session = session_of(request)
    try:
        _not_in_the_demo(request)
        key = await asyncio.to_thread(vault.unlock, session.folder, text_of(request, "present"))
        code = await asyncio.to_thread(vault.change_recovery_code, session.folder, key)
    except BowlbyError as error:
        return page(request, error=reason(error), where="recovery")
    session.recovery_code = code
    return go("/recovery-code")


def _not_in_the_demo(request: Request) -> None:
    if session_of(request).demo:
        raise BowlbyError(_("the made-up diary has no passphrase; leave it and start your own"))
