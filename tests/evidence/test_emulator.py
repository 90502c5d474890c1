"""The surface through runs: it finds what is smooth, knows what it misses, and does not bend for noise."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from bowlby.evidence.emulator import emulate, features


def bent(points: np.ndarray) -> np.ndarray:
    """Two outcomes of three parameters; the second does not hang on the third."""
    a, b, c = points.T
    return np.stack([1 + 2 * a - b + 0.5 * a * c, 3 - a + 0.2 * b**2], axis=-1)


def test_the_features_are_one_each_and_each_product():
    found = np.asarray(features(jnp.array([[2.0, 3.0]])))
    assert found.tolist() == [[1, 2, 3, 4, 6, 9]]


def test_a_quadratic_is_found_between_its_runs():
    rng = np.random.default_rng(20261)
    points, others = rng.normal(size=(80, 3)), rng.normal(size=(50, 3))
    found = np.asarray(emulate(points, bent(points))(others))
    assert np.abs(found - bent(others)).max() < 0.05


@pytest.mark.parametrize("noise", [0.2, 0.5])
def test_its_error_is_that_of_the_runs(noise: float):
    rng = np.random.default_rng(20262)
    points = rng.normal(size=(300, 3))
    surface = emulate(points, bent(points) + noise * rng.normal(size=(300, 2)))
    assert np.asarray(surface.error) == pytest.approx(noise, rel=0.2)


def test_runs_that_count_more_are_met_more_closely():
    rng = np.random.default_rng(20263)
    points = rng.normal(size=(200, 3))
    outcome = np.exp(points[:, :1])  # no quadratic, so that it matters where it is right
    near = np.abs(points[:, 0]) < 0.5
    heavy = emulate(points, outcome, np.where(near, 50.0, 1.0))
    even = emulate(points, outcome)
    missed = [np.abs(np.asarray(each(points)) - outcome)[near].mean() for each in (heavy, even)]
    assert missed[0] < missed[1]
