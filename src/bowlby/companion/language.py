"""The language of a page: its words, dates and numbers, and which way it is written.

Texts stand in English where they are used, inside `_()` or `{% trans %}`. A catalogue, `locales/CODE.po`, holds
them in another language; it is read as it is when that language is first asked for, so nothing has to be compiled
and nothing can be out of step. The language of the page being made is held in a context variable, set for each request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import NumberPattern, format_decimal, parse_pattern

FOLDER = Path(__file__).parent / "locales"

SOURCE = "en"
"""The language the program is written in."""

PLACES: Mapping[str, str] = {"en": "en_GB"}
"""Whose dates and numbers are used where a browser names a language without a country."""

MINUS = "−"

_TAG = re.compile(r"([A-Za-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Za-z]{2}))?(?:-[A-Za-z0-9-]*)?")


@dataclass(frozen=True, slots=True)
class Language:
    """One language with the dates and numbers of a place: German as in Austria, say.

    Attributes:
        code: two or three letters, as in the `lang` of a page.
        locale: how dates, times and numbers are written.
        words: the catalogue.
    """

    code: str
    locale: Locale
    words: NullTranslations

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    @property
    def name(self) -> str:
        """The language's name for itself."""
        return own_name(self.code)


def own_name(code: str) -> str:
    """What a language calls itself: `Deutsch` for `de`."""
    name = Locale.parse(code).display_name or code
    return name[:1].upper() + name[1:]


@cache
def available() -> Mapping[str, str]:
    """The languages there are, English first: code and own name."""
    return {code: own_name(code) for code in (SOURCE, *sorted(path.stem for path in FOLDER.glob("*.po")))}


@cache
def language(code: str, place: str = "") -> Language:
    """A language there is, with the dates and numbers of a place (two letters) where one is known."""
    return Language(code, _locale(code, place), _words(code))


@cache
def _words(code: str) -> NullTranslations:
    if code == SOURCE:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (FOLDER / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _locale(code: str, place: str) -> Locale:
    usual = PLACES.get(code, code)
    with suppress(UnknownLocaleError, ValueError):
        there = Locale.parse(f"{code}_{place}")
        if there.territory == place:
            return there
    return Locale.parse(usual)


# --- which language -----------------------------------------------------------------------------------


def liked(accept_language: str) -> list[tuple[str, str]]:
    """Languages and places of an Accept-Language header, best liked first: `de-CH;q=0.8` gives `("de", "CH")`.

    Anything malformed is passed over; the place is empty where none is named.
    """
    found: list[tuple[float, str, str]] = []
    for item in accept_language.split(","):
        tag, _, weight = item.strip().partition(";")
        match = _TAG.fullmatch(tag.strip())
        if match and (share := _weight(weight)) > 0:
            found.append((share, match[1].lower(), (match[2] or "").upper()))
    return [(code, place) for _, code, place in sorted(found, key=lambda one: -one[0])]


def choose(wanted: str, accept_language: str) -> Language:
    """The language the person chose, else the best liked one there is, else English.

    Args:
        wanted: a code; empty or unknown counts as no choice.
        accept_language: the header as the browser sent it; also says whose dates and numbers are expected.
    """
    tags = liked(accept_language)
    known = available()
    code = wanted if wanted in known else next((code for code, _ in tags if code in known), SOURCE)
    return language(code, next((place for other, place in tags if other == code and place), ""))


def _weight(text: str) -> float:
    if not text.strip():
        return 1.0
    name, _, value = text.partition("=")
    try:
        return min(float(value), 1.0) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0


_CURRENT: ContextVar[Language | None] = ContextVar("language", default=None)


def current() -> Language:
    """The language of the page being made; English outside any request."""
    return _CURRENT.get() or language(SOURCE)


@contextmanager
def speaking(chosen: Language) -> Iterator[Language]:
    """Make pages in this language inside the block."""
    token = _CURRENT.set(chosen)
    try:
        yield chosen
    finally:
        _CURRENT.reset(token)


# --- words --------------------------------------------------------------------------------------------


def _(message: str, **values: object) -> str:
    """A text in the language of the page; `%(name)s` in it stands for the value of that name."""
    text = current().words.gettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """A text that counts, in the form that the number asks for; `%(n)s` in it stands for the number."""
    text = current().words.ngettext(one, many, count)
    return text % ({"n": number(count)} | values)


def pgettext(context: str, message: str, **values: object) -> str:
    """A text that another language may need two words for, told apart by a context: `pgettext("alarm", "high")`."""
    text = current().words.pgettext(context, message)
    return text % values if values else text


def N_(message: str) -> str:  # noqa: N802
    """Mark a text of a module for translation; `_` puts it into the language of the page when it is shown."""
    return message


def joined(parts: Sequence[str]) -> str:
    """Words as a list: `one, two and three`."""
    return format_list(list(parts), locale=current().locale) if parts else ""


# --- numbers, dates and times -----------------------------------------------------------------------------


def number(value: float, places: int | None = None, *, signed: bool = False) -> str:
    """A number as it is written in the language of the page.

    Args:
        value: the number.
        places: digits after the point; None: as many as it needs, three at most.
        signed: write a plus before what is above zero.
    """
    size = round(abs(value), 3 if places is None else places)
    text = _digits(size, places, current().locale)
    if size == 0:
        return text
    return (MINUS if value < 0 else "+" if signed else "") + text


@lru_cache(maxsize=4096)
def _digits(size: float, places: int | None, locale: Locale) -> str:
    """Kept, since a page over many months writes the same few hundred numbers again and again."""
    return format_decimal(size, format=_pattern(places), locale=locale)


@cache
def _pattern(places: int | None) -> NumberPattern:
    """Read once: a page of numbers would otherwise read the same few patterns hundreds of times."""
    if places is None:
        return parse_pattern("#,##0.###")
    return parse_pattern("#,##0" + ("." + "0" * places if places else ""))


def clock(at: datetime) -> str:
    """A time of day: `18:30`, or `6:30 PM` where that is usual."""
    return format_time(at, "short", locale=current().locale)


def day(at: date) -> str:
    """A day in full: `24 November 2026`."""
    return format_date(at, "long", locale=current().locale)


def short_day(at: date, *, weekday: bool = False, year: bool = False) -> str:
    """A day in a few letters: `3 Mar`, `Tue 3 Mar`, `3 Nov 2024`."""
    skeleton = ("y" if year else "") + ("MMMEd" if weekday else "MMMd")
    return by_skeleton(skeleton, date(at.year, at.month, at.day), current().locale)


@lru_cache(maxsize=4096)
def by_skeleton(skeleton: str, at: date, locale: Locale) -> str:
    """Parts of a date as a language orders them. Kept, since a page over many months writes the same days again."""
    return format_skeleton(skeleton, at, locale=locale)
