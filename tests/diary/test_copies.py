"""A copy is of one instant and under the same key; a diary can become another at one stroke."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowlby.diary import copies
from bowlby.diary.copies import become, copy_into, fingerprint_of_all
from bowlby.diary.database import DiaryDatabase
from bowlby.errors import BowlbyError
from diary.conftest import KEY
from diary.samples import moment


def everything(database: DiaryDatabase) -> str:
    with database.reading() as connection:
        return fingerprint_of_all(connection)


def test_a_copy_holds_the_same_and_opens_with_the_same_key(database: DiaryDatabase, tmp_path: Path):
    database.log(moment(1, note="x" * 9000))
    copied = copy_into(database, tmp_path / "copy")
    database.log(moment(2))
    with DiaryDatabase.open(tmp_path / "copy", KEY) as copy:
        assert (copy.counts(), everything(copy)) == copied
        assert everything(copy) != everything(database)
    with pytest.raises(BowlbyError):
        DiaryDatabase.open(tmp_path / "copy", bytes(32))


@pytest.mark.parametrize("change", ["keep", "replace", "log"])
def test_the_fingerprint_of_all_sees_any_change(database: DiaryDatabase, change: str):
    database.log(moment(1))
    before = everything(database)
    database.save_fit("f", {}, {})
    assert everything(database) == before
    {
        "keep": lambda: database.keep("settings", "a", {}),
        "replace": lambda: database.replace(moment(1, note="x")),
        "log": lambda: database.log(moment(2)),
    }[change]()
    assert everything(database) != before


def test_becoming_another_is_undone_while_somebody_writes(
    database: DiaryDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(copies, "WAIT_MS", 0)
    database.log(moment(1))
    with DiaryDatabase.open(tmp_path / "other", KEY) as other:
        other.log(moment(2))
        with database.writing(), pytest.raises(BowlbyError, match="is in use"):
            become(database, other)
        assert [one.id for one in database.moments()] == ["m1"]
        become(database, other)
    assert [one.id for one in database.moments()] == ["m2"]
