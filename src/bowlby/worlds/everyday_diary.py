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
from jax import Array

from bowlby.diary.records import Checkin, Diary, Moment
from bowlby.model.care import answer, attention
from bowlby.model.exchange import COMFORT, REBUFF
from bowlby.model.exchange import STREAMS as EXCHANGE_STREAMS
from bowlby.model.signals import choice
from bowlby.model.streams import draw, person_keys, uniforms
from bowlby.model.working_model import WorkingModel, evidence, expectation, revise
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
    stated,
    stirred,
    written,
)
from bowlby.worlds.everyday_figures import Figure, Other, together

STREAMS = (*EXCHANGE_STREAMS, "mood", "stir", "rating", "stated", "logs", "skips", "drift")
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
            triggers are moments with none. States last at check-ins as often, where nobody writes them down.
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
    figure: np.ndarray = np.zeros(0, int)
    """Who is turned to at each moment, [moment]; empty where it is always the first figure."""
    checkin_states: np.ndarray = np.zeros((0, 0))
    """States that last at each check-in, [check-in, state]; empty where there are none."""


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
    others: tuple[Other, ...] = (),
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
        figure_name: how the partner is called in the records.
        others: figures turned to instead in a share of the moments.

    Returns:
        A diary that obeys every rule of `diary.records`.
    """
    what = plan(habits, days, seed, person, others)
    kind, index, times = _in_order(what)
    events = _events(what, len(habits.triggers), kind, index, times, 1 + len(others))
    keys = person_keys(seed, "everyday", person)
    leanings = jnp.array([habits.gap, habits.stated_spread, habits.skips])
    figures = together(partner, *(other.figure for other in others))
    felt = _live(nature, figures, events, kind, index, keys, leanings, parameters)
    names = (figure_name, *(other.name for other in others))
    return _written_down(habits, what, kind, index, jax.tree.map(np.asarray, felt), start, names)


def plan(habits: Habits, days: int, seed: int, person: int = 0, others: tuple[Other, ...] = ()) -> Plan:
    """Draw when what happens, and with whom.

    One row of numbers a slot of a day, so that more days leave the first as they are.
    """
    chances = np.array([share for _, share in (*habits.states, *habits.practices)])
    happening = tuple(name for name, _ in (*habits.states, *habits.practices))
    lasting = tuple(f"{name} at a check-in" for name, _ in habits.states)
    names = (*PLANS, *happening, "whom", *lasting)
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
    happens = chances > np.reshape([of_moments(name) for name in happening], (len(chances), len(at))).T
    beside = [number[name][:, : habits.checkins_a_day].ravel() for name in lasting]
    whom = np.cumsum([1 - sum(other.share for other in others), *(other.share for other in others)])[:-1]
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
        figure=np.searchsorted(whom, of_moments("whom"), side="right"),
        checkin_states=(chances[: len(beside)] > np.array(beside).T).astype(float) if beside else np.zeros((0, 0)),
    )


def _in_order(what: Plan) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Kind, index and time of every event, in time; shape [event]."""
    groups = (what.at, what.answered, what.later, what.checkins)
    times = np.concatenate(groups)
    kinds = np.repeat(np.arange(4), [len(group) for group in groups])
    index = np.concatenate([np.arange(len(group)) for group in groups])
    order = np.argsort(times, kind="stable")
    return kinds[order], index[order], times[order]


def _events(
    what: Plan, triggers: int, kind: np.ndarray, index: np.ndarray, times: np.ndarray, figures: int = 1
) -> Event:
    """What is known of the events beforehand; answers and ratings come with living. Arrays [event, ...].

    Before the first event lies endless time, so that nothing of a start is left: mood, stir and the figure's attention
    are then what they are at any time, as the likelihood takes them to be.
    """
    of_moment = np.where(kind == CHECKIN, 0, index)
    here = (kind == MOMENT).astype(float)
    one_hot = np.eye(triggers + 1)[:, :triggers][what.trigger[of_moment]]
    whom = what.figure[of_moment] if len(what.figure) else np.zeros(len(times), int)
    values: dict[str, Any] = {
        "minutes": np.diff(times, prepend=-np.inf),
        "states": _lasting(what, kind, index),
        "moment": here,
        "trigger": one_hot * here[:, None],
        "rebuffed": np.zeros(len(times)),
        "comforted": np.zeros(len(times)),
        "practices": what.practices[of_moment] * here[:, None],
        "rating": np.full(len(times), np.nan),
        "figure": np.eye(figures)[whom],
    }
    return Event(**values)


def _lasting(what: Plan, kind: np.ndarray, index: np.ndarray) -> np.ndarray:
    """The states that last at each event, [event, state]."""
    at_checkin = kind == CHECKIN
    found = what.states[np.where(at_checkin, 0, index)] * ~at_checkin[:, None]
    if what.checkin_states.size:
        found[at_checkin] = what.checkin_states[index[at_checkin]]
    return found


class _Carried(NamedTuple):
    """What goes from event to event; `attentive`, `seen` and the fast counts have a last axis of figures."""

    drift: Array
    mood: Array
    stir: Array
    attentive: Array
    seen: Array
    working_model: WorkingModel
    answers: Array


@jax.jit
def _live(
    nature: Nature,
    figures: Figure,
    events: Event,
    kind: Array,
    index: Array,
    key: Array,
    leanings: Array,
    parameters: Parameters,
) -> dict[str, Array]:
    """Go through the events; returns what was felt, rated and done at each, arrays [event]."""
    gap, spread, skips = leanings
    many = figures.care.sensitivity.shape
    start = _Carried(
        drift=jnp.zeros(()),
        mood=jnp.zeros(()),
        stir=jnp.zeros(()),
        attentive=jnp.ones(many, bool),
        seen=jnp.zeros(many),
        working_model=figures.working_model,
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

        drift, mood, stir = _faded(carried, nature, event.minutes, number)
        rest = level(nature, event) + drift + mood
        alarm = stirred(rest + stir, nature, event)
        rating = draw(rated(alarm, nature), number["rating"])

        whom = jnp.argmax(jnp.asarray(event.figure))
        partner = jax.tree.map(lambda part: part[..., whom], figures.care)
        known = WorkingModel(
            jax.tree.map(lambda part: part[..., whom], carried.working_model.fast), carried.working_model.prototype
        )
        expected = expectation(known.fast)
        signal = draw(choice(jnp.clip(alarm / CEILING, 0, 1), expected, parameters.signals), number["signal"])
        waited = carried.seen + event.minutes
        was_there = carried.attentive[whom]
        attentive = draw(attention(was_there, partner, waited[whom]), number["attention"])
        reply = draw(answer(signal, attentive, partner, parameters.answers), number["answer"])
        yes = jnp.asarray(True)
        learnt = revise(
            known,
            evidence(signal, reply == COMFORT, reply == REBUFF, ~yes, was_there, was_there & ~attentive, yes),
            parameters.learning,
        )
        is_moment = what == MOMENT
        new_fast = jax.tree.map(lambda old, new: old.at[..., whom].set(new), carried.working_model.fast, learnt.fast)
        after = soothed(alarm, nature, event)
        then = _Carried(
            drift=drift,
            mood=mood,
            stir=after - rest,
            attentive=carried.attentive.at[whom].set(jnp.where(is_moment, attentive, was_there)),
            seen=jnp.where(is_moment, waited.at[whom].set(0.0), waited),
            working_model=jax.tree.map(
                partial(jnp.where, is_moment), WorkingModel(new_fast, learnt.prototype), carried.working_model
            ),
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


def _faded(carried: _Carried, nature: Nature, minutes: Array, number: dict[str, Array]) -> tuple[Array, Array, Array]:
    """Drift, mood and stir after some minutes in which nothing happened."""
    drift_kept, mood_kept, stir_kept = kept(minutes, nature)
    drift = drift_kept * carried.drift + draw(renewal(drift_kept, jnp.asarray(nature.drift_spread)), number["drift"])
    mood = mood_kept * carried.mood + draw(renewal(mood_kept, nature.mood_spread), number["mood"])
    stir = stir_kept * carried.stir + draw(renewal(stir_kept, nature.stir_spread), number["stir"])
    return drift, mood, stir


def _written_down(
    habits: Habits,
    what: Plan,
    kind: np.ndarray,
    index: np.ndarray,
    felt: dict[str, np.ndarray],
    start: datetime,
    names: tuple[str, ...],
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
            figure=names[int(what.figure[which])],
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
