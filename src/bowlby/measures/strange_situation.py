"""Coding the Strange Situation: scales, two dimensions and classes, from nothing but visible behaviour.

What the record says about alarm, working model or care is never read. The rules follow the published scales where
they are public (what a 7 in proximity seeking needs, disorganisation above 5 is D); how much behaviour earns how
many points, and the thresholds of the classes, are this project's own: `parameters.toml`, section `coding`. The
two continuous dimensions always stand beside the class.

Reunions are the episodes 5 and 8, separations 4, 6 and 7.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import jax
import jax.numpy as jnp
import numpyro.distributions as dist
from jax import Array
from jax.typing import ArrayLike

from bowlby.model.streams import draw, person_keys, uniforms
from bowlby.parameters import Coding, Parameters

CLASSES = ("A", "B", "C", "D")
"""Avoidant, secure, resistant, disorganised; the order is the index used in arrays."""

A, B, C, D = range(4)
REUNIONS, SEPARATIONS, FREE_PLAY = (5, 8), (4, 6, 7), 2
HOLD, PROTEST = 0, 3
INTERVAL_SECONDS = 15.0
"""Crying is coded over intervals of this length."""


class Seen(Protocol):
    """What a coder sees of a record: arrays [tick, ...] with the names and units of the world's trajectory."""

    @property
    def episode(self) -> Array: ...  # noqa: D102
    @property
    def seconds(self) -> Array: ...  # noqa: D102
    @property
    def infant_x(self) -> Array: ...  # noqa: D102
    @property
    def infant_y(self) -> Array: ...  # noqa: D102
    @property
    def carer_x(self) -> Array: ...  # noqa: D102
    @property
    def carer_y(self) -> Array: ...  # noqa: D102
    @property
    def signal(self) -> Array: ...  # noqa: D102
    @property
    def in_contact(self) -> Array: ...  # noqa: D102
    @property
    def held_by_stranger(self) -> Array: ...  # noqa: D102
    @property
    def crying(self) -> Array: ...  # noqa: D102
    @property
    def looking(self) -> Array: ...  # noqa: D102
    @property
    def exploring(self) -> Array: ...  # noqa: D102
    @property
    def still(self) -> Array: ...  # noqa: D102


class Scales(NamedTuple):
    """Coded scales. Those of a reunion have shape [2, ...] (first, second), the others [...].

    Attributes:
        proximity, contact, resistance, avoidance, distance_interaction: 1–7, per reunion.
        search: 1–7, over the separations.
        disorganisation: 1–9, over both reunions.
        crying: share of 15-second intervals with crying, per reunion; not a rating, so without coder error.
        crying_separated: the same over the separations.
        exploration: share of time at play in episode 2.
    """

    proximity: Array
    contact: Array
    resistance: Array
    avoidance: Array
    distance_interaction: Array
    search: Array
    disorganisation: Array
    crying: Array
    crying_separated: Array
    exploration: Array


class Dimensions(NamedTuple):
    """Two continuous dimensions, each 1–7 and of shape [...], after Fraley & Spieker [@fraley2003]."""

    proximity_seeking: Array
    anger_resistance: Array


class Classes(NamedTuple):
    """Indices of `CLASSES`, shape [...]: with D, and the nearest of the other three for everyone."""

    four: Array
    three: Array


RATED = ("proximity", "contact", "resistance", "avoidance", "distance_interaction", "search", "disorganisation")
"""Scales that a coder rates, with error; each has its own random stream, two where there are two reunions."""

TOP = {name: 9.0 if name == "disorganisation" else 7.0 for name in RATED}


class _Views(NamedTuple):
    """What the rules look at, worked out once; [tick, ...]."""

    gap: Array
    closer: Array
    touching: Array
    tick_seconds: Array


def code(
    trajectory: Seen, people: Array, parameters: Parameters, *, seed: ArrayLike = 0, coder: ArrayLike = 0
) -> Scales:
    """Score a record as one coder would.

    Args:
        trajectory: the record, arrays [tick, ...]; only what can be seen is read.
        people: numbers of the dyads, [...]; they pick the streams of the coder's error.
        parameters: the one parameter set; its section `coding` and the place of the door are used.
        seed: the run's seed.
        coder: number of the coder; another coder sees the same record with other errors.
    """
    return rated(score(trajectory, parameters), people, parameters, seed=seed, coder=coder)


def rated(fair: Scales, people: Array, parameters: Parameters, *, seed: ArrayLike = 0, coder: ArrayLike = 0) -> Scales:
    """What a coder writes down: what the rules give, with the coder's error, in half points. Arguments as for `code`.

    Args:
        fair: from `score`.
        people, parameters, seed, coder: as for `code`.
    """
    names = tuple(f"{name}-{reunion}" for name in RATED for reunion in (1, 2))
    numbers = uniforms(person_keys(seed, "coder", people), coder, names)

    def one(name: str) -> Array:
        points = getattr(fair, name)
        first, second = numbers[f"{name}-1"], numbers[f"{name}-2"]
        number = jnp.stack([first, second]) if points.ndim > first.ndim else first
        erring = draw(dist.Normal(points, parameters.coding.coder_spread), number)
        return jnp.clip(jnp.round(2 * erring) / 2, 1.0, TOP[name])

    return fair._replace(**{name: one(name) for name in RATED})


def score(trajectory: Seen, parameters: Parameters) -> Scales:
    """What the rules give, before any coder's error. Arguments as for `code`."""
    rules, views = parameters.coding, _views(trajectory, parameters)

    def per_reunion(rule: Callable[[Seen, _Views, Array, Coding], Array]) -> Array:
        return jnp.stack([rule(trajectory, views, trajectory.episode == number, rules) for number in REUNIONS])

    apart = jnp.isin(trajectory.episode, jnp.asarray(SEPARATIONS))
    together = jnp.isin(trajectory.episode, jnp.asarray(REUNIONS))
    return Scales(
        proximity=per_reunion(_proximity),
        contact=per_reunion(_contact),
        resistance=per_reunion(_resistance),
        avoidance=per_reunion(_avoidance),
        distance_interaction=per_reunion(_distance_interaction),
        search=_search(trajectory, apart, parameters),
        disorganisation=_disorganisation(trajectory, views, together, rules),
        crying=per_reunion(lambda seen, views, within, _: _crying(seen, views, within)),
        crying_separated=_crying(trajectory, views, apart),
        exploration=_share(trajectory.exploring, trajectory.episode == FREE_PLAY),
    )


def dimensions(scales: Scales, coding: Coding) -> Dimensions:
    """Two dimensions: proximity seeking against avoidance, and anger and resistance (with crying at reunion)."""
    over = _weighted(scales, coding)
    close = (over.proximity + over.contact + (8 - over.avoidance)) / 3
    return Dimensions(close, (over.resistance + 1 + 6 * over.crying) / 2)


def classify(scales: Scales, coding: Coding) -> Classes:
    """Classes by thresholds of the project's own.

    D above 5 in disorganisation. Of the others, C where contact is resisted; A where the greeting is avoided and
    little closeness is sought; where both hold, the scale that is further above its threshold; else B.

    Args:
        scales: from `code`.
        coding: the thresholds.
    """
    over = _weighted(scales, coding)
    cold = over.avoidance - coding.a_turning_away
    angry = over.resistance - coding.c_resistance
    is_a = (cold >= 0) & ((over.proximity + over.contact) / 2 < coding.a_closeness_below)
    is_c = angry >= 0
    three = jnp.where(is_c & ~(is_a & (cold > angry)), C, jnp.where(is_a, A, B))
    return Classes(jnp.where(scales.disorganisation > coding.conflict_above, D, three), three)


def _weighted(scales: Scales, coding: Coding) -> Scales:
    """Scales of the reunions as one number each: the second reunion weighs more."""
    second, single = coding.second_weight, scales.search.ndim
    return Scales(*((1 - second) * scale[0] + second * scale[1] if scale.ndim > single else scale for scale in scales))


def _views(seen: Seen, parameters: Parameters) -> _Views:
    """Distances, own approaches, and touch.

    An approach is a move of the child that brings it nearer to where the carer just stood, so that a carer who
    comes to meet it earns it nothing.
    """
    gap = _length(seen.infant_x - seen.carer_x, seen.infant_y - seen.carer_y)
    before = _before(gap)
    after_own_move = _length(seen.infant_x - _before(seen.carer_x), seen.infant_y - _before(seen.carer_y))
    free = ~_before(seen.in_contact) & (_before(seen.episode) == seen.episode)
    closer = free & (before - after_own_move > parameters.coding.moved)
    return _Views(gap, closer, after_own_move <= parameters.room.touch, _tick_seconds(seen))


def _proximity(seen: Seen, views: _Views, within: Array, rules: Coding) -> Array:
    """Proximity seeking: bids and own approaches, whether one was completed, how soon, and contact then kept."""
    elapsed = _elapsed(within, views)
    approach = views.closer & within
    soon = jnp.any(approach & (elapsed <= rules.prompt_seconds), axis=0)
    completed = jnp.any(approach & views.touching, axis=0)
    kept = _longest(seen.in_contact & within) * views.tick_seconds > rules.kept_seconds
    bids = (seen.signal > HOLD) & ~seen.in_contact
    active = jnp.minimum(_share(bids | approach | seen.in_contact, within) / rules.active_full, 1.0)
    points = 1 + 2 * active + 2 * completed + 1.0 * soon + 1.0 * (kept & soon)
    full = completed & kept & soon
    return jnp.where(full, points, jnp.minimum(points, 6.0))


def _contact(seen: Seen, views: _Views, within: Array, rules: Coding) -> Array:  # noqa: ARG001
    """Contact maintaining: held, and holding on."""
    return _points(_share(seen.in_contact & (seen.signal > HOLD), within) / rules.contact_full)


def _resistance(seen: Seen, views: _Views, within: Array, rules: Coding) -> Array:  # noqa: ARG001
    """Resistance: angry protest, in arms or out of them; crying that being held does not settle counts half."""
    cross_in_arms = seen.crying & seen.in_contact & (seen.signal != PROTEST)
    share = _share(seen.signal == PROTEST, within) + _share(cross_in_arms, within) / 2
    return _points(share / rules.protest_full)


def _avoidance(seen: Seen, views: _Views, within: Array, rules: Coding) -> Array:
    """Avoidance: turned away and silent while the carer greets."""
    greeting = within & (_elapsed(within, views) <= rules.greeting_seconds)
    away = ~seen.looking & (seen.signal == HOLD) & ~seen.in_contact & ~seen.still
    return _points(_share(away, greeting) / rules.away_full)


def _distance_interaction(seen: Seen, views: _Views, within: Array, rules: Coding) -> Array:
    """Distance interaction: looks at the carer across the room, not in distress."""
    across = seen.looking & ~seen.crying & ~seen.in_contact & (views.gap > 1.0)
    return _points(_share(across, within) / rules.distance_full)


def _search(seen: Seen, apart: Array, parameters: Parameters) -> Array:
    """Search in the separations: at the door, or on the way to it."""
    room = parameters.room
    gap = _length(seen.infant_x - room.door_x, seen.infant_y - room.door_y)
    nearer = (_before(gap) - gap > parameters.coding.moved) & (_before(seen.episode) == seen.episode)
    searching = ((gap <= room.touch) | nearer) & ~seen.held_by_stranger
    return _points(_share(searching, apart) / parameters.coding.search_full)


def _disorganisation(seen: Seen, views: _Views, within: Array, rules: Coding) -> Array:
    """Signs of conflict: stilled in the middle of something, or drawing back right after an own approach."""
    moved_off = views.gap - _before(views.gap) > rules.moved
    broken_off = moved_off & _before(views.closer) & ~seen.in_contact & ~_before(seen.in_contact)
    return 1 + 8 * jnp.clip(_share(seen.still | broken_off, within) / rules.conflict_full, 0.0, 1.0)


def _crying(seen: Seen, views: _Views, within: Array) -> Array:
    """Share of 15-second intervals of these episodes in which the child cried."""
    length = jnp.maximum(jnp.round(INTERVAL_SECONDS / views.tick_seconds), 1).astype(int)
    begins = _ticks(within) % length == 0
    new = within & (begins | ~_before(within))

    def note(cried: Array, tick: tuple[Array, Array, Array]) -> tuple[Array, Array]:
        inside, starts, cries = tick
        so_far = jnp.where(starts, False, cried)
        return so_far | (inside & cries), inside & cries & ~so_far

    _, counted = jax.lax.scan(note, jnp.zeros(within.shape[1:], bool), (within, new, seen.crying))
    return jnp.sum(counted, axis=0) / jnp.maximum(jnp.sum(new, axis=0), 1)


def _points(share: Array) -> Array:
    return 1 + 6 * jnp.clip(share, 0.0, 1.0)


def _share(what: Array, within: Array) -> Array:
    """Share of the ticks within an episode in which something is seen; [...]."""
    return jnp.sum(what & within, axis=0) / jnp.maximum(jnp.sum(within, axis=0), 1)


def _elapsed(within: Array, views: _Views) -> Array:
    """Seconds since an episode began, at the end of each of its ticks; [tick, ...]. Outside it means nothing."""
    first = jnp.argmax(within, axis=0)
    return (_ticks(within) + 1 - first) * views.tick_seconds


def _longest(held: Array) -> Array:
    """Ticks of the longest unbroken run; [...]."""

    def count(run: Array, now: Array) -> tuple[Array, Array]:
        run = jnp.where(now, run + 1, 0)
        return run, run

    _, runs = jax.lax.scan(count, jnp.zeros(held.shape[1:], jnp.int32), held)
    return jnp.max(runs, axis=0)


def _ticks(values: Array) -> Array:
    """0, 1, 2 … along the ticks of a record, [tick, 1 for each axis of infants]."""
    return jnp.arange(len(values)).reshape(-1, *(1,) * (values.ndim - 1))


def _length(across: Array, deep: Array) -> Array:
    return jnp.sqrt(across * across + deep * deep)


def _before(values: Array) -> Array:
    """What was a tick earlier; the first tick is its own."""
    values = jnp.asarray(values)
    return jnp.concatenate([values[:1], values[:-1]])


def _tick_seconds(seen: Seen) -> Array:
    return jnp.ravel(seen.seconds[1] - seen.seconds[0])[0]
