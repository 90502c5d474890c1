"""Fear of rejection is the rebuff that is expected."""

from __future__ import annotations

from bowlby.evidence.rejection import EXPERIMENT
from evidence.made import Made, by_class, found, like, made


def test_expected_rebuff_is_compared_between_classes_and_along_the_dimension():
    rebuff = by_class(C=-1.0, A=1.0)
    worlds = Made(made(expects_rebuff=rebuff, anger_resistance=like(-rebuff)))
    assert found(EXPERIMENT, "expected rebuff, resistant", worlds).high < -0.5
    assert found(EXPERIMENT, "expected rebuff, avoidant", worlds).low > 0.5
    assert found(EXPERIMENT, "expected rebuff with anger", worlds).high < -0.5
