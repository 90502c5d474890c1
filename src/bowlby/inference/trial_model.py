"""The effect in a single-person trial by a regression whose errors resemble their neighbours."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import t as student

from bowlby.inference.randomisation import Floats, Kernels
from bowlby.inference.trial_plan import TrialError

MODEL_LEVEL = 0.90
"""Share of the model's intervals that should hold the truth."""

TELLABLE = 1e-6
"""Share of a column that the others must leave before its effect is told."""

BEFORE_RATED = 0.8
"""Share of units with a rating before the assignment from which that rating is allowed for."""


@dataclass(frozen=True, slots=True)
class ModelEstimate:
    """Effect by a regression whose errors resemble their neighbours, in points of alarm.

    Attributes:
        effect, low, high: median and interval; flat priors, the correlation averaged over.
        level: share of such intervals that should hold the truth.
        correlation: the likeliest lag-1 correlation.
        error: standard deviation of what the effect may be.
    """

    effect: float
    low: float
    high: float
    level: float
    correlation: float
    error: float


def model_estimate(
    outcomes: Floats, rated: NDArray[np.bool_], columns: Floats, level: float = MODEL_LEVEL
) -> ModelEstimate:
    """Effect of the first column by a regression with AR(1) errors, unknown correlation and spread averaged over.

    Args:
        outcomes: shape [n]; zero where not rated.
        rated: shape [n].
        columns: shape [n, k], the column of interest first.
        level: share of intervals that should hold the truth.

    Raises:
        TrialError: the other columns leave nothing of the first, or too few outcomes are left.
    """
    kernels = Kernels(columns[:, 1:], rated)
    own = columns[:, 0]
    squares = np.einsum("i,fij,j->f", own, kernels.forms, own)
    if kernels.freedom < 2 or squares.min() < TELLABLE * (own @ own):
        raise TrialError("outcomes: too few, or assigned too regularly, to tell the effect from all else; go on longer")
    effects = np.einsum("i,fij,j->f", own, kernels.forms, outcomes) / squares
    left = np.maximum(np.einsum("i,fij,j->f", outcomes, kernels.forms, outcomes) - effects**2 * squares, 1e-12)
    freedom = kernels.freedom - 1
    errors = np.sqrt(left / freedom / squares)
    weights = -0.5 * (kernels.log_volumes + np.log(squares) + freedom * np.log(left))
    weights = np.exp(weights - weights.max())
    weights /= weights.sum()
    spread = freedom / (freedom - 2) if freedom > 2 else 3.0
    mean = float(weights @ effects)
    error = math.sqrt(float(weights @ (errors**2 * spread + (effects - mean) ** 2)))

    def below(value: float, share: float) -> float:
        return float(weights @ student.cdf((value - effects) / errors, freedom)) - share

    reach = 1000 * float(errors.max()) + float(np.ptp(effects))
    low, middle, high = (
        float(brentq(below, mean - reach, mean + reach, args=(share,), xtol=1e-6))  # type: ignore[arg-type]
        for share in ((1 - level) / 2, 0.5, (1 + level) / 2)
    )
    return ModelEstimate(middle, low, high, level, float(kernels.correlations[weights.argmax()]), error)


def fixed_columns(count: int, before: Floats | None = None) -> Floats:
    """What every analysis allows for: a constant, a slow trend and, where it was rated, the alarm before.

    Args:
        count: units.
        before: alarm before each assignment was known, shape [count]; `nan` where not rated.

    Returns:
        Shape [count, 2 or 3].
    """
    columns = [np.ones(count), np.linspace(-1, 1, count)]
    if before is not None and np.isfinite(before).mean() >= BEFORE_RATED:
        filled = np.where(np.isfinite(before), before, np.nanmean(before))
        columns.append(filled - filled.mean())
    return np.stack(columns, axis=1)
