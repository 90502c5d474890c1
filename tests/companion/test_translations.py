"""Every catalogue holds exactly the texts there are, each translated, with the same values and the same markup."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message

from bowlby.companion.language import SOURCE, available, language, speaking

ROOT = Path(__file__).parents[2]
OTHERS = [code for code in available() if code != SOURCE]

VALUE = re.compile(r"%\([a-z_]+\)s|%%|\{[a-z]+\}")
MARKUP = re.compile(r"</?[a-z]+[^>]*>")


@cache
def tool() -> ModuleType:
    """The script that extracts the texts."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "scripts" / "translations.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def extracted() -> Catalog:
    return tool().extracted()


def pairs(message: Message) -> list[tuple[str, str]]:
    """Each form of a text with its translation; further forms are held against the last English one."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    ids, strings = [str(one) for one in message.id or ()], [str(one) for one in message.string or ()]
    return list(zip(ids + ids[-1:] * (len(strings) - len(ids)), strings, strict=True))


def troubles(message: Message) -> list[str]:
    """What a translation lost or made up."""
    return [
        f"{text!r}: {found}"
        for text, translation in pairs(message)
        for found, look in (("values", VALUE), ("markup", MARKUP))
        if sorted(set(look.findall(text))) != sorted(set(look.findall(translation)))
    ]


def test_there_is_a_second_language():
    assert "de" in OTHERS


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_is_as_the_tool_writes_it(code: str):
    """Run `python scripts/translations.py`, then fill in what `--missing CODE` prints."""
    file = tool().LOCALES / f"{code}.po"
    assert tool().written(tool().merged(code, extracted())) == file.read_bytes()


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated(code: str):
    assert tool().missing(tool().catalogue(code)) == []


@pytest.mark.parametrize("code", OTHERS)
def test_values_and_markup_are_the_same(code: str):
    assert [trouble for message in tool().catalogue(code) if message.id for trouble in troubles(message)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_is_read(code: str):
    with speaking(language(code)) as spoken:
        assert spoken.words.gettext("A moment") != "A moment"


def test_german_says_du():
    """Within a sentence `Sie` and `Ihr` can only be the formal address; at its start they can be `they` too."""
    formal = re.compile(r"(?<![.!?:„…(] )(?<![„(])(?<!^)\b(Sie|Ihnen|Ihr(e[mnrs]?)?)\b")
    said = [str(text) for message in tool().catalogue("de") if message.id for _, text in pairs(message)]
    assert [text for text in said if formal.search(MARKUP.sub("", text))] == []
    assert formal.search("Hier können Sie es ändern.")


def test_the_texts_of_templates_python_and_lists_are_found():
    ids = [message.id for message in extracted()]
    for text in ("A moment", "today %(clock)s", "No reply yet", "anyone in distress"):
        assert text in ids
    assert ("%(n)s minute", "%(n)s minutes") in ids


@pytest.mark.parametrize(
    ("text", "translation"),
    [("Kept: %(what)s.", "Behalten."), ("<b>x</b>", "x"), ("50 %%", "50"), (("a", "%(n)s b"), ("a", "b"))],
)
def test_a_lost_value_is_found(text: str, translation: str):
    assert troubles(Message(text, translation)) != []
