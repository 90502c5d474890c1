"""The Strange Situation as it is played: its rules, who is where, and what care shows in it."""

from __future__ import annotations

import numpy as np
import pytest

from bowlby.names import ANSWERS
from bowlby.worlds.episodes import CARER_IN, OVER, STRANGER_IN
from bowlby.worlds.trajectory import HIDDEN, Trajectory
from worlds.lives import MANY, PARAMETERS, PEOPLE, PLAN, SEED, figures, life, lived

RECORD = life(preoccupation=0.5, breakthrough=0.8, rebuff=0.15, fright=0.1).record
"""Figures with something of everything."""
GOING = RECORD.episode < OVER
ROOM, TIMING = PARAMETERS.room, PARAMETERS.strange_situation
COMFORT, REBUFF = ANSWERS.index("comfort"), ANSWERS.index("rebuff")


def within(record: Trajectory, *episodes: int) -> np.ndarray:
    return np.isin(record.episode, episodes)


def share(record: Trajectory, name: str, *episodes: int) -> float:
    return float(getattr(record, name)[within(record, *episodes)].mean())


def lengths(episode: int) -> np.ndarray:
    return (RECORD.episode == episode).sum(0)


def step(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.hypot(np.diff(x, axis=0), np.diff(y, axis=0))


def test_the_record_is_one_value_a_tick_and_dyad():
    assert {np.shape(field) for field in RECORD} == {(PLAN.windows * PLAN.window, MANY)}
    assert (RECORD.seconds[:, 0] == 5 * np.arange(len(RECORD.tick))).all()


def test_eight_episodes_follow_each_other_and_come_to_an_end():
    assert (RECORD.episode[0] == 1).all()
    assert (RECORD.episode[-1] == OVER).all()
    assert np.isin(np.diff(RECORD.episode, axis=0), (0, 1)).all()


@pytest.mark.parametrize(("episode", "ticks"), [(1, 6), (2, 36), (3, 36)])
def test_the_first_episodes_have_their_fixed_length(episode: int, ticks: int):
    assert (lengths(episode) == ticks).all()


@pytest.mark.parametrize("episode", [4, 6, 7])
def test_a_separation_that_ends_early_ends_in_a_minute_of_crying(episode: int):
    early = np.flatnonzero(lengths(episode) < PLAN.episode)
    assert lengths(episode).max() <= PLAN.episode
    assert len(early) > 0
    for dyad in early:
        last = np.flatnonzero(RECORD.episode[:, dyad] == episode)[-PLAN.cut :]
        assert len(last) == PLAN.cut
        assert RECORD.crying[last, dyad].all()


@pytest.mark.parametrize("episode", [5, 8])
def test_a_reunion_that_lasts_longer_had_an_unsettled_child(episode: int):
    late = np.flatnonzero(lengths(episode) > PLAN.episode)
    assert lengths(episode).min() >= PLAN.episode
    assert lengths(episode).max() <= PLAN.episode + PLAN.longer
    assert len(late) > 0
    for dyad in late:
        due = np.flatnonzero(RECORD.episode[:, dyad] == episode)[PLAN.episode - PLAN.settled : PLAN.episode]
        assert (RECORD.crying | RECORD.in_contact)[due, dyad].any()


@pytest.mark.parametrize(("who", "when"), [("carer", CARER_IN), ("stranger", STRANGER_IN)])
def test_who_is_outside_has_no_place(who: str, when: tuple[int, ...]):
    inside = np.array(when, bool)[RECORD.episode]
    assert (np.isfinite(getattr(RECORD, f"{who}_x")) == inside).all()
    assert (np.isfinite(getattr(RECORD, f"{who}_y")) == inside).all()


@pytest.mark.parametrize("who", ["infant", "carer", "stranger"])
def test_everyone_stays_in_the_room(who: str):
    for axis, size in (("x", ROOM.width), ("y", ROOM.depth)):
        place = getattr(RECORD, f"{who}_{axis}")
        place = place[np.isfinite(place)]
        assert place.min() >= 0
        assert place.max() <= size


def test_an_infant_on_its_own_feet_is_no_faster_than_its_legs():
    free = ~(RECORD.in_contact | RECORD.held_by_stranger)[1:]
    carried = step(RECORD.infant_x, RECORD.infant_y)[free]
    assert carried.max() <= ROOM.infant_speed * TIMING.tick_seconds + 1e-4


def test_who_is_held_is_where_the_holder_is():
    for held, who in ((RECORD.in_contact, "carer"), (RECORD.held_by_stranger, "stranger")):
        assert held.any()
        assert (RECORD.infant_x == getattr(RECORD, f"{who}_x"))[held].all()


def test_nobody_is_held_by_someone_who_is_away():
    assert not RECORD.in_contact[within(RECORD, 4, 6, 7)].any()
    assert not RECORD.held_by_stranger[within(RECORD, 1, 2, 5, 6, 8)].any()


def test_a_rebuff_ends_the_holding():
    assert not (RECORD.in_contact & (RECORD.answer == REBUFF)).any()


def test_arms_open_only_to_a_bid_that_is_answered():
    picked_up = RECORD.in_contact[1:] & ~RECORD.in_contact[:-1]
    assert (RECORD.signal[1:][picked_up] > 0).all()
    assert (RECORD.answer[1:][picked_up] == COMFORT).all()


def test_nobody_answers_an_infant_that_is_alone():
    assert (RECORD.answer[within(RECORD, 6)] == 0).all()


def test_play_needs_toys_free_hands_and_no_signal():
    play = RECORD.exploring & GOING
    assert play.any()
    gap = np.hypot(RECORD.infant_x - ROOM.toys_x, RECORD.infant_y - ROOM.toys_y)
    assert gap[play].max() <= ROOM.touch + 1e-5
    assert (RECORD.signal[play] == 0).all()
    assert not (RECORD.in_contact | RECORD.held_by_stranger | RECORD.still)[play].any()


def test_who_is_stilled_neither_looks_nor_walks():
    still = RECORD.still & ~RECORD.in_contact & ~RECORD.held_by_stranger & ~RECORD.startled
    moved = step(RECORD.infant_x, RECORD.infant_y)
    held_before = (RECORD.in_contact | RECORD.held_by_stranger)[:-1]
    assert still.any()
    assert not RECORD.looking[RECORD.still].any()
    assert moved[still[1:] & ~held_before].max() == 0


def test_the_alarm_is_a_level():
    assert RECORD.alarm.min() >= 0
    assert RECORD.alarm.max() <= 1
    assert RECORD.expected_loss.min() >= 0
    assert RECORD.expected_loss.max() <= 1


def test_crying_is_a_plea_or_a_protest():
    assert (RECORD.crying == (RECORD.signal >= 2)).all()


def test_behaviour_lasts_a_window():
    changes = np.diff(RECORD.signal, axis=0) != 0
    assert changes[:: PLAN.window].mean() < changes[PLAN.window - 1 :: PLAN.window].mean() / 3


def test_separation_raises_the_alarm_and_reunion_settles_it():
    ordinary = life().record
    before, apart = share(ordinary, "alarm", 3), share(ordinary, "alarm", 4, 6, 7)
    assert apart > before + 0.1
    last = [np.flatnonzero(ordinary.episode[:, dyad] == 8)[[0, -1]] for dyad in range(MANY)]
    fallen = [ordinary.alarm[ends, dyad] for dyad, ends in enumerate(last)]
    assert np.mean([start - end for start, end in fallen]) > 0.15


def test_a_stranger_soothes_less_than_the_carer():
    carer = life().record
    assert share(carer, "alarm", 8) < share(carer, "alarm", 7)


def test_infants_who_learnt_to_hold_back_come_less_and_look_less():
    kept_off = life(rebuff=0.8, preoccupation=0.7, breakthrough=0.05).record
    assert share(kept_off, "in_contact", 5, 8) < share(life().record, "in_contact", 5, 8) / 2
    assert share(kept_off, "looking", 5, 8) < share(life().record, "looking", 5, 8) - 0.2
    assert share(kept_off, "crying", 4, 6, 7) < share(life().record, "crying", 4, 6, 7)


def test_infants_of_figures_whom_loud_signals_reach_cry_more():
    loud = life(preoccupation=0.7, breakthrough=0.95).record
    assert share(loud, "crying", 5, 8) > share(life().record, "crying", 5, 8) + 0.05
    assert share(loud, "alarm", 5, 8) > share(life().record, "alarm", 5, 8)


def test_infants_of_frightening_figures_are_stilled_near_them():
    assert share(life(fright=0.3).record, "still", 5, 8) > share(life().record, "still", 5, 8) + 0.1
    assert share(life(fright=0.3).record, "still", 6) == 0


def test_the_same_seed_plays_the_same_and_another_seed_another():
    again = lived(SEED, PEOPLE, figures()).record
    for name in Trajectory._fields:
        np.testing.assert_array_equal(getattr(again, name), getattr(life().record, name))
    assert (np.asarray(lived(SEED + 1, PEOPLE, figures()).record.signal) != life().record.signal).any()


def test_what_is_hidden_is_named():
    assert set(HIDDEN) < set(Trajectory._fields)


def test_the_talk_takes_the_carer_up_for_a_third_of_an_episode():
    elapsed = np.array([within(RECORD, 3)[: tick + 1].sum(0) for tick in range(len(RECORD.tick))])
    middle = within(RECORD, 3) & (elapsed > PLAN.episode / 3) & (elapsed <= 2 * PLAN.episode / 3)
    met = {
        where: ((RECORD.answer == COMFORT) & ticks & (RECORD.signal > 0)).sum() / (ticks & (RECORD.signal > 0)).sum()
        for where, ticks in (("talk", middle), ("free", within(RECORD, 2)))
    }
    assert met["talk"] < 0.7 * met["free"]
