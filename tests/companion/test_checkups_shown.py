from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bowlby.companion import checkups_shown
from bowlby.companion.checkups import Result
from bowlby.measures.adaptive import Estimate, Record, open_test

TEST = open_test("ecr", 0.4)
LOW = Estimate(score=-1.2, error=0.35, mean=2.3, low=1.9, high=2.8, answered=5, done=True)
HIGH = Estimate(score=0.9, error=0.35, mean=3.6, low=3.1, high=4.0, answered=1, done=True)


def result(one: Estimate, month: int) -> Result:
    return Result("result x", datetime(2026, month, 3, tzinfo=UTC), "ecr", {"anxiety": one, "avoidance": one})


def test_a_first_result_has_its_interval_count_and_error_and_no_change():
    first, second = checkups_shown.shown(result(LOW, 3))
    assert first.words == "on 1 to 5; nine times in ten between 1.9 and 2.8; from 5 answers (standard error 0.35)"
    assert (first.mean, first.span) == ("2.3", "1.9 to 2.8")
    assert first.marks == (22.5, 32.5, 45.0)
    assert {first.moved, first.beside, second.moved, second.beside} == {""}


def test_one_answer_is_one_answer():
    assert "from 1 answer (" in checkups_shown.shown(result(HIGH, 3))[0].words


def test_a_second_result_says_how_far_it_moved_and_whether_that_is_more_than_the_error():
    far, _ = checkups_shown.shown(result(LOW, 5), result(HIGH, 3))
    assert far.moved.startswith("−")
    assert far.moved.endswith("since 3 March 2026, with its interval from " + far.moved.split("interval from ")[1])
    assert "more than the error of both" in far.moved
    assert len(far.marks) == 6
    same, _ = checkups_shown.shown(result(LOW, 5), result(LOW, 3))
    assert "within the error of both" in same.moved


def test_the_sample_is_named_only_where_asked_for():
    first, _ = checkups_shown.shown(result(LOW, 3), beside=True)
    assert first.beside.startswith("Of 100 people in the sample, about ")
    assert "They chose themselves; they are no norm." in checkups_shown.sample("ecr")
    assert checkups_shown.sample("saam") == ""


def test_no_word_for_a_type_stands_in_a_result():
    found = " ".join(str(one) for one in checkups_shown.shown(result(LOW, 5), result(HIGH, 3), beside=True)).lower()
    for word in ("secure", "preoccupied", "dismissing", "fearful", "style", "type", "diagnos"):
        assert word not in found


def test_the_error_falls_with_every_answer():
    start = checkups_shown.sureness(TEST, Record())
    assert [one.words for one in start] == ["error 1.00, from 1.00 at the start; enough at 0.40"] * 2
    later = checkups_shown.sureness(TEST, Record(((2, 4), (6, 3), (8, 3), (10, 4), (14, 4), (18, 3), (30, 3))))[0]
    heights = [float(point.split(",")[1]) for point in later.line.split(" ")]
    assert heights == sorted(heights)
    assert len(heights) == 8
    assert later.enough
    assert later.words.endswith(": enough")
    assert checkups_shown.stop_height(TEST) == pytest.approx(54.0)
