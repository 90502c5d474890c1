"""The world `home`: a year of everyday care, in which the working model is learnt.

Life is told in episodes of distress, routine care and play. An episode begins with a threat, lasts a few exchanges
and is followed by a long pause; everything that happens in it is `model.exchange.exchange`. Towards the end of the
year an observer sees some of the episodes and rates the figure's sensitivity from what could be seen there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpyro.distributions as dist
from jax import Array
from jax.typing import ArrayLike

from bowlby.model.exchange import COMFORT, REBUFF, Circumstance, Happening, State, exchange
from bowlby.model.exchange import STREAMS as EXCHANGE_STREAMS
from bowlby.model.person import newborn
from bowlby.model.signals import loudness, of_signal
from bowlby.model.streams import draw, person_keys, uniforms
from bowlby.model.working_model import Expectation, WorkingModel, expectation
from bowlby.parameters import Home, Parameters
from bowlby.worlds.population import Dyads, intrudes

EPISODE_STREAMS = ("kind", "size", "intrusion")
"""What is drawn once for an episode; what is drawn for each exchange is `model.exchange.STREAMS`."""

DISTRESS, CARING, PLAY = range(3)
LAST_PART = 4
"""An observer comes in the last quarter of the time at home."""


class Rhythm(NamedTuple):
    """How many episodes and exchanges there are: whole numbers that fix the shape of the computation."""

    episodes: int
    exchanges: int
    observed: int


class Seen(NamedTuple):
    """What an observer has counted in the episodes seen; each of shape [...].

    `bids` are signals sent; `met` is the credit for those that brought comfort, less for a signal that had to be loud;
    `rebuffed` counts rebuffs; `frights` and `intrusions` count what the figure did unasked.
    """

    bids: Array
    met: Array
    rebuffed: Array
    frights: Array
    intrusions: Array


class Upbringing(NamedTuple):
    """What a year at home leaves, of people [...].

    `observed_sensitivity` is an observer's rating, 1–9; the state's working model is what was learnt.
    """

    state: State
    seen: Seen
    observed_sensitivity: Array

    @property
    def working_model(self) -> WorkingModel:
        """What was learnt about figures."""
        return self.state.working_model


def rhythm(home: Home) -> Rhythm:
    """The whole numbers of a life at home."""
    episodes = max(1, round(home.months * home.episodes_per_month))
    return Rhythm(episodes, max(1, round(home.exchanges_per_episode)), max(1, round(home.observed_episodes)))


def live(seed: ArrayLike, people: Array, dyads: Dyads, parameters: Parameters, beat: Rhythm) -> Upbringing:
    """Live the time at home.

    Args:
        seed: the run's seed.
        people: numbers of the dyads, shape [...].
        dyads: figures and infants, [...].
        parameters: the one parameter set.
        beat: the whole numbers of this life, from `rhythm`.
    """
    start, step = _life(seed, people, dyads, parameters, beat)
    (state, seen), _ = jax.lax.scan(step, start, jnp.arange(beat.episodes))
    return _grown(seed, people, state, seen, parameters)


def live_watched(
    seed: ArrayLike, people: Array, dyads: Dyads, parameters: Parameters, beat: Rhythm, times: int
) -> tuple[Upbringing, Expectation]:
    """Live the time at home as `live` does, and keep what is expected of the figure on the way.

    Args:
        seed, people, dyads, parameters, beat: as for `live`.
        times: how many evenly spaced looks, the last one at the end.

    Returns:
        What `live` returns, and the expectations [times + 1, ...]; the first are those of a newborn.
    """
    start, step = _life(seed, people, dyads, parameters, beat)

    def watched(carry: tuple[State, Seen], number: Array) -> tuple[tuple[State, Seen], Expectation]:
        carry, _ = step(carry, number)
        return carry, expectation(carry[0].working_model.fast)

    (state, seen), after = jax.lax.scan(watched, start, jnp.arange(beat.episodes))
    looks = jnp.round(jnp.linspace(0, beat.episodes, times + 1)).astype(int)
    first = expectation(start[0].working_model.fast)
    kept = (jnp.concatenate([one[None], many])[looks] for one, many in zip(first, after, strict=True))
    return _grown(seed, people, state, seen, parameters), Expectation(*kept)


def _life(
    seed: ArrayLike, people: Array, dyads: Dyads, parameters: Parameters, beat: Rhythm
) -> tuple[tuple[State, Seen], Callable[..., tuple[tuple[State, Seen], None]]]:
    """Where a life begins, and the step of one episode."""
    keys = person_keys(seed, "home", people), person_keys(seed, "home-episodes", people)
    zero = jnp.zeros(jnp.shape(people), jnp.float32)
    start = newborn(dyads.temperament, parameters).state, Seen(zero, zero, zero, zero, zero)
    return start, partial(_episode, keys, dyads, parameters, beat)


def _grown(seed: ArrayLike, people: Array, state: State, seen: Seen, parameters: Parameters) -> Upbringing:
    """What a life leaves, with the observer's rating."""
    rating = rate(seen, uniforms(person_keys(seed, "observer", people), 0, ("rating",))["rating"], parameters.home)
    return Upbringing(state, seen, rating)


def rate(seen: Seen, number: Array, home: Home) -> Array:
    """An observer's rating of sensitivity, 1 (insensitive) to 9 (highly sensitive).

    It goes by the share of signals that were met, where one met only when it was loud earns part of the credit, and
    being frightened or broken in upon counts like a signal that was not met; one imagined signal that was met and
    one that was not keep a handful of signals from deciding.

    Args:
        seen: what was counted, [...].
        number: uniform number of the rater's error, [...].
        home: parameters of the world.
    """
    chances = seen.bids + seen.frights + seen.intrusions
    fair = 1 + 8 * (seen.met + 1) / (chances + 2)
    return jnp.clip(draw(dist.Normal(fair, home.rater_spread), number), 1.0, 9.0)


def first_threat(kind: Array, number: Array, home: Home) -> Array:
    """Threat with which an episode begins: log-normal around what is typical of its kind, at most 1. [...]"""
    typical = jnp.where(
        kind == DISTRESS, home.distress_threat, jnp.where(kind == CARING, home.caring_threat, home.play_threat)
    )
    return jnp.minimum(typical * jnp.exp(home.threat_spread * draw(dist.Normal(), number)), 1.0)


def kinds(home: Home) -> dist.CategoricalProbs:
    """What an episode is: distress, caring or play."""
    play = 1 - home.distress_share - home.caring_share
    return dist.CategoricalProbs(jnp.stack(jnp.broadcast_arrays(home.distress_share, home.caring_share, play)))


def _episode(
    keys: tuple[Array, Array],
    dyads: Dyads,
    parameters: Parameters,
    beat: Rhythm,
    carry: tuple[State, Seen],
    number: Array,
) -> tuple[tuple[State, Seen], None]:
    """One episode: its threat, its exchanges, and what an observer notes when this is one of those seen."""
    home = parameters.home
    drawn = uniforms(keys[1], number, EPISODE_STREAMS)
    kind = draw(kinds(home), drawn["kind"])
    threat = first_threat(kind, drawn["size"], home)
    intrudes_now = draw(intrudes(dyads.care), drawn["intrusion"]) & (kind == PLAY)
    notes = _is_seen(number, beat).astype(jnp.float32)
    credit = credits_of(parameters)
    turns = jnp.arange(beat.exchanges)
    # All numbers of the episode first, then one turn after the other: compiled as one small step, not as four.
    numbers = jax.vmap(lambda turn: uniforms(keys[0], number * beat.exchanges + turn, EXCHANGE_STREAMS))(turns)

    def one_turn(carry: tuple[State, Seen], now: tuple[Array, dict[str, Array]]) -> tuple[tuple[State, Seen], None]:
        (state, seen), (turn, drawn) = carry, now
        outside = jnp.where(turn == 0, threat, home.lingering * threat)
        outside = jnp.where(intrudes_now & (turn == 1), home.intrusion_threat, outside)
        pause = jnp.where(turn == 0, home.pause_minutes, home.exchange_minutes)
        here = Circumstance(outside, pause, jnp.ones(jnp.shape(threat), bool))
        state, happening = exchange(state, dyads.temperament, dyads.care, here, drawn, parameters)
        return (state, _note(seen, happening, notes, credit)), None

    (state, seen), _ = jax.lax.scan(one_turn, carry, (turns, numbers))
    return (state, seen._replace(intrusions=seen.intrusions + notes * intrudes_now)), None


def _is_seen(number: Array, beat: Rhythm) -> Array:
    """Whether an observer sees an episode: every so many of the last quarter."""
    last = max(beat.episodes // LAST_PART, 1)
    every = max(last // beat.observed, 1)
    since = number - (beat.episodes - last)
    return (since >= 0) & (since % every == 0) & (since // every < beat.observed)


def credits_of(parameters: Parameters) -> Array:
    """What an observer credits a figure with for comforting after each signal: 1 for the quietest. Shape [signal].

    Sensitivity is to notice small signals: credit falls with the loudness it took, to `home.late_credit` at the loudest
    [@ainsworth1978].
    """
    loud = loudness(parameters.answers)
    late = jnp.clip((loud - loud[1]) / (1 - loud[1]), 0.0, 1.0)
    return 1 - (1 - parameters.home.late_credit) * late


def _note(seen: Seen, happening: Happening, notes: Array, credit: Array) -> Seen:
    bid = (happening.signal > 0) * notes
    return seen._replace(
        bids=seen.bids + bid,
        met=seen.met + bid * of_signal(credit, happening.signal) * (happening.answer == COMFORT),
        rebuffed=seen.rebuffed + bid * (happening.answer == REBUFF),
        frights=seen.frights + notes * happening.frightened,
    )
