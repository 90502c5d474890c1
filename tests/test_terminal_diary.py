"""What the commands on a diary show."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bowlby import terminal_diary
from bowlby.diary import safety_plan, vault
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.plans import Plan
from bowlby.diary.records import Checkin, Diary
from bowlby.diary.safety_plan import SafetyPlan
from commands import GOOD, PASSPHRASE, Commands


def test_long_lists_of_refusals_are_cut_and_counted(capsys: pytest.CaptureFixture[str]):
    from bowlby.diary.plans import Refusal

    refused = tuple(Refusal("[moments].csv", line, "at", "is [bold]wrong[/bold]") for line in range(2, 30))
    terminal_diary.show_plan(Plan(source=Path("x"), taken=Diary(), refused=refused, times_made_up=True))
    shown = capsys.readouterr().out
    assert shown.count("[moments].csv") == terminal_diary.SHOWN_REFUSALS
    assert "is [bold]wrong[/bold]" in shown
    assert "... and 8 more" in shown
    assert "times are made up" in shown


def test_a_plan_for_bad_hours_is_exported_too(bowlby: Commands, tmp_path: Path):
    bowlby.write(GOOD)
    bowlby.bring("--yes")
    with DiaryDatabase.open(bowlby.folder, vault.unlock(bowlby.folder, PASSPHRASE)) as database:
        safety_plan.keep(database, SafetyPlan({"signs": "everything goes quiet"}))
    for form, target, file in (("bowlby", "out", "out/plan.csv"), ("html", "read.html", "read.html")):
        export = ("export", tmp_path / target, "--format", form, "--passphrase-file", bowlby.passphrase)
        assert bowlby.run(*export) == 0
        assert "everything goes quiet" in (tmp_path / file).read_text()
    assert bowlby.run("import", tmp_path / "out", "--passphrase-file", bowlby.passphrase, "--yes") == 0


def everything(bowlby: Commands, file: Path) -> str:
    assert bowlby.run("export", file, "--format", "json", "--overwrite", "--passphrase-file", bowlby.passphrase) == 0
    return file.read_text()


def test_everything_comes_back_from_its_export(bowlby: Commands, tmp_path: Path):
    bowlby.write(GOOD)
    bowlby.bring("--yes")
    with DiaryDatabase.open(bowlby.folder, vault.unlock(bowlby.folder, PASSPHRASE)) as database:
        database.replace(replace(database.moments()[0], note="another"))
        safety_plan.keep(database, SafetyPlan({"signs": "everything goes quiet"}))
        database.keep("sync", "settings", {"folder": "/stick"})
    file = tmp_path / "notes.json"
    before = json.loads(everything(bowlby, file))
    assert bowlby.run("erase", "--yes") == 0
    again = ("import", file, "--passphrase-file", bowlby.passphrase)
    assert bowlby.run(*again, "--dry-run") == 0
    assert "earlier versions of records to add" in bowlby.out
    assert "settings of one machine" in bowlby.out
    assert not bowlby.folder.exists()
    assert bowlby.run(*again, "--yes") == 0
    assert "Added 1 record, and 3 more things to a new diary" in bowlby.out
    after = json.loads(everything(bowlby, tmp_path / "again.json"))
    del before["documents"]["sync"], before["exported_at"], after["exported_at"]
    assert after == before
    assert bowlby.run(*again, "--yes") == 0
    assert "There is nothing to add." in bowlby.out


def test_options_of_tables_do_not_go_with_everything(bowlby: Commands, tmp_path: Path):
    assert bowlby.run("import", tmp_path / "notes.json", "--person", "1") == 2
    assert bowlby.refused("--columns and --person belong to tables")
    assert bowlby.run("import", tmp_path / "notes.json", "--passphrase-file", bowlby.passphrase) == 2
    assert bowlby.refused("does not exist")


def test_copies_and_times_ahead_are_told_and_nothing_else_is():
    at, told = datetime(2026, 3, 1, tzinfo=UTC), []
    terminal_diary.tell_odd(Diary(checkins=(Checkin(at=at, alarm=1.0),)), told.append)
    assert told == []
    copies = (Checkin(at=at.replace(year=2399), alarm=1.0),) * 2
    terminal_diary.tell_odd(Diary(checkins=copies, person="7"), told.append)
    assert [line.split(". ")[0] for line in told] == [
        "Person 7: records with a time that is still to come: 2",
        "Person 7: records that are the same as another: 1",
    ]
