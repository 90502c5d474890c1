"""Every experiment, in the order of the claims it speaks to."""

from __future__ import annotations

from collections.abc import Sequence

from bowlby.evidence import (
    base_rates,
    before_separation,
    bond,
    calm_outside,
    carried_over,
    exploring,
    hyperactivation,
    keeping_track,
    persistence,
    play,
    regulation,
    rejection,
    reunion,
    sensitivity,
    separation,
    separation_anxiety,
    stranger_wariness,
    temperament,
    two_dimensions,
    unavailable_carer,
    unpredictable_care,
    vigilance,
    watching,
    working_model,
)
from bowlby.evidence.experiment import Experiment

ROSTER: Sequence[Experiment] = tuple(
    module.EXPERIMENT
    for module in (
        *(base_rates, calm_outside, before_separation, stranger_wariness, temperament),
        *(sensitivity, unpredictable_care, unavailable_carer, carried_over, bond),
        *(two_dimensions, working_model, persistence),
        *(watching, exploring, separation, reunion, play, keeping_track, separation_anxiety, rejection),
        *(hyperactivation, regulation, vigilance),
    )
)
