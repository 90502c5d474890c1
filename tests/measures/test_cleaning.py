"""Response scale, codes for missing, impossible values, and answers without thought."""

from __future__ import annotations

import numpy as np
import pytest

from bowlby.errors import BowlbyError
from bowlby.measures.cleaning import MISSING_CODES, careless, clean
from bowlby.measures.instruments import known
from measures.made_answers import first_order, made

ECR, ORDER = first_order("ecr")


def place(person: int, item: int) -> str:
    return f"row {person}, item {item}"


def test_clean_answers_pass_as_they_are():
    answers = made(ORDER, 50)
    cleaned = clean(answers, ECR, place)
    assert np.array_equal(cleaned.answers, answers)
    assert cleaned[1:] == (1, 7, ())


@pytest.mark.parametrize("code", MISSING_CODES)
def test_codes_for_missing_are_taken_out_and_told(code: int):
    answers = made(ORDER, 50)
    coded = answers.copy()
    coded[3, 5] = coded[8, 1] = code
    cleaned = clean(coded, ECR, place)
    assert np.isnan(cleaned.answers[[3, 8], [5, 1]]).all()
    assert np.isnan(cleaned.answers).sum() == 2
    assert coded[3, 5] == code, "the answers handed over stay as they were"
    assert cleaned.warnings == (f"2 answers of {code} are outside 1 to 7, taken as missing; the first: row 3, item 5",)


@pytest.mark.parametrize("value", [8, 55, -3, 7.5, 1000])
def test_what_cannot_be_an_answer_is_refused(value: float):
    answers = made(ORDER, 50)
    answers[4, 2] = value
    with pytest.raises(BowlbyError, match=rf"row 4, item 2: {value:g} cannot be an answer from 1 to 7; .*--range"):
        clean(answers, ECR, place)


def test_a_five_point_file_is_scored_as_one_and_says_so():
    cleaned = clean(made(ORDER, 50, 1, 5), ECR, place)
    assert (cleaned.low, cleaned.high) == (1, 5)
    assert "no answer lies above 5: scored on 1 to 5, not on 1 to 7" in cleaned.warnings[0]


def test_few_answers_cannot_tell_the_scale():
    cleaned = clean(made(ORDER, 3, 1, 5), ECR, place)
    assert (cleaned.low, cleaned.high) == (1, 7)
    assert "too few answers to tell" in cleaned.warnings[0]


def test_a_scale_that_is_said_is_not_guessed():
    answers = made(ORDER, 50, 1, 5)
    cleaned = clean(answers, ECR, place, (1, 7))
    assert cleaned[1:3] == (1, 7)
    assert clean(made(ORDER, 50), ECR, place, (1, 7))[1:] == (1, 7, ())
    with pytest.raises(BowlbyError, match="cannot be an answer from 1 to 4"):
        clean(answers, ECR, place, (1, 4))
    assert clean(made(ORDER, 50, -3, 3), ECR, place, (-3, 3)).low == -3


def test_a_five_point_file_that_is_said_to_be_seven_point_is_told():
    (told,) = clean(made(ORDER, 50, 1, 5), ECR, place, (1, 7)).warnings
    assert "said to be on 1 to 7, and none of them lies above 5" in told
    assert "8 − answer" in told
    assert clean(made(ORDER, 3, 1, 5), ECR, place, (1, 7)).warnings == ()


def test_nobody_at_the_top_is_told():
    six = np.minimum(made(ORDER, 50), 6)
    assert "nobody answers above 6 on 1 to 7" in clean(six, ECR, place).warnings[0]


@pytest.mark.parametrize("high", [5, 7])
def test_answers_counted_from_zero_are_refused(high: int):
    with pytest.raises(BowlbyError, match=rf"run from 0 to {high - 1} .* as if counted from 0.*--range 1-{high}"):
        clean(made(ORDER, 50, 1, high) - 1, ECR, place)


def test_zero_is_an_answer_where_the_scale_begins_with_it():
    instrument, order = first_order("state")
    answers = made(order, 50, 0, 10)
    assert np.array_equal(clean(answers, instrument, place).answers, answers)


def test_broken_answers_are_kept_and_told():
    answers = made(ORDER, 50)
    answers[0, 0] = 3.4
    cleaned = clean(answers, ECR, place)
    assert cleaned.answers[0, 0] == 3.4
    assert cleaned.warnings == ("1 answer is not whole numbers; they are kept as they are",)


def test_nothing_but_empty_cells_is_no_fault():
    assert clean(np.full((4, 36), np.nan), ECR, place).high == 7


def test_straight_lines_and_repeats_are_found():
    answers = made(ORDER, 30)
    answers[4] = 3
    answers[5, :20], answers[5, 20:] = 2, np.nan
    answers[6, :5], answers[6, 5:] = 2, np.nan
    answers[20] = answers[2]
    found = careless(answers)
    assert np.flatnonzero(found.straight).tolist() == [4, 5]
    assert np.flatnonzero(found.repeated).tolist() == [20]


def test_short_instruments_say_nothing_about_repeats():
    assert not np.any(careless(np.full((40, 4), 2.0)))
    short = careless(np.tile(np.arange(1.0, 8.0), (5, 1)))
    assert not np.any(short)
    assert careless(np.full((3, 7), 2.0)).straight.all()


def test_other_instruments_have_their_own_ends():
    instrument, order = first_order("aas-r")
    with pytest.raises(BowlbyError, match="cannot be an answer from 1 to 5"):
        clean(made(order, 50), instrument, place)
    assert known("aas-r").also == ()
