"""A refused row says where it stands and why, in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowlby.diary.plans import Plan, Refusal, refused_error
from bowlby.diary.records import Diary

FIRST = Refusal("moments.csv", 3, "alarm_before", "is outside 0 to 10; correct it")
WHOLE = Refusal("moments.csv", 7, "", "has 3 cells, the header has 13")


def test_a_refusal_names_file_line_and_column():
    assert str(FIRST) == "moments.csv, line 3, column alarm_before: is outside 0 to 10; correct it"
    assert str(WHOLE) == "moments.csv, line 7: has 3 cells, the header has 13"


@pytest.mark.parametrize(
    ("refused", "rest"), [((FIRST,), ""), ((FIRST, WHOLE), " (and 1 more row)"), ((FIRST,) * 4, " (and 3 more rows)")]
)
def test_the_error_shows_the_first_and_counts_the_rest(refused: tuple[Refusal, ...], rest: str):
    error = refused_error(Plan(source=Path("folder/moments.csv"), taken=Diary(), refused=refused))
    assert str(error) == f"{Path('folder')}/{FIRST}{rest}"


def test_the_error_finds_the_file_in_a_folder(tmp_path: Path):
    error = refused_error(Plan(source=tmp_path, taken=Diary(), refused=(FIRST,)))
    assert str(error) == f"{tmp_path}/{FIRST}"
