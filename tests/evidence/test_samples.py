"""Shared populations: lived once, the same whatever the block, free of classes as an input, within bounds."""

from __future__ import annotations

import numpy as np
import pytest

from bowlby.errors import BowlbyError
from bowlby.evidence.samples import AS_THEY_ARE, Samples
from evidence.made import BLOCK, SHORT, TINY, made, tiny

CALM = (("rebuff", 0.0),)


def test_columns_are_those_of_hand_made_worlds():
    assert set(tiny().under(AS_THEY_ARE)) == set(made())


def test_a_population_is_lived_once():
    assert tiny().under(AS_THEY_ARE) is tiny().under(AS_THEY_ARE)
    assert tiny().seconds[AS_THEY_ARE] > 0


def test_the_same_seed_gives_the_same_dyads_and_another_seed_others():
    again = Samples(TINY - 10, 1, parameters=SHORT, block=BLOCK).under(AS_THEY_ARE)
    other = Samples(TINY, 2, parameters=SHORT, block=BLOCK).under(AS_THEY_ARE)
    for name, column in tiny().under(AS_THEY_ARE).items():
        np.testing.assert_array_equal(column[: TINY - 10], again[name])
    assert not set(other["sensitivity"]) & set(again["sensitivity"])


def test_a_way_of_care_is_tried_on_the_first_quarter_and_leaves_the_infants_as_they_are():
    found, before = tiny().under(CALM), tiny().under(AS_THEY_ARE)
    assert len(found["dyad"]) == tiny().size(CALM) == TINY // 4
    assert set(found["rebuff"]) == {0.0}
    for name in ("reactivity", "sensitivity"):
        np.testing.assert_array_equal(found[name], before[name][: TINY // 4])


def test_no_class_goes_into_a_life():
    """Other thresholds give other classes, and nothing else changes."""
    strict = SHORT._replace(coding=SHORT.coding._replace(c_resistance=1.2, conflict_above=8.0, a_turning_away=2.0))
    before, after = tiny().under(AS_THEY_ARE), Samples(TINY, 1, parameters=strict, block=BLOCK).under(AS_THEY_ARE)
    assert (before["class"] != after["class"]).mean() > 0.05
    for name in set(before) - {"class", "class3", "second_coder_class"}:
        np.testing.assert_array_equal(before[name], after[name])


def test_progress_counts_every_dyad():
    steps: list[int] = []
    Samples(BLOCK + 5, 1, parameters=SHORT, block=BLOCK, progress=steps.append).under(AS_THEY_ARE)
    assert steps == [BLOCK, 5]


@pytest.mark.parametrize(
    ("dyads", "seed", "why"), [(0, 1, "--dyads 0 is out of range"), (5, -1, "--seed -1 is out of range")]
)
def test_what_is_out_of_range_is_refused(dyads: int, seed: int, why: str):
    with pytest.raises(BowlbyError, match=why):
        Samples(dyads, seed)
