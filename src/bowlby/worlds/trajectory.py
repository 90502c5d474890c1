"""The record of a Strange Situation, tick by tick: what a figure draws and a coder watches."""

from __future__ import annotations

from typing import NamedTuple

from jax import Array


class Trajectory(NamedTuple):
    """The record of a Strange Situation: arrays [tick, ...].

    Attributes:
        tick, seconds: from 0, the same for all.
        episode: 1..8; 9 once it is over, while longer records go on.
        infant_x, infant_y, carer_x, carer_y, stranger_x, stranger_y: metres; NaN when outside.
        signal, answer: indices of `names.SIGNALS` and `names.ANSWERS`; the answer is the faced figure's.
        in_contact: held by the carer. held_by_stranger: held by the stranger.
        crying, looking (at the figure faced, or at the door where it left), exploring: what can be seen.
        still: movement stopped in the middle of what it was doing. startled: the figure frightened.
        alarm, expected_loss: hidden; a coder never sees them.
    """

    tick: Array
    seconds: Array
    episode: Array
    infant_x: Array
    infant_y: Array
    carer_x: Array
    carer_y: Array
    stranger_x: Array
    stranger_y: Array
    signal: Array
    answer: Array
    in_contact: Array
    held_by_stranger: Array
    crying: Array
    looking: Array
    exploring: Array
    still: Array
    startled: Array
    alarm: Array
    expected_loss: Array


HIDDEN = ("alarm", "expected_loss")
"""Fields of a trajectory that nobody in the room can see."""
