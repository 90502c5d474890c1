"""Where the alarm rests: asked ratings say it alone where there are enough, and what was rated at moments does not."""

from __future__ import annotations

from dataclasses import replace

import jax
import numpy as np
import pytest

from bowlby.diary.records import Diary, Moment
from bowlby.inference.density import Records, records_of, widths_of
from bowlby.inference.resting import Resting, heard_alone, resting, resting_around
from bowlby.inference.search import tools_for
from bowlby.inference.support import ASKED_RATINGS
from inference.diaries import PARAMETERS, ROSTER, kept_diary

DIARY = kept_diary(3, ["cool", "late"] * 5, moments=16, checkins=30)
SPREAD = PARAMETERS.fit.baseline_spread


def records(diary: Diary = DIARY) -> Records:
    return records_of(diary, ROSTER, PARAMETERS)


def heard(diary: Diary = DIARY) -> Records:
    found = heard_alone(records(diary))
    assert found is not None
    return found


def found(of: Records, **moved: float) -> Resting:
    """The level at the prior's centre, but for some coordinates."""
    tools = tools_for(widths_of(of), PARAMETERS)
    place = tools.start.copy()
    for name, value in moved.items():
        place[getattr(tools, name)] = value
    with jax.enable_x64(True):
        return resting(lambda places: np.stack([tools.slope(one, of)[1] for one in places]), place[None], tools.level)


def highest(of: Records) -> float:
    """The most probable level by trying many."""
    tools, levels = tools_for(widths_of(of), PARAMETERS), np.linspace(-3, 3, 601)
    places = tools.start + levels[:, None] * np.eye(len(tools.start))[tools.level]
    with jax.enable_x64(True):
        return float(levels[np.argmin([tools.slope(place, of)[0] for place in places])])


def test_it_is_the_most_probable_level_of_what_was_asked():
    of = heard()
    assert records().asked.sum() == 30
    assert np.isnan(of.events.rating[of.asked == 0]).all()
    assert found(of).level == pytest.approx(highest(of), abs=0.006)


def test_with_fewer_all_ratings_count():
    assert heard_alone(records(replace(DIARY, checkins=DIARY.checkins[: ASKED_RATINGS - 1]))) is None


def test_check_ins_of_ones_own_choice_are_not_asked_ones():
    chosen = replace(DIARY, checkins=tuple(replace(one, prompted=False) for one in DIARY.checkins))
    assert records(chosen).asked.sum() == 0


def test_check_ins_without_a_rating_do_not_make_enough():
    rated, others = DIARY.checkins[: ASKED_RATINGS - 1], DIARY.checkins[ASKED_RATINGS - 1 :]
    silent = tuple(replace(one, alarm=None, felt_close=5.0) for one in others)
    of = records(replace(DIARY, checkins=(*rated, *silent)))
    assert of.asked.sum() == len(DIARY.checkins)
    assert heard_alone(of) is None


def test_what_was_rated_at_moments_moves_nothing():
    def higher(one: Moment) -> Moment:
        return replace(one, alarm_before=None if one.alarm_before is None else min(one.alarm_before + 1, 10.0))

    raised = replace(DIARY, moments=tuple(map(higher, DIARY.moments)))
    assert found(heard(raised)).level == pytest.approx(found(heard()).level, abs=1e-9)


def test_a_point_more_at_every_check_in_is_about_a_point_more():
    raised = replace(DIARY, checkins=tuple(replace(one, alarm=one.alarm + 1) for one in DIARY.checkins if one.alarm))
    plain = replace(DIARY, checkins=tuple(one for one in DIARY.checkins if one.alarm))
    assert 0.6 < SPREAD * (found(heard(raised)).level - found(heard(plain)).level).item() < 1.05


def test_where_the_search_starts_does_not_matter():
    assert found(heard(), level=2.0).level == pytest.approx(found(heard()).level, abs=1e-5)


def test_without_a_rating_it_is_the_prior():
    silent = Diary(tuple(replace(one, alarm_before=None, alarm_after=None) for one in DIARY.moments))
    one = found(records(silent))
    assert (one.level, one.spread) == (pytest.approx(0, abs=1e-6), pytest.approx(1))
    assert one.slopes == pytest.approx(0, abs=1e-6)


def test_the_slopes_follow_a_person_a_little_different():
    tools, one = tools_for(widths_of(heard()), PARAMETERS), found(heard())
    low, high = (found(heard(), half_life=nudge).level for nudge in (-0.05, 0.05))
    assert one.slopes[0, tools.half_life] == pytest.approx((high - low).item() / 0.1, rel=0.02)
    assert one.slopes[0, tools.level] == 0


def funnel(room: float):
    """A level whose log spread, times `room` from a tenth, is a second coordinate, and costs and slopes of that."""

    def costs(places: np.ndarray) -> np.ndarray:
        level, wide = places.T
        return (level / 0.1) ** 2 / (2 * np.exp(2 * room * wide)) + room * wide + wide**2 / 2

    def slopes(places: np.ndarray) -> np.ndarray:
        level, wide = places.T
        sure = (10 / np.exp(room * wide)) ** 2
        return np.stack([level * sure, -room * level**2 * sure + room + wide], axis=1)

    top = np.array([0.0, -room])
    return slopes, costs, top, np.diag([(0.1 * np.exp(-(room**2))) ** 2, 1.0])


@pytest.mark.parametrize("room", [0.0, 0.2, 0.5])
def test_the_level_is_as_unsure_as_on_average(room: float):
    """The variance of the funnel's level is known; at its top a good deal less is to be seen."""
    slopes, costs, top, covariance = funnel(room)
    one = resting_around(slopes, costs, top, covariance, 0, 1)
    assert one.level == pytest.approx(0, abs=1e-9)
    assert one.spread**2 == pytest.approx(0.01 * np.exp(2 * room**2), rel=0.07)
    assert resting(slopes, top[None], 0).spread ** 2 == pytest.approx(0.01 * np.exp(-2 * room**2))
