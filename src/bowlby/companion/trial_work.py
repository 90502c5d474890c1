"""What the worker does for a trial: how much its plan could find, and what it says at a look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

SIZES = (0.5, 1.0, 1.5)
"""Effects that are tried out, as multiples of the smallest worth finding."""

TRIES = 300
"""Made-up trials for each size: shares are then right to about three of 100."""


def power_of(order: Mapping[str, Any], progress: Callable[[str, float], None]) -> dict[str, Any]:
    """How often a trial like this would find effects of several sizes, and how long one that mostly does would be.

    Args:
        order: `plan` (its fields), `spread` (standard deviation of the outcome, in points) and `correlation` (of
            neighbouring outcomes).
        progress: called with what is being done and the share done.

    Returns:
        `sizes` [{`effect`, `found`}] (points, share of trials), `enough` (units of a plan that finds the smallest
        effect worth finding four times in five, or None), and `spread` and `correlation` as given.

    Raises:
        BowlbyError: the plan breaks a rule.
    """
    from bowlby.inference.trial_plan import plan_from
    from bowlby.inference.trial_power import chance_to_find, enough_units

    plan, spread, correlation = plan_from(order["plan"]), float(order["spread"]), float(order["correlation"])
    sizes = []
    for step, size in enumerate(SIZES):
        progress("trying", 0.05 + 0.15 * step)
        found = chance_to_find(plan, size * plan.worth, spread, correlation, trials=TRIES)
        sizes.append({"effect": size * plan.worth, "found": found})
    progress("trying", 0.5)
    enough = enough_units(plan, spread, correlation)
    return {"sizes": sizes, "enough": enough, "spread": spread, "correlation": correlation}


def look_at(text: str) -> dict[str, Any]:
    """What a trial says, as the fields of `trials.Result`.

    Args:
        text: the trial as `trial_text` writes it.

    Raises:
        BowlbyError: the seal is broken, the plan allows no look now, or the outcomes cannot carry an answer.
    """
    from bowlby.inference.trial_record import read_trial
    from bowlby.inference.trials import analyse

    return asdict(analyse(read_trial(text)))
