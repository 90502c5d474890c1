"""Item bias on a terminal: the table, and the JSON with every item."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bowlby import terminal_bias, terminal_score
from bowlby.measures.scoring import Wishes
from measures.made_answers import first_order, made, table, written

ORDER = first_order("ecr-12")[1]


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Women and men who answer alike, except that women answer item 2 two points lower; no ages."""
    frame = table(ORDER, made(ORDER, 800, 1, 7)).assign(gender=[1, 2] * 400)
    women = frame["gender"] == 2
    frame.loc[women, "Q2"] = (frame.loc[women, "Q2"] - 2).clip(lower=1)
    return written(tmp_path / "answers.csv", frame)


def test_table_and_json_name_the_item(answers: Path, capsys: pytest.CaptureFixture[str]):
    asked = Wishes(sex={"1": "male", "2": "female"})
    found, told = terminal_bias.find("ecr-12", answers, asked)
    terminal_bias.show(found, told)
    said = capsys.readouterr().out
    assert "men v. women" in said
    assert "2 -1." in said
    assert "item bias is not by age: there is no column named age" in said
    scored, seconds = terminal_score.score("ecr-12", answers, asked, None)
    bias = json.loads(terminal_score.as_json(scored, seconds, (found, told)))
    assert [item["item"] for item in bias["item_bias"][0]["items"]] == [2, 6, 8, 14, 18, 24]
    assert bias["item_bias"][0]["items"][0]["size"] == "large"
    assert told[0] in bias["warnings"]
