"""The whole likelihood is the sum of its parts, and every part of a person moves it."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from bowlby.inference.density import alarms_at, log_likelihood, records_of, widths_of, with_alarms
from bowlby.inference.diary import log_likelihood as of_ratings
from bowlby.inference.prior import Widths
from bowlby.inference.turning import log_turns
from bowlby.worlds.everyday import Turning
from inference.diaries import PARAMETERS, ROSTER, kept_diary, nature


def whole(person, turning: Turning) -> float:
    with jax.enable_x64(True):
        return float(log_likelihood(person, turning, RECORDS))


RECORDS = records_of(kept_diary(3, ["cool", "late"] * 6), ROSTER, PARAMETERS)
TURNING = Turning(PARAMETERS.signals, *map(jnp.asarray, (0.5, 0.2, -5.0, 12.0)))


def test_ratings_and_turns_add_up():
    person = nature()
    with jax.enable_x64(True):
        parts = of_ratings(person, RECORDS.events, RECORDS.step) + log_turns(TURNING, RECORDS.turns)
    assert whole(person, TURNING) == pytest.approx(float(parts), abs=1e-9)


@pytest.mark.parametrize("part", ["comfort", "rebuff", "gap", "stated_spread"])
def test_how_a_person_turns_to_others_moves_the_whole(part: str):
    changed = TURNING._replace(**{part: getattr(TURNING, part) * 1.2})
    assert abs(whole(nature(), changed) - whole(nature(), TURNING)) > 1e-3


def test_the_alarm_behind_a_choice_is_what_the_ratings_make_of_it():
    """Near the rating where there is one, and apart from it where the rating is a surprise."""
    with jax.enable_x64(True):
        felt = alarms_at(nature(), RECORDS)
        turns = with_alarms(RECORDS, felt).turns
        rated = np.asarray(RECORDS.events.rating)[turns.place][:44]
        assert np.corrcoef(turns.alarm[:44], rated)[0, 1] > 0.95
        assert np.std(turns.alarm[:44]) < np.std(rated)
        assert (turns.variance[:44] < 0.5**2 + 0.1).all()
        assert float(log_turns(TURNING, turns)) != pytest.approx(float(log_turns(TURNING, RECORDS.turns)), abs=0.1)


def test_the_arrays_say_how_many_of_each_kind_there_are():
    assert widths_of(RECORDS) == Widths(triggers=3, practices=3, states=3, figures=2)
