"""What was done and expected: held against a plain reference written out in numpy, and against lives lived forward."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bowlby.diary.records import Diary
from bowlby.inference.diagnostics import ordinary_figure
from bowlby.inference.diary import Felt
from bowlby.inference.turning import Turns, at_alarms, expected_at, log_turns, turns_of
from bowlby.names import PRACTICES, SIGNALS
from bowlby.worlds.everyday import Nature, Turning
from bowlby.worlds.everyday_diary import Habits, simulate
from bowlby.worlds.everyday_figures import Other
from inference.diaries import PARAMETERS, moment, nature

LEARNING, SIGNAL_COSTS = PARAMETERS.learning, PARAMETERS.signals


def turning(**changes: Any) -> Turning:
    values = {"comfort": 0.6, "rebuff": 0.2, "gap": -10.0, "stated_spread": 12.0} | changes
    return Turning(SIGNAL_COSTS, **{name: jnp.asarray(value) for name, value in values.items()})


def expectations(diary: Diary, comfort: float, rebuff: float) -> list[tuple[np.ndarray, np.ndarray, float]]:
    """Expected comfort and rebuff of each signal, and fright, before each moment: the counts written out one by one."""
    total, kappa = PARAMETERS.everyday.first_total, LEARNING.kappa
    slow = {
        "comfort": np.tile(total * np.array([comfort, 1 - comfort]), (4, 1)),
        "rebuff": np.tile(total * np.array([rebuff, 1 - rebuff]), (4, 1)),
        "fright": total * np.array([[LEARNING.prior_hurt, 1 - LEARNING.prior_hurt]]),
    }

    def lent(counts: np.ndarray) -> np.ndarray:
        return counts * kappa / (counts.sum(1, keepdims=True) + kappa)

    fast: dict[str, dict[str, np.ndarray]] = {}
    for one in diary.moments:
        fast.setdefault(one.figure, {name: lent(counts) for name, counts in slow.items()})
    found = []
    for one in sorted(diary.moments, key=lambda m: (m.at, m.id)):
        mine = fast[one.figure]
        means = {name: counts[:, 0] / counts.sum(1) for name, counts in mine.items()}
        found.append((means["comfort"], means["rebuff"], float(means["fright"][0])))
        if not one.signal or one.answer not in ("none", "comfort", "rebuff"):
            continue
        row = SIGNALS.index(one.signal)
        for name, counts in slow.items():
            came = name == one.answer
            add = np.zeros_like(counts)
            add[0 if name == "fright" else row] = [came, not came]
            mine[name] = mine[name] + LEARNING.fast_fade * (lent(counts) - mine[name]) + add
            slow[name] = counts + LEARNING.slow_gain * add
    return found


def utilities(alarm: np.ndarray, comfort: np.ndarray, rebuff: np.ndarray, fright: float) -> np.ndarray:
    """Of each signal, [signal, alarm]."""
    costs = np.array([0, SIGNAL_COSTS.cost_reach, SIGNAL_COSTS.cost_plea, SIGNAL_COSTS.cost_protest])
    found = SIGNAL_COSTS.worth * np.clip(alarm / 10, 0, 1) * comfort[:, None] - costs[:, None]
    found -= SIGNAL_COSTS.pain * (rebuff[:, None] + fright)
    found[0] = 0
    return found


def plain(diary: Diary, who: Turning, means: np.ndarray, spreads: np.ndarray) -> float:
    """Log probability of signals and stated warmth, by sums over a fine grid of the alarm."""
    score, steps = 0.0, np.linspace(-7, 7, 2001)
    weights = stats.norm.pdf(steps) / stats.norm.pdf(steps).sum()
    moments = sorted(diary.moments, key=lambda m: (m.at, m.id))
    known = expectations(diary, float(who.comfort), float(who.rebuff))
    for one, mean, spread, (comfort, rebuff, fright) in zip(moments, means, spreads, known, strict=True):
        if not one.signal:
            continue
        odds = np.exp(utilities(mean + spread * steps, comfort, rebuff, fright))
        row = SIGNALS.index(one.signal)
        score += np.log((odds[row] / odds.sum(0) * weights).sum())
        if one.expected_warmth is not None:
            middle, width = 100 * comfort[row] + float(who.gap), float(who.stated_spread)
            if one.expected_warmth == 0:
                score += stats.norm.logcdf(5, middle, width)
            elif one.expected_warmth == 100:
                score += stats.norm.logsf(95, middle, width)
            else:
                score += stats.norm.logpdf(one.expected_warmth, middle, np.hypot(width, 10 / np.sqrt(12)))
    return float(score)


@st.composite
def turned(draw: st.DrawFn) -> Diary:
    """Up to nine moments with signals, answers, figures and warmth stated in tens (and once in steps of ten)."""
    moments = [
        moment(
            number,
            60.0 * number,
            figure=draw(st.sampled_from(("", "partner", "friend"))),
            signal=draw(st.sampled_from(("", *SIGNALS))),
            answer=draw(st.sampled_from(("", "pending", "none", "comfort", "rebuff"))),
            expected_warmth=draw(st.none() | st.integers(0, 10).map(lambda tens: 10.0 * tens)),
        )
        for number in range(draw(st.integers(0, 9)))
    ]
    ten = moment(99, 10_000, signal="reach", answer="pending", expected_warmth=10.0)
    return Diary((*moments, ten))


def felt(turns: Turns, count: int) -> tuple[Felt, np.ndarray, np.ndarray]:
    random = np.random.default_rng(count)
    means, spreads = random.uniform(1, 9, count), random.uniform(0.2, 0.8, count)
    length = int(turns.place.max()) + 1
    mean, variance = np.full(length, 5.0), np.ones(length)
    mean[turns.place[:count]], variance[turns.place[:count]] = means, spreads**2
    return Felt(jnp.asarray(mean), jnp.asarray(variance)), means, spreads


@settings(max_examples=40)
@given(turned(), st.floats(0.05, 0.95), st.floats(0.05, 0.6))
def test_the_score_is_that_of_the_counts_written_out(diary: Diary, comfort: float, rebuff: float):
    with jax.enable_x64(True):
        who, turns = turning(comfort=comfort, rebuff=rebuff), turns_of(diary, PARAMETERS)
        known, means, spreads = felt(turns, len(diary.moments))
        assert float(log_turns(who, at_alarms(turns, known))) == pytest.approx(
            plain(diary, who, means, spreads), abs=2e-3
        )


def test_what_is_expected_moves_with_what_came_from_that_figure_most():
    warm = tuple(moment(n, 60.0 * n, figure="partner", signal="reach", answer="comfort") for n in range(40))
    asked = (moment(41, 9000, figure="partner", signal="hold"), moment(42, 9001, figure="friend", signal="hold"))
    turns = turns_of(Diary((*warm, *asked)), PARAMETERS)
    comfort = np.asarray(expected_at(turning(comfort=0.4), turns).comfort)
    reach, plea = SIGNALS.index("reach"), SIGNALS.index("plea")
    assert comfort[reach, 0] == pytest.approx(0.4)
    assert comfort[reach, 40] > comfort[reach, 41] + 0.1
    assert comfort[plea, 40] == pytest.approx(0.4, abs=1e-3)


def test_moments_without_a_signal_and_padding_say_nothing():
    silent = Diary((moment(1, 0, alarm_before=4.0, expected_warmth=30.0),))
    turns = turns_of(silent, PARAMETERS)
    assert float(log_turns(turning(), turns)) == 0
    assert len(turns_of(Diary(), PARAMETERS).place) == len(turns.place)


# --- lives lived forward ---------------------------------------------------------------------------------

GAP, SPREAD = -15.0, 10.0


@cache
def life() -> Diary:
    """400 days with three moments each, turned to two figures."""
    habits = Habits(
        triggers=(("no-reply", 0.4),), states=(("alone", 0.3),), practices=((PRACTICES[0], 0.2),), moments_a_day=3
    )
    partner = ordinary_figure(PARAMETERS)
    return simulate(
        Nature(*(jnp.float32(part) for part in nature(trigger_pull=[0.3], practice_settles=[0.2], state_shift=[0.5]))),
        habits._replace(gap=GAP, stated_spread=SPREAD),
        partner,
        others=(Other("friend", 0.3, partner),),
        days=400,
        seed=20261,
        parameters=PARAMETERS,
        start=datetime(2026, 1, 5, tzinfo=UTC),
    )


def test_lives_state_what_the_likelihood_expects_them_to():
    turns = turns_of(life(), PARAMETERS)
    comfort = np.asarray(expected_at(turning(comfort=0.5, rebuff=0.2), turns).comfort)
    count = len(life().moments)
    index = turns.signal[:count]
    away = turns.stated[:count] - 100 * comfort[index, np.arange(count)]
    assert away.mean() == pytest.approx(GAP, abs=5 * SPREAD / np.sqrt(count))
    assert away.std() == pytest.approx(np.hypot(SPREAD, 5 / np.sqrt(12)), rel=0.1)
    assert {one.figure for one in life().moments} == {"partner", "friend"}


def test_lives_choose_as_the_likelihood_says():
    """How often each signal comes against the sum of its chances, at the rated alarm, which is nearly the felt one."""
    count = len(life().moments)
    turns = turns_of(life(), PARAMETERS)
    rated = np.array([5.0 if one.alarm_before is None else one.alarm_before for one in life().moments])
    expected = expected_at(turning(comfort=0.5, rebuff=0.2), turns)
    comfort, rebuff = np.asarray(expected.comfort)[:, :count], np.asarray(expected.rebuff)[:, :count]
    each = [
        utilities(rated[n : n + 1], comfort[:, n], rebuff[:, n], float(turns.fright[n]))[:, 0] for n in range(count)
    ]
    chances = np.exp(np.array(each).T)
    chances /= chances.sum(0)
    came = np.bincount(turns.signal[:count], minlength=4)
    spread = np.sqrt((chances * (1 - chances)).sum(1))
    assert (np.abs(came - chances.sum(1)) < 5 * spread + 0.03 * count).all()
