"""Vigilance: an equal threat between classes, and whether it comes from inconsistency or from rebuff."""

from __future__ import annotations

import pytest

from bowlby.evidence.vigilance import EXPERIMENT
from evidence.made import Made, by_class, found, like, made

COLUMNS = made()


def test_a_larger_felt_threat_is_positive():
    worlds = Made(COLUMNS | {"felt_threat": by_class(C=1.0, A=2.0)})
    assert found(EXPERIMENT, "how large an equal threat is felt, resistant against secure", worlds).low > 0.5
    assert found(EXPERIMENT, "how large an equal threat is felt, resistant against avoidant", worlds).high < -0.5


@pytest.mark.parametrize("source", ["preoccupation", "rebuff"])
def test_its_source_is_found(source: str):
    worlds = Made(COLUMNS | {"felt_threat": like(COLUMNS[source])})
    lead = found(EXPERIMENT, "how far the carer's inconsistency", worlds)
    assert (lead.low > 0.4) if source == "preoccupation" else (lead.high < -0.4)
