"""Regions of two dimensions: what is said of each corner, the point with its error, and what is refused."""

import pytest

from bowlby import plots
from plots.figures import CORNERS, SOMEBODY


def test_every_corner_is_described_in_words() -> None:
    chart = plots.regions(CORNERS[:2], title="t", x_title="anxiety", y_title="avoidance").to_dict()
    assert "low, high: low on anxiety, high on avoidance" in chart["description"]


def test_a_point_has_its_error_and_its_name() -> None:
    plain = plots.regions(CORNERS, title="t", x_title="x", y_title="y")
    marked = plots.regions(CORNERS, title="t", x_title="x", y_title="y", example=SOMEBODY)
    assert "Marked: somebody" in marked.to_dict()["description"]
    bar = f'stroke="{plots.PALETTES["light"].warm_bar}"'
    assert plots.svg(marked).count(bar) == 2
    assert bar not in plots.svg(plain)


def test_no_corners_are_refused() -> None:
    with pytest.raises(ValueError, match="no corners"):
        plots.regions([], title="t", x_title="x", y_title="y")
