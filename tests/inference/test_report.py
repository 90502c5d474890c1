"""From estimates to what is told: intervals from standard errors, and silence where records do not carry a number."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from bowlby.inference.report import RECOVERY_MINUTES, WIDEST_FOLD, Z90, Estimate, Quality, drawn, normal, told
from bowlby.inference.support import ASKED_RATINGS, LATER_RATINGS, Count, Support

ENOUGH, TOO_FEW = Count(20, 20, 0, 0), Count(3, 40, 5, 0)
PRIOR = 1.0
"""Prior standard deviation of the logarithm of the half-life."""

ESTIMATE = Estimate(
    usual_alarm=normal(2.5, 0.2),
    log_half_life=normal(math.log(40), 0.2),
    triggers={"late": normal(1.5, 0.5), "cool": normal(0.4, 0.9)},
    states={"alone": normal(-0.6, 0.3)},
    practices={"naming": normal(1.0, 0.4), "breathing": normal(0.2, 0.6)},
    answers={"comfort": normal(2.0, 0.5), "rebuff": normal(-0.5, 0.4)},
    by_figure={("comfort", "friend"): normal(1.5, 0.6), ("comfort", "partner"): normal(2.5, 0.6)},
    signals={
        "hold": normal(0.02, 0.02),
        "reach": normal(0.5, 0.05),
        "plea": normal(0.3, 0.05),
        "protest": normal(0.1, 0.04),
    },
    converged=True,
)

SUPPORT = Support(
    trouble="",
    triggers={"late": ENOUGH, "cool": TOO_FEW},
    states={"alone": ENOUGH},
    practices={"naming": ENOUGH, "breathing": Count(0, 20, 10, 0)},
    answers={"comfort": ENOUGH, "rebuff": Count(0, 20, 10, 0)},
    by_figure={
        ("comfort", "friend"): ENOUGH,
        ("comfort", "partner"): TOO_FEW,
        ("rebuff", "friend"): Count(0, 20, 10, 0),
    },
    signals=40,
    ratings_after=LATER_RATINGS,
    asked=ASKED_RATINGS,
    needs={"moments": 0, "other_ratings": 0},
)


def rows(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in (*result["triggers"], *result["settles"])}


def silent(row: dict[str, Any]) -> bool:
    return not row["enough"] and {row[name] for name in ("effect", "low", "high", "probability_positive")} == {None}


def test_intervals_hold_ninety_percent_of_a_normal_distribution():
    assert pytest.approx(stats.norm.ppf(0.95), abs=1e-12) == Z90
    late = rows(told(ESTIMATE, SUPPORT, PRIOR))["late"]
    assert (late["low"], late["high"]) == pytest.approx(stats.norm(1.5, 0.5).interval(0.9))
    assert late["effect"] == 1.5
    assert late["probability_positive"] == pytest.approx(stats.norm(1.5, 0.5).sf(0))
    usual = told(ESTIMATE, SUPPORT, PRIOR)["usual_alarm"]
    assert (usual["low"], usual["median"], usual["high"]) == pytest.approx((2.5 - Z90 * 0.2, 2.5, 2.5 + Z90 * 0.2))


def test_the_usual_alarm_says_whether_asked_ratings_alone_tell_it():
    assert told(ESTIMATE, SUPPORT, PRIOR)["usual_alarm"]["asked"] == ASKED_RATINGS
    assert told(ESTIMATE, SUPPORT._replace(asked=ASKED_RATINGS - 1), PRIOR)["usual_alarm"]["asked"] == 0


def test_what_occurred_too_seldom_is_listed_without_a_number():
    told_rows = rows(told(ESTIMATE, SUPPORT, PRIOR))
    assert {name for name, row in told_rows.items() if silent(row)} == {"cool", "breathing"}
    assert (told_rows["cool"]["count"], told_rows["cool"]["needed"]) == (3, 5)


def test_states_last_and_triggers_do_not():
    assert [(row["name"], row["lasting"]) for row in told(ESTIMATE, SUPPORT, PRIOR)["triggers"]] == [
        ("late", False),
        ("cool", False),
        ("alone", True),
    ]


def test_figures_are_told_apart_where_each_has_enough():
    rows = told(ESTIMATE, SUPPORT, PRIOR)["by_figure"]
    assert [(row["figure"], row["answer"], row["enough"]) for row in rows] == [
        ("friend", "comfort", True),
        ("partner", "comfort", False),
    ]
    assert rows[0]["effect"] == 1.5
    assert silent(rows[1])


def test_what_is_done_at_a_high_alarm_is_told_in_points_of_100_from_30_signals_on():
    rows = told(ESTIMATE, SUPPORT, PRIOR)["turns_to"]
    assert [(row["signal"], round(row["chance"])) for row in rows] == [
        *(("hold", 2), ("reach", 50), ("plea", 30), ("protest", 10)),
    ]
    assert all(0 <= row["low"] < row["chance"] < row["high"] <= 100 for row in rows)
    few = told(ESTIMATE, SUPPORT._replace(signals=29), PRIOR)["turns_to"]
    assert {(row["chance"], row["enough"], row["needed"]) for row in few} == {(None, False, 1)}
    assert told(ESTIMATE, SUPPORT._replace(signals=0), PRIOR)["turns_to"] == []


def test_answers_that_never_came_are_not_listed_practices_are():
    assert [(row["name"], row["kind"]) for row in told(ESTIMATE, SUPPORT, PRIOR)["settles"]] == [
        ("naming", "practice"),
        ("breathing", "practice"),
        ("comfort", "answer"),
    ]


@pytest.mark.parametrize("needs", [{"moments": 1, "other_ratings": 0}, {"moments": 0, "other_ratings": 1}])
def test_where_the_diary_as_a_whole_is_too_small_no_trigger_is_told_but_what_settles_is(needs: dict[str, int]):
    told_rows = rows(told(ESTIMATE, SUPPORT._replace(needs=needs), PRIOR))
    assert {name for name, row in told_rows.items() if silent(row)} == {"late", "cool", "alone", "breathing"}
    assert told_rows["late"]["needed"] == 0


@pytest.mark.parametrize("estimate", [None, ESTIMATE._replace(converged=False)], ids=["none", "not converged"])
def test_without_an_estimate_nothing_is_told(estimate: Estimate | None):
    result = told(estimate, SUPPORT, PRIOR)
    assert all(map(silent, rows(result).values()))
    assert {result["usual_alarm"][name] for name in ("median", "low", "high")} == {None}
    assert result["half_life_minutes"]["reason"] == "too-uncertain"
    assert result["recovery"] == []


# --- the half-life ---------------------------------------------------------------------------------------


def half_life(error: float, prior: float = PRIOR, **support: Any) -> dict[str, Any]:
    estimate = ESTIMATE._replace(log_half_life=normal(math.log(40), error))
    return told(estimate, SUPPORT._replace(**support), prior)["half_life_minutes"]


def test_the_half_life_is_told_in_minutes_with_a_lopsided_interval():
    found = half_life(0.2)
    assert (found["identified"], found["reason"]) == (True, "")
    assert found["median"] == pytest.approx(40)
    assert found["high"] / 40 == pytest.approx(40 / found["low"])
    assert math.log(found["high"] / 40) == pytest.approx(0.2 * Z90)


@given(st.floats(0.01, 2), st.floats(0.05, 2))
def test_the_half_life_is_told_when_its_interval_is_under_threefold_and_narrower_than_the_prior_one(error, prior):
    found = half_life(error, prior)
    fold, prior_fold = math.exp(2 * Z90 * error), math.exp(2 * Z90 * prior)
    assume(not math.isclose(fold, prior_fold))
    assert found["identified"] == (fold < WIDEST_FOLD and fold < prior_fold)
    assert found["reason"] == ("" if found["identified"] else "too-uncertain")
    assert (found["median"] is None) == (not found["identified"])


@pytest.mark.parametrize("later", [1, LATER_RATINGS - 1, LATER_RATINGS, LATER_RATINGS + 1])
def test_the_half_life_waits_for_enough_later_ratings(later: int):
    found = half_life(0.1, ratings_after=later)
    assert found["identified"] == (later >= LATER_RATINGS)
    assert found["needed"] == max(LATER_RATINGS - later, 0)
    assert found["reason"] == ("" if found["identified"] else "too-uncertain")


def test_draws_of_the_full_posterior_need_not_wait_for_later_ratings():
    drawn_well = ESTIMATE._replace(quality=Quality(1.0, 900.0, 0))
    found = told(drawn_well, SUPPORT._replace(ratings_after=12), PRIOR)["half_life_minutes"]
    assert (found["identified"], found["needed"]) == (True, 0)


def test_an_estimate_from_draws_is_their_median_and_middle_nine_tenths():
    draws = np.random.default_rng(4).gamma(3.0, size=40_001) - 1
    found = drawn(draws)
    law = stats.gamma(3.0, loc=-1)
    assert (found.value, found.low, found.high) == pytest.approx(law.ppf([0.5, 0.05, 0.95]), abs=0.05)
    assert found.positive == pytest.approx(law.sf(0), abs=0.01)


def test_without_later_ratings_the_reason_is_that():
    found = half_life(0.01, ratings_after=0)
    assert (found["identified"], found["median"], found["reason"]) == (False, None, "no-ratings-after")


def test_recovery_is_told_up_to_four_half_lives():
    curve = told(ESTIMATE, SUPPORT, PRIOR)["recovery"]
    last = 4 * 40 * math.exp(0.2 * Z90)
    assert [point["minutes"] for point in curve] == [minutes for minutes in RECOVERY_MINUTES if minutes <= last]
    at_one_hour = next(point for point in curve if point["minutes"] == 60)
    assert at_one_hour["median"] == pytest.approx(0.5**1.5)
    assert at_one_hour["low"] < at_one_hour["median"] < at_one_hour["high"]
