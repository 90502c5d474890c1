"""What a diary can carry: counts, thresholds, and how much more is needed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bowlby.diary.records import Diary
from bowlby.inference.events import ratings_of, roster_of
from bowlby.inference.support import FITTABLE, MOMENTS, OCCURRENCES, OTHER_RATINGS, USES, Count, Support, support_of
from inference.diaries import ROSTER, checkin, diaries, kept_diary, moment


def support(records: Diary) -> Support:
    return support_of(records, roster_of(records))


def test_the_thresholds_are_those_that_the_docs_name():
    assert (OCCURRENCES, MOMENTS, OTHER_RATINGS, USES, FITTABLE) == (8, 30, 20, 10, 10)


@pytest.mark.parametrize(("count", "needed"), [(0, 8), (7, 1), (8, 0), (9, 0)])
def test_a_trigger_counts_where_its_moment_was_rated(count: int, needed: int):
    records = kept_diary(1, ("cool",) * count)
    unrated = replace(records, moments=(*records.moments, moment(900, 0, trigger="cool")))
    expected = Count(count, 44 - count, needed, 0)
    assert support(unrated).triggers == {"cool": expected}
    assert expected.enough == (needed == 0)


def test_a_trigger_in_every_moment_needs_none_without_it():
    """Its contrast are the other ratings, which are counted apart."""
    assert support(kept_diary(1, ("cool",) * 44)).triggers["cool"] == Count(44, 0, 0, 0)


@pytest.mark.parametrize(("with_it", "needs"), [(3, (5, 0)), (8, (0, 0)), (36, (0, 0)), (37, (0, 1)), (44, (0, 8))])
def test_an_exposure_needs_moments_with_it_and_without(with_it: int, needs: tuple[int, int]):
    moments = (replace(one, states=("alone",) * (number < with_it)) for number, one in enumerate(kept_diary(1).moments))
    count = support(Diary(tuple(moments))).states["alone"]
    assert (count.count, count.without) == (with_it, 44 - with_it)
    assert (count.needed, count.needed_without) == needs


@pytest.mark.parametrize(("uses", "needs"), [(0, (10, 0)), (9, (1, 0)), (10, (0, 0)), (34, (0, 0)), (40, (0, 6))])
def test_a_practice_counts_where_the_alarm_was_rated_later(uses: int, needs: tuple[int, int]):
    moments = tuple(
        replace(one, practices=("naming",) * (number < uses)) for number, one in enumerate(kept_diary(1).moments)
    )
    unrated = tuple(moment(900 + number, number, practices=("naming",), alarm_before=5.0) for number in range(5))
    count = support(Diary((*moments, *unrated))).practices["naming"]
    assert (count.count, count.without) == (uses, 44 - uses)
    assert (count.needed, count.needed_without) == needs


def test_answers_count_where_the_alarm_was_rated_after_them():
    def one(number: int, answer: str, answered: int | None, later: int):
        return moment(number, 60 * number, answer=answer, answered=answered, later=later, alarm_after=3.0)

    records = Diary(
        (
            one(1, "comfort", 20, 40),
            one(2, "comfort", None, 40),
            one(3, "comfort", 40, 40),
            one(4, "comfort", 60, 40),  # rated before the answer: says nothing of it
            one(5, "rebuff", 20, 40),
            one(6, "none", 20, 40),
            one(7, "pending", None, 40),  # nobody knows yet: neither with nor without
        )
    )
    assert support(records).answers == {"comfort": Count(3, 3, 7, 7), "rebuff": Count(1, 5, 9, 5)}


def test_other_ratings_are_checkins_and_moments_without_a_trigger():
    moments = (moment(1, 0, alarm_before=3.0), moment(2, 9, trigger="late", alarm_before=6.0), moment(3, 20))
    checkins = (checkin(30, 2.0), checkin(40, None))
    assert support(Diary(moments, checkins)).needs == {"moments": 28, "other_ratings": 18}


def test_needs_never_fall_below_nought():
    assert support(kept_diary(1)).needs == {"moments": 0, "other_ratings": 0}


@pytest.mark.parametrize(
    ("ratings", "trouble"),
    [([3] * 9 + [4], ""), ([3] * 8 + [4], "few-ratings"), ([3] * 50, "no-variation"), ([], "few-ratings")],
)
def test_ten_ratings_of_two_values_can_be_fitted_and_else_it_says_why(ratings: list[int], trouble: str):
    checkins = Diary((), tuple(checkin(number, float(rating)) for number, rating in enumerate(ratings)))
    assert support(checkins).trouble == trouble
    assert support(checkins).fittable == (trouble == "")


@settings(max_examples=50)
@given(diaries())
def test_counts_add_up(records):
    found = support_of(records, ROSTER)
    rated = sum(one.alarm_before is not None for one in records.moments)
    later = sum(one.alarm_after is not None for one in records.moments)
    assert set(found.triggers) == set(ROSTER.triggers)
    assert {name.count + name.without for name in (*found.triggers.values(), *found.states.values())} <= {rated}
    known = sum(one.alarm_after is not None and one.answer not in ("", "pending") for one in records.moments)
    assert {name.count + name.without for name in found.practices.values()} <= {later}
    assert {name.count + name.without for name in found.answers.values()} == {known}
    assert found.ratings_after == later
    assert found.fittable == (len(ratings_of(records)) >= FITTABLE and len(set(ratings_of(records))) > 1)
