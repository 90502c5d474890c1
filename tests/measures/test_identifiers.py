from __future__ import annotations

from pathlib import Path

import pytest

from bowlby.errors import BowlbyError
from bowlby.measures.identifiers import identifier_column

FILE = Path("answers.csv")


@pytest.mark.parametrize(
    ("columns", "wanted", "found"),
    [
        (("age", "ID"), "", "ID"),
        (("id", "record_id"), "", "record_id"),
        (("code", "id"), "code", "code"),
        (("age",), "", ""),
    ],
)
def test_a_named_column_or_a_usual_one(columns: tuple[str, ...], wanted: str, found: str):
    assert identifier_column(columns, wanted, FILE) == found


def test_a_column_that_is_not_there_is_refused_with_a_hint():
    with pytest.raises(BowlbyError, match=r"answers\.csv.*--id; did you mean code\?"):
        identifier_column(("code", "age"), "cod", FILE)
