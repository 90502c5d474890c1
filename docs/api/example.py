"""A thousand people, one small threat, one figure who is half elsewhere."""

import jax.numpy as jnp

from bowlby.model.alarm import Temperament
from bowlby.model.care import Care
from bowlby.model.exchange import STREAMS, Circumstance, exchange
from bowlby.model.person import newborn
from bowlby.model.streams import person_keys, uniforms
from bowlby.names import SIGNALS
from bowlby.parameters import load_parameters

people = 1000
parameters = load_parameters()


def everyone(value: float) -> jnp.ndarray:
    """The same value for all."""
    return jnp.full(people, value)


temperament = Temperament(everyone(1.0), everyone(5.0), everyone(1.0), everyone(1.0))
care = Care(*(everyone(value) for value in (0.8, 0.5, 10.0, 0.5, 0.1, 0.0, 0.0)))
circumstance = Circumstance(everyone(0.4), everyone(1.0), jnp.ones(people, bool))

numbers = uniforms(person_keys(1, "example", jnp.arange(people)), 0, STREAMS)
state, happening = exchange(
    newborn(temperament, parameters).state, temperament, care, circumstance, numbers, parameters
)

for index, signal in enumerate(SIGNALS):
    print(f"{signal}: {int((happening.signal == index).sum())}")
