"""Does an item ask the same of everybody? Differential item functioning between two groups, with its size.

People of two groups who stand at the same place on the trait should answer an item alike. Each item in turn is fitted
with one set of parameters for both groups and with one for each, while the groups' traits may differ and all other
items hold them together: the likelihood ratio says whether the item differs [@thissen1993], and the size, in points of
the answer, whether that matters.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.measures.graded import Array, Categories, Items, expected
from bowlby.measures.item_groups import Groups, fit_groups, freed, trait_points

NEGLIGIBLE, LARGE = 0.1, 0.3
"""Mean differences in points of the answer, at the same place of the trait, below and above these; declared."""


class Bias(NamedTuple):
    """Every item between two groups; all but the last two [items].

    Attributes:
        chi_square: likelihood ratio of an item's parameters free in both groups to shared ones; one degree of freedom
            for each answer there is to choose from.
        p: its probability where nothing differs.
        points: how much higher the second group answers at the same place of the trait, in points of the answer, on
            average over where its people stand.
        apart: the same without the sign at each place: also large where an item only tells one group less apart.
        mean, sd: of the second group's trait, where the first has 0 and 1 and no item is free.
    """

    chi_square: Array
    p: Array
    points: Array
    apart: Array
    mean: float
    sd: float

    def sizes(self) -> list[str]:
        """`negligible`, `moderate` or `large` for each item, by how far the groups are apart."""
        return ["negligible" if one < NEGLIGIBLE else "large" if one > LARGE else "moderate" for one in self.apart]


def item_bias(answers: Categories, items: Items, second: NDArray[np.bool_]) -> Bias:
    """Differential item functioning of every item; the trait is held together by all other items.

    Where many items differ in the same direction, that is taken for a difference of the traits: no answers can tell
    the two apart.

    Args:
        answers: people × items, −1 where missing.
        items: fitted to them or to others like them; only where to begin.
        second: who is in the second group; the others are the first.

    Raises:
        ValueError: a group is empty.
    """
    if not (0 < np.count_nonzero(second) < len(second)):
        raise ValueError("item bias needs people in both groups")
    from scipy.stats import chi2

    group = second.astype(int)
    shared = fit_groups(answers, group, items)
    parts = [_one(answers, shared, item, second) for item in range(answers.shape[1])]
    ratio, points, apart = (np.array(column) for column in zip(*parts, strict=True))
    p = chi2.sf(ratio, items.categories)
    return Bias(ratio, p, points, apart, float(shared.means[1]), float(shared.sds[1]))


def _one(answers: Categories, shared: Groups, item: int, second: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Likelihood ratio, signed and unsigned size of one item."""
    places = [*range(answers.shape[1]), item]
    begin = shared.items.take(places)
    found = fit_groups(freed(answers, item, second), second.astype(int), begin)
    own = expected(found.items.take([item, len(places) - 1]), trait_points())
    weights = found.people[1] / found.people[1].sum()
    difference = own[1] - own[0]
    ratio = max(2 * (found.log_likelihood - shared.log_likelihood), 0.0)
    return ratio, float(difference @ weights), float(np.abs(difference) @ weights)
