"""Recovery, expectation and timeline: their words, their clocks, and what they refuse."""

import re
from collections.abc import Callable

import pytest

from bowlby import plots
from plots.figures import CURVE, EXPECTATION, HALF_LIFE, ratings


def test_a_gap_that_may_be_none_says_so() -> None:
    text = plots.svg(plots.expectation_plot(EXPECTATION | {"gap": 2, "low": -5, "high": 9}, width=720))
    assert "what came may not differ from what was expected" in text
    less = plots.svg(plots.expectation_plot(EXPECTATION | {"gap": 29, "low": 20, "high": 38}, width=720))
    assert "warm answers came less often than expected: by 29 points" in less


def test_clock_times_are_shown_as_they_were_written() -> None:
    """23:40 on the 2nd in India is the 2nd, wherever the program runs."""
    spec = plots.alarm_timeline(ratings(1)).to_dict()
    assert '"2026-03-02T23:40:00Z"' in str(spec).replace("'", '"')
    assert "2 March 2026" in spec["description"]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(25, 48, "25 to 48 minutes"), (100, 300, "100 minutes to 5 hours"), (150, 300, "2.5 to 5 hours")],
)
def test_the_unit_of_an_interval_is_said_once_where_it_is_the_same(low: float, high: float, words: str) -> None:
    half = {"median": low, "low": low, "high": high}
    assert f"interval: {words})" in plots.recovery_curve(CURVE, half).to_dict()["description"]


@pytest.mark.parametrize(
    ("draw", "what"),
    [
        (lambda: plots.recovery_curve([], HALF_LIFE), "no points of the curve"),
        (lambda: plots.expectation_plot(EXPECTATION | {"gap": None}), "no estimate"),
        (lambda: plots.alarm_timeline([]), "no ratings"),
        (lambda: plots.alarm_timeline([ratings(1)[0] | {"kind": "guess"}]), "kind of rating is 'guess'"),
    ],
)
def test_what_cannot_be_drawn_says_why(draw: Callable[[], object], what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        draw()
