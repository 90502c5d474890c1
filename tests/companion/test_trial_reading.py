"""The words of trials: interval, counts and chance always; `helped` only where the trial found it."""

from __future__ import annotations

import re

import pytest

from bowlby.companion import trial_reading
from bowlby.inference.trial_rules import REASONS
from companion.tried import by_day, look, plan


def everything(**changes: object) -> str:
    return str(trial_reading.said(look(**changes), plan()))


def test_what_helped_is_said_with_interval_counts_and_chance():
    (one,) = trial_reading.said(look(), plan()).compared
    assert one.verdict == "Slow breathing helped you in these weeks: the alarm was lower by 1.5 points."
    assert one.numbers == (
        "Difference in alarm: −1.5 points (95 % interval −2.4 to −0.6). Rated 11 times with it, 12 times without."
    )
    assert "in fewer than 1 of 100 such trials" in one.chance
    assert one.model == "Beside it, a model that supposes more: −1.4 (90 % interval −2.1 to −0.7)."
    assert one.needed == ""


@pytest.mark.parametrize("changes", [{"found": False, "needed": 31}, {"effect": 1.5, "low": 0.6, "high": 2.4}])
def test_nothing_is_said_to_help_where_it_did_not(changes: dict):
    assert not re.search(r"(?<!not )\bhelped?\b", everything(**changes).replace("did not help", ""))


def test_no_difference_says_what_it_would_take():
    (one,) = trial_reading.said(look(found=False, needed=31, probability=0.3), plan()).compared
    assert one.verdict.startswith("No difference that chance could not make as well.")
    assert "about 31 moments more than this one" in one.needed
    assert "in 30 of 100 such trials" in one.chance


def test_a_look_half_way_concludes_nothing_from_no_difference():
    first = look(found=False, needed=31) | {"final": False}
    said = trial_reading.said(first, plan())
    assert said.heading == "A first look, as planned"
    assert said.compared[0].verdict.startswith("Nothing yet")


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ((None, None), "without an end on either side"),
        ((None, 2.0), "at most +2.0"),
        ((-1.0, None), "at least −1.0"),
    ],
)
def test_an_interval_without_an_end_says_so(ends: tuple[float | None, float | None], words: str):
    assert words in everything(low=ends[0], high=ends[1])


def test_missing_and_undone_are_told():
    notes = trial_reading.said(look() | {"missing_probability": 0.01}, plan()).notes
    assert notes[0] == "How often it was done when assigned. Slow breathing: done 90 times of 100."
    assert notes[1] == "1 outcome was not rated."
    assert "missing more often with one" in notes[2]
    assert "it holds for you" in notes[-1].lower()


def test_a_plan_is_told_whole():
    told = " ".join(trial_reading.plan_lines(plan()))
    for words in ("Slow breathing, against: As usual", "24 moments", "alarm of 4 on", "after 12 and 24", "5 of 100"):
        assert words in told
    assert "24 days" in " ".join(trial_reading.plan_lines(by_day()))


def test_power_is_told_in_hundreds():
    power = {"sizes": [{"effect": 1.0, "found": 0.42}], "enough": 60, "spread": 2.0, "correlation": 0.3}
    lines = trial_reading.power_lines(power, plan())
    assert lines == [
        "If it made a difference of 1 point, 42 of 100 such trials would find it.",
        "To find a difference of 1 point four times in five, it takes about 60 moments.",
    ]
    assert "enough" in trial_reading.power_lines(power | {"enough": 24}, plan())[-1]
    assert "hardly" in trial_reading.power_lines(power | {"enough": None}, plan())[-1]


def test_every_reason_to_rest_has_words():
    assert set(trial_reading.REASONS) == set(REASONS) - {"self-harm"}


def test_several_practices_are_told_one_by_one():
    both = look()
    both["comparisons"].append(both["comparisons"][0] | {"practice": "naming", "found": False, "needed": 40})
    said = trial_reading.said(both, plan(arms=("usual", "breathing", "naming")))
    assert [one.title for one in said.compared] == [
        "Slow breathing, against: As usual",
        "Naming the feeling, against: As usual",
    ]
    assert "helped" in said.compared[0].verdict
    assert "helped" not in said.compared[1].verdict
    assert any("hold for all of them together" in note for note in said.notes)
