"""Which reader a file gets, and that scoring believes what a file says of itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bowlby.errors import BowlbyError
from bowlby.measures.exchange import FORMATS, fill
from bowlby.measures.exchange_sources import read_source
from bowlby.measures.instruments import known
from bowlby.measures.scoring import Wishes, score_file
from measures.filled_forms import filled, saved
from measures.made_answers import made, table, written

ORDER = known("ecr-r").orders["author"]


@pytest.mark.parametrize("form", FORMATS)
def test_a_few_people_are_scored_in_the_order_the_file_names(form: str, tmp_path: Path):
    csv = written(tmp_path / "a.csv", table(ORDER, made(ORDER, 5, seed=2)).assign(id=["01", "02", "3", "ü", ""]))
    with pytest.raises(BowlbyError, match=r"--order|by name"):
        score_file("ecr-r", csv)
    wishes = Wishes(order="author")
    paths = saved(fill("ecr-r", csv, wishes).filled, tmp_path, form)
    dictionary, path = paths if form == "redcap" else (None, paths[0])
    scored, wanted = score_file("ecr-r", path, Wishes(dictionary=dictionary)), score_file("ecr-r", csv, wishes)
    assert (scored.order, scored.low, scored.high) == ("author", 1, 7)
    for name, one in wanted.scales.items():
        assert np.array_equal(scored.scales[name].scores, one.scores, equal_nan=True)


def test_a_table_without_a_description_is_read_as_it_is(tmp_path: Path):
    path = tmp_path / "a.tsv"
    path.write_text("Q1\tQ2\n1\t2\n")
    assert read_source(path, known("rq")).said.instrument == ""


def test_answers_to_another_instrument_are_told(tmp_path: Path):
    path, _ = saved(filled([[4] * 36] * 2, instrument="ecr"), tmp_path, "bids")
    assert "the file says that it holds answers to ecr" in score_file("ecr-12", path).warnings


def test_fhir_needs_no_dictionary(tmp_path: Path):
    with pytest.raises(BowlbyError, match="FHIR describes itself"):
        read_source(tmp_path / "a.ndjson", known("rq"), tmp_path / "d.csv")
