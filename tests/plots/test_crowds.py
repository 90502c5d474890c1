"""Shares and crowds: values where they are known, and what they refuse."""

import re
from collections.abc import Callable

import pytest

from bowlby import plots


def test_a_share_of_which_nothing_is_published_has_no_diamond() -> None:
    diamond = f'stroke="{plots.PALETTES["light"].warm}"'
    row = {"label": "Secure", "share": 0.5}
    assert diamond not in plots.svg(plots.shares_plot([row], title="t"))
    assert diamond in plots.svg(plots.shares_plot([row | {"published": 0.0}], title="t"))


def test_kinds_keep_the_order_in_which_they_come() -> None:
    points = [{"x": 0, "y": 0, "kind": "late"}, {"x": 1, "y": 1, "kind": "early"}]
    chart = plots.dimensions(points, title="t", x_title="x", y_title="y")
    assert chart.to_dict()["description"].endswith("late (1), early (1).")


def test_a_marked_point_has_a_ring_and_its_name() -> None:
    points: list[dict[str, object]] = [{"x": 1.0, "y": 2.0}, {"x": 3.0, "y": 1.0, "marked": "the third child"}]
    drawn = plots.svg(plots.dimensions(points, title="t", x_title="x", y_title="y"))
    assert drawn.count(">the third child<") == 1
    assert "Marked: the third child." in drawn
    plain = plots.dimensions(points[:1], title="t", x_title="x", y_title="y")
    assert "Marked" not in plots.svg(plain)


@pytest.mark.parametrize(
    ("draw", "what"),
    [
        (lambda: plots.shares_plot([], title="t"), "no shares"),
        (lambda: plots.dimensions([], title="t", x_title="x", y_title="y"), "no points"),
        (
            lambda: plots.dimensions(
                [{"x": n, "y": n, "kind": str(n)} for n in range(6)], title="t", x_title="x", y_title="y"
            ),
            "at most 5",
        ),
    ],
)
def test_what_cannot_be_drawn_says_why(draw: Callable[[], object], what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        draw()
