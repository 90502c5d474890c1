"""Diaries lived forward: they obey the rules of records, hang on the seed alone, and show what was put in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from bowlby.diary.records import Checkin, Diary, Moment, checkin_from_fields, fields_of, moment_from_fields
from bowlby.names import ANSWERS, CARE, SIGNALS
from bowlby.parameters import load_parameters
from bowlby.worlds.everyday import Nature, stated
from bowlby.worlds.everyday_diary import Habits, plan, simulate
from bowlby.worlds.everyday_figures import Figure, figure

PARAMETERS = load_parameters()
START = datetime(2026, 3, 2, tzinfo=timezone(timedelta(hours=1)))
SEED = 20260301
DAYS = 50
"""One length for all lives, so that they share a compiled program."""

HABITS = Habits(
    triggers=(("no-reply", 0.3), ("cool-welcome", 0.2)),
    states=(("alone", 0.4),),
    practices=(("breathing", 0.4), ("naming", 0.3)),
    moments_a_day=3,
    checkins_a_day=2,
)
ORDINARY = (0.8, 0.3, 60.0, 0.5, 0.2, 0.0, 0.1)
EXPECTED = {"comfort": 0.5, "rebuff": 0.2, "loss": 0.4, "fright": 0.01}


def person(**changes: Any) -> Nature:
    values = {
        "baseline": 3.0,
        "state_shift": [0.0],
        "mood_spread": 0.6,
        "mood_days": 1.5,
        "stir_spread": 0.6,
        "half_life": 40.0,
        "rating_spread": 0.4,
        "moment_pull": 0.0,
        "trigger_pull": [0.4, 0.0],
        "rebuff_pull": 0.2,
        "comfort_settles": 0.5,
        "practice_settles": [0.4, 0.0],
    } | changes
    return Nature(**{name: jnp.asarray(value, jnp.float32) for name, value in values.items()})


def partner(total: float = 100.0, expected: dict[str, float] | None = None, **changes: float) -> Figure:
    return figure(dict(zip(CARE, ORDINARY, strict=True)) | changes, expected or EXPECTED, total, PARAMETERS)


def lived(nature: Nature, habits: Habits = HABITS, who: Figure | None = None, number: int = 0, **more: Any) -> Diary:
    wishes: dict[str, Any] = {"days": DAYS, "seed": SEED, "start": START} | more
    return simulate(nature, habits, who or partner(), parameters=PARAMETERS, person=number, **wishes)


@cache
def usual() -> Diary:
    """The life that most tests look at or compare with."""
    return lived(person())


def alarms(moments, name: str = "alarm_before") -> np.ndarray:
    return np.array([rating for one in moments if (rating := getattr(one, name)) is not None])


def surely_above(higher: np.ndarray, lower: np.ndarray) -> bool:
    """Whether the mean of one sample lies above the other's by more than four standard errors."""
    error = np.sqrt(higher.var() / len(higher) + lower.var() / len(lower))
    return bool(higher.mean() - lower.mean() > 4 * error)


# --- the rules of records --------------------------------------------------------------------------------


def test_every_record_survives_its_own_text():
    records = usual()
    assert tuple(moment_from_fields(fields_of(one)) for one in records.moments) == records.moments
    assert tuple(checkin_from_fields(fields_of(one)) for one in records.checkins) == records.checkins
    assert all(isinstance(one, Moment) for one in records.moments)
    assert all(isinstance(one, Checkin) and one.prompted for one in records.checkins)


def test_ids_differ_and_times_go_forward():
    moments = usual().moments
    assert len({one.id for one in moments}) == len(moments) == DAYS * HABITS.moments_a_day
    times = [one.at for one in moments]
    assert times == sorted(times)
    for one in moments:
        assert one.after_at is not None
        assert one.at < one.after_at
        if one.answered_at:
            assert one.at < one.answered_at < one.after_at


def test_things_are_logged_by_day_in_the_offset_of_the_start():
    for record in (*usual().moments, *usual().checkins):
        assert 8 <= record.at.hour < 23
        assert record.at.utcoffset() == timedelta(hours=1)
    assert usual().moments[0].at.date() == START.date()
    assert usual().moments[-1].at.date() == START.date() + timedelta(days=DAYS - 1)


def test_ratings_are_whole_numbers_on_the_scale_and_a_few_are_missing():
    for name in ("alarm_before", "alarm_after"):
        rated = alarms(usual().moments, name)
        assert set(rated) <= set(range(11))
        assert 0.85 <= len(rated) / len(usual().moments) < 1.0
    assert alarms(lived(person(), HABITS._replace(skips=0.0)).moments).size == DAYS * 3
    nothing = lived(person(), HABITS._replace(skips=1.0))
    assert alarms(nothing.moments).size == 0
    assert nothing.checkins == ()


@pytest.mark.parametrize("baseline", [-20.0, 30.0])
def test_whoever_feels_beyond_the_scale_writes_its_end(baseline: float):
    records = lived(person(baseline=baseline, trigger_pull=[0.0, 0.0], comfort_settles=0.0, rebuff_pull=0.0))
    assert set(alarms(records.moments)) == {0.0 if baseline < 0 else 10.0}
    assert not any(np.signbit(alarms(records.moments)))


def test_names_come_from_the_habits_at_about_their_shares():
    moments = usual().moments
    shares = {name: np.mean([one.trigger == name for one in moments]) for name in ("no-reply", "cool-welcome", "")}
    assert shares == pytest.approx({"no-reply": 0.3, "cool-welcome": 0.2, "": 0.5}, abs=4 * 0.5 / np.sqrt(150))
    for name, share in (("breathing", 0.4), ("naming", 0.3)):
        assert np.mean([name in one.practices for one in moments]) == pytest.approx(share, abs=4 * 0.5 / np.sqrt(150))
    assert np.mean([one.states == ("alone",) for one in moments]) == pytest.approx(0.4, abs=4 * 0.5 / np.sqrt(150))
    assert {one.figure for one in moments} == {"partner"}
    assert {one.signal for one in moments} <= set(SIGNALS)
    assert {one.answer for one in moments} <= set(ANSWERS)


def test_an_answer_has_a_time_and_none_has_not():
    assert {one.answer for one in usual().moments} == set(ANSWERS)
    assert all((one.answered_at is None) == (one.answer == "none") for one in usual().moments)


def test_a_day_may_have_no_checkins_and_no_practices():
    bare = Habits(triggers=HABITS.triggers, states=(), practices=(), moments_a_day=1, checkins_a_day=0)
    records = lived(person(state_shift=np.zeros(0), practice_settles=np.zeros(0)), bare, days=6)
    assert (len(records.moments), records.checkins) == (6, ())
    assert {one.practices for one in records.moments} == {()}


# --- it hangs on the seed, and on the person -------------------------------------------------------------


def test_the_same_seed_lives_the_same_life_and_another_another():
    assert lived(person()) == usual()
    assert lived(person(), seed=SEED + 1).moments[0] != usual().moments[0]
    assert lived(person(), number=1).moments[0] != usual().moments[0]


def test_more_days_leave_the_first_as_they_are():
    fewer = lived(person(), days=20)
    assert fewer.moments == usual().moments[:60]
    assert fewer.checkins == usual().checkins[: len(fewer.checkins)]


def test_one_changed_person_changes_nobody_else_and_not_when_things_happen():
    others = [lived(person(), number=number) for number in (1, 2)]
    changed = lived(person(baseline=6.0, half_life=200.0, practice_settles=[0.0, 1.0]))
    assert [lived(person(), number=number) for number in (1, 2)] == others
    for one, other in zip(changed.moments, usual().moments, strict=True):
        assert (one.id, one.at, one.trigger, one.states, one.practices, one.after_at) == (
            *(other.id, other.at, other.trigger, other.states, other.practices, other.after_at),
        )
        assert (one.alarm_before is None) == (other.alarm_before is None)


def test_a_change_shows_only_from_where_it_acts():
    """Without its trigger's pull a life is the same up to the first moment with that trigger."""
    tame = lived(person(trigger_pull=[0.0, 0.0]))
    first = next(place for place, one in enumerate(usual().moments) if one.trigger == "no-reply")
    assert tame.moments[:first] == usual().moments[:first]
    assert tame.moments != usual().moments


def test_the_plan_of_the_first_days_hangs_on_nothing_that_comes_later():
    short, long = plan(HABITS, 3, SEED), plan(HABITS, 9, SEED)
    for few, many in zip(short, long, strict=True):
        assert np.array_equal(few, many[: len(few)])
    assert (np.diff(long.at) > 0).all()
    assert (long.answered > long.at).all()
    assert (long.later > long.answered).all()


# --- it begins as at any time ----------------------------------------------------------------------------


def test_the_first_rating_spreads_as_any_other_does():
    """Mood and stir do not start from rest: the first rating of 60 people varies by all three spreads."""
    calm = {"trigger_pull": [0.0, 0.0], "rebuff_pull": 0.0, "comfort_settles": 0.0, "practice_settles": [0.0, 0.0]}
    nature = person(baseline=5.0, mood_spread=1.0, stir_spread=1.0, rating_spread=0.5, **calm)
    lives = (lived(nature, number=number, days=20) for number in range(60))
    first = [rating for one in lives if (rating := one.moments[0].alarm_before) is not None]
    # Variance 1 + 1 + 1/4, and a twelfth from rounding; the error of a sample variance is sqrt(2/n) of it.
    assert np.var(first) == pytest.approx(2.33, abs=4 * 2.33 * np.sqrt(2 / len(first)))
    assert np.var(first) > 1.2


# --- what is put in shows --------------------------------------------------------------------------------


def test_a_trigger_raises_the_alarm_and_a_trigger_without_pull_does_not():
    by_trigger = {
        name: alarms(one for one in usual().moments if one.trigger == name) for name in ("no-reply", "cool-welcome", "")
    }
    assert surely_above(by_trigger["no-reply"], by_trigger[""])
    assert not surely_above(by_trigger["cool-welcome"], by_trigger[""])


@pytest.mark.parametrize(
    ("part", "stronger"),
    [("practice_settles", [2.0, 2.0]), ("comfort_settles", 3.0)],
)
def test_what_settles_lowers_the_later_alarm(part: str, stronger: Any):
    nature = {"baseline": 6.0, "half_life": 2000.0}
    weak, strong = (lived(person(**nature, **{part: value})) for value in (np.zeros_like(stronger), stronger))
    assert surely_above(alarms(weak.moments, "alarm_after"), alarms(strong.moments, "alarm_after"))


def test_a_rebuff_raises_the_later_alarm():
    rebuffing = partner(rebuff=1.0, sensitivity=0.0)
    mild, hard = (lived(person(half_life=2000.0, rebuff_pull=pull), who=rebuffing) for pull in (0.0, 0.8))
    rebuffed = [[one for one in records.moments if one.answer == "rebuff"] for records in (mild, hard)]
    assert min(map(len, rebuffed)) > 20
    assert surely_above(alarms(rebuffed[1], "alarm_after"), alarms(rebuffed[0], "alarm_after"))


def test_a_lasting_exposure_shifts_what_is_rated_while_it_lasts():
    moments = lived(person(state_shift=[2.5], trigger_pull=[0.0, 0.0])).moments
    assert surely_above(alarms(one for one in moments if one.states), alarms(one for one in moments if not one.states))


def test_an_exposure_lasts_at_some_check_ins_too_where_nobody_writes_it_down():
    shifted = lived(person(state_shift=[2.5]))
    assert surely_above(alarms(shifted.checkins, "alarm"), alarms(usual().checkins, "alarm"))
    spread = alarms(shifted.checkins, "alarm").std(), alarms(usual().checkins, "alarm").std()
    assert spread[0] > 1.3 * spread[1]


def test_whoever_logs_when_alarmed_logs_less_and_a_higher_alarm():
    selective = lived(person(logs_slope=1.2, logs_from=4.5))
    assert len(selective.moments) < len(usual().moments)
    assert {one.id for one in selective.moments} < {one.id for one in usual().moments}
    assert surely_above(alarms(selective.moments), alarms(usual().moments))
    assert selective.checkins == usual().checkins  # prompted ones do not hang on the alarm


def test_a_gap_shifts_the_stated_warmth_and_nothing_else():
    firm = partner(total=1e5)  # expectations that a month of answers cannot move
    even, gloomy = (lived(person(), HABITS._replace(gap=gap), firm) for gap in (0.0, -25.0))
    warmth = [np.array([one.expected_warmth for one in records.moments]) for records in (even, gloomy)]
    assert np.mean(warmth[0] - warmth[1]) == pytest.approx(25, abs=2)
    assert warmth[0].mean() == pytest.approx(100 * EXPECTED["comfort"], abs=4 * 10.5 / np.sqrt(150))
    assert [replace(one, expected_warmth=None) for one in even.moments] == [
        replace(one, expected_warmth=None) for one in gloomy.moments
    ]


def test_stated_warmth_is_in_fives_between_0_and_100():
    extreme = lived(person(), HABITS._replace(gap=60.0, stated_spread=30.0))
    warmth = {one.expected_warmth for one in extreme.moments}
    assert warmth <= {5.0 * step for step in range(21)}
    assert max(one for one in warmth if one is not None) == 100
    assert (float(stated(jnp.float32(0.4), jnp.float32(-10.0), jnp.float32(8.0)).mean)) == pytest.approx(30.0)


# --- signals and answers are the model's -----------------------------------------------------------------


def share_of(records: Diary, answer: str) -> float:
    return float(np.mean([one.answer == answer for one in records.moments]))


def test_a_figure_answers_as_its_care_is():
    devoted = lived(person(), who=partner(sensitivity=1.0, preoccupation=0.0, rebuff=0.0))
    absent = lived(person(), who=partner(sensitivity=1.0, preoccupation=0.9, breakthrough=0.0, rebuff=0.0, dwell=600.0))
    cold = lived(person(), who=partner(sensitivity=0.0, preoccupation=0.0, rebuff=0.0))
    harsh = lived(person(), who=partner(sensitivity=0.8, preoccupation=0.0, rebuff=0.9))
    # An attentive, fully sensitive figure comforts at least the share `unasked`, and more the louder it is asked.
    assert share_of(devoted, "comfort") > PARAMETERS.answers.unasked
    assert share_of(absent, "comfort") < 0.4 < share_of(devoted, "comfort")
    assert (share_of(cold, "comfort"), share_of(cold, "rebuff")) == (0, 0)
    assert share_of(harsh, "rebuff") > 0.15 > share_of(devoted, "rebuff") == 0


def test_a_figure_whose_answers_are_known_rebuffs_as_often_as_signals_are_loud():
    """Preoccupied with nothing, always rebuffing: the chance of a rebuff is the loudness of the signal."""
    records = lived(person(baseline=5.0), who=partner(total=1e5, sensitivity=0.0, preoccupation=0.0, rebuff=1.0))
    loud = {"hold": 0.0, "reach": PARAMETERS.answers.loud_reach, "plea": PARAMETERS.answers.loud_plea, "protest": 1.0}
    expected = np.array([loud[one.signal] for one in records.moments])
    error = np.sqrt((expected * (1 - expected)).sum()) / len(expected)
    assert share_of(records, "rebuff") == pytest.approx(expected.mean(), abs=4 * error)
    assert expected.mean() > 0.2


def test_the_higher_the_alarm_the_louder_the_signal():
    firm = partner(total=1e5)
    quiet, alarmed = (lived(person(baseline=baseline), who=firm) for baseline in (0.0, 8.0))
    loudness = [np.array([SIGNALS.index(one.signal) for one in records.moments], float) for records in (quiet, alarmed)]
    assert surely_above(loudness[1], loudness[0])


def test_whoever_expects_no_comfort_holds_it_in():
    hopeless = {"comfort": 0.02, "rebuff": 0.9, "loss": 0.4, "fright": 0.0}
    records = lived(person(baseline=6.0), who=partner(total=1e5, expected=hopeless))
    assert np.mean([one.signal == "hold" for one in records.moments]) > 0.9


def test_stated_warmth_follows_what_is_learnt():
    """A figure who never comforts is expected to be colder at the end than at the start; steady care is not."""
    cold = lived(person(), who=partner(total=5.0, sensitivity=0.0))
    warmth = np.array([one.expected_warmth for one in cold.moments], float)
    assert surely_above(warmth[:20], warmth[-75:])
