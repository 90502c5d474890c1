"""A carer's preoccupation in the child: found where it is, with its sign, and not where it is not."""

from __future__ import annotations

from bowlby.evidence.carried_over import EXPERIMENT
from evidence.made import Made, by_class, found, like, made


def test_more_preoccupied_carers_of_resistant_children_are_found():
    worlds = Made(made(preoccupation=by_class(C=1.5)))
    assert found(EXPERIMENT, "carer's preoccupation with being coded resistant", worlds).low > 0.2
    assert found(EXPERIMENT, "carer's preoccupation with being coded secure", worlds).high < 0


def test_its_tie_to_anger_is_found_and_chance_is_not():
    columns = made()
    tied = Made(columns | {"anger_resistance": like(columns["preoccupation"])})
    words = "carer's preoccupation with the child's anger"
    assert found(EXPERIMENT, words, tied).low > 0.6
    assert abs(found(EXPERIMENT, words, Made(columns)).value) < 0.15
