"""Tables from people: the right line of each row, and a clear word about what is wrong with a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.diary.csv_files import check_columns, closest, read_sheet, written
from bowlby.errors import BowlbyError
from diary.outcome import is_readable, outcome

FILE = Path("table.csv")
cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def read(text: str | bytes, delimiters: str = ","):
    return read_sheet(FILE, delimiters, text if isinstance(text, bytes) else text.encode())


@given(st.lists(st.tuples(cells, cells), max_size=8), st.sampled_from(",\t"))
def test_what_is_written_is_read(rows: list[tuple[str, str]], delimiter: str):
    sheet = read(written(("a", "b"), rows, delimiter), delimiter)
    assert [tuple(row.cells.values()) for row in sheet.rows] == rows
    assert sheet.refused == ()


@given(st.binary(max_size=300) | st.text(alphabet='a,";\n\r\t\x00é', max_size=60).map(str.encode))
def test_any_bytes_give_a_sheet_or_one_readable_line(raw: bytes):
    sheet, error = outcome(lambda: read(raw, "\t,"))
    if sheet is None:
        assert error
        assert is_readable(error)
    else:
        assert all(set(row.cells) == set(sheet.columns) for row in sheet.rows)


def test_lines_count_from_the_header_through_quoted_newlines_and_blank_lines():
    sheet = read('a,b\n1,"two\nlines"\n\n2,"three\r\nmore\nlines"\r\n3,x\n4\n5,y\n')
    assert [(row.line, row.cells["a"]) for row in sheet.rows] == [(2, "1"), (5, "2"), (8, "3"), (10, "5")]
    assert [(one.line, one.column) for one in sheet.refused] == [(9, "")]
    assert "has 1 cells, the header has 2" in sheet.refused[0].why


def test_a_byte_order_mark_and_spaces_around_names_do_no_harm():
    assert read(b"\xef\xbb\xbf a , b\n1,2\n").columns == ("a", "b")


def test_lines_of_empty_cells_are_passed_over():
    sheet = read("a,b\n1,2\n,,,\n")
    assert len(sheet.rows) == 1
    assert sheet.refused == ()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\n\n", "is empty"),
        ("a,b\n1,2\n".encode("utf-16"), "line 1: the file is not UTF-8 but looks like UTF-16"),
        ("a,b\n1,2\n".encode("utf-16-le"), "looks like UTF-16"),
        ("a,b\n1,2\n3,caf\u00e9\n".encode("latin-1"), "line 3: the file is not UTF-8 but another encoding"),
        (b"a;b\n1;2\n", "line 1: its columns are separated by semicolons; save it with commas"),
        (b"a\tb\n1\t2\n", "separated by tabs"),
        (b"a,b,a\n", "two columns are named a"),
        (b'a,b\n1,2\n3,"open\n4,5\n', "line 3: a quotation mark is not closed"),
        (b'a,b\n1,"x"y\n', "line 2: a quotation mark is not closed or not doubled"),
        (b'a,b\n1,"' + b"x" * 200_000 + b'"\n', "line 2: a cell is far too long"),
    ],
)
def test_a_file_at_fault_says_how(raw: bytes, words: str):
    with pytest.raises(BowlbyError) as caught:
        read(raw)
    assert words in str(caught.value)
    assert "table.csv" in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path):
    with pytest.raises(BowlbyError, match="does not exist"):
        read_sheet(tmp_path / "none.csv")
    with pytest.raises(BowlbyError, match="is a folder"):
        read_sheet(tmp_path)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("id,alarm_befor", "there is no column alarm_before; did you mean it by alarm_befor?"),
        ("ID,alarm_before", "there is no column id; did you mean it by ID?"),
        ("id", "there is no column alarm_before; it needs id, alarm_before"),
        ("id,alarm_before,stats", "nothing is known of a column stats; did you mean states?"),
        ("id,alarm_before,weather", "nothing is known of a column weather; rename it or take it out"),
        ("id,alarm_before,", "nothing is known of a column without a proper name"),
    ],
)
def test_a_wrong_or_missing_column_is_named(header: str, words: str):
    with pytest.raises(BowlbyError) as caught:
        check_columns(read(header), ("id", "alarm_before"), ("states",))
    assert f"table.csv, line 1: {words}" in str(caught.value)


def test_the_right_columns_pass_in_any_order():
    check_columns(read("states,alarm_before,id"), ("id", "alarm_before"), ("states",))
    check_columns(read("alarm_before,id"), ("id", "alarm_before"), ("states",))


def test_words_of_a_diary_without_a_header_are_not_repeated():
    secret = "I told nobody about that evening, and I never will again"
    with pytest.raises(BowlbyError) as caught:
        check_columns(read(f'm1,"{secret}"'), ("id",))
    assert "evening" not in str(caught.value)


def test_closest_finds_misspellings_only():
    assert closest("trigger", ["triger", "note"]) == "triger"
    assert closest("trigger", ["weather"]) == ""
