"""When the notebook asks: the same list whenever it is looked at, fair to whom it asks, and never a debt."""

from __future__ import annotations

import os
import time as machine
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.companion import reminders
from bowlby.companion.reminders import MOST_TIMES, OPEN_MINUTES, Plan
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Checkin, Diary, Moment, RecordError

KEY = bytes(range(32))
DAY = date(2026, 3, 5)

clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
plans = st.builds(
    Plan,
    times=st.lists(clocks, max_size=3, unique=True).map(lambda times: tuple(sorted(times))),
    by_chance=st.integers(0, 8),
    start=clocks,
    end=clocks,
    seed=st.text("0123456789abcdef", min_size=4, max_size=4),
    ask_after=st.sampled_from(sorted(reminders.ASK_AFTER)),
    in_browser=st.booleans(),
    on_desktop=st.booleans(),
)
days = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DiaryDatabase]:
    with DiaryDatabase.open(tmp_path / "diary", KEY) as database:
        yield database


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clock changes in spring and autumn."""
    earlier = os.environ.get("TZ")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    machine.tzset()
    yield
    if earlier is None:
        monkeypatch.delenv("TZ")
    else:
        monkeypatch.setenv("TZ", earlier)
    machine.tzset()


# --- times ---------------------------------------------------------------------------------------------------


@given(plans, days)
def test_a_days_times_are_the_same_whenever_one_looks(plan: Plan, day: date):
    drawn = reminders.by_chance(plan, day)
    assert drawn == reminders.by_chance(plan, day) == sorted(drawn)
    assert all(plan.start <= at < plan.end for at in drawn)
    if plan.start < plan.end:
        width = (plan.end.hour * 60 + plan.end.minute - plan.start.hour * 60 - plan.start.minute) / max(
            plan.by_chance, 1
        )
        assert len(drawn) == plan.by_chance or width < 2
    else:
        assert drawn == []


def test_other_days_and_other_people_have_other_times():
    plan = Plan(by_chance=4, seed="a")
    drawn = {tuple(reminders.by_chance(plan, DAY + timedelta(days=n))) for n in range(20)}
    assert len(drawn) == 20
    assert reminders.by_chance(plan, DAY) != reminders.by_chance(replace(plan, seed="b"), DAY)


def test_times_by_chance_are_spread_over_the_window():
    plan = Plan(by_chance=2, start=time(10), end=time(20), seed="a")
    for n in range(50):
        first, second = reminders.by_chance(plan, DAY + timedelta(days=n))
        assert first < time(15) <= second


def test_hours_that_the_clocks_leap_over_or_repeat(berlin: None):
    plan = Plan(times=(time(2, 30), time(9, 0)))
    spring, autumn = (reminders.times_of(plan, day) for day in (date(2026, 3, 29), date(2026, 10, 25)))
    assert [at.isoformat() for at in spring] == ["2026-03-29T03:30:00+02:00", "2026-03-29T09:00:00+02:00"]
    assert [at.isoformat() for at in autumn] == ["2026-10-25T02:30:00+02:00", "2026-10-25T09:00:00+01:00"]


def test_a_plan_survives_the_diary(database: DiaryDatabase):
    assert reminders.plan_of(database) == Plan()
    plan = Plan(times=(time(9), time(21, 30)), by_chance=3, start=time(8), end=time(22), on_desktop=True)
    reminders.keep_plan(database, plan)
    kept = reminders.plan_of(database)
    assert kept.seed
    assert kept == replace(plan, seed=kept.seed)
    reminders.keep_plan(database, replace(kept, by_chance=1))
    assert reminders.plan_of(database).seed == kept.seed


@pytest.mark.parametrize(
    "body",
    [
        {"times": ["noon"]},
        {"times": 5},
        Plan().as_body() | {"by_chance": 10**9},
        Plan().as_body() | {"by_chance": "2"},
        Plan().as_body() | {"ask_after": "x"},
    ],
)
def test_a_plan_that_cannot_be_read_counts_as_none(database: DiaryDatabase, body: dict[str, Any]):
    database.keep("reminders", "plan", body)
    database.keep("reminders", "asks", {"at": {"a": "soon", "b": 5, "c": "2026-03-05"}})
    assert reminders.plan_of(database) == Plan()
    now = datetime.now().astimezone()
    database.add(Diary(moments=tuple(Moment(id=name, at=now - timedelta(hours=1)) for name in "abc")))
    assert [one.due is None for one in sorted(reminders.waiting(database, now)[0], key=lambda one: one.moment.id)] == [
        True,
        False,
        True,
    ]


# --- the form ------------------------------------------------------------------------------------------------


def planned(**values: Any) -> Plan:
    return reminders.plan_from_form({"by_chance": "0", "start": "10:00", "end": "20:00", **values}, Plan(seed="s"))


def test_times_are_read_as_people_write_them():
    assert planned(times="21:30 9:00,0730; 21.30").times == (time(7, 30), time(9), time(21, 30))
    plan = planned(by_chance="4", ask_after="evening", in_browser="1")
    assert (plan.by_chance, plan.ask_after, plan.in_browser, plan.on_desktop) == (4, "evening", True, False)
    assert plan.seed == "s"


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"times": "soon"}, "times"),
        ({"times": "25:00"}, "times"),
        ({"by_chance": "-1"}, "by_chance"),
        ({"by_chance": "99"}, "by_chance"),
        ({"times": " ".join(f"{h}:00" for h in range(MOST_TIMES)), "by_chance": "1"}, "by_chance"),
        ({"by_chance": "1", "start": "20:00", "end": "10:00"}, "end"),
        ({"start": "x"}, "start"),
    ],
)
def test_what_cannot_be_planned_is_told(values: dict[str, str], column: str):
    with pytest.raises(RecordError) as refusal:
        planned(**values)
    assert refusal.value.column == column


@given(st.dictionaries(st.sampled_from(["times", "by_chance", "start", "end", "ask_after"]), st.text(max_size=30)))
def test_no_form_breaks_the_plan(values: dict[str, str]):
    try:
        plan = reminders.plan_from_form(values, Plan())
    except RecordError:
        return
    assert len(plan.times) + plan.by_chance <= MOST_TIMES


# --- asking --------------------------------------------------------------------------------------------------

PLAN = Plan(times=(time(9, 0), time(10, 0), time(18, 0)))


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"{DAY}T{clock}").astimezone()


def test_a_time_asks_until_it_is_answered_or_over():
    assert reminders.open_prompt(PLAN, at("08:59"), []) is None
    assert reminders.open_prompt(PLAN, at("09:00"), []) == at("09:00")
    assert reminders.open_prompt(PLAN, at("10:05"), []) == at("10:00")
    assert reminders.open_prompt(PLAN, at("18:00") + timedelta(minutes=OPEN_MINUTES + 1), []) is None
    by_myself = Checkin(at=at("18:05"), alarm=1.0)
    assert reminders.open_prompt(PLAN, at("18:10"), [by_myself]) == at("18:00")
    assert reminders.open_prompt(PLAN, at("18:10"), [replace(by_myself, prompted=True)]) is None
    assert reminders.open_prompt(PLAN, at("18:10"), [Checkin(at=at("10:01"), prompted=True)]) == at("18:00")


def test_midnight_does_not_end_a_question():
    plan = Plan(times=(time(23, 30),))
    assert reminders.open_prompt(plan, at("00:15"), []) == at("23:30") - timedelta(days=1)


def test_the_diary_is_asked(database: DiaryDatabase):
    assert reminders.asking_now(database, at("09:10")) is None
    reminders.keep_plan(database, PLAN)
    assert reminders.asking_now(database, at("09:10")) == at("09:00")
    database.log(Checkin(at=at("09:05"), alarm=1.0, prompted=True))
    assert reminders.asking_now(database, at("09:10")) is None


def test_what_comes_next():
    tomorrow = DAY + timedelta(days=1)
    assert reminders.upcoming(PLAN, at("09:30")) == [
        *(at("10:00"), at("18:00")),
        *reminders.times_of(PLAN, tomorrow),
    ]


# --- moments that come back ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "due"),
    [("60", "13:00"), ("180", "15:00"), ("evening", "20:00"), ("no such", "15:00")],
)
def test_when_a_moment_comes_back(choice: str, due: str):
    assert reminders.due_at(at("12:00"), choice) == at(due)


def test_tomorrow_is_in_the_morning_and_never_is_never():
    assert reminders.due_at(at("12:00"), "tomorrow") == at("09:00") + timedelta(days=1)
    assert reminders.due_at(at("21:00"), "evening") == at("20:00") + timedelta(days=1)
    assert reminders.due_at(at("12:00"), "never") is None


@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)), st.sampled_from(sorted(reminders.ASK_AFTER)))
def test_a_moment_never_comes_back_before_it_was(when: datetime, choice: str):
    logged = when.replace(tzinfo=UTC)
    due = reminders.due_at(logged, choice)
    assert due is None or logged < due < logged + timedelta(days=2, hours=2)


def test_the_longest_overdue_comes_first(database: DiaryDatabase):
    now = datetime.now().astimezone().replace(microsecond=0)

    def moment(name: str, hours: float, answer: str = "pending") -> Moment:
        return Moment(id=name, at=now - timedelta(hours=hours), answer=answer)

    database.add(Diary(moments=(moment("new", 1), moment("due", 5), moment("older", 30), moment("done", 40, "none"))))
    database.add(Diary(moments=(moment("resting", 24 * 15),)))
    found, resting = reminders.waiting(database, now)
    assert [one.moment.id for one in found] == ["older", "due", "new"]
    assert [one.is_due(now) for one in found] == [True, True, False]
    assert resting
    reminders.ask_later(database, "older", now, "60")
    reminders.ask_later(database, "due", now, "never")
    found, _resting = reminders.waiting(database, now)
    assert [one.moment.id for one in found] == ["older", "new", "due"]
    assert not any(one.is_due(now) for one in found)
    reminders.answered(database, "due")
    reminders.answered(database, "due")
    assert reminders.waiting(database, now)[0][0].moment.id == "due"
