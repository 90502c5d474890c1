"""Tests that stop when they know enough: the next item is the one that tells most about where a person now stands.

Each scale is a trait of its own. Its next item has most information, averaged over where the person may stand given the
answers so far [@vanderlinden1998]; before the first answer that is the whole sample. Of two items that ask nearly the
same only one is put while there are others, since the second would tell less than the model thinks. A scale is done
when its standard error is small enough. One person's test and a replay of many people's answers are the same functions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.errors import BowlbyError
from bowlby.measures.graded import Array, Categories, Grid, Items, grid, information, log_probabilities
from bowlby.measures.item_bank import Bank, Trait, bank_for
from bowlby.measures.person_scores import as_means, moments

ERROR = 0.3
"""Standard error to stop at, in standard deviations of the trait: a reliability of 1 − .3² = .91."""

NONE = -1

LATER = 1e6
"""Taken off the information of an item that asks nearly the same as one answered: it comes after all others."""


class Tables(NamedTuple):
    """What is looked up about the items of one trait.

    Attributes:
        chances: of each answer to each item at each point, [items, categories, points].
        information: of each item, [points, items].
        alike: which pairs of items ask nearly the same, [items, items] of 0 and 1.
    """

    trait: Grid
    chances: Array
    information: Array
    alike: Array


class Stand(NamedTuple):
    """Where people stand on one trait [people, points]; its items put to them, and those answered [people, items]."""

    posterior: Array
    asked: NDArray[np.bool_]
    answered: NDArray[np.bool_]


class Estimate(NamedTuple):
    """One scale of one person.

    Attributes:
        score, error: in standard deviations of the trait.
        mean, low, high: the mean answer over all items that this leads to, and its 90 % interval.
        answered: how many items.
        done: whether the error is small enough, or no item is left.
    """

    score: float
    error: float
    mean: float
    low: float
    high: float
    answered: int
    done: bool


class AdaptiveTest(NamedTuple):
    """An adaptive test of one instrument.

    Attributes:
        error: standard error at which a scale is done.
        most: items asked at most, over all scales; None for no limit.
    """

    bank: Bank
    tables: tuple[Tables, ...]
    error: float
    most: int | None


class Record(NamedTuple):
    """What was asked so far, in order: item numbers with the answer as given, None where skipped."""

    steps: tuple[tuple[int, int | None], ...] = ()

    def then(self, item: int, answer: int | None) -> Record:
        """The record with one more step."""
        return Record((*self.steps, (item, answer)))


class Replay(NamedTuple):
    """Many people's real answers, put through the test; all [people].

    Attributes:
        asked: how many items were answered before the test stopped.
        scores, errors: then.
        order: which items were put to each person, one after another: [people, steps], −1 after the end.
        path: the standard error after each step, [people, steps + 1]; the first before any answer.
    """

    asked: NDArray[np.intp]
    scores: Array
    errors: Array
    order: NDArray[np.intp]
    path: Array


# --- many people at once ---------------------------------------------------------------------------------


def tables_of(items: Items, alike: NDArray[np.bool_] | None = None) -> Tables:
    """Look-up tables of the items of a trait.

    Args:
        items: of the trait.
        alike: which pairs ask nearly the same; none without it.
    """
    trait, count = grid(), len(items.slopes)
    pairs = np.zeros((count, count)) if alike is None else alike.astype(float)
    chances = np.exp(log_probabilities(items, trait.points))
    return Tables(trait, chances, np.ascontiguousarray(information(items, trait.points).T), pairs)


def begin(people: int, tables: Tables) -> Stand:
    """Nothing asked yet."""
    posterior = np.tile(tables.trait.weights, (people, 1))
    nothing = np.zeros((people, tables.information.shape[1]), bool)
    return Stand(posterior, nothing, nothing)


def next_items(stand: Stand, tables: Tables) -> NDArray[np.intp]:
    """Place of the item that tells most about each person; −1 where all were asked. Of equal ones the first."""
    after = LATER * (stand.answered @ tables.alike > 0)
    gain = np.where(stand.asked, -np.inf, stand.posterior @ tables.information - after)
    return np.where(stand.asked.all(axis=1), NONE, gain.argmax(axis=1))


def take(stand: Stand, tables: Tables, place: NDArray[np.intp], given: Categories) -> Stand:
    """Where people stand after an answer each.

    Args:
        stand: before.
        tables: of the trait.
        place: of the item put to each person, −1 for none.
        given: the category chosen, −1 where skipped.
    """
    posterior, asked, known = stand.posterior.copy(), stand.asked.copy(), stand.answered.copy()
    put = np.flatnonzero(place >= 0)
    asked[put, place[put]] = True
    told = put[given[put] >= 0]
    known[told, place[told]] = True
    posterior[told] *= tables.chances[place[told], given[told]]
    posterior[told] /= posterior[told].sum(axis=1, keepdims=True)
    return Stand(posterior, asked, known)


def replay(answers: Categories, tables: Tables, error: float = ERROR, most: int | None = None) -> Replay:
    """Put people's answers to one trait through the test; a missing answer is a skipped item.

    Args:
        answers: people × items, counted from 0, reversed items turned, −1 where missing.
        tables: of the trait's items, from `tables_of`.
        error: standard error to stop at.
        most: items put at most.
    """
    people, count = answers.shape
    stand = begin(people, tables)
    steps = count if most is None else min(most, count)
    order = np.full((people, steps), NONE)
    scores, errors = moments(stand.posterior, tables.trait)
    path = np.repeat(errors[:, None], steps + 1, axis=1)
    for step in range(steps):
        place = np.where(errors <= error, NONE, next_items(stand, tables))
        if (place < 0).all():
            break
        given = np.where(place >= 0, answers[np.arange(people), place], NONE).astype(np.int8)
        stand = take(stand, tables, place, given)
        scores, errors = moments(stand.posterior, tables.trait)
        order[:, step], path[:, step + 1 :] = place, errors[:, None]
    return Replay(stand.answered.sum(axis=1), scores, errors, order, path)


# --- one person ------------------------------------------------------------------------------------------


def open_test(instrument: str, error: float = ERROR, most: int | None = None) -> AdaptiveTest:
    """An adaptive test of an instrument that has calibrated items.

    Raises:
        BowlbyError: it has none, or the error or the number cannot be.
    """
    if not 0.05 <= error <= 0.95:
        raise BowlbyError(f"a standard error of {error:g} cannot be stopped at; choose one from .05 to .95, as .3")
    if most is not None and most < 1:
        raise BowlbyError("a test needs at least one item; leave --most out for as many as it takes")
    bank = bank_for(instrument)
    return AdaptiveTest(bank, tuple(tables_of(trait.items, trait.alike) for trait in bank.traits), error, most)


def estimates(test: AdaptiveTest, record: Record) -> dict[str, Estimate]:
    """Each scale by name, as far as it is known after a record."""
    return {
        trait.name: _estimate(test, trait, tables, stand, record)
        for trait, tables, stand in zip(test.bank.traits, test.tables, _stands(test, record), strict=True)
    }


def next_item(test: AdaptiveTest, record: Record) -> int | None:
    """Number of the item to put next; None when the test is over.

    The scale with the larger error comes next, the first of equal ones.
    """
    if test.most is not None and _answered(record) >= test.most:
        return None
    found = estimates(test, record)
    open_scales = [place for place, one in enumerate(found.values()) if not one.done]
    if not open_scales:
        return None
    chosen = max(open_scales, key=lambda place: list(found.values())[place].error)
    stand = _stands(test, record)[chosen]
    return test.bank.traits[chosen].numbers[int(next_items(stand, test.tables[chosen])[0])]


def answered(test: AdaptiveTest, record: Record, item: int, answer: int | None) -> Record:
    """The record after an answer as given, or None for a skipped item.

    Raises:
        BowlbyError: no such item, one asked before, or an answer off the response scale.
    """
    if item not in test.bank.numbers:
        raise BowlbyError(f"{test.bank.instrument.name} has no calibrated item {item}; take it out")
    if item in dict(record.steps):
        raise BowlbyError(f"item {item} was asked before; take the second answer out")
    if answer is not None and not test.bank.low <= answer <= test.bank.high:
        raise BowlbyError(f"{answer} is no answer from {test.bank.low} to {test.bank.high}; give one of these")
    return record.then(item, answer)


def as_json(test: AdaptiveTest, record: Record) -> str:
    """A test under way as one JSON object, to go on with later."""
    steps = [{"item": item, "answer": answer} for item, answer in record.steps]
    state = {"instrument": test.bank.instrument.name, "error": test.error, "most": test.most, "steps": steps}
    return json.dumps(state, indent=2)


def from_json(text: str) -> tuple[AdaptiveTest, Record]:
    """A test under way, from `as_json`.

    Raises:
        BowlbyError: the text is none, or holds what cannot be.
    """
    try:
        state = json.loads(text)
        instrument, error, most = state["instrument"], float(state["error"]), state["most"]
        steps = [(one["item"], one["answer"]) for one in state["steps"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BowlbyError("this is no test under way; begin anew with another file name") from None
    whole = [number for step in steps for number in step if number is not None] + ([] if most is None else [most])
    if not isinstance(instrument, str) or any(type(number) is not int for number in whole):
        raise BowlbyError("this is no test under way: items and answers must be whole numbers; begin anew")
    test, record = open_test(instrument, error, most), Record()
    for item, answer in steps:
        if item is None:
            raise BowlbyError("a step without an item; begin anew with another file name")
        record = answered(test, record, item, answer)
    return test, record


def check_wording(test: AdaptiveTest, wording: Mapping[int, str], where: str) -> None:
    """Refuse a file of wording that leaves out an item the test may ask.

    Raises:
        BowlbyError: items are missing.
    """
    if missing := [str(number) for number in test.bank.numbers if number not in wording]:
        some = ", ".join(missing[:6]) + (", ..." if len(missing) > 6 else "")
        raise BowlbyError(f"{where} has no text for item {some} of {test.bank.instrument.name}; add it")


def _answered(record: Record) -> int:
    return sum(answer is not None for _, answer in record.steps)


def _stands(test: AdaptiveTest, record: Record) -> list[Stand]:
    return [
        _stand(test, trait, tables, record.steps) for trait, tables in zip(test.bank.traits, test.tables, strict=True)
    ]


def _stand(test: AdaptiveTest, trait: Trait, tables: Tables, steps: Sequence[tuple[int, int | None]]) -> Stand:
    stand = begin(1, tables)
    for item, answer in steps:
        if item in trait.numbers:
            given = NONE if answer is None else test.bank.category(item, answer)
            stand = take(stand, tables, np.array([trait.numbers.index(item)]), np.array([given], np.int8))
    return stand


def _estimate(test: AdaptiveTest, trait: Trait, tables: Tables, stand: Stand, record: Record) -> Estimate:
    (score,), (error,) = moments(stand.posterior, tables.trait)
    low, mean, high = as_means(trait.items, score + 1.6449 * error * np.array([-1, 0, 1]), test.bank.low)
    count = sum(answer is not None and item in trait.numbers for item, answer in record.steps)
    done = bool(error <= test.error or stand.asked.all())
    return Estimate(float(score), float(error), float(mean), float(low), float(high), count, done)
