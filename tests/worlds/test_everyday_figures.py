"""Figures of everyday life: what is expected of them at the start, alone and side by side."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from bowlby.model.working_model import expectation
from bowlby.names import CARE
from bowlby.parameters import load_parameters
from bowlby.worlds.everyday_figures import expecting, figure, together

PARAMETERS = load_parameters()
EXPECTED = {"comfort": 0.6, "rebuff": 0.2, "loss": 0.3, "fright": 0.05}
CARED: dict[str, float] = dict(zip(CARE, (0.8, 0.3, 60.0, 0.5, 0.2, 0.0, 0.1), strict=True))


def test_what_is_expected_is_what_was_said_for_every_signal():
    known = expectation(expecting(EXPECTED, 100.0, PARAMETERS).fast)
    assert np.asarray(known.comfort) == pytest.approx(np.full(4, 0.6))
    assert np.asarray(known.rebuff) == pytest.approx(np.full(4, 0.2))
    assert (float(known.loss), float(known.fright)) == pytest.approx((0.3, 0.05))


def test_several_beginnings_stand_side_by_side():
    several = {name: jnp.array([0.1, value]) for name, value in EXPECTED.items()}
    known = expectation(expecting(several, 100.0, PARAMETERS).fast)
    assert np.asarray(known.comfort) == pytest.approx(np.tile([0.1, 0.6], (4, 1)))
    assert np.asarray(known.loss) == pytest.approx([0.1, 0.3])


def test_figures_side_by_side_keep_their_own_and_share_the_prototype():
    warm = figure(CARED, EXPECTED, 100.0, PARAMETERS)
    cold = figure(CARED | {"sensitivity": 0.1}, EXPECTED | {"comfort": 0.1}, 100.0, PARAMETERS)
    both = together(warm, cold)
    assert np.asarray(both.care.sensitivity) == pytest.approx([0.8, 0.1])
    assert np.asarray(expectation(both.working_model.fast).comfort) == pytest.approx(np.tile([0.6, 0.1], (4, 1)))
    assert np.array_equal(both.working_model.prototype.comfort, warm.working_model.prototype.comfort)
