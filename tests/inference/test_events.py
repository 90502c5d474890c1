"""What a diary is made of for the fit: its names, its scale, and how often each exposure lasts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.diary.records import Diary
from bowlby.inference.events import Roster, ratings_of, roster_of, scale_of, usual_states
from inference.diaries import ROSTER, checkin, moment


def test_names_come_by_frequency_and_then_by_alphabet():
    records = Diary(
        (
            moment(1, 0, trigger="late", practices=("naming", "breathing"), states=("company",)),
            moment(2, 10, trigger="silent", practices=("naming",), states=("alone",)),
            moment(3, 20, trigger="late"),
            moment(4, 30, trigger="cool"),
            moment(5, 40),
        )
    )
    assert roster_of(records) == Roster(("late", "cool", "silent"), ("naming", "breathing"), ("alone", "company"))
    assert roster_of(Diary()) == Roster((), (), ())


@pytest.mark.parametrize(
    ("ratings", "step"),
    [
        ([3, 5, 6, 10], 1.0),
        ([0, 2.5, 5, 7.5, 10], 2.5),
        ([0, 1.25, 2.5, 6.25], 1.25),
        ([0, 10], 10.0),
        ([2, 9], 1.0),
        ([3, 10], 3.0),
        ([4.1, 4.3, 7.0], 0.2),
        ([4.12, 4.13, 7.0], 0.1),
        ([10 / 6, 20 / 6, 5], 1.667),
        ([4, 4, 4], 1.0),
        ([], 1.0),
    ],
    ids=str,
)
def test_the_step_of_the_scale_is_the_smallest_distance_between_ratings_or_to_an_end(ratings, step):
    records = Diary((), tuple(checkin(number, float(rating)) for number, rating in enumerate(ratings)))
    assert scale_of(records).step == pytest.approx(step, abs=1e-3)


@given(st.lists(st.floats(0, 10), min_size=2, max_size=8, unique_by=lambda rating: round(rating, 3)))
def test_only_a_rating_at_an_end_is_taken_for_one(ratings):
    """However few ratings there are: but for the finest step, all others lie a whole step inside."""
    step = scale_of(Diary((), tuple(checkin(number, rating) for number, rating in enumerate(ratings)))).step
    assert all(step / 2 <= rating <= 10 - step / 2 for rating in ratings if 0.1 < rating < 9.9)


def test_ratings_of_moments_count_for_the_scale_as_those_of_checkins_do():
    records = Diary((moment(1, 0, alarm_before=6.0, later=10, alarm_after=5.5),), (checkin(60, 2.0),))
    assert scale_of(records).step == pytest.approx(0.5)
    assert sorted(ratings_of(records)) == [2.0, 5.5, 6.0]


def test_usual_states_are_shares_of_the_moments():
    records = Diary((moment(1, 0, states=("alone",)), moment(2, 9, states=("alone", "company")), moment(3, 20)))
    assert usual_states(records, ROSTER) == pytest.approx([2 / 3, 1 / 3, 0])
    assert usual_states(Diary(), ROSTER).tolist() == [0, 0, 0]
