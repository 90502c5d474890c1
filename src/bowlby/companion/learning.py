"""The texts of Learn: each claim in our own words with what is known, where the evidence disagrees, and sources.

A chapter is one TOML file, `learn/CODE/NAME.toml`; a language without its own file of a chapter shows the English one.
Long texts are translated as wholes, not sentence by sentence, so they do not go through the catalogue of messages. The
file of another language holds texts only: sources, links and how sure a claim is are those of the English one.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bowlby.companion.language import N_, SOURCE, _
from bowlby.errors import BowlbyError

FOLDER = Path(__file__).with_name("learn")
CHARTS = Path(__file__).with_name("static") / "learn"
OUTCOMES_FILE = Path(__file__).with_name("outcomes.json")

CHAPTERS = (
    *("styles", "causes", "strange-situation", "children", "adults"),
    *("parenting", "triggers", "risks", "healing", "therapy"),
)
"""In the order of reading."""

SURE: Mapping[str, str] = {
    "well supported": N_("well supported"),
    "some support": N_("some support"),
    "weak": N_("weak evidence"),
    "disputed": N_("the evidence disagrees"),
    "theory": N_("theory only"),
    "no study found": N_("no study found"),
    "advice": N_("advice, not a finding"),
}
"""How sure a claim is, as files write it and as readers see it."""

VERDICTS: Mapping[str, str] = {
    "reproduced": N_("comes out as published"),
    "missed": N_("does not come out as published"),
    "direction only (right)": N_("points the same way"),
    "direction only (wrong)": N_("points the other way"),
    "no benchmark": N_("nothing published to hold it against"),
}
"""Verdicts of the lab, as its table writes them and as readers see them."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim.

    Attributes:
        id: `C08`.
        said: what is claimed.
        known: what studies found.
        sure: a key of `SURE`.
        differs: where the evidence disagrees; empty where it does not.
        sources: keys of the bibliography.
        trigger: the shared name of the trigger it is about, if any.
        link, link_text: where one can go on, if anywhere.
    """

    id: str
    said: str
    known: str
    sure: str
    differs: str = ""
    sources: tuple[str, ...] = ()
    trigger: str = ""
    link: str = ""
    link_text: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One section of a chapter: paragraphs, points, claims; `figure` names a chart."""

    title: str
    text: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    sources: tuple[str, ...] = ()
    figure: str = ""
    link: str = ""
    link_text: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of Learn; `code` is the language it is written in."""

    name: str
    code: str
    title: str
    about: str
    lead: str
    parts: tuple[Part, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All its claims, in order."""
        return tuple(claim for part in self.parts for claim in part.claims)

    @property
    def sources(self) -> tuple[str, ...]:
        """All works it names, each once, in the order of their keys."""
        keys = {key for part in self.parts for key in part.sources}
        return tuple(sorted(keys | {key for claim in self.claims for key in claim.sources}))


class Row(NamedTuple):
    """One number of an experiment.

    Attributes:
        words: what it is.
        here: in the model, with its interval.
        published: the published number with its interval; a dash where there is none.
        pairs: simulated pairs behind it.
        verdict: a key of `VERDICTS`.
        calibrated: whether the model was fitted to the published number, so that agreement proves nothing.
        recalled: whether nobody has looked the published number up.
    """

    words: str
    here: str
    published: str
    pairs: int
    verdict: str
    calibrated: bool
    recalled: bool


@dataclass(frozen=True, slots=True)
class Experiment:
    """What the lab found in one experiment."""

    name: str
    question: str
    rows: tuple[Row, ...]


@cache
def chapter(name: str, code: str = SOURCE) -> Chapter:
    """A chapter in a language, or in English where that language has none.

    Raises:
        BowlbyError: there is no such chapter, or its file breaks a rule; says which.
    """
    if name not in CHAPTERS:
        raise BowlbyError(_("there is no such chapter; the page Learn lists those there are"))
    path = FOLDER / code / f"{name}.toml"
    if not path.is_file():
        return chapter(name) if code != SOURCE else _missing(path)
    try:
        written = tomllib.loads(path.read_text("utf-8"))
        english = tomllib.loads((FOLDER / SOURCE / f"{name}.toml").read_text("utf-8"))
        return _chapter(name, code, _laid_over(english, written) if code != SOURCE else written)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BowlbyError(f"{path.name} is no chapter of Learn; put back the file as it came") from error


def _missing(path: Path) -> Chapter:
    raise BowlbyError(f"{path.name} is missing; put back the file as it came")


def chapters(code: str = SOURCE) -> list[Chapter]:
    """All chapters in the order of reading."""
    return [chapter(name, code) for name in CHAPTERS]


def claims(code: str = SOURCE) -> Iterator[tuple[Chapter, Claim]]:
    """Every claim with its chapter, in the order of their ids."""
    found = [(one, claim) for one in chapters(code) for claim in one.claims]
    yield from sorted(found, key=lambda pair: pair[1].id)


def language_of_chart(code: str) -> str:
    """The language in which the chart of the styles is drawn for readers of a language."""
    return code if CHARTS.joinpath(f"styles-{code}-wide-light.svg").is_file() else SOURCE


def sources() -> set[str]:
    """Keys of all works that Learn names."""
    return {key for one in chapters() for key in one.sources}


def sure_words(claim: Claim) -> str:
    """How sure a claim is, in the language of the page."""
    return _(SURE[claim.sure])


def verdict_words(verdict: str) -> str:
    """A verdict of the lab, in the language of the page."""
    return _(VERDICTS[verdict]) if verdict in VERDICTS else verdict


@cache
def _outcomes() -> dict[str, Any]:
    return json.loads(OUTCOMES_FILE.read_text("utf-8"))


def run_of_the_lab() -> str:
    """Which run of the evidence the outcomes are from: `20,000 dyads, seed 1`."""
    return _outcomes()["run"]


def experiments(claim_id: str) -> list[Experiment]:
    """What the lab found about a claim; empty where no experiment tests it."""
    found = _outcomes()["claims"].get(claim_id, [])
    return [Experiment(one["name"], one["question"], tuple(_row(*row) for row in one["rows"])) for one in found]


def _row(words: str, here: str, published: str, pairs: str, verdict: str) -> Row:
    marks = [mark for mark in ("(to calibrate)", "(recalled)") if mark in published]
    for mark in marks:
        published = published.replace(mark, "").strip()
    return Row(words, here, published, int(pairs), verdict, "(to calibrate)" in marks, "(recalled)" in marks)


def _chapter(name: str, code: str, written: dict[str, Any]) -> Chapter:
    parts = tuple(_part(part) for part in written["parts"])
    return Chapter(name, code, written["title"], written["about"], written["lead"], parts)


def _laid_over(english: dict[str, Any], written: dict[str, Any]) -> dict[str, Any]:
    """The texts of a translation on the facts of the English chapter; both have the same parts and claims."""
    parts = []
    for ours, theirs in zip(english["parts"], written["parts"], strict=True):
        facts = {claim["id"]: claim for claim in ours.get("claims", ())}
        made = [facts.pop(claim["id"]) | claim for claim in theirs.get("claims", ())]
        if facts:
            raise ValueError("a claim is missing")
        parts.append(ours | theirs | {"claims": made})
    return english | written | {"parts": parts}


def _part(written: dict[str, Any]) -> Part:
    lists = {name: tuple(written.get(name, ())) for name in ("text", "points", "sources")}
    made = tuple(_claim(claim) for claim in written.get("claims", ()))
    rest = {name: written.get(name, "") for name in ("figure", "link", "link_text")}
    return Part(written["title"], claims=made, **lists, **rest)


def _claim(written: dict[str, Any]) -> Claim:
    claim = Claim(**written)
    return replace(claim, sources=tuple(claim.sources))
