"""Which signal was followed by what: counted as they are, told from ten on, never modelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.diary.records import Diary
from bowlby.inference.followed import ENOUGH, followed_by
from bowlby.names import ANSWERS, SIGNALS
from inference.diaries import moment


def diary(pairs: list[tuple[str, str]]) -> Diary:
    """Moments an hour apart, each a signal and its answer."""
    return Diary(tuple(moment(n, 60 * n, signal=signal, answer=answer) for n, (signal, answer) in enumerate(pairs)))


def test_shares_are_those_of_the_records():
    (row,) = followed_by(diary([("reach", "comfort")] * 6 + [("reach", "rebuff")] * 2 + [("reach", "none")] * 2))
    assert (row["signal"], row["count"], row["enough"]) == ("reach", 10, True)
    assert row["warm"] == pytest.approx(60)
    assert row["rebuff"] == pytest.approx(20)
    assert 0 <= row["low"] < 60 < row["high"] <= 100


@pytest.mark.parametrize(("answer", "warm"), [("comfort", 100), ("none", 0)])
def test_what_always_came_is_no_certainty(answer: str, warm: float):
    (row,) = followed_by(diary([("reach", answer)] * ENOUGH))
    assert row["warm"] == warm
    assert row["high"] - row["low"] > 10


def test_an_interval_is_never_surer_than_that_of_independent_answers():
    """Answers that alternate make the mean look surer than it is."""
    (row,) = followed_by(diary([("reach", "comfort"), ("reach", "none")] * 20))
    assert row["high"] - row["low"] > 20  # 90 % of a fair coin thrown forty times: about 26 points


def test_too_few_get_no_number_but_what_is_needed():
    (row,) = followed_by(diary([("plea", "comfort")] * (ENOUGH - 1)))
    assert row == {
        "signal": "plea",
        "count": ENOUGH - 1,
        **dict.fromkeys(("warm", "low", "high", "rebuff")),
        "enough": False,
        "needed": 1,
    }


def test_an_answer_still_to_come_is_not_counted():
    assert followed_by(diary([("reach", "pending")] * 20)) == []


@given(st.lists(st.tuples(st.sampled_from(SIGNALS), st.sampled_from(ANSWERS)), max_size=60))
def test_every_answered_moment_is_in_one_row_and_shares_stay_shares(pairs: list[tuple[str, str]]):
    rows = followed_by(diary(pairs))
    assert sum(row["count"] for row in rows) == len(pairs)
    assert [row["signal"] for row in rows] == [signal for signal in SIGNALS if signal in dict(pairs)]
    for row in rows:
        if row["enough"]:
            assert 0 <= row["low"] <= row["warm"] <= row["high"] <= 100
            assert row["warm"] + row["rebuff"] <= 100.001
