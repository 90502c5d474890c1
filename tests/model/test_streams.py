from __future__ import annotations

import jax
import jax.numpy as jnp
import numpyro.distributions as dist
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.model.streams import draw, person_keys, uniforms
from model.builders import QUICK, SEED, same

LAST = 1 - 2**-23
"""The largest uniform number that a stream gives."""

weights = st.lists(st.sampled_from([0.0, 1e-6, 0.1, 1.0, 3.0]), min_size=2, max_size=5).filter(any)


def numbers(seed: int = SEED, world: str = "home", people: int = 5, tick: int = 0) -> jax.Array:
    return uniforms(person_keys(seed, world, jnp.arange(people)), tick, ("one",))["one"]


def test_the_same_address_gives_the_same_numbers():
    assert same(numbers(), numbers())


@pytest.mark.parametrize("other", [{"seed": SEED + 1}, {"world": "room"}, {"tick": 1}])
def test_another_address_gives_other_numbers(other):
    assert not (numbers() == numbers(**other)).any()


def test_people_and_decisions_have_numbers_of_their_own():
    found = uniforms(person_keys(SEED, "home", jnp.arange(50)), 3, ("one", "two", "three"))
    everything = jnp.concatenate(list(found.values()))
    assert jnp.unique(everything).size == everything.size


def test_a_name_added_at_the_end_keeps_the_others():
    keys = person_keys(SEED, "home", jnp.arange(7))
    few, more = uniforms(keys, 11, ("one", "two")), uniforms(keys, 11, ("one", "two", "three", "four", "five"))
    assert same(few, {name: more[name] for name in few})


def test_a_person_keeps_its_numbers_whoever_else_is_there():
    alone = uniforms(person_keys(SEED, "home", jnp.asarray(6)), 2, ("one", "two"))
    among = uniforms(person_keys(SEED, "home", jnp.arange(12).reshape(3, 4)), 2, ("one", "two"))
    assert same(alone, {name: number[1, 2] for name, number in among.items()})


def test_numbers_are_the_same_under_jit_and_in_a_scan():
    keys = person_keys(SEED, "home", jnp.arange(9))
    plain = jnp.stack([uniforms(keys, tick, ("one",))["one"] for tick in range(4)])
    _, scanned = jax.lax.scan(lambda carry, tick: (carry, uniforms(keys, tick, ("one",))["one"]), 0, jnp.arange(4))
    assert same(plain, scanned)


def test_numbers_are_spread_evenly_and_independent_of_their_neighbours():
    many = uniforms(person_keys(SEED, "home", jnp.arange(20_000)), 5, ("one", "two"))
    one, two = many["one"], many["two"]
    assert one.min() >= 0
    assert one.max() <= LAST
    shares_below = jnp.stack([(one < edge).mean() for edge in (0.1, 0.25, 0.5, 0.9)])
    assert jnp.abs(shares_below - jnp.array([0.1, 0.25, 0.5, 0.9])).max() < 0.015  # four standard errors
    assert abs(jnp.corrcoef(one, two)[0, 1]) < 0.03
    assert abs(jnp.corrcoef(one[1:], one[:-1])[0, 1]) < 0.03


@QUICK
@given(weights)
def test_a_categorical_is_drawn_as_often_as_it_says(weight):
    probabilities = jnp.asarray(weight, jnp.float32) / sum(weight)
    size = 1000
    grid = (jnp.arange(size) + 0.5) / size
    drawn = draw(dist.CategoricalProbs(jnp.broadcast_to(probabilities, (size, len(weight)))), grid)
    frequencies = jnp.bincount(drawn, length=len(weight)) / size
    assert jnp.abs(frequencies - probabilities).max() <= 1.001 / size


@QUICK
@given(weights, st.sampled_from([0.0, LAST]))
def test_what_cannot_happen_is_never_drawn(weight, uniform):
    probabilities = jnp.asarray(weight, jnp.float32) / sum(weight)
    # The last category takes what rounding leaves over, so it is asked about only where it is possible at all.
    if uniform == LAST and weight[-1] == 0:
        probabilities = probabilities[::-1]
    assert probabilities[draw(dist.CategoricalProbs(probabilities), jnp.asarray(uniform))] > 0


@pytest.mark.parametrize("probability", [0.0, 0.2, 1.0])
def test_yes_or_no_is_drawn_as_often_as_it_says(probability):
    grid = (jnp.arange(1000) + 0.5) / 1000
    drawn = draw(dist.BernoulliProbs(jnp.full(1000, probability)), grid)
    assert drawn.dtype == bool
    assert drawn.mean() == pytest.approx(probability, abs=1e-3)


def test_logits_are_drawn_like_the_probabilities_they_stand_for():
    probabilities = jnp.array([0.1, 0.6, 0.3])
    grid = jnp.linspace(0.005, 0.995, 100)
    spread = jnp.broadcast_to(probabilities, (100, 3))
    assert same(draw(dist.CategoricalLogits(jnp.log(spread)), grid), draw(dist.CategoricalProbs(spread), grid))
    yes = draw(dist.BernoulliLogits(jnp.log(jnp.full(100, 0.25 / 0.75))), grid)
    assert same(yes, draw(dist.BernoulliProbs(jnp.full(100, 0.25)), grid))


def test_a_continuous_draw_is_the_quantile_and_stays_finite_at_the_ends():
    drawn = draw(dist.Normal(2.0, 3.0), jnp.array([0.0, 0.1587, 0.5, 0.8413, LAST]))
    assert jnp.isfinite(drawn).all()
    assert jnp.allclose(drawn[1:4], jnp.array([-1.0, 2.0, 5.0]), atol=2e-3)
    assert (jnp.diff(drawn) > 0).all()
