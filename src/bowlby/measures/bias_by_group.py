"""Do the items of a file ask the same of women and men, of younger and older people? Every scale, item by item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.errors import BowlbyError
from bowlby.measures.exchange_form import Filled
from bowlby.measures.graded import Categories, as_categories
from bowlby.measures.instruments import Scale
from bowlby.measures.item_bias import item_bias
from bowlby.measures.item_response import FEWEST_PEOPLE, fit
from bowlby.measures.reference import Groups

YOUNGER, OLDER = ("13-17", "18-24"), ("35-44", "45-54", "55+")
"""Bands of age that are held against each other; those between are left out, so that a difference can be seen."""


class ItemBias(NamedTuple):
    """One item between two groups; see `item_bias.Bias`."""

    item: int
    points: float
    apart: float
    size: str
    p: float


class ScaleBias(NamedTuple):
    """One scale between two groups.

    Attributes:
        scale, groups: in words, the second group last.
        people: in each group.
        mean, sd: of the second group's trait, where the first has 0 and 1.
        items: in the order of the scale.
    """

    scale: str
    groups: str
    people: tuple[int, int]
    mean: float
    sd: float
    items: tuple[ItemBias, ...]


def bias_by_group(filled: Filled, groups: Groups) -> tuple[list[ScaleBias], list[str]]:
    """Item bias of every scale by sex and by age.

    Args:
        filled: answers as they were given, from `exchange.fill`.
        groups: sex and band of age of each person, from `reference.groups`.

    Returns:
        What was found, and why there is nothing where there is nothing.

    Raises:
        BowlbyError: the instrument is asked about several figures.
    """
    if any(field.figure for field in filled.fields):
        raise BowlbyError(f"--bias looks at items that are asked once; {filled.instrument.name} asks about figures")
    found: list[ScaleBias] = []
    told: list[str] = []
    for words, first, second in _pairs(groups):
        counts = int(first.sum()), int(second.sum())
        if min(counts) < FEWEST_PEOPLE:
            told.append(
                f"no item bias, {words}: {counts[0]:,} v. {counts[1]:,} people, {FEWEST_PEOPLE} each are needed"
            )
            continue
        who = first | second
        for scale in filled.instrument.orders[filled.order].scales:
            if len(scale.items) < 3:
                continue
            try:
                found.append(_scale(filled, scale, words, who, second[who], counts))
            except BowlbyError as fault:
                told.append(f"no item bias of {scale.name}, {words}: {fault}")
    return found, told


def _scale(
    filled: Filled, scale: Scale, words: str, who: NDArray[np.bool_], second: NDArray[np.bool_], counts: tuple[int, int]
) -> ScaleBias:
    given = _turned(filled, scale)[who]
    bias = item_bias(given, fit(given, filled.high - filled.low + 1).items, second)
    columns = zip(scale.items, bias.points, bias.apart, bias.sizes(), bias.p, strict=True)
    items = tuple(ItemBias(item, float(one), float(apart), size, float(p)) for item, one, apart, size, p in columns)
    return ScaleBias(scale.name, words, counts, bias.mean, bias.sd, items)


def _turned(filled: Filled, scale: Scale) -> Categories:
    place = {field.number: column for column, field in enumerate(filled.fields)}
    own = filled.answers[:, [place[item] for item in scale.items]]
    signs = np.array(list(scale.signs.values()))
    return as_categories(np.where(signs > 0, own, filled.low + filled.high - own), filled.low, filled.high)


def _pairs(groups: Groups) -> Iterator[tuple[str, NDArray[np.bool_], NDArray[np.bool_]]]:
    yield "men v. women", groups.sex == "men", groups.sex == "women"
    yield "under 25 v. 35 and over", np.isin(groups.age, YOUNGER), np.isin(groups.age, OLDER)
