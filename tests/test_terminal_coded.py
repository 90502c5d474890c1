"""Coded reunions and Q-sorts on a terminal: summary, file of scores, two coders."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bowlby import terminal_coded
from bowlby.errors import BowlbyError
from measures.made_answers import written
from measures.test_coded_reunions import made
from measures.test_q_sort import criterion, sorts  # noqa: F401


def test_reunions_of_two_coders(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    one, two = written(tmp_path / "a.csv", made(5)), written(tmp_path / "b.csv", made(5))
    out = tmp_path / "scores.tsv"
    summary = terminal_coded.score("strange-situation", one, two, out)
    terminal_coded.tell(summary, out)
    shown = capsys.readouterr().out
    assert summary["agreement"]["kappa of A, B, C, D"] == 1
    assert sum(summary["classes"].values()) == 5
    assert "proximity_seeking mean" in shown
    assert "this project's own" in shown
    frame = pd.read_csv(out, sep="\t")
    assert list(frame["dyad"]) == list(range(100, 105))
    assert {"proximity_seeking", "anger_resistance", "class", "class3"} <= set(frame.columns)


def test_what_cannot_be_told_is_null(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    frame = made(5)
    frame["avoidance_1"] = np.nan
    summary = terminal_coded.score("strange-situation", written(tmp_path / "a.csv", frame), None, None)
    terminal_coded.tell(summary, None, as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert found["dimensions"]["proximity_seeking mean"] is None
    assert sum(found["classes"].values()) == 0


def test_sorts_need_a_criterion(tmp_path: Path, criterion: Path):  # noqa: F811
    path = written(tmp_path / "s.csv", sorts(np.repeat(np.arange(1.0, 10), 10)))
    with pytest.raises(BowlbyError, match="name its file with --against"):
        terminal_coded.score("aqs", path, None, None)
    out = tmp_path / "o.csv"
    assert terminal_coded.score("aqs", path, criterion, out)["rows"] == 1
    assert out.read_text("utf-8").splitlines()[0] == "sort,score"


def test_files_that_are_read_are_not_written_over(tmp_path: Path):
    path = written(tmp_path / "a.csv", made(5))
    with pytest.raises(BowlbyError, match="name another"):
        terminal_coded.score("strange-situation", path, None, path)


def test_questionnaires_have_no_second_file(tmp_path: Path):
    assert terminal_coded.takes("aqs", tmp_path)
    assert not terminal_coded.takes("ecr", None)
    with pytest.raises(BowlbyError, match="--against goes with"):
        terminal_coded.takes("ecr", tmp_path)


def test_the_command_refuses_in_one_line(tmp_path: Path):
    path = written(tmp_path / "a.csv", made(5).drop(columns="contact_2"))
    command = [sys.executable, "-m", "bowlby.cli", "score", "strange-situation", str(path)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == (
        f"bowlby: {path}, line 1: there is no column contact_2 (scale and reunion, as in proximity_1, proximity_2)\n"
    )
