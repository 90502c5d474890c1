"""The calibration on a terminal: what is printed, and that a file is written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bowlby import terminal_calibrate as told
from bowlby.errors import BowlbyError
from bowlby.evidence import calibration
from bowlby.evidence.calibration import Calibration, Pinned, free_parameters, targets
from bowlby.parameters import load_parameters

NARROWINGS = [0.2, 0.7, *[0.95] * (len(free_parameters()) - 2)]
PINNED = tuple(
    Pinned(free, round(free.centre * 1.1, 4), free.centre, free.centre, left)
    for free, left in zip(free_parameters(), NARROWINGS, strict=True)
)
FOUND = Calibration(
    PINNED,
    tuple((each, each.value + (0.5 if i == 4 else 0)) for i, each in enumerate(targets())),
    tuple(NARROWINGS),
    9,
    (0.1,),
)


@pytest.fixture
def calibrated(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calibration, "calibrate", lambda **_: FOUND)


def test_how_well_each_is_pinned_down_is_said_in_a_word():
    assert [told.pinned(one) for one in PINNED[:3]] == ["well", "partly", "not"]
    assert f"1 combinations of the {len(NARROWINGS)} " in told.known_directions(FOUND)


def test_a_row_that_was_missed_is_called_so():
    assert [row[-1] for row in told.reached_rows(FOUND)] == ["within"] * 4 + ["missed"] + ["within"] * 3


def test_the_object_holds_every_row_and_parameter():
    found = json.loads(told.as_json(FOUND, 1.5))
    assert [row["row"] for row in found["rows"]] == [each.row for each in targets()]
    assert len(found["parameters"]) == len(free_parameters())
    assert found["seconds"] == 1.5


def test_what_is_printed_names_them_all(capsys: pytest.CaptureFixture[str]):
    told.show(FOUND)
    said = capsys.readouterr().out
    assert all(each.row.split("-")[0] in said for each in targets())
    assert "missed" in said


@pytest.mark.usefixtures("calibrated")
def test_the_file_is_a_parameter_file_with_what_was_learnt(tmp_path: Path):
    path = tmp_path / "p.toml"
    told.calibrate(1, 16, 64, 1, None, path)
    assert load_parameters(path).signals.worth == PINNED[0].value
    assert [each.name for each in tmp_path.iterdir()] == ["p.toml"]


@pytest.mark.usefixtures("calibrated")
def test_a_file_that_is_no_parameter_file_is_left_alone(tmp_path: Path):
    path = tmp_path / "p.toml"
    path.write_text("mine = 1\n", "utf-8")
    with pytest.raises(BowlbyError):
        told.calibrate(1, 16, 64, 1, None, path)
    assert path.read_text("utf-8") == "mine = 1\n"


@pytest.mark.usefixtures("calibrated")
def test_a_folder_that_is_not_there_is_told_at_once(tmp_path: Path):
    with pytest.raises(BowlbyError, match="folder"):
        told.calibrate(1, 16, 64, 1, None, tmp_path / "nowhere" / "p.toml")
