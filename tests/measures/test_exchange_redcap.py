"""REDCap: the dictionary that makes the form, the data, and the dictionaries and exports of others."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowlby.errors import BowlbyError
from bowlby.measures.exchange_redcap import HEADERS, UNFIT, read_dictionary
from bowlby.measures.exchange_sources import read_source
from bowlby.measures.instruments import known
from measures.filled_forms import ODD_IDS, TEXTS, answer_tables, filled, saved

LEVELS = "1, never | 2, seldom | 3, now and then | 4, half of the time | 5, often | 6, mostly, I think | 7, always"


def dictionary(path: Path, *rows: dict[str, str], headers: dict[str, str] = HEADERS) -> Path:
    """A data dictionary on disk."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers.values())
        writer.writerows([row.get(name, "") for name in headers] for row in rows)
    return path


def item(name: str, **cells: str) -> dict[str, str]:
    """A field with choices."""
    row = {"field_name": name, "field_type": "radio", "select_choices_or_calculations": LEVELS}
    return row | {"form_name": "f", "field_label": f"About {name}"} | cells


def test_the_dictionary_makes_the_form(tmp_path: Path):
    form = filled([[1, 2, 3, 4]], ["a"], carried={"Größe in cm": ["1"], "3rd": ["2"]}, wording={2: "Mine, too"})
    path, data = saved(form, tmp_path, "redcap")
    fields = {one.name: one for one in read_dictionary(path)}
    assert list(fields) == ["record_id", "rq_1", "rq_2", "rq_3", "rq_4", "gr_e_in_cm", "column_2", "id"]
    assert fields["rq_2"].label == "Mine, too"
    assert fields["rq_2"].choices == {str(level): str(level) for level in range(1, 8)}
    assert fields["rq_2"].annotation == "bowlby: rq, published order, item 2"
    assert fields["gr_e_in_cm"].label == "Größe in cm"
    assert {one.form for one in fields.values()} == {"rq"}
    header = next(csv.reader(data.open(encoding="utf-8", newline="")))
    assert header == list(fields)
    assert next(csv.reader(path.open(encoding="utf-8", newline=""))) == list(HEADERS.values())


def test_each_figure_has_its_own_matrix(tmp_path: Path):
    path, _ = saved(filled([[1] * 18], instrument="ecr-rs"), tmp_path, "redcap")
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    groups = [row["Matrix Group Name"] for row in rows[1:]]
    assert groups == ["ecr_rs_mother_items"] * 9 + ["ecr_rs_father_items"] * 9
    assert [row["Variable / Field Name"] for row in rows if row["Section Header"]] == [
        *("ecr_rs_mother_1", "ecr_rs_father_1")
    ]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_answers_come_back(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject):
    answers = data.draw(answer_tables())
    ids = data.draw(st.lists(ODD_IDS, min_size=len(answers), max_size=len(answers)))
    notes = data.draw(st.lists(TEXTS, min_size=len(answers), max_size=len(answers)))
    form = filled(answers.tolist(), ids, carried={"A Note": notes})
    described, path = saved(form, tmp_path_factory.mktemp("redcap"), "redcap")
    back = read_source(path, known("rq"), described)
    assert np.array_equal(back.numbers([one.name for one in form.fields]), answers, equal_nan=True)
    assert list(back.texts("id")) == ids
    assert list(back.texts("a_note")) == notes
    records = list(back.texts("record_id"))
    assert len(set(records)) == len(records)
    assert not any(UNFIT.search(name) or name != name.strip() or not name for name in records)
    assert (back.said.instrument, back.said.order, back.said.scale) == ("rq", "published", (1, 7))


def test_texts_of_choices_become_codes(tmp_path: Path):
    items = [item(f"x{n}") for n in range(1, 5)]
    described = dictionary(tmp_path / "d.csv", {"field_name": "record_id", "field_type": "text"}, *items)
    data = tmp_path / "data.csv"
    data.write_text('record_id,x1,x2,x3,x4\nb,never,"mostly, I think",,7\na,3, often ,always,1\n')
    back = read_source(data, known("rq"), described)
    values = back.numbers(["x1", "x2", "x3", "x4"])
    assert np.array_equal(values, [[1, 6, np.nan, 7], [3, 5, 7, 1]], equal_nan=True)
    assert back.said.scale == (1, 7)
    assert back.said.texts["x2"] == "About x2"
    data.write_text("record_id,x1,x2,x3,x4\nb,1,2,maybe,4\n")
    with pytest.raises(BowlbyError, match="line 2, column x3: “maybe” where a number should stand"):
        read_source(data, known("rq"), described).numbers(["x3"])


def test_the_program_interface_names_columns_otherwise(tmp_path: Path):
    names = {key: key for key in HEADERS}
    calc = {"field_name": "sum", "field_type": "calc", "select_choices_or_calculations": "[x1] + 1"}
    fields = read_dictionary(dictionary(tmp_path / "d.csv", item("x1"), calc, headers=names))
    assert [one.name for one in fields] == ["x1", "sum"]
    assert fields[0].choices["6"] == "mostly, I think"
    assert fields[1].choices == {}


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([item("x1"), item("x1")], "line 3, column Variable / Field Name: the name is given to an earlier field too"),
        ([item("")], "line 2, column Variable / Field Name: the name is empty"),
        (
            [item("x1", select_choices_or_calculations="1, a | 2 b")],
            "line 2, column Choices, .*: each choice is a code",
        ),
        (
            [item("x1", select_choices_or_calculations="1, a | 1, b")],
            "line 2, column Choices, .*: each choice is a code",
        ),
    ],
)
def test_a_faulty_dictionary_is_refused(rows: list[dict[str, str]], complaint: str, tmp_path: Path):
    with pytest.raises(BowlbyError, match=complaint):
        read_dictionary(dictionary(tmp_path / "d.csv", *rows))


def test_another_table_is_no_dictionary(tmp_path: Path):
    path = tmp_path / "data.csv"
    path.write_text("x1,x2\n1,2\n")
    with pytest.raises(BowlbyError, match="there is no column Variable / Field Name; download"):
        read_dictionary(path)
    with pytest.raises(BowlbyError, match="no column is a field of"):
        read_source(path, known("rq"), dictionary(tmp_path / "d.csv", item("y1")))
