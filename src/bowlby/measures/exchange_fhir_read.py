"""FHIR in: Bundles, NDJSON or single resources, our own or others', as one table of answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from bowlby.diary.csv_files import read_text
from bowlby.errors import BowlbyError
from bowlby.measures.answers import Answers, Said
from bowlby.measures.exchange_fhir import RELEASES, fault_in, our_questionnaires
from bowlby.measures.exchange_form import field_name, is_wording, known_scale
from bowlby.measures.instruments import Instrument, instruments
from bowlby.measures.item_columns import find_items

ENDINGS = {".json", ".ndjson", ".jsonl"}

WEIGHTS = re.compile(r"/StructureDefinition/(ordinalValue|itemWeight|questionnaire(response)?-ordinalValue)$")
"""Extensions that give a choice its number."""

SCALAR = ("Integer", "Decimal", "String", "Date", "DateTime", "Time", "Uri")
VERSION = re.compile(r"(?P<low>-?\d+)-(?P<high>\d+)(?P<figures>(\.\w+)*)")


class Placed(NamedTuple):
    """A resource and what its place is called."""

    place: str
    resource: Mapping[str, Any]


class Question(NamedTuple):
    """One question of a Questionnaire: its text and printed number, and what its choices are worth by code."""

    text: str
    prefix: str
    choices: Mapping[str, str]


def read_fhir(path: Path, instrument: Instrument) -> Answers:
    """Responses to one questionnaire as a table: a column `subject`, perhaps `authored`, and one for each link id.

    Other resources (patients, scores) are passed over. A choice counts as its number: the code where that is one,
    else its ordinal value or item weight.

    Args:
        path: a Bundle, a list, one resource, or NDJSON with a resource a line.
        instrument: whose answers are looked for where the file holds responses to several questionnaires.

    Raises:
        BowlbyError: no JSON, no valid FHIR, no response, or several questionnaires and none of them that instrument.
    """
    placed = list(_resources(path))
    forms = [one for one in placed if one.resource["resourceType"] == "Questionnaire"]
    responses = [one for one in placed if one.resource["resourceType"] == "QuestionnaireResponse"]
    if not responses:
        raise BowlbyError(f"{path} holds no QuestionnaireResponse; export the responses, not only the questionnaire")
    for one in (*forms, *responses):
        _check_valid(path, one)
    url, chosen, notes = _of_one_form(path, forms, responses, instrument)
    valid = [one for one in chosen if one.resource.get("status") != "entered-in-error"]
    if any(one.resource.get("next") for one in placed):
        notes.append("the Bundle is one page of several: what stands on the others is not in it")
    if len(valid) < len(chosen):
        notes.append(f"{_many(len(chosen) - len(valid))} marked as entered in error, left out")
    if not valid:
        raise BowlbyError(f"{path}: every response is marked as entered in error; export the others")
    form = next((one.resource for one in forms if url in _names_of(one.resource)), None)
    questions = dict(_questions(form.get("item", []))) if form else {}
    said, columns = _said(path, url, valid, questions)
    rows = [_cells(path, one, questions) for one in valid]
    names = list(dict.fromkeys([*questions, *columns, *(name for row in rows for name in row)]))
    return _table(path, valid, rows, names, questions, said, notes, instrument)


def _table(
    path: Path,
    responses: Sequence[Placed],
    rows: Sequence[Mapping[str, str]],
    names: Sequence[str],
    questions: Mapping[str, Question],
    said: Said,
    notes: Sequence[str],
    instrument: Instrument,
) -> Answers:
    import pandas as pd

    heads = _heads(path, names, questions, instrument)
    about = {"subject": [_who(one.resource) for one in responses]}
    when = [str(one.resource.get("authored", "")) for one in responses]
    if any(when):
        about["authored"] = when
    while about.keys() & set(heads.values()):
        about = {f"{name}_of_response": cells for name, cells in about.items()}
    cells = {heads[name]: [row.get(name, "") for row in rows] for name in names}
    texts = {heads[name]: one.text for name, one in questions.items() if is_wording(one.text)}
    if not said.scale:
        said = Said(said.instrument, said.order, _scale(path, heads, questions, instrument))
    table = pd.DataFrame(about | cells, dtype="str")
    kept = Said(said.instrument, said.order, said.scale, texts, tuple(notes))
    return Answers(path, table, said=kept, places=[one.place for one in responses])


# --- files -----------------------------------------------------------------------------------------------


def _resources(path: Path) -> Iterator[Placed]:
    text = read_text(path)
    if not text.strip():
        raise BowlbyError(f"{path} is empty; it needs a FHIR Bundle, or a resource a line")
    try:
        yield from _flat(path, "", json.loads(text))
        return
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise BowlbyError(f"{path}, line {error.lineno}: no valid JSON; export the file anew") from None
    except RecursionError:
        raise BowlbyError(f"{path}: nested far too deeply for FHIR; export the file anew") from None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except (ValueError, RecursionError):
            raise BowlbyError(f"{path}, line {number}: no valid JSON; each line must hold one resource") from None
        yield from _flat(path, f"line {number}", document)


def _flat(path: Path, place: str, document: Any) -> Iterator[Placed]:
    """The resources of a document, those of a Bundle one by one."""
    kind = document.get("resourceType") if isinstance(document, dict) else None
    if isinstance(document, list):
        inside = document
    elif kind == "Bundle":
        entries = document.get("entry", [])
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            raise BowlbyError(f"{path}{_at(place)}: the entries of the Bundle are no list of objects")
        inside = [one.get("resource", {"resourceType": ""}) for one in entries]
        links = document.get("link") or []
        if any(isinstance(link, dict) and link.get("relation") == "next" for link in links):
            yield Placed(place, {"resourceType": "", "next": True})
    elif isinstance(kind, str):
        yield Placed(place or kind, document)
        return
    else:
        raise BowlbyError(f"{path}{_at(place)}: no FHIR resource, since nothing says its resourceType")
    for number, one in enumerate(inside, 1):
        yield from _flat(path, ", ".join(part for part in (place, f"entry {number}") if part), one)


def _check_valid(path: Path, one: Placed) -> None:
    """Refuse what is valid in no release we know."""
    faults = []
    for release in RELEASES:
        fault = fault_in(one.resource, release)
        if not fault:
            return
        faults.append(fault)
    kind = one.resource["resourceType"]
    raise BowlbyError(f"{path}{_at(one.place)}: no valid {kind} of FHIR {' or '.join(RELEASES)} (at {faults[0]})")


# --- which questionnaire ---------------------------------------------------------------------------------


def _of_one_form(
    path: Path, forms: Sequence[Placed], responses: Sequence[Placed], instrument: Instrument
) -> tuple[str, list[Placed], list[str]]:
    """The responses to one questionnaire, its url, and a note when there were others."""
    by_form: dict[str, list[Placed]] = {}
    for one in responses:
        by_form.setdefault(str(one.resource.get("questionnaire", "")).partition("|")[0], []).append(one)
    urls = list(by_form)
    if len(urls) > 1:
        urls = [url for url in urls if _belongs(url, forms, instrument)]
    if len(urls) != 1:
        raise BowlbyError(
            f"{path} holds responses to {len(by_form)} questionnaires, and {len(urls) or 'none'} of them"
            f" can be told to be {instrument.name}; keep the responses to one"
        )
    others = len(responses) - len(by_form[urls[0]])
    return urls[0], by_form[urls[0]], [f"{_many(others)} to other questionnaires, left out"] if others else []


def _belongs(url: str, forms: Sequence[Placed], instrument: Instrument) -> bool:
    if url in our_questionnaires():
        return our_questionnaires()[url][0] == instrument.name
    names = {url.rstrip("/").rpartition("/")[2]}
    for one in forms:
        if url in _names_of(one.resource):
            names |= {str(one.resource.get(key, "")) for key in ("name", "title", "id")}
    wanted = {_letters(instrument.name), _letters(instrument.title)}
    return any(_letters(name) in wanted for name in names)


def _names_of(form: Mapping[str, Any]) -> set[str]:
    """What a response may call a Questionnaire by."""
    return {str(form[key]) for key in ("url",) if key in form} | {
        f"{before}Questionnaire/{form['id']}" for before in ("", "#") if "id" in form
    }


def _said(
    path: Path, url: str, responses: Sequence[Placed], questions: Mapping[str, Question]
) -> tuple[Said, list[str]]:
    """What a url of our own says, and the columns it stands for where the Questionnaire itself is not there."""
    if url not in our_questionnaires():
        return Said(), []
    name, order = our_questionnaires()[url]
    versions = {str(one.resource["questionnaire"]).partition("|")[2] for one in responses}
    if len(versions) > 1:
        raise BowlbyError(f"{path} holds answers on {len(versions)} versions of {name}; keep the responses to one")
    match = VERSION.fullmatch(versions.pop())
    if match is None:
        return Said(name, order), []
    figures = match["figures"].split(".")[1:] or [""]
    columns = [
        field_name(instruments()[name], item, figure)
        for figure in figures
        for item in instruments()[name].orders[order].items
    ]
    return Said(name, order, (int(match["low"]), int(match["high"]))), [] if questions else columns


def _scale(
    path: Path, heads: Mapping[str, str], questions: Mapping[str, Question], instrument: Instrument
) -> tuple[int, int] | None:
    """The response scale that the choices of the items make up."""
    by_head = {head: name for name, head in heads.items()}
    codes: set[int] = set()
    with suppress(BowlbyError):  # columns that cannot be told apart: scoring asks again
        for head in find_items(instrument, list(by_head), path).by_item.values():
            one = questions.get(by_head[head])
            codes |= {int(code) for code in (one.choices.values() if one else ()) if re.fullmatch(r"-?\d{1,4}", code)}
    return known_scale(instrument, codes)


def _heads(
    path: Path, names: Sequence[str], questions: Mapping[str, Question], instrument: Instrument
) -> dict[str, str]:
    """Column by link id: the link id itself, or the number printed before a question where link ids do not number."""
    heads = {name: name for name in names}
    try:
        find_items(instrument, names, path)
    except BowlbyError:
        numbers = {
            name: match[1] for name, one in questions.items() if (match := re.match(r"(\d{1,3})\W*$", one.prefix))
        }
        printed = {name: f"printed {number}" for name, number in numbers.items()}
        if len(set(printed.values())) == len(printed) and not set(printed.values()) & set(names):
            heads |= printed
    return heads


# --- questions and answers -------------------------------------------------------------------------------


def _questions(items: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Question]]:
    for item in items:
        if item.get("type") not in {"group", "display"}:
            choices = {}
            for option in item.get("answerOption", ()):
                if (value := _plain(option)) is not None:
                    weight = _weight(option) or _weight(option.get("valueCoding", {}))
                    choices[value] = weight or value
            yield str(item["linkId"]), Question(str(item.get("text", "")), str(item.get("prefix", "")), choices)
        yield from _questions(item.get("item", ()))


def _cells(path: Path, one: Placed, questions: Mapping[str, Question]) -> dict[str, str]:
    """A response's answers as texts by link id; several answers to one question are parted by semicolons."""
    found: dict[str, list[str]] = {}
    for name, answer in _answers(one.resource.get("item", ())):
        value = _plain(answer)
        if value is None:
            continue
        coding = answer.get("valueCoding", {})
        weight = _weight(answer) or _weight(coding)
        question = questions.get(name)
        number = weight or (question.choices if question else {}).get(value, value)
        if _is_number(value) and float(value) != float(number if _is_number(number) else value):
            raise BowlbyError(
                f"{path}{_at(one.place)}, item {name[:40]}: the answer's code is one number and its weight another;"
                " take the weights out of the questionnaire if the codes are the answers"
            )
        found.setdefault(name, []).append(number)
    return {name: "; ".join(values) for name, values in found.items()}


def _answers(items: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for item in items:
        for answer in item.get("answer", ()):
            yield str(item["linkId"]), answer
            yield from _answers(answer.get("item", ()))
        yield from _answers(item.get("item", ()))


def _plain(answer: Mapping[str, Any]) -> str | None:
    """An answer or a choice as text: a coding by its code, a quantity by its value."""
    for kind in SCALAR:
        if f"value{kind}" in answer:
            return str(answer[f"value{kind}"])
    if "valueBoolean" in answer:
        return "true" if answer["valueBoolean"] else "false"
    if "valueCoding" in answer:
        coding = answer["valueCoding"]
        return str(coding.get("code") or coding.get("display") or "") or None
    if "valueQuantity" in answer:
        return str(answer["valueQuantity"].get("value", "")) or None
    return None


def _weight(element: Mapping[str, Any]) -> str:
    """The number that an extension gives to a choice; empty without one."""
    for one in element.get("extension", ()):
        if WEIGHTS.search(str(one.get("url", ""))) and "valueDecimal" in one:
            return f"{float(one['valueDecimal']):g}"
    return ""


def _who(response: Mapping[str, Any]) -> str:
    """Whose answers they are: the subject's identifier, or the id of the Patient referred to."""
    subject = response.get("subject", {})
    return str(subject.get("identifier", {}).get("value") or subject.get("reference", "").removeprefix("Patient/"))


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _many(count: int) -> str:
    return f"{count:,} response" if count == 1 else f"{count:,} responses"


def _at(place: str) -> str:
    return f", {place}" if place else ""
