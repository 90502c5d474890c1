"""Every page: escaped, one line of error without private text, and small comforts around it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bowlby.companion.page import HERE, reason, templates
from bowlby.errors import BowlbyError
from companion.visits import create, visitor


@pytest.mark.parametrize(
    ("text", "sentence"), [("a port is taken", "A port is taken."), ("What now?", "What now?"), ("", ".")]
)
def test_an_error_becomes_a_sentence(text: str, sentence: str):
    assert reason(BowlbyError(text)) == sentence


def test_templates_escape():
    assert templates().from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"


def test_no_template_has_inline_script_or_style():
    for path in (Path(__file__).parents[2] / "src/bowlby/companion/templates").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "style=" not in text, path.name
        assert "<style" not in text, path.name
        assert " onclick" not in text, path.name
        assert text.count("<script") == text.count("<script src="), path.name


def test_a_page_that_is_not_there(tmp_path: Path):
    with visitor(tmp_path / "diary") as guest:
        page = guest.get("/nothing")
        assert page.status_code == 404
        assert "There is no such page here" in page.text
        create(guest)
        assert "Back to the notebook" in guest.get("/nothing").text


def test_a_form_that_cannot_be_read(tmp_path: Path):
    with visitor(tmp_path / "diary") as guest:
        headers = {"origin": "http://127.0.0.1:8917", "content-type": "multipart/form-data"}
        assert guest.post("/create", content=b"x", headers=headers).status_code == 400


GLUED = re.compile(r"(?:endtrans|endif) %\}\n(?:\s*(?:\{% if [^%]+ %\})?\{% trans|<(?:a|span|strong|em|small)\b|\w)")
"""A text that follows another on a new line of the template: without a written blank, no space is left between them."""


@pytest.mark.parametrize("template", sorted((HERE / "templates").glob("*.html")), ids=lambda path: path.stem)
def test_sentences_are_not_glued_together(template: Path):
    assert [found[0] for found in GLUED.finditer(template.read_text("utf-8"))] == []


def test_a_file_keeps_its_name_at_the_beginning_of_a_sentence():
    assert reason(BowlbyError("bad.csv, line 1: a quotation mark is not closed")).startswith("bad.csv, line 1")
