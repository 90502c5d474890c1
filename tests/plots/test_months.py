"""Points over the months: gaps stay gaps, labels never meet, and what cannot be drawn says why."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bowlby import plots
from plots.figures import MONTHS, drawn, lines


def test_description_holds_what_the_figure_shows():
    said = ElementTree.fromstring(drawn("months"))[1].text
    assert said is not None
    assert "Jan: 3.9 (3.2 to 4.6), 77." in said
    assert "Feb: 4, too few records." in said


def test_where_labels_would_meet_some_are_left_out():
    many = [MONTHS[0] | {"label": f"Month {n}"} for n in range(24)]
    chart = plots.months_plot(many, title="t", unit="u", width=320)
    shown = [text for text in lines(ElementTree.fromstring(plots.svg(chart))) if text.startswith("Month")]
    assert 2 <= len(shown) < 8


def test_a_label_with_quotes_is_shown_as_written():
    chart = plots.months_plot([MONTHS[0] | {"label": "it's \\ so"}], title="t", unit="u")
    assert "it's \\ so" in lines(ElementTree.fromstring(plots.svg(chart)))


def test_what_cannot_be_drawn_says_why():
    with pytest.raises(ValueError, match="no points"):
        plots.months_plot([], title="t", unit="u")
    with pytest.raises(ValueError, match="no point has a value"):
        plots.months_plot([MONTHS[1]], title="t", unit="u")
