"""A made-up file of wording for the tests of the check-up; no sentence of any questionnaire."""

from __future__ import annotations

from collections.abc import Iterable

SHORT = (2, 6, 8, 9, 14, 15, 18, 24, 25, 27, 29, 31)
"""The items of the short form."""


def words(items: Iterable[int] = range(1, 37)) -> bytes:
    """A file with the columns item and text."""
    return ("item,text\n" + "".join(f'{item},"Made-up sentence {item}, no more."\n' for item in items)).encode()
