"""Styles are read off behaviour, never put in: no word for a style stands in `model/` or `worlds/`."""

from __future__ import annotations

import re

import pytest

from contracts.tree import PACKAGE, ROOT

STYLE_WORDS = re.compile(
    r"(?<![a-z])(anxious(ly)?|avoidant|avoidance|insecur\w*|secure(ly)?|security|ambivalent|ambivalence|resistant"
    r"|dismissing|fearful|disorgani[sz]ed|disorgani[sz]ation|attachment[ _-]?styles?)(?![a-z])",
    re.IGNORECASE,
)
FREE_OF_STYLES = ("model", "worlds", "parameters.py", "parameters.toml")
ALLOWED = re.compile(r"SECURITY_ITEMS")
"""The security items of a check-in are what a person feels, not a style."""


def style_words(text: str) -> list[str]:
    """Words for attachment styles in a text, also inside names such as `is_secure` or `SecureBase`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", ALLOWED.sub("", text))
    return [match.group(0) for match in STYLE_WORDS.finditer(spaced)]


def test_no_style_enters_the_dynamics():
    found = []
    for name in FREE_OF_STYLES:
        start = PACKAGE / name
        for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
            if path.suffix in {".py", ".toml"}:
                found += [f"{path.relative_to(ROOT)}: {word}" for word in style_words(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "text", ["a Secure base", "is_avoidant", "class InsecureChild", "disorganised", "Disorganized", "# anxious child"]
)
def test_a_style_word_is_found(text: str):
    assert style_words(text) != []


@pytest.mark.parametrize("text", ["a preoccupied figure", "reassured", "SECURITY_ITEMS", "the resistance of a door"])
def test_other_words_pass(text: str):
    assert style_words(text) == []
