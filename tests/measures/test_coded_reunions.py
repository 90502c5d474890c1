from __future__ import annotations

from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bowlby.errors import BowlbyError
from bowlby.measures.agreement import kappa
from bowlby.measures.coded_reunions import LETTERS, NEEDED, OPTIONAL, agreement, read_coded
from bowlby.measures.strange_situation import Scales, classify, dimensions
from bowlby.parameters import load_parameters
from measures.made_answers import written

CODING = load_parameters().coding


def made(dyads: int = 60, seed: int = 0) -> pd.DataFrame:
    """Codings in half points over the whole range."""
    random = np.random.default_rng(seed)
    columns: dict[str, np.ndarray] = {"dyad": np.arange(dyads) + 100}
    for name, (low, high) in (NEEDED | OPTIONAL).items():
        values = random.uniform(low, high, dyads)
        columns[name] = np.round(values, 2) if name.startswith("crying") else np.round(2 * values) / 2
    return pd.DataFrame(columns)


def scales(frame: pd.DataFrame) -> Scales:
    def pair(name: str) -> jnp.ndarray:
        return jnp.stack([jnp.asarray(frame[f"{name}_{one}"].to_numpy()) for one in (1, 2)])

    reunions = {name: pair(name) for name in ("proximity", "contact", "resistance", "avoidance", "crying")}
    nothing = jnp.zeros(len(frame))
    rest = {"search": nothing, "crying_separated": nothing, "exploration": nothing}
    conflict = jnp.asarray(frame["disorganisation"].to_numpy())
    return Scales(**reunions, **rest, distance_interaction=pair("distance_interaction"), disorganisation=conflict)


def test_classes_and_dimensions_are_those_of_the_rules(tmp_path: Path):
    frame = made()
    found = read_coded(written(tmp_path / "a.csv", frame))
    close, angry = dimensions(scales(frame), CODING)
    four, three = classify(scales(frame), CODING)
    assert np.allclose(found.proximity_seeking, close, atol=1e-5)
    assert np.allclose(found.anger_resistance, angry, atol=1e-5)
    assert list(found.four) == [LETTERS[index] for index in four]
    assert list(found.three) == [LETTERS[index] for index in three]
    assert set(found.four) == set(LETTERS)
    assert found.names[:2] == ("100", "101")
    assert "this project's own" in found.warnings[0]


def test_a_missing_scale_means_no_class_but_no_refusal(tmp_path: Path):
    frame = made(5)
    frame.loc[2, "avoidance_2"] = np.nan
    found = read_coded(written(tmp_path / "a.csv", frame))
    assert found.four[2] == found.three[2] == ""
    assert np.isnan(found.proximity_seeking[2])
    assert not np.isnan(found.anger_resistance[2])
    assert any("1 dyad has no class" in line and "line 4" in line for line in found.warnings)


def test_scales_that_class_does_not_need_may_be_missing(tmp_path: Path):
    frame = made(5).drop(columns=list(OPTIONAL))
    assert len(read_coded(written(tmp_path / "a.csv", frame)).names) == 5


def test_the_coders_own_class_is_compared_and_kept(tmp_path: Path):
    frame = made(60)
    own = np.array(read_coded(written(tmp_path / "a.csv", frame)).four)
    own[:10] = np.where(own[:10] == "B", "A", "B")
    found = read_coded(written(tmp_path / "b.csv", frame.assign(**{"class": own})))
    assert list(found.own) == list(own)
    assert any("the same for 50 of 60" in line for line in found.warnings)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("proximity_1", 8, r"line 3, column proximity_1: 8 cannot be a value from 1 to 7"),
        ("contact_2", 0, r"column contact_2: 0 cannot be"),
        ("disorganisation", 9.5, r"9\.5 cannot be a value from 1 to 9"),
        ("crying_1", 40, r"share of 15-second intervals, from 0 to 1"),
        ("search", 0.5, r"column search: 0\.5"),
        ("avoidance_1", "often", r"“often” where a number should stand"),
        ("dyad", 100, r"dyad 100 stands in a.csv a second time"),
        ("dyad", " ", r"no identifier"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path: Path, column: str, value: object, words: str):
    frame = made(5).astype(object)
    frame.loc[1, column] = value
    with pytest.raises(BowlbyError, match=words):
        read_coded(written(tmp_path / "a.csv", frame))


def test_an_unknown_class_is_refused(tmp_path: Path):
    with pytest.raises(BowlbyError, match="line 2, column class: a class is one of A, B, C, D"):
        read_coded(written(tmp_path / "a.csv", made(5).assign(**{"class": "F"})))


def test_a_missing_column_is_named_with_what_may_be_meant(tmp_path: Path):
    frame = made(5).rename(columns={"resistance_1": "resistence_1"})
    with pytest.raises(BowlbyError, match=r"no column resistance_1 .*by resistence_1"):
        read_coded(written(tmp_path / "a.csv", frame))


def test_two_coders_are_matched_by_identifier(tmp_path: Path):
    frame = made(60)
    random = np.random.default_rng(1)
    other = frame.iloc[::-1].head(50).copy()
    other["resistance_1"] = np.clip(other["resistance_1"] + random.choice([-1, 0, 1], 50), 1, 7)
    one, two = read_coded(written(tmp_path / "a.csv", frame)), read_coded(written(tmp_path / "b.csv", other))
    found = agreement(one, two)
    assert found.dyads == 50
    assert found.icc["contact_1"] == pytest.approx(1)
    assert 0.8 < found.icc["resistance_1"] < 0.99
    place = {name: row for row, name in enumerate(one.names)}
    mine = [one.four[place[name]] for name in two.names]
    table = [[sum(a == x and b == y for a, b in zip(mine, two.four, strict=True)) for y in LETTERS] for x in LETTERS]
    assert found.kappa4 == pytest.approx(kappa(table))
    assert found.kappa_disorganised == pytest.approx(1)
    assert np.isnan(found.kappa_own)
    assert found.warnings == ["10 dyads only in the first file, left out of the agreement"]


def test_two_files_of_other_dyads_cannot_be_compared(tmp_path: Path):
    frame = made(5)
    one = read_coded(written(tmp_path / "a.csv", frame))
    two = read_coded(written(tmp_path / "b.csv", frame.assign(dyad=frame["dyad"] + 50)))
    with pytest.raises(BowlbyError, match="0 dyads in common"):
        agreement(one, two)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.text(alphabet='proximty_12,;.\n0aé"', max_size=60))
def test_any_other_text_is_refused_in_one_line(tmp_path: Path, text: str):
    path = tmp_path / "any.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(BowlbyError) as caught:
        read_coded(path)
    assert "\n" not in str(caught.value)
