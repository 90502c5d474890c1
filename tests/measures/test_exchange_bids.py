"""BIDS phenotype files: what stands in them, and that answers come back from them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowlby.errors import BowlbyError
from bowlby.measures import exchange_bids
from bowlby.measures.answers import read_answers
from bowlby.measures.exchange_sources import read_source
from bowlby.measures.instruments import known
from measures.filled_forms import NAN, ODD_IDS, TEXTS, answer_tables, filled, saved


def test_the_table_is_as_bids_wants_it(tmp_path: Path):
    form = filled([[1, NAN, 7, 4], [2.5, 2, 2, 2]], ["007", "x9"], carried={"age": ["31", " "]})
    table, sidecar = saved(form, tmp_path, "bids")
    assert (table.name, sidecar.name, table.parent.name) == ("rq.tsv", "rq.json", "phenotype")
    lines = table.read_text("utf-8").splitlines()
    assert lines[0].split("\t")[:5] == ["participant_id", "rq_1", "rq_2", "rq_3", "rq_4"]
    assert lines[1].split("\t")[:5] == ["sub-007", "1", "n/a", "7", "4"]
    assert lines[2].split("\t")[:2] == ["sub-x9", "2.5"]
    frame = pd.read_csv(table, sep="\t", na_values="n/a", dtype={"id": str})
    assert list(frame["id"]) == ["007", "x9"]
    assert np.isnan(frame.loc[1, "age"])
    assert np.allclose(frame["self"], [NAN, 0.5], equal_nan=True)


def test_the_sidecar_describes_every_column(tmp_path: Path):
    form = filled([[1, 2, 3, 4]], carried={"age": ["31"]}, wording={1: "Mine"})
    table, sidecar = saved(form, tmp_path, "bids")
    about = json.loads(sidecar.read_text("utf-8"))
    header = table.read_text("utf-8").splitlines()[0].split("\t")
    assert set(header) | {"MeasurementToolMetadata"} == set(about)
    assert list(about["rq_1"]["Levels"]) == [str(level) for level in range(1, 8)]
    assert (about["rq_1"]["Description"], about["rq_2"]["Description"]) == ("Mine", "Item 2")
    assert about["secure"] == {
        "Description": "Score on secure, computed from the items.",
        "Units": "points of the response scale, 1 to 7",
        "Derivative": True,
    }
    assert "Derivative" not in about["age"]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_answers_come_back(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject):
    answers = data.draw(answer_tables())
    ids = data.draw(st.lists(ODD_IDS, min_size=len(answers), max_size=len(answers)))
    notes = data.draw(st.lists(TEXTS, min_size=len(answers), max_size=len(answers)))
    form = filled(answers.tolist(), ids, carried={"a note": notes})
    back = read_source(saved(form, tmp_path_factory.mktemp("bids"), "bids")[0], known("rq"))
    assert np.array_equal(back.numbers([one.name for one in form.fields]), answers, equal_nan=True)
    kept = ["" if not text.strip() or text.strip() == "n/a" else text for text in ids]
    assert list(back.texts("id")) == kept
    assert list(back.texts("a note")) == ["" if not text.strip() else text for text in notes]
    assert not set(form.scores) & set(back.columns)
    assert (back.said.instrument, back.said.order, back.said.scale) == ("rq", "published", (1, 7))
    names = list(back.texts("participant_id"))
    assert len(set(names)) == len(names)


def test_figures_and_wording_come_back(tmp_path: Path):
    form = filled([[1] * 9 + [2] * 9], instrument="ecr-rs", wording={1: "Mine"})
    back = read_source(saved(form, tmp_path, "bids")[0], known("ecr-rs"))
    assert back.said.texts == {"ecr_rs_mother_1": "Mine", "ecr_rs_father_1": "Mine"}
    assert back.numbers(["ecr_rs_father_1"]).tolist() == [[2]]


def test_a_column_in_the_way_is_named(tmp_path: Path):
    with pytest.raises(BowlbyError, match="row 1, column rq_2: a column of this name is made for BIDS"):
        saved(filled([[1, 2, 3, 4]], carried={"rq_2": ["x"]}), tmp_path, "bids")


def test_others_sidecars_are_read(tmp_path: Path):
    table = tmp_path / "rel.tsv"
    table.write_text("participant_id\tQ1\tQ2\tQ3\tQ4\tsum\nsub-1\t1\t2\t99\tn/a\t3\n")
    levels = {str(n): "x" for n in range(1, 8)} | {"99": "no answer"}
    about = {f"Q{n}": {"Levels": levels} for n in range(1, 5)} | {"sum": {"Derivative": True}, "Q9": "?"}
    table.with_suffix(".json").write_text(json.dumps(about))
    back = read_source(table, known("rq"))
    assert back.said.scale == (1, 7)
    assert back.columns == ("participant_id", "Q1", "Q2", "Q3", "Q4")


def test_a_faulty_sidecar_is_named_and_another_json_passed_over(tmp_path: Path):
    table = tmp_path / "a.tsv"
    table.write_text("Q1\tQ2\tQ3\tQ4\n1\t2\t3\t4\n")
    sidecar = table.with_suffix(".json")
    sidecar.write_text('{"Q1":\n {]}')
    with pytest.raises(BowlbyError, match=r"a\.json, line 2: it should describe the columns"):
        read_source(table, known("rq"))
    for text in ('{"resourceType": "Bundle"}', "[1]"):
        sidecar.write_text(text)
        answers = exchange_bids.described(read_answers(table), sidecar, known("rq"))
        assert answers.said.instrument == ""
        assert len(answers.columns) == 4
