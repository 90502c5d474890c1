"""Own words: added, hidden, renamed; and never a record changed that was not asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.companion import own_words
from bowlby.companion.language import language, speaking
from bowlby.companion.words import trigger_label
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Diary, Moment, RecordError
from bowlby.names import PRACTICES, TRIGGERS
from companion.visits import START

KEY = bytes(range(32))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DiaryDatabase]:
    with DiaryDatabase.open(tmp_path / "diary", KEY) as database:
        yield database


def moment(number: int, **fields) -> Moment:
    return replace(Moment(id=f"m{number}", at=START), **fields)


def test_shared_words_first_but_for_people(database: DiaryDatabase):
    database.add(Diary(moments=(moment(1, trigger="rain", figure="Kim", practices=("a walk",)),)))
    offered = own_words.offered(database)
    assert offered["trigger"] == [*TRIGGERS, "rain"]
    assert offered["practice"] == [*PRACTICES, "a walk"]
    assert offered["figure"] == ["Kim", *own_words.FIGURES]


def test_words_of_the_moments_do_not_crowd_the_form(database: DiaryDatabase):
    database.add(Diary(moments=tuple(moment(n, trigger=f"name {n}") for n in range(40))))
    assert len(own_words.offered(database)["trigger"]) == len(TRIGGERS) + own_words.MOST_OWN


def test_a_hidden_word_leaves_the_form_and_no_record(database: DiaryDatabase):
    database.add(Diary(moments=(moment(1, trigger="rain"),)))
    for word in ("rain", "no-reply"):
        own_words.hide(database, "trigger", word)
    assert not {"rain", "no-reply"} & set(own_words.offered(database)["trigger"])
    assert database.moments()[0].trigger == "rain"
    own_words.show(database, "trigger", "no-reply")
    own_words.add(database, "trigger", " rain ")
    assert {"rain", "no-reply"} <= set(own_words.offered(database)["trigger"])


def test_renaming_for_new_moments_only(database: DiaryDatabase):
    database.add(Diary(moments=(moment(1, figure="Kim"),)))
    assert own_words.rename(database, "figure", "Kim", "my friend", records_too=False) == 0
    assert database.moments()[0].figure == "Kim"
    offered = own_words.offered(database)["figure"]
    assert ("my friend" in offered, "Kim" in offered) == (True, False)
    assert database.history("m1") == ()


def test_renaming_in_the_records_too(database: DiaryDatabase):
    own_words.add(database, "figure", "Kim")
    database.add(Diary(moments=(moment(1, figure="Kim"), moment(2, figure="Lou"))))
    assert own_words.rename(database, "figure", "Kim", "my friend", records_too=True) == 1
    assert [one.figure for one in database.moments()] == ["my friend", "Lou"]
    assert database.history("m1")[0].earlier.figure == "Kim"
    offered = own_words.offered(database)["figure"]
    assert ("my friend" in offered, "Kim" in offered) == (True, False)


def test_renaming_to_a_word_that_was_hidden_shows_it(database: DiaryDatabase):
    own_words.add(database, "trigger", "rain")
    own_words.hide(database, "trigger", "snow")
    own_words.rename(database, "trigger", "rain", "snow", records_too=False)
    assert "snow" in own_words.offered(database)["trigger"]
    assert own_words.rename(database, "trigger", "snow", "snow", records_too=True) == 0


@pytest.mark.parametrize(("word", "rule"), [("", "is empty"), ("x" * 61, "longer"), ("a;b", "semicolon")])
def test_a_word_that_cannot_be_is_told_without_repeating_it(database: DiaryDatabase, word: str, rule: str):
    for attempt in (
        lambda: own_words.add(database, "practice", word),
        lambda: own_words.rename(database, "practice", "a walk", word, records_too=True),
    ):
        with pytest.raises(RecordError, match=rule) as refusal:
            attempt()
        assert not word or word not in str(refusal.value)


def test_shared_words_and_unknown_kinds_are_not_renamed(database: DiaryDatabase):
    with pytest.raises(RecordError, match="everybody"):
        own_words.rename(database, "trigger", "no-reply", "silence", records_too=False)
    for change in (own_words.add, own_words.hide, own_words.show):
        with pytest.raises(RecordError, match="not known"):
            change(database, "note", "x")


@given(st.text(max_size=80))
def test_an_allowed_word_is_one_a_record_takes(word: str):
    try:
        kept = own_words.allowed(word)
    except RecordError:
        return
    assert own_words.allowed(kept) == kept
    assert 0 < len(kept) <= 60


def test_own_words_come_first_in_the_list():
    assert own_words.own_first(["no-reply", "rain"], "trigger") == ["rain", "no-reply"]
    assert own_words.figure_label("Kim") == "Kim"


def test_a_word_that_everybody_is_offered_is_not_kept_twice(database: DiaryDatabase):
    """Whoever writes what a chip says means the chip; two words would be counted apart."""
    label = trigger_label("no-reply")
    assert own_words.as_known("trigger", f" {label.upper()} ") == "no-reply"
    assert own_words.add(database, "trigger", label) == "no-reply"
    assert own_words.offered(database)["trigger"] == [*TRIGGERS]
    with speaking(language("de")):
        assert own_words.as_known("trigger", trigger_label("no-reply")) == "no-reply"
        assert own_words.as_known("figure", own_words.figure_label("friend").lower()) == "friend"
    assert own_words.add(database, "figure", "Kim") == own_words.add(database, "figure", "KIM") == "Kim"
    assert own_words.as_known("trigger", " rain ") == "rain"
