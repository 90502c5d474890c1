"""What the worker does for a trial, through its own pipe."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest

from bowlby.companion import worker
from bowlby.inference.trial_plan import plan_text, seal
from bowlby.inference.trial_record import Trial, trial_text
from inference.sealed_trials import finished, plan, with_effect


def asked(order: dict[str, Any]) -> dict[str, Any]:
    """The worker's last word."""
    out = io.StringIO()
    worker.work(order, out)
    return json.loads(out.getvalue().splitlines()[-1])


def test_a_larger_effect_is_found_more_often():
    power = asked({"plan": json.loads(plan_text(plan(units=20))), "spread": 1.0, "correlation": 0.2})["power"]
    found = [size["found"] for size in power["sizes"]]
    assert found == sorted(found)
    assert 0 <= found[0] < found[-1] <= 1
    assert power["enough"] in range(12, 241)
    assert [size["effect"] for size in power["sizes"]] == [0.5, 1.0, 1.5]


def test_a_look_says_what_the_library_says():
    sealed = seal(plan(units=20), "known")
    noise = np.random.default_rng(3).normal(5, 1, 20)
    trial = finished(sealed, list(np.clip(with_effect(sealed, list(noise), (0.0, -3.0)), 0, 10)))
    look = asked({"trial": trial_text(trial)})["look"]
    assert (look["units"], look["final"], look["exact"]) == (20, True, True)
    (comparison,) = look["comparisons"]
    assert comparison["found"]
    assert comparison["low"] < comparison["effect"] < comparison["high"] < 0


@pytest.mark.parametrize("order", [{"trial": "{}"}, {"trial": trial_text(Trial(sealed=seal(plan(), "known")))}])
def test_what_cannot_be_looked_at_is_said_in_one_line(order: dict[str, Any]):
    assert set(asked(order)) == {"error"}


def test_a_plan_that_breaks_a_rule_is_said():
    broken = json.loads(plan_text(plan())) | {"units": 3}
    assert "units" in asked({"plan": broken, "spread": 1.0, "correlation": 0.0})["error"]
