"""Expected against actual warmth: which pairs count, and when the gap is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bowlby.diary.records import Diary
from bowlby.inference.warmth import PAIRS, expectation_gap, gap_interval
from inference.diaries import moment

SILENT = {**dict.fromkeys(("stated", "observed", "gap", "low", "high")), "curve": []}


def answered(count: int, expected: float | None = 60.0, answers=("comfort", "none", "rebuff")) -> Diary:
    """Moments an hour apart, the answers in turn."""
    return Diary(
        tuple(
            moment(number, 60 * number, expected_warmth=expected, answer=answers[number % len(answers)])
            for number in range(count)
        )
    )


# --- which pairs count -----------------------------------------------------------------------------------


def test_from_thirty_pairs_the_gap_is_told_in_points_of_100():
    told = expectation_gap(answered(30))
    assert (told["count"], told["enough"], told["needed"]) == (30, True, 0)
    assert (told["stated"], told["observed"], told["gap"]) == pytest.approx((60.0, 100 / 3, 60 - 100 / 3))
    assert told["low"] < told["gap"] < told["high"]


def test_one_pair_less_and_it_is_not():
    assert expectation_gap(answered(29)) == {**SILENT, "count": 29, "enough": False, "needed": 1}
    assert expectation_gap(Diary()) == {**SILENT, "count": 0, "enough": False, "needed": PAIRS}


def test_only_an_expectation_with_a_known_answer_is_a_pair():
    assert expectation_gap(answered(40, expected=None))["count"] == 0
    assert expectation_gap(answered(40, answers=("pending", "")))["count"] == 0
    assert expectation_gap(answered(40, answers=("pending", "none")))["count"] == 20


def test_a_rebuff_and_no_answer_are_equally_not_warm():
    for cold in ("none", "rebuff"):
        told = expectation_gap(answered(40, expected=0.0, answers=("comfort", cold)))
        assert (told["observed"], told["gap"]) == (50.0, -50.0)


def test_expecting_exactly_what_always_came_is_no_gap_but_some_doubt():
    """Forty warm answers of forty do not say that none will ever be cold."""
    told = expectation_gap(answered(40, expected=100.0, answers=("comfort",)))
    assert told["gap"] == 0.0
    assert 3 < told["high"] == -told["low"] < 10


@pytest.mark.parametrize("share", [0.3, 0.8, 0.95, 0.98])
@pytest.mark.parametrize("count", [30, 150])
def test_the_gap_is_held_nine_times_in_ten_and_more_where_nearly_all_answers_are_alike(share: float, count: int):
    chance = np.random.default_rng(20260303)
    stated, runs, inside = np.full(count, 100 * share), 600, 0
    for _ in range(runs):
        _, low, high = gap_interval(stated, (chance.random(count) < share).astype(float))
        inside += low <= 0 <= high
    assert inside / runs > 0.9 - 3 * np.sqrt(0.09 / runs)


def test_the_order_of_records_does_not_matter_not_even_at_the_same_time():
    chance = np.random.default_rng(3)
    records = answered(40).moments
    spread = [replace(one, expected_warmth=float(chance.integers(0, 11) * 10)) for one in records]
    at_once = [replace(one, at=records[0].at) for one in spread[:6]] + spread[6:]
    for moments in (spread, at_once):
        shuffled = [moments[place] for place in chance.permutation(40)]
        assert expectation_gap(Diary(tuple(shuffled))) == expectation_gap(Diary(tuple(moments)))
