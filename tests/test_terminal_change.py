"""Two occasions on a terminal: options, the table, the JSON and the file of scores."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bowlby import terminal_change
from bowlby.errors import BowlbyError
from bowlby.measures.scoring import Wishes
from measures.made_answers import first_order, made, table, written

ORDER = first_order("ecr")[1]


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two occasions of sixty people; one of them turns every answer round."""
    first = table(ORDER, made(ORDER, 60, 1, 5)).assign(id=[f"{row:02d}" for row in range(60)])
    second = first.copy()
    second.iloc[3, :36] = 6 - second.iloc[3, :36].astype(float)
    return written(tmp_path / "one.csv", first), written(tmp_path / "two.csv", second)


def test_the_file_has_both_occasions_and_the_change(pair: tuple[Path, Path], tmp_path: Path):
    out = tmp_path / "change.csv"
    terminal_change.score("ecr", *pair, Wishes(), out=out)
    frame = pd.read_csv(out, dtype={"id": str}, keep_default_na=False, na_values=[""])
    assert list(frame["id"]) == [f"{row:02d}" for row in range(60)]
    for name in ("anxiety", "anxiety_irt", "avoidance", "avoidance_irt"):
        off = frame[f"{name}_change"] - (frame[name] - frame[f"{name}_before"])
        assert np.abs(off.drop(3).to_numpy()).max() < 1e-6
        assert set(frame[f"{name}_changed"].drop(3)) == {"no"}
    assert {"up", "down"} & {frame[f"{name}_changed"].iloc[3] for name in ("anxiety", "avoidance")}


def test_the_json_says_how_many_changed(pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]):
    terminal_change.tell(terminal_change.score("ecr", *pair, Wishes()), None, as_json=True)
    found = json.loads(capsys.readouterr().out)["change"]
    assert (found["people"], found["interval"]) == (60, 0.9)
    assert all(sum(one[word] for word in ("up", "down", "no")) == 60 for one in found["scales"].values())


def test_the_table_says_what_reliable_means(pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]):
    terminal_change.tell(terminal_change.score("ecr", *pair, Wishes()), None)
    said = capsys.readouterr().out
    assert "reliably up" in said
    assert "90 % interval leaves out 0" in said


def test_a_file_of_answers_is_never_written_over(pair: tuple[Path, Path]):
    before = pair[0].read_bytes()
    for out in pair:
        with pytest.raises(BowlbyError, match="name another for the scores"):
            terminal_change.score("ecr", *pair, Wishes(), out=out)
    assert pair[0].read_bytes() == before


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("aqs", Path("a.csv"), "", None), "--before goes with questionnaires"),
        (("ecr", None, "code", None), "--id goes with --before"),
        (("ecr", Path("a.csv"), "", Path("b.svg")), "--draw shows one occasion"),
    ],
)
def test_options_that_do_not_go_together(given: tuple[str, Path | None, str, Path | None], words: str):
    with pytest.raises(BowlbyError, match=words):
        terminal_change.check(*given)


def test_item_bias_is_of_one_file():
    for instrument, before in (("ecr", Path("a.csv")), ("aqs", None)):
        with pytest.raises(BowlbyError, match="--bias looks at one file"):
            terminal_change.check(instrument, before, "", None, bias=True)
