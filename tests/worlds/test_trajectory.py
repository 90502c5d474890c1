from bowlby.plots import TRAJECTORY
from bowlby.worlds.trajectory import HIDDEN, Trajectory


def test_what_is_hidden_is_part_of_the_record():
    assert set(HIDDEN) < set(Trajectory._fields)


def test_what_can_be_seen_is_not_hidden():
    seen = ("infant_x", "infant_y", "signal", "answer", "in_contact", "crying", "looking", "exploring", "still")
    assert not set(seen) & set(HIDDEN)


def test_the_record_holds_everything_that_is_drawn():
    assert set(TRAJECTORY) <= set(Trajectory._fields)
