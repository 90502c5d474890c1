"""Names of fields, response scales told by their codes, identifiers a format can hold, and whole answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.errors import BowlbyError
from bowlby.measures.exchange_form import check_whole, field_name, is_wording, known_scale, labels, placeholder
from bowlby.measures.instruments import instruments, known
from bowlby.measures.item_columns import find_items
from measures.filled_forms import NAN, filled


@pytest.mark.parametrize("name", sorted(instruments()))
def test_field_names_are_found_again(name: str, tmp_path):
    one = known(name)
    figures = one.figures or ("",)
    names = [field_name(one, item, figure) for figure in figures for item in range(1, one.items + 1)]
    found = find_items(one, names, tmp_path)
    assert [found.by_item[item] for item in range(1, len(names) + 1)] == names
    assert len(set(names)) == len(names)
    assert all(len(text) <= 26 for text in names)


@pytest.mark.parametrize(
    ("codes", "scale"),
    [
        (range(1, 8), (1, 7)),
        (range(1, 6), (1, 5)),
        ([*range(1, 8), 9, 99], (1, 7)),
        ([*range(8)], (1, 7)),
        ([1, 2, 3], None),
        (range(1, 9), None),
        ([], None),
    ],
)
def test_a_scale_is_told_by_its_codes(codes, scale):
    assert known_scale(known("ecr"), codes) == scale


def test_a_placeholder_is_no_wording():
    assert not is_wording(placeholder(12))
    assert not is_wording(" ")
    assert is_wording("Item 12 in words")


@given(st.lists(st.text(max_size=3), max_size=12))
def test_labels_are_the_identifiers_or_numbers(ids: list[str]):
    found = labels(ids, str.isalnum)
    assert len(set(found)) == len(found) == len(ids)
    assert all(map(str.isalnum, found))
    assert found == ids or len(set(ids)) < len(ids) or not all(map(str.isalnum, ids))


def test_an_answer_between_the_numbers_is_named():
    check_whole(filled([[1, NAN, 7, 4]]), "fhir")
    with pytest.raises(BowlbyError, match=r"file, row 2, column Q3: not a whole number, and fhir holds only"):
        check_whole(filled([[1, 2, 3, 4], [1, NAN, 2.5, 4]]), "fhir")
