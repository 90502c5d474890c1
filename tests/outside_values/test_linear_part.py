"""The linear part of the diary's likelihood against the Kalman filter of statsmodels, fed by the docs' equations.

Outside values come from `statsmodels.tsa.statespace.kalman_filter.KalmanFilter(...).loglike()`, with matrices written
out here from the page on the fit: ratings away from both ends of the scale, and everything logged.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from statsmodels.tsa.statespace.kalman_filter import KalmanFilter

from bowlby.diary.records import Diary
from bowlby.worlds.everyday import Nature
from inference import plain
from inference.diaries import ROSTER, diaries, kept_diary, natures, of_diary


def statsmodels_loglike(nature: Nature, diary: Diary, step: float) -> float:
    """Log likelihood by the filter of statsmodels; states are drift, mood and stir before each rating."""
    events = plain.in_order(diary)
    number = len(events)
    spreads = np.array(
        [float(np.asarray(part)) for part in (nature.drift_spread, nature.mood_spread, nature.stir_spread)]
    )
    pulls = np.array([plain._pull(nature, one, ROSTER) for one in events])
    left = np.exp([-plain._settles(nature, one, ROSTER) for one in events])
    levels = np.array([plain._level(nature, one, ROSTER) for one in events])
    minutes = np.diff([one.at.timestamp() for one in events]) / 60

    def stirred(place: int) -> tuple[np.ndarray, np.ndarray]:
        """What pulls the alarm up, as a matrix on the states and a constant: the stir takes up the change."""
        matrix, constant = np.eye(3), np.zeros(3)
        matrix[2] -= pulls[place]
        constant[2] = pulls[place] * (10 - levels[place])
        return matrix, constant

    transition, intercept, noise = np.zeros((3, 3, number)), np.zeros((3, number)), np.zeros((3, 3, number))
    for place in range(number - 1):
        settled = np.eye(3)
        settled[2] -= 1 - left[place]
        lost = np.array([0.0, 0.0, -(1 - left[place]) * levels[place]])
        days = minutes[place] / 1440
        kept = np.array(
            [
                np.exp(-days / float(np.asarray(nature.drift_days))),
                np.exp(-days / float(np.asarray(nature.mood_days))),
                0.5 ** (minutes[place] / float(np.asarray(nature.half_life))),
            ]
        )
        up, lift = stirred(place + 1)
        transition[:, :, place] = up @ np.diag(kept) @ settled
        intercept[:, place] = up @ (kept * lost) + lift
        noise[:, :, place] = up @ np.diag(spreads**2 * (1 - kept**2)) @ up.T
    first, begun = stirred(0)
    model = KalmanFilter(k_endog=1, k_states=3, k_posdef=3)
    model.bind(np.array([[np.nan if one.rating is None else one.rating] for one in events]))
    model["design"] = np.ones((1, 3))
    model["obs_intercept"] = levels[None]
    unknown = np.array([plain._unknown(nature, one, ROSTER) for one in events])
    model["obs_cov"] = (float(np.asarray(nature.rating_spread)) ** 2 + step**2 / 12 + unknown)[None, None]
    model["transition"], model["state_intercept"] = transition, intercept
    model["selection"], model["state_cov"] = np.eye(3), noise
    model.initialize_known(begun, first @ np.diag(spreads**2) @ first.T)
    return float(model.loglike())


def test_a_kept_diary_scores_the_same():
    from inference.diaries import nature
    from inference.test_diary import away_from_the_ends, with_two_figures

    records = with_two_figures(away_from_the_ends(kept_diary(3, ["cool", "late", "silent"] * 5)))
    assert of_diary(nature(), records) == pytest.approx(statsmodels_loglike(nature(), records, 1.0), abs=1e-6)


@settings(max_examples=30)
@given(natures, diaries())
def test_drawn_people_and_diaries_score_the_same(person: Nature, records: Diary):
    if any(one.rating is not None for one in plain.in_order(records)):
        outside = statsmodels_loglike(person, records, 1.0)
        assert of_diary(person, records) == pytest.approx(outside, abs=1e-5, rel=1e-7)
