from __future__ import annotations

import numpy as np
import pytest

from bowlby.measures.graded import simulate
from bowlby.measures.instruments import known
from bowlby.measures.item_bank import bank_for
from bowlby.measures.trait_scores import trait_scores

NUMBERS = list(range(1, 37))


def simulated(people: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Answers to the ECR as they would be given, and the traits behind them, people × 2."""
    bank = bank_for("ecr")
    traits = np.random.default_rng(0).normal(size=(people, len(bank.traits)))
    answers = np.empty((people, 36))
    for place, trait in enumerate(bank.traits):
        turned = simulate(trait.items, traits[:, place], place) + bank.low
        columns = [number - 1 for number in trait.numbers]
        answers[:, columns] = np.where(np.array(trait.signs) > 0, turned, bank.low + bank.high - turned)
    return answers, traits


def test_the_traits_behind_the_answers_are_found_as_closely_as_the_errors_say():
    answers, traits = simulated()
    found, told = trait_scores(known("ecr"), answers, NUMBERS, (1, 5))
    assert told == []
    for place, one in enumerate(found.values()):
        off = (one.scores - traits[:, place]) / one.errors
        assert 0.85 < np.sqrt(np.mean(off**2)) < 1.15


def test_with_fewer_answers_the_error_grows_and_with_none_there_is_no_score():
    answers, _ = simulated(3)
    answers[1, 10:] = np.nan
    answers[2, 1::2] = np.nan  # the items of anxiety
    found, _ = trait_scores(known("ecr"), answers, NUMBERS, (1, 5))
    assert found["anxiety"].errors[1] > found["anxiety"].errors[0]
    assert np.isnan([found["anxiety"].scores[2], found["anxiety"].errors[2]]).all()
    assert not np.isnan(found["avoidance"].scores[2])


@pytest.mark.parametrize(
    ("name", "scale", "words"),
    [("ecr", (1, 7), ["calibrated on 1 to 5, this file is scored on 1 to 7"]), ("saam", (1, 7), [])],
)
def test_other_scales_and_instruments_without_calibrated_items_get_none(
    name: str, scale: tuple[int, int], words: list[str]
):
    found, told = trait_scores(known(name), np.ones((2, 36)), NUMBERS, scale)
    assert found == {}
    assert [word in line for word, line in zip(words, told, strict=True)] == [True] * len(words)


def test_answers_between_the_numbers_are_told():
    answers, _ = simulated(5)
    answers[0, 0] = 2.5
    assert trait_scores(known("ecr"), answers, NUMBERS, (1, 5)) == (
        {},
        ["no item-response scores: some answers lie between the numbers of the scale"],
    )
