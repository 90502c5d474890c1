"""Every page there is, found by walking the app: no page can be forgotten by a test that visits all of them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from httpx import Response

from bowlby.companion import state_checks
from bowlby.companion.guides import GUIDES
from bowlby.companion.navigation import addresses
from bowlby.companion.times import now_here
from bowlby.diary import safety_plan
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.safety_plan import Contact, SafetyPlan
from companion.tried import busy
from companion.visits import made_up_result, small_diary

MOST = 12
"""So many addresses of one route are visited at most, such as twelve of the moments."""

LEFT_OUT = re.compile(r"/(static|enter|leave)(/|\?|$)")
"""What is no page, or ends the visit."""

OWN_WORDS = "my boss sighs"
"""What a person wrote: no text of ours, so it is not translated."""

MADE_UP_PLAN = SafetyPlan(
    {"signs": f"{OWN_WORDS}\n{OWN_WORDS}", "reason": OWN_WORDS, "ways-out": OWN_WORDS},
    {
        "people": (Contact("Kim", "030 12 34"), Contact("the choir", "ask at the church")),
        "lines": (Contact("", "112"),),
    },
)

Get = Callable[[str], Response]


class Form(NamedTuple):
    """A form of a page: where it goes, and its fields with the value each would send as it stands."""

    page: str
    action: str
    method: str
    fields: dict[str, list[str]]


class _Reader(HTMLParser):
    """Links and forms of one page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "download" not in given:
            self.links.append(unescape(given.get("href", "")))
        elif tag == "form":
            target = urljoin(self.page, given.get("action", "")) or self.page
            self.forms.append(Form(self.page, target, given.get("method", "get").lower(), {}))
        elif self.forms and tag in ("input", "textarea", "select", "button") and given.get("name"):
            self.select = given["name"] if tag == "select" else ""
            self.forms[-1].fields.setdefault(given["name"], []).append(given.get("value", ""))
        elif self.forms and tag == "option" and self.select:
            self.forms[-1].fields[self.select].append(given.get("value", ""))


class Walk(NamedTuple):
    """What was found: addresses of pages by the route that serves them, and all forms."""

    pages: dict[str, list[str]]
    forms: list[Form]

    def every(self, most: int = MOST) -> list[str]:
        """All addresses, in a fixed order, or the first few of each route."""
        return sorted(address for found in self.pages.values() for address in found[:most])


def routes(app: Any) -> dict[str, re.Pattern[str]]:
    """The routes that answer a GET, with what their addresses look like."""
    return {
        path: re.compile("^" + re.sub(r"\{[^}]*\}", "[^/]+", path.replace("{number:int}", "[0-9]+")) + "$")
        for path, methods in addresses(app)
        if "GET" in methods and not LEFT_OUT.match(path)
    }


def walk(get: Get, app: Any, also: Iterable[str] = ()) -> Walk:
    """Visit every page that can be reached by links from the routes without a part to fill in.

    Args:
        get: visits an address as a browser that was let in.
        app: the app behind the guard.
        also: further addresses to begin with.
    """
    known = routes(app)
    waiting = deque([*(path for path in known if "{" not in path), *also])
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    forms: list[Form] = []
    while waiting:
        address = waiting.popleft()
        route = next((route for route, look in known.items() if look.match(urlsplit(address).path)), "")
        if address in seen or not route or len(found.get(route, ())) >= MOST:
            continue
        seen.add(address)
        answer = get(address)
        if answer.status_code != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        if answer.history:  # it led elsewhere; that page has an address of its own
            waiting.append(answer.url.raw_path.decode())
            continue
        reader = _Reader(address)
        reader.feed(answer.text)
        found.setdefault(route, []).append(address)
        forms += reader.forms
        waiting += [link for link in (_inside(address, href) for href in reader.links) if link]
    return Walk(found, forms)


Post = Callable[[str, dict[str, str]], Response]


def begun(post: Post) -> list[str]:
    """Begin every guided practice and a trial, and say where they go on: pages that no link leads to."""
    found = trial_begun(post)
    for name, guide in GUIDES.items():
        if guide.danger_first:
            found.append(f"/settle/{name}/first")
            post(f"/settle/{name}/first", {"unsafe": "no"})
        first = post(f"/settle/{name}", {"alarm_before": "6"}).url.path
        found += [first, first.removesuffix("/1") + "/end", first.removesuffix("/1") + "/note"]
    return found


def lived_in(database: DiaryDatabase) -> None:
    """Fill a diary with a bit of everything: moments and check-ins, and a result."""
    database.add(small_diary())
    database.add(busy(now_here()))
    database.save_fit(database.fingerprint(), made_up_result(), {})
    safety_plan.keep(database, SafetyPlan({"alone": OWN_WORDS}))
    safety_plan.keep(database, MADE_UP_PLAN)
    for n in range(40):
        answers = {name: str((n + len(name)) % 7) for name in state_checks.SENTENCES}
        state_checks.keep(database, answers, now_here().replace(day=1) - timedelta(hours=30 * n))


def trial_begun(post: Post) -> list[str]:
    """Begin a trial, and plan another."""
    safe = {"unsafe": "no", "self_harm": "no", "sleepless": "no"}
    planned = {"practices": "breathing", "unit": "moment", "units": "24", "looks": "1", "from_alarm": "4"}
    for path, fields in (("/trials/new", safe), ("/trials/plan", planned)):
        post(path, fields)
    trial = post("/trials/seal", {}).url.path
    for path, fields in (("/trials/new", safe), ("/trials/plan", planned)):
        post(path, fields)
    return ["/trials/plan", "/trials/check", trial, f"{trial}/next"]


def _inside(page: str, href: str) -> str:
    parts = urlsplit(urljoin(f"http://here{page}", href))
    if parts.netloc != "here" or parts.scheme != "http" or LEFT_OUT.match(parts.path):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
