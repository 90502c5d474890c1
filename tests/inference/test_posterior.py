"""Draws of a posterior: from hills whose quantiles are known, and from a diary."""

from __future__ import annotations

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from bowlby.inference.fit import fit_diary
from bowlby.inference.posterior import CHAINS, Draws, diagnosed, draw_posterior, sampler_for
from inference.diaries import kept_diary

LOGGAMMA = stats.loggamma(2.5)
"""A lopsided distribution, whose highest point log 2.5 is not its median."""


def cost(point, slant):
    """Minus the log density of two numbers: one is lopsided, the other normal around `slant` times the first."""
    first, second = point
    return jnp.exp(first) - 2.5 * first + (second - slant * first) ** 2 / 2


SAMPLER = sampler_for(cost)


def drawn(seed: int, tell=lambda stage, share: None) -> Draws:
    with jax.enable_x64(True):
        best, slant = np.array([np.log(2.5), 2 * np.log(2.5)]), 2.0
        covariance = np.linalg.inv(np.array([[2.5 + slant**2, -slant], [-slant, 1.0]]))
        return draw_posterior(SAMPLER, (slant,), best, covariance, draws=4000, seed=seed, tell=tell)


@cache
def first() -> Draws:
    return drawn(1)


def test_draws_have_the_quantiles_of_the_density():
    points = first().points
    assert points.shape == (CHAINS, 1000, 2)
    assert first().divergences < 10
    shares = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    assert np.quantile(points[..., 0], shares) == pytest.approx(LOGGAMMA.ppf(shares), abs=0.12)
    beside = points[..., 1] - 2.0 * points[..., 0]
    assert np.quantile(beside, shares) == pytest.approx(stats.norm.ppf(shares), abs=0.12)


def test_the_chains_agree_and_are_worth_hundreds_of_plain_draws():
    rhat, ess = diagnosed(first().points)
    assert 0.99 < rhat < 1.02
    assert ess > 400


def test_the_same_seed_gives_the_same_draws_and_another_does_not():
    assert np.array_equal(drawn(1).points, first().points)
    assert not np.array_equal(drawn(2).points, first().points)


def test_progress_goes_from_warming_up_to_drawing_and_what_it_raises_ends_the_drawing():
    told: list[tuple[str, float]] = []
    drawn(1, lambda stage, share: told.append((stage, share)))
    stages, shares = zip(*told, strict=True)
    assert list(dict.fromkeys(stages)) == ["warming up", "drawing"]
    assert list(shares) == sorted(shares)
    assert (shares[0], shares[-1] < 1) == (0.0, True)

    def stop(stage: str, share: float) -> None:
        if stage == "drawing":
            raise InterruptedError

    with pytest.raises(InterruptedError):
        drawn(1, stop)


def test_chains_that_disagree_are_seen():
    apart = np.random.default_rng(3).normal(size=(4, 200, 2)) + np.arange(4)[:, None, None]
    rhat, ess = diagnosed(apart)
    assert rhat > 1.5
    assert ess < 30


def test_numbers_that_never_move_do_not_count():
    points = np.random.default_rng(3).normal(size=(4, 200, 2))
    assert diagnosed(np.concatenate([points, np.ones((4, 200, 1))], axis=-1)) == diagnosed(points)


@pytest.mark.slow
def test_the_full_posterior_of_a_diary_agrees_with_the_first_answer_where_both_are_sure():
    records = kept_diary(1, ("cool",) * 20 + ("late",) * 15, moments=120, checkins=40)
    quick, full = fit_diary(records), fit_diary(records, draws=400, seed=1)
    assert (quick["method"], full["method"]) == ("laplace", "nuts")
    assert full["diagnostics"]["rhat_max"] < 1.05
    assert full["diagnostics"]["ess_min"] > 50
    for one, other in zip(quick["triggers"], full["triggers"], strict=True):
        assert one["name"] == other["name"]
        if one["enough"]:
            assert other["effect"] == pytest.approx(one["effect"], abs=0.3)
            assert other["high"] - other["low"] == pytest.approx(one["high"] - one["low"], rel=0.35)
