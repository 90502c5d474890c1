"""The Strange Situation drawn: who is shown where, which records it takes, and what it refuses."""

import math
import re
from collections import namedtuple
from collections.abc import Callable

import numpy as np
import pytest

from bowlby import plots
from plots.figures import trajectory


def test_the_room_takes_arrays_in_a_named_tuple() -> None:
    columns = trajectory()
    bundle = namedtuple("bundle", plots.TRAJECTORY)(**{name: np.asarray(col) for name, col in columns.items()})
    assert plots.svg(plots.room(bundle)) == plots.svg(plots.room(columns))


def test_somebody_outside_is_not_drawn() -> None:
    """The carer is out in episode 4: alone with the stranger there, nobody's sign is the carer's."""
    columns = trajectory()
    nobody = {**columns, "carer_x": [math.nan] * len(columns["tick"])}
    with_carer, without = (plots.svg(plots.room(each)) for each in (columns, nobody))
    sign = f'fill="{plots.PALETTES["light"].cool}"'
    assert with_carer.count(sign) - without.count(sign) == 5


def test_ticks_after_the_end_are_left_out() -> None:
    columns = trajectory()
    longer = {name: [*values, 9 if name == "episode" else values[-1]] for name, values in columns.items()}
    assert plots.svg(plots.room(longer)) == plots.svg(plots.room(columns))


def test_being_held_by_the_stranger_counts_as_held() -> None:
    columns = trajectory()
    held = columns | {"held_by_stranger": [episode == 7 for episode in columns["episode"]]}
    spells = [plots.room(each).to_dict()["description"].count("held 60 seconds") for each in (columns, held)]
    assert spells == [1, 2]


def test_the_door_stands_on_the_nearest_wall() -> None:
    left, near_left = (plots.room(trajectory(), plan=plots.Plan(door=(x, 1.5))) for x in (0.0, 0.3))
    below = plots.room(trajectory(), plan=plots.Plan(door=(2.0, 0.1)))
    assert plots.svg(left) == plots.svg(near_left)
    assert plots.svg(left) != plots.svg(below)


@pytest.mark.parametrize(
    ("draw", "what"),
    [
        (lambda: plots.room({name: [] for name in plots.TRAJECTORY}), "no ticks"),
        (lambda: plots.room({"tick": [0]}), "has no seconds, episode"),
        (lambda: plots.room(trajectory() | {"alarm": [0.1]}), "differ in length"),
        (lambda: plots.room(trajectory() | {"episode": [0] * 96}), "not one of 1 to 8"),
        (lambda: plots.room(trajectory(), width=100), "at least 280"),
    ],
)
def test_what_cannot_be_drawn_says_why(draw: Callable[[], object], what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        draw()
