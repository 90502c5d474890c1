"""Temperament and care: each explains what was made of it, and no more."""

from __future__ import annotations

import pytest

from bowlby.evidence.temperament import EXPERIMENT
from evidence.made import Made, found, like, made

COLUMNS = made()


@pytest.mark.parametrize(
    ("source", "explains", "does_not"), [("reactivity", "temperament", "care"), ("rebuff", "care", "temperament")]
)
def test_the_source_explains_it(source: str, explains: str, does_not: str):
    worlds = Made(COLUMNS | {"crying_apart": like(COLUMNS[source])})
    assert found(EXPERIMENT, f"crying when left that {explains}", worlds).low > 35
    assert abs(found(EXPERIMENT, f"crying when left that {does_not}", worlds).value) < 5
