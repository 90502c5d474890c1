"""What the tests of trials share: a plan, a trial that has begun, and a result of the library's shape."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bowlby.companion import trying
from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.inference.trial_plan import Plan

NOW = datetime(2026, 3, 30, 9, tzinfo=UTC)


def plan(**rest: Any) -> Plan:
    """Breathing against as usual, by moment, unless told otherwise."""
    given: dict[str, Any] = {
        "question": "Does it settle me?",
        "arms": ("usual", "breathing"),
        "unit": "moment",
        "units": 24,
        "outcome": "alarm-after",
        "looks": (12, 24),
        "from_alarm": 4.0,
    }
    return Plan(**(given | rest))


def by_day(**rest: Any) -> Plan:
    """The same by day."""
    return plan(unit="day", outcome="alarm-of-day", from_alarm=0.0, **rest)


def begun(**rest: Any) -> trying.Kept:
    """A trial sealed just now."""
    return trying.begun(plan(**rest), NOW)


def after_units(kept: trying.Kept, outcomes: list[float | None], start: datetime = NOW) -> trying.Kept:
    """The same after so many units, an hour apart (days apart where days are assigned)."""
    step = timedelta(days=1) if kept.plan.unit == "day" else timedelta(hours=1)
    for n, outcome in enumerate(outcomes):
        kept = trying.closed(trying.revealed(kept, 5.0, start + n * step), outcome, done=True)
    return kept


def busy(now: datetime = NOW, alarm: float = 5.0, moments: int = 30, days: int = 20) -> Diary:
    """Four weeks with enough moments and check-ins for any trial."""
    return Diary(
        tuple(
            Moment(
                id=f"b{n:031x}",
                at=now - timedelta(hours=20 * n + 2),
                alarm_before=alarm + n % 2,
                alarm_after=alarm - 2 + n % 3,
                after_at=now - timedelta(hours=20 * n + 1),
            )
            for n in range(moments)
        ),
        tuple(Checkin(at=now - timedelta(days=n, hours=1), alarm=3.0 + n % 2, prompted=True) for n in range(days)),
    )


def look(**changes: Any) -> dict[str, Any]:
    """A result at the end that found that breathing lowers the alarm; `changes` go into its one comparison."""
    model = {"effect": -1.4, "low": -2.1, "high": -0.7, "level": 0.9, "correlation": 0.2, "error": 0.4}
    comparison = {
        "practice": "breathing",
        "against": "usual",
        "effect": -1.5,
        "low": -2.4,
        "high": -0.6,
        "level": 0.95,
        "probability": 0.004,
        "alone": 0.004,
        "found": True,
        "units": (11, 12),
        "needed": 0,
        "model": model,
    }
    return {
        "units": 24,
        "rated": 23,
        "look": 2,
        "looks": 2,
        "final": True,
        "allowed": 0.05,
        "schedules": 9999,
        "exact": False,
        "missing": {"usual": 0, "breathing": 1},
        "missing_probability": 0.5,
        "followed": {"usual": 1.0, "breathing": 0.9},
        "comparisons": [comparison | changes],
    }
