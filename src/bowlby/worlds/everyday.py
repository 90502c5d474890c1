"""The world `everyday`: one adult's days and weeks, moments and check-ins as they would be logged.

It is the forward side of the diary's likelihood: what a fit assumes about baseline, slow mood, ratings and who logs
when is said here and nowhere else. Alarm is on the scale people rate on, 0–10 (ten times the model's).

    alarm = level + drift + mood + stir
    level   the baseline, shifted by exposures that last (being alone, company)
    drift   very slow, forgets over a month: better and worse times
    mood    slow, forgets over a day or two
    stir    fast, halves with the person's half-life; triggers and rebuffs raise it, comfort and practices lower it

What the person does about it is the mechanism's own choice, and the warmth they say they expect is what their working
model expects, seen darker or brighter by a gap.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
from jax import Array
from jax.scipy.special import ndtr
from jax.scipy.stats import norm
from jax.typing import ArrayLike

from bowlby.model.alarm import left_after, rise, settle
from bowlby.parameters import Signals

CEILING = 10.0
"""Top of the scale people rate on; ten times the model's alarm."""

MINUTES_A_DAY = 24 * 60


class Nature(NamedTuple):
    """One person as this world and the fit see them; leading axes [...].

    Attributes:
        baseline: level without any lasting exposure, points of alarm.
        state_shift: points that each lasting exposure adds while it lasts, [..., state].
        mood_spread, mood_days: standing spread (points) and time constant (days) of the slow mood.
        stir_spread: standing spread of what is not recorded, points.
        half_life: minutes in which half of a raised alarm is gone.
        rating_spread: spread of a rating around what is felt, points.
        moment_pull: pull of a moment as such: people log when something is going on.
        trigger_pull: pull of each trigger beyond that, [..., trigger].
        rebuff_pull: pull of a rebuff.
        comfort_settles, practice_settles: the alarm is multiplied by exp(-value); practices [..., practice].
        logs_slope, logs_from: how much a point of alarm adds to the urge to log a moment (0 logs them all), and the
            alarm at which logging it is as likely as not.
        drift_spread, drift_days: standing spread (points) and time constant (days) of the slow drift of the baseline.
        comfort_own, rebuff_own: what each figure's answers do beyond the usual, [..., figure].
    """

    baseline: Array
    state_shift: Array
    mood_spread: Array
    mood_days: Array
    stir_spread: Array
    half_life: Array
    rating_spread: Array
    moment_pull: Array
    trigger_pull: Array
    rebuff_pull: Array
    comfort_settles: Array
    practice_settles: Array
    logs_slope: ArrayLike = 0.0
    logs_from: ArrayLike = 4.0
    drift_spread: ArrayLike = 0.0
    drift_days: ArrayLike = 30.0
    comfort_own: ArrayLike = np.zeros(1)
    rebuff_own: ArrayLike = np.zeros(1)


class Event(NamedTuple):
    """What happens at one time; leading axes [...], an axis of events in a whole diary.

    Attributes:
        minutes: time since the event before.
        states: which exposures last, 0 or 1, [..., state].
        moment: 1 where the person logs a moment.
        trigger: which trigger is named, one-hot or all 0, [..., trigger].
        rebuffed, comforted: 1 where an answer arrives.
        practices: which practices follow, 0 or 1, [..., practice].
        rating: the written alarm 0–10, not a number where there is none.
        figure: whose answer it is, one-hot or all 0, [..., figure].
    """

    minutes: Array
    states: Array
    moment: Array
    trigger: Array
    rebuffed: Array
    comforted: Array
    practices: Array
    rating: Array
    figure: ArrayLike = np.zeros(1)


class Turning(NamedTuple):
    """How one person turns to others, as this world and the fit see it; leading axes [...].

    Attributes:
        signals: what each signal is worth and costs this person, for the mechanism's `choice`.
        comfort, rebuff: how likely either seems when the diary begins, whatever the signal and whoever it is, 0..1.
        gap: points of 100 by which the stated warmth lies above what the working model expects.
        stated_spread: of what is said around it, points of 100.
    """

    signals: Signals
    comfort: Array
    rebuff: Array
    gap: Array
    stated_spread: Array


def level(nature: Nature, event: Event) -> Array:
    """Where the alarm rests while the event's exposures last, points, [...]."""
    return nature.baseline + (event.states * nature.state_shift).sum(-1)


def kept(minutes: ArrayLike, nature: Nature) -> tuple[Array, Array, Array]:
    """Share of the drift, of the mood and of the stir that is left after some minutes, [...] each."""
    days = jnp.asarray(minutes) / MINUTES_A_DAY
    drift = jnp.exp(-days / jnp.asarray(nature.drift_days))
    return drift, jnp.exp(-days / nature.mood_days), left_after(minutes, nature.half_life)


def renewal(share_kept: Array, spread: Array) -> dist.Normal:
    """What has come anew into a part of which `share_kept` is left, so that its standing spread stays."""
    return dist.Normal(0.0, spread * jnp.sqrt(jnp.maximum(1 - share_kept**2, 1e-12)))


def stirred(alarm: ArrayLike, nature: Nature, event: Event) -> Array:
    """The alarm after what pulls it up: the moment itself, its trigger, a rebuff. Before any rating. [...]"""
    rebuff = nature.rebuff_pull + (jnp.asarray(event.figure) * nature.rebuff_own).sum(-1)
    pull = nature.moment_pull * event.moment + rebuff * event.rebuffed
    return rise(alarm, pull + (event.trigger * nature.trigger_pull).sum(-1), CEILING)


def soothed(alarm: ArrayLike, nature: Nature, event: Event) -> Array:
    """The alarm after what takes it down: a warm answer, practices. After any rating. [...]"""
    comfort = nature.comfort_settles + (jnp.asarray(event.figure) * nature.comfort_own).sum(-1)
    amount = comfort * event.comforted + (event.practices * nature.practice_settles).sum(-1)
    return settle(alarm, -jnp.expm1(-amount))


def rated(alarm: ArrayLike, nature: Nature) -> dist.Normal:
    """The distribution of a rating before it is fitted to the scale by `written`. Batch shape [...]."""
    return dist.Normal(alarm, nature.rating_spread)


def urge(alarm: ArrayLike, nature: Nature, variance: ArrayLike = 0.0) -> Array:
    """How much a moment asks to be logged; the chance that it is, is the standard normal distribution function of this.

    Args:
        alarm: what is felt, points, [...]; its mean, where it is only known to be normally distributed.
        nature: the person.
        variance: of what is felt, points squared, [...]: uncertainty makes the chance hang less on the mean.
    """
    slope = jnp.asarray(nature.logs_slope)
    return slope * (jnp.asarray(alarm) - nature.logs_from) / jnp.sqrt(1 + slope**2 * jnp.asarray(variance))


def logs(alarm: ArrayLike, nature: Nature) -> dist.BernoulliProbs:
    """Whether a moment is written down: always at slope 0, the more often the higher the alarm otherwise."""
    return dist.BernoulliProbs(jnp.where(jnp.asarray(nature.logs_slope) == 0, 1.0, ndtr(urge(alarm, nature))))


def stated(expected_comfort: ArrayLike, gap: ArrayLike, spread: ArrayLike) -> dist.Normal:
    """The distribution of the warmth a person says they expect, points of 100, before it is rounded and cut.

    Args:
        expected_comfort: what the working model expects of the signal that was sent, 0..1, [...].
        gap: points of 100 by which the stated warmth lies above that.
        spread: of what is said around it, points of 100.
    """
    return dist.Normal(100 * jnp.asarray(expected_comfort) + gap, spread)


def written(rating: ArrayLike, unit: ArrayLike) -> Array:
    """The rating as it is written down: rounded to the scale's step and kept between its ends. [...]"""
    return jnp.clip(jnp.round(jnp.asarray(rating) / unit) * unit, 0.0, CEILING)


def on_scale(alarm: ArrayLike, spread: ArrayLike) -> Array:
    """Mean of an alarm that comes and goes, where what lies beyond an end of the scale counts as that end.

    Args:
        alarm: mean before the ends are minded, points, [...].
        spread: standard deviation around it, points, [...].
    """
    middle, width = jnp.asarray(alarm), jnp.maximum(jnp.abs(jnp.asarray(spread)), 1e-6)

    def above(edge: float) -> Array:
        distance = (middle - edge) / width
        return width * (distance * norm.cdf(distance) + norm.pdf(distance))

    return above(0.0) - above(CEILING)
