"""Wrapped words and the places of a key."""

from bowlby.plots.layout import GLYPH, key_places, wrap


def test_wrapping_loses_no_letter_and_keeps_the_width() -> None:
    text = "a word and Donaudampfschifffahrtsgesellschaft, then 90\u00a0% of more words"
    lines = wrap(text, 120, 13)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(len, lines)) * 13 * GLYPH <= 120
    assert any("90\u00a0%" in line for line in lines)


def test_a_key_stands_in_one_row_only_where_it_fits() -> None:
    names = ["one kind", "another kind"]
    row, height = key_places(names, 400)
    assert (len({y for _, _, y in row}), height) == (1, 0)
    column, height = key_places(names, 120)
    assert [(x, y) for _, x, y in column] == [(0, 0), (0, height)]
