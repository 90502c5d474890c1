"""Fits of many people: the same on one core and on several, kept as they are done, pooled into the table."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from bowlby.diary.records import Checkin, Diary
from bowlby.errors import BowlbyError
from bowlby.lab_files import unfinished
from bowlby.lab_fit import fit_group, pooled_into, table_rows

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
PEOPLE = {str(n): Diary(checkins=(Checkin(at=AT, alarm=float(n)),), person=str(n)) for n in range(7)}


def made_up(diary: Diary, draws: int, seed: int) -> dict[str, Any]:
    """A result in the shape of a real one, from the diary alone."""
    level = diary.checkins[0].alarm or 0.0
    row = {"name": "no-reply", "count": 9, "enough": True, "effect": level, "low": level - 1, "high": level + 1}
    half_life = {"median": 40.0 + draws, "low": 30.0, "high": 60.0 + seed, "identified": True}
    return {
        "person": diary.person,
        "moments": 30,
        "triggers": [row | {"probability_positive": 0.9}],
        "settles": [],
        "half_life_minutes": half_life,
    }


def broken(diary: Diary, draws: int, seed: int) -> dict[str, Any]:
    if diary.person == "4":
        raise KeyboardInterrupt
    return made_up(diary, draws, seed)


def untouched(diary: Diary, _draws: int, _seed: int) -> dict[str, Any]:
    raise AssertionError(f"{diary.person} was fitted again")


def test_one_core_and_several_give_the_same():
    one, several = (fit_group(PEOPLE, fit=made_up, jobs=jobs) for jobs in (1, 2))
    assert one == several
    assert [result["person"] for result in one] == list(PEOPLE)


def test_the_table_has_a_row_for_each_thing_of_each_person(tmp_path: Path):
    out = tmp_path / "people.parquet"
    fit_group(PEOPLE, fit=made_up, jobs=1, out=out)
    rows = pq.read_table(out).to_pylist()
    assert [row["kind"] for row in rows[:3]] == ["triggers", "half-life", "person"]
    assert len(rows) == 3 * len(PEOPLE)
    assert [path.name for path in tmp_path.iterdir()] == ["people.parquet"]
    assert table_rows(made_up(PEOPLE["2"], 0, 0))[0]["effect"] == 2.0


def test_a_stopped_run_goes_on_behind_the_last_person_kept(tmp_path: Path):
    out, told = tmp_path / "people.parquet", []
    with pytest.raises(KeyboardInterrupt):
        fit_group(PEOPLE, fit=broken, jobs=1, out=out)
    assert unfinished(out).is_dir()
    assert not out.exists()
    fitted: list[str] = []

    def watched(diary: Diary, draws: int, seed: int) -> dict[str, Any]:
        fitted.append(diary.person)
        return made_up(diary, draws, seed)

    found = fit_group(PEOPLE, fit=watched, jobs=1, out=out, progress=told.append)
    assert fitted == ["4", "5", "6"]
    assert found == fit_group(PEOPLE, fit=made_up, jobs=1)
    assert told == [4, 1, 1, 1]
    assert not unfinished(out).exists()


@pytest.mark.parametrize("change", [{"draws": 5}, {"seed": 3}, {"people": {"0": PEOPLE["1"]}}])
def test_part_of_another_run_is_not_gone_on_with(tmp_path: Path, change: dict[str, Any]):
    out = tmp_path / "people.parquet"
    with pytest.raises(KeyboardInterrupt):
        fit_group(PEOPLE, fit=broken, jobs=1, out=out)
    people = change.pop("people", PEOPLE)
    with pytest.raises(BowlbyError, match="other"):
        fit_group(people, fit=untouched, jobs=1, out=out, **change)


def test_each_ones_effect_in_the_light_of_all_stands_beside_their_own(tmp_path: Path):
    out = tmp_path / "people.parquet"
    results = fit_group(PEOPLE, fit=made_up, jobs=1, out=out)
    (pooled,) = pooled_into(out, results)
    rows = [row for row in pq.read_table(out).to_pylist() if row["kind"] == "triggers"]
    assert pooled["people"] == len(PEOPLE)
    assert all(row["pooled_low"] < row["pooled_effect"] < row["pooled_high"] for row in rows)
    assert rows[0]["pooled_effect"] > rows[0]["effect"]  # the lowest is pulled up
    assert rows[-1]["pooled_effect"] < rows[-1]["effect"]


def test_a_folder_that_is_not_there_ends_in_one_line(tmp_path: Path):
    with pytest.raises(BowlbyError, match="cannot be written"):
        fit_group(PEOPLE, fit=untouched, jobs=1, out=tmp_path / "nowhere" / "people.parquet")
