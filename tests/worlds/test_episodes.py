"""The clock of the Strange Situation: when an episode ends."""

from __future__ import annotations

import jax.numpy as jnp
import pytest

from bowlby.worlds.episodes import CARER_IN, OVER, REUNION, SEPARATION, STRANGER_IN, Clock, advance, talks
from worlds.lives import PLAN


def moved_on(episode: int, elapsed: int, *, crying=False, in_arms=False, cried=0, calm_for=0) -> bool:
    """Whether a tick ends the episode."""
    clock = Clock(*(jnp.array([number]) for number in (episode, elapsed, cried, calm_for)))
    after = advance(clock, jnp.array([crying]), jnp.array([in_arms]), PLAN)
    ended = int(after.episode[0]) == episode + 1
    assert ended or int(after.elapsed[0]) == elapsed + 1
    assert not ended or [int(part[0]) for part in after[1:]] == [0, 0, 0]
    return ended


def test_the_plan_is_the_published_one():
    assert PLAN == (6, 36, 12, 24, 3, 3)


@pytest.mark.parametrize(("episode", "ticks"), [(1, 6), (2, 36), (3, 36), (4, 36), (6, 36), (7, 36)])
def test_an_episode_lasts_its_time(episode: int, ticks: int):
    assert not moved_on(episode, ticks - 2)
    assert moved_on(episode, ticks - 1)


@pytest.mark.parametrize("episode", [4, 6, 7])
def test_a_separation_is_cut_short_after_a_minute_of_crying(episode: int):
    assert moved_on(episode, 15, crying=True, cried=11)
    assert not moved_on(episode, 15, crying=True, cried=10)
    assert not moved_on(episode, 15, crying=False, cried=11)


@pytest.mark.parametrize("episode", [2, 3, 5, 8])
def test_nothing_else_is_cut_short(episode: int):
    assert not moved_on(episode, 15, crying=True, cried=30)


@pytest.mark.parametrize("episode", [5, 8])
def test_a_reunion_is_lengthened_until_the_child_is_settled(episode: int):
    assert moved_on(episode, 35, calm_for=2)
    assert not moved_on(episode, 35, calm_for=1)
    assert not moved_on(episode, 35, crying=True, calm_for=9)
    assert not moved_on(episode, 40, in_arms=True, calm_for=9)
    assert moved_on(episode, 59, crying=True)


def test_what_is_over_stays_over():
    assert not moved_on(OVER, 1000)


def test_someone_is_away_in_a_separation_and_back_in_a_reunion():
    for episode in range(1, OVER):
        assert not (SEPARATION[episode] and CARER_IN[episode])
        assert not REUNION[episode] or (CARER_IN[episode] and not STRANGER_IN[episode])
    assert (CARER_IN[6], STRANGER_IN[6]) == (0, 0)


def test_the_stranger_talks_in_the_middle_third_of_the_third_episode():
    elapsed = jnp.arange(PLAN.episode)
    there = jnp.full(PLAN.episode, 3)
    talking = talks(Clock(there, elapsed, 0 * elapsed, 0 * elapsed), PLAN)
    assert int(talking.sum()) == PLAN.episode // 3
    assert [bool(talking[tick]) for tick in (0, PLAN.episode // 2, -1)] == [False, True, False]
    assert not talks(Clock(there - 1, elapsed, 0 * elapsed, 0 * elapsed), PLAN).any()
