"""Which of two versions is the newer one, and how records come together."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowlby.diary import merging, snapshots
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.merging import verdict
from bowlby.diary.records import Checkin, Diary
from bowlby.diary.snapshots import Change, Thing
from bowlby.errors import BowlbyError
from diary.conftest import KEY
from diary.samples import NOON, moment

A = Change("2026-03-01T12:00:00+00:00", "replaced", "{}")
B = Change("2026-03-01T13:00:00+00:00", "replaced", "{}")


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [
        (Thing("x"), Thing("x"), "same"),
        (Thing("x", frozenset({A})), Thing("x"), "same"),
        (Thing(None), Thing("x"), "theirs"),
        (Thing("x"), Thing(None), "ours"),
        (Thing("x"), Thing("y"), "clash"),
        (Thing("x"), Thing("y", frozenset({A})), "theirs"),
        (Thing("x"), Thing(None, frozenset({A})), "theirs"),
        (Thing("x", frozenset({A})), Thing("y"), "ours"),
        (Thing("x", frozenset({A})), Thing("y", frozenset({A, B})), "theirs"),
        (Thing("x", frozenset({A})), Thing("y", frozenset({B})), "clash"),
        (Thing(None, frozenset({A})), Thing("y", frozenset({B})), "clash"),
    ],
)
def test_the_side_that_knows_all_of_the_other_is_the_newer_one(ours: Thing, theirs: Thing, wanted: str):
    assert verdict(ours, theirs) == wanted
    mirrored = {"theirs": "ours", "ours": "theirs"}.get(wanted, wanted)
    assert verdict(theirs, ours) == mirrored


def test_a_check_in_that_each_machine_gave_an_id_of_its_own_stays_one(database: DiaryDatabase, tmp_path: Path):
    twice = Diary(checkins=(Checkin(at=NOON, alarm=1.0), Checkin(at=NOON, alarm=1.0), Checkin(at=NOON, alarm=2.0)))
    database.add(twice)
    with DiaryDatabase.open(tmp_path / "other", KEY) as other:
        other.add(twice)
        for one, two in ((database, other), (other, database)):
            with two.reading() as reading, one.writing() as writing:
                ours = snapshots.of_diary(writing)
                merging.merge(writing, ours, snapshots.of_diary(reading))
        with database.reading() as first, other.reading() as second:
            assert snapshots.of_diary(first).things == snapshots.of_diary(second).things
        assert database.counts().checkins == 3


def test_another_persons_diary_is_refused(database: DiaryDatabase, tmp_path: Path):
    database.add(Diary(moments=(moment(1),), person="1"))
    theirs = snapshots.Snapshot(person="2", things={"moment:m2": Thing("{}")})
    with pytest.raises(BowlbyError, match="another person"), database.writing() as writing:
        merging.merge(writing, snapshots.of_diary(writing), theirs)
    assert database.counts().moments == 1


def test_marks_do_not_depend_on_the_order_of_keys():
    assert merging.digest('{"a": 1, "b": 2}') == merging.digest('{"b": 2, "a": 1}')
    assert merging.digest('{"a": 1}') != merging.digest('{"a": 2}')
    assert merging.hashed("moment:1") != merging.hashed("moment:2")
