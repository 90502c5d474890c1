"""The sentences of the page Understand say what is in the record, and no more."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bowlby.companion import telling
from bowlby.companion.care_settings import Setting, preset
from companion.simulated import LENGTHS, made_up
from companion.test_words import FORBIDDEN

MIDDLE = preset("middle")


def test_every_episode_has_its_ticks_and_a_sentence():
    told = telling.episodes(made_up())
    assert [episode.number for episode in told] == list(range(1, 9))
    assert [episode.last - episode.first + 1 for episode in told] == list(LENGTHS.values())
    assert told[0].first == 0
    assert all(one.last + 1 == other.first for one, other in pairwise(told))
    assert all(episode.text.startswith("The child ") for episode in told)


def test_an_episode_says_what_happened():
    texts = {episode.number: episode.text for episode in telling.episodes(made_up())}
    assert "cries for 40 seconds" in texts[4]
    assert "alarm goes from 7.0 to 7.0 of 10" in texts[4]
    assert "cut short after 1 minute 40 seconds, since the child cries" in texts[4]
    assert "reaches for its carer" in texts[5]
    assert "is in the carer’s arms for 1 minute 10 seconds" in texts[5]
    assert "made longer, 3 minutes 20 seconds" in texts[5]
    assert "cut short" not in texts[7]
    assert "plays most of the time" in texts[2]
    assert "For 10 seconds it stands still" in texts[3]
    assert "frightens it once" in texts[3]


def test_the_year_is_told_by_its_end():
    assert telling.year(made_up(away=0.4)) == (
        "After the year the child expects, of 100 times, comfort in 30 after reaching, 40 after pleading and 60 after "
        "protesting; to be turned away in 5, 7 and 10; to lose attention that was there in 50; and to be frightened "
        "in 1."
    )


def test_the_year_as_a_table():
    rows = telling.months(made_up(away=0.4))
    assert [row[0] for row in rows] == ["0", "3", "6", "9", "12"]
    assert rows[-1] == ["12", "30", "40", "60", "5", "50"]


def test_where_the_child_stands_among_the_many():
    played = made_up(child=203)
    assert telling.crowd(played).startswith(f"Child 203 stands at {played['crowd']['closeness'][3]:.1f} of 7")
    assert "the 200 together" in telling.crowd(played)


def test_what_changed_is_one_sentence():
    setting = Setting(preset("loud"), 7, MIDDLE)
    said = telling.changed(made_up(away=0.1), made_up(away=0.9), setting)
    assert said.startswith("With 4 sliders moved, the same child ")
    assert "instead of" in said
    assert said.count(". ") == 0
    assert "whose anger and crying on return are" in said


def test_what_did_not_change_is_said_too():
    one = (*MIDDLE[:-1], MIDDLE[-1] + 1)
    said = telling.changed(made_up(), made_up(), Setting(one, 7, MIDDLE))
    assert said == "With “Breaks into play” at 16\u00a0% instead of 15\u00a0%, the same child does much the same."


def test_nothing_to_compare_is_nothing_said():
    assert telling.changed(made_up(), made_up(), Setting(MIDDLE, 7, MIDDLE)) == ""
    assert telling.words_of(made_up(), None, Setting(MIDDLE, 7))["changed"] == ""


def test_no_sentence_names_a_type():
    setting = Setting(preset("loud"), 7, MIDDLE)
    words = telling.words_of(made_up(away=0.9), made_up(away=0.1), setting)
    texts = [words["year"], words["crowd"], words["changed"], *(episode["text"] for episode in words["episodes"])]
    assert [text for text in texts if FORBIDDEN.search(text) or "secure" in text] == []


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 seconds"), (1, "1 second"), (60, "1 minute"), (65, "1 minute 5 seconds"), (180, "3 minutes")],
)
def test_times_are_said_as_people_do(number: float, words: str):
    assert telling.seconds(number) == words


@pytest.mark.parametrize(
    ("parts", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_are_said_as_people_do(parts: list[str], words: str):
    assert telling.joined(parts) == words
