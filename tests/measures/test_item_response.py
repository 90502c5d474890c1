from __future__ import annotations

import numpy as np
import pytest

from bowlby.errors import BowlbyError
from bowlby.measures import item_response
from bowlby.measures.graded import as_categories, grid
from bowlby.measures.item_errors import informations
from bowlby.measures.item_response import as_items, fit, unused
from bowlby.measures.ordinal import Ordinal
from measures.made_items import made_answers, made_items

ITEMS = made_items()


def test_parameters_are_recovered():
    answers, _ = made_answers(ITEMS, 12_000, gaps=0.05)
    found = fit(answers, 5)
    assert found.converged
    assert np.abs(found.items.slopes - ITEMS.slopes).max() < 0.12
    assert np.abs(found.items.thresholds - ITEMS.thresholds).max() < 0.12


def test_plain_em_never_falls_and_ends_where_the_quick_way_ends():
    answers, _ = made_answers(ITEMS, 1_500)
    plain = fit(answers, 5, accelerate=False, close=1e-5)
    quick = fit(answers, 5, close=1e-5)
    assert np.all(np.diff(plain.path) > -1e-7)
    assert quick.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-3)
    assert np.abs(quick.items.slopes - plain.items.slopes).max() < 2e-3
    assert quick.steps < plain.steps


def test_extrapolated_steps_that_are_kept_do_not_fall_either():
    answers, _ = made_answers(ITEMS, 1_500)
    assert np.all(np.diff(fit(answers, 5).path) > -1e-7)


def test_the_first_guess_from_some_of_the_people_changes_nothing():
    answers, _ = made_answers(ITEMS, 9_000)
    assert np.abs(fit(answers, 5).items.slopes - fit(answers, 5, accelerate=False).items.slopes).max() < 3e-3


def test_an_item_stored_the_other_way_round_gets_a_negative_slope():
    answers, _ = made_answers(ITEMS, 3_000)
    answers[:, 2] = 4 - answers[:, 2]
    slopes = fit(answers, 5).items.slopes
    assert slopes[2] < -0.5
    assert (np.delete(slopes, 2) > 0.5).all()


def test_many_people_end_where_plain_em_ends_in_a_few_passes_over_all_of_them():
    answers, _ = made_answers(ITEMS, 10_000, gaps=0.1)
    answers[:, 2] = np.where(answers[:, 2] < 0, -1, 4 - answers[:, 2])
    plain = fit(answers, 5, accelerate=False, close=1e-6)
    quick = fit(answers, 5)
    assert quick.converged
    assert len(quick.path) < 10 < len(plain.path)
    assert np.all(np.diff(quick.path) > -1e-8 * abs(quick.path[-1]))
    assert np.abs(quick.items.slopes - plain.items.slopes).max() < 1e-3
    assert np.abs(quick.items.thresholds - plain.items.thresholds).max() < 1e-3


def test_where_quasi_newton_steps_come_to_no_end_em_goes_on(monkeypatch: pytest.MonkeyPatch):
    answers, _ = made_answers(ITEMS, 9_000)
    through = fit(answers, 5)
    monkeypatch.setattr(item_response, "MOST_LEAPS", 2)
    found = fit(answers, 5)
    assert found.converged
    assert len(found.path) > len(through.path)
    assert np.abs(found.items.slopes - through.items.slopes).max() < 3e-3


def test_where_some_people_bend_the_likelihood_the_wrong_way_em_goes_on(monkeypatch: pytest.MonkeyPatch):
    answers, _ = made_answers(ITEMS, 9_000)
    through = fit(answers, 5)
    for wrong in (-1.0, 0.02):  # no maximum; steps fifty times too long
        monkeypatch.setattr(
            item_response, "informations", lambda *given, wrong=wrong: [wrong * one for one in informations(*given)]
        )
        found = fit(answers, 5)
        assert found.converged
        assert np.all(np.diff(found.path) > -1e-8 * abs(found.path[-1]))
        assert np.abs(found.items.slopes - through.items.slopes).max() < 3e-3


def test_very_sharp_items_get_as_many_points_as_they_need():
    items = made_items(8)
    sharp = items._replace(slopes=items.slopes * 3)
    answers, _ = made_answers(sharp, 8_500)
    found, fine = fit(answers, 5), fit(answers, 5, trait=grid(301, 5.0))
    assert np.abs(found.items.thresholds - fine.items.thresholds).max() < 2e-3
    assert np.abs(found.items.slopes / fine.items.slopes - 1).max() < 2e-3


def test_thresholds_come_from_intercepts():
    found = as_items(Ordinal(np.array([[2.0, -1.0]]), np.array([[2.0]])))
    assert found.slopes.tolist() == [2.0]
    assert found.thresholds.tolist() == [[-1.0, 0.5]]


@pytest.mark.parametrize(
    ("people", "items", "words"), [(50, 6, "50 people are too few"), (500, 2, "2 items are too few")]
)
def test_too_little_is_refused(people: int, items: int, words: str):
    answers, _ = made_answers(ITEMS, people)
    with pytest.raises(BowlbyError, match=words):
        fit(answers[:, :items], 5)


def test_an_answer_nobody_gives_is_named():
    answers, _ = made_answers(ITEMS, 500)
    answers[answers[:, 3] == 4, 3] = 3
    assert unused(answers, 5) == [(3, 4)]
    with pytest.raises(BowlbyError, match="answer 5 of 5 to item 4"):
        fit(answers, 5)


def test_people_without_any_answer_do_not_count():
    answers, _ = made_answers(ITEMS, 500)
    answers[:20] = -1
    assert fit(answers, 5).people == 480


def test_seven_answers_to_choose_from_work_as_well():
    items = made_items(5, 7, seed=3)
    answers, _ = made_answers(items, 5_000)
    assert np.abs(fit(answers, 7).items.thresholds - items.thresholds).max() < 0.2


def test_answers_of_a_table_go_in_as_categories():
    answers, _ = made_answers(ITEMS, 600)
    assert fit(as_categories(answers.astype(float) + 1, 1, 5), 5).log_likelihood == fit(answers, 5).log_likelihood
