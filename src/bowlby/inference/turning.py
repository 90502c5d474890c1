"""The likelihood of what a person did and expected: the mechanism's choice of a signal, and the working model behind.

What was expected at each moment follows from the answers recorded before it, by the mechanism's own `revise`, figure by
figure. Expectations are affine in what was expected when the diary began (the counts behind it are a parameter), so
they are worked out once, from two beginnings, and not again for every place of a search.

The alarm behind a choice is what the ratings make of it. It flows one way only: ratings say how a choice was made, and
a choice never corrects what was rated, so that somebody who chooses otherwise than the mechanism does not spoil what
their ratings tell [@plummer2015].
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from bowlby.diary.records import Diary
from bowlby.inference.diary import Felt, score_of
from bowlby.inference.events import places_of
from bowlby.model.signals import choice, of_signal
from bowlby.model.working_model import Expectation, WorkingModel, evidence, expectation, revise
from bowlby.names import ANSWERS, SIGNALS
from bowlby.parameters import Parameters
from bowlby.worlds.everyday import CEILING, Turning, stated
from bowlby.worlds.everyday_figures import expecting

ROUND_MOMENTS_TO = 64
"""Moments are padded to a multiple of this many, so that people share compiled programs."""

TOP = 100.0
"""Upper end of the scale on which expected warmth is stated."""

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
"""Places and weights that average over a standard normal number."""


class Turns(NamedTuple):
    """Each moment's signal and stated warmth, and what could be expected then; padded.

    Attributes:
        place: where the moment stands among the diary's events, [moment].
        signal: index of the signal, -1 where none was recorded, [moment].
        stated: stated warmth, points of 100, not a number where there is none, [moment].
        step: of the scale of stated warmth, points.
        comfort, rebuff: what was expected if comfort (rebuff) had seemed sure to stay away, or sure to come, when the
            diary began, [2, signal, moment].
        fright: what was expected, [moment].
        alarm, variance: what the ratings make of the alarm at the moment: mean and variance, points, [moment].
    """

    place: np.ndarray
    signal: np.ndarray
    stated: np.ndarray
    step: np.ndarray
    comfort: np.ndarray
    rebuff: np.ndarray
    fright: np.ndarray
    alarm: np.ndarray | Array
    variance: np.ndarray | Array


def turns_of(diary: Diary, parameters: Parameters) -> Turns:
    """Read off a diary what was done, said and to be expected at each moment.

    Args:
        diary: records of one person, in any order.
        parameters: the parameter set.
    """
    moments, places = places_of(diary)
    length = max(1, -(-len(moments) // ROUND_MOMENTS_TO)) * ROUND_MOMENTS_TO
    figures = {name: index for index, name in enumerate(sorted({moment.figure for moment in moments}))}

    def padded(values: list[float], nothing: float, kind: type) -> np.ndarray:
        return np.array([*values, *[nothing] * (length - len(values))], kind)

    signal = padded([SIGNALS.index(m.signal) if m.signal else -1 for m in moments], -1, int)
    answer = padded([ANSWERS.index(m.answer) if m.answer in ANSWERS else -1 for m in moments], -1, int)
    whom = padded([figures[m.figure] for m in moments], 0, int)
    warmth = padded([np.nan if m.expected_warmth is None else m.expected_warmth for m in moments], np.nan, float)
    comfort, rebuff, fright = (np.asarray(part, float) for part in _expected(signal, answer, whom, parameters))
    return Turns(
        place=padded(places.tolist(), 0, int),
        signal=signal,
        stated=warmth,
        step=np.array(_step(warmth)),
        comfort=np.moveaxis(comfort, (0, -1), (-1, 0)),
        rebuff=np.moveaxis(rebuff, (0, -1), (-1, 0)),
        fright=fright[:, 0],
        alarm=np.zeros(length),
        variance=np.ones(length),
    )


def at_alarms(turns: Turns, felt: Felt) -> Turns:
    """The same with the alarm at each moment, from what is known of it at each event of the diary, [event]."""
    return turns._replace(alarm=np.asarray(felt.mean)[turns.place], variance=np.asarray(felt.variance)[turns.place])


def log_turns(turning: Turning, turns: Turns) -> Array:
    """Log probability of the signals that were sent and of the warmth that was stated; a number.

    Args:
        turning: how the person turns to others, no leading axes.
        turns: of `turns_of`, with their alarms.
    """
    alarms = jnp.clip((jnp.asarray(turns.alarm) + NODES[:, None] * jnp.sqrt(turns.variance)) / CEILING, 0, 1)
    expected = expected_at(turning, turns)
    apart = Expectation(expected.comfort[:, None], expected.rebuff[:, None], expected.loss, expected.fright)
    sent = turns.signal >= 0
    index = jnp.where(sent, turns.signal, 0)
    chances = choice(alarms, apart, turning.signals).log_prob(index)
    chosen = jax.nn.logsumexp(chances, axis=0, b=(WEIGHTS / WEIGHTS.sum())[:, None])
    said = stated(of_signal(expected.comfort, index), turning.gap, turning.stated_spread)
    scores = score_of(
        jnp.asarray(turns.stated), jnp.asarray(said.mean), jnp.asarray(said.variance), jnp.asarray(turns.step), TOP
    )
    return jnp.where(sent, chosen + scores, 0.0).sum()


def expected_at(turning: Turning, turns: Turns) -> Expectation:
    """What was expected at each moment; `comfort` and `rebuff` [signal, moment]."""

    def between(ends: ArrayLike, share: ArrayLike) -> Array:
        never, surely = jnp.asarray(ends)
        return never + jnp.asarray(share) * (surely - never)

    comfort, rebuff = between(turns.comfort, turning.comfort), between(turns.rebuff, turning.rebuff)
    return Expectation(comfort, rebuff, jnp.zeros(()), jnp.asarray(turns.fright))


def _step(warmth: np.ndarray) -> float:
    """Step of the scale of stated warmth: the smallest distance between two values that occur, or to an end."""
    marks = np.unique([0.0, *np.round(warmth[~np.isnan(warmth)], 3), TOP])
    return float(max(np.diff(marks).min(), 1.0))


def _expected(
    signal: np.ndarray, answer: np.ndarray, whom: np.ndarray, parameters: Parameters
) -> tuple[Array, Array, Array]:
    """Comfort and rebuff [moment, signal, beginning] and fright [moment, beginning] expected before each moment."""
    figures = 1 << int(whom.max()).bit_length()  # of a few sizes only, so that people share compiled programs
    return _learn(signal, answer, whom, figures, parameters)


@partial(jax.jit, static_argnames=("figures", "parameters"))
def _learn(
    signal: Array, answer: Array, whom: Array, figures: int, parameters: Parameters
) -> tuple[Array, Array, Array]:
    never_or_surely = jnp.array([0.0, 1.0])
    hurt = jnp.full(2, parameters.learning.prior_hurt)
    begins = {"comfort": never_or_surely, "rebuff": never_or_surely, "loss": hurt, "fright": hurt}
    first = expecting(begins, parameters.everyday.first_total, parameters)
    apart = jax.tree.map(lambda part: jnp.repeat(part[..., None], figures, axis=-1), first.fast)
    no = jnp.zeros(2, bool)

    def advance(
        model: WorkingModel, now: tuple[Array, Array, Array]
    ) -> tuple[WorkingModel, tuple[Array, Array, Array]]:
        sent, came, figure = now
        known = WorkingModel(jax.tree.map(lambda part: part[..., figure], model.fast), model.prototype)
        expected = expectation(known.fast)
        # Whether the figure's attention was there is not recorded, so nothing is learnt about losing it.
        shown = evidence(
            jnp.broadcast_to(sent, 2),
            no | (came == ANSWERS.index("comfort")),
            no | (came == ANSWERS.index("rebuff")),
            no,
            no,
            no,
            ~no & (sent >= 0) & (came >= 0),
        )
        learnt = revise(known, shown, parameters.learning, jnp.where((sent >= 0) & (came >= 0), 1.0, 0.0))
        fast = jax.tree.map(lambda old, new: old.at[..., figure].set(new), model.fast, learnt.fast)
        return WorkingModel(fast, learnt.prototype), (expected.comfort, expected.rebuff, expected.fright)

    return jax.lax.scan(advance, WorkingModel(apart, first.prototype), (signal, answer, whom))[1]
