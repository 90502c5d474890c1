"""Words and numbers as figures say them, in English and in any other language."""

import re
from typing import cast
from xml.etree import ElementTree

import altair as alt
import pytest

from bowlby import plots
from bowlby.plots.wording import Speech, counted, duration, named, percent, say, signed, spoken, written
from plots.figures import FIGURES, lines

SCALE = alt.Scale(domain=[0, 2000])
OTHER = Speech(
    text=lambda text: re.sub(r"%\(\w+\)s|\b[A-Za-z]+\b", lambda hit: hit[0] if hit[0][0] == "%" else "wort", text),
    plural=lambda one, many, number: "%(n)s Wort" if number == 1 else "%(n)s Worte",
    number=lambda value, digits: f"{value:.{digits}f}".replace(".", ","),
    decimal=",",
    group=".",
)


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


def test_a_share_is_said_as_per_cent() -> None:
    assert percent(0.424) == "42\u00a0%"


def test_words_of_an_axis_are_quoted() -> None:
    assert named({0: "it's", 0.5: "a \\ b"}) == r"{'0': 'it\'s', '0.5': 'a \\ b'}[datum.value]"


def test_another_language_is_spoken_inside_the_block_only() -> None:
    with spoken(OTHER):
        assert (counted(1, "moments"), counted(2, "moments")) == ("1 Wort", "2 Worte")
        assert (signed(1.25), written(0.5, 1), say("half %(n)s", n=3)) == ("+1,2", "0,5", "wort 3")
    assert (counted(2, "moments"), signed(-1.26), say("half")) == ("2 moments", "−1.3", "half")


def test_axes_write_their_numbers_as_the_language_does() -> None:
    axis = alt.Axis(values=[0.5, 1234.5], format=",.1f")
    chart = cast("alt.LayerChart", alt.layer(alt.Chart().mark_point().encode(x=alt.X("x:Q", axis=axis, scale=SCALE))))
    chart = chart.properties(data={"values": [{"x": 1}]}, usermeta={"title": "t"}, description="d")
    english = plots.svg(chart)
    with spoken(OTHER):
        other = plots.svg(chart)
    written = [re.findall(">([0-9.,]+)<", drawn) for drawn in (english, other)]
    assert written == [["0.5", "1,234.5"], ["0,5", "1.234,5"]]


@pytest.mark.parametrize("name", ["recovery", "expectation", "calibration"])
def test_a_figure_speaks_it_whole(name: str) -> None:
    with spoken(OTHER):
        root = ElementTree.fromstring(plots.svg(FIGURES[name][0](480)))
    shown = " ".join([*lines(root), root[0].text or "", root[1].text or ""])
    assert set(re.findall("[A-Za-z]+", shown)) <= {"wort", "Wort", "Worte"}
