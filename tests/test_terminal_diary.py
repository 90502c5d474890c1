"""What the commands on a diary show."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowlby import terminal_diary
from bowlby.diary import safety_plan, vault
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.plans import Plan
from bowlby.diary.records import Diary
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
