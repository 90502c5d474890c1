"""Own triggers, people and practices: add, rename, hide, show again."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion import own_words
from bowlby.companion.forms import complaint
from bowlby.companion.language import N_, _, ngettext
from bowlby.companion.page import checked_form, go, open_diary, render, session_of, text_of
from bowlby.diary import register
from bowlby.diary.records import RecordError

router = APIRouter(dependencies=[Depends(checked_form)])

KINDS = {"trigger": N_("What comes before"), "figure": N_("People"), "practice": N_("What settles")}


@router.get("/words")
async def words_page(request: Request) -> Response:
    """All words by kind."""
    return page(request)


def page(request: Request, *, error: RecordError | None = None, kind: str = "", written: str = "") -> HTMLResponse:
    """The lists; after an error with what was written."""
    database = open_diary(request)
    lists = own_words.word_lists(database)
    offered = own_words.offered(database)
    with database.reading() as connection:
        uses = {name: {one.word: one.uses for one in register.words(connection, name)} for name in KINDS}
    groups = [
        {
            "kind": name,
            "title": _(title),
            "words": [_line(name, word, uses[name]) for word in own_words.own_first(offered[name], name)],
            "hidden": [_line(name, word, uses[name]) for word in sorted(lists[name].hidden)],
            "written": written if name == kind else "",
        }
        for name, title in KINDS.items()
    ]
    return render(
        request,
        "words.html",
        title=_("Notes: words"),
        status=422 if error else 200,
        groups=groups,
        error=complaint(error) if error else "",
    )


def _line(kind: str, word: str, uses: dict[str, int]) -> dict[str, Any]:
    used = uses.get(word, 0)
    return {
        "word": word,
        "label": own_words.LABELS[kind](word),
        "own": word not in own_words.SHARED[kind],
        "uses": ngettext("in %(n)s moment", "in %(n)s moments", used) if used else "",
    }


@router.post("/words")
async def change_words(request: Request) -> Response:
    """Do what the form's button says: `add`, `hide` or `show`."""
    database = open_diary(request)
    kind, word, do = (text_of(request, name) for name in ("kind", "word", "do"))
    try:
        match do:
            case "add":
                before = own_words.offered(database).get(kind, ())
                same = own_words.add(database, kind, word) in before
                session_of(request).say(_("This word is there already.") if same else _("Added."))
            case "hide":
                own_words.hide(database, kind, word)
                session_of(request).say(_("Hidden from the forms. Records stay as they are."))
            case "show":
                own_words.show(database, kind, word)
                session_of(request).say(_("On the forms again."))
    except RecordError as error:
        return page(request, error=error, kind=kind, written=word)
    return go("/words")


@router.get("/words/rename")
async def rename_form(request: Request, kind: str = "", word: str = "") -> Response:
    """Ask for the new word, and whether old records keep the old one."""
    return rename_page(request, kind, word, word)


def rename_page(
    request: Request, kind: str, word: str, written: str, error: RecordError | None = None
) -> HTMLResponse | Response:
    """The question, with how many moments hold the word."""
    database = open_diary(request)
    if kind not in KINDS or not word or word in own_words.SHARED[kind]:
        return go("/words")
    with database.reading() as connection:
        used = next((one.uses for one in register.words(connection, kind) if one.word == word), 0)
    return render(
        request,
        "words_rename.html",
        title=_("Notes: words"),
        status=422 if error else 200,
        kind=kind,
        word=word,
        written=written,
        used=used,
        error=complaint(error) if error else "",
    )


@router.post("/words/rename")
async def rename(request: Request) -> Response:
    """Rename as the form says."""
    database = open_diary(request)
    kind, word, new = (text_of(request, name) for name in ("kind", "word", "new"))
    if kind not in KINDS:
        return go("/words")
    records_too = text_of(request, "records") == "change"
    try:
        changed = own_words.rename(database, kind, word, new, records_too=records_too)
    except RecordError as error:
        return rename_page(request, kind, word, new, error)
    session = session_of(request)
    session.say(
        ngettext("Renamed, and in %(n)s moment.", "Renamed, and in %(n)s moments.", changed)
        if records_too and changed
        else _("Renamed. Records keep the word they were written with.")
    )
    return go("/words")
