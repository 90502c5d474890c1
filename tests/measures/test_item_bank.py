from __future__ import annotations

import sys
import tomllib

import numpy as np
import pytest

from bowlby.errors import BowlbyError
from bowlby.measures.graded import simulate
from bowlby.measures.item_bank import bank_for, banks
from contracts.tree import ROOT

NAMES = sorted(banks())


@pytest.mark.parametrize("name", NAMES)
def test_every_bank_holds_the_items_of_its_instrument_in_order(name: str):
    bank = bank_for(name)
    order = next(iter(bank.instrument.orders.values()))
    assert bank.numbers == order.items
    for trait, scale in zip(bank.traits, order.scales, strict=True):
        assert trait.name == scale.name
        assert dict(zip(trait.numbers, trait.signs, strict=True)) == scale.signs
        assert (np.diff(trait.items.thresholds, axis=1) > 0).all()
        assert (trait.items.slopes > 0.5).all()
        assert trait.items.categories == bank.high - bank.low + 1


def test_the_short_form_has_the_parameters_of_the_long_one():
    long, short = bank_for("ecr").traits[0], bank_for("ecr-12").traits[0]
    places = [long.numbers.index(number) for number in short.numbers]
    assert np.array_equal(long.items.take(places).thresholds, short.items.thresholds)


def test_parameters_have_their_provenance():
    for table in banks().values():
        assert table["source"] == "openpsychometrics2018"
        assert "every other one" in table["about"]
        assert table["people"] > 10_000
        for scale in table["scales"].values():
            assert all(entry["slope_error"] > 0 and min(entry["threshold_errors"]) > 0 for entry in scale.values())


def test_reversed_answers_are_turned():
    bank = bank_for("ecr")
    assert [bank.category(2, answer) for answer in (1, 5)] == [0, 4]
    assert [bank.category(22, answer) for answer in (1, 5)] == [4, 0]
    answers = np.array([[1.0] * 36, [np.nan] * 36])
    found = bank.categories(bank.traits[0], answers, range(1, 37))
    assert found[0].tolist() == [4 if number == 22 else 0 for number in bank.traits[0].numbers]
    assert (found[1] == -1).all()


def test_an_instrument_without_calibrated_items_is_named():
    with pytest.raises(BowlbyError, match="saam has no calibrated items; ecr and ecr-12 have"):
        bank_for("saam")


def test_an_answer_off_the_scale_is_refused():
    bank = bank_for("ecr")
    with pytest.raises(BowlbyError, match="no whole number from 1 to 5"):
        bank.categories(bank.traits[0], np.full((1, 36), 7.0), range(1, 37))


def test_the_script_writes_what_the_bank_reads(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "path", [str(ROOT / "scripts"), *sys.path])
    import item_calibration  # type: ignore[import-not-found]

    bank = bank_for("ecr")
    trait = np.random.default_rng(1).normal(size=(2, 1_500))
    answers = np.empty((1_500, 36))
    for one, place in zip(bank.traits, trait, strict=True):
        given = simulate(one.items, place, 2) + 1.0
        answers[:, [number - 1 for number in one.numbers]] = np.where(np.array(one.signs) > 0, given, 6 - given)
    table = tomllib.loads("".join(item_calibration.calibration(answers, 3_000)))
    assert (table["people"], table["serves"]) == (1_500, ["ecr", "ecr-12"])
    for one in bank.traits:
        found = table["scales"][one.name]
        slopes = np.array([found[str(number)]["slope"] for number in one.numbers])
        error = np.array([found[str(number)]["slope_error"] for number in one.numbers])
        assert np.abs((slopes - one.items.slopes) / error).max() < 4
        assert table["fit"][one.name]["dimensions"] == 1


def test_the_tables_of_the_page_are_made_from_such_answers(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "path", [str(ROOT / "scripts"), *sys.path])
    import item_response_tables  # type: ignore[import-not-found]
    from item_calibration import Half  # type: ignore[import-not-found]

    random = np.random.default_rng(3)
    half = Half(random.integers(1, 6, (300, 36)) + 0.0, random.integers(15, 60, 300), random.integers(1, 3, 300))
    monkeypatch.setattr(item_response_tables, "SIMULATED", 60)
    for lines in (item_response_tables.adaptive(half), item_response_tables.bias(half)):
        rows = list(lines)
        assert len(rows) >= 6
        assert len({row.count(" | ") for row in (rows[0], *rows[2:])}) == 1
