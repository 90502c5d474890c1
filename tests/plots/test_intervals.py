"""The interval plot: order, open dots, its sentences, and what it refuses."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from bowlby import plots
from plots.figures import ROWS, drawn, lines


def test_description_holds_what_the_figure_shows() -> None:
    root = ElementTree.fromstring(drawn("intervals"))
    assert root[1].text is not None
    for words in ("No reply to my message: +2.1 (+1.2 to +3.0), 41 moments", "160 moments, while it lasts"):
        assert words in root[1].text
    assert "A & <b>: 1 moment, 7 more needed" in root[1].text


def test_an_interval_that_holds_zero_has_an_open_dot() -> None:
    halo = plots.PALETTES["light"].page
    row = {"label": "x", "count": 9, "effect": 1.0, "low": 0.2, "high": 2.0}
    clear = plots.interval_plot([row], title="t", unit="u")
    either = plots.interval_plot([row | {"low": -0.2}], title="t", unit="u")
    assert halo not in plots.svg(clear)
    assert halo in plots.svg(either)


def test_rows_stand_in_the_order_given() -> None:
    for rows in (ROWS, ROWS[::-1]):
        shown = lines(ElementTree.fromstring(plots.svg(plots.interval_plot(rows, title="t", unit="u", width=720))))
        labels = [row["label"] for row in rows if row["label"] in shown]
        assert len(labels) == 3
        assert sorted(labels, key=shown.index) == labels


@pytest.mark.parametrize(
    ("draw", "what"),
    [
        (lambda: plots.interval_plot([], title="t", unit="u"), "no rows"),
        (lambda: plots.interval_plot([ROWS[3]], title="t", unit="u"), "no row has an estimate"),
        (lambda: plots.interval_plot(ROWS, title="t", unit="u", width=200), "at least 280"),
    ],
)
def test_what_cannot_be_drawn_says_why(draw: Callable[[], object], what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        draw()
