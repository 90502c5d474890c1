"""One contract for every experiment: declared facts that hold, finite numbers, its own picture."""

from __future__ import annotations

import math

import pytest

from bowlby import plots
from bowlby.evidence.claims import benchmarks, claims
from bowlby.evidence.experiment import Experiment
from bowlby.evidence.roster import ROSTER
from bowlby.evidence.samples import AS_THEY_ARE
from contracts.test_citations import bibliography
from contracts.tree import PACKAGE
from evidence.made import MANY, Made, by_class, made

every_experiment = pytest.mark.parametrize("experiment", ROSTER, ids=lambda each: each.name)
OUTCOMES = {"anger_resistance": by_class(C=2.0), "crying_apart": by_class(seed=9, C=1.0)}
WORLDS = Made(made(**OUTCOMES))


@every_experiment
def test_an_experiment_declares_what_it_is(experiment: Experiment):
    assert (PACKAGE / "evidence" / f"{experiment.name}.py").is_file()
    assert experiment.question.endswith("?")
    assert experiment.sources
    assert set(experiment.sources) <= bibliography().keys()
    assert experiment.uses[0] == AS_THEY_ARE
    words = [statistic.words for statistic in experiment.statistics]
    assert len(set(words)) == len(words) > 2


@every_experiment
def test_its_claims_and_published_rows_exist(experiment: Experiment):
    for statistic in experiment.statistics:
        names = {row.name for row in claims()[statistic.claim].benchmarks}
        assert not statistic.benchmark or statistic.benchmark in names
        assert not statistic.benchmark or benchmarks()[statistic.benchmark].source in experiment.sources


@every_experiment
def test_its_numbers_are_finite_and_within_their_intervals(experiment: Experiment):
    for statistic in experiment.statistics:
        found = statistic.estimate(WORLDS)
        assert all(math.isfinite(number) for number in found[:3]), statistic.words
        assert found.low <= found.high
        assert 0 < found.n <= MANY
        assert statistic.estimate(WORLDS) == found


@every_experiment
def test_it_asks_for_no_other_world_than_it_declares(experiment: Experiment):
    asked = set()

    class Watched(Made):
        def under(self, care):
            asked.add(care)
            return super().under(care)

    watched = Watched(made(**OUTCOMES))
    for statistic in experiment.statistics:
        statistic.estimate(watched)
    experiment.draw(watched)
    assert asked == set(experiment.uses)


@every_experiment
def test_it_draws_its_own_picture(experiment: Experiment):
    drawn = plots.svg(experiment.draw(WORLDS))
    assert drawn.startswith("<svg")
    assert "NaN" not in drawn


def test_names_are_unique_and_every_experiment_file_is_in_the_roster():
    names = [each.name for each in ROSTER]
    files = {path.stem for path in (PACKAGE / "evidence").glob("*.py") if "EXPERIMENT = " in path.read_text("utf-8")}
    assert len(set(names)) == len(names)
    assert set(names) == files
