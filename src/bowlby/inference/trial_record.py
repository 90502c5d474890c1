"""What has happened so far in a sealed trial: one assignment revealed at a time, outcomes, and the whole as text."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from bowlby.inference.trial_plan import (
    Sealed,
    TrialError,
    canonical,
    is_number,
    parsed,
    plan_from,
    same_keys,
    verify,
    whole,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One moment or day: the alarm before the assignment was revealed, the outcome, and whether it was followed.

    Alarms are 0–10; `None` means not recorded.
    """

    before: float | None = None
    outcome: float | None = None
    done: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A sealed trial and what has happened so far.

    Attributes:
        units: finished units, in order.
        open: the unit whose assignment has been revealed and whose outcome is awaited.
        ended: why it ended before its time; empty while it goes on. An ended trial reveals nothing more.
    """

    sealed: Sealed
    units: tuple[Unit, ...] = ()
    open: Unit | None = None
    ended: str = ""


# --- one unit after the other ----------------------------------------------------------------------------


def reveal(trial: Trial, before: float | None = None) -> tuple[Trial, str]:
    """Reveal what the next unit is assigned, and nothing beyond it.

    Args:
        trial: so far; asked twice for the same unit, it answers the same.
        before: the alarm before the assignment is known, 0–10. It cannot be given later.

    Returns:
        The trial with that unit open, and one of `plan.arms`.

    Raises:
        TrialError: the trial is over, `before` is no rating, or the moment does not count by the plan.
    """
    plan, number = trial.sealed.plan, len(trial.units)
    if trial.ended:
        raise TrialError("trial: has ended; start a new one to go on")
    if number >= plan.units:
        raise TrialError(f"trial: all {plan.units} planned units are done; start a new one to go on")
    if trial.open is None:
        rated = rating(before, "before")
        if plan.from_alarm and (rated is None or rated < plan.from_alarm):
            raise TrialError(f"before: by the plan, moments count from an alarm of {plan.from_alarm:g} on")
        trial = replace(trial, open=Unit(before=rated))
    return trial, plan.arms[trial.sealed.schedule[number]]


def record(trial: Trial, outcome: float | None, done: bool | None = None) -> Trial:
    """Close the open unit with its outcome (`None`: it was not rated) and whether the assignment was followed.

    Raises:
        TrialError: no unit is open, or the outcome is no rating.
    """
    if trial.open is None:
        raise TrialError("trial: no assignment is open; reveal the next one first")
    closed = replace(trial.open, outcome=rating(outcome, "outcome"), done=done)
    return replace(trial, units=(*trial.units, closed), open=None)


def end(trial: Trial, reason: str) -> Trial:
    """End a trial before its time, for good. What was assigned but not closed counts as not rated."""
    units = trial.units if trial.open is None else (*trial.units, trial.open)
    return replace(trial, units=units, open=None, ended=reason.strip() or "ended early")


# --- as text ---------------------------------------------------------------------------------------------


def trial_text(trial: Trial) -> str:
    """A trial as JSON, schedule and seed included: keep it where the diary is kept. `read_trial` is the inverse."""
    return canonical(asdict(trial))


def read_trial(text: str, digest: str | None = None) -> Trial:
    """A trial from JSON, its seal checked (see `verify`).

    Raises:
        TrialError: not JSON, a field missing, unknown or against its rule, or the seal is broken.
    """
    found = parsed(text, "trial")
    same_keys(Trial, found, "trial")
    same_keys(Sealed, found["sealed"], "sealed")
    sealed = found["sealed"]
    blocks, schedule = whole(sealed["blocks"], "blocks"), whole(sealed["schedule"], "schedule")
    if not (isinstance(sealed["seed"], str) and isinstance(sealed["digest"], str) and isinstance(found["ended"], str)):
        raise TrialError("trial: seed, digest and ended must be texts")
    kept = Sealed(
        plan=plan_from(sealed["plan"]), seed=sealed["seed"], blocks=blocks, schedule=schedule, digest=sealed["digest"]
    )
    verify(kept, digest)
    if not isinstance(found["units"], list) or len(found["units"]) + (found["open"] is not None) > kept.plan.units:
        raise TrialError(f"units: must be a list of at most {kept.plan.units}, as planned")
    units = tuple(unit_from(unit) for unit in found["units"])
    return Trial(
        sealed=kept, units=units, open=unit_from(found["open"]) if found["open"] else None, ended=found["ended"]
    )


def unit_from(found: Any) -> Unit:
    """A unit from an object read from JSON. Raises TrialError where a field breaks its rule."""
    same_keys(Unit, found, "units")
    if found["done"] is not None and not isinstance(found["done"], bool):
        raise TrialError("done: must be true, false or null")
    return Unit(
        before=rating(found["before"], "before"), outcome=rating(found["outcome"], "outcome"), done=found["done"]
    )


def rating(value: float | None, name: str) -> float | None:
    """A rating 0–10 or nothing. Raises TrialError, naming the field, for anything else."""
    if value is None:
        return None
    if not is_number(value) or not 0 <= value <= 10:
        raise TrialError(f"{name}: must be a rating from 0 to 10, or left out")
    return float(value)
