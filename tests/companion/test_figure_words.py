"""Figures speak the language of the page: each text they ask for is marked, and none is left in English."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from bowlby.companion import figure_words, worker
from bowlby.companion.language import language, speaking
from bowlby.plots.wording import Speech
from companion.mirrored import mirrored_language
from companion.visits import made_up_result


def results() -> list[dict[str, Any]]:
    """Results that between them ask for every text of a figure."""
    plain, other, third = made_up_result(), made_up_result(), made_up_result()
    plain["change"] += [plain["change"][0] | {"what": what} for what in worker.DRAWN]
    other["expectation"] |= {"gap": 3.0, "low": -6.0, "high": 12.0}
    other["change"][0]["months"].append(
        {"month": "2026-05", "mean": None, "low": None, "high": None, "count": 3, "enough": False, "needed": 7}
    )
    other["triggers"][0]["lasting"] = True
    third["expectation"] |= {"gap": 20.0, "low": 8.0, "high": 32.0}
    third["half_life_minutes"] |= {"median": 200.0, "low": 150.0, "high": 270.0}
    third["recovery"] = [{"minutes": 60.0 * n, "median": 0.7**n, "low": 0.6**n, "high": 0.8**n} for n in range(14)]
    return [plain, other, third]


def asked(monkeypatch: pytest.MonkeyPatch) -> tuple[set[str], set[str]]:
    """The texts and the plurals that figures ask for."""
    texts, plurals = set(), set()
    spoken = figure_words.speech()

    def text(message: str) -> str:
        texts.add(message)
        return spoken.text(message)

    def plural(one: str, many: str, count: int) -> str:
        plurals.add(many)
        return spoken.plural(one, many, count)

    monkeypatch.setattr(worker, "speech", lambda: Speech(text, plural, spoken.number))
    for result in results():
        worker.figures_of(result)
    return texts, plurals


def test_every_text_that_figures_ask_for_is_marked(monkeypatch: pytest.MonkeyPatch):
    texts, plurals = asked(monkeypatch)
    assert texts - set(figure_words.WORDS) == set()
    assert plurals - set(figure_words.counts(2)) == set()
    assert len(texts) > 25


def test_nothing_is_left_in_english():
    with mirrored_language() as spoken, speaking(spoken):
        figures = worker.figures_of(results()[0])
    assert len(figures) > 20
    for name, svg in figures.items():
        root = ElementTree.fromstring(svg)
        shown = [text for element in root.iter() for text in (element.text or "",) if not element.tag.endswith("style")]
        assert [text for text in shown if re.search("[A-Za-z]{2,}", text)] == [], name


def test_numbers_are_written_as_in_the_language():
    assert (figure_words.speech().number(2.54, 1), figure_words.speech().number(12.0, 0)) == ("2.5", "12")
    with mirrored_language() as spoken, speaking(spoken):
        assert figure_words.speech().number(2.5, 1) == "2.5"
    assert figure_words.counts(1)["%(n)s days"] == "1 day"


def test_axes_in_german_have_no_english_point():
    result = made_up_result()
    result["triggers"] = [result["triggers"][0] | {"effect": 0.3, "low": 0.1, "high": 0.5}]
    with speaking(language("de")):
        figures = worker.figures_of(result)
    ticks = [text for svg in figures.values() for text in re.findall(r">([+−]?[0-9]+[.,][0-9]+)<", svg)]
    assert len(ticks) > 3
    assert [text for text in ticks if "." in text] == []
