"""How every page is made and every form is read."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser

from bowlby.companion import language
from bowlby.companion.complaints import complained
from bowlby.companion.language import _
from bowlby.companion.navigation import Menu, menu
from bowlby.companion.security import same
from bowlby.companion.session import Session
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

HERE = Path(__file__).parent


class LockedError(Exception):
    """The page needs an open diary and there is none."""


class _InMemory(MultiPartParser):
    """Uploaded files stay in memory whatever their size: nothing unencrypted may reach the disk."""

    spool_max_size = 0


@cache
def templates() -> Environment:
    """The one template environment; everything is escaped, and every text is in the language of the page."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    words = {"_": language._, "gettext": language._, "ngettext": language.ngettext, "pgettext": language.pgettext}
    environment.globals |= words | {"language": language.current, "languages": lambda: language.available()}
    environment.filters |= {
        "number": language.number,
        "day": language.day,
        "joined": language.joined,
        "complained": complained,
    }
    return environment


def session_of(request: Request) -> Session:
    """The session of this run of the server."""
    return request.app.state.session


def open_diary(request: Request) -> DiaryDatabase:
    """The open diary; counts as a sign of life.

    Raises:
        LockedError: there is none, or it has just locked itself.
    """
    session = session_of(request)
    session.lock_when_idle()
    if session.database is None:
        raise LockedError
    session.sign_of_life()
    return session.database


def render(request: Request, template: str, *, title: str = "", status: int = 200, **context: Any) -> HTMLResponse:
    """Make one page.

    Args:
        request: what is answered.
        template: file name in `templates/`.
        title: neutral window title, in the language of the page; never says what the page holds.
        status: HTTP status.
        context: what the template shows.
    """
    session = session_of(request)
    shared = {
        "title": title or _("Notes"),
        "path": request.url.path,
        "menu": menu_of(request),
        "idle_seconds": round(session.idle_seconds),
        "csrf": session.keys.form,
        "unlocked": session.database is not None,
        "demo": session.demo,
        "flash": session.heard() if session.database else None,
    }
    return HTMLResponse(templates().get_template(template).render(shared | context), status)


def menu_of(request: Request) -> Menu | None:
    """The navigation of the page asked for; none in front of a locked notebook."""
    if session_of(request).database is None:
        return None
    return menu(request.url.path, getattr(request.app.state, "served", ()))


def go(path: str) -> RedirectResponse:
    """Send the browser on after a post, so that reloading repeats nothing."""
    return RedirectResponse(path, 303)


async def checked_form(request: Request) -> None:
    """Read the form of a post into `request.state.form` and check its token.

    A dependency of every router: a post that does not carry the token of this run is refused.
    """
    if request.method != "POST":
        return
    try:
        form = await _read(request)
    except MultiPartException as error:
        raise HTTPException(400, _("The form could not be read; please send it again.")) from error
    shown = form.get("csrf")
    if not isinstance(shown, str) or not same(shown, session_of(request).keys.form):
        raise HTTPException(403, _("The form is from an earlier start of the notebook; please open the page again."))
    request.state.form = form


async def _read(request: Request) -> FormData:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        stream = cast("AsyncGenerator[bytes, None]", request.stream())
        return await _InMemory(request.headers, stream, max_files=8, max_fields=100).parse()
    return await request.form(max_fields=200)


def form_of(request: Request) -> FormData:
    """The checked form of a post."""
    return request.state.form


def text_of(request: Request, name: str) -> str:
    """One text field of the checked form; empty when it is not there."""
    value = form_of(request).get(name, "")
    return value if isinstance(value, str) else ""


def new_passphrase(request: Request) -> str:
    """The passphrase that a form sets, typed twice.

    Raises:
        BowlbyError: the two are not the same.
    """
    passphrase = text_of(request, "passphrase")
    if passphrase != text_of(request, "again"):
        raise BowlbyError(_("the two passphrases are not the same; please type both again"))
    return passphrase


def reason(error: BowlbyError) -> str:
    """The one line of an error as a sentence for a page, in its language."""
    text = complained(str(error))
    named = {".", "/", "\\"} & set(text.split(" ", 1)[0])  # a file keeps its name
    return (text if named else text[:1].upper() + text[1:]) + ("" if text.endswith((".", "!", "?")) else ".")
