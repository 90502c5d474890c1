"""The search: it arrives at a top that is flat, knows the curvature there, and draws around it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import jax
import numpy as np
import pytest
from scipy.special import digamma

from bowlby.inference.density import records_of
from bowlby.inference.events import roster_of
from bowlby.inference.search import (
    STEEP,
    Top,
    draws_around,
    draws_with_level,
    leaning_half_life,
    points_drawn,
    polished,
    top_of,
    with_level,
)
from inference.diaries import PARAMETERS, kept_diary

DIARY = kept_diary(1, ("cool",) * 12 + ("late",) * 9)


@cache
def found():
    with jax.enable_x64(True):
        return top_of(DIARY, roster_of(DIARY), PARAMETERS, lambda stage, share: None)


def cost(point: np.ndarray) -> float:
    tools, records, _ = found()
    with jax.enable_x64(True):
        return float(tools.slope(point, records)[0])


def test_the_top_is_flat_and_nothing_near_it_is_higher():
    _, _, top = found()
    assert top.found
    random = np.random.default_rng(1)
    root = np.linalg.cholesky(top.covariance)
    for _ in range(20):
        assert cost(top.point + 0.3 * root @ random.normal(size=len(top.point))) > cost(top.point)


def test_the_covariance_is_that_of_the_curvature():
    """Half of a squared distance, measured by the covariance, is what the cost rises by."""
    _, _, top = found()
    values, vectors = np.linalg.eigh(top.covariance)
    for place in (0, len(values) // 2, -1):
        step = 0.05 * np.sqrt(values[place]) * vectors[:, place]
        rise = (cost(top.point + step) + cost(top.point - step)) / 2 - cost(top.point)
        assert rise == pytest.approx(0.05**2 / 2, rel=0.05)


def leaning_of_log_gamma(shape: float) -> float:
    """How far the logarithm of a gamma variable, beside a normal one, is said to lie off its top on average."""
    tools, records, _ = found()

    def slopes(places: np.ndarray, _: object) -> np.ndarray:
        return np.stack([places[:, 0], shape * np.expm1(places[:, 1])], axis=1)

    leaning = tools._replace(half_life=1, slopes=slopes, slope=lambda place, _: (0.0, slopes(place[None], _)[0]))
    top = Top(np.zeros(2), np.diag([1.0, 1 / shape]), found=True)
    return leaning_half_life(top, leaning, records)


@pytest.mark.parametrize("shape", [5.0, 20.0, 100.0])
def test_where_the_hill_leans_its_mean_is_told_to_second_order(shape):
    assert leaning_of_log_gamma(shape) == pytest.approx(-1 / (2 * shape), rel=0.01)
    assert leaning_of_log_gamma(shape) == pytest.approx(digamma(shape) - np.log(shape), rel=0.05)


def test_where_the_second_order_says_little_the_mean_is_a_standard_deviation_off_at_most():
    shape = 0.1
    assert -1 / (2 * shape) < -1 / np.sqrt(shape)
    assert leaning_of_log_gamma(shape) == pytest.approx(-1 / np.sqrt(shape))


def test_from_somewhere_near_the_top_is_found_again():
    tools, records, top = found()
    with jax.enable_x64(True):
        again, _ = polished(tools, records, top.point + 0.05)
    assert np.abs(again.jac).max() < STEEP
    assert again.x == pytest.approx(top.point, abs=0.01)


def test_draws_get_a_level_around_the_one_that_is_told_at_the_top():
    """Draws from the normal distribution of the top: the level among them is as it says, in middle and width."""
    tools, records, top = found()
    normal = np.random.default_rng(2).multivariate_normal(top.point, top.covariance, (2, 200))
    with jax.enable_x64(True):
        whole = with_level(top, tools, records)
        points = draws_with_level(normal, whole, tools, records, seed=3)
    assert points[..., :-1] == pytest.approx(normal)
    level, spread = points[..., -1], np.sqrt(whole.covariance[-1, -1])
    assert not np.allclose(level, normal[..., tools.level])
    assert level.mean() == pytest.approx(whole.point[-1], abs=0.3 * spread)
    assert level.std() == pytest.approx(spread, rel=0.25)


def test_with_few_check_ins_the_level_is_the_persons_own():
    tools, _, top = found()
    few = replace(DIARY, checkins=DIARY.checkins[:5])
    records = records_of(few, roster_of(DIARY), PARAMETERS)
    whole = with_level(top, tools, records)
    assert whole.point[-1] == top.point[tools.level]
    assert whole.covariance[-1, :-1] == pytest.approx(top.covariance[tools.level])
    assert whole.covariance[-1, -1] == pytest.approx(top.covariance[tools.level, tools.level])
    points = top.point + np.zeros((2, 3, len(top.point)))
    assert draws_with_level(points, whole, tools, records, seed=1)[..., -1] == pytest.approx(whole.point[-1])


@pytest.mark.slow
def test_draws_lie_around_the_top_as_wide_as_the_curvature_says():
    tools, records, top = found()
    with jax.enable_x64(True):
        points, divergences = draws_around(top, tools, records, draws=800, seed=2)
    assert divergences < 8
    flat = points.reshape(-1, points.shape[-1])
    apart = (flat.mean(0) - top.point) / np.sqrt(np.diag(top.covariance))
    assert np.abs(apart).max() < 1.5
    widths = flat.std(0) / np.sqrt(np.diag(top.covariance))
    assert 0.7 < np.median(widths) < 1.4
    assert np.array_equal(points, points_drawn(DIARY, roster_of(DIARY), PARAMETERS, draws=800, seed=2))
