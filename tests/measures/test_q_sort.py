from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bowlby.errors import BowlbyError
from bowlby.measures.q_sort import correlation, read_criterion, score_sorts
from measures.made_answers import written

PILES = np.repeat(np.arange(1, 10), 10).astype(float)


@pytest.fixture
def criterion(tmp_path: Path) -> Path:
    values = np.random.default_rng(0).permutation(PILES) - 0.0
    return written(tmp_path / "criterion.csv", pd.DataFrame({"card": np.arange(1, 91), "value": values}))


def sorts(*rows: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame(np.stack(rows), columns=[f"card{card}" for card in range(1, 91)])
    return frame.assign(child=[f"c{row}" for row in range(len(rows))])


def test_scores_are_correlations_with_the_criterion(tmp_path: Path, criterion: Path):
    ideal = pd.read_csv(criterion)["value"].to_numpy()
    random = np.random.default_rng(1).permutation(PILES)
    found = score_sorts(written(tmp_path / "s.csv", sorts(ideal, 10 - ideal, random)), criterion)
    assert found.scores == pytest.approx([1, -1, np.corrcoef(random, ideal)[0, 1]])
    assert found.names == ("c0", "c1", "c2")
    assert found.warnings == []


def test_columns_in_any_order_find_their_cards(tmp_path: Path, criterion: Path):
    frame = sorts(np.random.default_rng(1).permutation(PILES))
    one = score_sorts(written(tmp_path / "s.csv", frame), criterion)
    two = score_sorts(written(tmp_path / "t.csv", frame.loc[:, frame.columns[::-1]]), criterion)
    assert one.scores == pytest.approx(two.scores)


def test_uneven_piles_and_missing_cards_are_told(tmp_path: Path, criterion: Path):
    uneven, gaps = PILES.copy(), PILES.copy()
    uneven[0] = 9
    gaps[:20] = np.nan
    found = score_sorts(written(tmp_path / "s.csv", sorts(uneven, gaps, np.full(90, 5.0))), criterion)
    assert np.isnan(found.scores).tolist() == [False, True, True]
    assert any("2 sorts have no score" in line for line in found.warnings)
    assert any("1 sort does not have 10 cards on each pile; the first: line 2" in line for line in found.warnings)


def test_a_card_or_two_may_be_missing():
    sort = PILES.copy()
    sort[3] = np.nan
    assert correlation(sort, PILES) == pytest.approx(1)


def test_a_pile_that_cannot_be_is_refused(tmp_path: Path, criterion: Path):
    frame = sorts(PILES)
    frame["card7"] = 10
    with pytest.raises(BowlbyError, match="line 2, column card7: 10 is no pile from 1 to 9"):
        score_sorts(written(tmp_path / "s.csv", frame), criterion)


def test_a_missing_card_is_named(tmp_path: Path, criterion: Path):
    with pytest.raises(BowlbyError, match="no column for card 7;"):
        score_sorts(written(tmp_path / "s.csv", sorts(PILES).drop(columns="card7")), criterion)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("card,value\n91,3\n", "line 2, column card: not one of the cards, which are 1 to 90"),
        ("card,value\n1,3\n1,4\n", "line 3, column card: card 1 stands here a second time"),
        ("card,value\n1,high\n", "line 2, column value"),
        ("card,value\n1,nan\n", "line 2, column value"),
        ("card,value\n1,3\n2,3\n3,3\n", "do not all have one value"),
        ("card,number\n1,3\n", "no column value"),
    ],
)
def test_a_faulty_criterion_is_refused(tmp_path: Path, text: str, words: str):
    path = tmp_path / "c.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(BowlbyError, match=words):
        read_criterion(path)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.text(alphabet='card,vlue;\n0123456789.é"', max_size=60))
def test_any_text_is_a_criterion_or_refused(tmp_path: Path, text: str):
    path = tmp_path / "any.csv"
    path.write_text(text, "utf-8")
    try:
        found = read_criterion(path)
    except BowlbyError as error:
        told = str(error)
    else:
        told = "" if len(found) >= 3 else "too few\ncards"
    assert "\n" not in told
