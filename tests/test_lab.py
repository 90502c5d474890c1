"""Runs of the lab: rows that depend on nothing but seed and number, files that are whole, the command's contract."""

from __future__ import annotations

import json
import math
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bowlby import cli, lab
from bowlby.errors import BowlbyError
from bowlby.lab_files import unfinished
from bowlby.measures.strange_situation import CLASSES, RATED, Dimensions, Scales
from bowlby.model.alarm import Temperament
from bowlby.names import CARE, SIGNALS
from bowlby.parameters import load_parameters
from bowlby.worlds.trajectory import Trajectory

BLOCK = 32
KEYS = {"dyads", "seed", "seconds", "shares", "shares3", "sensitivity_r", "scales", "care", "agreement"}
SHORT = load_parameters()._replace(home=load_parameters().home._replace(months=1.0))
"""A month at home teaches enough for what is tested here."""


def run(dyads: int, seed: int = 1, care: dict[str, float] | None = None, block: int = BLOCK, **files: Any) -> lab.Run:
    return lab.run_strange_situation(dyads, seed, care, parameters=SHORT, block=block, **files)


@cache
def summary() -> dict[str, Any]:
    return run(70).summary


def rows(path: Path) -> dict[str, list[Any]]:
    return pq.read_table(path).to_pydict()


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run the command line in this process, with the small blocks and the short year of these tests."""
    monkeypatch.setattr(lab, "BLOCK", BLOCK)
    monkeypatch.setattr(lab, "load_parameters", lambda: SHORT)
    monkeypatch.setenv("COLUMNS", "200")

    def ran(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["bowlby", "strange-situation", *words])
        with pytest.raises(SystemExit) as leaving:
            cli.main()
        said = capsys.readouterr()
        return int(leaving.value.code or 0), said.out, said.err

    return ran


# --- rows ------------------------------------------------------------------------------------------------


def test_rows_are_the_same_whatever_the_batch_and_the_number(tmp_path: Path):
    run(70, out=tmp_path / "many.parquet")
    run(40, out=tmp_path / "few.parquet")
    run(40, out=tmp_path / "other.parquet", block=24)
    many, few, other = (rows(tmp_path / f"{name}.parquet") for name in ("many", "few", "other"))
    assert few == {name: values[:40] for name, values in many.items()}
    assert other == few


def test_the_same_seed_gives_the_same_rows_and_another_seed_others(tmp_path: Path):
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        run(BLOCK, seed, out=tmp_path / name)
    assert rows(tmp_path / "one") == rows(tmp_path / "again")
    assert not set(rows(tmp_path / "one")["sensitivity"]) & set(rows(tmp_path / "other")["sensitivity"])


def test_fixed_care_is_in_every_row_and_leaves_the_infants_as_they_are(tmp_path: Path):
    run(BLOCK, out=tmp_path / "drawn")
    run(BLOCK, care={"fright": 0.4}, out=tmp_path / "fixed")
    drawn, fixed = rows(tmp_path / "drawn"), rows(tmp_path / "fixed")
    assert set(fixed["fright"]) == {float(np.float32(0.4))}
    for name in (*Temperament._fields, *(part for part in CARE if part != "fright")):
        assert fixed[name] == drawn[name]
    assert np.mean(fixed["disorganisation"]) > np.mean(drawn["disorganisation"]) + 1


def test_a_row_holds_care_temperament_scales_class_and_expectations(tmp_path: Path):
    run(40, out=tmp_path / "rows.parquet")
    found = rows(tmp_path / "rows.parquet")
    expected = [f"expected_{what}_{signal}" for signal in SIGNALS for what in ("comfort", "rebuff")]

    def per_reunion(names: tuple[str, ...]) -> list[str]:
        both = ("proximity", "contact", "resistance", "avoidance", "distance_interaction", "crying")
        return [key for name in names for key in ((f"{name}_1", f"{name}_2") if name in both else (name,))]

    assert list(found) == [
        "dyad",
        *CARE,
        *Temperament._fields,
        "observed_sensitivity",
        *per_reunion(Scales._fields),
        *Dimensions._fields,
        "class",
        "class3",
        *expected,
        "expected_loss",
        "expected_fright",
        *(f"second_coder_{name}" for name in per_reunion(RATED)),
        "second_coder_class",
    ]
    assert found["dyad"] == list(range(40))
    assert set(found["class"]) <= set(CLASSES)
    assert set(found["class3"]) <= set(CLASSES[:3])
    assert all(math.isfinite(value) for name in found if "class" not in name for value in found[name])
    assert all(one == three or one == "D" for one, three in zip(found["class"], found["class3"], strict=True))


# --- summary ---------------------------------------------------------------------------------------------


def test_the_summary_is_what_the_rows_say(tmp_path: Path):
    run(70, out=tmp_path / "rows.parquet")
    found = {name: np.array(values) for name, values in rows(tmp_path / "rows.parquet").items()}
    for letter in CLASSES:
        members = found["class"] == letter
        assert summary()["shares"][letter] == pytest.approx(members.mean())
        if members.any():
            assert summary()["care"][letter]["rebuff"] == pytest.approx(found["rebuff"][members].mean())
            both = (found["contact_1"] + found["contact_2"])[members] / 2
            assert summary()["scales"][letter]["contact"] == pytest.approx(both.mean())
    for word, letter in (("secure", "B"), ("disorganized", "D")):
        by_hand = np.corrcoef(found["observed_sensitivity"], found["class"] == letter)[0, 1]
        assert summary()["sensitivity_r"][word] == pytest.approx(by_hand, rel=1e-4)


def test_the_summary_has_the_keys_of_the_contract():
    assert set(summary()) == KEYS
    assert (summary()["dyads"], summary()["seed"]) == (70, 1)
    assert list(summary()["shares"]) == list(CLASSES)
    assert list(summary()["shares3"]) == list(CLASSES[:3])
    assert sum(summary()["shares"].values()) == pytest.approx(1)
    assert sum(summary()["shares3"].values()) == pytest.approx(1)
    assert set(summary()["sensitivity_r"]) == {"secure", "avoidant", "resistant", "disorganized"}
    assert all(set(means) == set(CARE) for means in summary()["care"].values())
    assert all(set(means) == {*Scales._fields, *Dimensions._fields} for means in summary()["scales"].values())


def test_two_coders_agree_as_their_rows_say(tmp_path: Path):
    run(70, out=tmp_path / "rows.parquet")
    found = {name: np.array(values) for name, values in rows(tmp_path / "rows.parquet").items()}
    agreed = summary()["agreement"]
    assert agreed["same_class"] == pytest.approx((found["class"] == found["second_coder_class"]).mean())
    assert 0.5 < agreed["kappa"] <= 1
    assert set(agreed["scales"]) == set(RATED)
    assert (found["resistance_1"] != found["second_coder_resistance_1"]).any()
    assert ((found["second_coder_disorganisation"] >= 1) & (found["second_coder_disorganisation"] <= 9)).all()


def test_what_cannot_be_told_is_null_and_not_nan():
    alone = run(1).summary
    text = json.dumps(alone, allow_nan=False)
    assert set(json.loads(text)["sensitivity_r"].values()) == {None}
    assert sum(means["contact"] is None for means in alone["scales"].values()) == 3


def test_the_first_record_is_one_whole_procedure():
    first = run(3).first
    assert set(first) == set(Trajectory._fields)
    assert list(np.unique(first["episode"])) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len({len(values) for values in first.values()}) == 1


def test_progress_counts_every_dyad():
    steps: list[int] = []
    run(70, progress=steps.append)
    assert steps == [32, 32, 6]


# --- files -----------------------------------------------------------------------------------------------


def test_a_stopped_run_goes_on_where_it_stopped(tmp_path: Path):
    out = tmp_path / "rows.parquet"
    out.write_text("older")
    steps: list[int] = []

    def stop(done: int) -> None:
        steps.append(done)
        if sum(steps) > BLOCK:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(70, out=out, progress=stop)
    assert out.read_text() == "older"
    assert {path.name for path in tmp_path.iterdir()} == {out.name, unfinished(out).name}
    with pytest.raises(BowlbyError, match="keeps part of a run with other seed"):
        run(70, seed=2, out=out)
    steps.clear()
    stopped = run(70, out=out, block=24, progress=steps.append)
    assert steps == [64, 6]
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    whole = run(70, out=tmp_path / "whole.parquet")
    assert rows(out) == rows(tmp_path / "whole.parquet")
    assert stopped.summary["shares"] == whole.summary["shares"]
    assert (stopped.first["infant_x"] == whole.first["infant_x"]).all()


KILLED = """
import sys
from pathlib import Path
from bowlby import lab, lab_files
from bowlby.parameters import load_parameters

lab_files.PART = 2
short = load_parameters()._replace(home=load_parameters().home._replace(months=1.0))

def say(done):
    print(done, flush=True)
    if done and (lab_files.unfinished(Path(sys.argv[1])) / "rows-0000000000.parquet").exists():
        print("kept", flush=True)
        sys.stdin.readline()

lab.run_strange_situation(200, 1, out=Path(sys.argv[1]), parameters=short, block=32, progress=say)
"""
"""A run in a process of its own, which waits to be killed as soon as a part is written."""


def test_a_run_killed_in_the_middle_goes_on_to_the_same_rows(tmp_path: Path):
    out = tmp_path / "rows.parquet"
    command = [sys.executable, "-c", KILLED, str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "kept\n" in iter(process.stdout.readline, "")
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert not out.exists()
    steps: list[int] = []
    run(200, out=out, progress=steps.append)
    assert steps[0] == 64
    run(200, out=tmp_path / "whole.parquet")
    assert rows(out) == rows(tmp_path / "whole.parquet")
    assert {path.name for path in tmp_path.iterdir()} == {out.name, "whole.parquet"}


def test_rows_of_another_machine_are_not_gone_on_with(tmp_path: Path):
    out = tmp_path / "rows.parquet"

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(70, out=out, progress=stop)
    part = unfinished(out) / "rows-0000000000.parquet"
    table = pq.read_table(part).to_pydict()
    table["reactivity"][3] += 1e-6
    pq.write_table(pa.table(table).cast(pq.read_schema(part)), part)
    with pytest.raises(BowlbyError, match="come out otherwise on this machine"):
        run(70, out=out)


def test_a_full_disk_ends_in_one_line_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", full)
    with pytest.raises(BowlbyError, match=r"rows\.parquet cannot be written \(no space left on device\)"):
        run(40, out=tmp_path / "rows.parquet")
    assert list(tmp_path.iterdir()) == []


# --- the command -----------------------------------------------------------------------------------------


def test_the_command_prints_one_json_object_and_nothing_else(command, tmp_path: Path):
    out, picture = tmp_path / "rows.parquet", tmp_path / "room.svg"
    files = ("--out", str(out), "--draw", str(picture))
    code, said, complained = command("--dyads", "40", "--seed", "3", "--care", "rebuff=0.3", "--json", *files)
    assert (code, complained) == (0, "")
    found = json.loads(said)
    assert set(found) == KEYS
    assert found["care"]["B"]["rebuff"] == pytest.approx(0.3)
    assert len(rows(out)["dyad"]) == 40
    assert picture.read_text("utf-8").startswith("<svg")
    assert {path.name for path in tmp_path.iterdir()} == {"rows.parquet", "room.svg"}


def test_the_command_prints_a_table_that_can_be_read(command):
    code, said, complained = command("--dyads", "5", "--seed", "3")
    assert (code, complained) == (0, "")
    for words in ("5 dyads, seed 3", "B secure", "share without D", "proximity_seeking", "preoccupation", "%"):
        assert words in said
    assert "nan" not in said.lower()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--dyads", "0", "--seed", "1"), "--dyads 0 is out of range; give a whole number from 1"),
        (("--dyads", "-5", "--seed", "1"), "--dyads -5 is out of range"),
        (("--dyads", "5", "--seed", "-1"), "--seed -1 is out of range"),
        (("--dyads", "5", "--seed", "1", "--care", "warmth=1"), "'warmth' is not a part of care"),
        (("--dyads", "5", "--seed", "1", "--care", "rebuff=2"), "rebuff=2 is outside its range; give 0 to 1"),
        (("--dyads", "5", "--seed", "1", "--out", "no/such/folder/x.parquet"), "x.parquet cannot be written (no such"),
        (("--dyads", "5", "--seed", "1", "--draw", "no/such/folder/x.svg"), "x.svg cannot be written (no such"),
        (("--dyads", "5", "--seed", "1", "--out", "."), ". is a folder; name a file in it"),
    ],
)
def test_bad_input_ends_in_one_line_and_code_2(command, words: tuple[str, ...], why: str, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, said, complained = command(*words)
    assert (code, said) == (2, "")
    assert complained.startswith("bowlby: ")
    assert why in complained
    assert complained.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
