"""A person's adaptive test taken again: how far each scale moved, in points of the mean answer, with its interval."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bowlby.measures.adaptive import Estimate
from bowlby.measures.item_bank import Trait
from bowlby.measures.person_scores import Scores, as_means, interval, without_prior

STEP = 1e-3
"""How far the trait is moved to see how the mean answer follows."""


class Moved(NamedTuple):
    """Change of one scale, in points of the mean answer; `reliable` when its 90 % interval leaves out 0."""

    change: float
    low: float
    high: float
    reliable: bool


def moved(trait: Trait, before: Estimate, after: Estimate) -> Moved:
    """How far one scale moved between two tests.

    As in `person_scores.reliable_change`, what the prior did to each score is taken off first; error and change are
    then carried over to the mean answer, which people can read [@jacobson1991].

    Args:
        trait: of the scale.
        before, after: the two estimates.
    """
    scores = without_prior(Scores(np.array([before.score, after.score]), np.array([before.error, after.error], float)))
    means = as_means(trait.items, scores.scores, 0)
    steep = (as_means(trait.items, scores.scores + STEP, 0) - means) / STEP
    errors = scores.errors * steep
    found = interval(means[1:] - means[:1], np.hypot(errors[:1], errors[1:]))
    return Moved(float(found.change[0]), float(found.low[0]), float(found.high[0]), bool(found.reliable[0]))
