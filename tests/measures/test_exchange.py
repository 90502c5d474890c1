"""From a file to a filled questionnaire: identifiers, wording, answers as they were given, and the files' names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bowlby.errors import BowlbyError
from bowlby.measures.exchange import FORMATS, contents, fill, left_out
from bowlby.measures.instruments import known
from bowlby.measures.scoring import Wishes
from measures.filled_forms import filled, saved
from measures.made_answers import first_order, made, table, written

ORDER = first_order("ecr")[1]


def rows(tmp_path: Path, *values: Sequence[object], columns: tuple[str, ...] = ("Q1", "Q2", "Q3", "Q4")) -> Path:
    """A table with the four ratings of the RQ."""
    return written(tmp_path / "a.csv", pd.DataFrame(values, columns=pd.Index(columns)))


def test_rows_and_identifiers_stay_as_they_are(tmp_path: Path):
    names = ("who", "Q1", "Record_ID", "Q2", "Q3", "Q4")
    path = rows(tmp_path, ["b", 1, "007", 2, 99, 4], ["a", 7, "007", "", 5, 4], columns=names)
    found = fill("rq", path)
    assert found.filled.ids == ["007", "007"]
    assert found.filled.id_name == "Record_ID"
    assert np.array_equal(found.filled.answers, [[1, 2, np.nan, 4], [7, np.nan, 5, 4]], equal_nan=True)
    assert found.filled.carried == {"who": ["b", "a"], "Record_ID": ["007", "007"]}
    assert any("taken as missing" in line for line in found.warnings)
    assert fill("rq", path, identifier="who").filled.ids == ["b", "a"]
    with pytest.raises(BowlbyError, match="no column of the name given to --id; did you mean who"):
        fill("rq", path, identifier="whom")


def test_rows_are_numbered_without_identifiers(tmp_path: Path):
    form = fill("rq", rows(tmp_path, [1, 2, 3, 4], [1, 2, 3, 4])).filled
    assert (form.ids, form.id_name, form.carried) == (["1", "2"], "", {})


def test_reversed_items_are_turned_back(tmp_path: Path):
    answers = made(ORDER, 80)
    turned = np.isin(ORDER.items, [item for scale in ORDER.scales for item in scale.reversed])
    path = written(tmp_path / "a.csv", table(ORDER, np.where(turned, 8 - answers, answers)))
    with pytest.raises(BowlbyError, match="already-reversed"):
        fill("ecr", path)
    assert np.array_equal(fill("ecr", path, Wishes(already_reversed=True)).filled.answers, answers)


def test_items_that_no_scale_counts_go_along(tmp_path: Path):
    one = known("ecr-12")
    path = written(tmp_path / "a.csv", pd.DataFrame([[4] * 36], columns=pd.Index([f"Q{n}" for n in range(1, 37)])))
    assert len(fill("ecr-12", path).filled.fields) == one.items == 36


def test_wording_comes_from_the_user_or_from_the_file(tmp_path: Path):
    wording = tmp_path / "wording.csv"
    wording.write_text("item,text\n2,Mine\n")
    path = rows(tmp_path, [1, 2, 3, 4])
    form = fill("rq", path, wording=wording).filled
    assert [one.text for one in form.fields] == ["Item 1", "Mine", "Item 3", "Item 4"]
    for name in FORMATS:
        paths = saved(form, tmp_path, name)
        dictionary, source = paths if name == "redcap" else (None, paths[0])
        again = fill("rq", source, Wishes(dictionary=dictionary)).filled
        assert [one.text for one in again.fields] == [one.text for one in form.fields]


def test_our_own_items_carry_their_sentences(tmp_path: Path):
    columns = tuple(f"Q{n}" for n in range(1, 9))
    form = fill("state", rows(tmp_path, [5] * 8, columns=columns)).filled
    assert [one.text for one in form.fields] == list(known("state").orders["published"].texts)


def test_figures_keep_their_items(tmp_path: Path):
    columns = tuple(f"{figure}{n}" for figure in ("partner", "mother") for n in range(1, 10))
    form = fill("ecr-rs", rows(tmp_path, [2] * 9 + [6] * 9, columns=columns)).filled
    assert [(one.figure, one.number) for one in form.fields[8:10]] == [("mother", 9), ("partner", 1)]
    assert form.answers[0].tolist() == [6] * 9 + [2] * 9


def test_files_are_named_after_the_instrument():
    form = filled([[1] * 36], instrument="ecr-r")
    assert [name for one in FORMATS for name in contents(form, one)] == [
        *("ecr_r_fhir.json", "ecr_r_fhir_r5.json", "ecr_r_dictionary.csv", "ecr_r_data.csv"),
        *("phenotype/ecr_r.tsv", "phenotype/ecr_r.json"),
    ]
    with pytest.raises(BowlbyError, match="--to names a format: fhir"):
        contents(form, "xml")


def test_what_has_no_place_is_told():
    form = filled([[1, 2, 3, 4]], ["x"], carried={"age": ["3"], "authored": [""]})
    assert left_out(form, "fhir-r5") == ["age"]
    assert left_out(form, "bids") == []
