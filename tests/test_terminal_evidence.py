"""The command `evidence`: its JSON, its table, its pictures, and how mistakes end."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from bowlby import cli, terminal_evidence
from bowlby.evidence import samples
from bowlby.evidence.report import KEYS
from evidence.made import BLOCK, SHORT, TINY


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run the command line in this process, with the small populations and the short year of these tests."""
    for name, value in (("SMOKE", TINY), ("FULL", TINY + 1), ("BLOCK", BLOCK), ("load_parameters", lambda: SHORT)):
        monkeypatch.setattr(samples, name, value)
    monkeypatch.setenv("COLUMNS", "200")

    def ran(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["bowlby", "evidence", *words])
        with pytest.raises(SystemExit) as leaving:
            cli.main()
        said = capsys.readouterr()
        return int(leaving.value.code or 0), said.out, said.err

    return ran


def test_json_is_a_list_of_rows_with_the_keys_of_the_contract(command):
    code, said, complained = command("--claim", "C17", "--json", "--full")
    assert (code, complained) == (0, "")
    rows = json.loads(said)
    assert [tuple(row) for row in rows] == [KEYS] * 3
    assert max(row["n"] for row in rows) == TINY + 1


def test_the_table_shows_claims_numbers_and_verdicts_and_pictures_are_written(command, tmp_path: Path):
    folder = tmp_path / "new" / "pictures"
    code, said, complained = command("--claim", "c10", "--seed", "3", "--plots", str(folder))
    assert (code, complained) == (0, "")
    for words in (
        "C10  Being left",
        "crying when left, resistant against secure",
        "C > B > A",
        "no benchmark",
        "4 rows:",
    ):
        assert words in said
    assert "C11" not in said
    assert [path.name for path in folder.iterdir()] == ["separation.svg"]


def test_what_is_left_out_of_a_claim_is_said_with_its_reason(command):
    code, said, complained = command("--claim", "C03")
    assert (code, complained) == (0, "")
    assert "Left out: A carer's own history" in said
    assert "4 rows:" in said


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--claim", "C99"), "--claim C99: no such claim here; use one of BASE, C01"),
        (("--seed", "-1"), "--seed -1 is out of range"),
        (("--plots", "file.txt"), "--plots file.txt: the folder cannot be made (file exists)"),
    ],
)
def test_a_mistake_ends_in_one_line_and_code_2(command, words, why, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.txt").write_text("x")
    code, said, complained = command(*words)
    assert (code, said) == (2, "")
    assert complained.startswith("bowlby: ")
    assert why in complained
    assert complained.count("\n") == 1


def test_a_folder_that_takes_no_files_is_refused_before_the_work(command, tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.access", lambda _, mode: mode != os.W_OK)
    code, said, complained = command("--plots", str(tmp_path))
    assert (code, said) == (2, "")
    assert "nothing can be written in this folder" in complained


def test_numbers_are_short_and_what_cannot_be_told_is_said():
    row = {"value": -0.123, "ci_low": -0.2, "ci_high": 12.34, "published": 51.6, "published_ci": None}
    assert terminal_evidence.span(row) == "−0.12 (−0.20 to 12.3)"
    assert terminal_evidence.published(row) == "51.6"
    assert terminal_evidence.published(row | {"published": 0.3, "published_ci": [0.2, 0.4]}) == "0.30 (0.20 to 0.40)"
    assert terminal_evidence.published(row | {"published": "less"}) == "less"
    assert terminal_evidence.published(row | {"published": None}) == "–"
    assert terminal_evidence.span(row | {"value": None}) == "too few to tell"
