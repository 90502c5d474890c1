"""Where the items stand in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowlby.errors import BowlbyError
from bowlby.measures.instruments import known
from bowlby.measures.item_columns import find_items, keys_for

FILE = Path("answers.csv")


def numbered(stem: str, count: int) -> list[str]:
    return [f"{stem}{number}" for number in range(1, count + 1)]


@pytest.mark.parametrize("stem", ["Q", "ecr_", "item.", "ECR - ", "V0"])
def test_any_stem_will_do(stem: str):
    found = find_items(known("ecr"), ["id", *numbered(stem, 36), "age"], FILE)
    assert found.by_item[17] == f"{stem}17"
    assert len(found.columns) == 36
    assert found.beyond == ()


def test_leading_zeros_and_mixed_case():
    columns = [f"{'q' if number % 2 else 'Q'}{number:02d}" for number in range(1, 19)]
    assert find_items(known("aas-r"), columns, FILE).by_item[3] == "q03"


def test_fixed_names_come_first():
    columns = ["Dismissing", "SECURE", "preoccupied", "fearful", "Q1", "Q2", "Q3", "Q4"]
    assert find_items(known("rq"), columns, FILE).by_item == {
        1: "SECURE",
        2: "fearful",
        3: "preoccupied",
        4: "Dismissing",
    }
    assert find_items(known("rq"), columns, FILE, "Q").by_item[1] == "Q1"


def test_the_instruments_own_name_decides():
    columns = [*numbered("bfi", 44), *numbered("ECR", 36)]
    assert find_items(known("ecr"), columns, FILE).by_item[1] == "ECR1"
    with pytest.raises(BowlbyError, match=r"bfi1 and ECR1 each begin .* --items"):
        find_items(known("saam"), columns, FILE)
    assert find_items(known("saam"), columns, FILE, "bfi").by_item[1] == "bfi1"


def test_a_part_of_the_stem_is_enough():
    columns = [*numbered("Q", 4), *numbered("t2_Q", 4)]
    assert find_items(known("rq"), columns, FILE, "t2_").by_item[3] == "t2_Q3"


def test_numbers_beyond_the_last_item_are_told():
    assert find_items(known("saam"), numbered("Q", 36), FILE).beyond == tuple(f"Q{n}" for n in range(22, 37))


def test_only_scored_items_are_needed():
    items = known("ecr-12").orders["published"].items
    found = find_items(known("ecr-12"), [f"Q{item}" for item in items], FILE)
    assert found.of(known("ecr-12").orders["published"]) == [f"Q{item}" for item in items]


@pytest.mark.parametrize("form", ["{}{}", "{}_{}", "ecrrs_{}_{}"])
def test_figures_are_found_by_name(form: str):
    columns = [form.format(figure, item) for figure in ("friend", "mother") for item in range(1, 10)]
    found = find_items(known("ecr-rs"), columns, FILE)
    assert found.figures == ("mother", "friend")
    assert found.by_item[10] == form.format("friend", 1)
    assert [one.name for one in keys_for(known("ecr-rs"), found)["published"].scales][:2] == [
        "mother_anxiety",
        "mother_avoidance",
    ]


def test_one_nameless_figure_is_scored_alone():
    found = find_items(known("ecr-rs"), numbered("Q", 9), FILE)
    assert found.figures == ()
    assert keys_for(known("ecr-rs"), found) == known("ecr-rs").orders


@pytest.mark.parametrize(
    ("columns", "stem", "said"),
    [
        (["Q1", "Q3", "Q4"], "", r"line 1: there is no column Q2; rq needs Q1 to Q4"),
        (["a", "b"], "", r"no numbered columns; rq needs .* or columns named secure, .*; the file has a, b"),
        (["Q1", "Q2", "Q3", "Q4"], "item", "given to --items"),
        (["item1", "Q2", "Q3", "Q4"], "itme", "did you mean item"),
    ],
)
def test_missing_columns_are_named(columns: list[str], stem: str, said: str):
    with pytest.raises(BowlbyError, match=said):
        find_items(known("rq"), columns, FILE, stem)


def test_a_figure_that_lacks_items_is_refused():
    with pytest.raises(BowlbyError, match=r"no column mother9; ecr-rs needs .* each figure"):
        find_items(known("ecr-rs"), numbered("mother", 8), FILE)
