"""The model's estimate beside the randomisation test: against statsmodels, and intervals that hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.api import OLS

from bowlby.inference import trial_model
from bowlby.inference.randomisation import Kernels
from bowlby.inference.trial_model import fixed_columns, model_estimate
from bowlby.inference.trial_plan import TrialError
from bowlby.inference.trial_power import like_neighbours


def test_without_correlation_it_is_ordinary_least_squares(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(trial_model, "Kernels", lambda fixed, rated: Kernels(fixed, rated, np.array([0.0])))
    random = np.random.default_rng(3)
    columns = np.concatenate([np.tile([[0.0], [1.0]], (10, 1)), fixed_columns(20)], axis=1)
    outcomes = random.normal(size=20) + columns[:, 0]
    found = model_estimate(outcomes, np.ones(20, bool), columns)
    plain = OLS(outcomes, columns).fit()
    assert found.effect == pytest.approx(plain.params[0], abs=1e-5)
    assert (found.low, found.high) == pytest.approx(plain.conf_int(0.1)[0], abs=1e-5)


@pytest.mark.parametrize("correlation", [0.0, 0.6])
def test_intervals_hold_the_truth_as_often_as_they_say(correlation: float):
    random = np.random.default_rng(4)
    columns = np.concatenate([np.tile([[0.0], [1.0]], (28, 1)), fixed_columns(56)], axis=1)
    rated = np.arange(56) % 9 != 5
    held, count = 0, 150
    for noise in like_neighbours(count, 56, correlation, random):
        outcomes = np.where(rated, noise + 0.7 * columns[:, 0], 0)
        found = model_estimate(outcomes, rated, columns)
        held += found.low <= 0.7 <= found.high
    assert held / count == pytest.approx(0.9, abs=4 * np.sqrt(0.09 / count))


def test_a_column_that_the_others_hold_already_is_refused():
    turn = np.tile([0.0, 1.0], 10)
    columns = np.stack([turn, 1 - turn, np.ones(20)], axis=1)
    with pytest.raises(TrialError, match="regularly"):
        model_estimate(np.random.default_rng(1).normal(size=20), np.ones(20, bool), columns)


def test_the_rating_before_is_allowed_for_only_where_it_is_mostly_there():
    before = np.array([1.0, 2.0, np.nan, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0])
    columns = fixed_columns(10, before)
    assert columns.shape == (10, 3)
    assert columns[2, 2] == pytest.approx(0)
    assert fixed_columns(10, np.where(np.arange(10) < 3, np.nan, 1.0)).shape == (10, 2)
    assert fixed_columns(10).shape == (10, 2)
