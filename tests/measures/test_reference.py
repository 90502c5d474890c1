"""Percentiles in the reference sample, and whom a person is compared with."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from bowlby.errors import BowlbyError
from bowlby.measures.answers import Answers, read_answers
from bowlby.measures.instruments import instruments
from bowlby.measures.reference import AGES, ALL, FOLDER, Groups, Reference, bands, groups, percentiles, reference_for
from contracts.test_citations import bibliography, source_keys
from contracts.tree import ROOT

NAMES = [name for name in instruments() if reference_for(name)]


def sample(name: str) -> Reference:
    found = reference_for(name)
    assert found is not None
    return found


def file(**columns: list) -> Answers:
    return Answers(
        Path("a.csv"), pd.DataFrame({name: list(map(str, cells)) for name, cells in columns.items()}), {}, ","
    )


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_values", ROOT / "scripts" / "reference_values.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_two_instruments_have_a_sample_and_it_says_where_from():
    assert NAMES == ["ecr-12", "ecr"]
    assert source_keys((FOLDER / "sample.toml").read_text("utf-8")) <= bibliography().keys()
    assert "They chose themselves; they are no norm" in sample("ecr").about


@pytest.mark.parametrize("name", NAMES)
def test_tables_hold_aggregates_only(name: str):
    reference = sample(name)
    assert min(reference.people.values()) >= 200
    assert {key[1] for key in reference.percents} == {ALL, "men", "women"}
    assert {key[2] for key in reference.percents} == {ALL, *AGES}
    for percents in reference.percents.values():
        assert np.all(np.diff(percents) >= 0)
        assert 0 <= percents[0] < 5
        assert 95 < percents[-1] <= 100
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as handle:
        facts = {(row["scale"], row["sex"], row["age"]): float(row["mean"]) for row in csv.DictReader(handle)}
    assert facts["anxiety", ALL, "13-17"] > facts["anxiety", ALL, "55+"] + 0.3


def test_the_known_means_of_the_sample_come_out():
    with (FOLDER / "ecr.csv").open(encoding="utf-8") as handle:
        rows = {(row["scale"], row["sex"], row["age"]): row for row in csv.DictReader(handle)}
    wanted = {("anxiety", ALL): 3.10, ("avoidance", ALL): 2.57, ("anxiety", "13-17"): 3.28, ("anxiety", "55+"): 2.74}
    for (scale, age), mean in wanted.items():
        assert float(rows[scale, ALL, age]["mean"]) == pytest.approx(mean, abs=0.01)


def test_percentiles_rise_with_the_score_and_differ_by_group():
    reference = sample("ecr")
    scores = np.array([1.0, 2.0, 3.0, 4.0, 5.0, np.nan])
    everybody = Groups(np.full(6, ALL, object), np.full(6, ALL, object))
    found = percentiles(reference, "anxiety", scores, everybody)
    assert np.all(np.diff(found[:5]) > 0)
    assert np.isnan(found[5])
    assert found[2] == pytest.approx(43, abs=3)
    young = Groups(np.full(6, "women", object), np.full(6, "13-17", object))
    assert percentiles(reference, "anxiety", scores, young)[2] < found[2]


def test_a_group_that_is_not_there_is_widened():
    reference = sample("ecr")
    thin = reference._replace(percents={k: v for k, v in reference.percents.items() if k[1:] != ("men", "55+")})
    old = Groups(np.array(["men"], object), np.array(["55+"], object))
    wide = Groups(np.array([ALL], object), np.array(["55+"], object))
    one = np.array([3.0])
    assert percentiles(thin, "anxiety", one, old) == percentiles(thin, "anxiety", one, wide)


def test_ages_fall_into_bands():
    years = np.array([12, 13, 17.9, 18, 54, 55, 100, 101, 3_546_789, np.nan])
    wanted = [ALL, "13-17", "13-17", "18-24", "45-54", "55+", "55+", ALL, ALL, ALL]
    assert list(bands(years)) == wanted


def test_words_for_sexes_are_understood():
    found, told = groups(file(Sex=["F", "male", "Woman", "x"], age=[20, 30, 40, 50]), {})
    assert list(found.sex) == ["women", "men", "women", ALL]
    assert found.names() == ["women, 18-24 years", "men, 25-34 years", "women, 35-44 years", "all, 45-54 years"]
    assert told == []


def test_codes_are_not_guessed():
    found, told = groups(file(gender=[1, 2, 3], age=[20, 30, 40]), {})
    assert set(found.sex) == {ALL}
    assert "say what the codes in column gender mean" in told[0]
    coded, told = groups(file(gender=[1, 2, 3], age=[20, 30, 40]), {"1": "female", "2": "male"})
    assert list(coded.sex) == ["women", "men", ALL]
    assert told == []
    with pytest.raises(BowlbyError, match="male and female, not other"):
        groups(file(gender=[1], age=[20]), {"1": "other"})


def test_what_is_missing_is_told():
    found, told = groups(file(id=["a"]), {})
    assert found.names() == ["all"]
    assert len(told) == 2


def test_an_age_that_cannot_be_is_told(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("age,sex\n20,f\n200,m\n", "utf-8")
    found, told = groups(read_answers(path), {})
    assert list(found.age) == ["18-24", ALL]
    assert told == ["1 age is not from 13 to 100 years, compared with all ages; the first: line 3, column age"]


def test_shares_count_ties_by_half(script: ModuleType):
    found = script.shares(np.array([1.0, 2.0, 2.0, 5.0]))
    assert found[0] == 12.5
    assert found[10] == 50
    assert found[-1] == 87.5


def test_the_committed_tables_are_what_the_script_makes(
    real_ecr: Path, script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(script, "FOLDER", tmp_path)
    script.write(real_ecr)
    made = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}
    assert len(made) == len(NAMES) + 1
