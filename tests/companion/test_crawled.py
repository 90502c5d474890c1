"""What every page has in common, held against every page that the app serves."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from companion.crawled import Walk, begun, lived_in, routes, walk
from companion.visits import Visitor, create, visitor

NOT_VISITED = {
    "/insights/figure/{name}": "a picture",
    "/insights/progress": "only while something is worked out",
    "/insights/progress.json": "numbers for a script",
    "/bring/preview": "only after files were sent",
    "/bring/columns": "only after a table was sent",
    "/recovery-code": "only while there is a code to show",
    "/understand/figure/{name}": "a picture",
    "/understand/play.json": "numbers for a script",
    "/trials/working": "only while something is worked out",
    "/trials/working/progress.json": "numbers for a script",
    "/": "leads on",
    "/asking": "a time for a script",
    "/words/rename": "only for a word of one's own",
    "/backup/restore": "only where there is a copy",
    "/check-up/question": "only after a check-up was begun with a questionnaire of one's own",
}
"""Routes that answer a GET and are no page by themselves, and why. A new page is found without a line here."""

NEUTRAL = re.compile(r"<title>Notes(: [a-z ,’?]+)?</title>")


@pytest.fixture(scope="module")
def open_notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    from bowlby.diary import vault

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "COST", {"memory_kib": 8 * 1024, "passes": 1, "lanes": 1})
        with visitor(tmp_path_factory.mktemp("every") / "diary", worker=("true",), simulator=("true",)) as client:
            create(client)
            assert client.session.database
            lived_in(client.session.database)
            yield client


@pytest.fixture(scope="module")
def found(open_notebook: Visitor) -> Walk:
    return walk(open_notebook.get, open_notebook.pages, begun(open_notebook.submit))


def test_every_route_was_visited(open_notebook: Visitor, found: Walk):
    assert len(found.pages) > 10
    assert sorted(set(routes(open_notebook.pages)) - set(found.pages) - set(NOT_VISITED)) == []


def test_titles_are_neutral(open_notebook: Visitor, found: Walk):
    assert [page for page in found.every() if not NEUTRAL.search(open_notebook.get(page).text)] == []


def test_help_and_hiding_are_one_step_away(open_notebook: Visitor, found: Walk):
    for page in found.every():
        text = open_notebook.get(page).text
        if page == "/notes":
            continue
        assert 'href="/help' in text, page
        assert 'action="/hide"' in text, page
        assert text.count("<h1") == 1, page
        assert '<html lang="en" dir="ltr">' in text, page
        assert '<a class="skip" href="#main">' in text, page


def test_nothing_is_loaded_from_elsewhere_and_nothing_stands_inline(open_notebook: Visitor, found: Walk):
    for page in found.every():
        text = open_notebook.get(page).text
        assert not re.search(r"""(src|srcset|action|href)=["']?(https?:)?//""", text), page
        assert not re.search(r"\son[a-z]+=|\sstyle=|javascript:|<style|<script(?! src=\"/static/)", text), page


def test_every_post_form_carries_the_token(found: Walk):
    assert [form for form in found.forms if form.method == "post" and "csrf" not in form.fields] == []


def test_every_figure_has_words_and_a_table(open_notebook: Visitor, found: Walk):
    for page in found.every():
        text = open_notebook.get(page).text
        for picture in re.findall(r"<img[^>]*>", text):
            assert re.search(r'alt="[^"]{10,}"|alt=""', picture), (page, picture)
        if "<figure" in text:
            assert "<table" in text, page


def test_a_walk_follows_links_and_reads_forms(found: Walk):
    assert len(found.pages["/moment/{moment_id:path}"]) >= 3
    log = next(form for form in found.forms if form.action == "/log")
    assert {"csrf", "id", "trigger", "alarm_before", "note", "at"} <= set(log.fields)
    assert "no-reply" in log.fields["trigger"]
