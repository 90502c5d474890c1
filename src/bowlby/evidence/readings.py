"""What experiments read from a life and its Strange Situation beside the coded scales: one number a dyad.

Much of it can be seen (looking, play, crying, whom it turns to). The alarm and what the working model expects are
hidden from a coder and stand here because some claims are about them; they are marked so.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from bowlby.lab import Rows
from bowlby.model import alarm
from bowlby.model.care import Care, answer
from bowlby.model.signals import loudness, of_signal
from bowlby.names import ANSWERS, SIGNALS
from bowlby.parameters import Answers, Parameters
from bowlby.worlds.episodes import CARER_IN, OVER, REUNION, SEPARATION, Schedule, flag
from bowlby.worlds.trajectory import Trajectory

HOLD, REACH, PLEA, PROTEST = range(len(SIGNALS))
COMFORT = ANSWERS.index("comfort")
EQUAL_THREAT = 0.3
"""An outside threat that is the same for every child, about a routine care episode at home."""


class Readings(NamedTuple):
    """One number a dyad, each of shape [...].

    Seen: `looking_*`, `play_*`, `crying_*`, `protest_*` are shares of the time in episode 2 (`free`), 3 (`stranger`),
    both (`before`), the middle third of 3 and of 2 (`talk`, `no_talk`), the separations (`apart`) or the reunions
    (`reunion`), with the stranger in 7 (`comforted`) and in the reunion after it (`last`), or over all (`overall`);
    `watching_play` is the share of play with an eye on the carer; `holding_on` of the reunions in contact it seeks;
    `mixed` the share of the reunions in which contact was both sought and angrily resisted; `turns` changes between
    anger and asking, per minute of reunion; `signalling` share of time with the carer in which a signal is sent,
    `loudness` of those sent (NaN for none); `settled_after` seconds of the last reunion until the last cry; `cut`
    how many separations were cut short; `gap_*` metres from the carer.

    Hidden: `alarm_*` means, 0..1; `felt_threat` how large an equal threat would be felt by a child of typical
    reactivity; `unsure` 1 where comfort is expected as often as not, 0 where its coming or not is certain;
    `expects_rebuff` mean over the signals; `comfort_distress`, `comfort_calm` the chance that the figure comforts a
    plea or a reach at any time.
    """

    looking_free: Array
    looking_stranger: Array
    looking_talk: Array
    looking_no_talk: Array
    watching_play: Array
    play_stranger: Array
    play_reunion: Array
    crying_free: Array
    crying_stranger: Array
    crying_before: Array
    crying_apart: Array
    crying_comforted: Array
    crying_last: Array
    crying_overall: Array
    protest_before: Array
    holding_on: Array
    mixed: Array
    turns: Array
    signalling: Array
    loudness: Array
    settled_after: Array
    cut: Array
    gap_free: Array
    gap_stranger: Array
    alarm_free: Array
    alarm_stranger: Array
    alarm_before: Array
    alarm_apart: Array
    alarm_reunion: Array
    felt_threat: Array
    unsure: Array
    expects_rebuff: Array
    comfort_distress: Array
    comfort_calm: Array


def read(rows: Rows, record: Trajectory, parameters: Parameters, plan: Schedule) -> Readings:
    """Readings of a block of dyads.

    Args:
        rows: from `lab.live_and_play`, [dyad].
        record: of the same dyads, [tick, dyad].
        parameters: the one parameter set.
        plan: the schedule in ticks.
    """
    return Readings(
        **_looks(record),
        **_plays_and_cries(record, plan),
        **_reunions(record),
        **_signals(record, parameters.answers),
        **_hidden(record),
        **_expectations(rows, parameters),
        **_chances(rows.dyads.care, parameters.answers),
    )


def _share(what: Array, within: Array) -> Array:
    return jnp.sum(what & within, axis=0) / jnp.maximum(jnp.sum(within, axis=0), 1)


def _mean(values: Array, within: Array) -> Array:
    return jnp.sum(jnp.where(within, values, 0.0), axis=0) / jnp.maximum(jnp.sum(within, axis=0), 1)


def _middle(within: Array) -> Array:
    """The middle third of an episode."""
    elapsed, whole = jnp.cumsum(within, axis=0), jnp.sum(within, axis=0)
    return within & (elapsed > whole / 3) & (elapsed <= 2 * whole / 3)


def _looks(record: Trajectory) -> dict[str, Array]:
    free, stranger = record.episode == 2, record.episode == 3
    gap = jnp.hypot(record.infant_x - record.carer_x, record.infant_y - record.carer_y)
    return {
        "looking_free": _share(record.looking, free),
        "looking_stranger": _share(record.looking, stranger),
        "looking_talk": _share(record.looking, _middle(stranger)),
        "looking_no_talk": _share(record.looking, _middle(free)),
        "watching_play": _share(record.looking, record.exploring & (free | stranger)),
        "gap_free": _mean(gap, free),
        "gap_stranger": _mean(gap, stranger),
    }


def _plays_and_cries(record: Trajectory, plan: Schedule) -> dict[str, Array]:
    before = (record.episode == 2) | (record.episode == 3)
    apart = flag(SEPARATION, record.episode)
    short = [jnp.sum(record.episode == number, axis=0) < plan.episode for number in (4, 6, 7)]
    return {
        "play_stranger": _share(record.exploring, record.episode == 3),
        "play_reunion": _share(record.exploring, flag(REUNION, record.episode)),
        "crying_free": _share(record.crying, record.episode == 2),
        "crying_stranger": _share(record.crying, record.episode == 3),
        "crying_before": _share(record.crying, before),
        "crying_apart": _share(record.crying, apart),
        "crying_comforted": _share(record.crying, record.episode == 7),
        "crying_last": _share(record.crying, record.episode == 8),
        "crying_overall": _share(record.crying, record.episode < OVER),
        "protest_before": _share(record.signal == PROTEST, before),
        "cut": jnp.sum(jnp.stack(short), axis=0).astype(jnp.float32),
    }


def _reunions(record: Trajectory) -> dict[str, Array]:
    together = flag(REUNION, record.episode)
    angry, asks = record.signal == PROTEST, (record.signal == REACH) | (record.signal == PLEA)
    was_angry, asked = jnp.roll(angry, 1, axis=0), jnp.roll(asks, 1, axis=0)
    turned = (angry & asked) | (asks & was_angry)
    sought = record.in_contact & (record.signal > HOLD) & ~angry
    both = [
        jnp.any(sought & (record.episode == number), axis=0) & jnp.any(angry & (record.episode == number), axis=0)
        for number in (5, 8)
    ]
    seconds = record.seconds[1] - record.seconds[0]
    last = record.episode == 8
    cries = jnp.where(record.crying & last, jnp.cumsum(last, axis=0), 0)
    return {
        "holding_on": _share(sought, together),
        "mixed": (both[0].astype(jnp.float32) + both[1]) / 2,
        "turns": _share(turned, together) * 60 / seconds,
        "settled_after": jnp.max(cries, axis=0) * seconds,
    }


def _signals(record: Trajectory, answers: Answers) -> dict[str, Array]:
    with_carer = flag(CARER_IN, record.episode) & (record.episode < OVER)
    sent = with_carer & (record.signal > HOLD)
    number = jnp.sum(sent, axis=0)
    loud = jnp.sum(jnp.where(sent, of_signal(loudness(answers), record.signal), 0.0), axis=0) / jnp.maximum(number, 1)
    return {
        "signalling": _share(record.signal > HOLD, with_carer),
        "loudness": jnp.where(number > 0, loud, jnp.nan),
    }


def _hidden(record: Trajectory) -> dict[str, Array]:
    free, stranger = record.episode == 2, record.episode == 3
    return {
        "alarm_free": _mean(record.alarm, free),
        "alarm_stranger": _mean(record.alarm, stranger),
        "alarm_before": _mean(record.alarm, free | stranger),
        "alarm_apart": _mean(record.alarm, flag(SEPARATION, record.episode)),
        "alarm_reunion": _mean(record.alarm, flag(REUNION, record.episode)),
    }


def _expectations(rows: Rows, parameters: Parameters) -> dict[str, Array]:
    help_expected = rows.expected.comfort[REACH]
    return {
        "felt_threat": alarm.threat(EQUAL_THREAT, 1.0, parameters.appraisal.vigilance, rows.expected.loss),
        "unsure": 1 - jnp.abs(2 * help_expected - 1),
        "expects_rebuff": jnp.mean(rows.expected.rebuff[REACH:], axis=0),
    }


def _chances(care: Care, answers: Answers) -> dict[str, Array]:
    """The chance of comfort at any time, over the share of time the figure's attention is here or elsewhere."""

    def comfort(signal: int) -> Array:
        attends, elsewhere = (answer(signal, here, care, answers).probs[..., COMFORT] for here in (True, False))  # pyright: ignore
        return (1 - care.preoccupation) * attends + care.preoccupation * elsewhere

    return {"comfort_distress": comfort(PLEA), "comfort_calm": comfort(REACH)}
