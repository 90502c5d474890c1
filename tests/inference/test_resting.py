"""Where the alarm rests: asked ratings say it alone where there are enough, and what was rated at moments does not."""

from __future__ import annotations

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from bowlby.diary.records import Diary, Moment
from bowlby.inference.density import Records, records_of
from bowlby.inference.diary import log_likelihood
from bowlby.inference.resting import resting
from bowlby.inference.support import ASKED_RATINGS
from inference.diaries import PARAMETERS, ROSTER, kept_diary, nature

DIARY = kept_diary(3, ["cool", "late"] * 5, moments=16, checkins=30)
STEP = jax.jit(resting, static_argnums=5)
MANY = jax.jit(jax.vmap(lambda level, *of: log_likelihood(nature()._replace(baseline=level), *of), (0, None, None)))
MIDDLE, WIDTH = PARAMETERS.everyday.baseline, PARAMETERS.fit.baseline_spread


def records(diary: Diary = DIARY) -> Records:
    return records_of(diary, ROSTER, PARAMETERS)


def found(of: Records, **changes: float) -> tuple[float, float]:
    """Level and spread after some steps from far away, points."""
    person = nature()._replace(**{name: jnp.asarray(value) for name, value in changes.items()})
    near, spread = 6.0, 0.0
    with jax.enable_x64(True):
        for _ in range(6):
            near, spread = map(float, STEP(person, of.events, of.asked, of.step, near, PARAMETERS))
    return near, spread


def highest(events, step: float) -> float:
    """The most probable level by trying many, points."""
    levels = np.linspace(0, 8, 801)
    with jax.enable_x64(True):
        likely = MANY(levels, events, step)
    return float(levels[np.argmax(np.asarray(likely) - ((levels - MIDDLE) / WIDTH) ** 2 / 2)])


def test_with_enough_asked_ratings_it_is_their_most_probable_level():
    of = records()
    assert of.asked.sum() == 30
    asked_only = of.events._replace(rating=np.where(of.asked > 0, of.events.rating, np.nan))
    assert found(of)[0] == pytest.approx(highest(asked_only, of.step), abs=0.01)


def test_with_fewer_it_is_that_of_all_ratings():
    of = records(replace(DIARY, checkins=DIARY.checkins[: ASKED_RATINGS - 1]))
    assert found(of)[0] == pytest.approx(highest(of.events, of.step), abs=0.01)


def test_check_ins_of_ones_own_choice_are_not_asked_ones():
    chosen = replace(DIARY, checkins=tuple(replace(one, prompted=False) for one in DIARY.checkins))
    assert records(chosen).asked.sum() == 0


def test_check_ins_without_a_rating_do_not_make_enough():
    rated, others = DIARY.checkins[: ASKED_RATINGS - 1], DIARY.checkins[ASKED_RATINGS - 1 :]
    silent = tuple(replace(one, alarm=None, felt_close=5.0) for one in others)
    of = records(replace(DIARY, checkins=(*rated, *silent)))
    assert of.asked.sum() == len(DIARY.checkins)
    assert found(of)[0] == pytest.approx(highest(of.events, of.step), abs=0.01)


def test_what_was_rated_at_moments_moves_nothing():
    def higher(one: Moment) -> Moment:
        return replace(one, alarm_before=None if one.alarm_before is None else min(one.alarm_before + 1, 10.0))

    raised = replace(DIARY, moments=tuple(map(higher, DIARY.moments)))
    assert found(records(raised)) == pytest.approx(found(records()), abs=1e-9)


def test_a_point_more_at_every_check_in_is_about_a_point_more():
    raised = replace(DIARY, checkins=tuple(replace(one, alarm=one.alarm + 1) for one in DIARY.checkins if one.alarm))
    plain = replace(DIARY, checkins=tuple(one for one in DIARY.checkins if one.alarm))
    assert 0.6 < found(records(raised))[0] - found(records(plain))[0] < 1.05


def test_the_person_s_own_level_is_not_used():
    assert found(records(), baseline=6.0) == pytest.approx(found(records()), abs=1e-6)


def test_without_a_rating_it_is_the_prior():
    silent = records(Diary(tuple(replace(one, alarm_before=None, alarm_after=None) for one in DIARY.moments)))
    assert found(silent) == pytest.approx((MIDDLE, WIDTH), rel=1e-6)


def test_one_step_follows_a_person_a_little_different():
    of = records()
    given = (of.events, of.asked, of.step)
    with jax.enable_x64(True):
        near, _ = found(of)

        def level(half_life: float):
            return resting(nature()._replace(half_life=half_life), *given, near, PARAMETERS).level

        middle = float(nature().half_life)
        step = float(jax.jit(jax.jacfwd(level))(middle))
        away = [found(of, half_life=middle + nudge)[0] for nudge in (-0.5, 0.5)]
    assert step == pytest.approx(away[1] - away[0], rel=1e-3, abs=1e-6)
