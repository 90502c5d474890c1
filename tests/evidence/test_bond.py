"""A bond shows in contact that is kept and in whose arms settle."""

from __future__ import annotations

import numpy as np

from bowlby.evidence.bond import EXPERIMENT
from evidence.made import Made, by_class, found, made


def test_contact_of_resistant_children_is_held_against_all_others():
    assert found(EXPERIMENT, "contact kept", Made(made(contact_2=by_class(C=1.0)))).low > 0.5
    assert found(EXPERIMENT, "contact kept", Made(made(contact_2=by_class(C=-1.0)))).high < -0.5


def test_no_bond_would_be_settled_by_anyone():
    same = np.full(400, 0.4)
    assert found(EXPERIMENT, "crying with the stranger", Made(made(crying_comforted=same, crying_last=same))).value == 0
    settled = Made(made(crying_comforted=same, crying_last=same - 0.25))
    assert round(found(EXPERIMENT, "crying with the stranger", settled).value, 6) == 25
