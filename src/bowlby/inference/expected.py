"""How often warmth came, by how likely it had seemed: the calibration curve of a person's expectation.

Somebody whose expectations fit would see warmth come 20 times of 100 where it seemed 20 % likely, and 80 times where it
seemed 80 %. Counted, not modelled.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bowlby.inference.series import share_interval

IN_A_BIN = 10
"""Pairs a bin of the curve holds at least."""

MOST_BINS = 5
"""Bins at most: as many as the form has words for how likely warmth seems."""


def curve_of(stated: np.ndarray, warm: np.ndarray) -> list[dict[str, Any]]:
    """The calibration curve.

    Args:
        stated: how likely a warm answer seemed, 0..100, in order of time, shape [n].
        warm: whether one came, shape [n].

    Returns:
        One row a bin, from the least expected to the most: `from`, `to` (expectations in it), `stated` (their mean),
        `observed` (share of warm answers), `low`, `high` (its 90 % interval; all in points of 100) and `count`. Equal
        expectations stay together; a bin holds at least `IN_A_BIN` pairs; with fewer in all, there is no row.
    """
    return [_row(stated[within], warm[within]) for within in _bins(stated)]


def _bins(stated: np.ndarray) -> list[np.ndarray]:
    """Which pairs lie in which bin, [n] each, cut where a bin has its share of all and the next value begins."""
    least = max(IN_A_BIN, int(np.ceil(len(stated) / MOST_BINS)))
    values, counts = np.unique(stated, return_counts=True)
    cuts, held = [], 0
    for value, count in zip(values, counts, strict=True):
        held += int(count)
        if held >= least:
            cuts.append(float(value))
            held = 0
    if not cuts:
        return [np.ones(len(stated), bool)] if len(stated) >= IN_A_BIN else []
    if held >= IN_A_BIN:
        cuts.append(float(values[-1]))
    cuts[-1] = float(values[-1])  # what is too little for a bin of its own joins the last
    bounds = [-np.inf, *cuts]
    return [(stated > low) & (stated <= high) for low, high in zip(bounds, cuts, strict=False)]


def _row(stated: np.ndarray, warm: np.ndarray) -> dict[str, Any]:
    observed, low, high = share_interval(warm)
    return {
        "from": float(stated.min()),
        "to": float(stated.max()),
        "stated": float(stated.mean()),
        "observed": observed,
        "low": low,
        "high": high,
        "count": len(stated),
    }
