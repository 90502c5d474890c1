"""Scores: by hand, under every rearrangement that must not matter, and on real answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bowlby.errors import BowlbyError
from bowlby.measures.instruments import Instrument, instruments, known
from bowlby.measures.scoring import BLOCK, ScaleScores, Wishes, benchmark, score_file, score_matrix
from measures.made_answers import first_order, made, table, written

STATE, STATE_ORDER = first_order("state")
ECR, ECR_ORDER = first_order("ecr")
ANSWERS = arrays(
    float, st.tuples(st.integers(1, 12), st.just(36)), elements=st.sampled_from([1.0, 2, 3, 4, 5, 6, 7, np.nan])
)


def scored(answers: np.ndarray, low: int = 1, high: int = 7) -> dict[str, ScaleScores]:
    return score_matrix(answers, ECR_ORDER, ECR.missing, low, high)


def plainly(answers: np.ndarray, scale: str, low: int = 1, high: int = 7) -> list[float]:
    """Scores of an ECR scale, one person and one item after another."""
    (key,) = (one for one in ECR_ORDER.scales if one.name == scale)
    found = []
    for person in answers:
        given = [(item, person[item - 1]) for item in key.items if not np.isnan(person[item - 1])]
        values = [low + high - value if item in key.reversed else value for item, value in given]
        found.append(sum(values) / len(values) if len(values) >= 0.75 * len(key.items) else np.nan)
    return found


@given(ANSWERS)
def test_scores_are_means_of_the_items_answered(answers: np.ndarray):
    for name, one in scored(answers).items():
        assert np.allclose(one.scores, plainly(answers, name), equal_nan=True)


@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_but_the_order(answers: np.ndarray, random):
    rows = list(range(len(answers)))
    random.shuffle(rows)
    before, after = scored(answers), scored(answers[rows])
    for name in before:
        assert np.array_equal(before[name].scores[rows], after[name].scores, equal_nan=True)


@given(ANSWERS)
def test_turning_the_reversed_items_and_the_key_changes_nothing(answers: np.ndarray):
    turned = answers.copy()
    for scale in ECR_ORDER.scales:
        for item in scale.reversed:
            turned[:, item - 1] = 8 - turned[:, item - 1]
    other = score_matrix(turned, ECR_ORDER.as_stored_reversed(), ECR.missing, 1, 7)
    for name, one in scored(answers).items():
        assert np.allclose(one.scores, other[name].scores, equal_nan=True)


@given(ANSWERS)
def test_turning_every_answer_mirrors_every_score(answers: np.ndarray):
    for name, one in scored(answers).items():
        assert np.allclose(8 - one.scores, scored(8 - answers)[name].scores, equal_nan=True)


@given(missing=st.integers(0, 18), seed=st.integers(0, 100))
def test_the_missing_rule(missing: int, seed: int):
    answers = made(ECR_ORDER, 1, seed=seed)
    left_open = np.random.default_rng(seed).permutation(ECR_ORDER.scales[0].items)[:missing]
    answers[0, left_open - 1] = np.nan
    found = scored(answers)
    assert np.isnan(found["anxiety"].scores[0]) == (missing > 4)
    assert not np.isnan(found["avoidance"].scores[0])


def test_blocks_join_without_a_seam():
    answers = made(ECR_ORDER, 2 * BLOCK + 5, seed=3)
    answers[np.random.default_rng(0).random(answers.shape) < 0.02] = np.nan
    whole = scored(answers)
    for name, one in whole.items():
        assert np.allclose(one.scores, plainly(answers, name), equal_nan=True)
        items = next(scale for scale in ECR_ORDER.scales if scale.name == name)
        own = answers[:, [item - 1 for item in items.items]] * list(items.signs.values())
        covariance = np.cov(own[~np.isnan(own).any(axis=1)].T)
        wanted = 18 / 17 * (1 - np.trace(covariance) / covariance.sum())
        assert one.alpha == pytest.approx(wanted, abs=1e-12)


def test_the_error_is_that_of_alpha_and_grows_with_items_left_open():
    answers = made(ECR_ORDER, 500)
    answers[0, 1] = answers[0, 3] = np.nan
    one = scored(answers)["anxiety"]
    assert one.alpha is not None
    assert one.sd is not None
    assert one.errors[1] == pytest.approx(one.sd * np.sqrt(1 - one.alpha))
    assert one.errors[0] == pytest.approx(one.errors[1] * np.sqrt(18 / 16))


def test_the_error_is_the_spread_of_scores_about_the_true_ones():
    chance = np.random.default_rng(8)
    trait = chance.normal(size=(20_000, 1))
    answers = np.tile(trait, 36) + chance.normal(size=(20_000, 36))
    signs = {item: sign for scale in ECR_ORDER.scales for item, sign in scale.signs.items()}
    answers = answers * [signs[item] for item in ECR_ORDER.items]
    one = score_matrix(answers, ECR_ORDER, ECR.missing, -4, 4)["avoidance"]
    assert one.errors[0] == pytest.approx(np.std(one.scores - trait[:, 0]), rel=0.02)


def test_the_relationship_questionnaire_by_hand(tmp_path: Path):
    frame = pd.DataFrame([[6, 2, 3, 4], [1, 7, 7, np.nan]], columns=["secure", "fearful", "preoccupied", "dismissing"])
    found = score_file("rq", written(tmp_path / "a.csv", frame)).scales
    assert found["self"].scores[0] == (6 + 4) - (3 + 2)
    assert found["other"].scores[0] == (6 + 3) - (4 + 2)
    assert np.isnan([found["self"].scores[1], found["dismissing"].scores[1]]).all()
    assert found["fearful"].scores[1] == 7
    assert found["self"].alpha is None


def test_profiles_over_figures(tmp_path: Path):
    instrument, order = first_order("ecr-rs")
    mother, friend = made(order, 80, seed=1), made(order, 80, seed=2)
    mother[0] = np.nan
    frame = pd.concat([table(order, mother, "mother"), table(order, friend, "friend_")], axis=1)
    found = score_file("ecr-rs", written(tmp_path / "a.csv", frame)).scales
    assert list(found) == [
        "mother_anxiety",
        "mother_avoidance",
        "friend_anxiety",
        "friend_avoidance",
        "anxiety",
        "avoidance",
    ]
    alone = score_matrix(friend, order, instrument.missing, 1, 7)
    assert np.allclose(found["friend_avoidance"].scores, alone["avoidance"].scores)
    assert np.isnan(found["mother_anxiety"].scores[0])
    assert found["anxiety"].scores[0] == found["friend_anxiety"].scores[0]
    both = (found["mother_anxiety"].scores + found["friend_anxiety"].scores)[1:] / 2
    assert np.allclose(found["anxiety"].scores[1:], both)


@pytest.mark.parametrize("instrument", instruments().values(), ids=lambda one: one.name)
def test_every_instrument_scores_a_file(tmp_path: Path, instrument: Instrument):
    for name, order in instrument.orders.items():
        answers = made(order, 120, instrument.low, instrument.high, seed=4)
        frame = table(order, answers).assign(who=[f"{number:04d}" for number in range(120)])
        found = score_file(instrument.name, written(tmp_path / "a.csv", frame, ";"))
        assert (found.order, found.people) == (name, 120)
        assert list(found.carried["who"]) == list(frame["who"])
        for one in found.scales.values():
            assert np.isfinite(one.scores).all()
            assert one.percentiles is None
        for scale in order.scales:
            one = found.scales[scale.name]
            assert instrument.low <= one.scores.min() <= one.scores.max() <= instrument.high
            assert (one.alpha is None) == (len(scale.items) < 2)
            assert (one.omega is None) == (len(scale.items) < 3)


def test_what_is_odd_is_flagged_in_its_row(tmp_path: Path):
    answers = made(ECR_ORDER, 100)
    answers[3] = 2
    answers[7] = answers[1]
    answers[9, :20] = np.nan
    found = score_file("ecr", written(tmp_path / "a.csv", table(ECR_ORDER, answers)))
    flagged = {row: flag for row, flag in enumerate(found.flags) if flag}
    assert flagged == {3: "one answer throughout", 7: "same as another", 9: "too few answers"}
    assert any("1 person left too many items open and got no score; the first: line 11" in w for w in found.warnings)
    assert list(found.carried) == ["row"]


def test_straight_lines_show_also_where_reversed_items_are_stored_turned(tmp_path: Path):
    answers = made(ECR_ORDER, 100)
    answers[3] = 2
    items = [item for scale in ECR_ORDER.scales for item in scale.reversed]
    turned = np.where(np.isin(ECR_ORDER.items, items), 8 - answers, answers)
    path = written(tmp_path / "a.csv", table(ECR_ORDER, turned))
    with pytest.raises(BowlbyError, match=r"a.csv: reversed items are stored already reversed"):
        score_file("ecr", path)
    found = score_file("ecr", path, Wishes(already_reversed=True))
    assert found.flags[3] == "one answer throughout"
    plain = score_file("ecr", written(tmp_path / "b.csv", table(ECR_ORDER, answers)))
    assert np.allclose(found.scales["anxiety"].scores, plain.scales["anxiety"].scores)


@pytest.mark.parametrize("name", ["anxiety", "avoidance_se", "flags"])
def test_a_column_of_the_name_of_a_score_is_refused(tmp_path: Path, name: str):
    frame = table(ECR_ORDER, made(ECR_ORDER, 60)).assign(**{name: 1})
    with pytest.raises(BowlbyError, match=f"line 1: column {name} would be taken for a score"):
        score_file("ecr", written(tmp_path / "a.csv", frame))


@pytest.mark.parametrize(
    ("name", "stem", "said"),
    [
        ("rsq", "Q", "the key of rsq could not be confirmed"),
        ("state", "Q", "not a validated scale"),
    ],
)
def test_what_a_reader_must_know_is_said(tmp_path: Path, name: str, stem: str, said: str):
    instrument, order = first_order(name)
    answers = made(order, 60, instrument.low, instrument.high)
    assert said in score_file(name, written(tmp_path / "a.csv", table(order, answers, stem))).warnings[0]


def test_places_in_errors_name_file_line_and_column(tmp_path: Path):
    frame = table(ECR_ORDER, made(ECR_ORDER, 60))
    frame.loc[4, "Q7"] = 55
    with pytest.raises(BowlbyError, match=r"a.csv: line 6, column Q7: 55 cannot be an answer"):
        score_file("ecr", written(tmp_path / "a.csv", frame))


def test_an_unknown_order_is_refused_before_the_file_is_read(tmp_path: Path):
    with pytest.raises(BowlbyError, match="choose one of auto, author"):
        score_file("ecr-r", tmp_path / "none.csv", Wishes(order="x"))


@settings(max_examples=5)
@given(st.integers(1, 3000))
def test_the_benchmark_scores_as_many_people_as_it_is_told(people: int):
    made_up = benchmark(people)
    assert made_up[0].shape == (people, 36)
    found = score_matrix(*made_up)
    assert {len(one.scores) for one in found.values()} == {people}
    assert np.isfinite(found["anxiety"].scores).mean() > 0.9


def test_real_answers(real_ecr: Path):
    found = score_file("ecr", real_ecr, Wishes(sex={"1": "male", "2": "female"}))
    assert (found.people, found.low, found.high, found.order) == (51_491, 1, 5, "published")
    facts = {name: (one.mean, one.sd, one.alpha) for name, one in found.scales.items()}
    assert facts["anxiety"] == pytest.approx((3.10, 0.80, 0.916), abs=0.005)
    assert facts["avoidance"] == pytest.approx((2.57, 0.84, 0.938), abs=0.005)
    together = pd.DataFrame({name: one.scores for name, one in found.scales.items()}).corr().to_numpy()
    assert together[0, 1] == pytest.approx(-0.04, abs=0.01)
    told = " ".join(found.warnings)
    for wanted in ("9,534 answers of 0", "1 to 5, not on 1 to 7", "70 people gave one", "20 ages are not"):
        assert wanted in told
    for one in found.scales.values():
        assert one.percentiles is not None
        assert np.nanmean(one.percentiles) == pytest.approx(50, abs=0.2)


def test_real_answers_are_not_taken_for_another_questionnaire(real_ecr: Path):
    with pytest.raises(BowlbyError, match="fit the key of ecr, not that of ecr-r"):
        score_file("ecr-r", real_ecr)
    short = score_file("ecr-12", real_ecr)
    assert short.scales["anxiety"].alpha == pytest.approx(0.85, abs=0.02)
    assert any("goes on" not in line for line in short.warnings)


def test_real_answers_with_a_scale_turned_round_are_refused(real_ecr: Path, tmp_path: Path):
    frame = pd.read_csv(real_ecr, nrows=3000)
    for item in ECR_ORDER.scales[1].reversed:
        frame[f"Q{item}"] = (6 - frame[f"Q{item}"]).where(frame[f"Q{item}"] > 0, 0)
    with pytest.raises(BowlbyError, match=r"already reversed: avoidance 3, 15, 19, 25"):
        score_file("ecr", written(tmp_path / "a.csv", frame))


def test_the_companions_names_are_columns(tmp_path: Path):
    answers = made(STATE_ORDER, 60, 0, 10)
    frame = pd.DataFrame(answers, columns=list(STATE_ORDER.names))
    found = score_file("state", written(tmp_path / "a.csv", frame))
    assert found.scales["security"].scores == pytest.approx(answers[:, :3].mean(axis=1))
    assert STATE.low == 0
    assert known("state").high == 10
