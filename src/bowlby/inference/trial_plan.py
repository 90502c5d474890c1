"""The plan of a single-person trial and its sealed schedule. Nothing heavy is loaded.

A person asks whether a practice helps, and lets chance decide when to do it. What is compared, for how long, by which
outcome, how chance decides and when one may look is written down first (`Plan`). The schedule is then drawn and sealed
(`Sealed`): its digest is shown before the first unit, so that afterwards anybody can check that nothing was changed.
What happens next stands in `trial_record`, how it is analysed in `trials`, when it pauses in `trial_rules`.
"""

from __future__ import annotations

import hashlib
import json
import math
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from itertools import pairwise
from random import Random
from statistics import NormalDist
from typing import Any

from bowlby.errors import BowlbyError
from bowlby.names import PRACTICES

USUAL = "usual"
"""Carrying on as usual: whatever the person would have done anyway, asking for support included."""

NEEDS_SUPPORT = ("reassurance-experiment", "prepared-talk")
"""Practices in which another person is asked for support. Support is never left to chance, so neither are they."""

COMPARED = (USUAL, *(name for name in PRACTICES if name not in NEEDS_SUPPORT))
"""What may be compared. A person's own practices are not among them: nobody can check that they are no support,
medication or safety step."""

OUTCOMES = {"moment": ("alarm-after",), "day": ("alarm-of-day", "alarm-next-morning")}
"""Outcomes by unit: the alarm rated after a moment; the mean of a day's check-ins, or the next morning's check-in."""

SCHEMES = ("blocks", "restricted")
MAX_ARMS = 4
MIN_PER_ARM = 6
"""Fewest units an arm: six blocks of two leave 64 schedules, enough for a test at 5 % and hardly for less."""

MAX_UNITS = 500
MAX_QUESTION = 300
LONGEST_RUN = 3
"""Longest run of one arm in a restricted schedule."""

RESTRICTED_SET = 2000
"""Schedules in the declared set of a restricted scheme, where there are as many."""


class TrialError(BowlbyError):
    """A plan, a seal or a step of a trial breaks a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is compared, for how long, by which outcome, how chance decides, and when one may look.

    Attributes:
        question: the person's own words; at most 300 characters.
        arms: what is compared, 2 to 4 of `COMPARED`; every later one is compared with the first.
        unit: `moment` or `day`, what is randomised.
        units: how many are planned, a multiple of the number of arms.
        outcome: one of `OUTCOMES` for the unit, 0–10.
        scheme: `blocks` (permuted blocks whose sizes are drawn too) or `restricted` (one of a declared set of
            balanced schedules without long runs; two arms).
        block_sizes: sizes that blocks may have, multiples of the number of arms.
        looks: numbers of units after which the outcomes may be looked at; the last is `units`.
        alpha: share of trials that may claim an effect where there is none, over all looks and comparisons.
        worth: the smallest effect worth finding, in points of alarm.
        carry_over: what was assigned to the unit before may still act, and is allowed for.
        from_alarm: the smallest alarm before at which a moment counts; 0 takes every moment, and is all a day can have.

    Raises:
        TrialError: a field breaks its rule.
    """

    question: str
    arms: tuple[str, ...]
    unit: str
    units: int
    outcome: str
    scheme: str = "blocks"
    block_sizes: tuple[int, ...] = ()
    looks: tuple[int, ...] = ()
    alpha: float = 0.05
    worth: float = 1.0
    carry_over: bool = False
    from_alarm: float = 0.0

    def __post_init__(self) -> None:
        """Fill in what follows from the rest, and check every rule."""
        _check_compared(self)
        _check_size(self)
        if not self.block_sizes:
            object.__setattr__(self, "block_sizes", (len(self.arms), 2 * len(self.arms)))
        if not self.looks:
            object.__setattr__(self, "looks", (self.units,))
        _check_chance(self)
        _check_looks(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A plan with its schedule. Only the digest may be shown before the end.

    Attributes:
        seed: a secret; with the plan it determines the schedule.
        blocks: sizes of the blocks in order; empty for a restricted scheme.
        schedule: index into `plan.arms` for each unit.
        digest: SHA-256 of all the others.
    """

    plan: Plan
    seed: str = field(repr=False)
    blocks: tuple[int, ...] = field(repr=False)
    schedule: tuple[int, ...] = field(repr=False)
    digest: str


# --- drawing and sealing ---------------------------------------------------------------------------------


def even_looks(units: int, number: int) -> tuple[int, ...]:
    """Numbers of units for so many looks at equal distances, the last at the end."""
    return tuple(round(units * (look + 1) / number) for look in range(number))


def spent(plan: Plan, count: int) -> float:
    """How much of `alpha` may be used up after so many units.

    Lan and DeMets' spending function of the O'Brien and Fleming kind [@landemets1983]: next to nothing early, nearly
    all of it at the end.
    """
    if count < 1:
        return 0.0
    if count >= plan.units:
        return plan.alpha
    normal = NormalDist()
    return 2 * (1 - normal.cdf(normal.inv_cdf(1 - plan.alpha / 2) / math.sqrt(count / plan.units)))


def seal(plan: Plan, seed: str | None = None) -> Sealed:
    """Draw the schedule and seal it.

    Args:
        plan: what was agreed on.
        seed: left out, a new secret of 128 bits; given, the same schedule again.

    Raises:
        TrialError: an empty seed.
    """
    chosen = secrets.token_hex(16) if seed is None else seed
    if not chosen:
        raise TrialError("seed: is empty; leave it out for a new one")
    blocks, schedule = _drawn(plan, chosen)
    return Sealed(plan=plan, seed=chosen, blocks=blocks, schedule=schedule, digest=_digest(plan, chosen, schedule))


def verify(sealed: Sealed, digest: str | None = None) -> None:
    """Check that plan, seed and schedule are those that were sealed.

    Args:
        sealed: what is to be analysed.
        digest: the digest as it was shown before the first unit, if it was kept elsewhere.

    Raises:
        TrialError: something was changed.
    """
    if (sealed.blocks, sealed.schedule) != _drawn(sealed.plan, sealed.seed):
        raise TrialError(
            "seal: the schedule is not the one that was drawn; it was changed, so nothing can be concluded"
        )
    made = _digest(sealed.plan, sealed.seed, sealed.schedule)
    if made != sealed.digest or (digest is not None and made != digest):
        raise TrialError("seal: plan or seed are not those that were sealed, so nothing can be concluded")


@lru_cache(maxsize=8)
def restricted_set(units: int) -> tuple[tuple[int, ...], ...]:
    """The declared set of schedules of a restricted scheme, the same for so many units; one is drawn from it evenly.

    Both arms are equally frequent and lie equally early (to a twentieth of the trial), with no run longer than
    `LONGEST_RUN`. With each schedule its mirror image is in the set, so at each unit both arms are equally likely.
    """
    random = Random(f"restricted schedules {units}")
    found: dict[tuple[int, ...], None] = {}
    for _ in range(20 * RESTRICTED_SET):
        schedule = _without_runs(units, random)
        if schedule is not None and _balanced_in_time(schedule):
            found[schedule] = None
            found[tuple(1 - arm for arm in schedule)] = None
        if len(found) >= RESTRICTED_SET:
            break
    return tuple(found)


# --- as text ---------------------------------------------------------------------------------------------


def plan_text(plan: Plan) -> str:
    """A plan as JSON, always the same for the same plan; `read_plan` is the inverse."""
    return canonical(asdict(plan))


def read_plan(text: str) -> Plan:
    """A plan from JSON.

    Raises:
        TrialError: not JSON, a field missing or unknown, or a field that breaks its rule.
    """
    return plan_from(parsed(text, "plan"))


def canonical(value: Any) -> str:
    """JSON that is the same for the same value, to the byte."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def parsed(text: str, name: str) -> dict[str, Any]:
    """What a JSON text holds. Raises TrialError, naming the thing, where it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise TrialError(f"{name}: is not JSON; the file may be damaged") from None
    return found


def same_keys(kind: Any, found: object, name: str) -> None:
    """Raise TrialError unless an object read from JSON has exactly the fields of a class."""
    wanted = {each.name for each in fields(kind)}
    if not isinstance(found, dict) or found.keys() != wanted:
        raise TrialError(f"{name}: must hold {', '.join(sorted(wanted))}, and nothing else")


def plan_from(found: Any) -> Plan:
    """A plan from an object read from JSON; see `read_plan`."""
    same_keys(Plan, found, "plan")
    for name in ("arms", "block_sizes", "looks"):
        if not isinstance(found[name], list):
            raise TrialError(f"{name}: must be a list")
    if any(not isinstance(arm, str) for arm in found["arms"]):
        raise TrialError("arms: must be names")
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    return Plan(**given)


# --- the rules -------------------------------------------------------------------------------------------


def _check_compared(plan: Plan) -> None:
    if not isinstance(plan.question, str) or not plan.question.strip() or len(plan.question) > MAX_QUESTION:
        raise TrialError(f"question: write what you want to know, in at most {MAX_QUESTION} characters")
    if not isinstance(plan.arms, tuple) or not 2 <= len(plan.arms) <= MAX_ARMS or len(set(plan.arms)) < len(plan.arms):
        raise TrialError(f"arms: name 2 to {MAX_ARMS} different things to compare")
    for arm in plan.arms:
        if arm in NEEDS_SUPPORT:
            raise TrialError(f"arms: {arm} asks somebody for support, which is never left to chance; leave it out")
        if arm not in COMPARED:
            raise TrialError(f"arms: only these can be compared: {', '.join(COMPARED)}")
    if not isinstance(plan.unit, str) or plan.unit not in OUTCOMES:
        raise TrialError("unit: must be moment or day")
    if plan.outcome not in OUTCOMES[plan.unit]:
        raise TrialError(f"outcome: for a {plan.unit} it is one of {', '.join(OUTCOMES[plan.unit])}")
    most = 9 if plan.unit == "moment" else 0
    if not is_number(plan.from_alarm) or not 0 <= plan.from_alarm <= most:
        raise TrialError("from_alarm: must lie between 0 and 9 for moments, and be 0 for days")


def _check_size(plan: Plan) -> None:
    arms = len(plan.arms)
    least = MIN_PER_ARM * arms
    if type(plan.units) is not int or not least <= plan.units <= MAX_UNITS or plan.units % arms:
        raise TrialError(f"units: must be a multiple of {arms} from {least} to {MAX_UNITS}, so that all arms are equal")


def _check_chance(plan: Plan) -> None:
    arms = len(plan.arms)
    if plan.scheme not in SCHEMES:
        raise TrialError(f"scheme: must be one of {', '.join(SCHEMES)}")
    if plan.scheme == "restricted" and arms != 2:
        raise TrialError("scheme: restricted compares two arms; use blocks for more")
    for size in whole(plan.block_sizes, "block_sizes"):
        if size < arms or size % arms or size > 4 * arms:
            raise TrialError(f"block_sizes: must be multiples of {arms}, from {arms} to {4 * arms}")
    if not is_number(plan.alpha) or not 0.001 <= plan.alpha <= 0.2:
        raise TrialError("alpha: must lie between 0.001 and 0.2")
    if not is_number(plan.worth) or not 0 < plan.worth <= 10:
        raise TrialError("worth: must be more than 0 and at most 10 points of alarm")
    if not isinstance(plan.carry_over, bool):
        raise TrialError("carry_over: must be true or false")
    if plan.carry_over and plan.scheme == "blocks" and max(plan.block_sizes) == arms:
        raise TrialError(f"block_sizes: with carry_over some must be larger than {arms}, or arms follow too regularly")


def _check_looks(plan: Plan) -> None:
    looks = whole(plan.looks, "looks")
    if any(later <= sooner for sooner, later in pairwise(looks)):
        raise TrialError("looks: must grow from one to the next")
    if looks[0] < MIN_PER_ARM or looks[-1] != plan.units:
        raise TrialError(f"looks: the first comes after at least {MIN_PER_ARM} units, the last after all {plan.units}")


def is_number(value: object) -> bool:
    """Whether it is a finite number, true and false left out."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def whole(values: object, name: str) -> tuple[int, ...]:
    """A list as a tuple of whole numbers. Raises TrialError, naming the field, where it is none."""
    if not isinstance(values, list | tuple) or any(type(value) is not int for value in values):
        raise TrialError(f"{name}: must be whole numbers")
    return tuple(values)


# --- how a schedule is drawn -----------------------------------------------------------------------------


def _drawn(plan: Plan, seed: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Block sizes and schedule, by `Random.random` alone: Python promises the same sequence from version to version."""
    random = Random(f"{seed} {plan_text(plan)}")
    if plan.scheme == "restricted":
        choices = restricted_set(plan.units)
        return (), choices[int(random.random() * len(choices))]
    blocks = tuple(_block_sizes(plan, random))
    repeats = (size // len(plan.arms) for size in blocks)
    return blocks, tuple(arm for times in repeats for arm in _shuffled([*range(len(plan.arms))] * times, random))


def _block_sizes(plan: Plan, random: Random) -> Iterator[int]:
    left = plan.units
    while left:
        fitting = [size for size in plan.block_sizes if size <= left] or [left]
        size = fitting[int(random.random() * len(fitting))]
        left -= size
        yield size


def _shuffled(items: Sequence[int], random: Random) -> list[int]:
    mixed = list(items)
    for place in range(len(mixed) - 1, 0, -1):
        other = int(random.random() * (place + 1))
        mixed[place], mixed[other] = mixed[other], mixed[place]
    return mixed


def _without_runs(units: int, random: Random) -> tuple[int, ...] | None:
    """A balanced schedule of two arms without a long run; nothing where the draw led into a corner."""
    left, schedule = [units // 2, units // 2], []
    while left[0] + left[1]:
        arm = int(random.random() * (left[0] + left[1]) >= left[0])
        if schedule[-LONGEST_RUN:] == [arm] * LONGEST_RUN:
            arm = 1 - arm
        if not left[arm]:
            return None
        left[arm] -= 1
        schedule.append(arm)
    return tuple(schedule)


def _balanced_in_time(schedule: Sequence[int]) -> bool:
    pull = sum((2 * arm - 1) * place for place, arm in enumerate(schedule))
    return abs(pull) / (len(schedule) / 2) <= len(schedule) / 20


def _digest(plan: Plan, seed: str, schedule: Sequence[int]) -> str:
    sealed = {"plan": asdict(plan), "seed": seed, "schedule": list(schedule)}
    return hashlib.sha256(canonical(sealed).encode()).hexdigest()
