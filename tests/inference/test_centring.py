"""The coordinates of the draws: there and back, and the volume that a change of coordinates keeps account of."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jax.flatten_util import ravel_pytree

from bowlby.inference.centring import Shares, recentred, shares_of, uncentred
from bowlby.inference.prior import Point, Widths, centre
from inference.diaries import PARAMETERS

WIDTHS = Widths(3, 2, 1)
FIT = PARAMETERS.fit
shares = st.tuples(*[st.floats(0, 1)] * 5).map(lambda all_: Shares(np.array(all_[:3]), np.array(all_[3:])))


def some_point(seed: int) -> Point:
    flat, unravel = ravel_pytree(centre(WIDTHS))
    return Point(*unravel(jnp.asarray(np.random.default_rng(seed).normal(size=flat.size))))


@settings(max_examples=30)
@given(st.integers(0, 1000), shares)
def test_there_and_back_is_the_same_point(seed: int, how: Shares):
    with jax.enable_x64(True):
        point = some_point(seed)
        back, _ = uncentred(recentred(point, how, PARAMETERS), how, PARAMETERS)
        for one, other in zip(point, back, strict=True):
            assert np.asarray(one) == pytest.approx(np.asarray(other), abs=1e-9)


@settings(max_examples=20)
@given(st.integers(0, 1000), shares)
def test_the_shrinking_is_that_of_the_volume(seed: int, how: Shares):
    with jax.enable_x64(True):
        point = some_point(seed)
        flat, unravel = ravel_pytree(point)

        def there(place):
            return ravel_pytree(recentred(Point(*unravel(place)), how, PARAMETERS))[0]

        volume = np.linalg.slogdet(np.asarray(jax.jacobian(there)(flat)))[1]
        assert float(uncentred(point, how, PARAMETERS)[1]) == pytest.approx(volume, abs=1e-8)


def test_by_itself_a_trigger_is_told_by_its_own_pull():
    with jax.enable_x64(True):
        whole, none = Shares(np.ones(3), np.ones(2)), Shares(np.zeros(3), np.zeros(2))
        point = some_point(1)
        common = FIT.trigger_centre_spread * point.trigger_centre
        spread = FIT.trigger_spread * jnp.exp(FIT.log_trigger_spread_spread * point.trigger_spread)
        pulls = common + spread * point.trigger_own
        turned = recentred(point, whole, PARAMETERS).trigger_own * FIT.trigger_spread
        assert np.asarray(turned) == pytest.approx(np.asarray(pulls))
        assert np.asarray(recentred(point, none, PARAMETERS).trigger_own) == pytest.approx(
            np.asarray(point.trigger_own)
        )


def test_what_the_records_know_is_told_by_itself_and_what_they_do_not_by_what_is_common():
    found = shares_of(centre(WIDTHS), jnp.array([0.0, 1.0, FIT.trigger_spread**2 / 2]), jnp.zeros(2), PARAMETERS)
    assert np.asarray(found.triggers) == pytest.approx([1, 0, 0.5], abs=1e-6)
    assert np.asarray(found.practices) == pytest.approx([1, 1])
