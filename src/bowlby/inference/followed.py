"""Which signal was followed by what: how often each brought a warm answer or a rebuff.

Counted and not modelled. What was done was chosen in the light of the moment, so these are associations: a plea may go
with cold answers because people plead when warmth is short.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bowlby.diary.records import Diary
from bowlby.inference.series import share_interval
from bowlby.names import SIGNALS

ENOUGH = 10
"""Answered moments of a signal before its shares are told."""


def followed_by(diary: Diary) -> list[dict[str, Any]]:
    """What came after each signal, from the moments whose answer is known.

    Args:
        diary: records of one person, in any order.

    Returns:
        One row for each signal that occurs, in the order of the ladder: `signal`, `count`; `warm`, `low`, `high`
        (share of warm answers in points of 100, with its 90 % interval) and `rebuff` (share of rebuffs), None where
        there are too few; `enough`; `needed` further moments.
    """
    answered = [
        moment
        for moment in sorted(diary.moments, key=lambda moment: (moment.at, moment.id))
        if moment.signal and moment.answer in ("none", "comfort", "rebuff")
    ]
    rows = []
    for signal in SIGNALS:
        answers = [moment.answer for moment in answered if moment.signal == signal]
        if answers:
            rows.append({"signal": signal, "count": len(answers), **_shares(answers)})
    return rows


def _shares(answers: list[str]) -> dict[str, Any]:
    enough = len(answers) >= ENOUGH
    told: dict[str, float | None] = dict.fromkeys(("warm", "low", "high", "rebuff"))
    if enough:
        warm, low, high = share_interval(np.array([answer == "comfort" for answer in answers]))
        rebuff = 100.0 * answers.count("rebuff") / len(answers)
        told = {"warm": warm, "low": low, "high": high, "rebuff": rebuff}
    return {**told, "enough": enough, "needed": max(ENOUGH - len(answers), 0)}
