"""Persons: everything that goes with one person through the worlds."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from bowlby.model.alarm import Temperament
from bowlby.model.exchange import State
from bowlby.model.working_model import WorkingModel, meet, unformed
from bowlby.parameters import Parameters


class Person(NamedTuple):
    """A temperament and the state it is in, of people [...]."""

    temperament: Temperament
    state: State


def newborn(temperament: Temperament, parameters: Parameters) -> Person:
    """A calm person who has learnt nothing yet, with a figure whose attention is here.

    Args:
        temperament: what the person is born with, [...].
        parameters: the one parameter set.
    """
    shape = jnp.shape(temperament.reactivity)
    return Person(temperament, calm(unformed(shape, parameters.learning)))


def calm(model: WorkingModel) -> State:
    """A state without alarm, facing a figure whose attention is here."""
    shape = model.fast.fright.shape[1:]
    return State(jnp.zeros(shape, jnp.float32), jnp.ones(shape, bool), model)


def meets_new_figure(person: Person, parameters: Parameters) -> Person:
    """The same person, calm, in front of someone new: the fast counts start from the prototype."""
    return person._replace(state=calm(meet(person.state.working_model.prototype, parameters.learning)))
