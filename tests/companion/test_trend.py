"""Check-ups over time: every one with its interval and count, change with its own, and no label."""

from __future__ import annotations

from typing import Any

import pytest

from bowlby.companion import trend
from bowlby.companion.checkups import RESULT


def result(day: str, mean: float, answered: int = 9, half: float = 0.3) -> dict[str, Any]:
    """A finished check-up whose two scales came out alike."""
    scale = {"score": 0.0, "error": 0.4, "mean": mean, "low": mean - half, "high": mean + half, "done": True}
    return {
        "at": f"{day}T10:00:00+00:00",
        "instrument": "ecr",
        "scales": {name: scale | {"answered": answered} for name in ("anxiety", "avoidance")},
    }


def kept(*results: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {RESULT + one["at"]: one for one in results} | {"wording": {"instrument": "ecr", "texts": {}}}


def test_without_a_check_up_there_is_nothing():
    assert trend.trends(kept()) == []
    assert trend.trends(kept(result("2026-01-05", 3.0, answered=0))) == []


def test_one_check_up_is_told_with_its_interval():
    anxiety, avoidance = trend.trends(kept(result("2026-01-05", 3.2)))
    assert anxiety.sentence == "On 5 January 2026: 3.2, on a scale from 1 to 5 (probably 2.9 to 3.5)."
    assert (anxiety.name, avoidance.name) == ("anxiety", "avoidance")
    (point,) = anxiety.points
    assert (point.mean, point.interval, point.count) == ("3.2", "2.9 to 3.5", "9")


def test_a_change_is_clear_only_where_it_is_more_than_its_error():
    small = trend.trends(kept(result("2026-01-05", 3.2), result("2026-03-05", 3.0)))[0]
    assert "nothing changed that is more than its error: −0.2 (−0.6 to +0.2)" in small.sentence
    large = trend.trends(kept(result("2026-01-05", 3.2), result("2026-03-05", 2.4)))[0]
    assert "Since 5 January 2026 it changed by −0.8 (probably −1.2 to −0.4)." in large.sentence


def test_points_stand_in_order_and_inside_the_drawing():
    days = ("2026-03-05", "2026-01-05", "2026-02-05")
    points = trend.trends(kept(*(result(day, mean) for day, mean in zip(days, (5.0, 1.0, 3.0), strict=True))))[0].points
    assert [point.mean for point in points] == ["1.0", "3.0", "5.0"]
    assert [point.x for point in points] == sorted(point.x for point in points)
    for point in points:
        assert trend.EDGE <= point.x <= trend.WIDTH - trend.EDGE
        assert trend.EDGE <= point.high <= point.middle <= point.low <= trend.HEIGHT - trend.EDGE
    assert points[0].middle == pytest.approx(trend.HEIGHT - trend.EDGE)
