"""The calibration curve: in words what it shows, and what it refuses."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bowlby import plots
from plots.figures import CURVE_OF_WARMTH, drawn


def test_description_holds_what_the_figure_shows():
    said = ElementTree.fromstring(drawn("calibration"))[1].text
    assert said is not None
    assert "Where it seemed 25\u00a0% likely, it came 52 times of 100 (38 to 68), 21 moments." in said
    assert said.count("Where it seemed") == len(CURVE_OF_WARMTH)


def test_what_cannot_be_drawn_says_why():
    with pytest.raises(ValueError, match="no bins"):
        plots.calibration_plot([])
    with pytest.raises(ValueError, match="at least 280"):
        plots.calibration_plot(CURVE_OF_WARMTH, width=100)
