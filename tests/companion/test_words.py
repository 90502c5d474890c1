import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from bowlby import names
from bowlby.companion import words
from bowlby.companion.help import HELP_FILE
from bowlby.companion.page import HERE
from bowlby.companion.words import Evidence, Words

ROOMS: dict[str, Mapping[str, Words]] = {
    "SIGNALS": words.SIGNAL_WORDS,
    "ANSWERS": words.ANSWER_WORDS,
    "DIARY_ANSWERS": words.ANSWER_WORDS,
    "TRIGGERS": words.TRIGGER_WORDS,
    "PRACTICES": words.PRACTICE_WORDS,
    "CARE": words.CARE_WORDS,
    "SECURITY_ITEMS": words.SECURITY_WORDS,
}
SHARED = {name: value for name, value in vars(names).items() if name.isupper()}
FORBIDDEN = re.compile(
    r"diagnos|\btreat(s|ed|ing|ment|ments)?\b|\bcur(e|es|ed|ing)\b|disorder|patholog|\bsymptom|\bpatient"
    r"|\bheal(s|ed|ing)?\b|\binsecure|\bavoidant\b|\banxious(ly)?\b|\bpreoccupied\b|\bruin|\bdoom|\btoxic|\bcodepend",
    re.IGNORECASE,
)
"""What no text for a reader may say: verdicts, promises of recovery, and types that one is."""


def texts() -> list[str]:
    tables = [*ROOMS.values(), words.STATE_WORDS]
    evidence = [*words.PRACTICE_EVIDENCE.values(), words.OWN_EVIDENCE]
    return [text for table in tables for entry in table.values() for text in entry] + [
        text for entry in evidence for text in entry
    ]


def test_every_shared_list_has_a_room():
    assert set(SHARED) == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_every_shared_name_has_a_label_and_a_hint(room: str):
    table = ROOMS[room]
    assert set(SHARED[room]) <= set(table)
    for name in SHARED[room]:
        label, hint = table[name]
        assert label != name
        assert label[0].isupper()
        assert not label.endswith(".")
        assert len(label) <= 32, "a label must fit on a button in a narrow window"
        assert hint.endswith(".")


@pytest.mark.parametrize("table", [*ROOMS.values(), words.STATE_WORDS])
def test_no_words_for_a_name_that_does_not_exist_and_no_two_alike(table: Mapping[str, Words]):
    labels = [entry.label for entry in table.values()]
    assert len(set(labels)) == len(labels)
    if table is not words.STATE_WORDS:
        assert set(table) in [set(value) for value in SHARED.values()]


def test_evidence_covers_the_practices_with_the_agreed_labels():
    assert {name: words.practice_evidence(name) for name in names.PRACTICES} == {
        "breathing": "small to moderate",
        "outside-view": "the best mental tool in the moment",
        "re-reading": "the best mental tool in the moment",
        "caring-memory": "good, short-term",
        "self-compassion": "better than doing nothing, not better than other activities",
        "naming": "uncertain",
        "mindfulness": "plausible",
        "reassurance-experiment": "expert opinion",
        "prepared-talk": "with a therapist: strong; alone: modest",
    }


@pytest.mark.parametrize(
    ("practice", "figures"),
    [
        ("breathing", ["12", "−.35", "Fincham 2023", "Bentley 2023"]),
        ("outside-view", [".45", "−.26", "Webb 2012"]),
        ("re-reading", [".36", "−.12", "Webb 2012"]),
        ("caring-memory", ["120", "18,949", ".51", "Gillath 2022"]),
        ("self-compassion", ["27", ".57", "Ferrari 2019", "Wilson 2019"]),
        ("mindfulness", ["−.34", "Stevenson 2017"]),
        ("prepared-talk", ["1.12", "Roddy 2020", ".63", "Conradi 2018"]),
    ],
)
def test_evidence_gives_size_and_source(practice: str, figures: list[str]):
    found = words.practice_found(practice)
    assert [figure for figure in figures if figure not in found] == []


def test_no_forbidden_word():
    assert [text for text in texts() if FORBIDDEN.search(text)] == []


@pytest.mark.parametrize("file", [HELP_FILE, HERE / "templates" / "help.html"], ids=lambda file: file.name)
def test_no_forbidden_word_in_the_help_texts(file: Path):
    text = file.read_text(encoding="utf-8")
    assert len(text) > 1000
    assert [found[0] for found in FORBIDDEN.finditer(text)] == []


@pytest.mark.parametrize("bad", ["treats anxiety", "A cure.", "Diagnosed", "a disorder", "you are avoidant"])
def test_the_search_finds_forbidden_words(bad: str):
    assert FORBIDDEN.search(bad)


@pytest.mark.parametrize("fine", ["felt secure", "security", "good for your health", "attachment anxiety", "retreat"])
def test_the_search_lets_ordinary_words_be(fine: str):
    assert not FORBIDDEN.search(fine)


def test_labels():
    assert words.trigger_label("no-reply") == "No reply yet"
    assert words.trigger_hint("no-reply").startswith("I wrote")
    assert words.practice_label("breathing") == "Slow breathing"
    assert words.practice_hint("breathing").startswith("At least five")
    assert words.signal_label("reach") == "Reached out"
    assert words.signal_hint("reach").startswith("Got in touch")
    assert words.answer_label("comfort") == "A warm answer"
    assert words.answer_hint("none") == "Nothing came back."
    assert words.state_label("alone") == "Being alone"
    assert words.state_label("social-contact") == "Being in company"
    assert words.care_label("dwell") == "Dwell"
    assert words.care_hint("dwell").startswith("How many minutes")
    assert words.security_label("felt_free") == "Free"
    assert words.security_hint("felt_free").startswith("I felt free")


def test_a_lasting_state_among_the_triggers_has_its_label():
    assert words.trigger_label("alone") == "Being alone"


def test_nothing_in_particular_and_not_recorded_have_words():
    assert words.trigger_label("") == "Nothing in particular"
    assert words.answer_label("") == "Not recorded"


def test_a_persons_own_name_stays_as_written():
    own = "  Müllers Hund <b>"
    for label in (words.trigger_label, words.practice_label, words.state_label, words.signal_label):
        assert label(own) == own
    assert words.trigger_hint(own) == words.practice_hint(own) == ""
    assert Evidence(words.practice_evidence(own), words.practice_found(own)) == words.OWN_EVIDENCE
