from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bowlby.errors import BowlbyError
from bowlby.measures.adaptive import (
    Record,
    answered,
    as_json,
    begin,
    check_wording,
    estimates,
    from_json,
    next_item,
    next_items,
    open_test,
    replay,
    tables_of,
)
from bowlby.measures.graded import information
from bowlby.measures.person_scores import expected_scores
from measures.made_items import made_answers, made_items

ITEMS = made_items(12)
TABLES = tables_of(ITEMS)
ANSWERS, TRAIT = made_answers(ITEMS, 400, gaps=0.1)
TEST = open_test("ecr")


def lived(record: Record, answers: Mapping[int, int | None], steps: int = 99) -> Record:
    """A record after so many more steps of somebody with these answers."""
    for _ in range(steps):
        if (item := next_item(TEST, record)) is None:
            break
        record = answered(TEST, record, item, answers[item])
    return record


def somebody(seed: int) -> dict[int, int | None]:
    random = np.random.default_rng(seed)
    given = {item: int(answer) for item, answer in zip(range(1, 37), random.integers(1, 6, 36), strict=True)}
    return {item: None if random.random() < 0.1 else answer for item, answer in given.items()}


# --- many people -----------------------------------------------------------------------------------------


def test_the_first_item_tells_most_about_everybody():
    mean = TABLES.trait.weights @ information(ITEMS, TABLES.trait.points).T
    assert next_items(begin(1, TABLES), TABLES)[0] == int(np.argmax(mean))


def test_a_replay_stops_at_the_error_and_no_sooner():
    found = replay(ANSWERS, TABLES, error=0.4)
    stopped = found.errors <= 0.4
    assert stopped.mean() > 0.8
    last = (found.order >= 0).sum(axis=1)
    people = np.arange(len(ANSWERS))
    assert (found.path[people, last - 1][stopped] > 0.4).all()
    assert (last[~stopped] == 12).all()


def test_scores_of_a_replay_are_those_of_the_items_it_put():
    found = replay(ANSWERS, TABLES, error=0.4)
    seen = np.full_like(ANSWERS, -1)
    for person, order in enumerate(found.order):
        put = order[order >= 0]
        seen[person, put] = ANSWERS[person, put]
        assert len(set(put)) == len(put)
    assert np.allclose(found.scores, expected_scores(seen, ITEMS).scores, atol=1e-9)
    assert np.array_equal(found.asked, (seen >= 0).sum(axis=1))


def test_a_replay_of_all_items_is_the_full_score():
    found = replay(ANSWERS, TABLES, error=0.05)
    assert np.allclose(found.scores, expected_scores(ANSWERS, ITEMS).scores, atol=1e-9)


def test_the_same_answers_replay_the_same_and_nobody_depends_on_the_others():
    found = replay(ANSWERS, TABLES)
    assert np.array_equal(found.order, replay(ANSWERS, TABLES).order)
    assert np.array_equal(found.order[7:9], replay(ANSWERS[7:9], TABLES).order)


def test_no_more_than_the_number_asked_for():
    found = replay(ANSWERS, TABLES, error=0.05, most=4)
    assert found.order.shape == (400, 4)
    assert found.asked.max() <= 4


def test_of_two_items_alike_the_second_comes_last():
    alike = np.zeros((12, 12), bool)
    first = int(next_items(begin(1, TABLES), TABLES)[0])
    second = int(replay(ANSWERS[:1] * 0 + 2, TABLES, error=0.05).order[0, 1])
    alike[[first, second], [second, first]] = True
    order = replay(ANSWERS[:1] * 0 + 2, tables_of(ITEMS, alike), error=0.05).order[0]
    assert order[0] == first
    assert order[-1] == second


def test_an_item_alike_to_a_skipped_one_may_come_next():
    alike = np.zeros((12, 12), bool)
    first = int(next_items(begin(1, TABLES), TABLES)[0])
    second = int(replay(ANSWERS[:1] * 0 + 2, TABLES, error=0.05).order[0, 1])
    alike[[first, second], [second, first]] = True
    answers = ANSWERS[:1] * 0 + 2
    answers[0, first] = -1
    assert second in replay(answers, tables_of(ITEMS, alike), error=0.05).order[0, 1:4]


# --- one person ------------------------------------------------------------------------------------------


def test_one_person_is_asked_as_in_a_replay():
    answers = somebody(3)
    record = lived(Record(), answers)
    row = np.array([[np.nan if answers[item] is None else answers[item] for item in range(1, 37)]], float)
    for trait, tables in zip(TEST.bank.traits, TEST.tables, strict=True):
        found = replay(TEST.bank.categories(trait, row, range(1, 37)), tables, TEST.error)
        put = [trait.numbers[place] for place in found.order[0] if place >= 0]
        assert put == [item for item, _ in record.steps if item in trait.numbers]
        assert estimates(TEST, record)[trait.name].score == pytest.approx(found.scores[0])


@pytest.mark.parametrize("stop", [0, 1, 5, 11])
def test_a_test_taken_up_again_goes_on_as_if_never_stopped(stop: int):
    answers = somebody(4)
    whole = lived(Record(), answers)
    test, part = from_json(as_json(TEST, lived(Record(), answers, stop)))
    assert test.error == TEST.error
    assert lived(part, answers) == whole


def test_the_scale_with_the_larger_error_comes_next():
    record, answers = Record(), somebody(5)
    while (item := next_item(TEST, record)) is not None:
        found = estimates(TEST, record)
        largest = max(one.error for one in found.values() if not one.done)
        scale = next(trait.name for trait in TEST.bank.traits if item in trait.numbers)
        assert found[scale].error == largest
        record = answered(TEST, record, item, answers[item])


def test_the_test_is_over_when_both_errors_are_small_or_nothing_is_left():
    found = estimates(TEST, lived(Record(), somebody(6)))
    assert all(one.done and (one.error <= 0.3 or one.answered <= 18) for one in found.values())
    skipped = lived(Record(), dict.fromkeys(range(1, 37)))
    assert len(skipped.steps) == 36
    assert [one.answered for one in estimates(TEST, skipped).values()] == [0, 0]


def test_a_number_of_items_can_be_the_end():
    test = open_test("ecr-12", most=3)
    record = Record()
    while (item := next_item(test, record)) is not None:
        record = answered(test, record, item, 2)
    assert len(record.steps) == 3


def test_estimates_are_told_on_the_response_scale():
    high = estimates(TEST, lived(Record(), dict.fromkeys(range(1, 37), 5) | {22: 1}))["anxiety"]
    assert 4 < high.low < high.mean < high.high <= 5
    nothing = estimates(TEST, Record())["anxiety"]
    assert nothing.error == pytest.approx(1, abs=1e-6)
    assert nothing.answered == 0


@pytest.mark.parametrize(
    ("item", "answer", "words"),
    [(99, 1, "no calibrated item 99"), (2, 1, "asked before"), (4, 7, "no answer from 1 to 5")],
)
def test_what_cannot_be_answered_is_refused(item: int, answer: int, words: str):
    with pytest.raises(BowlbyError, match=words):
        answered(TEST, Record(((2, 3),)), item, answer)


@pytest.mark.parametrize("error", [0.0, 1.0, float("nan")])
def test_an_error_out_of_reach_is_refused(error: float):
    with pytest.raises(BowlbyError, match=r"choose one from \.05"):
        open_test("ecr", error)


def test_a_test_of_no_items_is_refused():
    with pytest.raises(BowlbyError, match="at least one item"):
        open_test("ecr", most=0)


def test_wording_must_be_whole():
    check_wording(TEST, dict.fromkeys(range(1, 37), "text"), "w.csv")
    with pytest.raises(BowlbyError, match=r"w\.csv has no text for item 1, 2, 3, 4, 5, 6, \.\.\. of ecr"):
        check_wording(TEST, {}, "w.csv")


JSON = some.recursive(
    some.none() | some.booleans() | some.integers(-5, 50) | some.floats() | some.text(max_size=5),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(some.text() | JSON.map(json.dumps))
def test_any_other_file_is_refused(text: str):
    with pytest.raises(BowlbyError):
        from_json(text)


@settings(max_examples=80, deadline=None)
@given(some.sampled_from(["instrument", "error", "most", "steps"]), JSON)
def test_a_spoilt_record_is_refused_or_is_one(key: str, value: object):
    state = json.loads(as_json(TEST, lived(Record(), somebody(4), 3))) | {key: value}
    try:
        test, record = from_json(json.dumps(state))
    except BowlbyError:
        return
    assert from_json(as_json(test, record))[1] == record


def test_held_out_people_need_fewer_items_for_nearly_the_same_score(real_ecr: Path):
    from bowlby.measures.answers import read_answers

    raw = read_answers(real_ecr).numbers([f"Q{item}" for item in range(1, 37)])[1:4000:2]
    raw[raw == 0] = np.nan
    for trait, tables in zip(TEST.bank.traits, TEST.tables, strict=True):
        answers = TEST.bank.categories(trait, raw, range(1, 37))
        found = replay(answers, tables)
        assert found.asked.mean() < 13
        assert np.corrcoef(found.scores, expected_scores(answers, trait.items).scores)[0, 1] > 0.97
