from __future__ import annotations

import numpy as np
import pytest

from bowlby.measures.adaptive import Record, answered, estimates, next_item, open_test
from bowlby.measures.graded import simulate
from bowlby.measures.repeated import moved

TEST = open_test("ecr", 0.3)


def taken(traits: tuple[float, float], seed: int):
    """Estimates of one person's test, answered as the model would."""
    answers = {}
    for place, trait in enumerate(TEST.bank.traits):
        turned = simulate(trait.items, np.array([traits[place]]), seed + place)[0]
        for number, sign, category in zip(trait.numbers, trait.signs, turned, strict=True):
            answers[number] = int(TEST.bank.low + category if sign > 0 else TEST.bank.high - category)
    record = Record()
    while (item := next_item(TEST, record)) is not None:
        record = answered(TEST, record, item, answers[item])
    return estimates(TEST, record)


def test_the_same_answers_are_no_change():
    one = taken((0.3, -0.5), 1)
    for trait in TEST.bank.traits:
        found = moved(trait, one[trait.name], one[trait.name])
        assert found.change == pytest.approx(0)
        assert found.low == pytest.approx(-found.high)
        assert not found.reliable


def test_intervals_hold_the_true_change_nine_times_in_ten_and_a_large_one_is_seen():
    trait = TEST.bank.traits[0]
    held, seen = [], []
    for seed in range(0, 240, 4):
        before, after = taken((1.0, 0.0), seed), taken((-0.5, 0.0), seed + 2)
        found = moved(trait, before[trait.name], after[trait.name])
        truth = _mean(-0.5) - _mean(1.0)
        held.append(found.low <= truth <= found.high)
        seen.append(found.reliable and found.change < 0)
    assert 0.8 <= np.mean(held) <= 0.98
    assert np.mean(seen) > 0.95


def _mean(place: float) -> float:
    from bowlby.measures.person_scores import as_means

    return float(as_means(TEST.bank.traits[0].items, np.array([place]), 1)[0])
