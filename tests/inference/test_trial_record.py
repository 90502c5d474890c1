"""What happens in a trial: one assignment at a time, nothing ahead of it, and a text that shows changes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowlby.inference.trial_plan import TrialError, seal
from bowlby.inference.trial_record import Trial, Unit, end, read_trial, record, reveal, trial_text
from inference.sealed_trials import finished, plan, sealed_plan

RATINGS = st.none() | st.floats(0, 10)


def test_assignments_come_one_at_a_time_as_sealed():
    sealed = sealed_plan()
    trial, seen = Trial(sealed=sealed), []
    for _ in range(12):
        trial, arm = reveal(trial, before=5)
        seen.append(sealed.plan.arms.index(arm))
        trial = record(trial, 4, done=True)
    assert tuple(seen) == sealed.schedule
    assert [(unit.before, unit.outcome, unit.done) for unit in trial.units] == [(5, 4, True)] * 12
    with pytest.raises(TrialError, match="all 12 planned"):
        reveal(trial)


def test_asked_again_the_same_unit_is_told_and_its_rating_before_stays():
    trial, arm = reveal(Trial(sealed=sealed_plan()), before=3)
    assert reveal(trial, before=9) == (trial, arm)
    assert record(trial, None).units[0].before == 3


def test_no_outcome_without_an_assignment_and_none_after_the_end():
    trial = Trial(sealed=sealed_plan())
    with pytest.raises(TrialError, match="reveal"):
        record(trial, 5)
    over = end(reveal(trial)[0], "a bad week")
    assert (len(over.units), over.open, over.ended) == (1, None, "a bad week")
    with pytest.raises(TrialError, match="ended"):
        reveal(over)


@pytest.mark.parametrize("value", [-1, 10.1, float("nan"), "5", True])
def test_what_is_no_rating_is_refused(value):
    trial, _ = reveal(Trial(sealed=sealed_plan()))
    with pytest.raises(TrialError, match="0 to 10"):
        record(trial, value)
    with pytest.raises(TrialError, match="0 to 10"):
        reveal(Trial(sealed=sealed_plan()), value)


@settings(max_examples=60)
@given(st.lists(st.tuples(RATINGS, RATINGS, st.none() | st.booleans()), max_size=12), st.booleans(), st.booleans())
def test_a_trial_survives_its_text(units, opened: bool, ended: bool):
    trial = Trial(sealed=sealed_plan())
    for before, outcome, done in units:
        trial = record(reveal(trial, before)[0], outcome, done)
    if opened and len(units) < 12:
        trial, _ = reveal(trial, 1)
    if ended:
        trial = end(trial, "enough")
    assert read_trial(trial_text(trial)) == trial


def test_a_text_that_was_changed_is_refused():
    found = json.loads(trial_text(finished(sealed_plan(), [5.0] * 3)))
    found["sealed"]["schedule"] = found["sealed"]["schedule"][::-1]
    with pytest.raises(TrialError, match="seal"):
        read_trial(json.dumps(found))


@pytest.mark.parametrize(
    "change",
    [
        {"units": None},
        {"units": [{"before": None, "outcome": None, "done": None}] * 13},
        {"units": [{"before": None, "outcome": 11, "done": None}]},
        {"units": [{"before": None, "outcome": 1, "done": 1}]},
        {"units": [1]},
        {"open": 3},
        {"sealed": []},
        {"ended": None},
        {"more": 1},
    ],
)
def test_what_is_no_trial_is_refused(change: dict):
    found = json.loads(trial_text(Trial(sealed=sealed_plan()))) | change
    with pytest.raises(TrialError):
        read_trial(json.dumps(found))


def test_a_moment_below_the_plans_alarm_reveals_nothing():
    trial = Trial(sealed=seal(plan(unit="moment", outcome="alarm-after", from_alarm=4), "known"))
    for before in (None, 3.5):
        with pytest.raises(TrialError, match="from an alarm of 4 on"):
            reveal(trial, before)
    assert reveal(trial, 4.0)[0].open == Unit(before=4.0)
