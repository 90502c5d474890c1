"""What is known of one person: the records as arrays, and how probable they are for a person."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jax import Array

from bowlby.diary.records import Diary
from bowlby.inference.diary import Felt, after_rating, foreseen
from bowlby.inference.diary import log_likelihood as log_of_ratings
from bowlby.inference.events import Roster, asked_of, events_of, scale_of
from bowlby.inference.prior import Widths
from bowlby.inference.turning import Turns, at_alarms, log_turns, turns_of
from bowlby.parameters import Parameters
from bowlby.worlds.everyday import Event, Nature, Turning


class Records(NamedTuple):
    """A diary as arrays: events [event, ...], turns [moment, ...] and the step of the rating scale.

    `asked` is 1 where an event is a prompted check-in, [event].
    """

    events: Event
    asked: np.ndarray
    turns: Turns
    step: float


def records_of(diary: Diary, roster: Roster, parameters: Parameters) -> Records:
    """Read a diary; names that are not in the roster are left out."""
    events = events_of(diary, roster)
    asked = asked_of(diary, len(events.minutes))
    return Records(events, asked, turns_of(diary, parameters), scale_of(diary).step)


def widths_of(records: Records) -> Widths:
    """How many triggers, practices, states and figures the arrays have room for."""
    events = records.events
    parts = (events.trigger, events.practices, events.states, events.figure)
    return Widths(*(int(np.shape(part)[-1]) for part in parts))


def log_likelihood(nature: Nature, turning: Turning, records: Records) -> Array:
    """Log probability of everything in a diary that a person's nature and turning foresee; a number."""
    return log_of_ratings(nature, records.events, records.step) + log_turns(turning, records.turns)


def alarms_at(nature: Nature, records: Records) -> Felt:
    """What the ratings make of the alarm at each event, its own rating taken in, [event]."""
    felt = foreseen(nature, records.events, records.step)
    return after_rating(felt, nature, records.events, records.step)


def with_alarms(records: Records, felt: Felt) -> Records:
    """The same with the alarm at each moment, behind what was done."""
    return records._replace(turns=at_alarms(records.turns, felt))
