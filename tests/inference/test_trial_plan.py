"""The plan of a trial: what may be compared, balanced schedules, and a seal that shows any change."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowlby.errors import BowlbyError
from bowlby.inference.trial_plan import (
    COMPARED,
    LONGEST_RUN,
    NEEDS_SUPPORT,
    OUTCOMES,
    Plan,
    TrialError,
    even_looks,
    plan_text,
    read_plan,
    restricted_set,
    seal,
    spent,
    verify,
)
from inference.sealed_trials import plan


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan that keeps the rules."""
    arms = tuple(draw(st.lists(st.sampled_from(COMPARED), min_size=2, max_size=4, unique=True)))
    unit = draw(st.sampled_from(sorted(OUTCOMES)))
    units = len(arms) * draw(st.integers(6, 30))
    sizes = tuple(len(arms) * each for each in draw(st.lists(st.integers(1, 4), max_size=3, unique=True)))
    regular = sizes == (len(arms),)
    sooner = draw(st.lists(st.integers(6, units - 1), max_size=3, unique=True)) if units > 6 else []
    return Plan(
        question=draw(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=300).filter(str.strip)),
        arms=arms,
        unit=unit,
        units=units,
        outcome=draw(st.sampled_from(OUTCOMES[unit])),
        scheme=draw(st.sampled_from(("blocks", "restricted") if len(arms) == 2 else ("blocks",))),
        block_sizes=sizes,
        looks=(*sorted(sooner), units),
        alpha=draw(st.floats(0.001, 0.2)),
        worth=draw(st.floats(0.1, 10)),
        carry_over=draw(st.booleans()) and not regular,
    )


# --- rules -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"question": "  "}, "question"),
        ({"arms": ("usual",)}, "arms"),
        ({"arms": ("usual", "usual")}, "arms"),
        ({"arms": ("usual", "my medication")}, "arms"),
        ({"arms": ("usual", "prepared-talk")}, "support"),
        ({"unit": "week"}, "unit"),
        ({"unit": ["day"]}, "unit"),
        ({"outcome": "alarm-after"}, "outcome"),
        ({"units": 13}, "units"),
        ({"units": 10}, "units"),
        ({"units": 502}, "units"),
        ({"units": 12.0}, "units"),
        ({"scheme": "coin"}, "scheme"),
        ({"scheme": "restricted", "arms": ("usual", "breathing", "naming"), "units": 18}, "restricted"),
        ({"block_sizes": (3,)}, "block_sizes"),
        ({"block_sizes": (10,)}, "block_sizes"),
        ({"looks": (6, 6, 12)}, "looks"),
        ({"looks": (4, 12)}, "looks"),
        ({"looks": (6,)}, "looks"),
        ({"alpha": 0.5}, "alpha"),
        ({"alpha": True}, "alpha"),
        ({"worth": 0}, "worth"),
        ({"carry_over": 1}, "carry_over"),
        ({"carry_over": True}, "block_sizes"),
    ],
)
def test_a_plan_against_the_rules_is_refused_in_one_line(change: dict, told: str):
    with pytest.raises(TrialError, match=told) as error:
        plan(**change)
    assert "\n" not in str(error.value)


def test_support_is_never_left_to_chance():
    assert set(NEEDS_SUPPORT).isdisjoint(COMPARED)
    assert all("support" not in name and "medic" not in name for name in COMPARED)


def test_what_is_left_out_is_filled_in_and_so_sealed():
    made = plan(units=30, arms=("usual", "breathing", "naming"), block_sizes=())
    assert (made.block_sizes, made.looks) == ((3, 6), (30,))


def test_alpha_is_spent_late_and_never_more_than_there_is():
    looked = plan(units=28, looks=even_looks(28, 4))
    used = [spent(looked, count) for count in looked.looks]
    assert looked.looks == (7, 14, 21, 28)
    assert used == sorted(used)
    # Lan and DeMets 1983, two-sided 5 %: 2 - 2 Phi(1.96 / root t)
    assert used == pytest.approx([0.0000887, 0.005575, 0.023625, 0.05], rel=2e-3)
    assert used[0] < spent(looked, 9) < used[1]


# --- schedules -------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(plans(), st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20))
def test_a_schedule_is_balanced_and_the_same_again(made: Plan, seed: str):
    sealed = seal(made, seed)
    assert len(sealed.schedule) == made.units
    assert set(Counter(sealed.schedule).values()) == {made.units // len(made.arms)}
    assert seal(made, seed) == sealed
    verify(sealed)


def test_each_block_holds_every_arm_equally_often():
    sealed = seal(plan(units=60, arms=("usual", "breathing", "naming"), block_sizes=(3, 6)), "seed")
    assert set(sealed.blocks) == {3, 6}
    start = 0
    for size in sealed.blocks:
        assert set(Counter(sealed.schedule[start : start + size]).values()) == {size // 3}
        start += size
    assert start == 60


def test_every_unit_is_as_likely_to_get_either_arm():
    drawn = np.array([seal(plan(units=12, block_sizes=(2, 4)), str(seed)).schedule for seed in range(2000)])
    assert np.abs(drawn.mean(axis=0) - 0.5).max() < 4 * 0.5 / np.sqrt(2000)


def test_the_declared_set_is_even_without_runs_and_mirrored():
    made = plan(units=28, scheme="restricted")
    every = restricted_set(28)
    assert len(every) == len(set(every)) == 2000
    assert (np.array(every).mean(axis=0) == 0.5).all()
    assert max(len(list(run)) for one in every for _, run in groupby(one)) == LONGEST_RUN
    assert {tuple(1 - arm for arm in one) for one in every} == set(every)
    assert seal(made, "seed").schedule in every


# --- the seal --------------------------------------------------------------------------------------------


def test_a_new_seal_has_a_secret_of_its_own():
    first, second = seal(plan()), seal(plan())
    assert first.seed != second.seed
    assert len(first.digest) == 64


def test_what_is_printed_gives_nothing_away():
    sealed = seal(plan(), "secret")
    assert "secret" not in repr(sealed)
    assert "schedule" not in repr(sealed)


@pytest.mark.parametrize("field", ["plan", "seed", "schedule", "blocks", "digest"])
def test_a_seal_shows_any_change(field: str):
    sealed = seal(plan(units=24, block_sizes=(2, 4)), "seed")
    swapped = list(sealed.schedule)
    place = next(place for place in range(1, 24) if swapped[place] != swapped[0])
    swapped[0], swapped[place] = swapped[place], swapped[0]
    changed = {
        "plan": replace(sealed.plan, worth=2.0),
        "seed": "sees",
        "schedule": tuple(swapped),
        "blocks": sealed.blocks[::-1] if sealed.blocks != sealed.blocks[::-1] else (24,),
        "digest": "0" * 64,
    }
    with pytest.raises(TrialError, match="seal"):
        verify(replace(sealed, **{field: changed[field]}))


def test_a_seal_made_anew_does_not_match_the_digest_that_was_shown():
    shown = seal(plan(), "first").digest
    verify(seal(plan(), "first"), shown)
    with pytest.raises(TrialError, match="sealed"):
        verify(seal(plan(), "second"), shown)


def test_an_empty_seed_is_refused():
    with pytest.raises(BowlbyError, match="seed"):
        seal(plan(), "")


# --- as text ---------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(plans())
def test_a_plan_survives_its_text(made: Plan):
    assert read_plan(plan_text(made)) == made
    assert plan_text(read_plan(plan_text(made))) == plan_text(made)


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{}", "{", '{"arms": 1}', "[" * 100_000], ids=lambda text: text[:12] or "empty"
)
def test_what_is_no_plan_is_refused(text: str):
    with pytest.raises(TrialError):
        read_plan(text)


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(json.loads(plan_text(plan())))), st.none() | st.booleans() | st.lists(st.lists(st.none()))
)
def test_a_field_of_the_wrong_kind_is_refused_in_words(field: str, value: object):
    found = json.loads(plan_text(plan())) | {field: value}
    if field == "carry_over" and isinstance(value, bool):
        found["worth"] = None
    if field in ("block_sizes", "looks") and value == []:
        return
    with pytest.raises(TrialError):
        read_plan(json.dumps(found))


@pytest.mark.parametrize("rest", [{"from_alarm": 4}, {"unit": "moment", "outcome": "alarm-after", "from_alarm": 9.5}])
def test_days_have_no_smallest_alarm_and_moments_one_on_the_scale(rest: dict):
    with pytest.raises(TrialError, match="from_alarm"):
        plan(**rest)
