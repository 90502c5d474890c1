"""Shares of the classes: those of the columns, with D given its nearest class where there are three."""

from __future__ import annotations

import numpy as np
import pytest

from bowlby.evidence.base_rates import EXPERIMENT
from evidence.made import MANY, Made, found, made

FOUR = np.array(["B"] * 200 + ["A"] * 60 + ["C"] * 40 + ["D"] * 100)
WORLDS = Made(made(**{"class": FOUR, "class3": np.where(FOUR == "D", "A", FOUR)}))


@pytest.mark.parametrize(
    ("words", "percent"),
    [
        *(("coded secure, of four", 50), ("coded avoidant, of four", 15), ("coded avoidant, of three", 40)),
        *(("coded disorganised, of four", 25), ("coded resistant, of three", 10)),
    ],
)
def test_shares_are_those_of_the_columns(words: str, percent: float):
    assert found(EXPERIMENT, words, WORLDS)[::3] == (percent, MANY)


def test_the_picture_holds_published_shares():
    said = EXPERIMENT.draw(WORLDS).to_dict()["description"]
    assert "Coded secure, of four classes: 50\u00a0%, published 52\u00a0%" in said
