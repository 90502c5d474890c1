import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
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


@pytest.fixture
def nowhere_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache folder of the user's own; afterwards what is compiled is kept where it was before."""
    before = jax.config.jax_compilation_cache_dir  # pyright: ignore[reportAttributeAccessIssue]
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    jax.config.update("jax_compilation_cache_dir", None)
    yield tmp_path
    jax.config.update("jax_compilation_cache_dir", before)


def kept_in() -> str | None:
    return jax.config.jax_compilation_cache_dir  # pyright: ignore[reportAttributeAccessIssue]


def test_what_is_compiled_is_kept_in_the_users_cache(nowhere_kept: Path):
    terminal_lab.keep_compiled()
    assert kept_in() == str(nowhere_kept / "bowlby" / "compiled")


def test_a_place_that_is_set_already_stays(nowhere_kept: Path):
    jax.config.update("jax_compilation_cache_dir", str(nowhere_kept / "mine"))
    terminal_lab.keep_compiled()
    assert kept_in() == str(nowhere_kept / "mine")


def test_where_nothing_can_be_written_nothing_is_kept(nowhere_kept: Path):
    (nowhere_kept / "bowlby").write_text("a file where a folder should be")
    terminal_lab.keep_compiled()
    assert kept_in() is None


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
