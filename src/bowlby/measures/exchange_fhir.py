"""FHIR out: an instrument as Questionnaire, each person's answers as QuestionnaireResponse, each score as Observation.

Every resource is checked with the models of `fhir.resources` before it is written, as release R4B or R5.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from bowlby.errors import BowlbyError
from bowlby.measures.exchange_form import Filled, check_whole
from bowlby.measures.instruments import Instrument, instruments

RELEASES = {"R4B": "fhir.resources.R4B", "R5": "fhir.resources"}
"""Where the models of a release are."""

NAMESPACE = uuid.UUID("2b0c1f53-5d0a-4d37-9a86-0f7cf0c5a3d1")
SYSTEM = f"urn:uuid:{NAMESPACE}"
"""The system of our codes: `ecr` is an instrument, `ecr.anxiety` a score."""

SURVEY = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}


def questionnaire_url(instrument: Instrument, order: str) -> str:
    """What a Questionnaire of an instrument in one order is known by; the same in every file."""
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, f'{instrument.name}/{order}')}"


@cache
def our_questionnaires() -> Mapping[str, tuple[str, str]]:
    """Name and order by url, of all instruments."""
    return {questionnaire_url(one, order): (one.name, order) for one in instruments().values() for order in one.orders}


def bundle(filled: Filled, release: str = "R4B") -> Iterator[str]:
    """A Bundle of type collection as JSON, an entry a line: the Questionnaire, then each person's answers and scores.

    Args:
        filled: the answers.
        release: one of `RELEASES`.

    Raises:
        BowlbyError: an answer or an identifier cannot be said in FHIR.
    """
    check_whole(filled, "fhir")
    yield '{"resourceType": "Bundle", "type": "collection", "entry": [\n'
    for number, entry in enumerate(_entries(filled, release)):
        yield (",\n" if number else "") + json.dumps(entry, ensure_ascii=False)
    yield "\n]}\n"


def questionnaire(filled: Filled, release: str = "R4B") -> dict[str, Any]:
    """The Questionnaire, with the wording only where the user supplied it."""
    one = filled.instrument
    found = {
        "resourceType": "Questionnaire",
        "url": questionnaire_url(one, filled.order),
        "version": version(filled),
        "name": "".join(part.capitalize() for part in one.name.split("-")),
        "title": one.title,
        "status": "active",
        "subjectType": ["Patient"],
        "description": f"{one.about} Items are numbered in the {filled.order} order.",
        "copyright": one.licence,
        "code": [{"system": SYSTEM, "code": one.name, "display": one.short}],
        "item": _items(filled, release),
    }
    return _checked(found, release, lambda: f"the Questionnaire of {one.name}")


def version(filled: Filled) -> str:
    """The Questionnaire's version: its response scale, and the figures asked about."""
    figures = dict.fromkeys(one.figure for one in filled.fields if one.figure)
    return ".".join((f"{filled.low}-{filled.high}", *figures))


def _entries(filled: Filled, release: str) -> Iterator[dict[str, Any]]:
    form = questionnaire(filled, release)
    yield {"fullUrl": form["url"], "resource": form}
    for row in range(len(filled.ids)):
        subject = _subject(filled, row)
        answers = [None if np.isnan(value) else int(value) for value in filled.answers[row]]
        known = f"{form['url']}|{form['version']}|{row}|{filled.ids[row]}|{answers}"
        name = f"urn:uuid:{uuid.uuid5(NAMESPACE, known)}"

        def where(row: int = row) -> str:  # looking for the line takes the whole file, so only when it is needed
            return filled.where(row, filled.id_name)

        yield {"fullUrl": name, "resource": _checked(_response(filled, form, row, answers) | subject, release, where)}
        for scale, scores in filled.scores.items():
            if not np.isnan(scores[row]):
                score = _score(filled, scale, float(scores[row]), name) | subject
                yield {
                    "fullUrl": f"urn:uuid:{uuid.uuid5(NAMESPACE, f'{known}|{scale}')}",
                    "resource": _checked(score, release, where),
                }


def _items(filled: Filled, release: str) -> list[dict[str, Any]]:
    options = [{"valueInteger": value} for value in range(filled.low, filled.high + 1)]
    kind = {"type": "integer", "answerConstraint": "optionsOnly"} if release == "R5" else {"type": "choice"}
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in filled.fields:
        item = {"linkId": one.name, "prefix": f"{one.number}.", "text": one.text, **kind, "answerOption": options}
        groups.setdefault(one.figure, []).append(item)
    return _grouped(groups, {"type": "group"})


def _grouped(groups: Mapping[str, list[dict[str, Any]]], kind: Mapping[str, str]) -> list[dict[str, Any]]:
    """Items as they are, or in a group for each figure."""
    if "" in groups:
        return groups[""]
    return [{"linkId": figure, "text": f"About: {figure}", **kind, "item": items} for figure, items in groups.items()]


def _response(filled: Filled, form: Mapping[str, Any], row: int, answers: list[int | None]) -> dict[str, Any]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for one, answer in zip(filled.fields, answers, strict=True):
        if answer is not None:
            item = {"linkId": one.name, "answer": [{"valueInteger": answer}]}
            groups.setdefault(one.figure, []).append(item)
    found = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{form['url']}|{form['version']}",
        "status": "completed",
    }
    if when := str(filled.carried["authored"][row]).strip() if "authored" in filled.carried else "":
        found["authored"] = when
    return found | ({"item": _grouped(groups, {})} if groups else {})


def _score(filled: Filled, scale: str, score: float, response: str) -> dict[str, Any]:
    one = filled.instrument
    code = {"system": SYSTEM, "code": f"{one.name}.{scale}", "display": f"{one.short}: {scale.replace('_', ' ')}"}
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [SURVEY]}],
        "code": {"coding": [code], "text": code["display"]},
        "valueQuantity": {"value": round(score, 6), "unit": f"score, {filled.low} to {filled.high}"},
        "derivedFrom": [{"reference": response}],
    }


def _subject(filled: Filled, row: int) -> dict[str, Any]:
    """Who answered, by an identifier; nothing where the file names nobody."""
    name = filled.ids[row]
    if not name:
        return {}
    if not name.strip() or any(character < " " and character not in "\t\r\n" for character in name):
        raise BowlbyError(
            f"{filled.where(row, filled.id_name)}: FHIR cannot hold this identifier (only blanks, or a control"
            " character); give it another"
        )
    return {"subject": {"identifier": {"value": name}}}


def _checked(resource: dict[str, Any], release: str, where: Callable[[], str]) -> dict[str, Any]:
    """A resource that the release's model accepts."""
    if fault := fault_in(resource, release):
        raise BowlbyError(
            f"{where()}: it cannot be said in FHIR {release} (at {fault}); put it right or empty the cell"
        )
    return resource


def fault_in(resource: Mapping[str, Any], release: str) -> str:
    """Where a resource breaks the rules of a release, as `item.0.linkId`; empty where it keeps them.

    Args:
        resource: one whose type `fhir.resources` knows; its values are not part of the answer.
        release: one of `RELEASES`.
    """
    try:
        _model(str(resource["resourceType"]), release).model_validate(resource)
    except ValueError as error:
        errors: Any = getattr(error, "errors", list)()
        return ".".join(map(str, errors[0]["loc"]))[:80] or "its top" if errors else "its top"
    return ""


@cache
def _model(kind: str, release: str) -> Any:
    return getattr(import_module(f"{RELEASES[release]}.{kind.lower()}"), kind)
