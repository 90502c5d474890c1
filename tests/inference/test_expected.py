"""The calibration curve: bins with enough pairs, equal expectations together, intervals that hold."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.inference.expected import IN_A_BIN, MOST_BINS, curve_of
from bowlby.inference.warmth import expectation_gap
from inference.test_warmth import answered


def test_shares_are_those_of_the_pairs():
    stated = np.repeat([5.0, 50.0, 95.0], 12)
    warm = np.tile([True, False, False], 12)
    rows = curve_of(stated, warm)
    assert [(row["from"], row["to"], row["stated"], row["count"]) for row in rows] == [
        (value, value, value, 12) for value in (5.0, 50.0, 95.0)
    ]
    assert [row["observed"] for row in rows] == pytest.approx([100 / 3] * 3)
    assert all(0 <= row["low"] < row["observed"] < row["high"] <= 100 for row in rows)


def test_a_few_far_out_join_their_neighbours():
    rows = curve_of(np.array([25.0] * 20 + [95.0] * 3), np.ones(23, bool))
    assert [(row["from"], row["to"], row["count"]) for row in rows] == [(25.0, 95.0, 23)]
    rows = curve_of(np.array([5.0] * 3 + [25.0] * 20 + [75.0] * 10), np.ones(33, bool))
    assert [(row["from"], row["to"], row["count"]) for row in rows] == [(5.0, 25.0, 23), (75.0, 75.0, 10)]


def test_too_few_pairs_have_no_curve():
    assert curve_of(np.full(IN_A_BIN - 1, 50.0), np.ones(IN_A_BIN - 1, bool)) == []
    assert curve_of(np.empty(0), np.empty(0, bool)) == []
    assert expectation_gap(answered(29))["curve"] == []
    assert [row["count"] for row in expectation_gap(answered(30))["curve"]] == [30]


@given(
    st.lists(st.tuples(st.sampled_from((5.0, 25.0, 50.0, 75.0, 95.0)) | st.floats(0, 100), st.booleans()), max_size=120)
)
def test_every_pair_is_in_one_bin(pairs: list[tuple[float, bool]]):
    stated, warm = (np.array([pair[n] for pair in pairs]) for n in (0, 1))
    rows = curve_of(stated, warm)
    assert len(rows) <= MOST_BINS
    assert sum(row["count"] for row in rows) == (len(pairs) if len(pairs) >= IN_A_BIN else 0)
    assert all(row["count"] >= IN_A_BIN for row in rows)
    assert all(row["from"] <= row["stated"] <= row["to"] or row["stated"] == pytest.approx(row["from"]) for row in rows)
    assert all(one["to"] < other["from"] for one, other in pairwise(rows))


def test_somebody_whose_expectations_fit_is_found_so():
    """Warmth comes exactly as often as it seems to: nine intervals in ten hold the expectation."""
    chance = np.random.default_rng(11)
    held = []
    for _ in range(150):
        stated = chance.choice([5.0, 25.0, 50.0, 75.0, 95.0], 100)
        rows = curve_of(stated, chance.random(100) < stated / 100)
        held += [row["low"] <= row["stated"] <= row["high"] for row in rows]
    assert np.mean(held) > 0.88
