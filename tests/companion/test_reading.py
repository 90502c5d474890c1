"""The words of the insight page: intervals always, numbers only with enough records, associations only."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bowlby.companion.reading import Reading, label_of, minutes, read
from companion.visits import made_up_result, too_little_result

FORBIDDEN = re.compile(r"\b(caus|diagnos|treats|cures?|because of|makes you|helps?)\b", re.IGNORECASE)


def everything(reading: Reading) -> str:
    return str(reading)


def test_a_full_result_has_numbers_intervals_and_counts():
    reading = read(made_up_result())
    alarm, half, gap = reading.headlines
    assert (alarm.value, alarm.words) == ("2.4", "Probably between 2.1 and 2.8.")
    assert alarm.basis == "from 84 moments and 46 check-ins"
    assert (half.value, half.basis) == ("38 minutes", "from 61 moments rated again afterwards")
    assert (gap.value, gap.unit) == ("22", "in 100 more often")
    assert "between 11 and 33" in gap.words
    assert [line.label for line in reading.triggers] == ["No reply yet", "They want some space", "A cool welcome"]
    assert reading.triggers[0].interval == "+1.9 to +3.3"
    assert reading.triggers[2].verdict == "no clear difference so far"
    assert reading.settles[0].count == "24 with, 37 without"


def test_where_asked_ratings_alone_tell_the_usual_alarm_it_says_so():
    result = made_up_result()
    result["usual_alarm"]["asked"] = 40
    assert read(result).headlines[0].basis == "from 40 check-ins that asked at their own time"


def test_too_few_records_give_no_number_but_what_is_needed():
    reading = read(too_little_result())
    assert reading.triggers == ()
    assert reading.settles == ()
    assert all(line.value == "" for line in reading.headlines)
    assert reading.triggers_needed.startswith("18 more moments and 17 more ratings at other times")
    assert [(row.label, row.needed) for row in reading.triggers_waiting] == [
        ("No reply yet", "3 more"),
        ("No smile back", "7 more"),
    ]
    assert reading.settles_waiting[0].needed == "8 more with it and 10 more without it"
    assert "26 more answered moments are needed" in reading.headlines[2].words
    assert reading.recovery == ""


def test_what_was_never_recorded_is_said():
    reading = read(too_little_result())
    assert not reading.settles_recorded
    assert reading.headlines[1].words.startswith("Not in these records")


def test_without_any_answer_it_is_said_what_is_needed():
    result = too_little_result()
    result["expectation"] |= {"count": 0, "needed": 30}
    words = read(result).headlines[2].words
    assert words == "Not in these records: 30 moments with an expectation and an answer are needed."


def test_too_uncertain_is_not_the_same_as_not_recorded():
    result = made_up_result()
    result["half_life_minutes"] |= {
        "median": None,
        "low": None,
        "high": None,
        "identified": False,
        "reason": "too-uncertain",
    }
    reading = read(result | {"recovery": []})
    assert reading.settles_recorded
    assert reading.headlines[1].words.startswith("Too uncertain so far")
    assert reading.headlines[1].value == ""


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        ((1.0, 0.2, 2.0), "tends to come before a higher alarm"),
        ((-1.0, -2.0, -0.2), "tends to come before a lower alarm"),
        ((0.3, -0.2, 0.8), "no clear difference so far"),
    ],
)
@pytest.mark.parametrize("lasting", [False, True])
def test_verdicts_of_triggers(numbers: tuple[float, float, float], verdict: str, lasting: bool):
    effect, low, high = numbers
    result = made_up_result()
    result["triggers"] = [result["triggers"][0] | {"effect": effect, "low": low, "high": high, "lasting": lasting}]
    said = read(result).triggers[0].verdict
    assert said == (verdict if not lasting or "clear" in verdict else said)
    assert ("while it lasts" in said) == (lasting and "clear" not in said)


@pytest.mark.parametrize(
    ("gap", "low", "high", "words"),
    [
        (-22.0, -33.0, -11.0, "Warmth tends to come more often than you expect"),
        (22.0, 11.0, 33.0, "Warmth tends to come less often than you expect"),
        (-3.0, -12.0, 6.0, "Between 12 more and 6 less often: no clear difference."),
    ],
)
def test_verdicts_of_the_expectation(gap: float, low: float, high: float, words: str):
    result = made_up_result()
    result["expectation"] |= {"gap": gap, "low": low, "high": high}
    reading = read(result)
    assert words in reading.headlines[2].words
    assert words in reading.expectation


def test_nothing_is_sold_as_a_cause():
    for result in (made_up_result(), too_little_result()):
        assert FORBIDDEN.search(everything(read(result))) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.2, "1 minute"),
        (38.4, "38 minutes"),
        (99, "99 minutes"),
        (120, "2 hours"),
        (131, "2 h 10 min"),
        (2160, "1.5 days"),
    ],
)
def test_times_are_said_as_people_say_them(value: float, words: str):
    assert minutes(value) == words


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ({"name": "comfort", "kind": "answer"}, "A warm answer"),
        ({"name": "breathing", "kind": "practice"}, "Slow breathing"),
        ({"name": "alone", "lasting": True}, "Being alone"),
        ({"name": "no-reply"}, "No reply yet"),
        ({"name": "my own"}, "my own"),
    ],
)
def test_labels(row: dict[str, Any], label: str):
    assert label_of(row) == label


def test_the_curve_has_a_table():
    points = read(made_up_result()).recovery_points
    assert points[0] == ("at once", "100 %", "100 to 100 %")
    assert 4 <= len(points) <= 8


def test_what_each_signal_was_followed_by():
    told = {"signal": "reach", "count": 20, "warm": 55.0, "low": 40.0, "high": 70.0, "rebuff": 0.0}
    rare = {"signal": "protest", "count": 3, **dict.fromkeys(("warm", "low", "high", "rebuff"))}
    rows = [told | {"enough": True, "needed": 0}, rare | {"enough": False, "needed": 7}]
    reading = read({**made_up_result(), "followed_by": rows})
    (line,) = reading.followed
    assert (line.label, line.effect, line.interval, line.verdict) == (
        *("Reached out", "55", "40 to 70", "never turned away"),
    )
    assert [(row.count, row.needed) for row in reading.followed_waiting] == [(3, "10")]


def test_a_result_from_before_has_no_such_table():
    result = {name: value for name, value in made_up_result().items() if name != "followed_by"}
    assert read(result).followed == ()


def test_what_is_done_and_whose_answer_settles_are_read_where_there_is_enough():
    row = {
        "count": 12,
        "without": 30,
        "effect": 2.0,
        "low": 1.0,
        "high": 3.0,
        "probability_positive": 0.99,
        "needed": 0,
    }
    figures = [
        {"figure": "Kim", "answer": "comfort", "enough": True, **row},
        {"figure": "", "answer": "comfort", "enough": False, **row},
    ]
    signal = {"signal": "reach", "chance": 61.2, "low": 50.0, "high": 71.0, "count": 44, "enough": True, "needed": 0}
    reading = read(made_up_result() | {"by_figure": figures, "turns_to": [signal, signal | {"enough": False}]})
    assert [(line.label, line.effect, line.interval) for line in reading.by_figure] == [
        ("A warm answer (Kim)", "+2.0", "+1.0 to +3.0")
    ]
    assert [(line.label, line.effect, line.interval, line.count) for line in reading.turns_to] == [
        ("Reached out", "61", "50 to 71", "44")
    ]


def test_never_is_said_of_what_never_happened():
    row = {"signal": "reach", "count": 250, "warm": 60.0, "low": 50.0, "high": 70.0, "enough": True, "needed": 0}
    often, once, never = (
        read(made_up_result() | {"followed_by": [row | {"rebuff": share}]}).followed[0].verdict
        for share in (12.0, 0.4, 0)
    )
    assert (often, once, never) == ("turned away in 12", "turned away in 0.4", "never turned away")
