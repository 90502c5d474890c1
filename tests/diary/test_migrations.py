"""A diary survives every upgrade, and a version that is not understood is left untouched."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bowlby.diary import changes, connection, migrations, register, vault
from bowlby.diary.connection import diary_engine
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.errors import BowlbyError
from diary.conftest import KEY
from diary.samples import NOON, contents, moment

FROZEN = Path(__file__).parent / "frozen"


def test_every_revision_has_its_frozen_diary():
    assert sorted(path.stem for path in FROZEN.glob("*.sql")) == sorted(migrations.REVISIONS)


@pytest.mark.parametrize("revision", migrations.REVISIONS)
def test_a_frozen_diary_of_each_revision_still_opens(folder: Path, revision: str):
    statements = (FROZEN / f"{revision}.sql").read_text().split(";\n")
    connection.make_empty(folder / vault.RECORDS_FILE)
    engine = diary_engine(folder / vault.RECORDS_FILE, KEY)
    with engine.begin() as writing:
        for statement in statements:
            writing.exec_driver_sql(statement)
    engine.dispose()
    with DiaryDatabase.open(folder, KEY) as opened:
        diary = opened.diary()
        assert opened.counts() == (2, 2, 1)
        assert [change.earlier.alarm_before for change in opened.history("m1")] == [6.5]
        assert opened.latest_fit() is not None
        evening = {"evening": {"at": "21:00", "days": [1, 2], "note": "it's ü"}}
        assert opened.kept("settings") == (evening if revision >= "0002" else {})
        with opened.reading() as reading:
            page = register.page(reading, register.Wanted())
            assert [one.record.at for one in page.records] == sorted(
                (one.at for one in (*diary.moments, *diary.checkins)), reverse=True
            )
            words = {kind: register.words(reading, kind) for kind in ("trigger", "figure", "practice", "state")}
            first, second = (one for one in page.records[::-1] if one.kind == "checkin")
            earlier = [change.earlier.alarm for change in changes.history(reading, "checkin", first.place.id)]
            assert earlier == ([4.0] if revision >= "0003" else [])
            assert first.place.id != second.place.id
    assert {kind: sorted(word.word for word in found) for kind, found in words.items()} == {
        "trigger": ["no-reply"],
        "figure": ["partner"],
        "practice": ["breathing", "re-reading"],
        "state": ["alone"],
    }
    assert diary.person == "p"
    assert diary.moments[0] == Moment(
        id="m1",
        at=datetime.fromisoformat("2026-03-01T18:30:00+01:00"),
        figure="partner",
        trigger="no-reply",
        alarm_before=7.25,
        expected_warmth=40.0,
        signal="plea",
        answer="comfort",
        answered_at=datetime.fromisoformat("2026-03-01T18:50:00+01:00"),
        alarm_after=3.0,
        after_at=datetime.fromisoformat("2026-03-01T19:10:00+01:00"),
        practices=("breathing", "re-reading"),
        note="two\nlines and a 'quote'",
        states=("alone",),
    )
    assert diary.checkins[1] == Checkin(at=NOON + timedelta(hours=1), alarm=2.5, prompted=True, felt_sure=6.0)
    assert diary.care[0].child_signal == "plea"


def set_revision(folder: Path, sql: str) -> None:
    engine = diary_engine(folder / vault.RECORDS_FILE, KEY)
    with engine.begin() as writing:
        writing.exec_driver_sql(sql)
    engine.dispose()


def test_a_newer_version_is_refused_and_left_untouched(folder: Path):
    DiaryDatabase.open(folder, KEY).close()
    set_revision(folder, "UPDATE alembic_version SET version_num = '9999'")
    before = contents(folder)
    with pytest.raises(BowlbyError, match="newer version of Bowlby; update"):
        DiaryDatabase.open(folder, KEY)
    assert contents(folder) == before


def test_a_database_of_something_else_is_refused(folder: Path):
    DiaryDatabase.open(folder, KEY).close()
    set_revision(folder, "DROP TABLE alembic_version")
    with pytest.raises(BowlbyError, match="is not a diary"):
        DiaryDatabase.open(folder, KEY)


NEXT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9998", "{last}"
def upgrade():
    op.add_column("moments", sa.Column("place", sa.Text))
    op.create_table("more", sa.Column("a", sa.Integer, primary_key=True))
    {more}
"""


@pytest.fixture
def next_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A migration to come, in a copy of the migrations; called with what else it does."""

    def make(more: str) -> None:
        copy = tmp_path / "migrations"
        shutil.copytree(migrations.FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
        (copy / "versions" / "v9998_next.py").write_text(NEXT.format(more=more, last=migrations.HEAD))
        monkeypatch.setattr(migrations, "FOLDER", copy)
        monkeypatch.setattr(migrations, "REVISIONS", (*migrations.REVISIONS, "9998"))
        monkeypatch.setattr(migrations, "HEAD", "9998")

    return make


def test_a_migration_to_come_keeps_every_record(folder: Path, next_revision):
    diary = Diary(moments=(moment(1, note="kept", states=("alone",)), moment(2)), checkins=(Checkin(at=NOON),))
    with DiaryDatabase.open(folder, KEY) as database:
        database.add(diary)
    next_revision("pass")
    with ThreadPoolExecutor(4) as pool:  # several at once: one migrates, the others wait
        opened = list(pool.map(lambda _: DiaryDatabase.open(folder, KEY), range(4)))
    for one in opened:
        assert one.diary() == diary
        with one._transaction(one._readers) as reading:
            assert reading.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == ["9998"]
            assert reading.exec_driver_sql("SELECT place FROM moments").scalars().all() == [None, None]
        one.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(folder: Path, next_revision):
    with DiaryDatabase.open(folder, KEY) as database:
        database.log(moment())
    before = contents(folder)
    next_revision("raise RuntimeError")
    with pytest.raises(RuntimeError):
        DiaryDatabase.open(folder, KEY)
    assert contents(folder) == before
