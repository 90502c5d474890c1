"""Words and numbers as figures say them."""

import pytest

from bowlby.plots.layout import GLYPH, counted, duration, key_places, signed, wrap


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.2, "1 minute"), (34.4, "34 minutes"), (119, "119 minutes"), (150, "2.5 hours"), (2880, "2 days")],
)
def test_durations_are_said_as_people_say_them(minutes: float, words: str) -> None:
    assert duration(minutes) == words


@pytest.mark.parametrize(("value", "said"), [(1.24, "+1.2"), (-0.4, "−0.4"), (0.04, "0.0"), (-0.04, "0.0")])
def test_numbers_carry_their_sign_unless_they_round_to_nothing(value: float, said: str) -> None:
    assert signed(value) == said


def test_one_is_singular() -> None:
    assert [counted(n, "moments") for n in (0, 1, 2)] == ["0 moments", "1 moment", "2 moments"]


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
