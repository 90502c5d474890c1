"""What the forms offer: the shared names first, the person's own beside them, most used first."""

from __future__ import annotations

import pytest

from bowlby.companion import choices
from bowlby.diary.records import Moment
from bowlby.names import PRACTICES, SIGNALS, TRIGGERS
from companion.visits import START


def moments(*names: str) -> list[Moment]:
    return [
        Moment(id=str(n), at=START, trigger=name, figure=name, practices=(name,) if name else ())
        for n, name in enumerate(names)
    ]


def test_shared_names_are_offered_in_order():
    assert [choice.value for choice in choices.triggers([])] == list(TRIGGERS)
    assert [choice.value for choice in choices.practices([])] == list(PRACTICES)
    assert [choice.value for choice in choices.signals()] == list(SIGNALS)


def test_own_names_come_by_use():
    used = moments("rain", "snow", "snow", "", "no-reply")
    assert [choice.value for choice in choices.triggers(used)][10:] == ["snow", "rain"]
    assert [choice.value for choice in choices.practices(used)][9:] == ["snow", "rain", "no-reply"]
    assert next(choice.value for choice in choices.figures(used)) == "snow"


def test_own_names_do_not_crowd_the_form():
    many = moments(*(f"name {n}" for n in range(40)))
    assert len(choices.triggers(many)) == len(TRIGGERS) + choices.MOST_OWN


@pytest.mark.parametrize(
    ("percent", "words"), [(0, "Almost surely not"), (50, "Could go either way"), (88, "Almost surely")]
)
def test_a_per_cent_finds_its_words(percent: float, words: str):
    assert choices.nearest_warmth(percent) == words


def test_every_offered_warmth_is_a_per_cent():
    assert all(0 <= float(choice.value) <= 100 for choice in choices.warmth())
