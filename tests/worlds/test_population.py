"""Figures and infants are drawn from continuous distributions, each from streams of its own."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from bowlby.errors import BowlbyError
from bowlby.names import CARE
from bowlby.parameters import load_parameters
from bowlby.worlds.population import TIMES, draw_dyads, read_care

PARAMETERS = load_parameters()
POPULATION = PARAMETERS.population
MANY = jnp.arange(4000, dtype=jnp.uint32)


def drawn(people=MANY, seed=3, **fixed):
    dyads = draw_dyads(seed, people, PARAMETERS, fixed)
    return {name: np.asarray(value) for name, value in (dyads.care._asdict() | dyads.temperament._asdict()).items()}


DYADS = drawn()


@pytest.mark.parametrize("name", DYADS)
def test_the_middle_of_the_population_is_the_declared_one(name: str):
    middle, spread = getattr(POPULATION, f"{name}_median"), getattr(POPULATION, f"{name}_spread")
    scale = np.log if name in TIMES else lambda share: np.log(share / (1 - share))
    scores = (scale(DYADS[name].astype(float)) - scale(middle)) / spread
    assert np.mean(scores) == pytest.approx(0, abs=0.06)
    assert np.std(scores) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("name", DYADS)
def test_everything_drawn_is_in_its_range(name: str):
    assert (DYADS[name] > 0).all()
    assert name in TIMES or (DYADS[name] < 1).all()


def test_strain_ties_the_parts_of_care_together():
    wanted = POPULATION.sensitivity_strain * POPULATION.preoccupation_strain
    logits = [np.log(DYADS[name] / (1 - DYADS[name])) for name in ("sensitivity", "preoccupation")]
    assert np.corrcoef(logits)[0, 1] == pytest.approx(wanted, abs=0.05)
    assert abs(np.corrcoef(DYADS["sensitivity"], DYADS["curiosity"])[0, 1]) < 0.05


def test_a_dyad_depends_on_its_number_only():
    some = drawn(jnp.array([7, 1999], jnp.uint32))
    assert all((some[name] == DYADS[name][[7, 1999]]).all() for name in DYADS)


def test_another_seed_draws_others():
    assert np.isclose(drawn(seed=4)["sensitivity"], DYADS["sensitivity"]).mean() < 0.01


def test_fixed_care_is_shared_and_changes_nothing_else():
    fixed = drawn(rebuff=0.4, dwell=9.0)
    assert (fixed["rebuff"] == np.float32(0.4)).all()
    assert (fixed["dwell"] == np.float32(9)).all()
    assert all((fixed[name] == DYADS[name]).all() for name in DYADS if name not in ("rebuff", "dwell"))


def test_care_is_read_as_written():
    assert read_care("") == {}
    assert read_care(" sensitivity=0.4, dwell = 6,") == {"sensitivity": 0.4, "dwell": 6.0}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("warmth=0.4", "'warmth' is not a part of care; use one of sensitivity"),
        ("sensitivity", "sensitivity= is not a number"),
        ("sensitivity=high", "sensitivity=high is not a number"),
        ("sensitivity=1.2", "outside its range; give 0 to 1"),
        ("sensitivity=nan", "outside its range"),
        ("rebuff=-0.1", "outside its range"),
        ("dwell=0", "outside its range; give 0.01 to 1440 minutes"),
        ("fright=0.1,fright=0.2", "fright is given twice"),
    ],
)
def test_care_that_cannot_be_is_refused_in_one_line(text: str, said: str):
    with pytest.raises(BowlbyError, match=said) as caught:
        read_care(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", CARE)
def test_every_part_of_care_can_be_fixed(name: str):
    assert read_care(f"{name}=0.5") == {name: 0.5}
