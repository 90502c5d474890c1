"""The fit index tells made dimensions from made types, also where scales are skewed and have a floor."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bowlby.evidence.taxometrics import curve, fit_index


def made(types: bool, *, coded: bool, n: int = 1500) -> np.ndarray:
    chance = np.random.default_rng(8)
    common = (chance.random((n, 1)) < 0.15) * 2.5 if types else chance.standard_normal((n, 1))
    table = common + chance.standard_normal((n, 4)) * (1.0 if types else 0.7)
    return np.clip(np.round(2 * table) / 2, 0.0, 4.0) if coded else table


@pytest.mark.parametrize("coded", [False, True])
def test_it_tells_types_from_a_dimension(coded: bool):
    chance = np.random.default_rng(3)
    assert fit_index(made(False, coded=coded), 0.15, chance) < 0.4
    assert fit_index(made(True, coded=coded), 0.15, chance) > 0.7


def test_a_curve_of_two_types_is_highest_where_they_part():
    found = curve(made(True, coded=False), np.random.default_rng(3))
    assert 0.75 < np.argmax(found) / len(found) < 0.98


@pytest.mark.parametrize("base_rate", [0.0, 0.001, 1.0])
def test_a_type_without_members_cannot_be_told(base_rate: float):
    assert math.isnan(fit_index(made(False, coded=False), base_rate, np.random.default_rng(3)))


def test_a_constant_indicator_cannot_be_told():
    table = made(False, coded=False)
    table[:, 0] = 1.0
    assert math.isnan(fit_index(table, 0.2, np.random.default_rng(3)))
