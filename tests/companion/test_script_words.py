"""The texts of scripts: each stands in the list, and nothing else does."""

from __future__ import annotations

import json
from pathlib import Path

from babel.messages.extract import extract_from_file

from bowlby.companion.language import speaking
from bowlby.companion.script_words import SCRIPT_WORDS, script_words
from companion.mirrored import mirrored, mirrored_language

STATIC = Path(__file__).parents[2] / "src" / "bowlby" / "companion" / "static"


def shown() -> set[str]:
    """Every text that a script passes to `told()`."""
    found = set()
    for path in STATIC.glob("*.js"):
        found |= {str(message) for _, message, _, _ in extract_from_file("javascript", path, keywords={"told": None})}
    return found


def test_the_list_holds_what_the_scripts_show():
    assert len(shown()) > 20
    assert shown() == set(SCRIPT_WORDS)


def test_in_english_nothing_is_handed_over():
    assert script_words() == "{}"


def test_in_another_language_everything_is():
    with mirrored_language() as spoken, speaking(spoken):
        given = json.loads(script_words())
    assert given["Pause"] == mirrored("Pause")
    assert set(given) == {text for text in SCRIPT_WORDS if mirrored(text) != text}
    assert len(given) >= len(SCRIPT_WORDS) - 1
