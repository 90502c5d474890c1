"""The command `fit` as it is typed: made-up records and real ones, as JSON and in words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bowlby import terminal_fit
from bowlby.cli import app
from bowlby.companion.demo import SHIPPED
from bowlby.diary.formats import write_native
from bowlby.diary.records import Diary
from bowlby.errors import BowlbyError
from bowlby.inference import fit
from inference.diaries import kept_diary, moment

RECORDS = kept_diary(1, ("cool",) * 8 + ("late",) * 7)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A native diary on disk."""
    place = tmp_path_factory.mktemp("records") / "diary"
    write_native(RECORDS, place)
    return place


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up openESM table of two people with a few beeps each, with the columns that the shipped map reads."""
    lines = ["id day beep date worry nervous alone social_offline social_online"]
    for person in (4, 7):
        for beep in range(1, 5):
            lines.append(f"{person} 1 {beep} 2020-03-16T{8 + 3 * beep:02}:00:00Z {beep} {person - 3} 3 1 1")
    file = tmp_path_factory.mktemp("table") / "table.tsv"
    file.write_text("\n".join(line.replace(" ", "\t") for line in lines) + "\n", encoding="utf-8")
    return file


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["fit", *map(str, words)])


def in_json(*words: object) -> Any:
    """What `fit --json` prints, which is nothing but one JSON value without NaN."""
    answer = run(*words, "--json")
    assert answer.exit_code == 0, answer.exception
    assert answer.stderr == ""

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    return json.loads(answer.stdout, parse_constant=refuse)


def in_words(*words: object) -> str:
    answer = run(*words)
    assert answer.exit_code == 0, answer.exception
    return answer.stdout


def mistake(*words: object) -> str:
    """The one line that a wrong call ends with; `main` prints it and leaves with code 2."""
    answer = run(*words)
    assert isinstance(answer.exception, BowlbyError)
    assert answer.stdout == ""
    assert "\n" not in str(answer.exception)
    return str(answer.exception)


# --- JSON ------------------------------------------------------------------------------------------------


def test_a_native_folder_gives_one_object(folder: Path):
    result = in_json(folder)
    assert (result["person"], result["moments"], result["checkins"], result["method"]) == ("", 44, 24, "laplace")
    by_name = {row["name"]: row for row in result["triggers"]}
    assert by_name["cool"]["enough"]
    assert (by_name["late"]["enough"], by_name["late"]["needed"], by_name["late"]["effect"]) == (False, 1, None)


def test_moments_alone_are_enough_of_a_diary(folder: Path):
    result = in_json(folder / "moments.csv")
    assert (result["moments"], result["checkins"]) == (44, 0)


def test_a_table_of_many_gives_a_list_and_of_one_person_an_object(table: Path):
    both = in_json(table, "--columns", "openesm-0001")
    assert [(one["person"], one["moments"]) for one in both] == [("4", 4), ("7", 4)]
    one = in_json(table, "--columns", "openesm-0001", "--person", "7")
    assert (one["person"], one["moments"]) == ("7", 4)


def test_the_seed_changes_nothing_in_the_first_answer(table: Path):
    words = (table, "--columns", "openesm-0001", "--person", "4")
    first, second = (in_json(*words, "--seed", seed, "--draws", 0) for seed in (1, 2))
    assert {**first, "seconds": 0} == {**second, "seconds": 0}


# --- words -----------------------------------------------------------------------------------------------


def test_words_name_what_was_found_and_what_is_missing(folder: Path):
    text = in_words(folder)
    assert "44 moments, 24 check-ins." in text
    assert "Usual alarm:" in text
    assert "Half of a rise is gone after:" in text
    assert "56 more later ratings of the alarm needed" in text
    assert "to settle" in text
    assert "needs 1 more" in text
    assert "alone (while it lasts)" in text
    assert "associations, not causes" in text
    cool = next(line for line in text.splitlines() if line.lstrip().startswith("cool"))
    assert "+" in cool


def test_every_number_says_how_many_more_would_settle_it():
    text = in_words(SHIPPED)
    for start in ("Usual alarm:", "Half of a rise", "A warm answer was expected"):
        (line,) = (line for line in text.splitlines() if line.startswith(start))
        assert "to settle: " in line
    for title in ("What tends to come before", "How often warmth came, by", "What each signal", "Month by month"):
        after = text[text.index(title) :].splitlines()[1]
        assert after.rstrip().endswith("to settle")
    assert "Of ten such differences, chance alone makes about one look clear." in text


def test_the_curve_and_the_months_are_in_the_json():
    result = in_json(SHIPPED)
    assert sum(row["count"] for row in result["expectation"]["curve"]) == result["expectation"]["count"]
    assert {"alarm_at_moments", "alarm_at_checkins", "gap"} <= {row["what"] for row in result["change"]}


def test_words_for_a_table_name_each_person(table: Path):
    text = in_words(table, "--columns", "openesm-0001")
    assert text.index("Person 4: 4 moments") < text.index("Person 7: 4 moments")
    assert (
        text.count("Before any trigger can be told: 26 more rated moments and 16 more ratings without a trigger.") == 2
    )
    assert text.count("not in these records (no later ratings of the alarm)") == 2
    assert text.count("What it settles after: not in these records") == 2
    assert text.count("Expected against actual warmth: not in these records.") == 2


def test_the_smallest_diary_is_put_into_words(tmp_path: Path):
    write_native(Diary((moment(1, 0, trigger="late", alarm_before=7.0),)), tmp_path / "diary")
    text = in_words(tmp_path / "diary")
    assert "needs 7 more" in text
    assert "Usual alarm" not in text


def test_a_name_with_brackets_is_shown_as_written(tmp_path: Path):
    """Names are the person's own; the terminal's markup must not swallow them."""
    write_native(Diary((moment(1, 0, trigger="[bold]late[/bold]", alarm_before=7.0),)), tmp_path / "diary")
    assert "[bold]late[/bold]" in in_words(tmp_path / "diary")


# --- mistakes --------------------------------------------------------------------------------------------


def test_draws_below_nought_are_refused(folder: Path):
    answer = run(folder, "--draws", -1)
    assert answer.exit_code == 2
    assert "--draws" in answer.stderr


def test_a_person_who_is_not_there(table: Path):
    assert "holds nobody with this id" in mistake(table, "--columns", "openesm-0001", "--person", 99)


def test_a_person_is_not_asked_of_a_native_diary(folder: Path):
    assert "--person" in mistake(folder, "--person", 4)


def test_a_table_needs_a_map_that_is_there(table: Path):
    assert mistake(table, "--format", "openesm")
    assert mistake(table, "--columns", "no-such-map")


def test_columns_that_the_table_does_not_have_are_named(table: Path, tmp_path: Path):
    narrow = tmp_path / "narrow.tsv"
    narrow.write_text("id\tdate\tworry\n4\t2020-03-16T11:00:00Z\t2\n", encoding="utf-8")
    message = mistake(narrow, "--columns", "openesm-0001")
    assert "narrow.tsv" in message
    assert "nervous" in message


def test_a_row_that_breaks_a_rule_is_named_by_line_and_column(folder: Path, tmp_path: Path):
    broken = tmp_path / "moments.csv"
    lines = (folder / "moments.csv").read_text("utf-8").splitlines()
    before = lines[1].split(",")
    before[4] = "11"
    broken.write_text("\n".join([lines[0], ",".join(before), *lines[2:]]) + "\n", encoding="utf-8")
    message = mistake(broken)
    assert "moments.csv" in message
    assert "2" in message
    assert "alarm_before" in message


# --- real records ----------------------------------------------------------------------------------------


def real(data_folder: Path, person: int) -> Any:
    return in_json(data_folder / "openesm" / "0001_fried_ts.tsv", "--columns", "openesm-0001", "--person", person)


def test_a_real_person_whose_records_carry_an_exposure(data_folder: Path):
    """Four beeps a day for two weeks: being alone can be told, a half-life and what settles cannot."""
    result = real(data_folder, 21)
    alone = next(row for row in result["triggers"] if row["name"] == "alone")
    assert (alone["enough"], alone["lasting"]) == (True, True)
    assert 0 < alone["low"] < alone["effect"] < alone["high"]
    assert result["diagnostics"]["converged"]
    assert result["half_life_minutes"]["identified"] is False
    assert result["half_life_minutes"]["reason"] == "no-ratings-after"
    assert (result["recovery"], result["settles"], result["expectation"]["count"]) == ([], [], 0)


def test_a_real_person_whose_records_carry_too_little(data_folder: Path):
    result = real(data_folder, 1)
    assert result["triggers"] != []
    assert all(row["effect"] is None and not row["enough"] for row in result["triggers"])
    assert result["moments"] + result["needs"]["moments"] == 30
    assert result["half_life_minutes"]["reason"] == "no-ratings-after"


def test_real_records_in_words_say_what_is_not_in_them(data_folder: Path):
    file = data_folder / "openesm" / "0001_fried_ts.tsv"
    text = in_words(file, "--columns", "openesm-0001", "--person", 21)
    assert "Half of a rise is gone after: not in these records (no later ratings of the alarm)." in text
    assert "What it settles after: not in these records" in text
    assert "alone (while it lasts)" in text


# --- pieces ----------------------------------------------------------------------------------------------


def test_one_result_is_an_object_and_several_are_a_list():
    assert json.loads(terminal_fit.as_json([{"a": 1}])) == {"a": 1}
    assert json.loads(terminal_fit.as_json([{"a": 1}, {"a": 2}])) == [{"a": 1}, {"a": 2}]


def test_not_a_number_is_never_printed():
    with pytest.raises(ValueError, match="JSON"):
        terminal_fit.as_json([{"a": float("nan")}])


def test_people_are_fitted_in_their_order():
    people = {"b": Diary(person="b"), "a": Diary(person="a")}
    assert [one["person"] for one in terminal_fit.fit_people(people, 0)] == ["b", "a"]


def test_draws_and_their_seed_reach_the_fit(folder: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[dict[str, Any]] = []

    def fitted(_: Diary, **wishes: Any) -> dict[str, Any]:
        asked.append(wishes)
        wishes["progress"]("drawing", 0.5)
        return {"method": "nuts"}

    monkeypatch.setattr(fit, "fit_diary", fitted)
    assert in_json(folder, "--draws", 40, "--seed", 7) == {"method": "nuts"}
    assert [(wishes["draws"], wishes["seed"]) for wishes in asked] == [(40, 7)]


def test_figures_and_what_tends_to_be_done_are_told_in_words(capsys: pytest.CaptureFixture[str]):
    row = {"count": 12, "without": 30, "effect": 2.0, "low": 1.0, "high": 3.0, "probability_positive": 0.99}
    terminal_fit._by_figure([{"figure": "friend", "answer": "comfort", "enough": True, **row}])
    told = {"signal": "reach", "chance": 61.2, "low": 50.0, "high": 71.0, "count": 44, "enough": True, "needed": 0}
    terminal_fit._turns_to([told])
    terminal_fit._turns_to([told | {"enough": False, "needed": 7}])
    text = capsys.readouterr().out
    assert re.search(r"comfort from friend +12 +\+2\.0 +\+1\.0 to \+3\.0 +99 %", text)
    assert re.search(r"reach +61 % +50 to 71 %", text)
    assert "from 44 moments" in text
    assert "7 more moments with what was done needed" in text
