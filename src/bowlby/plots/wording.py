"""In which language figures speak: English, unless whoever draws them says otherwise.

A figure asks `say` for every word it shows. The companion hands in its own translation; nothing here knows of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple


class Speech(NamedTuple):
    """How to say things.

    Attributes:
        text: a text in the language, from the English one.
        plural: the same for a text that counts, from the English singular and plural and the number.
        number: a number as it is written, from its value and the digits after the point.
        decimal: what stands before the digits after the point, for the numbers that an axis writes by itself.
        group: what stands between the thousands, for the same.
    """

    text: Callable[[str], str]
    plural: Callable[[str, str, int], str]
    number: Callable[[float, int], str]
    decimal: str = "."
    group: str = ","


ENGLISH = Speech(
    text=lambda text: text,
    plural=lambda one, many, number: one if number == 1 else many,
    number=lambda value, digits: f"{value:.{digits}f}",
)

_SPEECH: ContextVar[Speech] = ContextVar("speech", default=ENGLISH)


@contextmanager
def spoken(speech: Speech) -> Iterator[None]:
    """Let figures drawn inside the block speak like this."""
    token = _SPEECH.set(speech)
    try:
        yield
    finally:
        _SPEECH.reset(token)


def say(text: str, **values: object) -> str:
    """A text in the language of the figure; `%(name)s` in it stands for the value of that name."""
    said = _SPEECH.get().text(text)
    return said % values if values else said


def counted(number: int, noun: str) -> str:
    """A count with its noun, given in the plural: `1 moment`, `41 moments`."""
    said = _SPEECH.get().plural(f"%(n)s {noun.removesuffix('s')}", f"%(n)s {noun}", number)
    return said % {"n": number}


def written(value: float, digits: int = 0) -> str:
    """A number, with so many digits after the point."""
    return _SPEECH.get().number(value, digits)


def axis_numbers() -> dict[str, Any]:
    """How the axes of a figure write numbers, as Vega (d3-format) wants to be told."""
    speech = _SPEECH.get()
    return {"decimal": speech.decimal, "thousands": speech.group, "grouping": [3], "currency": ["", ""]}


def signed(value: float, digits: int = 1) -> str:
    """A number with its sign, as in print: `+1.2`, `−0.4`, `0.0`."""
    text = written(abs(value), digits)
    return text if not round(value, digits) else f"{'+' if value > 0 else '−'}{text}"


def duration(minutes: float) -> str:
    """A time as people say it: `34 minutes`, `2.5 hours`, `3 days`."""
    if minutes < 120:
        return counted(round(max(minutes, 1)), "minutes")
    size, noun = (60, "hours") if minutes < 2880 else (1440, "days")
    value = round(minutes / size, 1)
    if value == int(value):
        return counted(int(value), noun)
    return say(f"%(n)s {noun}", n=written(value, 1))


def percent(share: float) -> str:
    """A share of one as per cent: `42 %`."""
    return say("%(n)s\u00a0%%", n=written(100 * share))


def named(names: Mapping[float, str]) -> str:
    """A Vega expression that writes words for the values of an axis."""
    quoted = (text.replace("\\", "\\\\").replace("'", "\\'") for text in names.values())
    listed = ", ".join(f"'{value}': '{text}'" for value, text in zip(names, quoted, strict=True))
    return f"{{{listed}}}[datum.value]"
