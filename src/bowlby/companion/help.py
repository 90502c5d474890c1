"""The help page: emergency numbers, helplines by country, safety and grounding.

It works before a diary is unlocked, without JavaScript and without the network: the numbers ship as `help.toml`,
are read and checked here, and shown by `templates/help.html`. Nothing about the reader is stored; the country is
chosen in a plain form, or guessed from the region in the browser's language setting and called a guess. The reader's
own safety plan is on it while the notebook is open, or from the readable copy where one was wanted; but only in the
browser that was let in, since the page itself answers anyone on this machine.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from bowlby.companion.language import SOURCE, _, choose, current, liked, speaking
from bowlby.companion.page import menu_of, templates
from bowlby.companion.plan_parts import Shown, shown
from bowlby.companion.security import cookie_name, same
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.companion.session import Session

HELP_FILE = Path(__file__).with_name("help.toml")
KINDS = ("emergency", "support", "danger")
"""What a line is for: someone may be hurt now; distress; violence or abuse from someone close."""

ELSEWHERE = "other"
"""The choice in the form for a country that the list does not have."""

_NUMBER = re.compile(r"[0-9]{2,15}")
_SOURCE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?")

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Line:
    """One number to ring or to write to.

    `dial` and `sms_to` are digits as dialled inside the country, at least one of them; short codes stay short.
    `display` is the same number grouped for the eye, `source` an address shown as text and never fetched.
    `verified_at` is the day of the comparison with `source` where `checked`, else the day of writing.
    """

    country: str
    kind: str
    name: str
    dial: str
    display: str
    sms_to: str
    sms_body: str
    hours: str
    languages: tuple[str, ...]
    audience: str
    source: str
    verified_at: date
    checked: bool

    @property
    def call_link(self) -> str:
        """The `tel:` link, or nothing where the line takes no calls."""
        return f"tel:{self.dial}" if self.dial else ""

    @property
    def text_link(self) -> str:
        """The `sms:` link, or nothing where the line takes no text messages."""
        if not self.sms_to:
            return ""
        return f"sms:{self.sms_to}" + (f"?body={quote(self.sms_body)}" if self.sms_body else "")

    @property
    def text_display(self) -> str:
        """Where to send a text message, for the eye."""
        return self.sms_to if self.dial else self.display


@dataclass(frozen=True, slots=True)
class Country:
    """One country with its lines; `code` is ISO 3166-1 alpha-2, `note` one sentence for its danger section."""

    code: str
    name: str
    note: str
    lines: tuple[Line, ...]

    def of(self, kind: str) -> tuple[Line, ...]:
        """The lines of one of `KINDS`, in the order of the file."""
        return tuple(line for line in self.lines if line.kind == kind)


_LINE_KEYS = frozenset(field.name for field in fields(Line))
_COUNTRY_KEYS = frozenset(field.name for field in fields(Country)) - {"lines"}


@dataclass(frozen=True, slots=True)
class Help:
    """All countries, by name, and the day on which the list was put together."""

    compiled_at: date
    countries: tuple[Country, ...]

    def country(self, code: str) -> Country | None:
        """The country with this ISO code in either case, or None."""
        return next((country for country in self.countries if country.code == code.upper()), None)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of every country."""
        return tuple(line for country in self.countries for line in country.lines)


@lru_cache(maxsize=4)
def load_help(file: Path = HELP_FILE) -> Help:
    """Read and check the list of helplines.

    Args:
        file: a TOML file laid out like `help.toml`.

    Raises:
        BowlbyError: the file cannot be read, or an entry breaks a rule; the message names entry and rule.
    """
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError:
        raise BowlbyError(f"{file.name}: cannot be read; install Bowlby again") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BowlbyError(f"{file.name}: is not a TOML file ({error}); correct it") from None
    return _checked_help(written, file.name)


def years_old(line: Line, today: date) -> bool:
    """Whether an entry is more than twelve months old on the given day."""
    then = line.verified_at
    leap_day = (then.month, then.day) == (2, 29)
    return today > (date(then.year + 1, 2, 28) if leap_day else then.replace(year=then.year + 1))


def overdue(listing: Help, today: date) -> tuple[Line, ...]:
    """The entries that are more than twelve months old on the given day and must be checked again."""
    return tuple(line for line in listing.lines if years_old(line, today))


def region_of(accept_language: str) -> str:
    """The region of the best liked language that names one ("de-CH;q=0.8" gives "CH"), or nothing.

    Args:
        accept_language: the header as the browser sent it; anything malformed in it is passed over.
    """
    return next((place for _code, place in liked(accept_language) if place), "")


@router.get("/help", response_class=HTMLResponse, name="help")
async def help_page(request: Request, country: str = "", language: str = "") -> HTMLResponse:
    """Show the help page for the chosen or guessed country, or for none; in another language where asked for."""
    accepted = request.headers.get("accept-language", "")
    with speaking(choose(language, accepted) if language else current()):
        values = page_values(load_help(), country, accepted, date.today())
        return HTMLResponse(templates().get_template("help.html").render(_frame(request) | values))


def page_values(listing: Help, asked: str, accept_language: str, today: date) -> dict[str, Any]:
    """What the template needs.

    Args:
        listing: the list of helplines.
        asked: the country chosen in the form: an ISO code, `ELSEWHERE`, or nothing for a guess.
        accept_language: the header as the browser sent it.
        today: the day on which the page is shown.
    """
    asked = asked.strip()
    chosen = listing.country(asked or region_of(accept_language))
    return {
        "help": listing,
        "chosen": chosen,
        "guessed": chosen is not None and not asked,
        "elsewhere": ELSEWHERE,
        "overdue": frozenset(overdue(listing, today)),
        "country_name": country_name,
        "spoken": lambda line: [_(one) for one in line.languages],
    }


def country_name(country: Country) -> str:
    """A country in the language of the page."""
    if current().code == SOURCE:
        return country.name
    return current().locale.territories.get(country.code, country.name)


def shown_words(listing: Help) -> set[str]:
    """The words of the list that are translated: whom for, hours, languages, notes, names of emergency calls."""
    words = {line.name for line in listing.lines if line.kind == "emergency"}
    for line in listing.lines:
        words |= {line.audience, line.hours, *line.languages}
    return (words | {country.note for country in listing.countries}) - {""}


def _frame(request: Request) -> dict[str, Any]:
    """What stands around the page: the tabs and the way to hide it, where the reader's notebook is open.

    The page answers anyone on this machine, so the form token goes only to the browser that holds the cookie.
    """
    session = getattr(request.app.state, "session", None)
    if session is None or not same(request.cookies.get(cookie_name(session.port), ""), session.keys.cookie):
        return {"path": "/help", "unlocked": False}
    session.lock_when_idle()
    return _own_plan(session) | {
        "path": "/help",
        "csrf": session.keys.form,
        "unlocked": session.database is not None,
        "menu": menu_of(request),
        "idle_seconds": round(session.idle_seconds),
        "demo": session.demo,
    }


def _own_plan(session: Session) -> dict[str, Any]:
    """The reader's own plan, where it can be read now. Whatever is wrong with it, the numbers are shown."""
    from bowlby.diary import safety_plan

    parts: list[Shown] = []
    if session.database is not None:
        with suppress(BowlbyError):
            parts = shown(safety_plan.plan_of(session.database))
    if parts:
        return {"plan": parts, "copied": False}
    return {"plan": shown(safety_plan.copied(session.folder)), "copied": True}


def _checked_help(written: Mapping[str, Any], file: str) -> Help:
    compiled_at = written.get("compiled_at")
    _rule(type(compiled_at) is date, file, "compiled_at", "is not a date; write it like 2026-11-24")
    assert isinstance(compiled_at, date)
    lines = [_checked_line(entry, file) for entry in _tables(written, "line", file)]
    countries = [_checked_country(entry, lines, file) for entry in _tables(written, "country", file)]
    codes = [country.code for country in countries]
    _rule(len(set(codes)) == len(codes), file, "country", "is listed twice; keep one")
    for line in lines:
        where = f"{file}, {line.country}, {line.name}"
        _rule(line.country in codes, where, "country", "has no [[country]] entry; add one")
        _rule(line.verified_at <= compiled_at, where, "verified_at", "is after compiled_at; correct one of them")
    return Help(compiled_at, tuple(sorted(countries, key=lambda country: country.name)))


def _tables(written: Mapping[str, Any], key: str, file: str) -> list[Mapping[str, Any]]:
    tables = written.get(key)
    good = isinstance(tables, list) and tables and all(isinstance(entry, dict) for entry in tables)
    _rule(bool(good), file, key, f"is missing; write at least one [[{key}]] entry")
    return cast(list[Mapping[str, Any]], tables)


def _checked_country(entry: Mapping[str, Any], lines: list[Line], file: str) -> Country:
    where = f"{file}, {entry.get('code', 'a country without code')}"
    _same_keys(entry, _COUNTRY_KEYS, where)
    for key in sorted(_COUNTRY_KEYS):
        _rule(isinstance(entry[key], str), where, key, "is not a text; put it in quotes")
    code = entry["code"]
    _rule(re.fullmatch(r"[A-Z]{2}", code) is not None, where, "code", "is not an ISO code; write it like GB")
    _rule(bool(entry["name"].strip()), where, "name", "is empty; write the country's name")
    own = tuple(line for line in lines if line.country == code)
    for kind in ("emergency", "support"):
        _rule(any(line.kind == kind for line in own), where, kind, "has no line; add one or leave the country out")
    return Country(code, entry["name"], entry["note"], own)


def _checked_line(entry: Mapping[str, Any], file: str) -> Line:
    where = f"{file}, {entry.get('country', '??')}, {entry.get('name', 'a line without name')}"
    _same_keys(entry, _LINE_KEYS, where)
    for key in sorted(_LINE_KEYS - {"languages", "verified_at", "checked"}):
        _rule(isinstance(entry[key], str), where, key, "is not a text; put it in quotes")
    languages = entry["languages"]
    good = isinstance(languages, list) and languages and all(isinstance(one, str) and one for one in languages)
    _rule(bool(good), where, "languages", "is not a list of languages; name at least one")
    _rule(type(entry["verified_at"]) is date, where, "verified_at", "is not a date; write it like 2026-11-24")
    _rule(isinstance(entry["checked"], bool), where, "checked", "is neither true nor false")
    line = Line(**{**entry, "languages": tuple(languages)})
    _check_texts(line, where)
    _check_numbers(line, where)
    return line


def _check_texts(line: Line, where: str) -> None:
    _rule(line.kind in KINDS, where, "kind", f"is not one of {', '.join(KINDS)}")
    for key in ("name", "audience"):
        _rule(bool(getattr(line, key).strip()), where, key, "is empty; write a few words")
    _rule(_SOURCE.fullmatch(line.source) is not None, where, "source", "is not an address like example.org/page")


def _check_numbers(line: Line, where: str) -> None:
    for key in ("dial", "sms_to"):
        number = getattr(line, key)
        _rule(not number or _NUMBER.fullmatch(number) is not None, where, key, "is not 2 to 15 digits")
    number = line.dial or line.sms_to
    _rule(bool(number), where, "dial", "is empty and so is sms_to; give at least one")
    shown = re.sub(r"[ \-]", "", line.display)
    _rule(shown == number, where, "display", "is not the number that is dialled; write the same digits")
    _rule(bool(line.sms_to) or not line.sms_body, where, "sms_body", "has no sms_to to go to; add it")


def _same_keys(entry: Mapping[str, Any], keys: frozenset[str], where: str) -> None:
    missing, unknown = sorted(keys - entry.keys()), sorted(entry.keys() - keys)
    _rule(not missing, where, ", ".join(missing), "is missing; add it")
    _rule(not unknown, where, ", ".join(unknown), "is not a key of an entry; remove it")


def _rule(holds: bool, where: str, key: str, problem: str) -> None:
    if not holds:
        raise BowlbyError(f"{where}: {key} {problem}")
