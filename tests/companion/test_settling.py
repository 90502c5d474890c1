"""A practice under way: what opens it, what it remembers, and the moment that comes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowlby.companion.guides import GUIDES
from bowlby.companion.settling import (
    MOST_RUNS,
    SAFE_FOR_SECONDS,
    Run,
    Settling,
    added_to,
    moment_of,
    note_of,
    session_of_series,
)
from bowlby.diary.records import MAX_NOTE, Moment, RecordError
from companion.visits import START

NEEDS_QUESTION = sorted(name for name, guide in GUIDES.items() if guide.danger_first)
LATER = START + timedelta(minutes=9)
OPEN = Moment(
    id="c" * 32,
    at=START,
    trigger="no-reply",
    figure="partner",
    alarm_before=8.0,
    expected_warmth=25.0,
    practices=("naming",),
    note="mine",
)


def run(name: str = "breathing", **changes: object) -> Run:
    return Run(**{"id": "r", "guide": name, "started_at": START, "alarm_before": "7", **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NEEDS_QUESTION)
def test_nothing_that_needs_the_question_begins_without_its_answer(name: str):
    settling = Settling()
    assert settling.begin(GUIDES[name], 0.0, START) is None
    settling.says_safe("another", 0.0)
    assert settling.begin(GUIDES[name], 0.0, START) is None
    settling.says_safe(name, 0.0)
    assert settling.begin(GUIDES[name], SAFE_FOR_SECONDS + 1, START) is None
    assert settling.begin(GUIDES[name], SAFE_FOR_SECONDS, START) is not None
    assert settling.begin(GUIDES[name], SAFE_FOR_SECONDS, START) is None


def test_what_calms_begins_at_once():
    assert Settling().begin(GUIDES["breathing"], 0.0, START) is not None


def test_a_yes_ends_what_must_not_go_on():
    settling = Settling()
    settling.says_safe("re-reading", 0.0)
    settling.begin(GUIDES["re-reading"], 0.0, START)
    kept = settling.begin(GUIDES["breathing"], 0.0, START)
    settling.says_safe("outside-view", 0.0)
    settling.says_unsafe()
    assert list(settling.runs.values()) == [kept]
    assert not settling.may_begin(GUIDES["outside-view"], 0.0)


def test_old_runs_give_way():
    settling = Settling()
    first = settling.begin(GUIDES["naming"], 0.0, START)
    for _ in range(MOST_RUNS):
        settling.begin(GUIDES["naming"], 0.0, START)
    assert first
    assert len(settling.runs) == MOST_RUNS
    assert first.id not in settling.runs


def test_a_moment_of_its_own():
    moment = moment_of(run(), {"trigger": "no-smile", "alarm_after": "4"}, LATER)
    assert (moment.at, moment.after_at) == (START, LATER)
    assert (moment.trigger, moment.alarm_before, moment.alarm_after) == ("no-smile", 7.0, 4.0)
    assert moment.practices == ("breathing",)
    assert (moment.answer, moment.signal, moment.note) == ("", "", "")


def test_without_a_rating_there_is_no_time_of_it():
    moment = moment_of(run(alarm_before=""), {}, LATER)
    assert (moment.alarm_before, moment.alarm_after, moment.after_at) == (None, None, None)


def test_an_experiment_stays_open_with_its_prediction():
    moment = moment_of(run("reassurance-experiment", figure="partner", warmth="25"), {"trigger": ""}, LATER)
    assert (moment.answer, moment.signal, moment.expected_warmth, moment.figure) == (
        "pending",
        "reach",
        25.0,
        "partner",
    )


def test_only_what_was_asked_for_is_added():
    done = run(written={"sit": "secret"})
    moment = added_to(OPEN, done, {"alarm_after": "3"}, LATER)
    assert (moment.alarm_before, moment.alarm_after, moment.after_at) == (8.0, 3.0, LATER)
    assert moment.practices == ("naming", "breathing")
    assert (moment.note, moment.trigger, moment.answer) == ("mine", "no-reply", "pending")
    assert added_to(moment, done, {}, LATER).practices == ("naming", "breathing")


def test_a_prediction_that_stands_is_not_changed():
    moment = added_to(OPEN, run("reassurance-experiment", warmth="95", figure="friend"), {}, LATER)
    assert (moment.expected_warmth, moment.figure) == (25.0, "partner")


def test_what_was_written_is_kept_only_when_it_is_wanted():
    done = run("naming", written={"word": "wistful"}, chosen={"word": ("sad",)})
    assert note_of(done) == "Find the word that fits: sad; wistful"
    assert note_of(run("naming", written={"where": "in the throat"})) == "Where is it? in the throat"
    assert moment_of(done, {}, LATER).note == ""
    assert moment_of(done, {"note": "keep"}, LATER).note == note_of(done)
    assert added_to(OPEN, done, {"note": "keep"}, LATER).note == f"mine\n\n{note_of(done)}"


def test_a_note_that_grows_too_long_is_refused():
    done = run("naming", written={"word": "x" * 4000})
    full = Moment(id="d" * 32, at=START, note="y" * (MAX_NOTE - 100))
    with pytest.raises(RecordError, match="longer"):
        added_to(full, done, {"note": "keep"}, LATER)


def test_a_session_is_found_by_name_and_the_first_is_the_default():
    guide = GUIDES["mindfulness"]
    assert (session_of_series(guide, "walking") or guide.sessions()[0]).name == "walking"
    assert (session_of_series(guide, "none") or guide.sessions()[1]).name == "arriving"
    assert session_of_series(GUIDES["naming"], "walking") is None


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), st.sampled_from(sorted(GUIDES))),
        st.tuples(st.just("yes"), st.sampled_from(NEEDS_QUESTION)),
        st.tuples(st.just("no"), st.sampled_from(NEEDS_QUESTION)),
        st.tuples(st.just("open"), st.sampled_from(sorted(GUIDES))),
        st.tuples(st.just("step"), st.sampled_from(sorted(GUIDES))),
    ),
    max_size=12,
)
"""What someone, or someone's browser, may ask for in whatever order."""


@settings(max_examples=40)
@given(STEPS)
def test_no_order_of_requests_opens_an_exercise_past_the_question(steps: list[tuple[str, str]]):
    settling = Settling()
    safe: set[str] = set()
    for what, name in steps:
        guide = GUIDES[name]
        if what == "no":
            settling.says_safe(name, 0.0)
            safe.add(name)
        elif what == "yes":
            settling.says_unsafe()
            safe.clear()
            assert not any(run.facts.danger_first for run in settling.runs.values())
        elif what == "begin":
            run = settling.begin(guide, 1.0, START)
            assert (run is not None) == (not guide.danger_first or name in safe)
            safe.discard(name)
        else:
            assert settling.may_begin(guide, 1.0) == (not guide.danger_first or name in safe)
