import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import norm

from bowlby.inference.prior import Widths, centre, nature_of
from bowlby.inference.shown import ALARM_TO_SETTLE, shown_of
from bowlby.parameters import load_parameters
from bowlby.worlds.everyday import Nature

PARAMETERS = load_parameters()


def person(**changes: float) -> Nature:
    point = centre(Widths(3, 3, 3))._replace(
        state_shift=jnp.array([0.5, 0.0, 0.0]),
        trigger_own=jnp.array([1.0, 0.0, -1.0]),
        **{name: jnp.asarray(value) for name, value in changes.items()},
    )
    return nature_of(point, PARAMETERS)


def mean_on_scale(middle: float, spread: float) -> float:
    """Mean of a normal number kept between 0 and 10, by adding up over a fine grid."""
    steps = np.linspace(-8, 8, 200_001)
    return float(np.average(np.clip(middle + spread * steps, 0, 10), weights=norm.pdf(steps)))


@pytest.mark.parametrize("baseline", [-2.5, -1.2, 0.0, 1.5, 3.5])
def test_what_is_added_is_the_change_of_the_mean_on_the_scale(baseline: float):
    who, share = person(baseline=baseline), 0.4
    shown = shown_of(who, jnp.array([share, 0.0, 0.0]))
    spread = float(np.sqrt(who.drift_spread**2 + who.mood_spread**2 + who.stir_spread**2))
    rest = float(who.baseline) + share * float(who.state_shift[0])
    usual = mean_on_scale(rest, spread)
    assert float(shown.usual_alarm) == pytest.approx(usual, abs=1e-3)
    for told, pull in zip(shown.triggers, who.trigger_pull, strict=True):
        pulled = mean_on_scale(rest + float(pull) * (10 - rest), spread * (1 - float(pull)))
        assert float(told) == pytest.approx(pulled - usual, abs=1e-3)
    without = rest - share * float(who.state_shift[0])
    with_it = mean_on_scale(without + float(who.state_shift[0]), spread)
    assert float(shown.states[0]) == pytest.approx(with_it - mean_on_scale(without, spread), abs=1e-3)
    assert float(shown.states[1]) == 0


def test_far_from_the_ends_it_is_the_mechanism_s_own_move():
    who = person(baseline=1.0, mood_spread=-2.0, stir_spread=-2.0, drift_spread=-2.0)
    shown = shown_of(who, jnp.zeros(3))
    usual = float(who.baseline)
    assert float(shown.usual_alarm) == pytest.approx(usual, abs=1e-3)
    assert np.asarray(shown.triggers) == pytest.approx(np.asarray(who.trigger_pull) * (10 - usual), abs=1e-3)
    assert np.asarray(shown.states) == pytest.approx(np.asarray(who.state_shift), abs=1e-3)


def test_what_settles_is_told_from_an_alarm_of_six():
    who = person()
    shown = shown_of(who, jnp.zeros(3))
    taken_off = ALARM_TO_SETTLE * (1 - np.exp(-np.asarray(who.practice_settles)))
    assert np.asarray(shown.practices) == pytest.approx(taken_off, rel=1e-5)
    comfort = ALARM_TO_SETTLE * (1 - np.exp(-float(who.comfort_settles)))
    assert float(shown.comfort) == pytest.approx(comfort, rel=1e-5)
    assert float(shown.rebuff) == pytest.approx(-float(who.rebuff_pull) * (10 - ALARM_TO_SETTLE), rel=1e-5)
    assert float(shown.log_half_life) == pytest.approx(np.log(float(who.half_life)), rel=1e-5)
