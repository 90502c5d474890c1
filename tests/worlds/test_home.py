"""A year at home: what is learnt from which care, and what an observer sees of it."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from bowlby.model.signals import choice
from bowlby.model.working_model import expectation
from bowlby.worlds.home import CARING, DISTRESS, PLAY, Seen, credits_of, first_threat, kinds, live, live_watched, rate
from worlds.lives import BEAT, MANY, PARAMETERS, PEOPLE, SEED, figures, life, lived

HOME = PARAMETERS.home
AVAILABLE_WHEN_LOUD = {"preoccupation": 0.7, "breakthrough": 0.95}
OUT_OF_REACH = {"preoccupation": 0.7, "breakthrough": 0.05}


def learnt(**care: float):
    return expectation(life(**care).grown.working_model.fast)


def signals_at(alarm: float, **care: float) -> np.ndarray:
    """Mean probabilities of the four signals at an alarm, after a year with a figure."""
    chosen = choice(jnp.full(MANY, alarm), learnt(**care), PARAMETERS.signals)
    return np.asarray(chosen.probs).mean(0)  # pyright: ignore[reportAttributeAccessIssue]


def loudness_of_signals(alarm: float, **care: float) -> float:
    sent = signals_at(alarm, **care)[1:]
    return float(sent @ [1, 2, 3] / sent.sum())


def test_loud_signals_are_learnt_where_only_they_get_through():
    louder, ordinary = (loudness_of_signals(0.7, **care) for care in (AVAILABLE_WHEN_LOUD, {}))
    assert louder > ordinary + 0.3


def test_loud_signals_are_not_learnt_where_nothing_gets_through():
    louder, nothing = (loudness_of_signals(0.7, **care) for care in (AVAILABLE_WHEN_LOUD, OUT_OF_REACH))
    assert louder > nothing + 0.3


def test_rebuff_teaches_to_hold_back():
    assert signals_at(0.5, rebuff=0.8)[0] > signals_at(0.5)[0] + 0.3


def test_absence_and_rebuff_together_teach_it_most():
    assert signals_at(0.5, rebuff=0.8, **OUT_OF_REACH)[0] > signals_at(0.5, rebuff=0.8)[0] + 0.1


def test_small_signals_are_learnt_where_they_work():
    assert signals_at(0.5)[1] > 0.6


def test_a_figure_that_comes_and_goes_teaches_to_expect_loss():
    losses = [float(learnt(**care).loss.mean()) for care in ({}, {"preoccupation": 0.6, "dwell": 2.0})]
    assert losses[1] > losses[0] + 0.15
    long_away = float(learnt(preoccupation=0.6, dwell=60.0).loss.mean())
    assert losses[1] > long_away + 0.1


def test_fright_is_expected_as_often_as_it_came():
    assert learnt(fright=0.3).fright.mean() == pytest.approx(0.3, abs=0.03)
    assert learnt().fright.mean() < 0.01


def test_expectations_are_of_what_the_figure_does():
    expected, care = learnt(), figures().care
    assert expected.rebuff[1].mean() == pytest.approx(0.05 * PARAMETERS.answers.loud_reach, abs=0.015)
    assert 0 < expected.comfort[1].mean() < float(care.sensitivity[0])


def test_the_prototype_grows_slowly():
    model = life().grown.working_model
    exchanges = BEAT.episodes * BEAT.exchanges
    grown = exchanges * PARAMETERS.learning.slow_gain + PARAMETERS.learning.prior_total
    assert model.prototype.fright.sum(0) == pytest.approx(grown, rel=1e-3)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"sensitivity": 0.9}, {"sensitivity": 0.4}),
        ({}, {"preoccupation": 0.7}),
        ({}, {"rebuff": 0.8}),
        ({}, {"fright": 0.3}),
        ({"intrusiveness": 0.0}, {"intrusiveness": 0.9}),
    ],
)
def test_observers_rate_better_care_higher(better: dict[str, float], worse: dict[str, float]):
    ratings = [life(**care).grown.observed_sensitivity for care in (better, worse)]
    assert ratings[0].mean() > ratings[1].mean() + 0.2


def test_a_rating_is_noisy_and_on_its_scale():
    ratings = life().grown.observed_sensitivity
    assert ((ratings >= 1) & (ratings <= 9)).all()
    assert ratings.std() > HOME.rater_spread / 2  # everyone here has the same figure


def test_an_observer_sees_a_few_hours_only():
    seen = life().grown.seen
    assert (seen.bids > 0).all()
    assert (seen.bids <= BEAT.observed * BEAT.exchanges).all()
    assert (seen.met + seen.rebuffed <= seen.bids).all()
    assert (seen.intrusions <= BEAT.observed).all()


def test_what_is_rated_is_what_was_counted():
    counts = Seen(*(jnp.array(pair, float) for pair in ([30, 30], [25, 5], [0, 5], [0, 3], [0, 3])))
    kind, unkind = rate(counts, jnp.full(2, 0.5), HOME)
    assert float(kind) == pytest.approx(1 + 8 * 26 / 32, abs=1e-3)
    assert float(unkind) == pytest.approx(1 + 8 * 6 / 38, abs=1e-3)


def test_a_signal_that_had_to_be_loud_earns_part_of_the_credit():
    credit = credits_of(PARAMETERS)
    assert float(credit[1]) == 1
    assert float(credit[3]) == pytest.approx(HOME.late_credit)
    assert (jnp.diff(credit[1:]) < 0).all()


def test_a_figure_that_answers_only_loud_signals_is_rated_lower_than_one_that_is_here():
    only_loud = life(preoccupation=0.9, breakthrough=0.95).grown
    here = life(preoccupation=0.1).grown
    assert only_loud.observed_sensitivity.mean() < here.observed_sensitivity.mean() - 1


def test_episodes_begin_as_declared():
    middle = [float(first_threat(jnp.array(kind), jnp.array(0.5), HOME)) for kind in (DISTRESS, CARING, PLAY)]
    assert middle == pytest.approx([HOME.distress_threat, HOME.caring_threat, HOME.play_threat], rel=1e-3)
    assert float(first_threat(jnp.array(DISTRESS), jnp.array(1.0), HOME)) <= 1
    assert float(kinds(HOME).probs.sum()) == pytest.approx(1)  # pyright: ignore[reportAttributeAccessIssue]


def test_the_same_seed_gives_the_same_year_and_another_seed_another():
    again = lived(SEED, PEOPLE, figures()).grown.working_model.fast.comfort
    other = lived(SEED + 1, PEOPLE, figures()).grown.working_model.fast.comfort
    assert (np.asarray(again) == life().grown.working_model.fast.comfort).all()
    assert not np.isclose(other, again).all(axis=(0, 1)).any()


def test_one_changed_dyad_changes_nobody_else():
    dyads = figures()
    changed = dyads._replace(care=dyads.care._replace(rebuff=dyads.care.rebuff.at[5].set(0.9)))
    before, after = life(), jax.tree.map(np.asarray, lived(SEED, PEOPLE, changed))
    others = np.arange(MANY) != 5
    for one, two in zip(jax.tree.leaves(before.grown), jax.tree.leaves(after.grown), strict=True):
        np.testing.assert_array_equal(one[..., others], two[..., others])
    for one, two in zip(before.record, after.record, strict=True):
        np.testing.assert_array_equal(one[:, others], two[:, others])
    assert (before.grown.working_model.fast.rebuff[..., 5] != after.grown.working_model.fast.rebuff[..., 5]).any()


def test_being_watched_changes_nothing_and_shows_the_way_there():
    month = BEAT._replace(episodes=100)
    alone = jax.jit(lambda: live(SEED, PEOPLE, figures(), PARAMETERS, month))()
    watched, expected = jax.jit(lambda: live_watched(SEED, PEOPLE, figures(), PARAMETERS, month, 4))()
    for one, two in zip(jax.tree.leaves(alone), jax.tree.leaves(watched), strict=True):
        np.testing.assert_array_equal(one, two)
    assert expected.comfort.shape == (5, 4, MANY)
    assert expected.loss.shape == (5, MANY)
    np.testing.assert_array_equal(expected.comfort[-1], expectation(watched.working_model.fast).comfort)
    assert expected.rebuff[0] == pytest.approx(PARAMETERS.learning.prior_hurt)
    assert expected.comfort[0] == pytest.approx(0.5)
