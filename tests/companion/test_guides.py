"""The contract of every guided practice: steps, evidence, sources, and words that the program may say."""

from __future__ import annotations

import re

import pytest

from bowlby.companion.guides import GUIDES
from bowlby.companion.guides.shape import Guide, Step
from bowlby.companion.references import references
from bowlby.companion.words import PRACTICE_EVIDENCE, PRACTICE_WORDS
from bowlby.names import PRACTICES

NEVER = re.compile(
    r"\b(diagnos\w*|treats?|treatment|cures?|disorder\w*|streaks?|anxious(?:ly)? attached)\b", re.IGNORECASE
)
"""What no text of a practice says (the rules of care)."""

KINDS = {"words", "pacer", "who", "warmth"}


def steps_of(guide: Guide) -> list[Step]:
    """All steps of a guide, those of its sessions included."""
    return [*guide.steps(), *(step for series in guide.sessions() for step in series.steps)]


def said(guide: Guide) -> str:
    """Every text of a guide."""
    steps = [text for step in steps_of(guide) for text in (step.title, *step.text, *step.points, step.ask)]
    return "\n".join([guide.what_for(), guide.how_long(), *steps])


def test_there_is_a_guide_for_every_practice_and_no_other():
    assert set(GUIDES) == set(PRACTICES) == set(PRACTICE_WORDS) == set(PRACTICE_EVIDENCE)


@pytest.mark.parametrize("guide", GUIDES.values(), ids=list(GUIDES))
def test_a_guide_has_steps_a_purpose_and_known_sources(guide: Guide):
    steps = steps_of(guide)
    assert len(steps) > 1
    assert all(step.title and step.text and step.kind in KINDS for step in steps)
    assert guide.what_for()
    assert guide.how_long()
    assert set(guide.sources) <= references().keys()
    for series in [guide.steps(), *(series.steps for series in guide.sessions())]:
        assert len({step.name for step in series}) == len(series)


@pytest.mark.parametrize("guide", GUIDES.values(), ids=list(GUIDES))
def test_a_guide_keeps_to_the_words_of_care(guide: Guide):
    assert NEVER.findall(said(guide)) == []


@pytest.mark.parametrize("guide", GUIDES.values(), ids=list(GUIDES))
def test_a_page_of_a_practice_is_short(guide: Guide):
    assert max(len(" ".join((*step.text, *step.points))) for step in steps_of(guide)) < 700


def test_a_forbidden_word_is_found():
    assert NEVER.findall("This treats what ails you; keep your streak.") == ["treats", "streak"]


def test_what_questions_a_threat_or_leads_to_someone_asks_for_danger_first():
    asking = {name for name, guide in GUIDES.items() if guide.danger_first}
    assert asking == {"outside-view", "re-reading", "reassurance-experiment", "prepared-talk"}


def test_breathing_says_what_short_and_fast_forms_did():
    assert "Shorter forms, and fast breathing alone, did not help" in said(GUIDES["breathing"])


def test_the_experiment_never_rations_support():
    text = said(GUIDES["reassurance-experiment"])
    assert "not about asking less" in text
    assert re.search(r"(don.t|do not|stop|avoid) ask", text, re.IGNORECASE) is None


def test_mindfulness_is_a_series_of_different_sessions():
    sessions = GUIDES["mindfulness"].sessions()
    assert len(sessions) == 7
    assert len({series.title for series in sessions}) == len({series.steps for series in sessions}) == 7
