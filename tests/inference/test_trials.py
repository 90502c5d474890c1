"""The analysis of a trial: exact under no effect, an interval that inverts the test, several practices, looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bowlby.inference import trials
from bowlby.inference.randomisation import redraw
from bowlby.inference.trial_plan import Sealed, TrialError, restricted_set, seal, spent
from bowlby.inference.trial_power import like_neighbours
from bowlby.inference.trial_record import Trial, end, reveal
from bowlby.inference.trials import Result, analyse
from inference.sealed_trials import THREE, finished, plan, sealed_plan, with_effect


def noise(units: int, correlation: float = 0.5, seed: int = 1) -> np.ndarray:
    """Alarms around five, clear of both ends of the scale."""
    return np.clip(5 + like_neighbours(1, units, correlation, np.random.default_rng(seed))[0], 2, 8)


@pytest.fixture
def unsealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Schedules may be put in the place of the drawn one; intervals, which take most of the time, are left out."""
    monkeypatch.setattr(trials, "_interval", lambda *given: (None, None))
    monkeypatch.setattr(trials, "verify", lambda sealed, digest=None: None)


def every_schedule(sealed: Sealed, movable: tuple[int, ...]) -> Iterator[Sealed]:
    """The same plan with each schedule that chance could have drawn."""
    drawn = redraw(np.array(sealed.schedule), sealed.blocks, movable, 10_000, np.random.default_rng(0))
    for schedule in drawn:
        yield replace(sealed, schedule=tuple(int(arm) for arm in schedule))


def is_valid(probabilities: list[float]) -> bool:
    """Whether no probability comes up more often than it says."""
    found = np.array(probabilities)
    return all((found <= level).mean() <= level + 1e-12 for level in found)


# --- no effect -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unsealed")
@pytest.mark.parametrize("case", ["plain", "missing", "before"])
def test_with_no_effect_the_probability_is_exact_over_every_schedule(case: str):
    outcomes: list[float | None] = list(noise(12, 0.8))
    before = list(noise(12, 0.8, seed=2)) if case == "before" else None
    if case == "missing":
        outcomes[3] = outcomes[6] = None
    sealed = sealed_plan(worth=0.5)
    results = [analyse(finished(each, outcomes, before)) for each in every_schedule(sealed, (0, 1))]
    assert len(results) == 64
    assert {(one.schedules, one.exact) for one in results} == {(64, True)}
    assert is_valid([one.comparisons[0].probability for one in results])
    assert len({one.comparisons[0].probability for one in results}) > 20
    assert is_valid([one.missing_probability for one in results])


@pytest.mark.usefixtures("unsealed")
def test_carry_over_is_allowed_for_and_the_probability_still_exact():
    sealed, outcomes, probabilities = sealed_plan(carry_over=True, block_sizes=(4,)), list(noise(12, 0.6)), []
    for each in every_schedule(sealed, (0, 1)):
        try:
            probabilities.append(analyse(finished(each, outcomes)).comparisons[0].probability)
        except TrialError:  # strictly in turn: what is assigned and what was assigned before cannot be told apart
            probabilities.append(1.0)
    assert len(probabilities) == 6**3
    assert probabilities.count(1.0) < 6
    assert is_valid(probabilities)


@pytest.mark.usefixtures("unsealed")
def test_over_all_looks_no_more_is_claimed_than_allowed():
    sealed = sealed_plan(looks=(10, 12), alpha=0.2)
    outcomes = list(noise(12, 0.6, seed=3))
    claimed, at_the_end, early = 0, [], 0
    for each in every_schedule(sealed, (0, 1)):
        found = [analyse(finished(each, outcomes[:count])).comparisons[0] for count in (10, 12)]
        claimed += any(one.found for one in found)
        early += found[0].found
        at_the_end.append(found[-1].probability)
        assert [one.found for one in found] == sorted(one.found for one in found)
        assert found[-1].found == any(one.found for one in found)
    assert early > 0
    assert 6 <= claimed <= 0.2 * 64
    assert is_valid(at_the_end)


@pytest.mark.usefixtures("unsealed")
def test_an_arm_without_effect_is_judged_exactly_beside_one_with():
    sealed = sealed_plan(units=18, arms=THREE, block_sizes=(3,))
    outcomes = with_effect(sealed, list(noise(18, 0.7) - 2), (0, 3, 0))
    results = [analyse(finished(each, outcomes)) for each in every_schedule(sealed, (0, 2))]
    assert len(results) == 64
    assert is_valid([one.comparisons[1].alone for one in results])
    assert is_valid([one.comparisons[1].probability for one in results])
    assert all(one.probability >= one.alone for result in results for one in result.comparisons)


def test_a_restricted_schedule_is_compared_with_its_whole_set():
    sealed = sealed_plan(units=28, scheme="restricted")
    found = analyse(finished(sealed, list(noise(28))))
    assert (found.schedules, found.exact) == (len(restricted_set(28)), True)


# --- a true effect ---------------------------------------------------------------------------------------


def analysed(effect: float, units: int = 40, **rest) -> tuple[Sealed, list[float], Result]:
    sealed = sealed_plan(units=units, block_sizes=(2, 4), **rest)
    outcomes = with_effect(sealed, list(noise(units)), (0, effect))
    return sealed, outcomes, analyse(finished(sealed, outcomes))


def test_a_true_effect_is_found_and_told():
    _, _, found = analysed(-1.5)
    (one,) = found.comparisons
    assert (one.practice, one.against, one.units, one.level) == ("breathing", "usual", (20, 20), 0.95)
    assert one.found
    assert one.needed == 0
    assert one.low is not None
    assert one.high is not None
    assert one.low < one.effect < one.high < 0
    assert one.low < -1.5 < one.high
    assert one.model.effect == pytest.approx(one.effect, abs=0.15)
    assert found.followed == {"usual": 1.0, "breathing": 1.0}
    assert (found.look, found.looks, found.final, found.allowed) == (1, 1, True, 0.05)


def test_the_interval_inverts_the_test():
    sealed, outcomes, found = analysed(-1.0)
    (one,) = found.comparisons
    assert one.low is not None
    assert one.high is not None
    arms = np.array(sealed.schedule)
    for end_, inward in ((one.low, 0.02), (one.high, -0.02)):
        for step, refuted in ((inward, False), (-inward, True)):
            without = np.array(outcomes) - (end_ + step) * arms
            again = analyse(finished(sealed, [float(value) for value in without])).comparisons[0]
            assert again.found is refuted
            assert (again.probability <= 0.05) is refuted


def test_what_a_practice_adds_moves_effect_and_interval_alike_and_nothing_else():
    _, _, first = analysed(0.0)
    _, _, second = analysed(-1.25)
    for name in ("effect", "low", "high"):
        moved = getattr(second.comparisons[0], name) - getattr(first.comparisons[0], name)
        assert moved == pytest.approx(-1.25, abs=0.01)


def test_the_same_trial_says_the_same_again():
    sealed, outcomes, found = analysed(-0.5)
    assert analyse(finished(sealed, outcomes)) == found


def test_several_practices_are_allowed_for():
    sealed = sealed_plan(units=60, arms=THREE, block_sizes=(3,))
    found = analyse(finished(sealed, with_effect(sealed, list(noise(60)), (0, -1.5, 0))), most=1000)
    first, second = found.comparisons
    assert (first.practice, second.practice) == THREE[1:]
    assert first.found
    assert not second.found
    assert all(one.probability >= one.alone for one in found.comparisons)
    assert second.needed >= 0
    assert first.low is not None
    assert first.low < -1.5 < (first.high or 0)


def test_needed_grows_with_the_noise_and_falls_with_what_is_worth_finding():
    def needed(worth: float, scale: float) -> int:
        sealed = sealed_plan(units=24, worth=worth)
        return analyse(finished(sealed, list(5 + scale * (noise(24) - 5)))).comparisons[0].needed

    assert needed(1.0, 0.2) == 0
    assert 0 < needed(0.3, 1.0) < needed(0.3, 1.5)
    assert needed(0.2, 1.0) > needed(0.3, 1.0)


def test_missing_outcomes_are_told_by_arm_and_an_uneven_share_is_seen():
    sealed = sealed_plan(units=40)
    outcomes = list(noise(40))
    given = enumerate(zip(sealed.schedule, outcomes, strict=True))
    uneven = [None if arm and place % 3 else value for place, (arm, value) in given]
    found = analyse(finished(sealed, uneven), most=1000)
    assert found.missing["usual"] == 0
    assert found.missing["breathing"] == 40 - found.rated > 8
    assert found.missing_probability < 0.01
    assert analyse(finished(sealed, outcomes), most=100).missing_probability == 1


# --- when one may look -----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [8, 11, 13, 23])
def test_a_look_that_was_not_planned_is_refused(count: int):
    sealed = sealed_plan(units=24, looks=(12, 24))
    with pytest.raises(TrialError, match="12, 24"):
        analyse(finished(sealed, list(noise(count))))


def test_an_early_look_may_use_up_little():
    sealed = sealed_plan(units=24, looks=(12, 24))
    found = analyse(finished(sealed, list(noise(12))))
    assert (found.look, found.looks, found.final) == (1, 2, False)
    assert found.allowed == pytest.approx(0.00557, rel=0.01)


def test_a_trial_that_ended_may_be_looked_at_once_more_and_gains_nothing_by_it():
    sealed = sealed_plan(units=24, looks=(12, 24))
    stopped = end(finished(sealed, list(noise(17))), "lost-sleep")
    found = analyse(stopped)
    assert (found.units, found.look, found.final) == (17, 2, True)
    assert found.allowed == spent(sealed.plan, 17) < 0.02


def test_a_broken_seal_is_refused():
    sealed = sealed_plan()
    changed = replace(sealed, schedule=sealed.schedule[::-1])
    with pytest.raises(TrialError, match="seal"):
        analyse(finished(changed, list(noise(12))))
    with pytest.raises(TrialError, match="sealed"):
        analyse(finished(sealed, list(noise(12))), digest="0" * 64)


def test_an_open_unit_is_closed_first():
    sealed = sealed_plan(units=24, looks=(12, 24))
    with pytest.raises(TrialError, match="open"):
        analyse(reveal(finished(sealed, list(noise(12))))[0])


@pytest.mark.parametrize(
    ("outcomes", "told"), [([5.0] * 12, "same"), ([None] * 12, "rated"), ([1.0, 2.0, 3.0, *[None] * 9], "rated")]
)
def test_outcomes_that_carry_no_answer_get_none(outcomes: list, told: str):
    with pytest.raises(TrialError, match=told):
        analyse(finished(sealed_plan(), outcomes))


def test_the_example_of_the_documentation_runs():
    page = (Path(__file__).parents[2] / "docs" / "trials.md").read_text("utf-8")
    shown: dict = {}
    exec(page.split("```python\n")[1].split("```")[0], shown)
    assert shown["assigned"] in ("usual", "breathing")
    assert [unit.outcome for unit in shown["trial"].units] == [4]


def test_a_trial_not_begun_is_refused():
    with pytest.raises(TrialError, match="look"):
        analyse(Trial(sealed=seal(plan())))
    with pytest.raises(TrialError, match="rated"):
        analyse(end(Trial(sealed=seal(plan())), "never begun"))
