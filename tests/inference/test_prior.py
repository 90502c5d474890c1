"""The space that is searched: its centre, and what one step in each direction means."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from bowlby.inference.prior import Point, Widths, centre, nature_of, turning_of
from bowlby.worlds.everyday import Nature
from inference.diaries import PARAMETERS

EVERYDAY, FIT = PARAMETERS.everyday, PARAMETERS.fit
SIZES = {"state_shift": 2, "trigger_own": 3, "practice_own": 4, "comfort_own": 1, "rebuff_own": 1, "costs": 3}
WIDTHS = Widths(triggers=3, practices=4, states=2)


def at(**steps: float) -> Nature:
    """The person that so many prior standard deviations from the centre stand for."""
    point = centre(WIDTHS)
    moved = {name: jnp.full_like(getattr(point, name), step) for name, step in steps.items()}
    return nature_of(point._replace(**moved), PARAMETERS)


def test_the_centre_is_nought_in_every_direction():
    point = centre(WIDTHS)
    assert {name: part.shape for name, part in point._asdict().items()} == {
        name: (SIZES[name],) if name in SIZES else () for name in Point._fields
    }
    assert all((part == 0).all() for part in point)


def test_at_the_centre_is_the_typical_person_with_half_of_the_typical_effects():
    """Half: what happens may do nothing as well as what is typical."""
    person = at()
    for name in (
        "baseline",
        "mood_spread",
        "stir_spread",
        "rating_spread",
        "half_life",
        "mood_days",
        "drift_spread",
        "drift_days",
    ):
        assert float(getattr(person, name)) == pytest.approx(getattr(EVERYDAY, name))
    assert np.asarray(person.state_shift).tolist() == [0, 0]
    assert float(person.moment_pull) == 0
    assert np.asarray(person.logs_slope) == pytest.approx(FIT.logs_slope)
    assert np.asarray(person.logs_from) == pytest.approx(EVERYDAY.logs_from)
    assert np.asarray(person.trigger_pull) == pytest.approx(np.full(3, EVERYDAY.trigger_pull / 2))
    assert float(person.rebuff_pull) == pytest.approx(EVERYDAY.rebuff_pull / 2)
    assert float(person.comfort_settles) == pytest.approx(EVERYDAY.comfort_settles / 2)
    assert np.asarray(person.practice_settles) == pytest.approx(np.full(4, EVERYDAY.practice_settles / 2))


@pytest.mark.parametrize(
    ("direction", "part", "spread"),
    [
        ("baseline", "baseline", FIT.baseline_spread),
        ("state_shift", "state_shift", FIT.state_spread),
        ("moment_pull", "moment_pull", FIT.moment_pull_spread),
        ("rebuff_pull", "rebuff_pull", FIT.rebuff_spread),
        ("comfort_settles", "comfort_settles", FIT.comfort_spread),
        ("trigger_centre", "trigger_pull", FIT.trigger_centre_spread),
        ("practice_centre", "practice_settles", FIT.practice_centre_spread),
        ("trigger_own", "trigger_pull", FIT.trigger_spread),
        ("practice_own", "practice_settles", FIT.practice_spread),
        ("logs_from", "logs_from", FIT.logs_from_spread),
        ("comfort_own", "comfort_own", FIT.comfort_own_spread),
        ("rebuff_own", "rebuff_own", FIT.rebuff_own_spread),
    ],
)
@pytest.mark.parametrize("steps", [-2.0, 1.0])
def test_a_step_adds_the_prior_spread_and_moves_nothing_else(direction: str, part: str, spread: float, steps: float):
    middle, moved = at(), at(**{direction: steps})
    assert np.asarray(getattr(moved, part) - getattr(middle, part)) == pytest.approx(
        np.full_like(getattr(middle, part), steps * spread), abs=1e-6
    )
    assert unmoved(middle, moved, part)


@pytest.mark.parametrize(
    ("part", "spread"),
    [
        ("mood_spread", FIT.log_spread_spread),
        ("stir_spread", FIT.log_spread_spread),
        ("rating_spread", FIT.log_spread_spread),
        ("drift_spread", FIT.log_spread_spread),
        ("half_life", FIT.log_half_life_spread),
        ("logs_slope", FIT.log_logs_slope_spread),
    ],
)
@pytest.mark.parametrize("steps", [-3.0, 1.0])
def test_what_must_be_above_nought_is_multiplied(part: str, spread: float, steps: float):
    middle, moved = at(), at(**{part: steps})
    factor = float(getattr(moved, part)) / float(getattr(middle, part))
    assert factor == pytest.approx(np.exp(steps * spread), rel=1e-5)
    assert unmoved(middle, moved, part)


@pytest.mark.parametrize(
    ("direction", "own", "part", "spread", "log_spread"),
    [
        ("trigger_spread", "trigger_own", "trigger_pull", FIT.trigger_spread, FIT.log_trigger_spread_spread),
        ("practice_spread", "practice_own", "practice_settles", FIT.practice_spread, FIT.log_practice_spread_spread),
    ],
)
def test_the_spread_of_a_kind_stretches_what_is_its_own(direction, own, part, spread, log_spread):
    assert unmoved(at(), at(**{direction: 1.5}), "")
    apart = np.asarray(getattr(at(**{own: 1.0, direction: 1.5}), part) - getattr(at(), part))
    assert apart == pytest.approx(np.full(apart.shape, spread * np.exp(1.5 * log_spread)), rel=1e-5)


def turned(**steps: float):
    """How the person that so many prior standard deviations from the centre stand for turns to others."""
    point = centre(WIDTHS)
    moved = {name: jnp.full_like(getattr(point, name), step) for name, step in steps.items()}
    return turning_of(point._replace(**moved), PARAMETERS)


def test_at_the_centre_a_person_turns_to_others_as_the_mechanism_does():
    who = turned()
    assert [float(value) for value in who.signals] == pytest.approx([*PARAMETERS.signals])
    shares = [float(who.comfort), float(who.rebuff), float(who.gap), float(who.stated_spread)]
    assert shares == pytest.approx([EVERYDAY.first_comfort, EVERYDAY.first_rebuff, 0, EVERYDAY.stated_spread])


def test_shares_stay_between_nought_and_one_and_worth_above_nought():
    for steps in (-4.0, 4.0):
        who = turned(comfort_first=steps, rebuff_first=steps, worth=steps, costs=steps, gap=steps)
        assert 0 < float(who.comfort) < 1
        assert 0 < float(who.rebuff) < 1
        assert float(who.signals.worth) > 0
        assert float(who.gap) == pytest.approx(steps * FIT.gap_spread)
        assert float(who.signals.cost_plea) == pytest.approx(PARAMETERS.signals.cost_plea + steps * FIT.cost_spread)


def unmoved(one: Nature, other: Nature, but: str) -> bool:
    """Whether two people are the same but for one part."""
    parts = [name for name in Nature._fields if name != but]
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in parts)
