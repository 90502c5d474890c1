"""The door of the companion: who may speak to it, and what every answer carries.

One plain ASGI wrapper around the whole app, so that no page can be reached past it:

1. the Host must be this machine's own name and port (a rebound foreign name is refused);
2. a post must come from the companion's own pages (Origin and Sec-Fetch-Site), on top of the form token
   that `page.checked_form` asks for;
3. everything but the help page, the style files and the door itself asks for the session cookie, which only
   the address printed at the start hands out;
4. every answer carries a strict Content-Security-Policy and is never stored.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bowlby.companion.language import Language, _, choose, current, speaking

MAX_BODY = 32 * 1024 * 1024
"""Largest body of a post, in bytes. A diary of ten years is far smaller."""

OPEN_PATHS = ("/help", "/static", "/enter", "/leave", "/notes")
"""What answers without the session cookie: help must be one step away from anywhere."""

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}
"""Sent with every answer. The referrer stays on the same origin, so that posts carry a real Origin."""


def _token() -> str:
    return secrets.token_urlsafe(32)


@dataclass(slots=True)
class Keys:
    """The secrets of one run of the server; all of them end with it.

    Attributes:
        printed: token in the address that is printed; opens as often as it is used.
        opening: token in the address handed to the browser; opens once, since a command line can be seen by others.
        cookie: what the browser shows from then on.
        form: what each form carries.
    """

    printed: str = field(default_factory=_token)
    opening: str = field(default_factory=_token)
    cookie: str = field(default_factory=_token)
    form: str = field(default_factory=_token)

    def admits(self, token: str) -> bool:
        """Whether a launch token is good; the one for the browser is good once."""
        if same(token, self.printed):
            return True
        once = bool(self.opening) and same(token, self.opening)
        if once:
            self.opening = ""
        return once


def same(left: str, right: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def cookie_name(port: int) -> str:
    """Name of the session cookie; ports share cookies, so each has its own."""
    return f"notes_{port}"


LANGUAGE_COOKIE = "notes_language"
"""Remembers the chosen language in front of a locked notebook; it holds nothing else."""


class Guard:
    """The ASGI wrapper described at the top of this file."""

    def __init__(self, app: ASGIApp, keys: Keys, port: int, language: Callable[[], str] = str) -> None:
        """Stand before `app`, which is served on `port` of this machine with the secrets of this run.

        `language` says which language the person chose (a code, or nothing).
        """
        self.app = app
        self.language = language
        self.keys = keys
        self.port = port
        self.hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through to the app, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            headers = Headers(scope=scope)
            with speaking(spoken_language(headers, self.language())):
                refusal = self._refusal(scope, headers)
                await (refusal or self.app)(scope, receive, _with_headers(send))
        # Any other kind of connection (a web socket) is left unanswered: the server closes it.

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        method, path = scope["method"], scope["path"]
        if headers.get("host", "").lower() not in self.hosts:
            return _refused(400, _("This address is not the notebook's own."))
        if method not in ("GET", "HEAD", "POST"):
            return _refused(405, _("That is not something these pages do."))
        if not _from_here(headers, method, self.hosts):
            return _refused(403, _("That came from another site, so nothing was done."))
        if method == "POST" and (size := _too_big(headers)):
            return _refused(size, _("That is larger than %(size)s MB, so it was not read.", size=MAX_BODY // 1024**2))
        if not _is_open(path, OPEN_PATHS) and not knows(headers, self.keys, self.port):
            return _refused(403, _("Please use the address that was printed when the notebook was started."))
        return None


def knows(headers: Headers, keys: Keys, port: int) -> bool:
    """Whether a request shows the session cookie of this run."""
    return same(_cookie(headers, cookie_name(port)), keys.cookie)


def spoken_language(headers: Headers, wanted: str) -> Language:
    """The language to answer in: the one chosen in this run, else the one this browser remembers, else its own."""
    return choose(wanted or _cookie(headers, LANGUAGE_COOKIE), headers.get("accept-language", ""))


def _cookie(headers: Headers, name: str) -> str:
    try:
        shown = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return shown.value if shown else ""


def _is_open(path: str, roots: Iterable[str]) -> bool:
    return any(path == root or path.startswith(root + "/") for root in roots)


def _from_here(headers: Headers, method: str, hosts: frozenset[str]) -> bool:
    """Whether the request was made by a page of this server, or is a plain visit."""
    site = headers.get("sec-fetch-site", "")
    if method != "POST":
        return site not in ("cross-site", "same-site") or headers.get("sec-fetch-mode") == "navigate"
    origin = headers.get("origin", "")
    if origin and origin.lower() not in {f"http://{host}" for host in hosts}:
        return False
    if site and site != "same-origin":
        return False
    return bool(origin or site)


def _too_big(headers: Headers) -> int:
    length = headers.get("content-length", "")
    if not length.isdigit():
        return 411
    return 413 if int(length) > MAX_BODY else 0


def _refused(status: int, why: str) -> Response:
    page = (
        f'<!doctype html><html lang="{current().code}" dir="{current().direction}"><head><meta charset="utf-8">'
        f"<title>{escape(_('Notes'))}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/static/style.css"></head>'
        f'<body><main class="sheet"><h1>{escape(_("Not opened"))}</h1><p>{escape(why)}</p>'
        f'<p><a href="/help">{escape(_("Help, if you are in distress or not safe"))}</a></p></main></body></html>'
    )
    return HTMLResponse(page, status)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return sending
