"""The command `convert` as it is typed: files in a folder whole or not at all, and one line for what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from bowlby.cli import app
from bowlby.errors import BowlbyError
from bowlby.measures.exchange import FORMATS
from bowlby.measures.scoring import Wishes
from bowlby.terminal_convert import convert
from measures.made_answers import written


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Two people, a gap, an identifier and another column."""
    frame = pd.DataFrame({"id": ["b", "a"], "Q1": [1, 7], "Q2": [2, None], "Q3": [3, 5], "Q4": [4, 4], "age": [30, 40]})
    return written(tmp_path / "answers.csv", frame)


def test_a_round_trip_as_it_is_typed(answers: Path, tmp_path: Path):
    source, options = answers, []
    for form in FORMATS:
        out = tmp_path / form
        run = CliRunner().invoke(app, ["convert", "rq", str(source), "--to", form, "--out", str(out), *options])
        assert run.exit_code == 0, run.output
        assert "2 rows of answers" in run.output
        files = sorted(path for path in out.rglob("*") if path.is_file())
        source = next(path for path in files if path.suffix == ".tsv" or path.stem.endswith(("fhir", "r5", "data")))
        options = ["--dictionary", str(out / "rq_dictionary.csv")] if form == "redcap" else []
    run = CliRunner().invoke(app, ["score", "rq", str(source), "--out", str(tmp_path / "scores.csv"), "--json"])
    assert json.loads(run.output)["people"] == 2
    scores = pd.read_csv(tmp_path / "scores.csv")
    assert list(scores["participant_id"]) == ["sub-b", "sub-a"]
    assert list(scores["preoccupied"]) == [3, 5]


def test_what_is_left_out_is_said(answers: Path, tmp_path: Path):
    found = convert("rq", answers, "fhir", tmp_path / "out", Wishes())
    assert found.warnings[-1] == "FHIR has no place for 1 other column, left out: age"


def test_files_are_replaced_only_when_asked(answers: Path, tmp_path: Path):
    convert("rq", answers, "bids", tmp_path, Wishes())
    table = tmp_path / "phenotype" / "rq.tsv"
    with pytest.raises(BowlbyError, match=r"rq\.tsv is there already; .* --overwrite"):
        convert("rq", answers, "bids", tmp_path, Wishes())
    convert("rq", answers, "bids", tmp_path, Wishes(), overwrite=True, identifier="age")
    assert table.read_text("utf-8").splitlines()[1].startswith("sub-30\t")
    before = table.read_bytes()
    with pytest.raises(BowlbyError, match="is a file to be read"):
        convert("rq", table, "bids", tmp_path, Wishes(), overwrite=True)
    assert table.read_bytes() == before


@pytest.mark.parametrize("form", ["fhir", "redcap"])
def test_nothing_half_written(form: str, tmp_path: Path):
    answers = written(
        tmp_path / "a.csv", pd.DataFrame([[1, 2, 3, 4], [1, 2.5, 3, 4]], columns=["Q1", "Q2", "Q3", "Q4"])
    )
    with pytest.raises(BowlbyError, match=r"a\.csv, line 3, column Q2: not a whole number"):
        convert("rq", answers, form, tmp_path / "out", Wishes())
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []


def test_an_unknown_format_is_refused_before_anything_is_read(tmp_path: Path):
    with pytest.raises(BowlbyError, match="--to names a format: fhir, fhir-r5, redcap, bids"):
        convert("rq", tmp_path / "nothing.csv", "xml", tmp_path, Wishes())
