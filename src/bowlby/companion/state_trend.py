"""How it was just now, over the months: each scale of the looks with its interval and count, and what changed.

The three sentences that check-ins ask as well are followed from check-ins elsewhere (`months`); here stand the looks,
in which all eight sentences were answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bowlby.companion import months, trend
from bowlby.companion.state_checks import SCALES, Look
from bowlby.companion.trend import Trend
from bowlby.inference.more import IN_A_MONTH

MOST = 300
"""So many of the latest looks are counted: a year and a half and more of one every other day."""


def rows(looks: Sequence[Look]) -> list[dict[str, Any]]:
    """A row for each scale that was answered enough to have a mean, as `inference.change` makes them.

    Loads numpy and scipy where a month holds enough, and nothing heavy where none does.

    Args:
        looks: in any order.
    """
    ordered = [(f"{one.at:%Y-%m}", one.means) for one in sorted(looks, key=lambda one: one.at)]
    found = []
    for name in SCALES:
        series = [(month, mean) for month, means in ordered if (mean := means[name]) is not None]
        if series:
            found.append(_row(f"state-{name}", series))
    return found


def _row(what: str, series: list[tuple[str, float]]) -> dict[str, Any]:
    counts = Counter(month for month, _mean in series)
    if max(counts.values()) < IN_A_MONTH:
        few = [{"month": name, "enough": False, "needed": IN_A_MONTH - n, "count": n} for name, n in counts.items()]
        return {"what": what, "unit": "points", "months": few}
    from bowlby.inference.change import change_of_points

    return change_of_points(what, series)


def trends(found: Iterable[Mapping[str, Any]]) -> list[Trend]:
    """The scales of which at least one month can be told, in words and as drawn."""
    kept = [row for row in found if any(month["enough"] for month in row["months"])]
    return [
        Trend(one.what, one.title, one.words, f"{one.sentence} {one.more}".strip(), trend.monthly(row, one.months))
        for row, one in zip(kept, months.followed(kept), strict=True)
    ]
