"""The world that is not the fit's: the same person every time, who logs as said, and a truth that makes sense."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy import stats

from bowlby.inference.fit import fit_diary
from recovery.different_world import Lived, felt, live, made_person


@cache
def lived(seed: int, alarmed: bool = False) -> Lived:
    return live(seed, alarmed=alarmed)


def test_a_person_is_the_same_every_time_and_nobody_else():
    assert live(3).diary == lived(3).diary
    assert live(4).diary != lived(3).diary


@pytest.mark.parametrize("alarmed", [False, True])
def test_diaries_have_about_the_number_of_moments_asked_for(alarmed: bool):
    diary = lived(3, alarmed).diary
    assert 120 < len(diary.moments) < 200
    assert 100 < len(diary.checkins) <= 160
    assert all(checkin.prompted for checkin in diary.checkins)


def test_who_logs_when_alarmed_writes_higher_ratings_than_their_checkins():
    def mean_ratings(alarmed: bool) -> tuple[float, float]:
        diary = lived(3, alarmed).diary
        before = [m.alarm_before for m in diary.moments if m.alarm_before is not None and not m.trigger]
        return float(np.mean(before)), float(np.mean([c.alarm for c in diary.checkins if c.alarm is not None]))

    often, mostly = mean_ratings(False), mean_ratings(True)
    assert mostly[0] - mostly[1] > often[0] - often[1] + 0.5


def test_the_truth_of_a_trigger_is_nought_where_it_does_nothing_and_grows_with_its_pull():
    person, truths = made_person(3), [*lived(3).triggers.values()]
    order = np.argsort(person.pulls)
    assert [truths[index] for index in order] == sorted(truths)
    assert [truths[index] == 0 for index in order] == [True, True, False, False, False, False]
    assert 0.4 < min(value for value in truths if value) < max(truths) < 4.5


def test_the_truth_is_the_same_however_the_person_logs():
    """How a trigger works does not hang on what is written down; the other happenings of the two lives differ."""
    assert [*lived(3).triggers.values()] == pytest.approx([*lived(3, True).triggers.values()], abs=0.15)
    assert (lived(3).gap, lived(3).half_life) == (lived(3, True).gap, lived(3, True).half_life)


def test_what_is_felt_bends_at_both_ends_and_is_the_level_between():
    assert felt(np.array([3.0, 5.0, 7.0])) == pytest.approx([3.0, 5.0, 7.0], abs=0.01)
    ends = felt(np.array([-3.0, 0.0, 10.0, 13.0]))
    assert np.all(np.diff(ends) > 0)
    assert 0 < ends[0] < 0.01
    assert 9.99 < ends[3] < 10


@pytest.mark.slow
@pytest.mark.parametrize("alarmed", [False, True])
def test_the_fit_holds_in_a_world_that_is_not_its_own(alarmed: bool):
    """Twelve people; `benchmarks/robustness.py` reports on more, with every figure."""
    ranks, held = [], []
    for seed in range(6000, 6012):
        one = lived(seed, alarmed)
        told = [row for row in fit_diary(one.diary)["triggers"] if row["enough"]]
        truths = [one.triggers[row["name"]] for row in told]
        ranks.append(np.corrcoef(stats.rankdata(truths), stats.rankdata([row["effect"] for row in told]))[0, 1])
        held += [row["low"] <= truth <= row["high"] for row, truth in zip(told, truths, strict=True)]
    assert np.mean(ranks) > 0.9
    low, high = stats.binom.interval(0.999, len(held), 0.88)
    assert low <= sum(held) <= high
