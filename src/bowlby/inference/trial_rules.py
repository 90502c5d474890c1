"""When a single-person trial pauses: thoughts of self-harm, worsening, lost sleep. Pure functions, nothing heavy.

A trial is never worth a worse week. The rules look only at what was recorded, not at what was assigned; so where a
practice changes nothing, they cannot make it seem to. The thresholds are ours: rough, and on the careful side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

RECENT = 5
"""Newest ratings that are compared with those before the trial."""

BEFORE = 5
"""Fewest ratings before the trial for a comparison; with fewer, only `HIGH` counts."""

WORSE = 1.5
"""Points of alarm by which the newest ratings must exceed those before the trial, or one standard deviation of the
latter if that is more."""

HIGH = 8.0
"""Mean of the newest ratings that pauses a trial whatever came before."""

NIGHTS = 3
SHORT_NIGHTS = 2
SHORT_HOURS = 5.0
LOST_HOURS = 2.0
"""A trial pauses after `SHORT_NIGHTS` of the last `NIGHTS` nights with less than `SHORT_HOURS` of sleep, or with
`LOST_HOURS` less than is usual for the person."""

REASONS = ("self-harm", "worsening", "lost-sleep")
"""Why a trial pauses, the gravest first."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Why a trial pauses.

    Attributes:
        reasons: some of `REASONS`, the gravest first; empty: it goes on.
    """

    reasons: tuple[str, ...]

    @property
    def help_first(self) -> bool:
        """Whether the help page comes before anything else."""
        return "self-harm" in self.reasons

    @property
    def may_resume(self) -> bool:
        """Whether the trial may be taken up again after a rest; after thoughts of self-harm it ends."""
        return "self-harm" not in self.reasons

    def __bool__(self) -> bool:
        """Whether the trial pauses at all."""
        return bool(self.reasons)


def pause(
    *,
    self_harm: bool,
    before: Sequence[float | None] = (),
    during: Sequence[float | None] = (),
    sleep: Sequence[float | None] = (),
    usual_sleep: float | None = None,
) -> Pause:
    """All rules at once, to be asked before each assignment is revealed.

    Args:
        self_harm: the person said yes, or did not want to say, when asked about thoughts of self-harm.
        before, during: alarms 0–10 before and since the start of the trial, in order of time; `None`: not rated.
        sleep: hours slept in the nights of the trial, in order; `None`: not recorded.
        usual_sleep: hours the person usually sleeps.
    """
    found = (self_harm, is_worse(before, during), is_sleepless(sleep, usual_sleep))
    return Pause(tuple(reason for reason, holds in zip(REASONS, found, strict=True) if holds))


def is_worse(before: Sequence[float | None], during: Sequence[float | None]) -> bool:
    """Whether the newest `RECENT` rated alarms are clearly higher than those before the trial."""
    earlier, newest = _rated(before), _rated(during)[-RECENT:]
    if len(newest) < RECENT:
        return False
    if fmean(newest) >= HIGH and (not earlier or fmean(newest) > fmean(earlier)):
        return True
    return len(earlier) >= BEFORE and fmean(newest) - fmean(earlier) >= max(WORSE, stdev(earlier))


def is_sleepless(sleep: Sequence[float | None], usual: float | None = None) -> bool:
    """Whether sleep has been lost in `SHORT_NIGHTS` of the last `NIGHTS` nights; a night not recorded is not short."""
    limit = SHORT_HOURS if usual is None else max(SHORT_HOURS, usual - LOST_HOURS)
    return sum(hours < limit for hours in _rated(sleep[-NIGHTS:])) >= SHORT_NIGHTS


def _rated(values: Sequence[float | None]) -> list[float]:
    return [value for value in values if value is not None]
