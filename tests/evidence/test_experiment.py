"""The ready-made statistics of experiments, on columns whose answers are known."""

from __future__ import annotations

import pytest

from bowlby.evidence import experiment
from bowlby.evidence.roster import ROSTER
from evidence.made import Made, by_class, like, made


def test_classes_differ_by_what_was_put_between_them():
    worlds = Made(made(cut=by_class(C=2.0, B=0.5)))
    assert experiment.classes_differ("cut", "C", "B")(worlds).value == pytest.approx(1.5, abs=0.3)
    assert experiment.classes_differ("cut", "B", "C")(worlds).value == pytest.approx(-1.5, abs=0.3)


def test_columns_agree_as_they_do():
    cut = by_class()
    found = experiment.columns_agree("cut", "turns")(Made(made(cut=cut, turns=like(cut))))
    assert found.value == pytest.approx(0.71, abs=0.08)
    assert found.n == len(cut)


def test_a_scale_of_two_reunions_is_their_mean():
    columns = made(contact_1=[1.0] * 400, contact_2=[4.0] * 400)
    assert set(experiment.reunions(columns, "contact")) == {2.5}


def test_claims_of_an_experiment_are_named_once():
    (exploring,) = (each for each in ROSTER if each.name == "exploring")
    assert exploring.claims == ("C09", "C17")
