"""Walking in the room."""

from __future__ import annotations

import jax.numpy as jnp
import pytest

from bowlby.worlds.room import away_from, distance, pick, places, towards
from worlds.lives import PARAMETERS

ROOM = PARAMETERS.room
HERE, THERE = jnp.array([1.0, 1.0]), jnp.array([4.0, 5.0])


def test_a_walk_is_straight_and_no_longer_than_the_legs():
    assert towards(HERE, THERE, 1.0).tolist() == pytest.approx([1.6, 1.8])


def test_a_walk_stops_at_its_goal():
    assert towards(HERE, THERE, 50.0).tolist() == [4.0, 5.0]
    assert towards(HERE, HERE, 1.0).tolist() == [1.0, 1.0]


def test_drawing_back_leads_away_and_stops_at_the_wall():
    feared = jnp.array([1.5, 1.0])
    assert away_from(HERE, feared, 0.75, ROOM).tolist() == pytest.approx([0.25, 1.0])
    assert away_from(HERE, feared, 9.0, ROOM).tolist() == [0.0, 1.0]
    assert away_from(HERE, HERE, 0.75, ROOM).tolist() == [1.0, 1.0]


def test_distances_are_metres():
    assert float(distance(HERE, THERE)) == 5.0
    assert pick(jnp.array([True, False]), HERE, THERE).tolist() == [[1.0, 4.0], [1.0, 5.0]]


def test_everything_stands_in_the_room():
    for place in places(ROOM):
        assert 0 <= float(place[0]) <= ROOM.width
        assert 0 <= float(place[1]) <= ROOM.depth
