"""Keeping track: looking up from play, and what a preoccupied carer does to play."""

from __future__ import annotations

from bowlby.evidence.keeping_track import EXPERIMENT
from evidence.made import Made, by_class, found, like, made

COLUMNS = made()


def test_looking_up_and_staying_near_are_read_from_their_own_columns():
    worlds = Made(COLUMNS | {"watching_play": by_class(C=1.0), "gap_free": by_class(C=-1.0)})
    assert found(EXPERIMENT, "play with an eye on the carer, resistant", worlds).low > 0.5
    assert found(EXPERIMENT, "metres from the carer", worlds).high < -0.5


def test_play_that_suffers_from_preoccupation_is_negative():
    worlds = Made(COLUMNS | {"exploration": like(-COLUMNS["preoccupation"])})
    assert found(EXPERIMENT, "carer's preoccupation", worlds).high < -0.5
