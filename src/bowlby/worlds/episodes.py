"""The eight episodes of the Strange Situation: who is in the room, how long, and when an episode ends early or late."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from bowlby.parameters import StrangeSituation

OVER = 9
"""Number of the episode in which a record that is done waits for the longest one."""

TALK = 3
"""Number of the episode in which the stranger, after a quiet third, talks with the carer."""

CARER_IN = (0, 1, 1, 1, 0, 1, 0, 0, 1, 1)
STRANGER_IN = (0, 0, 0, 1, 1, 0, 0, 1, 0, 0)
SEPARATION = (0, 0, 0, 0, 1, 0, 1, 1, 0, 0)
REUNION = (0, 0, 0, 0, 0, 1, 0, 0, 1, 0)
CARER_COMES = (0, 1, 0, 0, 0, 1, 0, 0, 1, 0)
STRANGER_COMES = (0, 0, 0, 1, 0, 0, 0, 1, 0, 0)
"""By number of the episode; index 0 is not used."""


class Schedule(NamedTuple):
    """The clock in whole ticks; it fixes the shape of the computation."""

    shown_in: int
    episode: int
    cut: int
    longer: int
    settled: int
    window: int

    @property
    def windows(self) -> int:
        """Windows of the longest record there can be."""
        return -(-(self.shown_in + 7 * self.episode + 2 * self.longer) // self.window)


def schedule(timing: StrangeSituation) -> Schedule:
    """The clock in whole ticks."""

    def ticks(seconds: float) -> int:
        return max(1, round(seconds / timing.tick_seconds))

    return Schedule(
        ticks(timing.shown_in_seconds),
        ticks(timing.episode_seconds),
        ticks(timing.cut_seconds),
        round(timing.longer_seconds / timing.tick_seconds),
        ticks(timing.settled_seconds),
        max(1, round(timing.window_ticks)),
    )


class Clock(NamedTuple):
    """Where an infant is in the procedure; each of shape [...].

    `episode` 1..9 and `elapsed` ticks of it; `cried` ticks of unbroken crying; `calm_for` ticks since the child last
    cried or was in arms.
    """

    episode: Array
    elapsed: Array
    cried: Array
    calm_for: Array


def advance(clock: Clock, crying: Array, in_arms: Array, plan: Schedule) -> Clock:
    """One tick of the clock: how long episodes last, when they are cut short and when lengthened.

    Args:
        clock: where the infant is, [...].
        crying, in_arms: what it did in this tick, true or false, [...].
        plan: the schedule.
    """
    elapsed = clock.elapsed + 1
    cried = jnp.where(crying, clock.cried + 1, 0)
    calm_for = jnp.where(crying | in_arms, 0, clock.calm_for + 1)
    full = elapsed >= jnp.where(clock.episode == 1, plan.shown_in, plan.episode)
    too_much = flag(SEPARATION, clock.episode) & (cried >= plan.cut)
    unsettled = flag(REUNION, clock.episode) & (calm_for < plan.settled) & (elapsed < plan.episode + plan.longer)
    ends = ((full & ~unsettled) | too_much) & (clock.episode < OVER)
    return Clock(
        episode=clock.episode + ends,
        elapsed=jnp.where(ends, 0, elapsed),
        cried=jnp.where(ends, 0, cried),
        calm_for=jnp.where(ends, 0, calm_for),
    )


def talks(clock: Clock, plan: Schedule) -> Array:
    """Whether the stranger talks with the carer: the middle third of their first time together. [...]"""
    third = plan.episode / 3
    return (clock.episode == TALK) & (clock.elapsed >= third) & (clock.elapsed < 2 * third)


def flag(by_episode: tuple[int, ...], episode: Array) -> Array:
    """Look up a yes-or-no by the number of the episode."""
    bits = sum(yes << number for number, yes in enumerate(by_episode))  # shifting is quicker than looking up
    return ((jnp.int32(bits) >> episode) & 1) == 1
