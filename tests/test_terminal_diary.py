"""What the commands on a diary show."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowlby import terminal_diary
from bowlby.diary.plans import Plan
from bowlby.diary.records import Diary


def test_long_lists_of_refusals_are_cut_and_counted(capsys: pytest.CaptureFixture[str]):
    from bowlby.diary.plans import Refusal

    refused = tuple(Refusal("[moments].csv", line, "at", "is [bold]wrong[/bold]") for line in range(2, 30))
    terminal_diary.show_plan(Plan(source=Path("x"), taken=Diary(), refused=refused, times_made_up=True))
    shown = capsys.readouterr().out
    assert shown.count("[moments].csv") == terminal_diary.SHOWN_REFUSALS
    assert "is [bold]wrong[/bold]" in shown
    assert "... and 8 more" in shown
    assert "times are made up" in shown
