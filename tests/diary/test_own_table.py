"""A person's own table: times of any usual form, scales, lists; what cannot be taken is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.diary.formats import plan_import
from bowlby.diary.own_columns import OwnColumns
from bowlby.diary.own_table import items_of, open_sheet, people_in, read_own
from bowlby.diary.plans import Plan
from bowlby.diary.records import Checkin, Diary
from bowlby.errors import BowlbyError
from diary.outcome import is_readable, outcome
from diary.strategies import CANARY

BERLIN = OwnColumns(at=("When",), alarm="Stress", scale=(1, 5), zone="Europe/Berlin", fields={"note": ("Text",)})
HERE = Path("mine.csv")


def read(text: str, columns: OwnColumns = BERLIN, person: str | None = None) -> Plan:
    return read_own(HERE, columns, person, text.encode())


def test_rows_become_moments_with_the_alarm_on_its_scale():
    plan = read("When;Stress;Text;Colour\n2026-03-01 18:30;3;a note;red\n2026-07-01 18:30;5;;\n")
    first, second = plan.taken.moments
    assert (first.id, first.at.isoformat()) == ("row-2026-03-01T18:30:00", "2026-03-01T18:30:00+01:00")
    assert (first.alarm_before, first.note, first.answer) == (5.0, "a note", "")
    assert (second.alarm_before, second.at.utcoffset()) == (10.0, second.at.utcoffset())
    assert plan.unused_columns == ("Colour",)
    assert not plan.times_made_up


def test_calm_at_the_high_end_and_check_ins():
    columns = replace(BERLIN, calm_high=True, kind="checkins", fields={})
    assert read("When,Stress\n2026-03-01T18:30,5\n", columns).taken.checkins[0].alarm == 0.0
    assert isinstance(read('When,Stress\n2026-03-01T18:30,"2,5"\n', columns).taken.checkins[0], Checkin)


@pytest.mark.parametrize(
    ("text", "order", "wanted"),
    [
        ("2026-03-01 18:30", "", "2026-03-01T18:30:00+01:00"),
        ("2026-03-01T18:30:05.123", "", "2026-03-01T18:30:05+01:00"),
        ("2026/3/1 6:30 PM", "", "2026-03-01T18:30:00+01:00"),
        ("2026-03-01 12:05 a.m.", "", "2026-03-01T00:05:00+01:00"),
        ("2026-03-01 12:05\u202fpm", "", "2026-03-01T12:05:00+01:00"),
        ("2026-07-01T16:30Z", "", "2026-07-01T16:30:00+00:00"),
        ("2026-07-01 16:30 -0330", "", "2026-07-01T16:30:00-03:30"),
        ("1.3.2026 18.30", "", "2026-03-01T18:30:00+01:00"),
        ("31/03/2026, 18:30", "", "2026-03-31T18:30:00+02:00"),
        ("01/03/2026 18:30", "dmy", "2026-03-01T18:30:00+01:00"),
        ("03/01/2026 18:30", "mdy", "2026-03-01T18:30:00+01:00"),
        ("2026-03-01", "", "2026-03-01T12:00:00+01:00"),
        ("1772389800", "clock-seconds", "2026-03-01T18:30:00+01:00"),
    ],
)
def test_times_as_people_and_programs_write_them(text: str, order: str, wanted: str):
    plan = read(f'When,Stress,Text\n"{text}",3,\n', replace(BERLIN, order=order))
    assert plan.refused == ()
    assert plan.taken.moments[0].at.isoformat() == wanted
    assert plan.times_made_up == (text == "2026-03-01")


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("03/01/2026 18:30,3,", "When", "which is the day"),
        ("2026-02-30 18:30,3,", "When", "no day or time that exists"),
        ("2026-03-01 25:30,3,", "When", "no day or time that exists"),
        ("2026-03-01 13:30 pm,3,", "When", "no day or time that exists"),
        ("1/3/26 18:30,3,", "When", "four digits"),
        ("yesterday,3,", "When", "not a time"),
        (",3,", "When", "not a time"),
        ("2026-03-29 02:30,3,", "When", "clocks were put forward"),
        ("2026-03-01 18:30,6,", "Stress", "outside 1 to 5"),
        ("2026-03-01 18:30,nan,", "Stress", "outside 1 to 5"),
        ("2026-03-01 18:30,much,", "Stress", "not a number"),
        ("2026-03-01 18:30,3,,too many", "", "has 4 cells"),
    ],
)
def test_what_cannot_be_taken_is_named_and_never_repeated(row: str, column: str, words: str):
    plan = read(f"When,Stress,Text\n{row}\n")
    (refusal,) = plan.refused
    assert (refusal.line, refusal.column) == (2, column)
    assert words in refusal.why
    assert len(plan.taken) == 0


def test_rows_without_a_rating_are_counted_and_short_rows_filled_up():
    plan = read("When,Stress,Text\n2026-03-01 18:30,,x\n2026-03-01 18:31,3\n2026-03-01 18:32\n")
    assert (plan.missed, len(plan.taken), plan.refused) == (2, 1, ())


def test_the_same_table_twice_adds_nothing_and_a_longer_one_only_what_is_new():
    rows = ["2026-03-01 18:30,3,a", "2026-03-01 18:30,4,b", "2026-03-02 18:30,1,"]
    text = "\n".join(("When,Stress,Text", *rows, ""))
    first = read(text).taken
    assert len({moment.id for moment in first.moments}) == 3
    again = plan_import(read(text), first)
    assert (len(again.taken), again.already, again.refused) == (0, 3, ())
    more = plan_import(read(text + "2026-03-03 18:30,1,\n"), first)
    assert len(more.taken) == 1
    checkins = replace(BERLIN, kind="checkins", fields={})
    twice = read(text, checkins)
    assert len(plan_import(twice, twice.taken).taken) == 0


def test_people_and_ids_of_the_tables_own():
    columns = replace(BERLIN, person="who", id=("who", "n"), fields={})
    text = "who,n,When,Stress\na,1,2026-03-01 18:30,3\nb,1,2026-03-01 18:30,4\na,1,2026-03-02 18:30,4\n"
    with pytest.raises(BowlbyError, match="holds 2 people"):
        read(text, columns)
    with pytest.raises(BowlbyError, match="nobody with this id"):
        read(text, columns, "c")
    plan = read(text, columns, "a")
    assert (plan.people, plan.taken.person) == (("a", "b"), "a")
    assert [moment.id for moment in plan.taken.moments] == ["row-a-1"]
    assert "same row as line 2" in plan.refused[0].why


def test_a_column_that_is_not_there_is_said():
    with pytest.raises(BowlbyError, match="did you mean Stres"):
        read("When,Stres,Text\n2026-03-01 18:30,3,\n")
    assert people_in(open_sheet(HERE, b"a\n1\n"), BERLIN) == ()


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("", []),
        ("NA", []),
        ("work | a walk |  ", ["work", "a walk"]),
        ('"Alone"', ["Alone"]),
        ('"Worked, studied","Rested"', ["Worked, studied", "Rested"]),
        ('[["a"],"b"]', ["a", "b"]),
        ("a; b,c", ["a", "b,c"]),
        ("1,2", ["1", "2"]),
        ('"broken', ['"broken']),
    ],
)
def test_lists_inside_a_cell(cell: str, items: list[str]):
    assert items_of(cell) == items


ROLES = OwnColumns(
    at=("When",),
    activities="Tags",
    roles={"walk": "practice:breathing", "call": "trigger:no-reply", "row": "trigger", "noise": ""},
    zone="UTC",
)


def test_things_of_a_list_become_what_they_were_said_to_be():
    plan = read("When,Tags\n2026-03-01 18:30,Walk | work | call | row | noise | work\n", ROLES)
    (moment,) = plan.taken.moments
    assert (moment.practices, moment.states, moment.trigger) == (("breathing",), ("work",), "no-reply")
    assert plan.left_out == {"row": 1, "noise": 1}


# --- anything at all ---------------------------------------------------------------------------------------------


@given(st.binary(max_size=300))
def test_any_bytes_give_a_plan_or_one_line(raw: bytes):
    plan, error = outcome(lambda: read_own(HERE, BERLIN, None, b"When,Stress,Text\n" + raw))
    assert is_readable(error) if error else plan is not None


CELLS = st.sampled_from(
    [
        "2026-03-01 18:30",
        "31.12.2026 5:00 pm",
        "9999-12-31 23:59",
        "0001-01-01",
        "3",
        "5",
        "-1",
        "1e400",
        '"x"',
        "|",
        "",
    ]
) | st.text(st.characters(exclude_characters='"\r\n,;\t', exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8), st.sampled_from(["", "dmy", "mdy", "clock-seconds"]))
def test_mangled_tables_give_a_plan_that_says_what_it_leaves(rows: list[list[str]], order: str):
    text = "\n".join(("When,Stress,Text", *(",".join(cell.replace('"', '""') for cell in row) for row in rows)))
    plan, error = outcome(lambda: read(text, replace(BERLIN, order=order)))
    if error:
        assert is_readable(error)
        return
    assert plan is not None
    for refusal in plan.refused:
        assert str(refusal).isprintable()
    filled = sum(1 for row in rows if any(cell.strip() for cell in row))
    assert len(plan.taken) + len(plan.refused) + plan.missed <= max(filled, len(rows))
    assert plan_import(plan, Diary(moments=plan.taken.moments)).taken.moments == ()


def test_no_message_repeats_a_cell():
    plan = read(f"When,Stress,Text\n{CANARY},3,\n2026-03-01 18:30,{CANARY},\n")
    assert len(plan.refused) == 2
    assert all(CANARY not in str(refusal) for refusal in plan.refused)
