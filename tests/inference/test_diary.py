"""The ladder of the likelihood: a slow plain reference, outside probabilities, and the world that it runs backward."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bowlby.diary.records import Diary
from bowlby.inference import diary as backward
from bowlby.inference.events import events_of, roster_of
from bowlby.model.care import Care
from bowlby.model.streams import person_keys
from bowlby.names import ANSWERS
from bowlby.parameters import Parameters
from bowlby.worlds import everyday_diary as forward
from bowlby.worlds.everyday import Event
from bowlby.worlds.everyday_diary import Plan
from bowlby.worlds.everyday_figures import Figure, figure, together
from inference import plain
from inference.diaries import (
    PARAMETERS,
    ROSTER,
    checkin,
    diaries,
    kept_diary,
    log_likelihood,
    moment,
    nature,
    natures,
    of_diary,
)

FINE = 1e-7
"""A step so fine that rounding adds nothing that could be seen."""

full_ratings = st.none() | st.integers(0, 10).map(float)


def same_events(one: Event, other: Event) -> bool:
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))


# --- the plain reference ---------------------------------------------------------------------------------


@settings(max_examples=120)
@given(natures, diaries(), st.sampled_from([0.1, 0.5, 1.0]))
def test_the_filter_agrees_with_the_joint_normal_distribution_of_all_ratings(person, records, step):
    slow = plain.log_likelihood(person, records, ROSTER, step)
    assert of_diary(person, records, step) == pytest.approx(slow, abs=1e-6, rel=1e-8)


def test_the_reference_is_not_blind():
    """Every part of a person moves the score of a diary that has everything in it, in the reference and the filter."""
    records = with_two_figures(away_from_the_ends(kept_diary(3, ["cool", "late", "silent"] * 5)))
    person = nature()
    whole = of_diary(person, records)
    assert whole == pytest.approx(plain.log_likelihood(person, records, ROSTER, 1.0), abs=1e-6)
    for name in set(person._fields) - {"logs_slope", "logs_from"}:  # whether there is a record is not in the reference
        changed = person._replace(**{name: getattr(person, name) * 1.1})
        assert abs(of_diary(changed, records) - whole) > 1e-3, name


def with_two_figures(records: Diary) -> Diary:
    """The same with moments about the partner and the friend by turns."""
    moments = (replace(one, figure=ROSTER.figures[place % 2]) for place, one in enumerate(records.moments))
    return replace(records, moments=tuple(moments))


def away_from_the_ends(records: Diary) -> Diary:
    """The same with every rating moved to 1 to 9."""

    def inside(record, *names: str):
        return replace(record, **{name: min(max(getattr(record, name), 1.0), 9.0) for name in names})

    return Diary(
        tuple(inside(one, "alarm_before", "alarm_after") for one in records.moments),
        tuple(inside(one, "alarm") for one in records.checkins),
    )


# --- the ends of the scale -------------------------------------------------------------------------------


@pytest.mark.parametrize("baseline", [-4.0, 0.2, 3.0, 9.9, 14.0])
@pytest.mark.parametrize("step", [0.1, 1.0, 2.5])
def test_one_rating_at_an_end_scores_the_probability_of_being_there_or_beyond(baseline: float, step: float):
    person = nature(baseline=baseline)
    felt = stats.norm(baseline, np.sqrt(0.4**2 + 0.7**2 + 0.9**2 + 0.5**2))
    assert of_diary(person, Diary((), (checkin(0, 0.0),)), step) == pytest.approx(felt.logcdf(step / 2), abs=1e-9)
    assert of_diary(person, Diary((), (checkin(0, 10.0),)), step) == pytest.approx(felt.logsf(10 - step / 2), abs=1e-9)


@settings(max_examples=40)
@given(natures, diaries(), st.sampled_from([0.0, 10.0]), st.integers(1, 500))
def test_a_last_rating_at_an_end_scores_its_probability_given_all_before(person, records, end, wait):
    """Exact as long as only the last rating is at an end."""
    times = [time for one in records.moments for time in (one.at, one.answered_at, one.after_at) if time]
    last = max([one.at for one in records.checkins] + times, default=checkin(0, None).at) + timedelta(minutes=wait)
    ended = replace(records, checkins=(*records.checkins, replace(checkin(0, end), at=last)))
    written, mean, covariance = plain.joint(person, ended, ROSTER, 1.0)
    before = slice(0, -1)
    weights = np.linalg.solve(covariance[before, before], covariance[before, -1])
    middle = mean[-1] + weights @ (written[before] - mean[before])
    unrounded = covariance[-1, -1] - 1.0 / 12
    spread = np.sqrt(unrounded - weights @ covariance[before, -1])
    score = stats.norm.logcdf(0.5, middle, spread) if end == 0 else stats.norm.logsf(9.5, middle, spread)
    score += plain.log_density(written[before], mean[before], covariance[before, before])
    assert of_diary(person, ended) == pytest.approx(score, abs=1e-6, rel=1e-6)


@pytest.mark.parametrize("end", [0.0, 10.0])
@pytest.mark.parametrize(("distance", "error"), [(1.0, 0.02), (2.0, 0.02), (4.0, 0.15)])
def test_what_a_rating_at_an_end_says_about_the_next_one_is_nearly_exact(end: float, distance: float, error: float):
    """Behind a cut the distribution is no longer normal; the filter keeps its first two moments."""
    next_rating = abs(end - distance)
    person = nature(baseline=2.0 if end == 0 else 8.0, drift_spread=0.0)
    pair = Diary((), (checkin(0, end), checkin(30, next_rating)))
    _, mean, covariance = plain.joint(person, pair, ROSTER, 1.0)
    first, shared, second = covariance[0, 0] - 1.0 / 12, covariance[0, 1], covariance[1, 1]
    middle = mean[0] + shared / second * (next_rating - mean[1])
    felt = stats.norm(middle, np.sqrt(first - shared**2 / second))
    exact = plain.log_density(np.array([next_rating]), mean[1:], covariance[1:, 1:])
    exact += felt.logcdf(0.5) if end == 0 else felt.logsf(9.5)
    assert of_diary(person, pair) == pytest.approx(exact, abs=error)


@settings(max_examples=30)
@given(natures, diaries(full_ratings))
def test_scores_and_slopes_are_numbers_whatever_is_written(person, records):
    score, slope = _score_and_slope(person, events_of(records, ROSTER))
    assert np.isfinite(score)
    assert all(np.isfinite(part).all() for part in slope)


def _score_and_slope(person, events):
    with jax.enable_x64(True):
        score, slope = _compiled_slope(person, events, 1.0)
        return float(score), [np.asarray(part) for part in slope]


_compiled_slope = jax.jit(jax.value_and_grad(backward.log_likelihood))


# --- who logs when ---------------------------------------------------------------------------------------


def densities(person, rating: float) -> tuple[np.ndarray, np.ndarray]:
    """The density of a moment's rating at every alarm of a fine grid, and that of the alarm itself."""
    width = np.sqrt(person.drift_spread**2 + person.mood_spread**2 + person.stir_spread**2)
    pull = person.moment_pull + person.trigger_pull[0]
    alarm = np.linspace(-15, 25, 8001)
    felt = stats.norm.pdf(alarm, person.baseline + pull * (10 - person.baseline), width * (1 - pull))
    return stats.norm.pdf(rating, alarm, np.hypot(person.rating_spread, np.sqrt(1 / 12))), felt


@pytest.mark.parametrize("rating", [1.0, 4.0, 7.0, 9.0])
@pytest.mark.parametrize(("slope", "even"), [(0.0, 4.0), (0.2, 3.0), (0.8, 5.0), (3.0, 6.0)])
def test_a_logged_rating_scores_as_one_of_those_that_would_have_been_logged(rating: float, slope: float, even: float):
    """Density of the rating times the chance of logging, over the chance of logging: by plain sums over a grid."""
    person = nature(logs_slope=slope, logs_from=even)
    of_rating, felt = densities(person, rating)
    chance = stats.norm.cdf(slope * (np.linspace(-15, 25, 8001) - even))
    exact = np.log((of_rating * chance * felt).sum() / (chance * felt).sum())
    # A check-in without end away, so that moments have their contrast; its rating adds a score of its own.
    apart = Diary((moment(1, 0, trigger="cool", alarm_before=rating),), (checkin(10**6, 5.0),))
    alone = of_diary(person, Diary((), (checkin(10**6, 5.0),)))
    assert of_diary(person, apart) - alone == pytest.approx(exact, abs=1e-4)


def test_without_a_leaning_to_log_when_alarmed_a_record_says_nothing():
    records = kept_diary(3, ["cool", "late", "silent"] * 5)
    whole = of_diary(nature(), records)
    assert of_diary(nature(logs_from=8.0), records) == pytest.approx(whole, abs=1e-9)
    assert abs(of_diary(nature(logs_slope=0.5), records) - whole) > 0.1


# --- the world that is run backward ----------------------------------------------------------------------

LIVES = 20_000

SHORT = Plan(
    at=np.array([600.0, 630.0, 1300.0]),
    trigger=np.array([0, 2, 1]),
    states=np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, 0.0]]),
    practices=np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]),
    answered=np.array([640.0, 650.0, 1310.0]),
    later=np.array([700.0, 655.0, 1400.0]),
    checkins=np.array([500.0, 645.0, 2000.0]),
)
"""Two moments that overlap, one much later, three check-ins; trigger 2 of two means none."""


WHOLE = nature(trigger_pull=[0.3, 0.12])
"""The person who lives the plan."""


class Distribution(NamedTuple):
    """Mean and covariance of the ratings of a plan."""

    mean: np.ndarray
    covariance: np.ndarray


def certain(reply: str) -> tuple[Figure, Parameters]:
    """A figure whose answer does not hang on the alarm: nothing else is then told by an answer that came."""
    care = dict.fromkeys(Care._fields, 0.0) | {"dwell": 1.0, "sensitivity": 1.0 * (reply == "comfort")}
    care["rebuff"] = 1.0 * (reply == "rebuff")
    always_loud = PARAMETERS.signals._replace(cost_protest=-1000.0)
    parameters = PARAMETERS._replace(signals=always_loud)
    expected = {"comfort": 0.5, "rebuff": 0.2, "loss": 0.3, "fright": 0.0}
    return figure(care, expected, 100.0, parameters), parameters


@jax.jit
def _many(partner, events, kind, index, parameters):
    person = jax.tree.map(jnp.float32, WHOLE)
    leanings = jnp.array([0.0, 10.0, 0.0])
    keys = person_keys(20260301, "everyday", jnp.arange(LIVES))
    return jax.vmap(lambda key: forward._live(person, partner, events, kind, index, key, leanings, parameters))(keys)


def lived(reply: str) -> np.ndarray:
    """Unrounded ratings of the plan in many lives, [life, event]."""
    partner, parameters = certain(reply)
    partner = together(partner)
    kind, index, times = forward._in_order(SHORT)
    felt = _many(partner, forward._events(SHORT, 2, kind, index, times), kind, index, parameters)
    assert set(np.unique(felt["answer"])) == {ANSWERS.index(reply)}
    return np.asarray(felt["rating"], float)


def foreseen(reply: str) -> Distribution:
    """What the likelihood expects of the plan's ratings.

    As a function of them it is a quadratic, so its slope and curvature at any ratings give mean and covariance.
    """
    kind, index, times = forward._in_order(SHORT)
    events = forward._events(SHORT, 2, kind, index, times)
    answered = (kind == forward.ANSWERED) * 1.0
    events = events._replace(
        # Endless time before the first event: the likelihood starts from there anyway.
        minutes=np.diff(times, prepend=times[0]),
        comforted=answered * (reply == "comfort"),
        rebuffed=answered * (reply == "rebuff"),
    )
    with jax.enable_x64(True):
        there = np.full(len(kind), 5.0)
        slope, curvature = _shape(there, events)
        covariance = -np.linalg.inv(np.asarray(curvature))
        return Distribution(there + covariance @ np.asarray(slope), covariance)


@jax.jit
def _shape(ratings, events):
    def score(written):
        return backward.log_likelihood(WHOLE, events._replace(rating=written), FINE)

    return jax.grad(score)(ratings), jax.hessian(score)(ratings)


@pytest.mark.parametrize("reply", ["none", "comfort", "rebuff"])
def test_lives_and_likelihood_agree_on_the_ratings_of_a_plan(reply: str):
    """Within five standard errors of 20,000 lives, for every mean, variance and covariance."""
    ratings, (mean, covariance) = lived(reply), foreseen(reply)
    variances = np.diag(covariance)
    assert (np.abs(ratings.mean(0) - mean) < 5 * np.sqrt(variances / LIVES)).all()
    errors = np.sqrt((np.outer(variances, variances) + covariance**2) / LIVES)
    assert (np.abs(np.cov(ratings.T) - covariance) < 5 * errors).all()


# --- records become events -------------------------------------------------------------------------------


@settings(max_examples=40)
@given(diaries(full_ratings), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(records, chance):
    moments, checkins = list(records.moments), list(records.checkins)
    chance.shuffle(moments)
    chance.shuffle(checkins)
    shuffled = Diary(tuple(moments), tuple(checkins))
    assert roster_of(shuffled) == roster_of(records)
    assert same_events(events_of(shuffled, ROSTER), events_of(records, ROSTER))


@settings(max_examples=40)
@given(diaries(full_ratings), st.integers(-14, 14))
def test_times_count_as_instants_whatever_their_offset(records, hours):
    zone = timezone(timedelta(hours=hours))
    moved = Diary(
        tuple(replace(one, at=one.at.astimezone(zone)) for one in records.moments),
        tuple(replace(one, at=one.at.astimezone(zone)) for one in records.checkins),
    )
    assert same_events(events_of(moved, ROSTER), events_of(records, ROSTER))


def test_what_falls_on_the_same_time_counts_moments_first_then_answers_ratings_and_checkins():
    at_once = Diary(
        (
            moment(2, 60, trigger="late", alarm_before=7.0),
            moment(1, 60, trigger="cool", alarm_before=6.0, answer="comfort", answered=0, later=0, alarm_after=4.0),
        ),
        (checkin(60, 3.0), checkin(60, 2.0)),
    )
    events = events_of(at_once, ROSTER)
    assert events.rating[:6] == pytest.approx([6, 7, np.nan, 4, 2, 3], nan_ok=True)
    assert events.comforted[:6].tolist() == [0, 0, 1, 0, 0, 0]
    assert (events.minutes == 0).all()


def test_an_answer_counts_when_it_came_and_at_the_moment_when_that_is_not_known():
    timed = moment(1, 0, answer="comfort", answered=25, alarm_before=5.0, states=("alone",))
    untimed = moment(2, 100, answer="rebuff", alarm_before=5.0)
    waiting = moment(3, 200, answer="pending", answered=30, alarm_before=5.0)
    events = events_of(Diary((timed, untimed, waiting)), ROSTER)
    assert events.comforted[:4].tolist() == [0, 1, 0, 0]
    assert events.rebuffed[:4].tolist() == [0, 0, 1, 0]
    assert events.minutes[:4].tolist() == [0, 25, 75, 100]
    assert events.states[:4, 0].tolist() == [1, 1, 0, 0]
    assert np.isnan(events.rating[4:]).all()


def test_a_trigger_and_a_practice_count_once_at_the_moment_itself():
    one = moment(1, 0, trigger="late", practices=("naming",), alarm_before=5.0, later=60, alarm_after=2.0)
    events = events_of(Diary((one,)), ROSTER)
    assert events.trigger.sum(0).tolist() == [0, 1, 0]
    assert events.practices[0].tolist() == [0, 1, 0]
    assert events.practices.sum() == 1
    assert events.rating[:2].tolist() == [5, 2]


def test_a_rating_that_was_left_out_still_happened():
    """A trigger without a rating is felt in the next rating."""
    rated = moment(2, 20, alarm_before=8.0)
    with_trigger = Diary((moment(1, 0, trigger="cool"), rated))
    without = Diary((moment(1, 0), rated))
    assert of_diary(nature(), with_trigger) > of_diary(nature(), without) + 0.1


@settings(max_examples=30)
@given(natures, diaries(full_ratings), st.integers(0, 5000))
def test_a_checkin_without_a_rating_says_nothing(person, records, minutes):
    more = replace(records, checkins=(*records.checkins, checkin(minutes, None)))
    assert of_diary(person, more) == pytest.approx(of_diary(person, records), abs=1e-6)


@pytest.mark.parametrize("length", [0, 1, 127, 128, 129])
def test_diaries_are_padded_to_whole_blocks(length: int):
    records = Diary((), tuple(checkin(10 * number, 3.0) for number in range(length)))
    events = events_of(records, ROSTER)
    assert len(events.minutes) == (256 if length > 128 else 128)
    assert (~np.isnan(events.rating)).sum() == length
    assert all(not np.nan_to_num(np.asarray(part)[length:]).any() for part in events)


def test_padding_adds_nothing():
    records = kept_diary(5, ["cool", "late"] * 6)
    events = events_of(records, ROSTER)
    nothing = events_of(Diary(), ROSTER)
    longer = jax.tree.map(lambda *parts: np.concatenate(parts), events, nothing)
    person = nature()
    assert log_likelihood(person, longer, 1.0) == pytest.approx(log_likelihood(person, events, 1.0), abs=1e-9)


def test_names_without_records_add_nothing():
    """A position of the arrays that no record uses may hold any value."""
    records = kept_diary(5, ["cool"] * 6)
    other = nature(trigger_pull=[0.3, 0.9, -0.9], state_shift=[0.8, -3.0, 2.0], practice_settles=[0.3, -0.1, 5.0])
    assert of_diary(other, records) == pytest.approx(of_diary(nature(), records), abs=1e-9)


@settings(max_examples=20)
@given(natures, diaries(st.none()))
def test_a_diary_without_ratings_scores_nothing(person, records):
    assert of_diary(person, records) == 0.0


def test_moments_have_a_pull_of_their_own_only_beside_rated_checkins():
    moments = (moment(1, 0, alarm_before=4.0), moment(2, 300, alarm_before=3.0))
    alone = events_of(Diary(moments), ROSTER)
    unrated = events_of(Diary(moments, (checkin(200, None),)), ROSTER)
    contrasted = events_of(Diary(moments, (checkin(200, 3.0),)), ROSTER)
    assert (alone.moment.sum(), unrated.moment.sum(), contrasted.moment.sum()) == (0, 0, 2)
