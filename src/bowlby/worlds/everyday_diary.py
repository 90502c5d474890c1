"""Diaries lived forward: the world `everyday` drawn from, event by event, and written down as people do.

Used for the made-up diary, for teaching, and to check that a fit gives back what was put in.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
from jax import Array

from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.model.care import Care, answer, attention
from bowlby.model.exchange import COMFORT, REBUFF
from bowlby.model.exchange import STREAMS as EXCHANGE_STREAMS
from bowlby.model.signals import choice
from bowlby.model.streams import draw, person_keys, uniforms
from bowlby.model.working_model import Counts, WorkingModel, anchor, evidence, expectation, revise, unformed
from bowlby.names import ANSWERS, SIGNALS
from bowlby.parameters import Parameters
from bowlby.worlds.everyday import (
    CEILING,
    MINUTES_A_DAY,
    Event,
    Nature,
    kept,
    level,
    logs,
    rated,
    renewal,
    soothed,
    stirred,
    written,
)

STREAMS = (*EXCHANGE_STREAMS, "mood", "stir", "rating", "stated", "logs", "skips")
"""The decisions at one event; each has its own random stream."""

PLANS = ("time", "trigger", "delay", "later", "checkin")
"""The decisions of a day's plan; one for each state and practice follows."""

WAKES, SLEEPS = 8 * 60, 23 * 60
"""Minutes after midnight between which things happen and are logged."""

MOMENT, ANSWERED, LATER, CHECKIN = range(4)
"""Kinds of events."""


class Habits(NamedTuple):
    """How a person's days go and how they are logged.

    Attributes:
        triggers, states, practices: names, with the probability of each at a moment; what is missing to 1 among the
            triggers are moments with none.
        moments_a_day, checkins_a_day: whole numbers, of moments at least 1.
        answer_minutes, later_minutes: mean time to an answer, and from it to the later rating.
        skips: probability that a rating is left out.
        gap: points of 100 by which the stated warmth lies above what the working model expects.
        stated_spread: spread of the stated warmth, points of 100.
    """

    triggers: tuple[tuple[str, float], ...]
    states: tuple[tuple[str, float], ...]
    practices: tuple[tuple[str, float], ...]
    moments_a_day: int = 2
    checkins_a_day: int = 2
    answer_minutes: float = 20.0
    later_minutes: float = 60.0
    skips: float = 0.05
    gap: float = 0.0
    stated_spread: float = 10.0


class Plan(NamedTuple):
    """When what happens, known before anything is felt. Minutes from the first midnight.

    Moments have shape [moment, ...], check-ins [check-in].
    """

    at: np.ndarray
    trigger: np.ndarray
    states: np.ndarray
    practices: np.ndarray
    answered: np.ndarray
    later: np.ndarray
    checkins: np.ndarray


class Figure(NamedTuple):
    """Whom the person turns to, and what is expected of them at the start; no leading axes."""

    care: Care
    working_model: WorkingModel


def figure(care: dict[str, float], expected: dict[str, float], total: float, parameters: Parameters) -> Figure:
    """A figure with given care, and expectations as if `total` exchanges had shown them.

    Args:
        care: values by name of `names.CARE`.
        expected: probabilities `comfort`, `rebuff`, `loss`, `fright`; the same for every signal.
        total: counts behind each expectation.
        parameters: the one parameter set.
    """

    def counts(like: Array, probability: float) -> Array:
        pair = total * jnp.array([probability, 1 - probability])
        return jnp.broadcast_to(pair.reshape(2, *(1,) * (like.ndim - 1)), like.shape)

    blank = unformed((), parameters.learning).prototype
    known = Counts(*(counts(like, expected[name]) for name, like in zip(Counts._fields, blank, strict=True)))
    values: list[Any] = [jnp.asarray(care[name], jnp.float32) for name in Care._fields]
    return Figure(Care(*values), WorkingModel(fast=anchor(known, parameters.learning), prototype=known))


def simulate(
    nature: Nature,
    habits: Habits,
    partner: Figure,
    *,
    days: int,
    seed: int,
    parameters: Parameters,
    person: int = 0,
    start: datetime,
    figure_name: str = "partner",
) -> Diary:
    """Live some days and write them down.

    Args:
        nature: the person; its arrays as long as the names in `habits`.
        habits: how the days go.
        partner: whom the person turns to.
        days: whole number, at least 1.
        seed, person: which random numbers.
        parameters: the one parameter set.
        start: midnight of the first day, with its offset from UTC.
        figure_name: how the figure is called in the records.

    Returns:
        A diary that obeys every rule of `diary.records`.
    """
    what = plan(habits, days, seed, person)
    kind, index, times = _in_order(what)
    events = _events(what, len(habits.triggers), kind, index, times)
    keys = person_keys(seed, "everyday", person)
    leanings = jnp.array([habits.gap, habits.stated_spread, habits.skips])
    felt = _live(nature, partner, events, kind, index, keys, leanings, parameters)
    return _written_down(habits, what, kind, index, jax.tree.map(np.asarray, felt), start, figure_name)


def plan(habits: Habits, days: int, seed: int, person: int = 0) -> Plan:
    """Draw when what happens. One row of numbers a slot of a day, so that more days leave the first as they are."""
    chances = np.array([share for _, share in (*habits.states, *habits.practices)])
    names = (*PLANS, *(name for name, _ in (*habits.states, *habits.practices)))
    slots = max(habits.moments_a_day, habits.checkins_a_day)
    key = person_keys(seed, "everyday plan", person)
    ticks = jnp.arange(days * slots)
    drawn = jax.vmap(lambda tick: uniforms(key, tick, names))(ticks)
    number = {name: np.asarray(value, float).reshape(days, slots) for name, value in drawn.items()}

    def spread(times: int, name: str) -> np.ndarray:
        share = (np.arange(times) + number[name][:, :times]) / max(times, 1)
        return (np.arange(days)[:, None] * MINUTES_A_DAY + WAKES + share * (SLEEPS - WAKES)).ravel()

    def of_moments(name: str) -> np.ndarray:
        return number[name][:, : habits.moments_a_day].ravel()

    at = spread(habits.moments_a_day, "time")
    happens = chances > np.reshape([of_moments(name) for name in names[len(PLANS) :]], (len(chances), len(at))).T
    answered = at + 1 - habits.answer_minutes * np.log1p(-of_moments("delay"))
    return Plan(
        at=at,
        trigger=np.searchsorted(
            np.cumsum([share for _, share in habits.triggers]), of_moments("trigger"), side="right"
        ),
        states=happens[:, : len(habits.states)].astype(float),
        practices=happens[:, len(habits.states) :].astype(float),
        answered=answered,
        later=answered + 5 - habits.later_minutes * np.log1p(-of_moments("later")),
        checkins=spread(habits.checkins_a_day, "checkin"),
    )


def stated(expected_comfort: Array, gap: Array, spread: Array) -> dist.Normal:
    """The distribution of the warmth a person says they expect, points of 100, before it is rounded and cut."""
    return dist.Normal(100 * expected_comfort + gap, spread)


def _in_order(what: Plan) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Kind, index and time of every event, in time; shape [event]."""
    groups = (what.at, what.answered, what.later, what.checkins)
    times = np.concatenate(groups)
    kinds = np.repeat(np.arange(4), [len(group) for group in groups])
    index = np.concatenate([np.arange(len(group)) for group in groups])
    order = np.argsort(times, kind="stable")
    return kinds[order], index[order], times[order]


def _events(what: Plan, triggers: int, kind: np.ndarray, index: np.ndarray, times: np.ndarray) -> Event:
    """What is known of the events beforehand; answers and ratings come with living. Arrays [event, ...].

    Before the first event lies endless time, so that nothing of a start is left: mood, stir and the figure's attention
    are then what they are at any time, as the likelihood takes them to be.
    """
    of_moment = np.where(kind == CHECKIN, 0, index)
    here = (kind == MOMENT).astype(float)
    one_hot = np.eye(triggers + 1)[:, :triggers][what.trigger[of_moment]]
    values: dict[str, Any] = {
        "minutes": np.diff(times, prepend=-np.inf),
        "states": what.states[of_moment] * (kind != CHECKIN)[:, None],
        "moment": here,
        "trigger": one_hot * here[:, None],
        "rebuffed": np.zeros(len(times)),
        "comforted": np.zeros(len(times)),
        "practices": what.practices[of_moment] * here[:, None],
        "rating": np.full(len(times), np.nan),
    }
    return Event(**values)


class _Carried(NamedTuple):
    """What goes from event to event."""

    mood: Array
    stir: Array
    attentive: Array
    seen: Array
    working_model: WorkingModel
    answers: Array


@jax.jit
def _live(
    nature: Nature,
    partner: Figure,
    events: Event,
    kind: Array,
    index: Array,
    key: Array,
    leanings: Array,
    parameters: Parameters,
) -> dict[str, Array]:
    """Go through the events; returns what was felt, rated and done at each, arrays [event]."""
    gap, spread, skips = leanings
    start = _Carried(
        mood=jnp.zeros(()),
        stir=jnp.zeros(()),
        attentive=jnp.asarray(True),
        seen=jnp.zeros(()),
        working_model=partner.working_model,
        answers=jnp.zeros(kind.shape, jnp.int32),
    )

    def advance(carried: _Carried, now: tuple[Event, Array, Array, Array]) -> tuple[_Carried, dict[str, Array]]:
        event, what, which, tick = now
        number = uniforms(key, tick, STREAMS)
        comes = carried.answers[which]
        answered = what == ANSWERED
        event = event._replace(
            comforted=answered * (comes == COMFORT) * 1.0, rebuffed=answered * (comes == REBUFF) * 1.0
        )

        mood_kept, stir_kept = kept(event.minutes, nature)
        mood = mood_kept * carried.mood + draw(renewal(mood_kept, nature.mood_spread), number["mood"])
        stir = stir_kept * carried.stir + draw(renewal(stir_kept, nature.stir_spread), number["stir"])
        rest = level(nature, event) + mood
        alarm = stirred(rest + stir, nature, event)
        rating = draw(rated(alarm, nature), number["rating"])

        expected = expectation(carried.working_model.fast)
        signal = draw(choice(jnp.clip(alarm / CEILING, 0, 1), expected, parameters.signals), number["signal"])
        waited = carried.seen + event.minutes
        attentive = draw(attention(carried.attentive, partner.care, waited), number["attention"])
        reply = draw(answer(signal, attentive, partner.care, parameters.answers), number["answer"])
        yes = jnp.asarray(True)
        learnt = revise(
            carried.working_model,
            evidence(
                signal, reply == COMFORT, reply == REBUFF, ~yes, carried.attentive, carried.attentive & ~attentive, yes
            ),
            parameters.learning,
        )
        is_moment = what == MOMENT
        after = soothed(alarm, nature, event)
        then = _Carried(
            mood=mood,
            stir=after - rest,
            attentive=jnp.where(is_moment, attentive, carried.attentive),
            seen=jnp.where(is_moment, 0.0, waited),
            working_model=jax.tree.map(partial(jnp.where, is_moment), learnt, carried.working_model),
            answers=carried.answers.at[which].set(jnp.where(is_moment, reply, comes)),
        )
        return then, {
            "alarm": alarm,
            "rating": jnp.where(number["skips"] < skips, jnp.nan, rating),
            "logged": draw(logs(alarm, nature), number["logs"]),
            "stated": draw(stated(expected.comfort[signal], gap, spread), number["stated"]),
            "signal": signal,
            "answer": reply,
        }

    ticks = jnp.arange(kind.shape[0])
    _, felt = jax.lax.scan(advance, start, (jax.tree.map(jnp.asarray, events), kind, index, ticks))
    return felt


def _written_down(
    habits: Habits,
    what: Plan,
    kind: np.ndarray,
    index: np.ndarray,
    felt: dict[str, np.ndarray],
    start: datetime,
    figure_name: str,
) -> Diary:
    def at(minutes: float) -> datetime:
        return start + timedelta(minutes=round(float(minutes)))

    def row(which: int, of_kind: int) -> int:
        return int(np.flatnonzero((kind == of_kind) & (index == which))[0])

    def moment(which: int) -> Moment:
        here, later = row(which, MOMENT), row(which, LATER)
        trigger = int(what.trigger[which])
        return Moment(
            id=f"m{which + 1:05d}",
            at=at(what.at[which]),
            figure=figure_name,
            trigger=habits.triggers[trigger][0] if trigger < len(habits.triggers) else "",
            alarm_before=_rating(felt["rating"][here]),
            expected_warmth=float(np.clip(np.round(felt["stated"][here] / 5) * 5, 0, 100)) + 0.0,  # no minus nought
            signal=SIGNALS[int(felt["signal"][here])],
            answer=ANSWERS[int(felt["answer"][here])],
            answered_at=at(what.answered[which]) if felt["answer"][here] else None,
            alarm_after=_rating(felt["rating"][later]),
            after_at=at(what.later[which]),
            practices=_named(habits.practices, what.practices[which]),
            states=_named(habits.states, what.states[which]),
        )

    logged = [which for which in range(len(what.at)) if felt["logged"][row(which, MOMENT)]]
    checkins = [
        Checkin(at=at(time), alarm=_rating(felt["rating"][row(which, CHECKIN)]), prompted=True)
        for which, time in enumerate(what.checkins)
    ]
    return Diary(tuple(moment(which) for which in logged), tuple(c for c in checkins if c.alarm is not None))


def _rating(value: float) -> float | None:
    return None if np.isnan(value) else float(written(value, 1.0)) + 0.0


def _named(names: tuple[tuple[str, float], ...], marks: np.ndarray) -> tuple[str, ...]:
    return tuple(name for (name, _), mark in zip(names, marks, strict=True) if mark)
