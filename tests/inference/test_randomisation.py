"""The randomisation test: every schedule that could have been drawn, the statistic against plain references."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import toeplitz
from statsmodels.api import GLS

from bowlby.inference.randomisation import Kernels, Table, indicators, possible, redraw, shares, stagewise
from bowlby.inference.trial_power import like_neighbours

SCHEDULE = np.array([0, 1, 1, 0, 2, 0, 1, 2, 2, 1, 0, 0, 1, 2])
BLOCKS = (2, 6, 6)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


# --- schedules -------------------------------------------------------------------------------------------


def test_all_schedules_are_found_once_the_given_one_first():
    schedule = np.array([0, 1, 1, 0, 1, 0])
    every = redraw(schedule, (2, 4), (0, 1), 100, rng())
    assert len(every) == possible(schedule, (2, 4), (0, 1)) == 2 * 6
    assert (every[0] == schedule).all()
    assert len({tuple(one) for one in every}) == 12
    assert (every[:, :2].sum(axis=1) == 1).all()
    assert (every[:, 2:].sum(axis=1) == 2).all()


def test_arms_that_are_held_stay_where_they_are():
    for most in (10_000, 200):
        drawn = redraw(SCHEDULE, BLOCKS, (0, 2), most, rng())
        assert ((drawn == 1) == (SCHEDULE == 1)).all()
        for start, stop in ((0, 2), (2, 8), (8, 14)):
            counts = {tuple(sorted(Counter(row[start:stop].tolist()).items())) for row in drawn}
            assert len(counts) == 1


def test_schedules_are_drawn_evenly():
    schedule = np.array([0, 0, 1, 1] * 3)
    drawn = redraw(schedule, (4, 4, 4), (0, 1), 200, rng())[1:]
    more = np.concatenate([redraw(schedule, (4, 4, 4), (0, 1), 200, rng(seed))[1:] for seed in range(60)])
    assert len(drawn) == 199
    counts = np.array(list(Counter(map(tuple, more)).values()))
    assert len(counts) == 6**3
    assert ((counts - counts.mean()) ** 2 / counts.mean()).sum() < 215 + 4 * np.sqrt(2 * 215)


def test_columns_say_who_got_what_and_what_came_before():
    found = indicators(np.array([[0, 1, 2, 1]]), (1, 2), carry_over=True)
    assert found.tolist() == [[[0, 1, 0, 1], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]]]


# --- the statistic against plain references --------------------------------------------------------------


@pytest.mark.parametrize("correlation", [-0.3, 0.0, 0.45, 0.9])
@pytest.mark.parametrize("missing", [(), (3, 4, 9)])
@pytest.mark.parametrize("carry_over", [False, True])
def test_it_is_the_t_value_of_generalised_least_squares(correlation: float, missing: tuple, carry_over: bool):
    outcomes = like_neighbours(1, 14, 0.5, rng())
    rated = np.ones(14, bool)
    rated[list(missing)] = False
    outcomes[:, ~rated] = 0
    fixed = np.stack([np.ones(14), np.linspace(-1, 1, 14)], axis=1)
    given_ = indicators(redraw(SCHEDULE, BLOCKS, (0, 1, 2), 5, rng()), (1, 2), carry_over=carry_over)
    kernels = Kernels(fixed, rated, np.array([correlation]))
    values = Table(kernels, given_, 2).values(outcomes)[0]
    places = np.flatnonzero(rated)
    lags = np.abs(np.subtract.outer(places, places))
    sigma = np.sign(correlation) ** lags * abs(correlation) ** lags if correlation else np.eye(len(places))
    for row, columns in zip(values, given_, strict=True):
        design = np.concatenate([columns.T, fixed], axis=1)[rated]
        plain = GLS(outcomes[0, rated], design, sigma=sigma).fit()
        assert row == pytest.approx(plain.tvalues[:2], rel=1e-6)
    alone = Table(kernels, given_[:, :1], 1)
    design = np.concatenate([given_[0, :1].T, fixed], axis=1)[rated]
    plain = GLS(outcomes[0, rated], design, sigma=sigma).fit()
    assert alone.values(outcomes)[0, 0, 0] == pytest.approx(plain.tvalues[0], rel=1e-6)
    assert alone.effect(outcomes) == pytest.approx(plain.params[0], rel=1e-6)


def test_the_correlation_is_the_likeliest_by_the_plain_restricted_likelihood():
    tried = np.array([0.0, 0.3, 0.6, 0.9])
    fixed = np.stack([np.ones(20), np.linspace(-1, 1, 20)], axis=1)
    rated = np.arange(20) % 7 != 3
    outcomes = np.where(rated, like_neighbours(3, 20, 0.6, rng(2)), 0)
    found = Kernels(fixed, rated, tried).log_likelihood(outcomes)
    places = np.flatnonzero(rated)
    plain = []
    for correlation in tried:
        cover = toeplitz(correlation ** np.arange(20.0))[np.ix_(places, places)]
        turned = np.linalg.inv(cover)
        inner = fixed[places].T @ turned @ fixed[places]
        left = turned - turned @ fixed[places] @ np.linalg.solve(inner, fixed[places].T @ turned)
        squares = np.einsum("si,ij,sj->s", outcomes[:, places], left, outcomes[:, places])
        volume = np.linalg.slogdet(cover)[1] + np.linalg.slogdet(inner)[1]
        plain.append(-0.5 * (volume + (len(places) - 2) * np.log(squares)))
    assert found - found[:, :1] == pytest.approx(np.transpose(plain) - np.transpose(plain)[:, :1])


def test_a_long_series_gives_its_correlation_back():
    kernels = Kernels(np.ones((300, 1)), np.ones(300, bool))
    for correlation in (0.0, 0.4, 0.8):
        found = kernels.correlations[kernels.likeliest(like_neighbours(40, 300, correlation, rng()))]
        assert found.mean() == pytest.approx(correlation, abs=0.03)


def test_a_schedule_that_says_nothing_gets_no_value():
    kernels = Kernels(np.ones((6, 1)), np.ones(6, bool))
    every = np.array([[0, 0, 0, 0, 0, 0], [0, 1, 0, 1, 0, 1]])
    outcomes = rng().normal(size=(1, 6))
    assert Table(kernels, indicators(every, (1,)), 1).largest(outcomes)[0, 0] == 0
    assert Table(kernels, indicators(every, (1, 2)), 2).values(outcomes)[0, 0].tolist() == [0, 0]


# --- probabilities ---------------------------------------------------------------------------------------


def test_shares_count_ties():
    assert shares(np.array([[3.0, 1.0, 3.0 + 1e-12, 2.0]])).tolist() == [[0.5, 1.0, 0.5, 0.75]]


@settings(max_examples=80)
@given(st.lists(st.lists(st.integers(0, 6), min_size=20, max_size=20), min_size=1, max_size=4), st.floats(0.01, 0.5))
def test_never_more_cross_than_allowed_and_probabilities_are_exact(looks: list, alpha: float):
    values = [np.array(look, float) for look in looks]
    allowed = [alpha * (number + 1) / len(looks) for number in range(len(looks))]
    probability, crossed = stagewise(values, allowed)
    assert crossed.mean() <= alpha
    assert (crossed == (probability <= alpha + 1e-12)).all() or len(looks) > 1
    for level in np.unique(probability):
        assert (probability <= level).mean() <= level + 1e-12


def test_what_crossed_early_stays_crossed():
    early = np.array([9.0, *range(19)])
    late = np.array([0.0, *range(19)])
    probability, crossed = stagewise([early, late], [0.05, 0.05])
    assert (crossed[0], probability[0]) == (True, 0.05) or early.max() > 9
    early[1:] = 0
    probability, crossed = stagewise([early, late], [0.05, 0.10])
    assert bool(crossed[0])
    assert probability[0] == pytest.approx(0.05)
    assert crossed.sum() == 2
