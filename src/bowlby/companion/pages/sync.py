"""Several machines: the shared folder, bringing together, and choosing where two changed the same thing apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion.backups import keeping
from bowlby.companion.language import _, ngettext
from bowlby.companion.page import checked_form, go, open_diary, reason, render, session_of, text_of
from bowlby.companion.readable import entry_of
from bowlby.companion.times import now_here, spoken
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.companion.readable import Entry
    from bowlby.diary.sync import Clash, Outcome

router = APIRouter(dependencies=[Depends(checked_form)])


class Choice(NamedTuple):
    """One clash as the page shows it: two records (None: removed), or two versions of something else by its name."""

    name: str
    seen: str
    ours: Entry | None
    theirs: Entry | None
    document: str


@router.get("/sync")
async def several_machines(request: Request) -> Response:
    """The page."""
    return page(request)


def page(request: Request, error: str = "", troubles: tuple[str, ...] = ()) -> HTMLResponse:
    """The page, with what went wrong."""
    from bowlby.diary import sync

    database = open_diary(request)
    return render(
        request,
        "sync.html",
        title=_("Notes: several machines"),
        status=422 if error else 200,
        folder=sync.chosen_folder(database) or "",
        choices=[_choice(clash) for clash in sync.clashes(database)],
        error=error,
        troubles=troubles,
    )


def _choice(clash: Clash) -> Choice:
    now = now_here()
    seen = spoken(clash.seen_at.astimezone(now.tzinfo), now)
    if clash.key.startswith(("moment:", "checkin:")):
        return Choice(clash.name, seen, *_differing(_entry(clash.ours), _entry(clash.theirs)), "")
    return Choice(clash.name, seen, None, None, clash.key)


def _differing(ours: Entry | None, theirs: Entry | None) -> tuple[Entry | None, Entry | None]:
    """Two versions with only the facts in which they differ."""
    if ours is None or theirs is None:
        return ours, theirs
    both = set(ours.facts) & set(theirs.facts)
    left, right = (entry._replace(facts=[fact for fact in entry.facts if fact not in both]) for entry in (ours, theirs))
    return left, right


def _entry(record: Any) -> Entry | None:
    return None if record is None else entry_of(record)


@router.post("/sync/folder")
async def choose_folder(request: Request) -> Response:
    """The folder to share through."""
    from bowlby.diary import sync

    database = open_diary(request)
    named = text_of(request, "folder").strip()
    try:
        _not_in_the_demo(request)
        sync.choose_folder(database, Path(named) if named else None)
    except BowlbyError as error:
        return page(request, reason(error))
    return go("/sync")


@router.post("/sync/now")
async def bring_together(request: Request) -> Response:
    """Merge what the other machines left, and leave what this one holds."""
    from bowlby.diary import sync

    database = open_diary(request)
    folder = sync.chosen_folder(database)
    try:
        _not_in_the_demo(request)
        if folder is None:
            raise BowlbyError(_("no folder was chosen; name the one that your machines share"))
        done = await keeping(session_of(request), lambda: sync.sync(database, folder))
    except BowlbyError as error:
        return page(request, reason(error))
    session_of(request).say(told(done))
    return page(request, troubles=done.troubles) if done.troubles else go("/sync")


def told(done: Outcome) -> str:
    """What a sync did, in a sentence or two."""
    if not done.machines:
        return _("Left here for your other machines. Nothing of theirs was found yet.")
    n = done.added + done.changed + done.removed
    text = _("Brought together.")
    if n:
        text += " " + ngettext("%(n)s record is new here.", "%(n)s records are new here.", n)
    if done.clashes:
        text += " " + _("Something was changed on two machines apart; choose below.")
    return text


@router.post("/sync/choose")
async def choose(request: Request) -> Response:
    """Which of two versions stands."""
    from bowlby.diary import sync

    database = open_diary(request)
    try:
        sync.choose(database, text_of(request, "name"), take_theirs=text_of(request, "which") == "theirs")
    except BowlbyError as error:
        return page(request, reason(error))
    session_of(request).say(_("Chosen. At the next time together your other machines hear of it."))
    return go("/sync")


def _not_in_the_demo(request: Request) -> None:
    if session_of(request).demo:
        raise BowlbyError(_("a made-up diary is not shared; leave it and start your own"))
