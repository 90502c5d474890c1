"""The world `strange_situation`: eight episodes in a strange room, recorded tick by tick.

    1  carer and infant are shown in     5  the carer comes back, the stranger leaves
    2  carer and infant                  6  the infant is alone
    3  the stranger joins them           7  the stranger comes back
    4  the carer leaves                  8  the carer comes back, the stranger leaves

Separations are cut short after a minute of unbroken crying, reunions are lengthened while the child is not yet
settled. All that is felt, signalled, answered and learnt is `model.exchange.exchange`, with the figure the infant
faces; this world adds where everyone stands. A choice of behaviour lasts a window of a few ticks, so that a crying
child cries for a while; attention and fright are drawn at every tick.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpyro.distributions as dist
from jax import Array
from jax.typing import ArrayLike

from bowlby.model.alarm import Temperament, part_of
from bowlby.model.care import Care
from bowlby.model.exchange import COMFORT, REBUFF, Circumstance, Happening, State, exchange
from bowlby.model.signals import promise_of_turning, within_reach
from bowlby.model.streams import draw, person_keys, uniforms
from bowlby.model.working_model import Counts, WorkingModel, expectation, meet
from bowlby.names import SIGNALS
from bowlby.parameters import Parameters, StrangeSituation
from bowlby.worlds.episodes import (
    CARER_COMES,
    CARER_IN,
    REUNION,
    STRANGER_COMES,
    STRANGER_IN,
    Clock,
    Schedule,
    advance,
    flag,
    talks,
)
from bowlby.worlds.population import Dyads, intrudes
from bowlby.worlds.room import Positions, away_from, distance, pick, places, towards
from bowlby.worlds.trajectory import Trajectory

TICK_STREAMS = ("attention", "fright")
WINDOW_STREAMS = ("signal", "answer", "glance", "play", "stillness", "intrusion", "put_down", "figure")
"""What is drawn at every tick, and what holds for a window of ticks; each has its own random stream."""

HOLD, REACH, PLEA, PROTEST = range(len(SIGNALS))
NOBODY, BY_CARER, BY_STRANGER = range(3)


class Scene(NamedTuple):
    """Everything that goes from one tick to the next, of people [...].

    `held` is 0, or who holds; `playing` whether it played last tick; `attentive` the attention
    of carer and stranger, [2, ...]; the fast counts of both, and their common prototype.
    """

    clock: Clock
    held: Array
    playing: Array
    alarm: Array
    attentive: Array
    carer: Counts
    stranger: Counts
    prototype: Counts
    at: Positions


def run(
    seed: ArrayLike, people: Array, dyads: Dyads, learnt: WorkingModel, parameters: Parameters, plan: Schedule
) -> Trajectory:
    """Play the eight episodes.

    Args:
        seed: the run's seed.
        people: numbers of the dyads, shape [...].
        dyads: figures and infants, [...].
        learnt: the infants' working models after their time at home, [...].
        parameters: the one parameter set.
        plan: the schedule in ticks, from `schedule`.

    Returns:
        The record, [tick, ...]; the longest possible one, done where `episode` is 9.
    """
    keys = person_keys(seed, "strange-situation", people), person_keys(seed, "strange-situation-windows", people)
    window = partial(_window, keys, dyads, parameters, plan)
    _, record = jax.lax.scan(window, opening(learnt, parameters), jnp.arange(plan.windows))
    return Trajectory(*(field.reshape(-1, *field.shape[2:]) for field in record))


def opening(learnt: WorkingModel, parameters: Parameters) -> Scene:
    """The first moment: calm, next to the toys, the carer just inside; the stranger is someone new."""
    shape = learnt.fast.fright.shape[1:]
    whole, number = jnp.ones(shape, jnp.int32), jnp.zeros(shape, jnp.float32)
    fixed = places(parameters.room)

    def all_at(place: Array) -> Array:
        return jnp.broadcast_to(place.reshape(2, *(1,) * len(shape)), (2, *shape))

    return Scene(
        clock=Clock(whole, 0 * whole, 0 * whole, 0 * whole),
        held=0 * whole,
        playing=whole < 0,
        alarm=number,
        attentive=jnp.ones((2, *shape), bool),
        carer=learnt.fast,
        stranger=_wary(meet(learnt.prototype, parameters.learning).fast, parameters.strange_situation.wariness),
        prototype=learnt.prototype,
        at=Positions(all_at(fixed.toys), all_at(fixed.door), all_at(fixed.door)),
    )


def _wary(counts: Counts, wariness: ArrayLike) -> Counts:
    """Counts of a figure that is strange: as much fright is expected as wariness says, or more where it was learnt."""
    total = counts.fright[0] + counts.fright[1]
    expected = jnp.maximum(counts.fright[0] / total, wariness)
    return counts._replace(fright=total * jnp.stack([expected, 1 - expected]))


class Cast(NamedTuple):
    """Who is there, and whom the infant faces; each true or false, shape [...].

    `present` says whether the figure faced is there.
    """

    carer_in: Array
    stranger_in: Array
    faces_stranger: Array
    present: Array


def cast_of(scene: Scene, number: Array, parameters: Parameters) -> Cast:
    """Who is in the room. The infant faces its carer, or where the carer is away perhaps the stranger.

    Args:
        scene: the scene, [...].
        number: uniform number of the choice between the two, [...].
        parameters: the one parameter set.
    """
    carer_in, stranger_in = flag(CARER_IN, scene.clock.episode), flag(STRANGER_IN, scene.clock.episode)
    turns = draw(turns_to_stranger(scene, parameters), number) | (scene.held == BY_STRANGER)
    faces_stranger = stranger_in & ~carer_in & turns
    return Cast(carer_in, stranger_in, faces_stranger, carer_in | faces_stranger)


def turns_to_stranger(scene: Scene, parameters: Parameters) -> dist.BernoulliLogits:
    """Whether an infant turns to the stranger rather than to the carer who is away. Batch shape [...].

    The odds are what each promises; of the carer only what a signal through the door can bring.
    """
    absent = jnp.zeros(jnp.shape(scene.alarm), bool)
    carer = within_reach(expectation(scene.carer), absent, parameters.answers)
    promise = [
        promise_of_turning(scene.alarm, expected, parameters.signals)
        for expected in (expectation(scene.stranger), carer)
    ]
    return dist.BernoulliLogits(promise[0] - promise[1])


def outside_threat(scene: Scene, cast: Cast, intruded: Array, parameters: Parameters) -> Array:
    """Threat of one tick: the strange room, the stranger, the carer being away, being broken in upon. [...]"""
    timing = parameters.strange_situation
    close = jnp.exp(-distance(scene.at.infant, scene.at.stranger) / timing.near_scale)
    a_minute = (
        timing.room_threat
        + timing.stranger_threat * (1 + close) * cast.stranger_in
        + timing.separation_threat * ~cast.carer_in
        + timing.alone_threat * ~(cast.carer_in | cast.stranger_in)
    )
    return part_of(a_minute, timing.tick_seconds / 60) + timing.intrusion_threat * intruded


def stills(alarm: Array, expected_fright: Array, nearness: Array, timing: StrangeSituation) -> dist.BernoulliProbs:
    """Whether a movement stops in the middle: need draws near, and what is near is feared. Batch shape [...].

    Coming and shrinking grow together with the alarm; fear of the goal grows faster as it comes close.
    """
    return dist.BernoulliProbs(jnp.clip(timing.stillness * expected_fright * alarm * nearness, 0.0, 1.0))


def glances(hold: Array) -> dist.BernoulliProbs:
    """Whether an infant that holds back looks at the figure: a signal in the making. Batch shape [...].

    Args:
        hold: the probability with which it held back, [...].
    """
    return dist.BernoulliProbs(1 - hold)


def plays(exploration: Array) -> dist.BernoulliProbs:
    """Whether what is left for exploration becomes play in this window. Batch shape [...]."""
    return dist.BernoulliProbs(exploration)


class Doing(NamedTuple):
    """What is done in one tick, as it can be seen; each of shape [...]."""

    happening: Happening
    looking: Array
    wants_play: Array
    still: Array
    put_down: Array


def _window(
    keys: tuple[Array, Array], dyads: Dyads, parameters: Parameters, plan: Schedule, scene: Scene, number: Array
) -> tuple[Scene, Trajectory]:
    """The ticks over which one choice of behaviour lasts."""
    lasting = uniforms(keys[1], number, WINDOW_STREAMS)
    step = partial(_tick, keys[0], lasting, dyads, parameters, plan)
    return jax.lax.scan(step, scene, number * plan.window + jnp.arange(plan.window))


def _tick(
    keys: Array,
    lasting: dict[str, Array],
    dyads: Dyads,
    parameters: Parameters,
    plan: Schedule,
    scene: Scene,
    number: Array,
) -> tuple[Scene, Trajectory]:
    """One tick: who is there, one exchange, what is done, where everyone moves, whether the episode ends."""
    numbers = lasting | uniforms(keys, number, TICK_STREAMS)
    cast = cast_of(scene, numbers["figure"], parameters)
    scene = _entrances(scene, cast, parameters)
    scene, doing = _act(scene, cast, dyads, numbers, parameters, plan)
    scene, in_arms = _move(scene, cast, doing, parameters)
    playing = doing.wants_play & ~in_arms & (_gap_to_toys(scene, parameters) <= parameters.room.touch)
    scene = scene._replace(playing=playing)
    record = _recorded(number, scene, cast, doing, parameters)
    return scene._replace(clock=advance(scene.clock, record.crying, in_arms, plan)), record


def _entrances(scene: Scene, cast: Cast, parameters: Parameters) -> Scene:
    """At the start of an episode whoever comes in stands at the door and attends; whoever left holds nobody."""
    starts = scene.clock.elapsed == 0
    came = flag(CARER_COMES, scene.clock.episode) & starts
    stranger_came = flag(STRANGER_COMES, scene.clock.episode) & starts
    door = places(parameters.room).door
    let_go = ((scene.held == BY_CARER) & ~cast.carer_in) | ((scene.held == BY_STRANGER) & cast.carer_in)
    at = scene.at._replace(
        carer=pick(came | ~cast.carer_in, door, scene.at.carer),
        stranger=pick(stranger_came | ~cast.stranger_in, door, scene.at.stranger),
    )
    attentive = scene.attentive | jnp.stack([came, stranger_came])
    held = jnp.where(let_go | ~(cast.carer_in | cast.stranger_in), NOBODY, scene.held)
    return scene._replace(at=at, attentive=attentive, held=held)


def _act(
    scene: Scene, cast: Cast, dyads: Dyads, numbers: dict[str, Array], parameters: Parameters, plan: Schedule
) -> tuple[Scene, Doing]:
    """The exchange with the figure faced, and what of it can be seen."""
    timing = parameters.strange_situation
    temperament, care = _facing(cast, talks(scene.clock, plan), dyads, parameters)
    state = _state_towards(scene, cast)
    expected = within_reach(expectation(state.working_model.fast), cast.present, parameters.answers)
    intruded = draw(intrudes(dyads.care), numbers["intrusion"]) & scene.playing & cast.carer_in
    minutes = timing.tick_seconds / 60
    here = Circumstance(
        outside_threat(scene, cast, intruded, parameters),
        minutes,
        cast.present,
        minutes / parameters.home.exchange_minutes,
    )
    state, happening = exchange(state, temperament, care, here, numbers, parameters)

    still = draw(stills(happening.alarm, expected.fright, _nearness(scene, cast, timing), timing), numbers["stillness"])
    hold = jnp.exp(-promise_of_turning(happening.alarm, expected, parameters.signals))
    looks = (happening.signal > HOLD) | draw(glances(hold), numbers["glance"])
    wants_play = draw(plays(happening.exploration), numbers["play"]) & ~still
    elsewhere = ~happening.attentive & (happening.answer != COMFORT) & (numbers["put_down"] < timing.put_down)
    put_down = elsewhere | (happening.answer == REBUFF) | happening.frightened | (happening.signal == HOLD)
    return _remembered(scene, cast, state), Doing(happening, looks & ~still, wants_play, still, put_down)


def _facing(cast: Cast, talking: Array, dyads: Dyads, parameters: Parameters) -> tuple[Temperament, Care]:
    """The infant and the figure as they are towards each other; a stranger soothes less, a talk takes the carer up."""
    there = (1 - dyads.care.preoccupation) * (1 - parameters.strange_situation.talk * talking)
    own_care = dyads.care._replace(preoccupation=1 - there)
    share = jnp.where(cast.faces_stranger, parameters.strange_situation.stranger_soothing, 1.0)
    temperament = dyads.temperament._replace(soothability=dyads.temperament.soothability * share)
    pairs = zip(parameters.stranger, own_care, strict=True)
    return temperament, Care(*(jnp.where(cast.faces_stranger, other, own) for other, own in pairs))


def _state_towards(scene: Scene, cast: Cast) -> State:
    """The state of the exchange with the figure faced."""
    attentive = jnp.where(cast.faces_stranger, scene.attentive[1], scene.attentive[0])
    fast = _pick_counts(cast.faces_stranger, scene.stranger, scene.carer)
    return State(scene.alarm, attentive, WorkingModel(fast, scene.prototype))


def _remembered(scene: Scene, cast: Cast, state: State) -> Scene:
    """The scene after an exchange: only what concerns the figure faced has changed."""
    towards_stranger = jnp.stack([~cast.faces_stranger, cast.faces_stranger])
    fast = state.working_model.fast
    return scene._replace(
        alarm=state.alarm,
        attentive=jnp.where(towards_stranger, state.attentive, scene.attentive),
        carer=_pick_counts(cast.faces_stranger, scene.carer, fast),
        stranger=_pick_counts(cast.faces_stranger, fast, scene.stranger),
        prototype=state.working_model.prototype,
    )


def _move(scene: Scene, cast: Cast, doing: Doing, parameters: Parameters) -> tuple[Scene, Array]:
    """Everyone's move of one tick, and whether the infant is in arms after it."""
    room, timing, fixed = parameters.room, parameters.strange_situation, places(parameters.room)
    signal, answer = doing.happening.signal, doing.happening.answer
    held = jnp.where(doing.put_down, NOBODY, scene.held)
    figure = pick(cast.faces_stranger, scene.at.stranger, scene.at.carer)

    goal = pick((signal == REACH) | (signal == PROTEST), pick(cast.present, figure, fixed.door), scene.at.infant)
    goal = pick(signal == HOLD, fixed.toys, goal)
    stride = room.infant_speed * timing.tick_seconds
    infant = towards(scene.at.infant, goal, stride)
    infant = pick(doing.happening.frightened, away_from(scene.at.infant, figure, stride, room), infant)
    infant = pick(doing.still | (held > NOBODY), scene.at.infant, infant)

    answers_bid = (signal > HOLD) & (answer == COMFORT)
    carer, stranger = _adults(scene, cast, infant, answers_bid, held, parameters)
    figure = pick(cast.faces_stranger, stranger, carer)
    picks_up = answers_bid & cast.present & ~doing.put_down & (distance(infant, figure) <= room.touch)
    held = jnp.where(picks_up, jnp.where(cast.faces_stranger, BY_STRANGER, BY_CARER), held)
    infant = pick(held > NOBODY, figure, infant)
    return scene._replace(held=held, at=Positions(infant, carer, stranger)), held > NOBODY


def _adults(
    scene: Scene, cast: Cast, infant: Array, answers_bid: Array, held: Array, parameters: Parameters
) -> tuple[Array, Array]:
    """Where the adults go: to the infant to comfort it, else to their chairs; the stranger comes closer by stages."""
    room, timing, fixed = parameters.room, parameters.strange_situation, places(parameters.room)
    stride = room.adult_speed * timing.tick_seconds
    comforts_self, comforts_other = answers_bid & ~cast.faces_stranger, answers_bid & cast.faces_stranger
    waits = flag(REUNION, scene.clock.episode) & (scene.clock.elapsed < room.pause_ticks)

    goal = pick(comforts_self, infant, fixed.carer_chair)
    carer = pick(waits | (held == BY_CARER) | ~cast.carer_in, scene.at.carer, towards(scene.at.carer, goal, stride))

    last_third = scene.clock.elapsed * timing.tick_seconds >= 2 / 3 * timing.episode_seconds
    beside_toys = fixed.toys + jnp.asarray([0.0, 1.0], jnp.float32) * room.touch
    comes_close = (scene.clock.episode == 3) & last_third
    goal = pick(comforts_other, infant, pick(comes_close, beside_toys, fixed.stranger_chair))
    walked = towards(scene.at.stranger, goal, stride)
    return carer, pick((held == BY_STRANGER) | ~cast.stranger_in, scene.at.stranger, walked)


def _recorded(number: Array, scene: Scene, cast: Cast, doing: Doing, parameters: Parameters) -> Trajectory:
    happening, shape = doing.happening, jnp.shape(scene.clock.episode)
    carer = jnp.where(cast.carer_in, scene.at.carer, jnp.nan)
    stranger = jnp.where(cast.stranger_in, scene.at.stranger, jnp.nan)
    expected_loss = expectation(_state_towards(scene, cast).working_model.fast).loss
    return Trajectory(
        tick=jnp.broadcast_to(number, shape),
        seconds=jnp.broadcast_to(number * jnp.float32(parameters.strange_situation.tick_seconds), shape),
        episode=scene.clock.episode,
        infant_x=scene.at.infant[0],
        infant_y=scene.at.infant[1],
        carer_x=carer[0],
        carer_y=carer[1],
        stranger_x=stranger[0],
        stranger_y=stranger[1],
        signal=happening.signal,
        answer=happening.answer,
        in_contact=scene.held == BY_CARER,
        held_by_stranger=scene.held == BY_STRANGER,
        crying=happening.signal >= PLEA,
        looking=doing.looking,
        exploring=scene.playing,
        still=doing.still,
        startled=happening.frightened,
        alarm=happening.alarm,
        expected_loss=expected_loss,
    )


def _nearness(scene: Scene, cast: Cast, timing: StrangeSituation) -> Array:
    """Nearness of the figure faced, 1 at no distance; 0 where nobody is there."""
    figure = pick(cast.faces_stranger, scene.at.stranger, scene.at.carer)
    return jnp.exp(-distance(scene.at.infant, figure) / timing.near_scale) * cast.present


def _gap_to_toys(scene: Scene, parameters: Parameters) -> Array:
    return distance(scene.at.infant, places(parameters.room).toys)


def _pick_counts(condition: Array, yes: Counts, no: Counts) -> Counts:
    return Counts(*(jnp.where(condition, one, other) for one, other in zip(yes, no, strict=True)))
