"""The adaptive test on a terminal: what is asked and shown, skipping, stopping and going on."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bowlby import terminal_ask
from bowlby.errors import BowlbyError


@pytest.fixture
def wording(tmp_path: Path) -> Path:
    path = tmp_path / "wording.csv"
    path.write_text("item,text\n" + "".join(f"{item},Sentence of item {item}.\n" for item in range(1, 37)), "utf-8")
    return path


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_items_are_asked_until_enough_is_known(
    wording: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    typed(monkeypatch, "4\n" * 36)
    asked = terminal_ask.ask("ecr", wording, error=0.4)
    shown = capsys.readouterr().err
    assert asked.finished
    assert 4 < len(asked.record.steps) < 20
    assert "1. Sentence of item" in shown
    assert "from 1 disagree strongly to 5 agree strongly" in shown
    assert shown.count("error 0.") > 4
    assert "(enough)" in shown


def test_a_test_stopped_and_taken_up_is_the_test_unstopped(
    wording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    answers = [*"4s2351s4", *("3" * 30)]
    typed(monkeypatch, "\n".join(answers) + "\n")
    whole = terminal_ask.ask("ecr-12", wording)
    kept = tmp_path / "test.json"
    typed(monkeypatch, "\n".join([*answers[:4], "q"]) + "\n")
    part = terminal_ask.ask("ecr-12", wording, kept)
    assert not part.finished
    assert len(part.record.steps) == 4
    typed(monkeypatch, "\n".join(answers[4:]) + "\n")
    assert terminal_ask.ask("ecr-12", wording, kept).record == whole.record
    assert len(json.loads(kept.read_text("utf-8"))["steps"]) == len(whole.record.steps)


def test_anything_else_is_asked_again(wording: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    typed(monkeypatch, "9\nyes\n²\n3\n")
    asked = terminal_ask.ask("ecr", wording)
    assert [answer for _, answer in asked.record.steps] == [3]
    assert capsys.readouterr().err.count("Type a number from 1 to 5, s or q.") == 3


def test_a_skipped_item_tells_nothing(wording: Path, monkeypatch: pytest.MonkeyPatch):
    typed(monkeypatch, "s\n")
    found = json.loads(terminal_ask.as_json(terminal_ask.ask("ecr", wording)))
    assert (found["items"], len(found["skipped"])) == ([], 1)
    assert found["scales"]["anxiety"]["answered"] == 0
    assert found["scales"]["anxiety"]["error"] == pytest.approx(1, abs=1e-6)


def test_the_end_shows_intervals_and_whose_parameters(wording: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    typed(monkeypatch, "4\n2\n")
    asked = terminal_ask.ask("ecr", wording)
    terminal_ask.show(asked, Path("t.json"))
    shown = capsys.readouterr().out
    assert "90 % interval" in shown
    assert "kept in t.json" in shown
    assert "no diagnosis" in shown
    assert "no norm" in shown


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{}", "test.json: this is no test under way"),
        ('{"instrument": "ecr-12", "error": 0.3, "most": null, "steps": []}', "holds a test of ecr-12"),
        ('{"instrument": "ecr", "error": 0.3, "most": null, "steps": [{"item": 2, "answer": 8}]}', "no answer from 1"),
    ],
)
def test_another_file_is_not_taken_up(wording: Path, tmp_path: Path, content: str, words: str):
    path = tmp_path / "test.json"
    path.write_text(content, "utf-8")
    with pytest.raises(BowlbyError, match=words):
        terminal_ask.ask("ecr", wording, path)
    assert path.read_text("utf-8") == content


def test_wording_that_leaves_items_out_is_refused(tmp_path: Path):
    path = tmp_path / "short.csv"
    path.write_text("item,text\n1,One.\n", "utf-8")
    with pytest.raises(BowlbyError, match=r"no text for item 2, 3"):
        terminal_ask.ask("ecr", path)


def test_the_command_prints_one_object(wording: Path):
    command = [sys.executable, "-m", "bowlby.cli", "ask", "ecr", "--wording", str(wording), "--most", "2", "--json"]
    run = subprocess.run(command, input="1\n5\n", capture_output=True, text=True, check=True)
    found = json.loads(run.stdout)
    assert found["finished"]
    assert len(found["items"]) == 2
