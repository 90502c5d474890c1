"""Plans and finished trials for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bowlby.inference.trial_plan import Plan, Sealed, seal
from bowlby.inference.trial_record import Trial, Unit

THREE = ("usual", "breathing", "outside-view")


def plan(units: int = 12, **rest: Any) -> Plan:
    """A plan by day; two arms and blocks of two unless told otherwise."""
    given: dict[str, Any] = {
        "question": "Does it settle me?",
        "arms": ("usual", "breathing"),
        "unit": "day",
        "units": units,
        "outcome": "alarm-of-day",
        "block_sizes": (2,),
    }
    return Plan(**(given | rest))


def finished(sealed: Sealed, outcomes: Sequence[float | None], before: Sequence[float | None] | None = None) -> Trial:
    """A trial with these outcomes in order."""
    earlier = before if before is not None else [None] * len(outcomes)
    units = tuple(Unit(before=early, outcome=one, done=True) for early, one in zip(earlier, outcomes, strict=True))
    return Trial(sealed=sealed, units=units)


def with_effect(sealed: Sealed, noise: Sequence[float], effects: Sequence[float]) -> list[float]:
    """Outcomes: noise plus what the arm of each unit adds."""
    return [float(one + effects[arm]) for one, arm in zip(noise, sealed.schedule, strict=False)]


def sealed_plan(**rest: Any) -> Sealed:
    """A sealed plan whose seed is known."""
    return seal(plan(**rest), "known")
