"""Where a person's alarm rests, by ratings at times that the person did not choose.

People log when they are alarmed, and calm stretches leave fewer records than uneasy ones. What was felt between two
records is then taken for more than it was, and the level, which has to make up for it, for less. Prompted check-ins
come whatever is felt. Where there are enough of them, the level is therefore found anew from them alone, given
everything else about the person. Statisticians call that a cut: the level is not told what moments were rated, only
what they did to the alarm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bowlby.inference.density import Records
from bowlby.inference.support import ASKED_RATINGS

NUDGE = 1e-4
"""Step for second derivatives; every coordinate of the search is of the order of one."""

NEAR = 1e-3
"""Largest last step with which a level counts as found; the next would be of the order of its square."""

STEPS = 8
"""Steps that are taken at most."""

NODES = np.sqrt(3.0) * np.array([-1.0, 0.0, 1.0])
WEIGHTS = np.array([1.0, 4.0, 1.0]) / 6
"""Three places that stand for a normal distribution: mean, variance and fourth moment are right."""

Slopes = Callable[[np.ndarray], np.ndarray]
"""Slopes of minus the log posterior [place, coordinate] at points of the search [place, coordinate]."""

Costs = Callable[[np.ndarray], np.ndarray]
"""Minus the log posterior [place] at points of the search [place, coordinate]."""


class Resting(NamedTuple):
    """The most probable level at each of some points, as the coordinate of the search.

    Attributes:
        level: how high, [place].
        spread: how unsure that is where all the other coordinates are known, [place].
        slopes: how it changes with every coordinate, none with its own, [place, coordinate].
    """

    level: np.ndarray
    spread: np.ndarray
    slopes: np.ndarray


def heard_alone(records: Records) -> Records | None:
    """The same records with no ratings but those that were asked for, or nothing if there are too few of them."""
    rating = np.asarray(records.events.rating)
    told = (np.asarray(records.asked) > 0) & ~np.isnan(rating)
    if told.sum() < ASKED_RATINGS:
        return None
    return records._replace(events=records.events._replace(rating=np.where(told, rating, np.nan)))


def resting(slopes: Slopes, places: np.ndarray, at: int) -> Resting:
    """The most probable level, given everything else, by Newton's steps: its log density is nearly a parabola.

    Args:
        slopes: of the records that the level is to be found from. Double precision must be switched on.
        places: points of the search, [place, coordinate]; where they put the level is where the steps start.
        at: which coordinate the level is.
    """
    level, bends, sure = _next_level(slopes, places, at)
    for _ in range(STEPS - 1):
        if np.abs(level - places[:, at]).max() < NEAR:
            break
        places = np.copy(places)
        places[:, at] = level
        level, bends, sure = _next_level(slopes, places, at)
    turns = -bends / sure[:, None]
    turns[:, at] = 0.0
    return Resting(level, 1 / np.sqrt(sure), turns)


def _next_level(slopes: Slopes, places: np.ndarray, at: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The level one step on [place], how the slope bends in every coordinate, and how sure the level is [place]."""
    nudge = NUDGE * np.eye(places.shape[1])[at]
    above, below = np.split(slopes(np.concatenate([places + nudge, places - nudge])), 2)
    bends = (above - below) / (2 * NUDGE)
    # However little the ratings say, the level is no less sure than before them.
    sure = np.maximum(bends[:, at], 1.0)
    return places[:, at] - (above + below)[:, at] / 2 / sure, bends, sure


def resting_around(
    slopes: Slopes, costs: Costs, top: np.ndarray, covariance: np.ndarray, at: int, along: int
) -> Resting:
    """The level at the top of a posterior, on average over what one other coordinate may be.

    How sure the level is hangs on how far the alarm drifts over weeks, of which a diary says little. Where the drift
    is small the level is known too well, and the highest point of all lies there, since it does not count how much
    room there is. So three drifts are looked at, and each counts as the records make it probable, times that room.

    Args:
        slopes, at: as above.
        costs: minus the log posterior, all records heard, of points of the search.
        top: its lowest point [coordinate]; `covariance` there [coordinate, coordinate].
        along: which coordinate is not taken as known; the others follow it as the covariance says.

    Returns:
        Numbers for one place.
    """
    places = top + NODES[:, None] * covariance[along] / np.sqrt(covariance[along, along])
    found, high = resting(slopes, places, at), costs(places)
    weights = WEIGHTS * found.spread * np.exp(NODES**2 / 2 - (high - high[1]))
    weights /= weights.sum()
    level, spread = weights @ found.level, np.sqrt(weights @ found.spread**2)
    return Resting(np.array([level]), np.array([spread]), found.slopes[1:2])
