"""A language that nobody speaks, written from right to left: every text that goes through gettext comes out in it.

What is still in Latin letters on a page did not go through gettext; what does not turn round was laid out for left to
right only. Its texts are a third longer than the English ones, as many translations are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations

import pytest
from babel import Locale

from bowlby.companion import language
from bowlby.companion.language import Language

CODE = "ar"
"""Dates, numbers and direction are those of Arabic."""

KEPT = re.compile(r"%\([a-z_]+\)s|%%|<[^>]*>|&[a-z]+;")
LATIN = "abcdefghijklmnopqrstuvwxyz"
LETTERS = str.maketrans(LATIN + LATIN.upper(), "ابتثجحخدذرزسشصضطظعغفقكلمنه" * 2)


def mirrored(text: str) -> str:
    """A text in the made-up language; what stands for values and markup stays."""
    parts = KEPT.split(text)
    kept = [*KEPT.findall(text), ""]
    turned = (re.sub(r"(\w{4,})", lambda word: word[1] + word[1][:1], part).translate(LETTERS) for part in parts)
    return "".join(part + mark for part, mark in zip(turned, kept, strict=True))


class Mirrored(NullTranslations):
    """The catalogue: every text there is."""

    def gettext(self, message: str) -> str:
        return mirrored(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return mirrored(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return mirrored(message)


@contextmanager
def mirrored_language() -> Iterator[Language]:
    """Let every page be in the made-up language, whatever a browser asks for."""
    spoken = Language(CODE, Locale.parse(CODE), Mirrored())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "available", lambda: {CODE: "ع", "en": "E"})
        patch.setattr("bowlby.companion.security.choose", lambda *_: spoken)
        yield spoken
