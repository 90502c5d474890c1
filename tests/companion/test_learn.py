"""Learn: every chapter with its claims, sources and the lab's findings; reflections are kept only when asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from bowlby.companion import learning
from bowlby.companion.learning import CHAPTERS
from bowlby.companion.pages.learn import QUESTIONS
from companion.visits import Visitor, create, visitor


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        yield client


def documents(client: Visitor) -> dict:
    assert client.session.database
    return client.session.database.documents()


def test_the_contents_lead_to_every_chapter(reader: Visitor):
    page = reader.get("/learn").text
    for name in CHAPTERS:
        assert f'href="/learn/{name}"' in page
    assert 'href="/understand"' in page


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_shows_all_it_has(reader: Visitor, name: str):
    page = unescape(reader.get(f"/learn/{name}").text)
    one = learning.chapter(name)
    for claim in one.claims:
        assert f'id="{claim.id}"' in page
        assert claim.said in page
        assert claim.known in page
        assert claim.differs in page
    assert page.count("Where the evidence disagrees:") == sum(bool(claim.differs) for claim in one.claims)
    for key in one.sources:
        assert f'id="source-{key}"' in page
        assert f'href="#source-{key}"' in page
    assert page.count("What the lab found") == sum(bool(learning.experiments(claim.id)) for claim in one.claims)


def test_every_anchor_that_is_linked_to_exists(reader: Visitor):
    pages = {f"/learn/{name}": reader.get(f"/learn/{name}").text for name in CHAPTERS}
    linked = re.findall(r'href="(/learn/[a-z-]+)#(C\d\d)"', reader.get("/learn/claims").text)
    assert len(linked) == 64
    for path, anchor in linked:
        assert f'id="{anchor}"' in pages[path]


def test_links_of_the_chapters_lead_somewhere(reader: Visitor):
    links = {part.link for one in learning.chapters() for part in one.parts if part.link}
    links |= {claim.link for one in learning.chapters() for claim in one.claims if claim.link}
    for link in sorted(links):
        assert reader.get(link).status_code == 200, link


def test_an_experiment_stands_with_its_numbers_and_the_way_to_see_it(reader: Visitor):
    page = unescape(reader.get("/learn/causes").text)
    (first, *_) = learning.experiments("C01")
    assert first.question in page
    assert first.rows[0].here in page
    assert "the model was fitted to this number" in page
    assert learning.run_of_the_lab() in page
    assert 'href="/understand"' in page


def test_the_chart_has_a_table_and_a_sentence(reader: Visitor):
    page = reader.get("/learn/styles").text
    assert "/static/learn/styles-en-wide-light.svg" in page
    assert "The same as a table" in page
    assert 'alt="A square field' in page
    assert reader.get("/static/learn/styles-en-narrow-dark.svg").headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize("who", QUESTIONS)
def test_nothing_is_kept_by_reading(reader: Visitor, who: str):
    page = unescape(reader.get(f"/learn/reflect/{who}").text)
    assert all(question in page for question in QUESTIONS[who]())
    assert "Forget what is kept" not in page
    assert documents(reader) == {}


def test_a_reflection_is_kept_on_request_and_forgotten_on_request(reader: Visitor):
    page = reader.submit("/learn/reflect/self", {"do": "keep", "answer-2": "with my sister", "answer-0": "  "})
    assert "Kept, in your notebook only" in page.text
    assert "with my sister" in page.text
    assert documents(reader)["reflection"]["self"]["answers"] == {"2": "with my sister"}
    assert "with my sister" not in reader.get("/learn/reflect/parent").text
    page = reader.submit("/learn/reflect/self", {"do": "forget"})
    assert "Forgotten" in page.text
    assert "with my sister" not in page.text
    assert documents(reader) == {}


def test_nothing_written_keeps_nothing(reader: Visitor):
    assert "nothing to keep" in reader.submit("/learn/reflect/self", {"do": "keep"}).text
    assert documents(reader) == {}


def test_a_reflection_gives_no_score_and_asks_parents_about_themselves(reader: Visitor):
    for who in QUESTIONS:
        page = reader.get(f"/learn/reflect/{who}").text
        assert 'type="radio"' not in page
        assert 'type="range"' not in page
    assert all(re.search(r"\b(I|me|my|us)\b", question) for question in QUESTIONS["parent"]())


@pytest.mark.parametrize("path", ["/learn/none", "/learn/reflect/child", "/learn/../help.toml", "/learn/reflect/x/y"])
def test_an_unknown_page_says_so(reader: Visitor, path: str):
    assert reader.get(path).status_code == 404


def test_a_reader_of_another_language_is_told_that_a_chapter_is_in_english(
    reader: Visitor, monkeypatch: pytest.MonkeyPatch
):
    foreign = learning.Chapter("styles", "xx", "T", "A", "L", learning.chapter("styles").parts)
    monkeypatch.setattr(learning, "chapter", lambda name, code="en": foreign)
    page = reader.get("/learn/styles").text
    assert "has not been translated yet" in page
    assert '<article lang="xx" dir="ltr">' in page


def test_locked_nothing_of_it_is_shown(reader: Visitor):
    reader.session.lock()
    assert reader.get("/learn/styles").url.path == "/"
