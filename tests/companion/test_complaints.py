"""Every sentence that the diary says when something is wrong is known here, and comes back with its values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bowlby.companion.complaints import COMPLAINTS, complained
from bowlby.companion.language import language, speaking
from companion.mirrored import mirrored, mirrored_language

DIARY = Path(__file__).parents[2] / "src" / "bowlby" / "diary"

NOT_ON_A_PAGE = {
    "column_map.py": "tables of researchers: the errors name TOML keys, which no translation makes plainer",
    "documents.py": "what the program itself would have done wrong",
    "erasing.py": "only on the command line",
}

SAYING = ("BowlbyError", "RecordError", "Refusal", "_CellError")
"""What carries a sentence to the person."""

VALUE = "¤"


def sentences() -> Iterator[str]:
    """What each error of the diary says, with `VALUE` in place of each value."""
    for path in sorted(DIARY.glob("*.py")):
        if path.name in NOT_ON_A_PAGE:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(SAYING):
                yield from (text for argument in node.args if " " in (text := _text(argument)))


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else VALUE for part in node.values)  # type: ignore[misc]
    return ""


def for_people(text: str) -> bool:
    """Whether a sentence says anything by itself and is not about the command line."""
    return "--" not in text and bool(re.search(r"[a-z]{3}", text))


def test_every_sentence_of_the_diary_is_known():
    found = [text for text in sentences() if for_people(text)]
    assert len(found) > 60
    known = {re.sub(r"%\(\w+\)s", VALUE, text) for text in COMPLAINTS}
    assert sorted(set(found) - known) == []


def test_no_sentence_is_listed_that_nobody_says():
    said = set(sentences())
    assert [text for text in COMPLAINTS if re.sub(r"%\(\w+\)s", VALUE, text) not in said] == []


@pytest.mark.parametrize("sentence", ["wrong passphrase; try again, or use the recovery code", "nobody says this"])
def test_in_english_a_sentence_stays(sentence: str):
    assert complained(sentence) == sentence


def test_in_another_language_values_stay_and_words_change():
    with mirrored_language() as spoken, speaking(spoken):
        said = complained("the passphrase has fewer than 8 characters; choose a longer one")
        assert said == mirrored("the passphrase has fewer than %(one)s characters; choose a longer one") % {"one": 8}
        assert complained("a café, line 3 % nobody says this") == "a café, line 3 % nobody says this"


def test_german_says_it_too():
    with speaking(language("de")):
        assert "Passphrase" in complained("wrong passphrase; try again, or use the recovery code")
        assert complained("is outside 0 to 10; correct it or leave it empty").startswith("liegt außerhalb von 0 bis 10")


def test_german_says_what_stands_in_for_values_too():
    with speaking(language("de")):
        said = complained(
            "bad.csv, line 1: its columns are separated by semicolons; save it with tabs or commas instead"
        )
        assert said.startswith("bad.csv, Zeile 1: Die Spalten sind durch Strichpunkte getrennt")
        assert said.endswith("mit Tabulatoren oder Kommas")
        said = complained("my.csv, line 1: there is no column item, text; it needs item, text")
        assert "line" not in said
        assert "Zeile 1" in said
