"""What one diary exports, another takes: all of it comes back, twice adds nothing, and what is there stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowlby.diary import changes, documents, safety_plan
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.erasing import COPY_FILE
from bowlby.diary.plans import Plan
from bowlby.diary.records import Care, Checkin, Diary
from bowlby.diary.safety_plan import SafetyPlan
from bowlby.diary.snapshots import NOT_SHARED
from bowlby.diary.taking import plan_for, take
from bowlby.diary.whole import as_json
from bowlby.diary.whole_reading import KEPT_HERE, OF_ONE_MACHINE, WITHOUT_RECORD, read_whole
from bowlby.errors import BowlbyError
from diary.conftest import KEY
from diary.samples import NOON, moment
from diary.strategies import diaries, moments, texts
from diary.test_documents import bodies

FILE = Path("notes.json")
kept = st.dictionaries(st.tuples(st.sampled_from(sorted(documents.KINDS)), texts.filter(bool)), bodies, max_size=4)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[DiaryDatabase]:
    with DiaryDatabase.open(tmp_path / "other", KEY) as database:
        yield database


def offered(database: DiaryDatabase, to: DiaryDatabase | None) -> Plan:
    return plan_for(read_whole(FILE, as_json(database, NOON)), to)


def lived(database: DiaryDatabase) -> list[str]:
    """A diary with a bit of everything; returns the ids of its check-ins."""
    database.add(
        Diary((moment(1, note="a"), moment(2), moment(3)), (Checkin(at=NOON, alarm=2.5),), (Care(at=NOON),), "7")
    )
    database.replace(moment(1, note="b"))
    database.remove("m2")
    (checkin,) = [one["id"] for one in json.loads(as_json(database, NOON))["checkins"]]
    with database.writing() as connection:
        changes.replace(connection, "checkin", checkin, Checkin(at=NOON, alarm=3.0))
    database.keep("settings", "locking", {"minutes": 5})
    database.keep("backup", "folder", {"path": "elsewhere"})
    return [checkin]


def whole(database: DiaryDatabase) -> dict[str, Any]:
    """The export, without what is of one machine."""
    found = json.loads(as_json(database, NOON))
    found["documents"] = {kind: named for kind, named in found["documents"].items() if kind not in NOT_SHARED}
    return found


@settings(max_examples=40)
@given(diaries, kept, st.data())
def test_exported_taken_and_exported_again_is_the_same(diary: Diary, things: dict, data: st.DataObject):
    with TemporaryDirectory() as folder, DiaryDatabase.open(Path(folder) / "one", KEY) as one:
        one.add(diary)
        for (kind, name), body in things.items():
            one.keep(kind, name, body)
        for before in diary.moments:
            match data.draw(st.sampled_from(("leave", "replace", "remove"))):
                case "replace":
                    one.replace(replace(data.draw(moments()), id=before.id))
                case "remove":
                    one.remove(before.id)
        plan = offered(one, None)
        assert plan.refused == ()
        with DiaryDatabase.open(Path(folder) / "two", KEY) as two:
            take(two, plan)
            assert whole(two) == whole(one)
            assert two.fingerprint() == one.fingerprint()
            again = offered(one, two)
            assert (again.size, again.refused) == (0, ())
            assert again.already == len(one.diary())
            assert set(again.dropped) <= {OF_ONE_MACHINE}


def test_everything_is_taken_with_its_history(database: DiaryDatabase, other: DiaryDatabase):
    (checkin,) = lived(database)
    plan = offered(database, other)
    assert (len(plan.taken), len(plan.rest or ()), plan.dropped) == (4, 4, {OF_ONE_MACHINE: 1})
    take(other, plan)
    assert whole(other) == whole(database)
    assert other.diary().person == "7"
    with other.reading() as connection:
        assert [one.earlier.alarm for one in changes.history(connection, "checkin", checkin)] == [2.5]
        assert [one.record_id for one in changes.removed(connection, "moment")] == ["m2"]


def test_what_is_there_stays_and_is_told(database: DiaryDatabase, other: DiaryDatabase):
    (checkin,) = lived(database)
    other.add(Diary((moment(1, note="mine"), moment(3))))
    other.keep("settings", "locking", {"minutes": 1})
    plan = offered(database, other)
    assert [(one.column, one.line > 1) for one in plan.refused] == [("id", True)]
    assert "mine" not in str(plan.refused[0])
    assert (len(plan.taken.moments), plan.already) == (0, 1)
    assert plan.dropped == {OF_ONE_MACHINE: 1, KEPT_HERE: 1, WITHOUT_RECORD: 1}
    take(other, plan)
    assert {one.id: one.note for one in other.moments()} == {"m1": "mine", "m3": ""}
    assert other.kept("settings") == {"locking": {"minutes": 1}}
    with other.writing() as connection:
        changes.replace(connection, "checkin", checkin, Checkin(at=NOON, alarm=9.0))
    assert [one.column for one in offered(database, other).refused] == ["id", "id"]


def test_checkins_that_came_without_ids_are_not_added_twice(database: DiaryDatabase, other: DiaryDatabase):
    twice = (Checkin(at=NOON, alarm=1.0),) * 2
    other.add(Diary(checkins=twice))
    database.add(Diary(checkins=(*twice, *twice[:1])))
    plan = offered(database, other)
    assert (len(plan.taken.checkins), plan.already) == (1, 2)


def test_all_or_nothing(database: DiaryDatabase, other: DiaryDatabase):
    lived(database)
    plan = offered(database, other)
    other.log(moment(3))  # meanwhile, in another window
    before = as_json(other, NOON)
    with pytest.raises(BowlbyError):
        take(other, plan)
    assert as_json(other, NOON) == before


def test_another_persons_file_is_refused(database: DiaryDatabase, other: DiaryDatabase):
    lived(database)
    other.add(Diary(person="8"))
    with pytest.raises(BowlbyError, match="another person"):
        offered(database, other)


def test_a_readable_copy_follows_and_none_is_made(database: DiaryDatabase, other: DiaryDatabase):
    safety_plan.keep(database, SafetyPlan({"signs": "quiet"}))
    take(other, offered(database, other))
    assert safety_plan.plan_of(other).texts == {"signs": "quiet"}
    assert not (other.folder / COPY_FILE).exists()


def test_plans_of_other_formats_are_held_against_the_records_alone(database: DiaryDatabase):
    plan = Plan(source=FILE, taken=Diary((moment(1),)))
    assert plan_for(plan, None) == plan_for(plan, database) == plan
    take(database, plan)
    assert plan_for(plan, database).size == 0
