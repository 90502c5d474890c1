from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bowlby.errors import BowlbyError
from bowlby.measures.change import change
from bowlby.measures.scoring import Scored, score_file
from measures.made_answers import first_order, made, table, written

ORDER = first_order("ecr")[1]
ANXIETY = next(scale for scale in ORDER.scales if scale.name == "anxiety")


def moved(frame: pd.DataFrame, people: slice, by: int) -> pd.DataFrame:
    """The same answers with some people's anxiety higher, item by item within the scale."""
    later = frame.copy()
    for item, sign in ANXIETY.signs.items():
        column = frame.columns.get_loc(f"Q{item}")
        later.iloc[people, column] = np.clip(later.iloc[people, column] + sign * by, 1, 5)
    return later


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Scored, Scored, tuple[Path, Path]]:
    """Two occasions: ten of eighty people are more anxious the second time, rows shuffled, five gone."""
    first = table(ORDER, made(ORDER, 80, 1, 5)).assign(code=[f"{row:02d}" for row in range(80)])
    second = moved(first, slice(0, 10), 2).sample(frac=1, random_state=0).iloc[:75]
    paths = tuple(written(tmp_path / name, frame) for name, frame in (("one.csv", first), ("two.csv", second)))
    return score_file("ecr", paths[0]), score_file("ecr", paths[1]), (paths[0], paths[1])


def test_people_are_matched_by_identifier_and_those_who_moved_are_found(
    pair: tuple[Scored, Scored, tuple[Path, Path]],
):
    found = change(*pair, "code")
    assert found.matched.all()
    codes = [int(code) for code in pair[1].carried["code"]]
    for name in ("anxiety", "anxiety_irt"):
        up = {code for code, reliable, size in zip(codes, *_of(found, name), strict=True) if reliable and size > 0}
        assert len(up & set(range(10))) >= 8
        assert not up - set(range(10))
    assert not found.changes["avoidance"].reliable.any()
    assert found.warnings == ["5 of the earlier occasion stand in one file only: no change for them"]


def _of(found, name: str) -> tuple[np.ndarray, np.ndarray]:
    return found.changes[name].reliable, found.changes[name].change


def test_the_interval_is_that_of_both_errors(pair: tuple[Scored, Scored, tuple[Path, Path]]):
    one = change(*pair, "code").changes["avoidance"]
    before, after = (scored.scales["avoidance"].errors[0] for scored in pair[:2])
    assert np.allclose((one.high - one.low) / 2, 1.6449 * np.hypot(before, after))


def test_who_stands_in_one_file_only_gets_no_change(pair: tuple[Scored, Scored, tuple[Path, Path]]):
    before, after, paths = pair
    found = change(after, before, paths, "code")
    assert found.matched.sum() == 75
    assert np.isnan(found.changes["anxiety"].change[~found.matched]).all()
    assert not found.changes["anxiety"].reliable[~found.matched].any()


def test_a_person_twice_no_identifiers_and_nobody_in_both_are_refused(tmp_path: Path):
    frame = table(ORDER, made(ORDER, 60, 1, 5)).assign(code=[f"{row:02d}" for row in range(60)])
    good = written(tmp_path / "good.csv", frame)
    twice = written(tmp_path / "twice.csv", frame.assign(code=["07", *frame["code"][1:]]))
    others = written(tmp_path / "others.csv", frame.assign(code=[f"x{row}" for row in range(60)]))
    nameless = written(tmp_path / "nameless.csv", frame.drop(columns="code"))
    for other, identifier, words in (
        (twice, "code", r"twice\.csv, row 8 below the header, column code: this person stands here a second time"),
        (others, "code", "nobody stands in both"),
        (nameless, "", r"good\.csv: no column says who answered"),
    ):
        with pytest.raises(BowlbyError, match=words):
            change(score_file("ecr", good), score_file("ecr", other), (good, other), identifier)


def test_two_response_scales_are_refused(tmp_path: Path):
    five, seven = (
        table(ORDER, made(ORDER, 60, 1, top)).assign(id=[f"{row:02d}" for row in range(60)]) for top in (5, 7)
    )
    paths = (written(tmp_path / "five.csv", five), written(tmp_path / "seven.csv", seven))
    with pytest.raises(BowlbyError, match="change needs the same"):
        change(score_file("ecr", paths[0]), score_file("ecr", paths[1]), paths)
