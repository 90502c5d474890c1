"""The first fit as its readers see it: what is told, what is not and why, and that it hangs on the records alone."""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from bowlby.diary.records import Diary, Moment
from bowlby.inference import search
from bowlby.inference.fit import fit_diary
from inference.diaries import HALF_LIFE, RAISED, kept_diary, moment

INTERVAL = ("effect", "low", "high", "probability_positive")

KEYS = {
    "": (
        *("person", "moments", "checkins", "method", "usual_alarm", "half_life_minutes", "recovery", "triggers"),
        *(
            "settles",
            "by_figure",
            "turns_to",
            "expectation",
            "followed_by",
            "change",
            "needs",
            "diagnostics",
            "seconds",
        ),
    ),
    "followed_by": ("signal", "count", "warm", "low", "high", "rebuff", "enough", "needed"),
    "usual_alarm": ("median", "low", "high", "asked"),
    "half_life_minutes": ("median", "low", "high", "identified", "reason", "needed"),
    "recovery": ("minutes", "median", "low", "high"),
    "triggers": ("name", "count", *INTERVAL, "enough", "needed", "lasting"),
    "settles": ("name", "kind", "count", "without", *INTERVAL, "enough", "needed", "needed_without"),
    "turns_to": ("signal", "chance", "low", "high", "count", "enough", "needed"),
    "expectation": ("stated", "observed", "gap", "low", "high", "count", "enough", "needed", "curve"),
    "change": ("what", "unit", "months", "latest"),
    "needs": ("moments", "other_ratings"),
    "diagnostics": ("rhat_max", "ess_min", "divergences", "converged", "trouble"),
}
"""The contract of `fit --json`, in its order; `recovery`, `triggers` and `settles` are lists of such objects."""

EIGHT_AND_SEVEN = ("cool",) * 8 + ("late",) * 7


@cache
def whole() -> dict[str, Any]:
    """The fit of a diary that has something of everything."""
    return fit_diary(kept_diary(1, EIGHT_AND_SEVEN, person="A"))


@cache
def long() -> dict[str, Any]:
    """The fit of a diary that is long enough for a half-life, with two figures: the friend's comfort settles more."""
    records = kept_diary(1, ("cool",) * 20 + ("late",) * 15, moments=120, checkins=40)

    def of_figure(number: int, one: Moment) -> Moment:
        friend = number % 2 == 0
        taken = 2.0 if friend and one.answer == "comfort" and one.alarm_after else 0.0
        later = None if one.alarm_after is None else max(one.alarm_after - taken, 0.0)
        return replace(one, figure="friend" if friend else "partner", alarm_after=later)

    return fit_diary(replace(records, moments=tuple(of_figure(*pair) for pair in enumerate(records.moments))))


def numbers_of(result: dict[str, Any]) -> dict[str, Any]:
    """A result without the time it took."""
    return {name: value for name, value in result.items() if name != "seconds"}


def row(result: dict[str, Any], part: str, name: str) -> dict[str, Any]:
    return next(one for one in result[part] if one["name"] == name)


def keys_of(result: dict[str, Any]) -> dict[str, set[tuple[str, ...]]]:
    """Key names by part, as sets: all objects of a list share theirs."""
    parts = {"": [result], **{name: result[name] for name in KEYS if name}}
    return {name: {tuple(one) for one in (part if isinstance(part, list) else [part])} for name, part in parts.items()}


# --- what is told ----------------------------------------------------------------------------------------


def test_the_keys_are_those_of_the_contract():
    assert long()["recovery"] != []
    assert keys_of(long()) == {name: {keys} for name, keys in KEYS.items()}


def test_counts_and_names_are_those_of_the_records():
    result = whole()
    assert (result["person"], result["moments"], result["checkins"], result["method"]) == ("A", 44, 24, "laplace")
    assert [(one["name"], one["count"], one["lasting"]) for one in result["triggers"]][:2] == [
        ("cool", 8, False),
        ("late", 7, False),
    ]
    assert {one["name"]: one["kind"] for one in result["settles"]} == {
        "breathing": "practice",
        "naming": "practice",
        "comfort": "answer",
        "rebuff": "answer",
    }
    assert result["diagnostics"] == {
        "rhat_max": None,
        "ess_min": None,
        "divergences": None,
        "converged": True,
        "trouble": "",
    }


def test_seven_occurrences_get_no_number_and_need_one_more_eight_get_one():
    seven, eight = row(whole(), "triggers", "late"), row(whole(), "triggers", "cool")
    assert (seven["enough"], seven["needed"], *(seven[name] for name in INTERVAL)) == (False, 1, *[None] * 4)
    assert (eight["enough"], eight["needed"]) == (True, 0)
    assert all(isinstance(eight[name], float) for name in INTERVAL)
    assert whole()["needs"] == {"moments": 0, "other_ratings": 0}


def test_a_trigger_that_never_occurred_is_not_told_of():
    assert {one["name"] for one in whole()["triggers"]} == {"cool", "late", "alone"}


def test_effects_lie_within_their_intervals_and_agree_with_their_probabilities():
    told = [one for one in (*whole()["triggers"], *whole()["settles"]) if one["enough"]]
    assert len(told) >= 5
    for one in told:
        assert one["low"] < one["effect"] < one["high"]
        assert (one["probability_positive"] > 0.95) == (one["low"] > 0)
        assert (one["probability_positive"] < 0.05) == (one["high"] < 0)


def test_a_trigger_that_was_put_in_is_found():
    found = row(whole(), "triggers", "cool")
    assert found["low"] < RAISED < found["high"]
    assert found["low"] > RAISED / 2


def test_the_recovery_curve_falls_from_all_to_little_and_hangs_on_the_half_life():
    half_life, points = long()["half_life_minutes"], long()["recovery"]
    assert half_life["low"] < HALF_LIFE < half_life["high"]
    assert half_life["high"] < 3 * half_life["low"]
    assert points[0] == {"minutes": 0, "median": 1.0, "low": 1.0, "high": 1.0}
    for name in ("median", "low", "high"):
        shares = [point[name] for point in points]
        assert shares == sorted(shares, reverse=True)
        assert shares == pytest.approx([math.exp(-math.log(2) * p["minutes"] / half_life[name]) for p in points])
    assert all(point["low"] <= point["median"] <= point["high"] for point in points)


def test_what_lasts_at_check_ins_as_often_counts_once_in_the_usual_alarm():
    """Being alone adds two points half of the time, at check-ins too, where it is not written down."""
    chance, records = random.Random(11), kept_diary(11, EIGHT_AND_SEVEN, checkins=60)

    def raised(alarm: float | None) -> float:
        return min((alarm or 0.0) + 2.0, 10.0)

    alone = {"states": ("alone",)}
    moments = tuple(
        replace(one, alarm_before=raised(one.alarm_before), **alone) if number % 2 else replace(one, states=())
        for number, one in enumerate(records.moments)
    )
    checkins = tuple(
        replace(one, alarm=raised(one.alarm)) if chance.random() < 0.5 else one for one in records.checkins
    )
    usual = fit_diary(Diary(moments, checkins))["usual_alarm"]
    assert usual["asked"] == 60
    assert usual["low"] < sum(one.alarm or 0.0 for one in checkins) / 60 < usual["high"]


def test_a_result_is_json_without_nan():
    assert json.loads(json.dumps(whole(), allow_nan=False)) == whole()


# --- what is not told, and why ---------------------------------------------------------------------------


def all_silent(result: dict[str, Any]) -> bool:
    """Whether no effect, level, half-life or gap is told."""
    rows = [*result["triggers"], *result["settles"]]
    numbers = [one[name] for one in rows for name in INTERVAL]
    for part in ("usual_alarm", "half_life_minutes"):
        numbers += [result[part][name] for name in ("median", "low", "high")]
    numbers += [result["expectation"][name] for name in ("stated", "observed", "gap", "low", "high")]
    return all(number is None for number in numbers) and not any(one["enough"] for one in rows)


def test_a_diary_without_records_tells_nothing_and_says_what_it_needs():
    result = fit_diary(Diary(person="B"))
    assert all_silent(result)
    assert (result["triggers"], result["settles"], result["recovery"]) == ([], [], [])
    assert result["half_life_minutes"]["reason"] == "no-ratings-after"
    assert result["needs"] == {"moments": 30, "other_ratings": 20}
    assert (result["expectation"]["count"], result["expectation"]["needed"]) == (0, 30)
    assert (result["diagnostics"]["converged"], result["diagnostics"]["trouble"]) == (None, "few-ratings")
    assert (result["person"], result["moments"]) == ("B", 0)


def test_one_moment_tells_nothing_and_is_counted():
    one = moment(1, 0, trigger="late", alarm_before=7.0, answer="comfort", answered=5, later=60, alarm_after=3.0)
    result = fit_diary(Diary((replace(one, practices=("naming",), states=("alone",), expected_warmth=40.0),)))
    assert all_silent(result)
    assert [(t["name"], t["count"], t["needed"]) for t in result["triggers"]] == [("late", 1, 7), ("alone", 1, 7)]
    assert [(s["name"], s["count"], s["needed"], s["needed_without"]) for s in result["settles"]] == [
        ("naming", 1, 9, 10),
        ("comfort", 1, 9, 10),
    ]
    assert result["half_life_minutes"]["reason"] == "too-uncertain"
    assert result["needs"] == {"moments": 29, "other_ratings": 20}
    json.dumps(result, allow_nan=False)


def test_ratings_that_never_vary_tell_nothing():
    records = kept_diary(2, EIGHT_AND_SEVEN)
    flat = Diary(
        tuple(replace(one, alarm_before=3.0, alarm_after=3.0) for one in records.moments),
        tuple(replace(one, alarm=3.0) for one in records.checkins),
    )
    result = fit_diary(flat)
    told = {**result, "expectation": fit_diary(Diary())["expectation"]}
    assert all_silent(told)
    assert (result["diagnostics"]["converged"], result["diagnostics"]["trouble"]) == (None, "no-variation")
    assert result["half_life_minutes"]["reason"] == "too-uncertain"
    assert result["expectation"]["enough"]  # the pairs need no ratings of the alarm


def test_answers_that_are_all_pending_tell_nothing_of_answers_and_of_warmth():
    result = fit_diary(kept_diary(3, EIGHT_AND_SEVEN, answers=("pending",)))
    assert {one["kind"] for one in result["settles"]} == {"practice"}
    assert result["expectation"]["count"] == 0
    assert result["expectation"]["gap"] is None
    assert row(result, "triggers", "cool")["enough"]


def test_without_later_ratings_there_is_no_half_life_and_nothing_settles():
    result = fit_diary(kept_diary(4, EIGHT_AND_SEVEN, later=False))
    assert result["half_life_minutes"] == {
        "median": None,
        "low": None,
        "high": None,
        "identified": False,
        "reason": "no-ratings-after",
        "needed": 100,
    }
    assert result["recovery"] == []
    assert sorted((s["name"], s["count"], s["needed"], s["needed_without"]) for s in result["settles"]) == [
        ("breathing", 0, 10, 10),
        ("naming", 0, 10, 10),
    ]
    assert not any(one["enough"] for one in result["settles"])
    assert row(result, "triggers", "cool")["enough"]
    assert result["usual_alarm"]["median"] is not None


def test_without_contrast_no_trigger_is_told_however_often_it_occurred():
    result = fit_diary(kept_diary(5, ("cool",) * 30, checkins=0))
    assert result["needs"] == {"moments": 0, "other_ratings": 6}
    cool = row(result, "triggers", "cool")
    assert (cool["count"], cool["needed"], cool["enough"], cool["effect"]) == (30, 0, False, None)


def test_a_search_that_did_not_arrive_tells_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "STEEP", 0.0)
    result = fit_diary(kept_diary(1, EIGHT_AND_SEVEN))
    assert (result["diagnostics"]["converged"], result["diagnostics"]["trouble"]) == (False, "not-converged")
    assert all_silent({**result, "expectation": fit_diary(Diary())["expectation"]})
    assert result["half_life_minutes"]["reason"] == "too-uncertain"


# --- it hangs on the records alone -----------------------------------------------------------------------


def test_the_same_diary_gives_the_same_numbers_in_any_order():
    records = kept_diary(1, EIGHT_AND_SEVEN, person="A")
    chance = random.Random(20260301)
    shuffled = replace(
        records,
        moments=tuple(chance.sample(records.moments, len(records.moments))),
        checkins=tuple(chance.sample(records.checkins, len(records.checkins))),
    )
    assert numbers_of(fit_diary(shuffled)) == numbers_of(whole())


def test_records_at_the_very_same_time_are_fine():
    records = kept_diary(6, EIGHT_AND_SEVEN)
    doubled = Diary(
        (*records.moments, *(replace(one, id=f"{one.id}-again") for one in records.moments[:8])),
        (*records.checkins, *records.checkins[:8]),
    )
    result = fit_diary(doubled)
    backwards = Diary(doubled.moments[::-1], doubled.checkins[::-1])
    assert result["diagnostics"]["converged"]
    assert numbers_of(fit_diary(backwards)) == numbers_of(result)
    json.dumps(result, allow_nan=False)


def test_notes_play_no_part_and_signals_none_in_what_ratings_tell():
    """Who is turned to and how says what a person tends to do, and never corrects what was rated."""
    records = kept_diary(1, EIGHT_AND_SEVEN, person="A")
    reworded = tuple(replace(one, note="words", figure="friend", signal="hold") for one in records.moments)
    others, ours = fit_diary(replace(records, moments=reworded)), whole()
    assert [row["signal"] for row in others["followed_by"]] == ["hold"]
    for part in ("triggers", "settles"):
        for one, other in zip(others[part], ours[part], strict=True):
            for name in ("effect", "low", "high"):
                assert one[name] == (other[name] and pytest.approx(other[name], abs=2e-3))
    chances = {row["signal"]: row["chance"] for row in others["turns_to"]}
    assert chances["hold"] > 80
    assert {row["signal"]: row["chance"] for row in ours["turns_to"]}["reach"] > 80


def test_two_figures_are_told_apart_by_what_their_answers_settle():
    rows = {(one["figure"], one["answer"]): one for one in long()["by_figure"]}
    friend, partner = rows["friend", "comfort"], rows["partner", "comfort"]
    assert friend["enough"]
    assert partner["enough"]
    assert friend["effect"] > partner["effect"] + 0.5
    assert whole()["by_figure"] == []


def test_names_are_only_names():
    def renamed(one):
        return replace(one, trigger={"cool": "zebra", "late": "ant"}.get(one.trigger, ""))

    records = kept_diary(1, EIGHT_AND_SEVEN, person="A")
    result = fit_diary(replace(records, moments=tuple(map(renamed, records.moments))))
    zebra = row(result, "triggers", "zebra")
    assert {**zebra, "name": "cool"} == row(whole(), "triggers", "cool")


# --- progress --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("records", [Diary(), kept_diary(1, EIGHT_AND_SEVEN)], ids=["no records", "whole"])
def test_progress_never_goes_back_and_ends_at_one(records: Diary):
    told: list[tuple[str, float]] = []
    fit_diary(records, progress=lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert told[-1][0] == "done"
    assert all(stage for stage, _ in told)


def test_a_start_does_not_load_what_a_fit_of_a_file_does_without():
    """Each of them would take a tenth to a half of a second of every start."""
    code = "import sys, bowlby.inference.fit, bowlby.diary.formats; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = run.stdout.split()
    assert "jax" in loaded
    assert {"scipy.stats", "sqlalchemy"}.isdisjoint(loaded)
