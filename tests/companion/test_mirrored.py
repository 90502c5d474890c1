"""Every visible text of every page goes through gettext: in a made-up language nothing is left in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from bowlby.companion.language import N_, _, speaking
from bowlby.diary import vault
from companion.crawled import begun, lived_in, walk
from companion.mirrored import CODE, mirrored, mirrored_language
from companion.visits import Visitor, create, visitor

SPOKEN = ("alt", "aria-label", "aria-valuetext", "placeholder", "title", "content")
"""Attributes that are read out or shown."""

ALLOWED = re.compile(
    r"https?://\S+|\S+\.(csv|tsv|toml|json|html|ics|org|com|net|uk|de|ch|at|ie|au|nz|ca|us)\b\S*|[A-Z]{2,}\d*"
    r"|openESM|openesm-[0-9]+|Daylio|m-Path|Esc|Bowlby|UTC|my boss sighs|[0-9a-f]{64}"
)
"""What is the same in every language: addresses, files, other programs, keys, own words, the seal of a trial."""

NOT_OURS = re.compile(r"/(help|learn)")
"""Pages that list names of services and works, and chapters, which have their own files in each language."""


VOID = ("input", "img", "br", "hr", "meta", "link", "source", "wbr")


class Texts(HTMLParser):
    """What a page shows and what a screen reader says; what names a language of its own is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if (
            self.silent
            or tag in ("script", "style", "code", "cite")
            or (given.get("lang") and tag not in ("html", "option"))
        ):
            self.silent += tag not in VOID
            return
        if tag == "meta" and given.get("name") in ("viewport", "color-scheme", "robots"):
            return
        self.found += [given[name] for name in SPOKEN if given.get(name) and "http-equiv" not in given]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def left(html: str) -> list[str]:
    """Texts of a page in which Latin words are left."""
    texts = Texts()
    texts.feed(html)
    return [text.strip() for text in texts.found if re.search(r"[A-Za-z]{2,}", ALLOWED.sub("", text))]


@pytest.fixture(scope="module")
def guest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with pytest.MonkeyPatch.context() as patch, mirrored_language():
        patch.setattr(vault, "COST", {"memory_kib": 8 * 1024, "passes": 1, "lanes": 1})
        folder = tmp_path_factory.mktemp("mirrored") / "diary"
        with visitor(folder, worker=("true",), simulator=("true",)) as client:
            create(client)
            assert client.session.database
            lived_in(client.session.database)
            yield client


def test_every_text_of_every_page_can_be_translated(guest: Visitor):
    found = walk(guest.get, guest.pages, begun(guest.submit))
    assert len(found.every()) > 20
    words = {page: left(guest.get(page).text) for page in found.every() if not NOT_OURS.match(page)}
    assert {page: texts for page, texts in words.items() if texts} == {}


def test_the_page_says_which_way_it_is_written(guest: Visitor):
    assert f'<html lang="{CODE}" dir="rtl">' in guest.get("/log").text


def test_values_and_markup_stay():
    assert re.fullmatch(r"\w+: <b>%\(what\)s</b>\.", mirrored("Kept: <b>%(what)s</b>."))
    assert not re.search("[A-Za-z]", mirrored("Kept"))
    with mirrored_language() as spoken, speaking(spoken):
        assert not re.search("[A-Za-z]", _(N_("A moment")))


def test_a_text_that_was_forgotten_is_found():
    assert left('<p title="a hint">شب</p><p>Forgotten words</p><script>const x</script>') == [
        "a hint",
        "Forgotten words",
    ]
