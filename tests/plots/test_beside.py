"""What came out beside what was published: diamonds only where something was, and what it refuses."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from bowlby import plots

ROW: dict[str, Any] = {"label": "Looking", "value": 0.5, "low": 0.2, "high": 0.8}


def drawn(*rows: dict[str, Any]) -> str:
    return plots.svg(plots.beside_plot(rows, title="t", unit="standard deviations"))


def test_only_what_was_published_has_a_diamond_and_a_line_in_the_key() -> None:
    warm = f'stroke="{plots.PALETTES["light"].warm}"'
    assert warm not in drawn(ROW)
    assert "Diamond" not in drawn(ROW)
    for published in ({"published": 0.0}, {"published_low": 0.1, "published_high": 0.4}):
        assert warm in drawn(ROW | published)
        assert "Diamond" in drawn(ROW | published)


def test_the_description_holds_every_number() -> None:
    nothing = {"label": "Crying", "value": None, "low": None, "high": None}
    chart = plots.beside_plot([ROW | {"published": -0.1}, nothing], title="t", unit="u")
    said = "t. In u. Looking: 0.50 (0.20 to 0.80), published −0.10; Crying: too few to tell."
    assert chart.to_dict()["description"] == said


@pytest.mark.parametrize(
    ("draw", "what"),
    [
        (lambda: plots.beside_plot([], title="t", unit="u"), "no rows"),
        (lambda: plots.beside_plot([{"label": "x"}], title="t", unit="u"), "no row has a number"),
        (lambda: plots.beside_plot([ROW], title="t", unit="u", width=100), "at least 280"),
    ],
)
def test_what_cannot_be_drawn_says_why(draw: Callable[[], object], what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        draw()
