"""The tables are what all migrations make, and their types give back what they were given."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given

from bowlby.diary import migrations, tables
from bowlby.diary.database import _create
from bowlby.diary.records import CARE_COLUMNS, CHECKIN_COLUMNS, MOMENT_COLUMNS, OPTIONAL_MOMENT_COLUMNS
from diary.strategies import lists, times


def schema(connection: sa.Connection) -> dict[str, list[tuple]]:
    """Columns of each table as SQLite sees them: name, type, required, default, key."""
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    return {
        name: [tuple(row)[1:] for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")] for name in names
    }


def test_a_new_file_has_what_all_migrations_make():
    migrated, made = sa.create_engine("sqlite://"), sa.create_engine("sqlite://")
    with migrated.begin() as one, made.begin() as other:
        migrations.upgrade(one)
        _create(other)
        assert schema(one) == schema(other)
        assert len(schema(one)) == len(tables.metadata.tables) + 1
        versions = [c.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() for c in (one, other)]
        assert versions == [[migrations.HEAD], [migrations.HEAD]]
        assert compare_metadata(MigrationContext.configure(one), tables.metadata) == []


def test_the_revisions_named_are_the_revisions_there():
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    script = ScriptDirectory.from_config(config)
    assert tuple(step.revision for step in reversed(list(script.walk_revisions()))) == migrations.REVISIONS


def test_migrations_do_not_lean_on_what_moves():
    for path in Path(migrations.FOLDER / "versions").glob("v*.py"):
        assert "bowlby" not in path.read_text()


def test_every_field_of_a_record_has_its_column():
    assert tuple(tables.moments.c.keys()) == (*MOMENT_COLUMNS, *OPTIONAL_MOMENT_COLUMNS, "instant")
    assert tuple(tables.checkins.c.keys()) == ("sequence", *CHECKIN_COLUMNS, "instant", "id")
    assert tuple(tables.care.c.keys()) == ("sequence", *CARE_COLUMNS)


@given(times)
def test_a_time_keeps_its_offset(time):
    kind = tables.WrittenTime()
    back = kind.process_result_value(kind.process_bind_param(time, None), None)
    assert back is not None
    assert (back, back.isoformat()) == (time, time.isoformat())
    assert kind.process_result_value(kind.process_bind_param(None, None), None) is None


@given(lists)
def test_names_come_back_as_they_were(names):
    kind = tables.Names()
    assert kind.process_result_value(kind.process_bind_param(names, None), None) == names
