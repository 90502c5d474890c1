"""Scoring on a terminal: options, the JSON contract, the table, and the file of scores."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bowlby import terminal_score
from bowlby.errors import BowlbyError
from bowlby.measures.instruments import known
from bowlby.measures.scoring import Wishes
from measures.made_answers import first_order, made, table, written

ORDER = first_order("ecr")[1]


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """A five-point file with identifiers, ages, sexes and a hole."""
    values = made(ORDER, 80, 1, 5)
    values[5, :25] = np.nan
    chance = np.random.default_rng(0)
    frame = table(ORDER, values).assign(
        who=[f"{number:03d}" for number in range(80)], age=chance.integers(15, 70, 80), sex=["f", "m"] * 40
    )
    return written(tmp_path / "answers.csv", frame.iloc[::-1])


def test_options_are_read():
    asked = terminal_score.wishes("author", "1-7", "ecr", "1=male, 2=female", already_reversed=True)
    assert asked == Wishes("author", (1, 7), "ecr", {"1": "male", "2": "female"}, True)
    assert terminal_score.wishes("auto", "-3 to 3", "", "", already_reversed=False).scale == (-3, 3)


@pytest.mark.parametrize("text", ["7", "7-1", "a-b", "1-1", "1-7-9"])
def test_a_faulty_range_is_refused(text: str):
    with pytest.raises(BowlbyError, match="--range"):
        terminal_score.wishes("auto", text, "", "", already_reversed=False)


@pytest.mark.parametrize("text", ["1", "1=male,2", "=male"])
def test_faulty_codes_are_refused(text: str):
    with pytest.raises(BowlbyError, match="--sex"):
        terminal_score.wishes("auto", "", "", text, already_reversed=False)


def test_the_json_keeps_the_contract(answers: Path):
    scored, seconds = terminal_score.score("ecr", answers, Wishes(), None)
    found = json.loads(terminal_score.as_json(scored, seconds))
    assert list(found) == ["instrument", "order", "people", "scales", "item_response", "warnings", "seconds"]
    assert all(list(found["item_response"][name]) == ["mean", "sd", "error"] for name in ("anxiety", "avoidance"))
    assert (found["instrument"], found["order"], found["people"]) == ("ecr", "published", 80)
    assert list(found["scales"]) == ["anxiety", "avoidance"]
    assert all(list(scale) == ["mean", "sd", "alpha", "omega"] for scale in found["scales"].values())
    assert all(isinstance(line, str) for line in found["warnings"])


def test_what_cannot_be_told_is_null(tmp_path: Path):
    frame = pd.DataFrame([[1, 2, 3, 4]], columns=["Q1", "Q2", "Q3", "Q4"])
    scored, seconds = terminal_score.score("rq", written(tmp_path / "a.csv", frame), Wishes(), None)
    found = json.loads(terminal_score.as_json(scored, seconds))
    assert found["scales"]["secure"] == {"mean": 1.0, "sd": None, "alpha": None, "omega": None}
    assert "item_response" not in found


def test_the_scores_keep_rows_and_identifiers(answers: Path, tmp_path: Path):
    out = tmp_path / "scores.tsv"
    scored, _ = terminal_score.score("ecr", answers, Wishes(), out)
    frame = pd.read_csv(out, sep="\t", dtype={"who": str})
    assert list(frame["who"]) == [f"{number:03d}" for number in range(79, -1, -1)]
    assert list(frame.columns) == [
        *("who", "age", "sex"),
        *("anxiety", "anxiety_se", "anxiety_percentile", "anxiety_irt", "anxiety_irt_se"),
        *("avoidance", "avoidance_se", "avoidance_percentile", "avoidance_irt", "avoidance_irt_se"),
        *("compared_with", "flags"),
    ]
    assert np.allclose(frame["anxiety"], scored.scales["anxiety"].scores, atol=1e-9, equal_nan=True)
    assert frame.loc[74, "flags"] == "too few answers"
    assert np.isnan(frame.loc[74, "anxiety"])
    assert frame["anxiety_percentile"].between(0, 100).sum() == 79


def test_columns_that_would_be_empty_are_left_out(tmp_path: Path):
    frame = pd.DataFrame([[1, 2, 3, 4]] * 2, columns=["Q1", "Q2", "Q3", "Q4"])
    terminal_score.score("rq", written(tmp_path / "a.csv", frame), Wishes(), tmp_path / "s.csv")
    names = list(pd.read_csv(tmp_path / "s.csv").columns)
    assert names == ["row", "secure", "fearful", "preoccupied", "dismissing", "self", "other", "flags"]


def test_nothing_is_written_when_something_is_refused(tmp_path: Path):
    path = written(tmp_path / "a.csv", pd.DataFrame({"Q1": [1], "Q2": [2]}))
    with pytest.raises(BowlbyError):
        terminal_score.score("ecr", path, Wishes(), tmp_path / "s.csv")
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


def test_the_file_of_answers_is_never_written_over(answers: Path):
    before = answers.read_bytes()
    with pytest.raises(BowlbyError, match="is the file of the answers"):
        terminal_score.score("ecr", answers, Wishes(), answers.parent / "." / answers.name)
    assert answers.read_bytes() == before


def test_the_table_says_everything(answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "s.csv"
    scored, seconds = terminal_score.score("ecr", answers, Wishes(), out)
    terminal_score.show(scored, seconds, out)
    text = capsys.readouterr().out
    for wanted in ("80 people, scored on 1 to 5", "standard error", "- no answer lies above 5", "they are no norm"):
        assert wanted in text
    assert str(out) in text


def test_the_order_that_was_found_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    order = known("ecr-r").orders["interleaved"]
    path = written(tmp_path / "a.csv", table(order, made(order, 80)))
    scored, seconds = terminal_score.score("ecr-r", path, Wishes(), None)
    terminal_score.show(scored, seconds, None)
    assert "- interleaved order, found in the answers" in capsys.readouterr().out
    assert "interleaved order, found" in terminal_score.summary(scored, seconds)["warnings"][0]


def test_the_command_ends_with_one_line_and_code_2(tmp_path: Path):
    path = written(tmp_path / "a.csv", pd.DataFrame({"Q1": [1], "Q2": ["x"], "Q3": [1], "Q4": [1]}))
    run = subprocess.run(
        [sys.executable, "-m", "bowlby.cli", "score", "rq", str(path), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"bowlby: {path}, line 2, column Q2: “x” where a number should stand")
    assert run.stderr.count("\n") == 1


def test_everybody_is_drawn(answers: Path, tmp_path: Path):
    picture = tmp_path / "crowd.svg"
    terminal_score.score("ecr", answers, Wishes(), None, picture)
    text = picture.read_text("utf-8")
    assert text.startswith("<svg")
    assert "ECR: anxiety and avoidance" in text
    assert "79 of 80 people, answers from 1 to 5" in text


def test_figures_are_told_apart_in_the_picture(tmp_path: Path):
    order = first_order("ecr-rs")[1]
    frame = pd.concat(
        [table(order, made(order, 60, seed=n), name) for n, name in enumerate(("mother", "partner"))], axis=1
    )
    picture = tmp_path / "crowd.svg"
    terminal_score.score("ecr-rs", written(tmp_path / "a.csv", frame), Wishes(), None, picture)
    assert all(f"{name} (60)" in picture.read_text("utf-8") for name in ("mother", "partner"))


def test_no_picture_where_there_are_not_both_dimensions(tmp_path: Path):
    order = first_order("aas-r")[1]
    path = written(tmp_path / "a.csv", table(order, made(order, 60, 1, 5)))
    with pytest.raises(BowlbyError, match="aas-r has not both"):
        terminal_score.score("aas-r", path, Wishes(), tmp_path / "s.csv", tmp_path / "crowd.svg")
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]
