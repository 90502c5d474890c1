"""FHIR out: resources that the models of both releases accept, with numbers in place of wording."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import pytest

from bowlby.errors import BowlbyError
from bowlby.measures.exchange_fhir import RELEASES, bundle, fault_in, our_questionnaires, questionnaire, version
from bowlby.measures.instruments import instruments, known
from measures.filled_forms import NAN, filled


def resources(form, release: str = "R4B") -> list[dict[str, Any]]:
    """The resources of a bundle."""
    return [entry["resource"] for entry in json.loads("".join(bundle(form, release)))["entry"]]


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", ["rq", "ecr-rs", "state"])
def test_a_bundle_is_valid_as_a_whole(release: str, name: str):
    one = known(name)
    rows = [[one.high] * one.items * (2 if one.figures else 1)] * 2
    text = "".join(bundle(filled(rows, ["ä 1", "2"], name), release))
    model = import_module(f"{RELEASES[release]}.bundle").Bundle.model_validate(json.loads(text))
    assert model.entry[0].resource.get_resource_type() == "Questionnaire"
    names = [entry.fullUrl for entry in model.entry]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("release", RELEASES)
def test_every_instrument_has_its_questionnaire(release: str):
    for name, one in instruments().items():
        form = questionnaire(filled([[one.low] * one.items], instrument=name), release)
        items = form["item"][0]["item"] if one.figures else form["item"]
        assert [item["text"] for item in items] == [f"Item {n}" for n in range(1, one.items + 1)]
        assert [option["valueInteger"] for option in items[0]["answerOption"]] == [*range(one.low, one.high + 1)]
        assert items[0]["type"] == {"R4B": "choice", "R5": "integer"}[release]
        assert our_questionnaires()[form["url"]] == (name, next(iter(one.orders)))


def test_orders_scales_and_figures_are_told_apart():
    assert len(our_questionnaires()) == sum(len(one.orders) for one in instruments().values())
    assert version(filled([[1, 2, 3, 4]])) == "1-7"
    assert version(filled([[1] * 18], instrument="ecr-rs")) == "1-7.mother.father"


def test_what_stands_in_a_response():
    form = filled([[1, NAN, 7, 4], [NAN] * 4], ["ä 1", ""], carried={"authored": ["2026-01-31", ""], "age": ["3", "4"]})
    _, first, *rest = resources(form)
    assert first["subject"] == {"identifier": {"value": "ä 1"}}
    assert first["authored"] == "2026-01-31"
    assert [(item["linkId"], item["answer"]) for item in first["item"]] == [
        *(("rq_1", [{"valueInteger": 1}]), ("rq_3", [{"valueInteger": 7}]), ("rq_4", [{"valueInteger": 4}]))
    ]
    scores = [one for one in rest if one["resourceType"] == "Observation"]
    assert [one["code"]["coding"][0]["code"] for one in scores] == ["rq.secure", "rq.preoccupied", "rq.dismissing"]
    assert [one["valueQuantity"]["value"] for one in scores] == [1, 7, 4]
    empty = rest[-1]
    assert empty.keys() == {"resourceType", "questionnaire", "status"}
    assert "age" not in json.dumps([first, *rest])


def test_a_score_points_at_its_response():
    entries = json.loads("".join(bundle(filled([[1, 2, 3, 4]]))))["entry"]
    assert entries[2]["resource"]["derivedFrom"] == [{"reference": entries[1]["fullUrl"]}]


def test_wording_stands_only_where_it_was_supplied():
    form = questionnaire(filled([[1, 2, 3, 4]], wording={3: "Mine"}))
    assert [item["text"] for item in form["item"]] == ["Item 1", "Item 2", "Mine", "Item 4"]


@pytest.mark.parametrize("name", ["  ", "a\x07"])
def test_an_identifier_fhir_cannot_hold_is_refused_without_repeating_it(name: str):
    with pytest.raises(BowlbyError, match="row 2, column id: FHIR cannot hold this identifier") as caught:
        resources(filled([[1, 2, 3, 4]] * 2, ["x", name]))
    assert "\x07" not in str(caught.value)


def test_what_a_model_refuses_is_named_by_row_and_place():
    form = filled([[1, 2, 3, 4]], ["somebody"], carried={"authored": ["31st of May"]})
    with pytest.raises(BowlbyError, match=r"row 1, column id: it cannot be said in FHIR R4B \(at authored\)") as caught:
        resources(form)
    assert "May" not in str(caught.value)


def test_faults_are_places_without_values():
    response = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [{"text": "a secret"}]}
    assert fault_in(response, "R4B") == "item.0.linkId"
    assert fault_in(response | {"item": []}, "R4B") == ""
