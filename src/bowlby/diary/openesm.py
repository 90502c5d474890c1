"""The openESM layout: one table of many people, one row a beep, read through a column map (`column_map.py`).

openESM is a public collection of experience-sampling data sets (openesmdata.org); its tables share the columns
`id`, `day` and `beep` and differ in everything else, which is what the map is for.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from statistics import fmean

from bowlby.diary.column_map import (
    ClockTime,
    ColumnMap,
    SpreadTime,
    column_map_path,
    read_column_map,
    shipped_column_map,
    shipped_column_maps,
)
from bowlby.diary.csv_files import Row, Sheet, closest, read_sheet, written
from bowlby.diary.files import write_all
from bowlby.diary.plans import Plan, Refusal, refused_error
from bowlby.diary.records import Checkin, Diary, Moment, RecordError, fields_of, moment_from_fields
from bowlby.errors import BowlbyError

__all__ = [
    "column_map_path",
    "read_column_map",
    "read_openesm",
    "read_openesm_people",
    "shipped_column_map",
    "shipped_column_maps",
    "write_openesm",
]


class _CellError(Exception):
    """A cell that breaks the map's rules."""

    def __init__(self, column: str, why: str) -> None:
        """Name the column and the rule."""
        super().__init__(why)
        self.column, self.why = column, why


def read_openesm(
    path: Path, columns: Path, person: str | None = None, contents: Mapping[Path, bytes] | None = None
) -> Plan:
    """Read one person's rows of a table.

    Args:
        path: TSV or CSV file.
        columns: the column map.
        person: id of the person; may be left out when the table holds one only.
        contents: bytes of files that were handed over; those are not read from disk.

    Raises:
        BowlbyError: a column of the map is missing, the person is not there or not named, the map is faulty, or the
            file is (see `csv_files.read_sheet`).
    """
    sheet, column_map = _sheet_and_map(path, columns, contents or {})
    people = _rows_by_person(sheet, column_map)
    if person is None and len(people) > 1:
        raise BowlbyError(f"{path} holds {len(people)} people; choose one with --person, such as {next(iter(people))}")
    if person is not None and person not in people:
        raise BowlbyError(f"{path} holds nobody with this id; choose one such as {', '.join(list(people)[:3])}")
    chosen = person if person is not None else next(iter(people), "")
    return _plan(sheet, column_map, chosen, people)


def read_openesm_people(path: Path, columns: Path) -> dict[str, Diary]:
    """The diaries of all people in a table, by id, in the order of the file.

    Raises:
        BowlbyError: as `read_openesm`, and when any row is refused.
    """
    return _diaries(*_sheet_and_map(path, columns, {}))


def _diaries(sheet: Sheet, column_map: ColumnMap) -> dict[str, Diary]:
    people = _rows_by_person(sheet, column_map)
    diaries = {}
    for person in people:
        plan = _plan(sheet, column_map, person, people)
        if plan.refused:
            raise refused_error(plan)
        diaries[person] = plan.taken
    return diaries


def write_openesm(diary: Diary, path: Path, *, overwrite: bool = False) -> list[Path]:
    """Write the ratings of a diary as an openESM table, and beside it the column map that reads it back.

    One row for each moment and each check-in, by time. Figures, practices and notes stay out: the layout is for
    passing numbers on. Not encrypted.

    Args:
        diary: the records.
        path: the table (tab-separated); the map has the same name and ends in `.toml`.
        overwrite: whether files of these names may be replaced.

    Returns:
        The paths of table and map.

    Raises:
        BowlbyError: a file is there already, or cannot be written.
    """
    states = sorted({state for moment in diary.moments for state in moment.states})
    header = ("id", "day", "beep", "date", "kind", *_RATINGS, *(f"state {name}" for name in states))
    contents = {
        path: written(header, _export_rows(diary, states), delimiter="\t"),
        path.with_suffix(".toml"): _export_map(states).encode(),
    }
    if path.suffix == ".toml" or path.is_dir():
        raise BowlbyError(f"{path}: the table must be a file of its own; give it a name that ends in .tsv")
    there = [file for file in contents if file.exists()]
    if there and not overwrite:
        raise BowlbyError(f"{there[0]} is there already; name another file, or say --overwrite")
    write_all(contents, replace=overwrite)
    return list(contents)


# --- reading ---------------------------------------------------------------------------------------------


def _sheet_and_map(path: Path, columns: Path, contents: Mapping[Path, bytes]) -> tuple[Sheet, ColumnMap]:
    column_map = read_column_map(columns, contents.get(columns))
    sheet = read_sheet(path, "\t,", contents.get(path))
    for column in column_map.columns:
        if column not in sheet.columns:
            close = closest(column, (name for name in sheet.columns if name not in column_map.columns))
            hint = f"did you mean {close}? Change the map" if close else "change the map, or name another table"
            raise BowlbyError(f"{path}, line 1: there is no column {column}, which the column map names; {hint}")
    return sheet, column_map


def _rows_by_person(sheet: Sheet, column_map: ColumnMap) -> dict[str, list[Row]]:
    people: dict[str, list[Row]] = {}
    for row in sheet.rows:
        people.setdefault(row.cells[column_map.person].strip(), []).append(row)
    return people


def _plan(sheet: Sheet, column_map: ColumnMap, person: str, people: Mapping[str, Sequence[Row]]) -> Plan:
    file, missed = sheet.path.name, 0
    moments: dict[str, Moment] = {}
    lines: dict[str, tuple[str, int]] = {}
    refused = list(sheet.refused)
    for row in people.get(person, ()):
        if _is_missed(row, column_map):
            missed += 1
            continue
        try:
            moment = _moment(row, column_map)
            _check_new(moment, column_map, lines)
        except _CellError as fault:
            refused.append(Refusal(file, row.line, fault.column, fault.why))
            continue
        moments[moment.id], lines[moment.id] = moment, (file, row.line)
    return Plan(
        source=sheet.path,
        taken=Diary(moments=tuple(moments.values()), person=person),
        refused=tuple(sorted(refused, key=lambda refusal: refusal.line)),
        missed=missed,
        people=tuple(people),
        unused_columns=tuple(column for column in sheet.columns if column not in column_map.columns),
        times_made_up=isinstance(column_map.time, SpreadTime),
        lines=lines,
    )


def _is_missed(row: Row, column_map: ColumnMap) -> bool:
    return any(row.cells[column].strip() in column_map.missing for column in column_map.answers)


def _check_new(moment: Moment, column_map: ColumnMap, lines: Mapping[str, tuple[str, int]]) -> None:
    if moment.id in lines:
        names = ", ".join(column_map.id)
        raise _CellError(names, f"name the same beep as line {lines[moment.id][1]}; keep one of the two rows")


def _moment(row: Row, column_map: ColumnMap) -> Moment:
    for column in (column_map.person, *column_map.id):
        if row.cells[column].strip() in column_map.missing:
            raise _CellError(column, "is empty; every row needs one")
    states = (
        state.name
        for state in column_map.states
        if any(_number(row, column) >= state.at_least for column in state.columns)
    )
    trigger = row.cells[column_map.trigger].strip() if column_map.trigger else ""
    fields = {
        "id": "-".join(row.cells[column].strip() for column in column_map.id),
        "at": _time(row, column_map.time).isoformat(),
        "trigger": "" if trigger in column_map.missing else trigger,
        "alarm_before": repr(_alarm(row, column_map)),
        "states": ";".join(states),
    }
    try:
        return moment_from_fields(fields)
    except RecordError as error:
        raise _CellError(error.column, error.rule) from None


def _alarm(row: Row, column_map: ColumnMap) -> float:
    low, high = column_map.scale
    ratings = [_number(row, column) for column in column_map.alarm]
    for column, rating in zip(column_map.alarm, ratings, strict=True):
        if not low <= rating <= high:
            raise _CellError(column, f"is outside {low:g} to {high:g}, the scale in the map; correct one of the two")
    return (fmean(ratings) - low) * (10 / (high - low))


def _number(row: Row, column: str) -> float:
    try:
        number = float(row.cells[column])
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise _CellError(column, "is not a number; correct it, or list it as missing in the map")
    return number


# --- times -----------------------------------------------------------------------------------------------


def _time(row: Row, rule: ClockTime | SpreadTime) -> datetime:
    return _written_time(row, rule) if isinstance(rule, ClockTime) else _spread_time(row, rule)


def _written_time(row: Row, rule: ClockTime) -> datetime:
    text = row.cells[rule.column].strip()
    try:
        moment = datetime.strptime(text, rule.format) if rule.format else datetime.fromisoformat(text)
    except ValueError:
        remedy = "correct it, or set format in the map's [time]"
        raise _CellError(rule.column, f"is not a time that the map can read; {remedy}") from None
    if moment.utcoffset() is not None:
        return moment
    if rule.zone is None:
        raise _CellError(rule.column, "has no offset from UTC; say in the map's [time] which zone it was")
    return _local(moment, rule.zone, rule.column)


def _spread_time(row: Row, rule: SpreadTime) -> datetime:
    day, beep = _count(row, rule.day), _count(row, rule.beep)
    start = datetime.combine(rule.day_one, rule.first_beep)
    try:
        moment = start + timedelta(days=day - 1, minutes=(beep - 1) * rule.minutes_between)
    except OverflowError:
        raise _CellError(rule.day, "is far too large; it counts the days from 1") from None
    if moment.date() != rule.day_one + timedelta(days=day - 1):
        raise _CellError(rule.beep, "falls after midnight; give fewer minutes_between in the map's [time]")
    return _local(moment, rule.zone, rule.day)


def _count(row: Row, column: str) -> int:
    number = _number(row, column)
    if number < 1 or number != int(number) or number > 1e6:
        raise _CellError(column, "is not a count from 1; the map's [time] spreads beeps over a day by it")
    return int(number)


def _local(moment: datetime, zone: tzinfo, column: str) -> datetime:
    """The time with the offset that the zone had, written out; a time skipped when clocks went forward is refused."""
    aware = moment.replace(tzinfo=zone)
    offset = aware.utcoffset() or timedelta()
    fixed = moment.replace(tzinfo=timezone(offset))
    if fixed.astimezone(zone).replace(tzinfo=None) != moment:
        raise _CellError(column, "does not exist in the map's zone, where clocks were put forward; correct it")
    return fixed


# --- writing ---------------------------------------------------------------------------------------------

_RATINGS = ("alarm", "expected_warmth", "signal", "answer", "alarm_after", "trigger")
_ABSENT = "NA"


def _export_rows(diary: Diary, states: Sequence[str]) -> Iterable[list[str]]:
    records = sorted((*diary.moments, *diary.checkins), key=lambda record: record.at)
    first = records[0].at.date() if records else None
    beeps: dict[int, int] = {}
    for record in records:
        assert first is not None
        day = max((record.at.date() - first).days + 1, 1)  # a change of offset may turn the date back by one
        beeps[day] = beeps.get(day, 0) + 1
        kind = "moment" if isinstance(record, Moment) else "check-in"
        here = record.states if isinstance(record, Moment) else ()
        texts = [diary.person or "1", str(day), str(beeps[day]), record.at.isoformat(), kind, *_ratings(record)]
        yield texts + ["1" if state in here else "0" for state in states]


def _ratings(record: Moment | Checkin) -> list[str]:
    fields = fields_of(record)
    fields["alarm"] = fields.get("alarm_before", fields.get("alarm", ""))
    return [fields.get(column) or _ABSENT for column in _RATINGS]


def _export_map(states: Sequence[str]) -> str:
    sections = [f"[states.{_quoted(name)}]\ncolumns = [{_quoted(f'state {name}')}]\nat_least = 1\n" for name in states]
    return "\n".join([_EXPORT_MAP, *sections])


def _quoted(text: str) -> str:
    # JSON's quoting is TOML's, but for one character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


_EXPORT_MAP = """\
title = "Ratings exported by Bowlby"
person = "id"
id = ["id", "day", "beep"]
trigger = "trigger"

[time]
column = "date"

[alarm]
columns = ["alarm"]
scale = [0, 10]
"""
