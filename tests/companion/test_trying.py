"""A trial in the diary: sealed, one assignment at a time, resting and ending by the rules, nothing about why kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowlby.companion import trying
from bowlby.companion.times import on_the_clock
from bowlby.companion.trying import LEAST_RATED
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Checkin, Diary
from bowlby.errors import BowlbyError
from bowlby.inference.trials import MIN_RATED
from companion.tried import NOW, after_units, begun, busy, by_day, look

DAY = timedelta(days=1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DiaryDatabase]:
    with DiaryDatabase.open(tmp_path / "diary", bytes(32)) as one:
        yield one


def test_what_is_kept_comes_back(database: DiaryDatabase):
    kept = after_units(begun(), [3.0, None, 5.0])
    kept = replace(trying.asleep(kept, 6.5, NOW), paused_at=NOW, reasons=("worsening",), looks={"12": look()})
    trying.keep(database, kept)
    back = trying.one_of(database, kept.id)
    assert back is not None
    assert back.trial == kept.trial
    assert (back.times, back.nights, back.paused_at, back.reasons) == (kept.times, kept.nights, NOW, ("worsening",))
    assert back.looks == json.loads(json.dumps(kept.looks))
    assert [one.id for one in trying.all_of(database)] == [kept.id]
    assert trying.one_of(database, "none") is None


def test_a_draft_is_no_trial(database: DiaryDatabase):
    database.keep(trying.KIND, trying.DRAFT, {"asked": "2026-03-30"})
    assert trying.all_of(database) == []
    assert trying.one_of(database, trying.DRAFT) is None
    assert trying.draft_of(database) == {"asked": "2026-03-30"}


def test_a_changed_schedule_is_noticed(database: DiaryDatabase):
    kept = begun()
    trying.keep(database, kept)
    body = database.kept(trying.KIND)[kept.id]
    found = json.loads(body["trial"])
    found["sealed"]["schedule"] = found["sealed"]["schedule"][::-1]
    database.keep(trying.KIND, kept.id, body | {"trial": json.dumps(found)})
    with pytest.raises(BowlbyError, match="seal"):
        trying.one_of(database, kept.id)


def test_one_assignment_at_a_time():
    kept = begun()
    assert trying.assigned(kept) == ""
    opened = trying.revealed(kept, 5.0, NOW)
    assert trying.assigned(opened) in kept.plan.arms
    assert trying.revealed(opened, 9.0, NOW + DAY) == opened
    assert trying.closed(opened, 3.0, done=True).done == 1


def test_a_day_is_assigned_once():
    kept = trying.revealed(trying.begun(by_day(), NOW), 3.0, NOW)
    kept = trying.closed(kept, 3.0, done=True)
    with pytest.raises(BowlbyError, match="assigned already"):
        trying.revealed(kept, 3.0, NOW + timedelta(hours=3))
    assert trying.assigned(trying.revealed(kept, 3.0, NOW + DAY))


def test_a_moment_can_be_closed_at_once_and_a_day_in_the_evening():
    assert trying.may_close(trying.revealed(begun(), 5.0, NOW), NOW)
    day = trying.revealed(trying.begun(by_day(), NOW), 3.0, NOW)
    assert not trying.may_close(day, NOW.replace(hour=17))
    assert trying.may_close(day, NOW.replace(hour=18))
    assert trying.may_close(day, NOW + DAY)
    morning = trying.revealed(trying.begun(replace(by_day(), outcome="alarm-next-morning"), NOW), 3.0, NOW)
    assert not trying.may_close(morning, NOW.replace(hour=23))
    assert trying.may_close(morning, NOW + DAY)
    assert not trying.may_close(begun(), NOW)


def test_after_a_moment_it_asks_for_the_rating_half_an_hour_later():
    assert trying.asks_at(begun(), NOW) is None
    kept = trying.revealed(begun(), 5.0, NOW)
    assert trying.asks_at(kept, NOW) == NOW + timedelta(minutes=30)
    assert trying.asks_at(trying.closed(kept, 3.0, done=True), NOW) is None


def test_a_trial_of_days_asks_for_each_day_and_for_its_closing():
    here = NOW.astimezone()
    fresh = trying.begun(by_day(), here)
    assert trying.asks_at(fresh, here) == on_the_clock(here.date(), trying.MORNING)
    open_day = trying.revealed(fresh, 3.0, here)
    evening = on_the_clock(here.date(), trying.EVENING)
    assert trying.asks_at(open_day, here) == evening
    assert trying.may_close(open_day, evening)
    done, tomorrow = trying.closed(open_day, 3.0, done=True), here.date() + timedelta(days=1)
    assert trying.asks_at(done, here) == on_the_clock(tomorrow, trying.MORNING)
    next_day = on_the_clock(tomorrow, time(12))
    assert trying.asks_at(done, next_day) == on_the_clock(tomorrow, trying.MORNING)
    morning = trying.revealed(trying.begun(replace(by_day(), outcome="alarm-next-morning"), here), 3.0, here)
    assert trying.asks_at(morning, here) == on_the_clock(tomorrow, trying.MORNING)


def test_a_trial_that_rests_is_over_or_was_changed_asks_for_nothing(database: DiaryDatabase):
    rests = replace(trying.revealed(begun(), 5.0, NOW), paused_at=NOW)
    over = trying.ended(trying.begun(by_day(), NOW))
    assert [trying.asks_at(kept, NOW) for kept in (rests, over)] == [None, None]
    waits, changed = trying.begun(by_day(), NOW), begun()
    for kept in (rests, over, waits):
        trying.keep(database, kept)
    body = trying.as_body(changed)
    database.keep(trying.KIND, changed.id, body | {"trial": body["trial"].replace("breathing", "naming")})
    assert [kept.id for _at, kept in trying.asking(database, NOW)] == [waits.id]


def test_a_days_outcome_is_that_of_its_check_ins(database: DiaryDatabase):
    rated = [(-2, 9.0), (1, 2.0), (5, 4.0), (24, 6.0), (26, 7.0), (28, 8.0)]
    database.add(Diary(checkins=tuple(Checkin(at=NOW + timedelta(hours=h), alarm=alarm) for h, alarm in rated)))
    day = trying.revealed(trying.begun(by_day(), NOW), 3.0, NOW)
    assert trying.day_outcome(database, day) == (3.0, 2)
    morning = trying.revealed(trying.begun(replace(by_day(), outcome="alarm-next-morning"), NOW), 3.0, NOW)
    assert trying.day_outcome(database, morning) == (6.0, 1)
    later = replace(morning, times=(NOW + 3 * DAY,))
    assert trying.day_outcome(database, later) == (None, 0)


def test_looks_are_those_of_the_plan():
    kept = after_units(begun(), [4.0] * 11)
    assert (kept.look_due, kept.next_look, kept.over) == (False, 12, False)
    kept = after_units(kept, [4.0])
    assert kept.look_due
    kept = trying.looked(kept, look())
    assert (kept.look_due, kept.latest, kept.next_look) == (False, look(), 24)
    assert after_units(kept, [4.0] * 12).look_due


def test_a_look_tells_something_only_with_enough_ratings_that_differ():
    assert LEAST_RATED == MIN_RATED
    assert not after_units(begun(), [4.0] * 24).tells
    assert not after_units(begun(), [None] * 20 + [3.0, 4.0, 5.0, 6.0]).tells
    assert after_units(begun(), [3.0, 5.0] * 12).tells


def test_danger_is_asked_about_where_a_threat_is_questioned():
    assert not begun().asks_about_danger
    assert begun(arms=("usual", "outside-view")).asks_about_danger


def test_ending_early_allows_one_more_look_but_not_after_an_end_for_safety(database: DiaryDatabase):
    kept = after_units(begun(), [4.0] * 5)
    assert trying.ended(kept).look_due
    why = trying.checked(database, kept, 5.0, self_harm=True)
    safe = trying.halted(kept, why, NOW)
    assert (safe.over, safe.look_due) == (True, False)


# --- the rules ----------------------------------------------------------------------------------------------


def test_thoughts_of_self_harm_end_it_and_are_not_kept(database: DiaryDatabase):
    why = trying.checked(database, begun(), 5.0, self_harm=True)
    assert why.help_first
    kept = trying.halted(begun(), why, NOW)
    trying.keep(database, kept)
    assert kept.over
    assert "harm" not in json.dumps(database.kept(trying.KIND))


def test_worsening_makes_it_rest_and_a_day_later_it_may_go_on(database: DiaryDatabase):
    database.add(busy(alarm=4.0))
    kept = begun()
    for n in range(4):
        kept = trying.closed(trying.revealed(kept, 8.0, NOW + timedelta(hours=n)), 6.0, done=True)
    why = trying.checked(database, kept, 8.0, self_harm=False)
    assert why.reasons == ("worsening",)
    kept = trying.halted(kept, why, NOW)
    with pytest.raises(BowlbyError, match="rests"):
        trying.revealed(kept, 8.0, NOW)
    assert not trying.may_resume(kept, NOW + timedelta(hours=23))
    with pytest.raises(BowlbyError, match="let a day pass"):
        trying.resumed(kept, NOW)
    again = trying.resumed(kept, NOW + DAY)
    assert not trying.checked(database, again, 8.0, self_harm=False)


def test_high_moments_are_compared_with_high_moments(database: DiaryDatabase):
    """By the plan only moments from an alarm of 4 on count; that these are higher than all moments is no worsening."""
    database.add(busy(alarm=5.0, moments=15))
    low = busy(alarm=1.0)
    database.add(Diary(tuple(replace(one, id=f"low{one.id[3:]}") for one in low.moments)))
    assert min(trying.ratings_before(database, begun())) >= 4.0
    kept = after_units(begun(), [4.0] * 4)
    assert not trying.checked(database, kept, 5.0, self_harm=False)


def test_lost_sleep_makes_it_rest(database: DiaryDatabase):
    kept = begun()
    for n in range(2):
        kept = trying.asleep(kept, 4.0, NOW + n * DAY)
    assert trying.asleep(kept, 9.0, NOW + DAY) == kept
    assert trying.checked(database, kept, 5.0, self_harm=False).reasons == ("lost-sleep",)
    assert trying.asleep(kept, None, NOW + 5 * DAY) == kept


# --- whatever happens ---------------------------------------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("reveal"), st.integers(0, 10)),
        st.tuples(st.just("close"), st.none() | st.integers(0, 10)),
        st.tuples(st.just("look"), st.none()),
        st.tuples(st.just("end"), st.none()),
        st.tuples(st.just("rest"), st.none()),
        st.tuples(st.just("resume"), st.none()),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_happens_the_schedule_is_followed_and_nothing_is_looked_at_too_early(steps: list[tuple[str, Any]]):
    kept, now = begun(), NOW
    for step, value in steps:
        now += DAY
        before = kept
        with suppress(BowlbyError):
            kept = taken(kept, step, value, now)
        assert kept.trial.sealed == before.trial.sealed
        assert 0 <= kept.done - before.done <= 1
        if arm := trying.assigned(kept):
            assert arm == kept.plan.arms[kept.trial.sealed.schedule[kept.done]]
        assert all(int(count) in kept.plan.looks or kept.trial.ended for count in kept.looks)
        assert not (before.over and kept.done > before.done)
        body = json.loads(json.dumps(written(kept)))
        assert trying.read(kept.id, body) == kept


def taken(kept: trying.Kept, step: str, value: Any, now: datetime) -> trying.Kept:
    """One step as the pages take it."""
    match step:
        case "reveal" if not kept.over:
            return trying.revealed(kept, float(value), now)
        case "close" if trying.may_close(kept, now):
            return trying.closed(kept, None if value is None else float(value), done=True)
        case "look" if kept.look_due:
            return trying.looked(kept, {"units": kept.done})
        case "end" if not kept.over:
            return trying.ended(kept)
        case "rest" if not kept.over and not kept.trial.open:
            return replace(kept, paused_at=now, reasons=("worsening",))
        case "resume":
            return trying.resumed(kept, now)
    return kept


def written(kept: trying.Kept) -> dict[str, Any]:
    """What would be kept of it."""
    bodies: list[dict[str, Any]] = []
    trying.keep(SimpleNamespace(keep=lambda kind, name, body: bodies.append(body)), kept)  # type: ignore[arg-type]
    return bodies[0]
