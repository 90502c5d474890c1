"""Expected against actual warmth, from the moments in which both were recorded.

No model is needed for this question, and none is used: the pairs speak for themselves, with intervals that hold when
one day resembles the next.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bowlby.diary.records import Diary, Moment
from bowlby.inference.expected import curve_of
from bowlby.inference.series import Interval, mean_interval

PAIRS = 30
"""Moments with an expectation and a known answer before the gap is told."""


def expectation_gap(diary: Diary) -> dict[str, Any]:
    """How warm an answer was expected to be, and how often it was.

    Args:
        diary: records of one person, in any order.

    Returns:
        `stated`, `observed`, `gap` (stated - observed), `low`, `high` in points of 100, or None where the records
        do not carry them; `count` of pairs; `enough`; `needed` further pairs; `curve`, how often warmth came by how
        likely it had seemed (see `expected.curve_of`), empty where the gap is not told.
    """
    pairs = [
        (moment.expected_warmth, moment.answer == "comfort")
        for moment in sorted(diary.moments, key=lambda moment: (moment.at, moment.id))
        if paired(moment)
    ]
    enough = len(pairs) >= PAIRS
    told: dict[str, Any] = dict.fromkeys(("stated", "observed", "gap", "low", "high"))
    curve = []
    if enough:
        stated, warm = np.array(pairs, float).T
        gap, low, high = gap_interval(stated, warm)
        told = {"stated": stated.mean(), "observed": 100.0 * warm.mean(), "gap": gap, "low": low, "high": high}
        told = {name: float(value) for name, value in told.items()}
        curve = curve_of(stated, warm > 0)
    return {**told, "count": len(pairs), "enough": enough, "needed": max(PAIRS - len(pairs), 0), "curve": curve}


def gap_interval(stated: np.ndarray, warm: np.ndarray) -> Interval:
    """What was expected less what came, with its interval, in points of 100.

    Where the answers were nearly all the same, they say little of how often another one comes. As in the interval of
    Agresti and Coull for a share, the error is therefore worked out as if two more pairs had been seen, one with a
    warm answer and one without [@agresti1998].

    Args:
        stated: expected warmth, 0..100, in order of time, shape [n].
        warm: whether a warm answer came, 0 or 1, [n].
    """
    away = stated - 100.0 * warm
    two_more = stated.mean() - np.array([0.0, 100.0])
    return mean_interval(away, least=float(np.concatenate([away, two_more]).var()))


def paired(moment: Moment) -> bool:
    """Whether a moment has an expectation and a known answer."""
    return moment.expected_warmth is not None and moment.answer in ("none", "comfort", "rebuff")
