"""What the forms offer, with the words that readers see."""

from __future__ import annotations

import pytest

from bowlby.companion import choices
from bowlby.names import SIGNALS


def test_names_get_their_words():
    assert [choice.label for choice in choices.triggers(["no-reply", "rain"])] == ["No reply yet", "rain"]
    assert [choice.label for choice in choices.practices(["breathing", "a walk"])] == ["Slow breathing", "a walk"]
    assert [choice.value for choice in choices.figures(["partner", "Kim"])] == ["partner", "Kim"]
    assert [choice.value for choice in choices.signals()] == list(SIGNALS)


def test_what_a_record_holds_is_offered_too():
    assert choices.with_own(["a", "b"], "", "b", "hidden one") == ["a", "b", "hidden one"]


@pytest.mark.parametrize(
    ("percent", "words"), [(0, "Almost surely not"), (50, "Could go either way"), (88, "Almost surely")]
)
def test_a_per_cent_finds_its_words(percent: float, words: str):
    assert choices.nearest_warmth(percent) == words


def test_every_offered_warmth_is_a_per_cent():
    assert all(0 <= float(choice.value) <= 100 for choice in choices.warmth())
