"""People, figures and short lives for the tests of the mechanism; every random number comes from a stated seed."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from jax import Array
from jax.typing import ArrayLike

from bowlby.model.alarm import Temperament
from bowlby.model.care import Care
from bowlby.model.exchange import STREAMS, Circumstance, Happening, State, exchange
from bowlby.model.person import newborn
from bowlby.model.streams import person_keys, uniforms
from bowlby.model.working_model import Counts, Expectation
from bowlby.parameters import load_parameters

PARAMETERS = load_parameters()

QUICK = settings(max_examples=40)
"""Fewer examples than elsewhere: one example may run a small array program."""

shares = st.floats(0, 1, width=32)
alarms = shares
positive_counts = st.floats(0.0625, 1024, width=32)

SEED = 20260301

EXCHANGES = 200
"""Length of a life in these tests."""


class Cohort(NamedTuple):
    """People, each with a figure of their own; all of shape [person]."""

    keys: Array
    temperament: Temperament
    care: Care
    state: State


def near(value: ArrayLike, tolerance: float = 1e-6):
    """What a single-precision number may be compared with."""
    return pytest.approx(float(value), rel=tolerance, abs=tolerance)  # type: ignore[arg-type]


def everyone_differs(people: int, seed: int = SEED) -> Cohort:
    """A cohort in which temperament and care differ from person to person."""
    keys = person_keys(seed, "cohort", jnp.arange(people))
    u = uniforms(keys, 0, (*Temperament._fields, *Care._fields))
    temperament = Temperament(0.5 + u["reactivity"], 5 + 60 * u["half_life"], u["soothability"], u["curiosity"])
    care = Care(*(u[name] for name in Care._fields))._replace(
        dwell=0.5 + 20 * u["dwell"], rebuff=0.4 * u["rebuff"], fright=0.2 * u["fright"]
    )
    return Cohort(keys, temperament, care, newborn(temperament, PARAMETERS).state)


def alike(people: int, care: Care, seed: int = SEED) -> Cohort:
    """A cohort of people alike, with figures alike; only chance differs."""
    keys = person_keys(seed, "cohort", jnp.arange(people))
    temperament = full(Temperament(1.0, 10.0, 0.8, 1.0), people)  # type: ignore[arg-type]
    return Cohort(keys, temperament, full(care, people), newborn(temperament, PARAMETERS).state)


def full(numbers, people: int):
    """Plain numbers of a named tuple, repeated for every person."""
    return jax.tree.map(lambda number: jnp.asarray(np.full(people, number, np.float32)), numbers)


def figure(**changes: float) -> Care:
    """A figure that is always here and never answers, with changes; plain numbers."""
    care = dict.fromkeys(Care._fields, 0.0) | {"dwell": 5.0} | changes
    return Care(**care)  # type: ignore[arg-type]


def expecting(comfort: Any = 0.5, rebuff: Any = 0.0, loss: float = 0.0, fright: float = 0.0) -> Expectation:
    """Expectations; `comfort` and `rebuff` alike for all signals, or one number for each."""
    each = (np.broadcast_to(np.array(chances, np.float32), 4) for chances in (comfort, rebuff))
    return Expectation(*map(jnp.asarray, (*each, np.float32(loss), np.float32(fright))))


def counts(pair: tuple[float, float]) -> Counts:
    """The same pair of counts everywhere, for one person."""
    one = np.array(pair, np.float32)
    signals = np.broadcast_to(one[:, None], (2, 4))
    return Counts(*map(jnp.asarray, (signals, signals, one, one)))


def ordinary(numbers: dict[str, Array]) -> Circumstance:
    """Threat in four exchanges of ten, five minutes apart, the figure away in one of ten."""
    threat = jnp.where(numbers["threat"] < 0.4, numbers["threat"] * 2.5, 0.0)
    return Circumstance(threat, jnp.full_like(threat, 5.0), numbers["presence"] < 0.9)


@jax.jit
def live(cohort: Cohort, first: int = 0) -> tuple[State, Happening]:
    """A life of some exchanges: the last state [person], and what happened [exchange, person].

    `first` is the tick it begins with: a second life goes on from the first when it begins at `EXCHANGES`.
    """

    def go_on(state: State, tick: Array) -> tuple[State, Happening]:
        return step(cohort._replace(state=state), tick)

    return jax.lax.scan(go_on, cohort.state, first + jnp.arange(EXCHANGES))


def step(cohort: Cohort, tick: int | Array) -> tuple[State, Happening]:
    """One exchange of everyone."""
    numbers = numbers_at(cohort.keys, tick)
    return exchange(cohort.state, cohort.temperament, cohort.care, ordinary(numbers), numbers, PARAMETERS)


def numbers_at(keys: Array, tick: int | Array) -> dict[str, Array]:
    """What an exchange and its ordinary circumstance are drawn with."""
    return uniforms(keys, tick, (*STREAMS, "threat", "presence"))


def same(one, other) -> bool:
    """Whether two trees of arrays agree bit for bit."""
    pairs = zip(jax.tree.leaves(in_numpy(one)), jax.tree.leaves(in_numpy(other)), strict=True)
    return all(a.dtype == b.dtype and a.shape == b.shape and bool((a == b).all()) for a, b in pairs)


def in_numpy(tree):
    """The same tree with numpy's arrays, which are indexed and compared without compiling; keys stay as they are."""

    def of_leaf(leaf):
        return leaf if jnp.issubdtype(leaf.dtype, jax.dtypes.prng_key) else np.asarray(leaf)

    return jax.tree.map(of_leaf, tree)
