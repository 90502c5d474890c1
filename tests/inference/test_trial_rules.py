"""When a trial pauses: thoughts of self-harm at once, worsening and lost sleep by what was recorded."""

from __future__ import annotations

import pytest

from bowlby.inference.trial_rules import Pause, is_sleepless, is_worse, pause

CALM = [3.0, 4.0, 3.0, 4.0, 3.0]


def test_nothing_recorded_pauses_nothing():
    assert not pause(self_harm=False)
    assert pause(self_harm=False) == Pause(())


def test_thoughts_of_self_harm_pause_at_once_lead_to_help_and_end_the_trial():
    found = pause(self_harm=True, before=CALM, during=CALM)
    assert found
    assert found.reasons == ("self-harm",)
    assert found.help_first
    assert not found.may_resume


def test_all_reasons_are_told_the_gravest_first():
    found = pause(self_harm=True, before=CALM, during=[9.0] * 5, sleep=[3.0, 3.0, 8.0])
    assert found.reasons == ("self-harm", "worsening", "lost-sleep")
    milder = pause(self_harm=False, before=CALM, during=[9.0] * 5)
    assert (milder.help_first, milder.may_resume) == (False, True)


@pytest.mark.parametrize(
    ("before", "during", "worse"),
    [
        (CALM, [5.0] * 5, True),
        (CALM, [4.8] * 5, False),
        (CALM, [9.0] * 4, False),
        (CALM, [None, 9.0, 9.0, None, 9.0, 9.0, 9.0], True),
        (CALM, [9.0] * 5 + [3.0] * 5, False),
        ([0.0, 9.0, 0.0, 9.0, 0.0], [6.0] * 5, False),
        ([], [8.0] * 5, True),
        ([], [7.9] * 5, False),
        ([8.5] * 5, [8.0] * 5, False),
        ([3.0] * 4, [7.0] * 5, False),
    ],
)
def test_worse_is_clearly_above_what_was_usual_before(before, during, worse: bool):
    assert is_worse(before, during) is worse


@pytest.mark.parametrize(
    ("sleep", "usual", "sleepless"),
    [
        ([4.0, 4.0], None, True),
        ([4.0, 8.0, 4.0], None, True),
        ([4.0, 4.0, 8.0, 8.0], None, False),
        ([4.0, None, None], None, False),
        ([6.0, 6.0], 9.0, True),
        ([6.0, 6.0], 7.5, False),
        ([4.9, 4.9], 4.0, True),
        ([], 8.0, False),
    ],
)
def test_lost_sleep_is_two_short_nights_of_three(sleep, usual, sleepless: bool):
    assert is_sleepless(sleep, usual) is sleepless
