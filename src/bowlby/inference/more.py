"""How many more records would settle a number: a rough estimate from how wide its interval is now. Nothing heavy.

An interval shrinks with one over the square root of the records behind it, as long as new records are like the old
ones. So half as wide takes four times as many. It is no promise: the middle moves, too, as records come in.
"""

from __future__ import annotations

import math
from typing import NamedTuple

IN_A_MONTH = 10
"""Records of a kind before a month is told."""

BEFORE = 20
"""Records of a kind before the latest month, before it is held against them."""

POINTS = 0.5
"""Half-width at which points of alarm count as settled."""

SHARE = 10.0
"""Half-width at which a share, or a difference of shares, counts as settled, in points of 100."""

FOLD = 1.25
"""A time counts as settled when its interval reaches no further than so many fold from its middle."""

MOST = 20
"""Beyond so many times the records there are, the estimate means nothing, and none is given."""


class More(NamedTuple):
    """What it takes.

    Attributes:
        settled: nothing more is needed.
        records: further records, about; None where it would take more than `MOST` times those there are, or where
            no number of them would do.
        until: `sign` (the interval would no longer reach across zero) or `width` (it would be as narrow as asked).
    """

    settled: bool
    records: int | None
    until: str


def more_to_settle(low: float, high: float, count: int, width: float, *, zero: bool = True, fixed: float = 0.0) -> More:
    """How many more records would settle a number.

    Args:
        low, high: its interval, in any unit.
        count: records behind it, at least 1.
        width: half-width at which it counts as settled, in the same unit.
        zero: whether an interval that lies on one side of zero settles it, too (a difference, not a level).
        fixed: half-width that new records leave as it is, of what the number is held against.

    Returns:
        The nearer of the two ends: clear of zero where the middle stays where it is, or as narrow as `width`.

    Raises:
        ValueError: low is above high, or there are no records.
    """
    if not low <= high or count < 1 or not width > 0:
        raise ValueError("more_to_settle: needs low <= high, at least one record and a width above nought")
    half, middle = (high - low) / 2, (high + low) / 2
    if zero and (low > 0 or high < 0):
        return More(settled=True, records=0, until="sign")
    if half <= width:
        return More(settled=True, records=0, until="width")
    target, until = (abs(middle), "sign") if zero and abs(middle) > width else (width, "width")
    if target <= fixed:
        return More(settled=False, records=None, until=until)
    wanted = count * max(half**2 - fixed**2, 0.0) / (target**2 - fixed**2)
    records = max(math.ceil(wanted - count), 1)
    return More(settled=False, records=records if records <= MOST * count else None, until=until)


def more_for_time(low: float, high: float, count: int, fold: float = FOLD) -> More:
    """The same for a time such as a half-life, whose interval is judged by how many fold it is.

    Args:
        low, high: its interval in minutes, above nought.
        count: records behind it.
        fold: how far the ends may lie from the middle, as a ratio.
    """
    return more_to_settle(math.log(low), math.log(high), count, math.log(fold), zero=False)


def rounded(records: int) -> int:
    """About so many: up to the next 5 below 50, 10 below 200, and 50 beyond. A rough number must not look exact."""
    step = 5 if records < 50 else 10 if records < 200 else 50
    return step * math.ceil(records / step)
