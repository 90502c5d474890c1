"""The room of the Strange Situation: where things are, who moves where in a tick, who is held.

Places are metres, shape [2, ...]: across and deep. What moves an infant or an adult is decided elsewhere; here it is
walked.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from bowlby.parameters import Room


class Places(NamedTuple):
    """Fixed places of the room, metres, each [2]."""

    door: Array
    toys: Array
    carer_chair: Array
    stranger_chair: Array


class Positions(NamedTuple):
    """Where everyone is, metres, each [2, ...]. Who is outside is kept at the door."""

    infant: Array
    carer: Array
    stranger: Array


def places(room: Room) -> Places:
    """Fixed places from the parameters of the room."""

    def at(x: ArrayLike, y: ArrayLike) -> Array:
        return jnp.stack(jnp.broadcast_arrays(jnp.asarray(x, jnp.float32), jnp.asarray(y, jnp.float32)))

    return Places(
        at(room.door_x, room.door_y),
        at(room.toys_x, room.toys_y),
        at(room.chair_x, room.chair_y),
        at(room.other_chair_x, room.other_chair_y),
    )


def distance(here: Array, there: Array) -> Array:
    """Metres between two places, shape [...]."""
    return jnp.sqrt((here[0] - there[0]) ** 2 + (here[1] - there[1]) ** 2)


def towards(here: Array, goal: Array, furthest: ArrayLike) -> Array:
    """A walk of at most `furthest` metres straight to a goal, [2, ...]."""
    gap = distance(here, goal)
    share = jnp.clip(furthest / jnp.maximum(gap, 1e-6), 0.0, 1.0)
    return here + share * (goal - here)


def away_from(here: Array, feared: Array, furthest: ArrayLike, room: Room) -> Array:
    """A move of `furthest` metres straight away from someone, stopped by the walls, [2, ...]."""
    gap = jnp.maximum(distance(here, feared), 1e-6)
    corner = jnp.stack(jnp.broadcast_arrays(jnp.asarray(room.width), jnp.asarray(room.depth)))
    return jnp.clip(here + furthest * (here - feared) / gap, 0.0, _over(corner, here.ndim))


def pick(condition: Array, yes: Array, no: Array) -> Array:
    """`jnp.where` for places: the condition [...] chooses between places [2, ...], or fixed ones [2]."""
    axes = jnp.ndim(condition) + 1
    return jnp.where(condition, _over(yes, axes), _over(no, axes))


def _over(place: Array, axes: int) -> Array:
    """A fixed place, shaped to stand against the places of people with so many axes."""
    return place if place.ndim == axes else place.reshape(2, *(1,) * (axes - 1))
