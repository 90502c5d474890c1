"""Hypothesis strategies for records as people could have written them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from bowlby.diary.records import Care, Checkin, Diary, Moment
from bowlby.names import DIARY_ANSWERS, SIGNALS

CANARY = "canary-of-a-note"

offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=offsets)
later = st.none() | st.timedeltas(timedelta(), timedelta(days=2))
alarms = st.none() | st.floats(0, 10)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
names = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=";"), max_size=20).map(str.strip)
real_names = names.filter(bool)
lists = st.lists(real_names, max_size=3, unique=True).map(tuple)


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    """A moment that obeys the rules of `records.py`."""
    at = draw(times)
    answered, after = draw(later), draw(later)
    return Moment(
        id=draw(real_names),
        at=at,
        figure=draw(names),
        trigger=draw(names),
        alarm_before=draw(alarms),
        expected_warmth=draw(st.none() | st.floats(0, 100)),
        signal=draw(st.sampled_from(("", *SIGNALS))),
        answer=draw(st.sampled_from(("", *DIARY_ANSWERS))),
        answered_at=None if answered is None else at + answered,
        alarm_after=None if after is None else draw(alarms),
        after_at=None if after is None else at + after,
        practices=draw(lists),
        note=draw(texts),
        states=draw(lists),
    )


checkins = st.builds(
    Checkin, at=times, alarm=alarms, prompted=st.booleans(), felt_close=alarms, felt_sure=alarms, felt_free=alarms
)
care = st.builds(
    Care,
    at=times,
    child_signal=st.sampled_from(("", *SIGNALS)),
    my_answer=st.sampled_from(("", *DIARY_ANSWERS)),
    minutes=st.none() | st.floats(0, 24 * 60),
    settled=alarms,
    note=texts,
)
diaries = st.builds(
    Diary,
    moments=st.lists(moments(), max_size=6, unique_by=lambda moment: moment.id).map(tuple),
    checkins=st.lists(checkins, max_size=4).map(tuple),
    care=st.lists(care, max_size=4).map(tuple),
)


def sorted_diary(diary: Diary) -> Diary:
    """The diary with each kind in a fixed order, to compare contents."""
    return Diary(
        moments=tuple(sorted(diary.moments, key=repr)),
        checkins=tuple(sorted(diary.checkins, key=repr)),
        care=tuple(sorted(diary.care, key=repr)),
        person=diary.person,
    )
