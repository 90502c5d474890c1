"""Calibration: what may move, what it is held against, and that a made-up truth is found again."""

from __future__ import annotations

from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bowlby.errors import BowlbyError
from bowlby.evidence import calibration
from bowlby.evidence.calibration import (
    WIDEST,
    Kept,
    calibrate,
    free_parameters,
    from_emulated,
    in_units,
    misfit,
    outside,
    placed,
    posterior,
    simulated,
    targets,
    to_emulate,
)
from bowlby.evidence.claims import benchmarks
from bowlby.evidence.emulator import emulate
from bowlby.lab import Run
from bowlby.parameters import default_entries, load_parameters

SUMMARY = {
    "shares": {"A": 0.1, "B": 0.6, "C": 0.1, "D": 0.2},
    "sensitivity_r": {"avoidant": -0.2, "secure": 0.3, "resistant": None, "disorganized": -0.2},
}
MANY = len(free_parameters())
VALUES = np.array([each.value for each in targets()])


def test_it_is_held_against_the_eight_rows_kept_for_it_and_no_others():
    kept = {row.name for row in benchmarks().values() if row.role == "calibrate"}
    assert {each.row for each in targets()} == kept
    assert len(targets()) == 8
    assert all(each.low < each.value < each.high for each in targets())
    assert sum(VALUES[:4]) == pytest.approx(1)


def test_the_published_correlations_cannot_all_be_met():
    shares, correlations = VALUES[:4], VALUES[4:]
    assert abs(correlations @ np.sqrt(shares * (1 - shares))) > 0.05


def test_the_nearest_correlations_that_can_be_met_are_those_of_the_page():
    """Weighted least squares under the one constraint; docs/calibration.md tells the result."""
    shares, correlations = VALUES[:4], VALUES[4:]
    spreads, tie = np.array([each.spread for each in targets()[4:]]), np.sqrt(shares * (1 - shares))
    moved = correlations - spreads**2 * tie * (tie @ correlations) / (tie @ (spreads**2 * tie))
    assert moved @ tie == pytest.approx(0, abs=1e-9)
    found = dict(zip(calibration.CORRELATIONS, moved.round(2).tolist(), strict=True))
    assert found == {"avoidant": -0.15, "secure": 0.27, "resistant": -0.09, "disorganized": -0.13}


def test_what_may_move_is_in_the_parameter_file_and_names_its_grounds():
    for free in free_parameters():
        entry = default_entries()[free.section][free.name]
        assert entry.low < free.centre < entry.high
        assert free.spread > 0
        assert free.ground
        assert free.why


def test_no_other_entry_claims_to_be_calibrated():
    free = {(each.section, each.name) for each in free_parameters()}
    named = {
        (section, name)
        for section, entries in default_entries().items()
        for name, entry in entries.items()
        if entry.source == "calibrated"
    }
    assert named <= free


def test_the_middle_of_the_prior_is_what_was_declared():
    assert in_units(np.zeros(MANY)) == pytest.approx([each.centre for each in free_parameters()])


@given(st.lists(st.floats(-WIDEST, WIDEST), min_size=MANY, max_size=MANY))
def test_every_point_is_a_parameter_set_within_its_ranges(point: list[float]):
    chosen = placed(point, load_parameters())
    for free in free_parameters():
        entry = default_entries()[free.section][free.name]
        assert entry.low <= getattr(getattr(chosen, free.section), free.name) <= entry.high


@settings(max_examples=25)
@given(st.lists(st.floats(0.02, 1.0), min_size=4, max_size=4), st.lists(st.floats(-0.9, 0.9), min_size=4, max_size=4))
def test_outcomes_come_back_from_the_scales_without_ends(shares: list[float], correlations: list[float]):
    outcome = np.array([*(np.array(shares) / sum(shares)), *correlations])
    assert np.asarray(from_emulated(jnp.asarray(to_emulate(outcome)))) == pytest.approx(outcome, abs=1e-4)


@pytest.mark.slow
def test_a_made_up_truth_is_found_again_and_what_nothing_speaks_of_stays_open():
    rng = np.random.default_rng(20264)
    slopes = np.zeros((MANY, 7))
    slopes[:7] = np.diag([0.5, 0.5, 0.5, 0.2, 0.2, 0.2, 0.2])  # the last parameters move nothing
    wanted = to_emulate(VALUES)
    truth = np.concatenate([np.linspace(-1, 1, 7), np.zeros(MANY - 7)])
    points = rng.normal(size=(256, MANY))
    outcomes = wanted + (points - truth) @ slopes
    draws = posterior(emulate(points, outcomes), seed=1, draws=300)
    assert draws[:, :3].mean(0) == pytest.approx(truth[:3], abs=0.25)  # shares pin these three down
    assert (draws[:, :3].std(0) < 0.4).all()
    assert (draws[:, 7:].std(0) > 0.8).all()
    assert np.abs(draws).max() <= WIDEST


def test_misfit_grows_away_from_the_rows_and_from_the_prior():
    zero = np.zeros(MANY)
    assert float(misfit(zero, VALUES)) == pytest.approx(0, abs=1e-6)
    assert float(misfit(zero, VALUES + 0.01)) > 0
    assert float(misfit(zero + 1, VALUES)) == pytest.approx(MANY)


def test_nothing_is_outside_well_within_the_ranges_and_something_beyond_them():
    middles = np.array([(each.low + each.high) / 2 for each in targets()])
    assert float(outside(middles)) == 0
    for index, each in enumerate(targets()):
        for end in (each.low, each.high):
            moved = middles.copy()
            moved[index] = end
            assert float(outside(moved)) > 0


def test_a_simulation_is_kept_and_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    kept = Kept(tmp_path / "kept.jsonl")
    monkeypatch.setattr(calibration, "run_strange_situation", lambda *_, **__: Run(SUMMARY, {}))
    first = simulated(np.zeros(MANY), 64, 1, load_parameters(), kept)
    monkeypatch.setattr(calibration, "run_strange_situation", lambda *_, **__: pytest.fail("simulated again"))
    again = simulated(np.zeros(MANY), 64, 1, load_parameters(), Kept(tmp_path / "kept.jsonl"))
    assert (first == again).all()
    assert first.tolist() == [0.1, 0.6, 0.1, 0.2, -0.2, 0.3, 0.0, -0.2]


def test_a_broken_line_is_named(tmp_path: Path):
    path = tmp_path / "kept.jsonl"
    path.write_text('["a", [1, 2]]\nhalf a li', "utf-8")
    with pytest.raises(BowlbyError, match="line 2"):
        Kept(path)


@pytest.mark.parametrize("wrong", [{"waves": 0}, {"points": 3}, {"dyads": 1}, {"seed": -1}])
def test_numbers_out_of_range_are_refused(wrong: dict[str, int]):
    with pytest.raises(BowlbyError):
        calibrate(**wrong)  # pyright: ignore[reportArgumentType]


def test_a_small_calibration_goes_all_the_way(monkeypatch: pytest.MonkeyPatch):
    """With a made-up simulation in the place of the real one: near the rows at the end, and every step is told."""
    slopes = np.random.default_rng(20265).normal(scale=0.3, size=(MANY, 7))
    steps: list[tuple[int, int]] = []

    def made_up(point, _dyads, seed, *, parameters, kept):
        shifted = to_emulate(VALUES) - 0.2 + np.asarray(point) @ slopes + 0.001 * seed
        return np.asarray(from_emulated(jnp.asarray(shifted)), float)

    monkeypatch.setattr(calibration, "simulated", made_up)
    found = calibrate(
        waves=2, points=32, dyads=64, final=64, draws=100, progress=lambda done, of: steps.append((done, of))
    )
    assert len(found.pinned) == MANY
    assert all(target.low <= value <= target.high for target, value in found.reached)
    assert len(found.directions) == MANY
    assert steps[-1][0] == steps[-1][1]
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
