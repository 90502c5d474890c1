"""The contract of the texts of Learn: all 64 claims, known sources, the words of care, and the lab's own table."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

from bowlby.companion import learning
from bowlby.companion.language import speaking
from bowlby.companion.learning import CHAPTERS, Chapter, chapter, chapters, claims, experiments
from bowlby.companion.references import references
from bowlby.errors import BowlbyError
from bowlby.evidence.claims import claims as claims_of_the_lab
from bowlby.names import TRIGGERS
from contracts.test_citations import bibliography
from contracts.tree import ROOT

ALL = [f"C{number:02d}" for number in range(1, 65)]
DISAGREE = {*("C01", "C04", "C14", "C16", "C20", "C30", "C33", "C34", "C35", "C37", "C38", "C39", "C61", "C63")}
"""Claims of the source article that the evidence does not bear out as they are told."""

NEVER = re.compile(
    r"\b(diagnos\w*|treat(s|ed|ing|ment\w*)?|cur(e|es|ed|ing)|streaks?|ruin\w*|doomed|toxic|needy"
    r"|(?<!“)anxious (people|adults?|child|children|ones|infants?)"
    r"|you are (anxious|avoidant|insecure|secure|fearful)|an? (anxious|avoidant|insecure) person)\b",
    re.IGNORECASE,
)
"""What no text says (the rules of care): no judging of the reader, no promise of medicine, no doom."""

LABELS = re.compile(r"\b(disorder|obsess|compulsion|depression|suicide|trauma)\w*", re.IGNORECASE)
WITH_LABELS = {"risks"}
"""The chapter on risks in groups names what its studies are about; no other chapter does."""

OUTCOMES = runpy.run_path(str(ROOT / "scripts" / "make_outcomes.py"))
CHART = runpy.run_path(str(ROOT / "scripts" / "make_styles_chart.py"))


def said(one: Chapter) -> str:
    """Every text of a chapter."""
    parts = [text for part in one.parts for text in (part.title, *part.text, *part.points)]
    made = [text for claim in one.claims for text in (claim.said, claim.known, claim.differs)]
    return "\n".join([one.title, one.about, one.lead, *parts, *made])


def test_every_claim_can_be_reached_exactly_once():
    assert [claim.id for _, claim in claims()] == ALL


def test_where_the_evidence_disagrees_it_is_said_and_wins():
    assert {claim.id for _, claim in claims() if claim.differs} == DISAGREE
    assert {claim.id for _, claim in claims() if claim.sure in ("disputed", "weak", "theory")} >= DISAGREE


def test_every_source_is_known_and_in_the_bibliography():
    assert learning.sources() <= references().keys() <= bibliography().keys()


def test_a_claim_without_a_source_says_that_no_study_was_found():
    assert {claim.id for _, claim in claims() if not claim.sources} == {"C49", "C54"}
    assert all(claim.sure == "no study found" for _, claim in claims() if not claim.sources)


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_keeps_to_the_words_of_care(name: str):
    text = said(chapter(name))
    assert [match.group(0) for match in NEVER.finditer(text)] == []
    if name not in WITH_LABELS:
        assert [found.group(0) for found in LABELS.finditer(text)] == []


@pytest.mark.parametrize("text", ["It cures you.", "You are anxious.", "diagnosed with", "treatment", "anxious adults"])
def test_a_forbidden_word_is_found(text: str):
    assert NEVER.search(text)


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_whole(name: str):
    one = chapter(name)
    assert one.title
    assert one.about
    assert one.lead
    for part in one.parts:
        assert part.text or part.points or part.claims, part.title
        assert bool(part.link) == bool(part.link_text), part.title
        assert part.figure in ("", "styles")
    for claim in one.claims:
        assert claim.sure in learning.SURE, claim.id
        assert claim.known, claim.id
        assert bool(claim.link) == bool(claim.link_text), claim.id


def test_every_trigger_has_its_claim():
    assert [claim.trigger for _, claim in claims() if claim.trigger] == list(TRIGGERS)


def test_claims_with_an_experiment_in_the_lab_show_it():
    lab = {name: one.experiments for name, one in claims_of_the_lab().items() if name != "BASE" and one.experiments}
    assert len(lab) >= 19
    for name, names in lab.items():
        assert [one.name for one in experiments(name)] == list(names), "run scripts/make_outcomes.py"


def test_what_the_lab_found_is_in_step_with_its_table():
    table = (ROOT / "docs" / "tables" / "evidence.md").read_text("utf-8")
    assert learning.OUTCOMES_FILE.read_text("utf-8") == OUTCOMES["outcomes"](table), "run scripts/make_outcomes.py"
    rows = [row for claim in ALL for one in experiments(claim) for row in one.rows]
    listed = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith(("|  |", "| ---"))]
    base = [row for one in experiments("BASE") for row in one.rows]
    assert len(rows) + len(base) == len(listed)
    assert {row.verdict for row in rows} <= set(learning.VERDICTS)


def test_misses_are_not_left_out():
    verdicts = [row.verdict for claim in ALL for one in experiments(claim) for row in one.rows]
    assert "missed" in verdicts or "direction only (wrong)" in verdicts


def test_a_table_without_its_run_is_refused():
    with pytest.raises(SystemExit, match="its run"):
        OUTCOMES["outcomes"]("### C01\n")


def test_the_chart_is_the_one_that_its_script_draws():
    for name, text in CHART["charts"]():
        drawn = (Path(learning.__file__).parent / "static" / "learn" / name).read_text("utf-8")
        assert drawn == text, "run scripts/make_styles_chart.py"


def test_the_chart_is_in_the_readers_language_where_it_was_drawn():
    assert [learning.language_of_chart(code) for code in ("en", "de", "xx")] == ["en", "de", "en"]
    assert set(TRANSLATED) <= set(CHART["WORDS"])


def test_an_unknown_chapter_is_refused():
    with pytest.raises(BowlbyError, match="no such chapter"):
        chapter("../../secrets")


TRANSLATED = sorted(path.name for path in learning.FOLDER.iterdir() if path.name != "en")
TEXTS = ("title", "about", "lead", "text", "points", "said", "known", "differs", "link_text")


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_is_whole_and_changes_texts_only(code: str):
    for english, other in zip(chapters(), chapters(code), strict=True):
        assert other.code == code, other.name
        assert other.sources == english.sources
        written = tomllib.loads((learning.FOLDER / code / f"{other.name}.toml").read_text("utf-8"))
        made = [claim for part in written["parts"] for claim in part.get("claims", ())]
        named = {key for table in (written, *written["parts"], *made) for key in table}
        assert named <= {*TEXTS, "parts", "claims", "id"}, other.name
        for ours, theirs in zip(english.parts, other.parts, strict=True):
            assert (len(ours.text), len(ours.points)) == (len(theirs.text), len(theirs.points)), theirs.title
            assert bool(ours.link_text) == bool(theirs.link_text)
            assert ours.title != theirs.title
        for ours, theirs in zip(english.claims, other.claims, strict=True):
            assert (ours.id, bool(ours.differs), bool(ours.link_text)) == (
                theirs.id,
                bool(theirs.differs),
                bool(theirs.link_text),
            )
            assert ours.said != theirs.said
            assert ours.known != theirs.known
            assert numbers(ours) == numbers(theirs), ours.id


def numbers(claim: learning.Claim) -> list[str]:
    """The digits of a claim's texts, whatever the marks between them: a translation keeps every number."""
    return sorted(re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d)", "", f"{claim.known} {claim.differs}")))


def test_a_translation_with_another_set_of_claims_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "en").symlink_to(learning.FOLDER / "en")
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "parenting.toml").write_text('title = "x"\n[[parts]]\ntitle = "y"\n', "utf-8")
    monkeypatch.setattr(learning, "FOLDER", tmp_path)
    with pytest.raises(BowlbyError, match=r"parenting\.toml is no chapter"):
        chapter.__wrapped__("parenting", "xx")


def test_a_language_without_a_chapter_shows_the_english_one():
    assert chapter("styles", "xx") == chapter("styles")
    assert [one.code for one in chapters("xx")] == ["en"] * len(CHAPTERS)


def test_a_broken_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "styles.toml").write_text('title = "x"', "utf-8")
    monkeypatch.setattr(learning, "FOLDER", tmp_path)
    with pytest.raises(BowlbyError, match=r"styles\.toml is no chapter"):
        chapter.__wrapped__("styles")
    with pytest.raises(BowlbyError, match=r"causes\.toml is missing"):
        chapter.__wrapped__("causes")


def test_words_are_in_the_language_of_the_page():
    from bowlby.companion.language import language

    with speaking(language("en")):
        assert (
            learning.sure_words(next(claim for _, claim in claims() if claim.id == "C01")) == "the evidence disagrees"
        )
        assert learning.verdict_words("missed") == "does not come out as published"
        assert learning.verdict_words("something new") == "something new"


def test_a_number_that_the_model_was_fitted_to_says_so():
    first = experiments("C01")[0].rows[0]
    assert (first.calibrated, first.recalled, first.pairs) == (True, False, 20000)
    assert "calibrate" not in first.published
    assert any(row.recalled for claim in ALL for one in experiments(claim) for row in one.rows)
