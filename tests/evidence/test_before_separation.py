"""What can be told before anybody has left: all of it, some of it, nothing."""

from __future__ import annotations

from bowlby.evidence.before_separation import EXPERIMENT
from evidence.made import Made, by_class, found, made

WORDS = "security foretold"


def test_what_tells_the_class_is_found():
    assert found(EXPERIMENT, WORDS, Made(made(looking_free=by_class(B=4.0)))).low > 50
    assert abs(found(EXPERIMENT, WORDS, Made(made())).value) < 5


def test_crying_and_looking_are_compared_between_classes():
    worlds = Made(made(crying_before=by_class(C=1.0), looking_free=by_class(A=-1.0)))
    assert found(EXPERIMENT, "crying before any separation", worlds).low > 0.5
    assert found(EXPERIMENT, "looking at the carer before", worlds).high < -0.5
