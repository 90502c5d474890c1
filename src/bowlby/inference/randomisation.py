"""Randomisation tests for one series of outcomes: what else chance could have assigned, and how extreme that is.

If an assignment changes nothing, the outcomes would have been the same under every schedule that could have been drawn.
So everything computed from the outcomes alone (a trend, how far neighbours resemble each other) stays fixed, and the
share of schedules with a statistic at least as large as the observed one is a probability that holds whatever the
serial correlation [@edgington2007]. The statistic is chosen for power: the effect by generalised least squares with
errors that resemble their neighbours, AR(1), over its standard error. A bad guess of the resemblance costs power, not
validity.

Shapes: `n` units, `m` schedules, `s` series of outcomes, `q` fixed columns, `c` columns that depend on the schedule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import factorial, prod

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

CORRELATIONS = np.linspace(-0.3, 0.95, 26)
"""Lag-1 correlations that are tried; the likeliest given the outcomes is used."""

SAME = 1e-9
"""Statistics that differ by less are tied: mirrored schedules differ only by rounding."""


# --- schedules that could have been drawn ----------------------------------------------------------------


def possible(schedule: Whole, blocks: Sequence[int], movable: Sequence[int]) -> int:
    """How many schedules chance could have drawn.

    Args:
        schedule: as drawn, shape [n], the arm of each unit.
        blocks: sizes of the blocks in order, their sum n.
        movable: arms whose places are exchanged within each block; the others stay where they are.
    """
    counts = ([np.sum(values == arm) for arm in movable] for _, values in _places(schedule, blocks, movable))
    return prod(factorial(int(sum(count))) // prod(factorial(int(each)) for each in count) for count in counts)


def redraw(
    schedule: Whole, blocks: Sequence[int], movable: Sequence[int], most: int, random: np.random.Generator
) -> Whole:
    """Schedules that chance could have drawn; the first is the given one.

    All of them where they are no more than `most`, else `most` of them drawn evenly: then shares among them, the given
    one counted, are valid probabilities [@phipson2010]. Arguments as in `possible`.

    Returns:
        Shape [m, n].
    """
    if possible(schedule, blocks, movable) <= most:
        every = np.array(list(_enumerated(schedule, blocks, movable)))
        same = (every == schedule).all(axis=1)
        return np.concatenate([every[same], every[~same]])
    drawn = np.tile(schedule, (most, 1))
    for places, values in _places(schedule, blocks, movable):
        drawn[1:, places] = random.permuted(np.tile(values, (most - 1, 1)), axis=1)
    return drawn


def indicators(schedules: Whole, arms: Sequence[int], *, carry_over: bool = False) -> Floats:
    """Columns that say which units got an arm, and with `carry_over` which units came right after it.

    Args:
        schedules: shape [m, n].
        arms: arms that get a column.

    Returns:
        Shape [m, c, n]: one column an arm, then, if asked for, one more each for the unit before.
    """
    now = np.stack([schedules == arm for arm in arms], axis=1).astype(float)
    if not carry_over:
        return now
    before = np.zeros_like(now)
    before[..., 1:] = now[..., :-1]
    return np.concatenate([now, before], axis=1)


def _places(schedule: Whole, blocks: Sequence[int], movable: Sequence[int]) -> Iterator[tuple[Whole, Whole]]:
    """Per block, the places of movable arms and what stands there."""
    ends = np.cumsum(blocks)
    for start, stop in zip(ends - np.asarray(blocks), ends, strict=True):
        places = np.arange(start, stop)[np.isin(schedule[start:stop], movable)]
        if len(places):
            yield places, schedule[places]


def _enumerated(schedule: Whole, blocks: Sequence[int], movable: Sequence[int]) -> Iterator[Whole]:
    found = list(_places(schedule, blocks, movable))
    for chosen in product(*(list(_arranged(sorted(values.tolist()))) for _, values in found)):
        made = schedule.copy()
        for (places, _), values in zip(found, chosen, strict=True):
            made[places] = values
        yield made


def _arranged(values: list[int]) -> Iterator[tuple[int, ...]]:
    """Every different order of some values."""
    if not values:
        yield ()
    for first in sorted(set(values)):
        rest = values.copy()
        rest.remove(first)
        yield from ((first, *others) for others in _arranged(rest))


# --- the statistic ---------------------------------------------------------------------------------------


class Kernels:
    """Quadratic forms that take out fixed columns and the resemblance of neighbours, one for each correlation tried.

    A unit without outcome drops out; those on either side of a gap of g resemble each other by the g-th power.

    Attributes:
        forms: shape [correlation, n, n]; rows and columns of units without outcome are zero.
        correlations: what is tried.
        log_volumes: shape [correlation], what the likelihood adds for each.
        freedom: units with an outcome less the rank of the fixed columns.
    """

    def __init__(self, fixed: Floats, rated: NDArray[np.bool_], correlations: Floats = CORRELATIONS) -> None:
        """Prepare the forms.

        Args:
            fixed: columns that do not depend on the schedule, shape [n, q]; a constant should be among them.
            rated: which units have an outcome, shape [n].
            correlations: what is tried.
        """
        places = np.flatnonzero(rated)
        count = len(places)
        self.correlations = correlations
        self.forms = np.zeros((len(correlations), len(rated), len(rated)))
        self.log_volumes = np.zeros(len(correlations))
        for index, correlation in enumerate(correlations):
            whiten, log_volume = _whitening(correlation, np.diff(places))
            sides, sizes, _ = np.linalg.svd(whiten @ fixed[places], full_matrices=False)
            kept = sizes > 1e-8 * sizes.max(initial=1e-300)
            taken = whiten.T @ sides[:, kept]
            self.forms[index][np.ix_(places, places)] = whiten.T @ whiten - taken @ taken.T
            self.log_volumes[index] = log_volume + 2 * np.log(sizes[kept]).sum()
            self.freedom = count - int(kept.sum())

    def log_likelihood(self, outcomes: Floats) -> Floats:
        """Restricted log likelihood of each correlation [@patterson1971], up to a constant.

        Args:
            outcomes: shape [s, n]; units without outcome are zero.

        Returns:
            Shape [s, correlation].
        """
        squares = (np.matmul(outcomes, self.forms) * outcomes).sum(-1).T
        return -0.5 * (self.log_volumes + self.freedom * np.log(np.maximum(squares, 1e-300)))

    def likeliest(self, outcomes: Floats) -> Whole:
        """Index of the likeliest correlation of each series, shape [s]."""
        return np.argmax(self.log_likelihood(outcomes), axis=1)


class Table:
    """Statistics of every schedule, for any outcomes of the same units.

    Attributes:
        kernels: what is taken out.
        columns: shape [m, c, n], from `indicators`.
        tested: how many of the first columns are tested; the rest is only allowed for.
    """

    def __init__(self, kernels: Kernels, columns: Floats, tested: int) -> None:
        """Keep what is needed; the work is done when a correlation is first met."""
        self.kernels, self.columns, self.tested = kernels, columns, tested
        self._inverses: dict[int, Floats] = {}

    def values(self, outcomes: Floats) -> Floats:
        """Effect over its standard error, for each series, schedule and tested column.

        Args:
            outcomes: shape [s, n]; units without outcome are zero.

        Returns:
            Shape [s, m, tested]; zero where a schedule says nothing about a column.
        """
        found = np.zeros((len(outcomes), len(self.columns), self.tested))
        chosen = self.kernels.likeliest(outcomes)
        for index in np.unique(chosen):
            here = chosen == index
            found[here] = self._values_at(int(index), outcomes[here])
        return found

    def largest(self, outcomes: Floats) -> Floats:
        """The largest size of any tested column's value, shape [s, m]."""
        return np.abs(self.values(outcomes)).max(axis=-1)

    def effect(self, outcomes: Floats) -> float:
        """Effect of the first column under the first schedule, in units of the outcome.

        Args:
            outcomes: shape [1, n].
        """
        index = int(self.kernels.likeliest(outcomes)[0])
        products = self.columns[0] @ self.kernels.forms[index] @ outcomes[0]
        return float(self._inverse(index)[0, 0] @ products)

    def _values_at(self, index: int, outcomes: Floats) -> Floats:
        form, inverse = self.kernels.forms[index], self._inverse(index)
        pulled = outcomes @ form
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.columns.shape[1] == 1:
                product_ = pulled @ self.columns[:, 0].T
                left = (pulled * outcomes).sum(-1)[:, None] - product_**2 * inverse[:, 0, 0]
                freedom = self.kernels.freedom - 1
                ratio = (product_ * np.sqrt(inverse[:, 0, 0]) / np.sqrt(np.maximum(left, 1e-12) / freedom))[..., None]
            else:
                products = np.einsum("sn,mcn->smc", pulled, self.columns, optimize=True)
                effects = np.einsum("smc,mcd->smd", products, inverse, optimize=True)
                left = (pulled * outcomes).sum(-1)[:, None] - (products * effects).sum(-1)
                freedom = self.kernels.freedom - self.columns.shape[1]
                errors = np.sqrt(np.maximum(left, 1e-12)[..., None] / freedom * np.einsum("mcc->mc", inverse))
                ratio = effects[..., : self.tested] / errors[..., : self.tested]
        return np.nan_to_num(ratio, nan=0.0, posinf=0.0, neginf=0.0)

    def _inverse(self, index: int) -> Floats:
        """Inverse of the columns' squares and products under each schedule, [m, c, c]."""
        if index not in self._inverses:
            form = self.kernels.forms[index]
            if self.columns.shape[1] == 1:
                squares = ((self.columns[:, 0] @ form) * self.columns[:, 0]).sum(-1)
                useful = squares > SAME
                self._inverses[index] = np.where(useful, 1 / np.where(useful, squares, 1), 0)[:, None, None]
            else:
                squares = (self.columns @ form) @ self.columns.transpose(0, 2, 1)
                self._inverses[index] = np.linalg.pinv(squares, rcond=1e-8, hermitian=True)
        return self._inverses[index]


def _whitening(correlation: float, gaps: Whole) -> tuple[Floats, float]:
    """Matrix that makes neighbours independent, and the log determinant of what it undoes."""
    kept = np.sign(correlation) ** gaps * np.abs(correlation) ** gaps
    scales = np.concatenate([[1.0], 1 / np.sqrt(1 - kept**2)])
    whiten = np.diag(scales) + np.diag(-kept * scales[1:], -1)
    return whiten, float(-2 * np.log(scales).sum())


# --- probabilities ---------------------------------------------------------------------------------------


def shares(values: Floats) -> Floats:
    """For each schedule, the share of schedules with a value at least as large; shape [..., m] in and out."""
    ordered = np.sort(values, axis=-1)
    count = values.shape[-1]
    flat = zip(ordered.reshape(-1, count), values.reshape(-1, count), strict=True)
    found = [1 - np.searchsorted(row, each - SAME, side="left") / count for row, each in flat]
    return np.reshape(found, values.shape)


def stagewise(looks: Sequence[Floats], allowed: Sequence[float]) -> tuple[Floats, NDArray[np.bool_]]:
    """Probabilities over several looks, each schedule in turn taken for the observed one.

    A schedule crosses at a look when the share of schedules that crossed before, or are now at least as extreme, is no
    more than what may be used up by then. So no more than the last of `allowed` ever cross, whatever
    the outcomes. The probability orders results by the look at which they cross first.

    Args:
        looks: values of all schedules at each look, each of shape [..., m].
        allowed: what may be used up until each look, growing.

    Returns:
        Probabilities and whether the limit was crossed, both [..., m].
    """
    crossed = np.zeros(looks[0].shape, bool)
    probability = np.ones(looks[0].shape)
    for values, limit in zip(looks, allowed, strict=True):
        now = shares(np.where(crossed, np.inf, values))
        probability = np.where(crossed, probability, now)
        crossed |= probability <= limit + 1e-12
    return probability, crossed
