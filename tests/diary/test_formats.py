"""Files and diaries are two sides of the same thing; what cannot be taken is named by line; twice adds nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowlby.diary import formats
from bowlby.diary.records import MOMENT_COLUMNS, Diary, moment_from_fields
from bowlby.errors import BowlbyError
from diary.outcome import is_readable, outcome
from diary.strategies import diaries, sorted_diary

AT = "2026-03-01T18:30:00+01:00"
ROW = {"id": "m1", "at": AT, "trigger": "no-reply", "alarm_before": "6", "signal": "reach", "answer": "pending"}
MOMENT = moment_from_fields(ROW)

anywhere = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def moments_csv(*rows: dict[str, str], columns: tuple[str, ...] = MOMENT_COLUMNS) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def refused(*rows: dict[str, str]) -> list[tuple[int, str]]:
    plan = formats.read_uploaded({"moments.csv": moments_csv(*rows).encode()})
    return [(one.line, one.column) for one in plan.refused]


# --- round trips -----------------------------------------------------------------------------------------


@anywhere
@given(diaries)
def test_a_diary_survives_its_files(tmp_path: Path, diary: Diary):
    paths = formats.write_native(diary, tmp_path / "out", overwrite=True)
    plan = formats.read_native(tmp_path / "out")
    assert [path.name for path in paths] == ["moments.csv", "checkins.csv", "care.csv"]
    assert plan.refused == ()
    assert plan.taken == diary
    assert [m.at.isoformat() for m in plan.taken.moments] == [m.at.isoformat() for m in diary.moments]


@anywhere
@given(diaries)
def test_the_same_records_twice_add_nothing(diary: Diary):
    plan = formats.Plan(source=Path("x"), taken=diary)
    assert formats.plan_import(plan, Diary()) == plan
    again = formats.plan_import(plan, diary)
    assert len(again.taken) == 0
    assert again.already == len(diary)
    assert again.refused == ()


@anywhere
@given(diaries, st.data())
def test_only_what_is_new_is_taken(diary: Diary, data: st.DataObject):
    known = replace(
        diary,
        moments=tuple(m for m in diary.moments if data.draw(st.booleans())),
        checkins=tuple(c for c in diary.checkins if data.draw(st.booleans())),
        care=tuple(c for c in diary.care if data.draw(st.booleans())),
    )
    plan = formats.plan_import(formats.Plan(source=Path("x"), taken=diary), known)
    merged = Diary(
        known.moments + plan.taken.moments, known.checkins + plan.taken.checkins, known.care + plan.taken.care
    )
    assert sorted_diary(merged) == sorted_diary(diary)
    assert plan.already == len(known)


def test_a_known_id_with_other_content_is_refused_with_its_line():
    text = moments_csv(ROW, {**ROW, "id": "m2"}).encode()
    plan = formats.plan_import(
        formats.read_uploaded({"moments.csv": text}), Diary(moments=(replace(MOMENT, id="m2", alarm_before=7.0),))
    )
    assert plan.taken.moments == (MOMENT,)
    assert [(one.file, one.line, one.column) for one in plan.refused] == [("moments.csv", 3, "id")]
    assert plan.already == 0


def test_records_of_another_person_are_refused():
    plan = formats.Plan(source=Path("x"), taken=Diary(moments=(MOMENT,), person="12"))
    assert len(formats.plan_import(plan, Diary(person="12")).taken) == 1
    assert len(formats.plan_import(plan, Diary()).taken) == 1
    with pytest.raises(BowlbyError, match="another person"):
        formats.plan_import(plan, Diary(person="13"))


# --- what is wrong with rows ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("at", "2026-03-01T18:30:00"),
        ("at", "01/03/2026"),
        ("alarm_before", "11"),
        ("alarm_before", "6,5"),
        ("signal", "shout"),
        ("answer", "hug"),
        ("after_at", "2026-03-01T18:00:00+01:00"),
        ("id", ""),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_by_line_and_column(column: str, text: str):
    rows = [{**ROW, "id": "a", "note": "two\nlines"}, {**ROW, "id": "b", column: text}, {**ROW, "id": "c"}]
    assert refused(*rows) == [(4, column)]


def test_an_id_given_twice_is_refused_the_second_time():
    plan = formats.read_uploaded({"moments.csv": moments_csv(ROW, ROW).encode()})
    assert [(one.line, one.column) for one in plan.refused] == [(3, "id")]
    assert "line 2" in plan.refused[0].why
    assert len(plan.taken) == 1


def test_refusals_keep_the_order_of_the_file():
    text = moments_csv({**ROW, "signal": "shout"}).replace("\n", "\nonly,three,cells\n", 1) + "one,two\n"
    plan = formats.read_uploaded({"moments.csv": text.encode()})
    assert [one.line for one in plan.refused] == [2, 3, 4]


@anywhere
@given(st.lists(st.lists(st.text(max_size=12), min_size=13, max_size=14), max_size=4))
def test_any_cells_are_taken_or_refused_never_lost(rows: list[list[str]]):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([MOMENT_COLUMNS, *rows])
    plan, error = outcome(lambda: formats.read_uploaded({"moments.csv": text.getvalue().encode("utf-8", "replace")}))
    if plan is None:
        assert error
        assert is_readable(error)
        return
    blank = sum(not any(cell.strip() for cell in row) and len(row) != 13 for row in rows)
    assert len(plan.taken) + len(plan.refused) == len(rows) - blank


# --- what is wrong with files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("alarm_before", "alarm"), "no column alarm_before; did you mean it by alarm?"),
        (lambda text: text.replace("trigger,", "", 1), "no column trigger"),
        (lambda text: text.replace("note", "note,weather", 1), "nothing is known of a column weather"),
        (lambda text: text.replace(",", ";"), "separated by semicolons"),
        (lambda text: "", "is empty"),
    ],
)
def test_a_file_at_fault_is_refused_as_a_whole(tmp_path: Path, change: Callable[[str], str], words: str):
    path = tmp_path / "moments.csv"
    path.write_text(change(moments_csv(ROW)))
    with pytest.raises(BowlbyError) as caught:
        formats.read_native(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_file_of_another_encoding(tmp_path: Path):
    (tmp_path / "moments.csv").write_bytes(moments_csv({**ROW, "note": "caf\u00e9"}).encode("latin-1"))
    with pytest.raises(BowlbyError, match=r"moments.csv, line 2: the file is not UTF-8"):
        formats.read_native(tmp_path)


def test_a_folder_without_any_of_the_files(tmp_path: Path):
    with pytest.raises(BowlbyError, match=r"none of moments.csv, checkins.csv, care.csv"):
        formats.read_native(tmp_path)
    with pytest.raises(BowlbyError, match="does not exist"):
        formats.read_native(tmp_path / "none.csv")


def test_a_folder_with_some_of_the_files(tmp_path: Path):
    (tmp_path / "checkins.csv").write_text(f"at,alarm,prompted\n{AT},3,1\n")
    (tmp_path / "care.csv").write_text(
        f"at,child_signal,my_answer,minutes,settled,note\n{AT},plea,comfort,10,8,\n{AT},scream,,,,\n"
    )
    plan = formats.read_native(tmp_path)
    assert (len(plan.taken.moments), len(plan.taken.checkins), len(plan.taken.care)) == (0, 1, 1)
    assert plan.taken.checkins[0].prompted
    assert [str(one).split(":")[0] for one in plan.refused] == ["care.csv, line 3, column child_signal"]


def test_a_single_file_is_known_by_its_name(tmp_path: Path):
    (tmp_path / "checkins.csv").write_text(f"at,alarm,prompted,felt_close\n{AT},3,0,\n")
    (tmp_path / "my export.csv").write_text(moments_csv(ROW))
    assert len(formats.read_native(tmp_path / "checkins.csv").taken.checkins) == 1
    assert formats.read_native(tmp_path / "my export.csv").taken.moments == (MOMENT,)


# --- doors -------------------------------------------------------------------------------------------------


def test_reading_people_takes_all_or_nothing(tmp_path: Path):
    path = tmp_path / "moments.csv"
    path.write_text(moments_csv(ROW))
    assert formats.read_people(path) == {"": Diary(moments=(MOMENT,))}
    path.write_text(moments_csv(ROW, {**ROW, "id": "m2", "alarm_before": "11"}))
    with pytest.raises(BowlbyError, match=r"moments.csv, line 3, column alarm_before: is outside 0 to 10"):
        formats.read_people(path)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"form": "excel"}, "no format of this name"),
        ({"form": "bowlby", "columns": "openesm-0001"}, "column map belongs to the openesm format"),
        ({"person": "12"}, "--person chooses from an openESM table"),
        ({"form": "openesm"}, "needs a column map"),
        ({"columns": "openesm-9999"}, "no such column map"),
    ],
)
def test_options_that_do_not_go_together(tmp_path: Path, options: dict[str, str], words: str):
    (tmp_path / "moments.csv").write_text(moments_csv(ROW))
    for read in (formats.read_plan, formats.read_people):
        with pytest.raises(BowlbyError, match=words):
            read(tmp_path / "moments.csv", **options)


def test_handed_over_files_are_read_without_touching_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    files = {"moments.csv": moments_csv(ROW).encode(), "checkins.csv": f"at,alarm,prompted\n{AT},3,1\n".encode()}
    plan = formats.read_uploaded(files)
    assert (len(plan.taken.moments), len(plan.taken.checkins)) == (1, 1)
    table, column_map = (
        b"id\tdate\tworry\n1\t2020-03-16T11:04:45Z\t3\n",
        b"""
        person = "id"
        id = ["id", "date"]
        time = { column = "date" }
        alarm = { columns = ["worry"], scale = [1, 5] }
        """,
    )
    plan = formats.read_uploaded({"../t.tsv": table, "m.toml": column_map}, "openesm")
    assert [moment.alarm_before for moment in plan.taken.moments] == [5.0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("files", "form", "words"),
    [
        ([], "bowlby", "no file was chosen"),
        (["m.toml"], "openesm", "no file was chosen"),
        (["moments.csv", "other.csv"], "bowlby", "same kind of records"),
        (["a.tsv", "b.tsv"], "openesm", "one table at a time"),
        (["a.tsv"], "openesm", "no such column map"),
    ],
)
def test_handed_over_files_that_do_not_go_together(files: list[str], form: str, words: str):
    with pytest.raises(BowlbyError, match=words):
        formats.read_uploaded(dict.fromkeys(files, b"id,at\n"), form)


def test_an_export_does_not_overwrite_unless_told(tmp_path: Path):
    (tmp_path / "care.csv").write_text("mine")
    with pytest.raises(BowlbyError, match=r"care.csv is there already"):
        formats.write_native(Diary(moments=(MOMENT,)), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["care.csv"]
    formats.write_native(Diary(moments=(MOMENT,)), tmp_path, overwrite=True)
    assert formats.read_native(tmp_path).taken.moments == (MOMENT,)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
