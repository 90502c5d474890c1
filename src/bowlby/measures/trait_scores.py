"""Item-response scores of a file of answers, where its items are calibrated and its response scale is that of these.

Missing answers need no rule of their own: from one answer on there is a score, and its error says how little is known.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bowlby.errors import BowlbyError
from bowlby.measures.instruments import Instrument
from bowlby.measures.item_bank import bank_for, banks
from bowlby.measures.person_scores import Scores, expected_scores

Array = NDArray[np.float64]


def trait_scores(
    instrument: Instrument, answers: Array, numbers: Sequence[int], scale: tuple[int, int]
) -> tuple[dict[str, Scores], list[str]]:
    """Where people stand on each trait, and why there is nothing where there is nothing.

    Args:
        instrument: whose answers.
        answers: people × items as they were given (nothing turned), NaN where missing.
        numbers: the item of each column.
        scale: low and high of the response scale.

    Returns:
        Scores by scale, in standard deviations of the calibration's sample; NaN for people without any answer to the
        scale. Empty, with a line that says why, where the calibration does not fit the file; empty without a line
        where the instrument has no calibrated items.
    """
    if instrument.name not in banks():
        return {}, []
    bank = bank_for(instrument.name)
    if scale != (bank.low, bank.high):
        return {}, [
            f"no item-response scores: the items are calibrated on {bank.low} to {bank.high},"
            f" this file is scored on {scale[0]} to {scale[1]}"
        ]
    found: dict[str, Scores] = {}
    for trait in bank.traits:
        try:
            given = bank.categories(trait, answers, numbers)
        except BowlbyError:
            return {}, ["no item-response scores: some answers lie between the numbers of the scale"]
        scores, errors = expected_scores(given, trait.items)
        nothing = (given < 0).all(axis=1)
        found[trait.name] = Scores(np.where(nothing, np.nan, scores), np.where(nothing, np.nan, errors))
    return found, []
