from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from bowlby.model.alarm import Temperament
from bowlby.model.person import Person, calm, meets_new_figure, newborn
from bowlby.model.working_model import anchor, expectation, unformed
from model.builders import PARAMETERS, everyone_differs, full, live, same


def test_a_newborn_is_calm_expects_nothing_and_is_attended_to():
    temperament = full(Temperament(1.2, 8.0, 0.7, 0.9), 3)  # type: ignore[arg-type]
    person = newborn(temperament, PARAMETERS)
    assert same(person.temperament, temperament)
    assert person.state.alarm.tolist() == [0, 0, 0]
    assert person.state.attentive.tolist() == [True] * 3
    assert same(person.state.working_model, unformed((3,), PARAMETERS.learning))


def test_people_may_stand_in_any_shape():
    temperament = jax.tree.map(lambda leaf: leaf.reshape(2, 3), full(Temperament(1.0, 8.0, 0.7, 0.9), 6))  # type: ignore[arg-type]
    state = newborn(temperament, PARAMETERS).state
    assert state.alarm.shape == (2, 3)
    assert state.working_model.fast.comfort.shape == (2, 4, 2, 3)


def test_someone_new_is_met_with_what_figures_in_general_have_taught():
    cohort = everyone_differs(7)
    state, _ = live(cohort)
    before = Person(cohort.temperament, state)
    after = meets_new_figure(before, PARAMETERS)
    assert same(after.temperament, before.temperament)
    assert same(after.state.working_model.prototype, state.working_model.prototype)
    assert same(after.state.working_model.fast, anchor(state.working_model.prototype, PARAMETERS.learning))
    for new, general in zip(
        expectation(after.state.working_model.fast), expectation(state.working_model.prototype), strict=True
    ):
        assert np.allclose(new, general, rtol=1e-5)
    assert not same(after.state.working_model.fast, state.working_model.fast)
    assert same(after.state, calm(after.state.working_model))
    assert (after.state.alarm == 0).all()
    assert jnp.any(state.alarm > 0)
