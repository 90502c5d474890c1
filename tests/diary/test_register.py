"""The list shows every record once, newest first, whatever page one comes from; and finds what is asked for."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from bowlby.diary import register
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Checkin, Diary, Moment, fields_of
from bowlby.diary.register import Listed, Place, Wanted, Word
from diary.conftest import KEY
from diary.samples import NOON, moment
from diary.strategies import diaries


def leafed(database: DiaryDatabase, wanted: Wanted, size: int = 2) -> list[Listed]:
    """All records of the list, page by page to the end; and back again, which must be the same."""
    forth: list[list[Listed]] = []
    place = None
    with database.reading() as connection:
        while True:
            page = register.page(connection, wanted, before=place, size=size)
            assert page.newer == (place is not None)
            forth.append(list(page.records))
            if not page.older:
                break
            place = page.records[-1].place
        back = []
        while forth[-1] and len(forth) > 1:
            page = register.page(connection, wanted, after=(back or forth)[-1][0].place, size=size)
            back.append(list(page.records))
            if not page.newer:
                break
        assert not back or back[::-1] == forth[:-1]
    return [one for page in forth for one in page]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(diaries)
def test_every_record_once_and_newest_first(tmp_path: Path, diary: Diary):
    shutil.rmtree(tmp_path / "diary", ignore_errors=True)
    with DiaryDatabase.open(tmp_path / "diary", KEY) as database:
        database.add(diary)
        listed = leafed(database, Wanted())
        records = [*diary.moments, *diary.checkins]
        assert sorted(repr(fields_of(one.record)) for one in listed) == sorted(repr(fields_of(one)) for one in records)
        places = [one.place for one in listed]
        assert places == sorted(places, reverse=True)
        for one in diary.moments:
            of_trigger = leafed(database, Wanted(trigger=one.trigger))
            assert {each.record for each in of_trigger} == {m for m in diary.moments if m.trigger == one.trigger}
            month = one.at.isoformat()[:7]
            of_month = leafed(database, Wanted(month=month))
            expected = [r for r in diary.moments + diary.checkins if r.at.isoformat()[:7] == month]
            assert {each.record for each in of_month} == set(expected)
            with database.reading() as connection:
                months = register.months(connection)
                assert month in months or len(months) == 360


def test_filters_together(database: DiaryDatabase):
    several = Diary(
        moments=(
            moment(1, trigger="no-reply", figure="Kim", answer="comfort"),
            moment(2, trigger="no-reply", figure="Kim"),
            moment(3, trigger="", figure="Kim"),
            replace(moment(4, trigger="no-reply", figure="Lou"), at=NOON - timedelta(days=40)),
        ),
        checkins=(Checkin(at=NOON, alarm=3.0),),
    )
    database.add(several)

    def ids(**wanted: object) -> list[str]:
        return [one.place.id for one in leafed(database, Wanted(**wanted))]  # type: ignore[arg-type]

    assert ids(trigger="no-reply", figure="Kim") == ["m2", "m1"]
    assert ids(trigger="", figure="Kim") == ["m3"]
    assert ids(trigger="no-reply", figure="Kim", still_open=True) == ["m2"]
    assert ids(month="2026-01", kind="moment") == ["m4"]
    assert ids(kind="checkin", trigger="no-reply") == []
    assert len(ids(kind="checkin")) == 1
    with database.reading() as connection:
        assert register.months(connection) == ["2026-03", "2026-02", "2026-01"]


def test_what_is_open_oldest_first(database: DiaryDatabase):
    database.add(Diary(moments=tuple(moment(n, answer="none" if n == 3 else "pending") for n in range(6))))
    with database.reading() as connection:
        since = NOON + timedelta(minutes=1)
        assert [one.id for one in register.still_open(connection, since)] == ["m1", "m2", "m4", "m5"]
        assert [one.id for one in register.still_open(connection, since, most=2)] == ["m1", "m2"]
        assert register.open_before(connection, since)
        assert not register.open_before(connection, NOON)


def test_check_ins_between_two_times(database: DiaryDatabase):
    times = [NOON + timedelta(minutes=n) for n in (0, 10, 20)]
    database.add(Diary(checkins=tuple(Checkin(at=at) for at in times)))
    with database.reading() as connection:
        assert [one.at for one in register.checkins_between(connection, times[0], times[2])] == times[:2]


def test_words_latest_used_first(database: DiaryDatabase):
    database.add(Diary(moments=(moment(1, figure="a"), moment(3, figure="b"), moment(2, figure="a"))))
    with database.reading() as connection:
        words = register.words(connection, "figure")
    assert words == [
        Word("b", 1, moment(3).at.timestamp()),
        Word("a", 2, moment(2).at.timestamp()),
    ]


def test_an_empty_diary_has_an_empty_list(database: DiaryDatabase):
    with database.reading() as connection:
        assert register.page(connection, Wanted()) == register.Page([], newer=False, older=False)
        assert register.span(connection) is None
        assert register.months(connection) == []


def test_the_list_never_walks_a_whole_table(database: DiaryDatabase):
    """The plan of each query names an index; a scan of a table would make ten years slow."""
    database.add(Diary(moments=(moment(1),), checkins=(Checkin(at=NOON),)))
    seen: list[str] = []
    here = Place(NOON.timestamp(), "m")
    wishes = [Wanted(), Wanted(trigger="x"), Wanted(figure="x"), Wanted(still_open=True), Wanted(month="2026-03")]
    with database.reading() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.set_trace_callback(seen.append)
        for wanted in wishes:
            register.page(connection, wanted, before=here)
        register.still_open(connection, datetime(2026, 1, 1, tzinfo=UTC))
        register.open_before(connection, datetime(2026, 1, 1, tzinfo=UTC))
        register.span(connection)
        raw.set_trace_callback(None)
        selects = [text for text in seen if text.startswith("SELECT")]
        assert len(selects) >= 2 * len(wishes)
        for text in selects:
            plan = [row[-1] for row in raw.execute(f"EXPLAIN QUERY PLAN {text}")]
            assert all("USING" in step for step in plan), (text, plan)
            assert not any("TEMP B-TREE" in step for step in plan), (text, plan)


def test_a_record_far_back_does_not_make_endless_months(database: DiaryDatabase):
    database.add(Diary(moments=(Moment(id="a", at=datetime(1, 1, 3, tzinfo=UTC)), moment(1))))
    with database.reading() as connection:
        assert len(register.months(connection)) == 360
