from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bowlby.errors import BowlbyError
from bowlby.measures.bias_by_group import bias_by_group
from bowlby.measures.exchange import Exchange, fill
from bowlby.measures.exchange_sources import read_source
from bowlby.measures.instruments import known
from bowlby.measures.reference import groups
from measures.made_answers import first_order, made, table, written

ORDER = first_order("ecr-12")[1]


def filled(tmp_path: Path, people: int, *, biased: int = 0) -> tuple[Exchange, Path]:
    """Answers to the ECR-12, women answering one item lower if asked to; half women, ages mixed."""
    frame = table(ORDER, made(ORDER, people, 1, 5)).assign(
        sex=["f", "m"] * (people // 2), age=[20, 20, 40, 40] * (people // 4)
    )
    if biased:
        women = frame["sex"] == "f"
        frame.loc[women, f"Q{biased}"] = np.maximum(frame.loc[women, f"Q{biased}"] - 1, 1)
    path = written(tmp_path / "answers.csv", frame)
    return fill("ecr-12", path), path


def test_an_item_that_women_answer_lower_is_found_and_no_other(tmp_path: Path):
    exchange, path = filled(tmp_path, 1_200, biased=8)
    compared, _ = groups(read_source(path, known("ecr-12"), None), {})
    found, told = bias_by_group(exchange.filled, compared)
    assert told == []
    assert [(one.scale, one.groups) for one in found] == [
        ("anxiety", "men v. women"),
        ("avoidance", "men v. women"),
        ("anxiety", "under 25 v. 35 and over"),
        ("avoidance", "under 25 v. 35 and over"),
    ]
    items = {item.item: item for item in found[0].items}
    assert items[8].size == "large"
    assert items[8].points < -0.5
    assert items[8].p < 1e-10
    assert found[0].people == (600, 600)
    others = [item for one in found[1:] for item in one.items]
    assert "large" not in {item.size for item in others}
    assert min(item.p for item in others) > 1e-4


def test_too_few_people_and_columns_that_are_not_there_are_told(tmp_path: Path):
    exchange, path = filled(tmp_path, 300)
    compared, said = groups(read_source(path, known("ecr-12"), None), {})
    found, told = bias_by_group(exchange.filled, compared)
    assert (found, said) == ([], [])
    assert told[0] == "no item bias, men v. women: 150 v. 150 people, 200 each are needed"


def test_several_figures_are_refused(tmp_path: Path):
    frame = pd.DataFrame({f"mother{item}": [1, 2, 3, 4] for item in range(1, 10)})
    exchange = fill("ecr-rs", written(tmp_path / "a.csv", frame))
    compared, _ = groups(read_source(tmp_path / "a.csv", known("ecr-rs"), None), {})
    with pytest.raises(BowlbyError, match="asks about figures"):
        bias_by_group(exchange.filled, compared)
