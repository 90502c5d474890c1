"""FHIR in: our own bundles come back whole, others' are read where they are unambiguous, and faults are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowlby.errors import BowlbyError
from bowlby.measures.exchange_fhir import RELEASES, bundle
from bowlby.measures.exchange_fhir_read import read_fhir
from bowlby.measures.instruments import known
from measures.filled_forms import ODD_IDS, answer_tables, filled

RQ = known("rq")
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def file(folder: Path, *documents: Any, name: str = "a.json") -> Path:
    """One document, or several one a line."""
    path = folder / name
    path.write_text("\n".join(json.dumps(one) for one in documents), "utf-8")
    return path


def response(values: list[Any], url: str = "https://example.org/Questionnaire/form", **more: Any) -> dict[str, Any]:
    """A response of somebody else's; values are integers, or answers in full."""
    answers = [[{"valueInteger": one}] if isinstance(one, int) else one for one in values]
    items = [{"linkId": f"q.{n}", "answer": answer} for n, answer in enumerate(answers, 1) if answer]
    found = {"resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": url, "item": items}
    return found | more


def collected(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Resources in a bundle."""
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]} | more


def coded(code: str, weight: float | None = None) -> list[dict[str, Any]]:
    """An answer that is a choice."""
    extension = {} if weight is None else {"extension": [{"url": ORDINAL, "valueDecimal": weight}]}
    return [{"valueCoding": {"code": code, "display": "as shown"} | extension}]


def numbers(path: Path, stem: str = "q.") -> list[list[float]]:
    """The answers to the four items."""
    return read_fhir(path, RQ).numbers([f"{stem}{n}" for n in range(1, 5)]).tolist()


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_answers_come_back(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject):
    answers = data.draw(answer_tables())
    names = ODD_IDS.filter(lambda text: not text or text.strip() != "")
    ids = data.draw(st.lists(names, min_size=len(answers), max_size=len(answers)))
    form = filled(answers.tolist(), ids)
    path = tmp_path_factory.mktemp("fhir") / "a.json"
    path.write_text("".join(bundle(form, data.draw(st.sampled_from(sorted(RELEASES))))), "utf-8", newline="")
    back = read_fhir(path, RQ)
    assert np.array_equal(back.numbers([one.name for one in form.fields]), answers, equal_nan=True)
    assert list(back.texts("subject")) == ids
    assert back.columns == ("subject", *(one.name for one in form.fields))
    assert (back.said.instrument, back.said.order, back.said.scale) == ("rq", "published", (1, 7))


def test_our_responses_come_back_without_their_questionnaire(tmp_path: Path):
    form = filled([[1.0] * 9 + [float("nan")] * 9], instrument="ecr-rs", wording={2: "Mine"})
    entries = json.loads("".join(bundle(form)))["entry"]
    whole = read_fhir(file(tmp_path, collected(*(one["resource"] for one in entries))), known("ecr-rs"))
    assert whole.said.texts == {"ecr_rs_mother_2": "Mine", "ecr_rs_father_2": "Mine"}
    alone = read_fhir(file(tmp_path, entries[1]["resource"]), known("ecr-rs"))
    assert set(alone.columns) == set(whole.columns)
    assert alone.said.scale == (1, 7)
    assert np.isnan(alone.numbers(["ecr_rs_father_4"])).all()


def test_the_forms_a_file_may_have(tmp_path: Path):
    one, two = response([1, 2, 3, 4]), response([5, None, 7, 1])
    nan = pytest.approx(float("nan"), nan_ok=True)
    both = [[1, 2, 3, 4], [5, nan, 7, 1]]
    patient = {"resourceType": "Patient", "anything": "is passed over"}
    assert numbers(file(tmp_path, collected(one, patient, two))) == both
    assert numbers(file(tmp_path, [one, two])) == both
    assert numbers(file(tmp_path, one, patient, two, name="a.ndjson")) == both
    assert numbers(file(tmp_path, collected(one), collected(two), name="a.ndjson")) == both
    assert numbers(file(tmp_path, one)) == both[:1]
    assert read_fhir(file(tmp_path, one, patient, two, name="a.ndjson"), RQ).place(1) == "line 3"
    assert read_fhir(file(tmp_path, collected(one, patient, two)), RQ).place(1) == "entry 3"


def test_choices_count_as_their_numbers(tmp_path: Path):
    one = response([coded("3"), coded("LA1", 2), [{"valueDecimal": 4.0}], [{"valueString": "5"}]])
    assert numbers(file(tmp_path, one)) == [[3, 2, 4, 5]]
    options = [
        {"valueCoding": {"code": f"at{n}"}, "extension": [{"url": ORDINAL, "valueDecimal": n}]} for n in range(1, 8)
    ]
    items = [{"linkId": f"q.{n}", "type": "choice", "answerOption": options, "text": "Mine"} for n in range(1, 5)]
    form = {"resourceType": "Questionnaire", "status": "active", "url": one["questionnaire"], "item": items}
    two = response([coded("at7"), coded("at1"), None, coded("at2")])
    back = read_fhir(file(tmp_path, collected(form, two)), RQ)
    assert np.array_equal(back.numbers(["q.1", "q.2", "q.3", "q.4"]), [[7, 1, np.nan, 2]], equal_nan=True)
    assert back.said.scale == (1, 7)
    assert back.said.texts["q.4"] == "Mine"


def test_a_choice_without_a_number_is_named(tmp_path: Path):
    path = file(tmp_path, collected(response([1, 2, 3, 4]), response([1, coded("LA1"), 3, 4])))
    with pytest.raises(BowlbyError, match=r"a\.json, entry 2, column q\.2: “LA1” where a number should stand"):
        numbers(path)


def test_a_code_against_its_weight_is_refused(tmp_path: Path):
    path = file(tmp_path, collected(response([coded("7", 1), 2, 3, 4])))
    with pytest.raises(
        BowlbyError, match=r"entry 1, item q\.1: the answer's code is one number and its weight another"
    ):
        numbers(path)
    assert numbers(file(tmp_path, collected(response([coded("7", 7), 2, 3, 4])))) == [[7, 2, 3, 4]]


def test_two_answers_to_one_item_are_named(tmp_path: Path):
    path = file(tmp_path, collected(response([[{"valueInteger": 1}, {"valueInteger": 2}], 2, 3, 4])))
    with pytest.raises(BowlbyError, match=r"entry 1, column q\.1: “1; 2” where a number should stand"):
        numbers(path)


def test_nested_items_and_printed_numbers(tmp_path: Path):
    names = ("knut", "olga", "rike", "zita")
    inner = [{"linkId": name, "answer": [{"valueInteger": n}]} for n, name in enumerate(names, 1)]
    one = response([]) | {"item": [{"linkId": "all", "item": inner}]}
    questions = [{"linkId": name, "type": "integer", "prefix": f"{n})"} for n, name in enumerate(names, 1)]
    group = {"linkId": "all", "type": "group", "item": questions}
    form = {"resourceType": "Questionnaire", "status": "active", "url": one["questionnaire"], "item": [group]}
    assert numbers(file(tmp_path, collected(one, form)), "printed ") == [[1, 2, 3, 4]]


def test_who_answered(tmp_path: Path):
    subjects = [
        {"reference": "Patient/p1"},
        {"identifier": {"value": "x"}, "reference": "Patient/p2"},
        {"display": "A name"},
    ]
    rows = [response([1, 2, 3, 4], subject=one, authored="2026-01-31") for one in subjects]
    back = read_fhir(file(tmp_path, collected(*rows)), RQ)
    assert list(back.texts("subject")) == ["p1", "x", ""]
    assert set(back.texts("authored")) == {"2026-01-31"}


def test_the_questionnaire_is_chosen_by_name(tmp_path: Path):
    other = response([1], "https://example.org/Questionnaire/mood")
    mine = response([1, 2, 3, 4], "https://example.org/Questionnaire/RQ|2")
    back = read_fhir(file(tmp_path, collected(other, mine)), RQ)
    assert back.said.notes == ("1 response to other questionnaires, left out",)
    assert len(back) == 1
    again = response([1], "https://example.org/Questionnaire/sleep")
    with pytest.raises(BowlbyError, match="responses to 2 questionnaires, and none of them can be told to be rq"):
        read_fhir(file(tmp_path, collected(other, again)), RQ)


def test_what_was_left_out_is_said(tmp_path: Path):
    wrong = response([1, 1, 1, 1], status="entered-in-error")
    path = file(tmp_path, collected(wrong, response([1, 2, 3, 4]), link=[{"relation": "next", "url": "https://x.org"}]))
    back = read_fhir(path, RQ)
    assert back.place(0) == "entry 2"
    assert any("one page of several" in note for note in back.said.notes)
    assert "1 response marked as entered in error, left out" in back.said.notes
    with pytest.raises(BowlbyError, match="every response is marked as entered in error"):
        read_fhir(file(tmp_path, wrong), RQ)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is empty"),
        ('{"resourceType":\n', "line 2: no valid JSON"),
        ('{"a": 1}', "nothing says its resourceType"),
        ("3", "nothing says its resourceType"),
        ('{"resourceType": "Patient"}\n\n{"resource', "line 3: no valid JSON; each line"),
        ('{"resourceType": "Patient"}', "holds no QuestionnaireResponse"),
        ('{"resourceType": "Bundle", "entry": [3]}', "the entries of the Bundle are no list of objects"),
        ('{"resourceType": "Bundle", "entry": [{"resource": 3}]}', "entry 1: no FHIR resource"),
        ('[{"resourceType": "QuestionnaireResponse", "status": "a"}, 4]', "entry 2: no FHIR resource"),
        ("[" * 100_000, "nested far too deeply|no valid JSON"),
    ],
)
def test_a_faulty_file_is_refused(text: str, complaint: str, tmp_path: Path):
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(BowlbyError, match=complaint):
        read_fhir(path, RQ)


def test_invalid_fhir_is_named_by_its_place_without_its_words(tmp_path: Path):
    bad = response([1, 2, 3, 4]) | {"item": [{"answer": [{"valueString": "a secret"}]}]}
    with pytest.raises(BowlbyError, match=r"entry 2: no valid QuestionnaireResponse of FHIR R4B or R5") as caught:
        read_fhir(file(tmp_path, collected(response([1, 2, 3, 4]), bad)), RQ)
    assert "secret" not in str(caught.value)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(["resourceType", "entry", "item", "answer", "link", "status"]), inner, max_size=4
            ),
        ),
        max_leaves=12,
    ),
    st.sampled_from(["QuestionnaireResponse", "Questionnaire", "Bundle", ""]),
)
def test_no_json_makes_it_stumble(tmp_path_factory: pytest.TempPathFactory, tree: Any, kind: str):
    document = {**tree, "resourceType": kind} if kind and isinstance(tree, dict) else tree
    path = tmp_path_factory.mktemp("odd") / "a.json"
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(BowlbyError):
        read_fhir(path, RQ).numbers(["q.1"])


def test_answers_on_two_scales_are_not_thrown_together(tmp_path: Path):
    seven = json.loads("".join(bundle(filled([[1, 2, 3, 4]]))))["entry"][1]["resource"]
    five = seven | {"questionnaire": seven["questionnaire"].replace("1-7", "1-5")}
    with pytest.raises(BowlbyError, match="holds answers on 2 versions of rq"):
        read_fhir(file(tmp_path, collected(seven, five)), RQ)
