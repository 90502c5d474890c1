"""Watching: a lasting difference and one that comes with the stranger's talk are kept apart."""

from __future__ import annotations

from bowlby.evidence.watching import EXPERIMENT
from evidence.made import Made, by_class, found, made

ALWAYS = by_class(C=2.0)
RISE = "more looking while the stranger talks than without, resistant"


def test_more_looking_all_the_time_is_no_rise():
    worlds = Made(made(looking_free=ALWAYS, looking_talk=ALWAYS, looking_no_talk=ALWAYS - 0.2 * by_class(seed=7)))
    assert found(EXPERIMENT, "looking at the carer before", worlds).low > 1.5
    assert abs(found(EXPERIMENT, RISE, worlds).value) < 0.4


def test_a_rise_while_the_stranger_talks_is_found():
    worlds = Made(made(looking_talk=ALWAYS, looking_no_talk=by_class(seed=7)))
    assert found(EXPERIMENT, RISE, worlds).low > 0.8
