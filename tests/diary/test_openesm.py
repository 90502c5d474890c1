"""Tables of many people become diaries through a column map, and a diary's ratings become such a table."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bowlby.diary.openesm import read_openesm, read_openesm_people, write_openesm
from bowlby.diary.plans import Plan
from bowlby.diary.records import Diary
from bowlby.errors import BowlbyError
from diary.strategies import diaries

TABLE, MAP = Path("table.tsv"), Path("map.toml")
COLUMNS = """\
person = "id"
id = ["id", "day", "beep"]
trigger = "event"

[time]
column = "date"

[alarm]
columns = ["worry", "nervous"]
scale = [1, 5]

[states.alone]
columns = ["alone"]
at_least = 3

[states.company]
columns = ["near", "far"]
at_least = 3
"""
HEADER = "id day beep date worry nervous alone near far event spare"
ROWS = [
    "1 1 1 2020-03-16T11:04:45Z 1 1 1 1 1 NA x",
    "1 1 2 2020-03-16T14:30:22Z 5 5 3 3 1 exam x",
    "1 1 3 NA NA NA NA NA NA NA x",
    "1 1 4 2020-03-16T20:16:07+01:00 2 3 5 1 4 NA x",
    "2 1 1 2020-03-16T11:00:00Z 4 4 NA 1 1 NA x",
]
SPREAD = """\
day = "day"
beep = "beep"
day_one = 2000-01-03
first_beep = 10:00:00
minutes_between = 120
zone = "Europe/Amsterdam"
"""


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join(line.replace(" ", "\t") for line in (header, *rows)).encode()


def read(*rows: str, person: str | None = "1", columns: str = COLUMNS, header: str = HEADER) -> Plan:
    return read_openesm(TABLE, MAP, person, {TABLE: table(*rows, header=header), MAP: columns.encode()})


def refused(plan: Plan) -> list[tuple[int, str]]:
    return [(one.line, one.column) for one in plan.refused]


def test_each_answered_beep_becomes_a_moment():
    plan = read(*ROWS)
    first, second, third = plan.taken.moments
    assert (first.id, second.id, third.id) == ("1-1-1", "1-1-2", "1-1-4")
    assert [moment.alarm_before for moment in plan.taken.moments] == [0.0, 10.0, 3.75]
    assert [moment.states for moment in plan.taken.moments] == [(), ("alone", "company"), ("alone", "company")]
    assert [moment.trigger for moment in plan.taken.moments] == ["", "exam", ""]
    assert first.at.isoformat() == "2020-03-16T11:04:45+00:00"
    assert third.at.isoformat() == "2020-03-16T20:16:07+01:00"
    assert (first.answer, first.signal, first.expected_warmth, first.alarm_after) == ("", "", None, None)
    assert (plan.taken.person, plan.missed, plan.people, plan.unused_columns) == ("1", 1, ("1", "2"), ("spare",))
    assert plan.refused == ()


def test_a_beep_with_one_answer_missing_counts_as_missed():
    plan = read(*ROWS, person="2")
    assert (len(plan.taken), plan.missed) == (0, 1)


def test_a_person_must_be_named_among_many_only():
    with pytest.raises(BowlbyError, match=r"table.tsv holds 2 people; choose one with --person, such as 1"):
        read(*ROWS, person=None)
    with pytest.raises(BowlbyError, match="holds nobody with this id"):
        read(*ROWS, person="3")
    assert len(read(*ROWS[:2], person=None).taken) == 2


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("1 1 5 2020-03-16T11:00:00Z 6 1 1 1 1 NA x", "worry"),
        ("1 1 5 2020-03-16T11:00:00Z 1 much 1 1 1 NA x", "nervous"),
        ("1 1 5 2020-03-16T11:00:00Z 1 1 inf 1 1 NA x", "alone"),
        ("1 1 5 2020-03-16T11:00:00 1 1 1 1 1 NA x", "date"),
        ("1 1 5 soon 1 1 1 1 1 NA x", "date"),
        ("1 1 5 NA 1 1 1 1 1 NA x", "date"),
        ("1 1 NA 2020-03-16T11:00:00Z 1 1 1 1 1 NA x", "beep"),
        ("1 1 1 2020-03-16T12:00:00Z 1 1 1 1 1 NA x", "id, day, beep"),
        ("1 1 5 2020-03-16T11:00:00Z", ""),
    ],
)
def test_a_row_that_does_not_fit_is_refused_by_line_and_column(row: str, column: str):
    plan = read(*ROWS, row)
    assert refused(plan) == [(7, column)]
    assert len(plan.taken) == 3


def test_rows_of_other_people_do_not_matter():
    assert read(*ROWS, "2 1 5 soon 9 1 1 1 1 NA x").refused == ()
    with pytest.raises(BowlbyError, match=r"table.tsv, line 7, column date"):
        people(*ROWS, "2 1 5 soon 9 1 1 1 1 NA x")


def people(*rows: str) -> dict[str, Diary]:
    from bowlby.diary import openesm

    contents = {TABLE: table(*rows), MAP: COLUMNS.encode()}
    sheet, columns = openesm._sheet_and_map(TABLE, MAP, contents)
    return openesm._diaries(sheet, columns)


def test_all_people_at_once():
    assert {person: len(diary) for person, diary in people(*ROWS).items()} == {"1": 3, "2": 0}


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (HEADER.replace("worry", "wory"), "no column worry, which the column map names; did you mean wory?"),
        (HEADER.replace("worry", "x"), "no column worry, which the column map names; change the map"),
    ],
)
def test_a_column_that_the_map_names_must_be_there(header: str, words: str):
    with pytest.raises(BowlbyError) as caught:
        read(*ROWS, header=header)
    assert f"table.tsv, line 1: there is {words}" in str(caught.value)


def test_commas_separate_as_well_as_tabs_but_semicolons_do_not():
    commas = {TABLE: table(*ROWS).replace(b"\t", b","), MAP: COLUMNS.encode()}
    assert read_openesm(TABLE, MAP, "1", commas).taken == read(*ROWS).taken
    with pytest.raises(BowlbyError, match="separated by semicolons; save it with tabs or commas"):
        read_openesm(TABLE, MAP, "1", {**commas, TABLE: table(*ROWS).replace(b"\t", b";")})


# --- times -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "written"),
    [
        ("28.03.2020", "2020-03-28T02:30:00+01:00"),
        ("30.03.2020", "2020-03-30T02:30:00+02:00"),
        ("25.10.2020", "2020-10-25T02:30:00+02:00"),
        ("29.03.2020", None),
    ],
)
def test_local_times_get_the_offset_of_their_zone_and_day(local: str, written: str | None):
    rule = 'column = "date"\nformat = "%d.%m.%Y"\nzone = "Europe/Amsterdam"'
    rule = rule.replace("%Y", "%Y_%H:%M")
    plan = read(f"1 1 1 {local}_02:30 1 1 1 1 1 NA x", columns=COLUMNS.replace('column = "date"', rule))
    if written is None:
        assert refused(plan) == [(2, "date")]
        assert "clocks were put forward" in plan.refused[0].why
    else:
        assert [moment.at.isoformat() for moment in plan.taken.moments] == [written]


def test_beeps_without_times_are_spread_over_the_day_and_it_says_so():
    columns = COLUMNS.replace('column = "date"', SPREAD)
    plan = read("1 1 1 NA 1 1 1 1 1 NA x", "1 14 7 NA 1 1 1 1 1 NA x", columns=columns)
    written = [moment.at.isoformat() for moment in plan.taken.moments]
    assert written == ["2000-01-03T10:00:00+01:00", "2000-01-16T22:00:00+01:00"]
    assert plan.times_made_up
    assert not read(*ROWS).times_made_up


@pytest.mark.parametrize(
    ("day", "beep", "column"),
    [
        ("0", "1", "day"),
        ("1.5", "1", "day"),
        ("x", "1", "day"),
        ("1", "8", "beep"),
        ("999999", "1", None),
        ("9999999", "1", "day"),
    ],
)
def test_counts_that_make_no_time_are_refused(day: str, beep: str, column: str | None):
    plan = read(f"1 {day} {beep} NA 1 1 1 1 1 NA x", columns=COLUMNS.replace('column = "date"', SPREAD))
    assert refused(plan) == ([(2, column)] if column else [])


# --- writing -----------------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(diaries)
def test_an_export_is_read_back_with_its_own_map(tmp_path: Path, diary: Diary):
    paths = write_openesm(diary, tmp_path / "out.tsv", overwrite=True)
    assert paths == [tmp_path / "out.tsv", tmp_path / "out.toml"]
    plan = read_openesm(paths[0], paths[1])
    rated = [(m.at, m.alarm_before, m.states) for m in diary.moments if m.alarm_before is not None]
    rated += [(c.at, c.alarm, ()) for c in diary.checkins if c.alarm is not None]
    got = [(m.at, m.alarm_before, frozenset(m.states)) for m in plan.taken.moments]
    assert plan.refused == ()
    assert sorted(got, key=repr) == sorted(((a, r, frozenset(s)) for a, r, s in rated), key=repr)
    assert len(plan.taken) + plan.missed == len(diary.moments) + len(diary.checkins)


def test_an_export_holds_no_notes_and_no_names(tmp_path: Path):
    from bowlby.diary.records import moment_from_fields

    fields = {"id": "m1", "at": "2026-03-01T18:30:00+01:00", "figure": "Robin", "note": "a secret", "alarm_before": "6"}
    path, column_map = write_openesm(Diary(moments=(moment_from_fields(fields),)), tmp_path / "out.tsv")
    assert "Robin" not in path.read_text() + column_map.read_text()
    assert "secret" not in path.read_text()


def test_an_export_does_not_overwrite_unless_told(tmp_path: Path):
    (tmp_path / "out.toml").write_text("mine")
    with pytest.raises(BowlbyError, match=r"out.toml is there already"):
        write_openesm(Diary(), tmp_path / "out.tsv")
    assert [path.name for path in tmp_path.iterdir()] == ["out.toml"]
    for wrong in (tmp_path, tmp_path / "x.toml"):
        with pytest.raises(BowlbyError, match="a file of its own"):
            write_openesm(Diary(), wrong)


# --- the real data -----------------------------------------------------------------------------------------


def test_the_students_of_march_2020(data_folder: Path):
    from bowlby.diary.column_map import column_map_path

    path = data_folder / "openesm" / "0001_fried_ts.tsv"
    diaries = read_openesm_people(path, column_map_path("openesm-0001"))
    assert len(diaries) == 79
    assert sum(map(len, diaries.values())) == 3942
    plan = read_openesm(path, column_map_path("openesm-0001"), "1")
    assert (len(plan.taken), plan.missed, plan.refused) == (19, 37, ())
    assert plan.taken.moments[0].at.isoformat() == "2020-03-16T11:04:45+00:00"
    assert (plan.taken.moments[0].alarm_before, plan.taken.moments[0].states) == (1.25, ("social-contact",))


def test_the_people_without_clock_times(data_folder: Path):
    from bowlby.diary.column_map import column_map_path

    path = data_folder / "openesm" / "0012_dejonckheere_ts.tsv"
    diaries = read_openesm_people(path, column_map_path("openesm-0012"))
    assert len(diaries) == 100
    assert sum(map(len, diaries.values())) == 8702
    assert {m.at.hour for diary in diaries.values() for m in diary.moments} == {10, 12, 14, 16, 18, 20, 22}
