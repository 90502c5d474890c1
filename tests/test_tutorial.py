"""The tutorial runs as it stands and what it claims comes out; the package itself stays light."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import bowlby
from contracts.tree import ROOT

PAGE = ROOT / "docs" / "tutorial.md"
CODE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> list[str]:
    return CODE.findall(PAGE.read_text("utf-8"))


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each block of the tutorial prints, all run in order in one fresh interpreter."""
    mark = "-- next --"
    code = f"\nprint({mark!r})\n".join(blocks())
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path_factory.mktemp("tutorial"),
    )
    return run.stdout.split(f"{mark}\n")


def shares(line: str) -> dict[str, float]:
    return {letter: float(share) for letter, share in re.findall(r"'(\w)': ([\d.]+)", line)}


def test_from_care_to_classes_in_ten_lines(said: list[str]):
    assert len([line for line in blocks()[0].splitlines() if line]) <= 10
    near, loud = said[0].splitlines()
    assert near.startswith("near ")
    assert max(shares(near), key=lambda letter: shares(near)[letter]) == "B"
    assert max(shares(loud), key=lambda letter: shares(loud)[letter]) == "C"


def test_what_cannot_be_is_one_line(said: list[str]):
    (line,) = said[1].splitlines()
    assert "sensitivity=1.4 is outside its range" in line


def test_louder_signals_are_expected_to_bring_more(said: list[str]):
    means = [float(value) for value in re.findall(r"^expected_comfort_\w+ +([\d.]+)$", said[2], re.MULTILINE)]
    assert len(means) == 3
    assert means == sorted(means)
    assert re.search(r"^C +[\d.]+ +[\d.]+$", said[2], re.MULTILINE)


def test_one_child_and_one_changed_number(said: list[str]):
    assert re.fullmatch(r"\d+% of \d+ minutes spent crying\n", said[3])
    assert sum(shares(said[4]).values()) == pytest.approx(1, abs=0.02)


def test_what_is_at_hand_is_fetched_when_it_is_used():
    code = "import sys, bowlby; print('jax' in sys.modules, 'numpy' in sys.modules, *dir(bowlby))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy, numbers, *names = run.stdout.split()
    assert (heavy, numbers) == ("False", "False")
    assert {"run_strange_situation", "load_parameters", "BowlbyError"} <= set(names)


def test_what_is_not_there_is_an_attribute_error():
    package: Any = bowlby
    with pytest.raises(AttributeError, match="no attribute 'attach'"):
        _ = package.attach
    assert package.load_parameters().home.months == 12
    assert Path(bowlby.__file__).parent.name == "bowlby"
