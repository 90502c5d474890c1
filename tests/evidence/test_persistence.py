"""From the first reunion to the second, scale by scale."""

from __future__ import annotations

from bowlby.evidence.persistence import EXPERIMENT
from evidence.made import Made, found, like, made

COLUMNS = made()


def test_what_lasts_is_found_and_what_does_not_is_not():
    worlds = Made(COLUMNS | {"resistance_2": like(COLUMNS["resistance_1"])})
    assert found(EXPERIMENT, "resistance in the first", worlds).low > 0.6
    assert abs(found(EXPERIMENT, "avoidance in the first", worlds).value) < 0.15
