"""The command line as a whole: what it lists, and how mistakes end. Each command's work is tested in its room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bowlby import __version__
from bowlby.cli import app

COMMANDS = ("open", "fit", "import", "export", "erase", "strange-situation", "evidence", "calibrate", "score")


def shown(*words: str) -> str:
    """What the program prints on success, asked within this process."""
    answer = CliRunner().invoke(app, list(words))
    assert answer.exit_code == 0
    return answer.output


def bowlby(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a person would."""
    return subprocess.run([sys.executable, "-m", "bowlby.cli", *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_lists_every_command(flag: str):
    text = shown(flag)
    assert [name for name in COMMANDS if f" {name} " not in text] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str):
    assert shown(command, "--help").count("--") > 1


def test_version():
    assert shown("--version") == f"bowlby {__version__}\n"


@pytest.mark.parametrize(
    "words",
    [
        ("fit", "no-such-file.csv"),
        ("fit", "no-such-file.tsv", "--columns", "no-such-map"),
        ("import", "no-such-folder"),
        ("strange-situation", "--dyads", "0", "--seed", "1"),
        ("strange-situation", "--dyads", "9", "--seed", "1", "--parameters", "no-such.toml"),
        ("evidence", "--claim", "C99"),
        ("evidence", "--parameters", "no-such.toml"),
        ("calibrate", "--waves", "0"),
        ("calibrate", "--write", "no-such-folder/parameters.toml"),
        ("score", "ecr", "no-such-file.csv"),
        ("score", "no-such-instrument", "no-such-file.csv"),
        ("open", "--port", "99999", "--no-browser"),
    ],
    ids=" ".join,
)
def test_a_mistake_ends_with_one_line_and_code_2(words: tuple[str, ...], tmp_path: Path):
    where = ("--data", str(tmp_path / "notes")) if words[0] in {"import", "open"} else ()
    run = bowlby(*words, *where)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("bowlby: ")
    assert run.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [("no-such-command",), ("fit", "--no-such-option"), ("strange-situation",), ("fit", "x", "--draws", "many")],
)
def test_a_wrong_word_ends_with_one_line_and_code_2(words: tuple[str, ...]):
    run = bowlby(*words)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("bowlby: ")
    assert run.stderr.count("\n") == 1
    assert "--help" in run.stderr
