from __future__ import annotations

from zlib import crc32

import jax
import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jax.extend.random import threefry_2x32

from bowlby.model.streams import draw, person_keys, uniforms
from model.builders import QUICK, SEED, same

LAST = 1 - 2**-23
"""The largest uniform number that a stream gives."""

GRID = (np.arange(1000, dtype=np.float32) + 0.5) / 1000

weights = st.lists(st.sampled_from([0.0, 1e-6, 0.1, 1.0, 3.0]), min_size=2, max_size=4).filter(any)


keys_ = jax.jit(person_keys, static_argnums=1)
uniforms_ = jax.jit(uniforms, static_argnums=2)


def numbers(seed: int = SEED, world: str = "home", people: int = 5, tick: int = 0) -> jax.Array:
    return uniforms_(keys_(seed, world, jnp.arange(people)), tick, ("one",))["one"]


def test_the_same_address_gives_the_same_numbers():
    assert same(numbers(), numbers())


@pytest.mark.parametrize("other", [{"seed": SEED + 1}, {"world": "room"}, {"tick": 1}])
def test_another_address_gives_other_numbers(other):
    assert not (numbers() == numbers(**other)).any()


def test_people_and_decisions_have_numbers_of_their_own():
    found = uniforms_(keys_(SEED, "home", jnp.arange(50)), 3, ("one", "two", "three"))
    everything = np.concatenate([np.asarray(number) for number in found.values()])
    assert np.unique(everything).size == everything.size


def test_a_name_added_at_the_end_keeps_the_others():
    keys = keys_(SEED, "home", jnp.arange(5))
    few, more = uniforms_(keys, 11, ("one", "two")), uniforms_(keys, 11, ("one", "two", "three", "four", "five"))
    assert same(few, {name: more[name] for name in few})


def test_a_person_keeps_its_numbers_whoever_else_is_there():
    alone = uniforms_(keys_(SEED, "home", jnp.asarray(6)), 2, ("one", "two"))
    among = uniforms_(keys_(SEED, "home", jnp.arange(12).reshape(3, 4)), 2, ("one", "two"))
    assert same(alone, {name: number[1, 2] for name, number in among.items()})


def test_keys_are_folded_as_jax_random_folds_them():
    root = jax.random.fold_in(jax.random.key(SEED), crc32(b"home"))
    theirs = jax.vmap(lambda person: jax.random.fold_in(root, person))(jnp.arange(7))
    assert same(jax.random.key_data(keys_(SEED, "home", jnp.arange(7))), jax.random.key_data(theirs))


def test_numbers_are_the_words_that_jax_has_at_the_same_counter():
    keys = keys_(SEED, "home", jnp.arange(7))
    found = uniforms_(keys, 123, ("one", "two", "three"))
    for person, words in enumerate(np.asarray(jax.random.key_data(keys))):
        blocks = [threefry_2x32(words, np.array([123, place], np.uint32)) for place in (0, 1)]
        theirs = [(int(word) >> 9) / 2**23 for block in blocks for word in block]
        assert [float(found[name][person]) for name in ("one", "two", "three")] == theirs[:3]


def test_numbers_are_the_same_under_jit_and_in_a_scan():
    keys = keys_(SEED, "home", jnp.arange(5))
    plain = jnp.stack([uniforms(keys, tick, ("one",))["one"] for tick in range(4)])
    _, scanned = jax.lax.scan(lambda carry, tick: (carry, uniforms(keys, tick, ("one",))["one"]), 0, jnp.arange(4))
    assert same(plain, scanned)


def test_numbers_are_spread_evenly_and_independent_of_their_neighbours():
    many = uniforms_(keys_(SEED, "home", jnp.arange(20_000)), 5, ("one", "two"))
    one, two = np.asarray(many["one"]), np.asarray(many["two"])
    assert one.min() >= 0
    assert one.max() <= LAST
    for edge in (0.1, 0.25, 0.5, 0.9):
        assert (one < edge).mean() == pytest.approx(edge, abs=0.015)  # four standard errors
    assert abs(np.corrcoef(one, two)[0, 1]) < 0.03
    assert abs(np.corrcoef(one[1:], one[:-1])[0, 1]) < 0.03


@jax.jit
def drawn(probabilities, grid):
    """One category for each uniform number of the grid."""
    everyone = jnp.broadcast_to(probabilities, (*grid.shape, *probabilities.shape))
    return draw(dist.CategoricalProbs(everyone), grid)


@QUICK
@given(weights)
def test_a_categorical_is_drawn_as_often_as_it_says(weight):
    probabilities = np.asarray(weight, np.float32) / sum(weight)
    frequencies = np.bincount(drawn(probabilities, GRID), minlength=len(weight)) / GRID.size
    assert np.abs(frequencies - probabilities).max() <= 1.001 / GRID.size


@QUICK
@given(weights)
def test_what_cannot_happen_is_never_drawn(weight):
    probabilities = np.asarray(weight, np.float32) / sum(weight)
    assert probabilities[drawn(probabilities, np.array([0.0], np.float32))] > 0
    # The last category takes what rounding leaves over, so at the other end it is asked about where it is possible.
    if weight[-1] > 0:
        assert probabilities[drawn(probabilities, np.array([LAST], np.float32))] > 0


@pytest.mark.parametrize("probability", [0.0, 0.2, 1.0])
def test_yes_or_no_is_drawn_as_often_as_it_says(probability):
    found = np.asarray(draw(dist.BernoulliProbs(np.full(1000, probability, np.float32)), jnp.asarray(GRID)))
    assert found.dtype == bool
    assert found.mean() == pytest.approx(probability, abs=1e-3)


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
