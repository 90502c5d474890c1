"""The page of own words: add, hide, show, and rename with a question about old records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bowlby.companion import own_words
from bowlby.diary.records import Diary, Moment
from companion.visits import START, Visitor, create, fill, visitor


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        yield client


def figures(client: Visitor) -> list[str]:
    assert client.session.database
    return own_words.offered(client.session.database)["figure"]


def test_added_hidden_and_shown_again(writer: Visitor):
    assert "Added." in writer.submit("/words", {"do": "add", "kind": "figure", "word": " Kim "}).text
    assert "Kim" in figures(writer)
    page = writer.submit("/words", {"do": "hide", "kind": "figure", "word": "Kim"})
    assert "Records stay as they are" in page.text
    assert "Show again: Kim" in page.text
    assert "Kim" not in figures(writer)
    writer.submit("/words", {"do": "show", "kind": "figure", "word": "Kim"})
    assert "Kim" in figures(writer)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"do": "add", "kind": "figure", "word": ""}, "The word is empty"),
        ({"do": "add", "kind": "practice", "word": "a;b"}, "The word holds a semicolon"),
    ],
)
def test_a_refusal_says_why(writer: Visitor, fields: dict[str, str], words: str):
    page = writer.submit("/words", fields)
    assert page.status_code == 422
    assert words in page.text


def test_a_strange_form_is_refused_or_does_nothing(writer: Visitor):
    assert writer.submit("/words", {"do": "add", "kind": "note", "word": "x"}).status_code == 422
    assert writer.submit("/words", {"do": "sing", "kind": "figure", "word": "x"}).status_code == 200
    assert writer.submit("/words/rename", {"kind": "note", "word": "x", "new": "y"}).url.path == "/words"
    for query in ("", "?kind=note&word=x", "?kind=trigger&word=no-reply"):
        assert writer.get(f"/words/rename{query}").url.path == "/words"


@pytest.mark.parametrize(("answer", "figure"), [("keep", "Kim"), ("change", "my friend")])
def test_renaming_asks_about_old_records(writer: Visitor, answer: str, figure: str):
    fill(writer, Diary(moments=(Moment(id="a", at=START, figure="Kim"),)))
    assert "in 1 moment" in writer.get("/words").text
    question = writer.get("/words/rename", params={"kind": "figure", "word": "Kim"}).text
    assert "1 moment holds the old word" in question
    assert 'value="keep" checked' in question
    page = writer.submit("/words/rename", {"kind": "figure", "word": "Kim", "new": "my friend", "records": answer})
    assert "Renamed" in page.text
    assert writer.session.database
    assert writer.session.database.moments()[0].figure == figure
    assert "my friend" in figures(writer)
    assert "Kim" not in figures(writer)


def test_a_bad_new_word_is_told_and_nothing_changed(writer: Visitor):
    fill(writer, Diary(moments=(Moment(id="a", at=START, figure="Kim"),)))
    page = writer.submit("/words/rename", {"kind": "figure", "word": "Kim", "new": " ", "records": "change"})
    assert page.status_code == 422
    assert writer.session.database
    assert writer.session.database.moments()[0].figure == "Kim"
