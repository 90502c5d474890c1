"""Files of answers: every separator, SPSS and Stata, and every fault named by line and column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.errors import BowlbyError
from bowlby.measures.answers import SEPARATORS, read_answers


def file(folder: Path, text: str, name: str = "answers.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("separator", SEPARATORS)
def test_any_separator_is_found(tmp_path: Path, separator: str):
    text = "id,Q1,Q2\n007,1,5\nNA,,2\n".replace(",", separator)
    answers = read_answers(file(tmp_path, text))
    assert answers.columns == ("id", "Q1", "Q2")
    assert list(answers.texts("id")) == ["007", "NA"]
    assert np.array_equal(answers.numbers(["Q2", "Q1"]), [[5, 1], [2, np.nan]], equal_nan=True)


def test_empty_cells_have_many_names(tmp_path: Path):
    answers = read_answers(file(tmp_path, "Q1,x\nNA,\n.,\n ,\n-,\nNaN,\n3,\n"))
    assert np.array_equal(answers.numbers(["Q1"])[:, 0], [np.nan] * 5 + [3], equal_nan=True)


def test_a_decimal_comma_is_read_where_semicolons_part(tmp_path: Path):
    assert read_answers(file(tmp_path, "Q1;Q2\n3,5;4\n")).numbers(["Q1", "Q2"]).tolist() == [[3.5, 4]]


def test_a_byte_order_mark_and_other_line_ends_do_no_harm(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeffQ1,Q2\r\n1,2\r\n".encode())
    assert read_answers(path).numbers(["Q1"]).tolist() == [[1]]


def test_a_text_where_a_number_should_stand_is_named_by_line_and_column(tmp_path: Path):
    answers = read_answers(file(tmp_path, 'name,Q1\n"two\nlines",1\n\nb,agree\nc,no\n'))
    with pytest.raises(BowlbyError, match=r"answers.csv, line 5, column Q1: “agree” where .* \(2 such cells"):
        answers.numbers(["Q1"])


def test_a_long_text_is_not_repeated(tmp_path: Path):
    with pytest.raises(BowlbyError, match="column Q1: a text where") as error:
        read_answers(file(tmp_path, "Q1\nwhat somebody wrote about themselves\n")).numbers(["Q1"])
    assert "themselves" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("Q1,Q2\n", "no row below"),
        ("1,2\n3,4\n", "line 1: it holds numbers"),
        ("Q1,\n1,2\n", "column 2 has no name"),
        ("Q1,Q1\n1,2\n", "two columns are named Q1"),
        ("Q1,Q2\n1,2\n1,2,3\n", r"line 3: it has 3 cells where the first line has 2 \(commas"),
        ("Q1;Q2\n1;2\n\n1\n", r"line 4: it has 1 cells where the first line has 2 \(semicolons"),
    ],
)
def test_a_faulty_table_is_refused(tmp_path: Path, text: str, said: str):
    with pytest.raises(BowlbyError, match=said):
        read_answers(file(tmp_path, text))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK", "spreadsheet; save"),
        ("a.sav", b"no such thing", "cannot be read as a file of SPSS"),
        ("a.dta", b"no such thing", "cannot be read as a file of Stata"),
        ("a.csv", "Q1\nä".encode("latin-1"), "not UTF-8"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str, content: bytes, said: str):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BowlbyError, match=said):
        read_answers(tmp_path / name)


@pytest.mark.parametrize("name", ["none.csv", "none.sav"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str):
    with pytest.raises(BowlbyError, match=f"{name} does not exist"):
        read_answers(tmp_path / name)


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_spss_and_stata_are_read_with_their_labels(tmp_path: Path, ending: str):
    path = tmp_path / f"a.{ending}"
    table = pd.DataFrame({"id": ["007", "b"], "sex": [1.0, 2.0], "Q1": [5.0, np.nan], "word": ["3", "agree"]})
    write: Any = pyreadstat.write_sav if ending == "sav" else pyreadstat.write_dta
    write(table.astype({"sex": int}), str(path), variable_value_labels={"sex": {1: "Male", 2: "Female"}})
    answers = read_answers(path)
    assert list(answers.texts("id")) == ["007", "b"]
    assert list(answers.texts("sex")) == ["Male", "Female"]
    assert np.array_equal(answers.numbers(["Q1"])[:, 0], [5, np.nan], equal_nan=True)
    with pytest.raises(BowlbyError, match=rf"a.{ending}, row 2, column word: “agree”"):
        answers.numbers(["word"])


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=("Cs", "Cc")), max_size=8)


@given(rows=st.lists(st.tuples(CELL, st.integers(1, 7)), min_size=1, max_size=6), separator=st.sampled_from(",;\t"))
def test_identifiers_come_back_as_they_stand(tmp_path_factory: pytest.TempPathFactory, rows: list, separator: str):
    path = tmp_path_factory.mktemp("made") / "a.csv"
    table = pd.DataFrame(rows, columns=["who", "Q1"])
    table.to_csv(path, sep=separator, index=False, quoting=1)
    answers = read_answers(path)
    assert list(answers.texts("who")) == [who for who, _ in rows]
    assert answers.numbers(["Q1"])[:, 0].tolist() == [number for _, number in rows]
