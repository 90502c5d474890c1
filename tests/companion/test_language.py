"""The language of a page: which one, its words, and its dates and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.companion import language
from bowlby.companion.language import (
    N_,
    Language,
    _,
    choose,
    clock,
    current,
    day,
    joined,
    liked,
    ngettext,
    number,
    pgettext,
    short_day,
    speaking,
)
from bowlby.companion.language import language as language_of

AT = datetime.fromisoformat("2026-03-03T18:30:00+01:00")

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: fr\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Kept: %(what)s."
msgstr "Gardé : %(what)s."

msgid "%(n)s moment"
msgid_plural "%(n)s moments"
msgstr[0] "%(n)s moment-là"
msgstr[1] "%(n)s moments-là"

msgctxt "alarm"
msgid "high"
msgstr "haute"
"""


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Language]:
    """A catalogue of four texts in a folder of its own."""
    (tmp_path / "fr.po").write_text(CATALOGUE, "utf-8")
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    caches = (language.available, language.language, language._words)
    for cached in caches:
        cached.cache_clear()
    yield language_of("fr")
    for cached in caches:
        cached.cache_clear()


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("de-CH,de;q=0.9,en;q=0.8", [("de", "CH"), ("de", ""), ("en", "")]),
        ("en;q=0.5, fr-CA", [("fr", "CA"), ("en", "")]),
        ("zh-Hant-TW", [("zh", "TW")]),
        ("*, x, de_DE, de;q=0, de;q=, en;q=x, 1-2", []),
        ("", []),
    ],
)
def test_liked_languages_best_first(header: str, tags: list[tuple[str, str]]):
    assert liked(header) == tags


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_asked_for_there_is_a_language(wanted: str, header: str):
    assert choose(wanted, header).code in language.available()


def test_a_choice_counts_more_than_the_browser(french: Language):
    assert choose("fr", "en-US").code == "fr"
    assert choose("", "fr-CA,en;q=0.9").locale.territory == "CA"
    assert choose("", "pl").code == "en"
    assert choose("../fr", "").code == "en"


def test_a_place_nobody_knows_is_passed_over():
    assert str(choose("", "en-ZZ").locale) == "en_GB"


def test_languages_name_themselves(french: Language):
    assert dict(language.available()) == {"en": "English", "fr": "Français"}
    assert french.name == "Français"
    assert french.direction == "ltr"


def test_texts_are_in_the_language_of_the_block(french: Language):
    assert _("Kept: %(what)s.", what="x") == "Kept: x."
    with speaking(french):
        assert current() is french
        assert _("Kept: %(what)s.", what="x") == "Gardé : x."
        assert [ngettext("%(n)s moment", "%(n)s moments", n) for n in (0, 1, 2)] == [
            *("0 moment-là", "1 moment-là", "2 moments-là")
        ]
        assert pgettext("alarm", "high") == "haute"
        assert _("high") == "high"
    assert current().code == "en"


def test_a_percent_sign_without_values_is_only_that():
    assert _("about 50 % of it") == "about 50 % of it"
    assert N_("later") == "later"


def test_an_exception_ends_the_block_too(french: Language):
    with pytest.raises(ValueError, match="x"), speaking(french):
        raise ValueError("x")
    assert current().code == "en"


@pytest.mark.parametrize(
    ("code", "place", "written"),
    [
        ("en", "", ["18:30", "3 March 2026", "Tue 3 Mar", "3 Mar 2026", "−1,234.5", "+0.3", "0.0", "a, b and c"]),
        ("en", "US", ["6:30\u202fPM", "March 3, 2026", "Tue, Mar 3", "Mar 3, 2026", "−1,234.5", "+0.3", "0.0", None]),
        ("de", "", ["18:30", "3. März 2026", "Di., 3. März", "3. März 2026", "−1.234,5", "+0,3", "0,0", "a, b und c"]),
    ],
)
def test_dates_and_numbers_are_of_the_place(
    code: str, place: str, written: list[str | None], monkeypatch: pytest.MonkeyPatch
):
    spoken = Language(code, language._locale(code, place), language.NullTranslations())
    with speaking(spoken):
        found = [clock(AT), day(AT), short_day(AT, weekday=True), short_day(AT, year=True)]
        found += [number(-1234.5), number(0.27, 1, signed=True), number(-0.04, 1, signed=True), joined(["a", "b", "c"])]
    assert found[:7] == written[:7]
    assert written[7] in (None, found[7])


def test_nothing_is_an_empty_list():
    assert joined([]) == ""


def test_a_script_from_right_to_left_says_so():
    assert Language("ar", language._locale("ar", ""), language.NullTranslations()).direction == "rtl"


def test_short_days_leave_the_year_out():
    assert short_day(date(2026, 11, 24)) == "24 Nov"
