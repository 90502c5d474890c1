from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from bowlby.measures.ordinal import Ordinal, fit, log_likelihood, slopes_of, start

RANDOM = np.random.default_rng(4)
DESIGN = np.stack([np.linspace(-2, 2, 12), RANDOM.normal(size=12)], axis=1)
COUNTS = RANDOM.integers(1, 30, size=(3, 12, 4)).astype(float)
AT = Ordinal(np.array([[1.0, 0.1, -1.2]] * 3), RANDOM.normal(0, 0.3, (3, 2)))


def flat(at: Ordinal) -> np.ndarray:
    return np.concatenate([at.intercepts, at.slopes], axis=1)


def moved(step: np.ndarray) -> Ordinal:
    values = flat(AT) + step
    return Ordinal(values[:, :3], values[:, 3:])


def test_gradient_is_that_of_the_likelihood():
    gradient, _ = slopes_of(COUNTS, DESIGN, AT)
    for place in range(5):
        step = np.eye(5)[place] * 1e-5
        numeric = (log_likelihood(COUNTS, DESIGN, moved(step)) - log_likelihood(COUNTS, DESIGN, moved(-step))) / 2e-5
        assert np.allclose(gradient[:, place], numeric, rtol=1e-5, atol=1e-4)


def test_information_is_the_curvature_where_the_counts_are_as_expected():
    higher = 1 / (1 + np.exp(-((AT.slopes @ DESIGN.T)[:, :, None] + AT.intercepts[:, None, :])))
    ends = np.ones((3, 12, 1))
    counts = -50 * np.diff(np.concatenate([ends, higher, 0 * ends], axis=2), axis=2)
    _, information = slopes_of(counts, DESIGN, AT)
    for place in range(5):
        step = np.eye(5)[place] * 1e-5
        bend = (slopes_of(counts, DESIGN, moved(step))[0] - slopes_of(counts, DESIGN, moved(-step))[0]) / 2e-5
        assert np.allclose(-bend, information[:, place], rtol=1e-4, atol=1e-3)


def test_the_fit_is_the_maximum_another_program_finds():
    found = fit(COUNTS, DESIGN, start(COUNTS, 2))

    def misfit(values: np.ndarray) -> float:
        height = log_likelihood(COUNTS[:1], DESIGN, Ordinal(values[None, :3], values[None, 3:]))[0]
        return float(-height) if np.isfinite(height) else 1e9

    other = minimize(
        misfit, flat(AT)[0], method="Nelder-Mead", options={"maxiter": 5000, "xatol": 1e-8, "fatol": 1e-10}
    )
    assert np.allclose(flat(found)[0], other.x, atol=1e-4)


def test_intercepts_out_of_order_are_impossible():
    wrong = AT._replace(intercepts=AT.intercepts[:, ::-1])
    assert np.all(np.isneginf(log_likelihood(COUNTS, DESIGN, wrong)))


def test_a_first_step_far_too_long_is_halved():
    counts = np.zeros((1, 2, 3))
    counts[0] = [[1000, 1, 1], [1, 1, 1000]]
    begin = Ordinal(np.array([[0.01, 0.0]]), np.array([[0.0]]))
    found = fit(counts, np.array([[-1.0], [1.0]]), begin)
    gradient, _ = slopes_of(counts, np.array([[-1.0], [1.0]]), found)
    assert np.abs(gradient).max() < 1e-3
