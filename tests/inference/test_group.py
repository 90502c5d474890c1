"""Many people: pooling gives back what made them, pulls in what is uncertain, and invents nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowlby.inference.group import FEWEST_PEOPLE, pool, pooled_rows


def made(people: int, middle: float, spread: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """True effects of people, what a fit saw of them, and its errors."""
    rng = np.random.default_rng(seed)
    true, errors = rng.normal(middle, spread, people), rng.uniform(0.2, 1.2, people)
    return true, rng.normal(true, errors), errors


def test_what_made_the_people_is_found_again():
    true, seen, errors = made(400, 1.5, 0.6, 20267)
    found = pool(seen, errors)
    assert found.middle == pytest.approx(1.5, abs=0.15)
    assert found.spread == pytest.approx(0.6, abs=0.12)
    assert np.corrcoef(found.values, true)[0, 1] > np.corrcoef(seen, true)[0, 1]


def test_intervals_hold_the_truth_nine_times_in_ten():
    kept = []
    for seed in range(40):
        true, seen, errors = made(20, 1.0, 0.5, seed)
        found = pool(seen, errors)
        each = ((found.low <= true) & (true <= found.high)).mean()
        kept.append([each, found.middle_low <= 1.0 <= found.middle_high, found.spread_low <= 0.5 <= found.spread_high])
    each, middle, spread = np.mean(kept, 0)
    assert each == pytest.approx(0.9, abs=0.03)
    assert middle > 0.8
    assert spread > 0.8


def test_who_is_less_certain_is_pulled_in_more():
    values, errors = [0.0, 0.0, 0.0, 0.0, 3.0, 3.0], [0.3, 0.3, 0.3, 0.3, 0.3, 2.0]
    found = pool(values, errors)
    assert found.values[5] < found.values[4] - 0.5
    assert found.high[5] - found.low[5] > found.high[4] - found.low[4]


def test_people_who_are_alike_share_one_value():
    true, seen, errors = made(100, 1.0, 0.0, 20268)
    found = pool(seen, errors)
    assert found.values.std() < 0.3 * seen.std()
    assert true.std() == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.05, 3)), min_size=FEWEST_PEOPLE, max_size=12), st.floats(-3, 3))
def test_moving_everybody_moves_everything_as_much(people: list[tuple[float, float]], by: float):
    values, errors = np.array(people).T
    here, there = pool(values, errors), pool(values + by, errors)
    assert there.middle - here.middle == pytest.approx(by, abs=0.05)
    assert there.values - here.values == pytest.approx(by, abs=0.05)
    assert here.middle_low <= here.middle <= here.middle_high
    assert here.others_low <= here.middle_low + 0.05
    assert here.middle_high <= here.others_high + 0.05


@pytest.mark.parametrize(
    ("values", "errors"),
    [([1.0] * 4, [1.0] * 4), ([1.0] * 6, [0.0] * 6), ([1.0] * 6, [1.0] * 5), ([np.nan] * 6, [1.0] * 6)],
)
def test_what_cannot_be_pooled_is_refused(values: list[float], errors: list[float]):
    with pytest.raises(ValueError, match=r"people|error"):
        pool(values, errors)


def result(person: str, effect: float | None) -> dict[str, Any]:
    known = effect is not None
    row = {"name": "no-reply", "enough": known, "effect": effect, "low": effect, "high": effect}
    if known:
        row |= {"low": effect - 1, "high": effect + 1}
    return {"person": person, "triggers": [row], "settles": []}


def test_rows_name_what_enough_people_have_an_estimate_of():
    results = [*(result(str(i), float(i)) for i in range(6)), result("none", None)]
    (row,) = pooled_rows(results)
    assert (row["kind"], row["name"], row["people"]) == ("triggers", "no-reply", 6)
    assert row["low"] < row["middle"] < row["high"]
    assert set(row["each"]) == {str(i) for i in range(6)}  # who has no estimate gets none from others
    assert pooled_rows(results[:4]) == []
