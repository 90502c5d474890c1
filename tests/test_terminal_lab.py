import json
from typing import Any

import pytest

from bowlby import terminal_lab


def summary() -> dict[str, Any]:
    """A run in which no D was found."""
    classes = ("A", "B", "C", "D")
    return {
        "dyads": 10,
        "seed": 3,
        "seconds": 1.5,
        "shares": {"A": 0.2, "B": 0.7, "C": 0.1, "D": 0.0},
        "shares3": {"A": 0.2, "B": 0.7, "C": 0.1},
        "sensitivity_r": {"secure": 0.31, "avoidant": -0.22, "resistant": None, "disorganized": None},
        "scales": {name: {"proximity": None if name == "D" else 4.25} for name in classes},
        "care": {name: {"sensitivity": None if name == "D" else 0.75} for name in classes},
        "agreement": {"kappa": None, "same_class": 0.9, "scales": {"resistance": 0.82}},
    }


def test_the_json_is_one_object_with_null_for_what_cannot_be_told():
    assert json.loads(terminal_lab.as_json(summary())) == summary()
    with pytest.raises(ValueError, match="JSON"):
        terminal_lab.as_json({"share": float("nan")})


def test_the_table_names_every_class_and_shows_a_dash_for_what_cannot_be_told(capsys: pytest.CaptureFixture[str]):
    terminal_lab.show(summary())
    lines = capsys.readouterr().out.splitlines()
    assert "10 dyads, seed 3, 1.5 seconds" in lines[0]
    assert all(word in lines[1] for word in ("A avoidant", "B secure", "C resistant", "D disorganized"))
    shares, _, correlations = (line.split() for line in lines[2:5])
    assert shares == ["share", "20.0", "%", "70.0", "%", "10.0", "%", "0.0", "%"]
    assert correlations[-4:] == ["-0.22", "0.31", "-", "-"]
    assert any(line.split() == ["proximity", "4.25", "4.25", "4.25", "-"] for line in lines)
    assert any(line.split() == ["resistance", "0.82"] for line in lines)
    assert "same class to 90 % (kappa -)" in lines[-2]
    assert "thresholds of this project" in lines[-1]
