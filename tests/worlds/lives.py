"""Small, compiled runs of the lab's worlds that its tests share: a few dyads of chosen care, one shape."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from bowlby.model.alarm import Temperament
from bowlby.model.care import Care
from bowlby.parameters import load_parameters
from bowlby.worlds import home, strange_situation
from bowlby.worlds.episodes import schedule
from bowlby.worlds.population import Dyads

PARAMETERS = load_parameters()
BEAT = home.rhythm(PARAMETERS.home)
PLAN = schedule(PARAMETERS.strange_situation)
MANY = 96
PEOPLE = jnp.arange(MANY, dtype=jnp.uint32)
SEED = 11

ORDINARY = {
    "sensitivity": 0.8,
    "preoccupation": 0.2,
    "dwell": 3.0,
    "breakthrough": 0.2,
    "rebuff": 0.05,
    "fright": 0.0,
    "intrusiveness": 0.05,
}


class Life(NamedTuple):
    """A year at home (`Upbringing`) and the Strange Situation after it (`Trajectory`), of `MANY` infants."""

    grown: Any
    record: Any


@jax.jit
def lived(seed: int, people: jax.Array, dyads: Dyads) -> Life:
    grown = home.live(seed, people, dyads, PARAMETERS, BEAT)
    return Life(grown, strange_situation.run(seed, people, dyads, grown.working_model, PARAMETERS, PLAN))


def figures(**care: float) -> Dyads:
    """Typical infants, all with the same figure: an ordinary one but for what is named."""
    population = PARAMETERS.population
    whole = {name: jnp.full(MANY, value, jnp.float32) for name, value in (ORDINARY | care).items()}
    infant = {name: jnp.full(MANY, getattr(population, f"{name}_median"), jnp.float32) for name in Temperament._fields}
    return Dyads(Care(**whole), Temperament(**infant))


@cache
def life(**care: float) -> Life:
    """The same infants, the same chance, another figure; as numpy arrays."""
    return jax.tree.map(np.asarray, lived(SEED, PEOPLE, figures(**care)))
