"""Tables of a person's own, read as `own_columns.py` says: any CSV with a time in it, Daylio's, m-Path's."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bowlby.diary.csv_files import Row, Sheet, closest, read_sheet
from bowlby.diary.own_columns import MISSING, OwnColumns
from bowlby.diary.plans import Plan, Refusal
from bowlby.diary.records import MAX_NAME, Checkin, Diary, Moment, RecordError, checkin_from_fields, moment_from_fields
from bowlby.errors import BowlbyError

SEPARATORS = "\t;,"

_DATE = r"(?P<a>\d{1,4})\s*[-./]\s*(?P<b>\d{1,2})\s*[-./]\s*(?P<c>\d{1,4})"
_CLOCK = (
    r"(?P<hour>\d{1,2})\s*[:.h]\s*(?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:[.,]\d+)?"
    r"\s*(?P<half>[aApP])?\.?\s*(?:[mM]\.?)?"
)
_WHEN = re.compile(rf"{_DATE}(?:[T,\s]+{_CLOCK})?\s*(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?")

_FARTHEST = 15 * 3600


class _CellError(Exception):
    """A cell that breaks a rule."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column, self.why = column, why


def open_sheet(path: Path, content: bytes | None = None) -> Sheet:
    """A table separated by tabs, semicolons or commas; rows that end early are filled up with nothing."""
    return read_sheet(path, SEPARATORS, content, fill_up=True)


def people_in(sheet: Sheet, columns: OwnColumns) -> tuple[str, ...]:
    """Ids of all people in a table, in its order; none where no column says whose row it is."""
    if columns.person not in sheet.columns:
        return ()
    return tuple(dict.fromkeys(row.cells[columns.person].strip() for row in sheet.rows))


def read_own(path: Path, columns: OwnColumns, person: str | None = None, content: bytes | None = None) -> Plan:
    """Read a table of one's own.

    Args:
        path: the file.
        columns: what its columns mean.
        person: whose rows, in a table of many.
        content: the file's bytes where they were handed over; then nothing is read from disk.

    Raises:
        BowlbyError: the file cannot be read, a column is not there, or it is open whose rows are meant. What is wrong
            with single rows stands in the plan's `refused`.
    """
    sheet = open_sheet(path, content)
    _check_columns(sheet, columns)
    people = people_in(sheet, columns)
    if person is None and len(people) > 1:
        raise BowlbyError(f"{path} holds {len(people)} people; choose one with --person, such as {people[0]}")
    if person is not None and person not in people:
        raise BowlbyError(f"{path} holds nobody with this id; leave --person out, or choose one that is in the table")
    chosen = person if person is not None else next(iter(people), "")
    rows = (row for row in sheet.rows if not people or row.cells[columns.person].strip() == chosen)
    reading = _Reading(sheet, columns)
    for row in rows:
        reading.take(row)
    return reading.plan(chosen if len(people) > 1 else "", people)


def _check_columns(sheet: Sheet, columns: OwnColumns) -> None:
    for column in columns.columns:
        if column not in sheet.columns:
            close = closest(column, sheet.columns)
            hint = f"did you mean {close}?" if close else "say again which column is which"
            raise BowlbyError(f"{sheet.path}, line 1: there is no column of the name that was said; {hint}")


@dataclass(slots=True)
class _Reading:
    """One table under way."""

    sheet: Sheet
    columns: OwnColumns
    moments: list[Moment] = field(default_factory=list)
    checkins: list[Checkin] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    lines: dict[str, tuple[str, int]] = field(default_factory=dict)
    missed: int = 0
    without_clock: bool = False
    left_out: Counter[str] = field(default_factory=Counter)
    ids: Counter[str] = field(default_factory=Counter)

    def take(self, row: Row) -> None:
        """Take one row, or note why not."""
        file = self.sheet.path.name
        if self.columns.alarm and _plain(row.cells[self.columns.alarm]) in MISSING:
            self.missed += 1
            return
        try:
            self._record(row, file)
        except _CellError as fault:
            self.refused.append(Refusal(file, row.line, fault.column, fault.why))
        except RecordError as error:
            self.refused.append(Refusal(file, row.line, self._column_of(error.column), error.rule))

    def plan(self, person: str, people: tuple[str, ...]) -> Plan:
        """All of it as a plan."""
        refused = sorted((*self.sheet.refused, *self.refused), key=lambda refusal: refusal.line)
        return Plan(
            source=self.sheet.path,
            taken=Diary(moments=tuple(self.moments), checkins=tuple(self.checkins), person=person),
            refused=tuple(refused),
            missed=self.missed,
            people=people,
            unused_columns=tuple(name for name in self.sheet.columns if name not in self.columns.columns),
            times_made_up=self.without_clock,
            lines=self.lines,
            left_out=dict(self.left_out),
            meanings=self.columns.alarm_words,
        )

    def _record(self, row: Row, file: str) -> None:
        at, has_clock = time_of(row, self.columns)
        fields = {"at": at.isoformat()} | {name: self._field(row, name) for name in self.columns.fields}
        alarm = _alarm(row, self.columns)
        if self.columns.kind == "checkins":
            self.checkins.append(checkin_from_fields(fields | {"alarm": alarm}))
        else:
            identity = self._id(row, at)
            fields |= {"id": identity, "alarm_before": alarm, "answer": fields.get("answer", "")}
            left = self._sort_activities(row, fields)
            moment = moment_from_fields(fields)
            if identity in self.lines:
                raise _CellError("", f"is the same row as line {self.lines[identity][1]}; keep one of the two")
            self.lines[identity] = (file, row.line)
            self.moments.append(moment)
            self.left_out += left
        self.without_clock |= not has_clock

    def _id(self, row: Row, at: datetime) -> str:
        if self.columns.id:
            name = "-".join(_plain(row.cells[column]) for column in self.columns.id)
            return f"{self.columns.prefix}-{name}"[:MAX_NAME]
        name = f"{self.columns.prefix}-{at.replace(tzinfo=None).isoformat()}"
        self.ids[name] += 1
        return name if self.ids[name] == 1 else f"{name}-{self.ids[name]}"

    def _field(self, row: Row, name: str) -> str:
        texts = [row.cells[column] for column in self.columns.fields[name]]
        if name in ("practices", "states"):
            return ";".join(dict.fromkeys(item for text in texts for item in items_of(text)))
        plain = [text if name == "note" else _plain(text) for text in texts]
        if name == "note":
            plain = [_plain(text) if text.startswith('"') else text for text in plain]
        return "\n".join(text for text in plain if text.strip() not in MISSING)

    def _sort_activities(self, row: Row, fields: dict[str, str]) -> Counter[str]:
        left: Counter[str] = Counter()
        if not self.columns.activities:
            return left
        found: dict[str, list[str]] = {"state": [], "practice": [], "trigger": []}
        for item in items_of(row.cells[self.columns.activities]):
            role, _, renamed = self.columns.roles.get(item.lower(), self.columns.role_of_others).partition(":")
            if not role or (role == "trigger" and (found["trigger"] or fields.get("trigger"))):
                left[item] += 1
            else:
                found[role].append(renamed or item)
        for role, name in (("state", "states"), ("practice", "practices")):
            names = [one for one in fields.get(name, "").split(";") if one] + found[role]
            fields[name] = ";".join(dict.fromkeys(names))
        fields["trigger"] = fields.get("trigger", "") or "".join(found["trigger"])
        return left

    def _column_of(self, field_name: str) -> str:
        if field_name in ("alarm", "alarm_before"):
            return self.columns.alarm
        if field_name == "at":
            return self.columns.at[0]
        return next(iter(self.columns.fields.get(field_name, (self.columns.activities,))), "")


def items_of(text: str) -> list[str]:
    """The things a cell lists: m-Path's quoted lists (`"a","b"`), Daylio's (`a | b`), or separated by `;` or `,`."""
    text = text.strip()
    if text in MISSING:
        return []
    if text[:1] in '"[':
        try:
            return [str(one).strip() for one in _flat(json.loads(f"[{text}]")) if str(one).strip()]
        except (ValueError, RecursionError):
            pass
    mark = next((mark for mark in "|;," if mark in text), None)
    parts = text.split(mark) if mark else [text]
    return [part.strip().replace(";", " ") for part in parts if part.strip()]


def _flat(value: object) -> list[object]:
    return [inner for one in value for inner in _flat(one)] if isinstance(value, list) else [value]


def _plain(text: str) -> str:
    """A cell without m-Path's quotation marks."""
    text = text.strip()
    if text[:1] == '"' and text[-1:] == '"' and len(text) > 1:
        try:
            return str(json.loads(text)).strip()
        except ValueError:
            return text[1:-1].strip()
    return text


def _alarm(row: Row, columns: OwnColumns) -> str:
    if not columns.alarm:
        return ""
    text = _plain(row.cells[columns.alarm])
    if columns.alarm_words:
        if text.lower() not in columns.alarm_words:
            raise _CellError(columns.alarm, "holds a word without a number for the alarm; say which it shall be")
        return repr(columns.alarm_words[text.lower()])
    low, high = columns.scale
    try:
        number = float(text.replace(",", ".").replace("_", " "))
    except ValueError:
        raise _CellError(columns.alarm, "is not a number; correct it, or say what each word means") from None
    if not low <= number <= high:
        raise _CellError(columns.alarm, f"is outside {low:g} to {high:g}, the scale said; correct one of the two")
    share = (number - low) / (high - low)
    return repr(round(10 * (1 - share if columns.calm_high else share), 6))


# --- times -----------------------------------------------------------------------------------------------


def time_of(row: Row, columns: OwnColumns) -> tuple[datetime, bool]:
    """When a row was made, and whether it has a clock time (noon is put where there is none)."""
    text = " ".join(_plain(row.cells[column]) for column in columns.at).strip()
    text = re.sub(r"[\u00a0\u202f\u2009]", " ", text)
    if columns.order == "clock-seconds":
        return _from_clock_seconds(text, row, columns), True
    found = _WHEN.fullmatch(text)
    if not found:
        raise _CellError(columns.at[0], "is not a time that can be read; write it like 2026-03-01 18:30")
    try:
        local = datetime(*_date(found, columns), *_clock(found))
    except ValueError:
        raise _CellError(columns.at[0], "is no day or time that exists; correct it") from None
    return _placed(local, found["zone"], row, columns), found["hour"] is not None


def can_be_time(text: str, columns: OwnColumns) -> bool:
    """Whether a cell can be read as a day, or a day with a time."""
    found = _WHEN.fullmatch(_plain(text))
    try:
        return found is not None and bool(datetime(*_date(found, columns), *_clock(found)))
    except (_CellError, ValueError):
        return False


def _date(found: re.Match[str], columns: OwnColumns) -> tuple[int, int, int]:
    a, b, c = (int(found[part]) for part in "abc")
    if len(found["a"]) == 4:
        return a, b, c
    if len(found["c"]) != 4:
        raise _CellError(columns.at[0], "has no year of four digits; write it like 2026-03-01 18:30")
    if columns.order == "mdy":
        return c, a, b
    if columns.order == "dmy" or a > 12 or "." in found[0].split()[0]:
        return c, b, a
    raise _CellError(columns.at[0], "leaves open which is the day and which the month; say the order: dmy or mdy")


def _clock(found: re.Match[str]) -> tuple[int, int, int]:
    if found["hour"] is None:
        return 12, 0, 0
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return hour, int(found["minute"]), int(found["second"] or 0)


def _from_clock_seconds(text: str, row: Row, columns: OwnColumns) -> datetime:
    try:
        seconds = float(text)
        local = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        raise _CellError(columns.at[0], "is not a number of seconds; choose the column with the time") from None
    if seconds <= 0:
        raise _CellError(columns.at[0], "is empty; the row was never begun")
    return _placed(local, None, row, columns)


def _placed(local: datetime, written: str | None, row: Row, columns: OwnColumns) -> datetime:
    """The time with the offset that held where it was made."""
    if written:
        digits = written.replace(":", "")
        offset = 0 if digits in ("Z", "UTC") else int(digits[0] + "1") * (int(digits[1:3]) * 60 + int(digits[3:5]))
        return local.replace(tzinfo=timezone(timedelta(minutes=offset)))
    if columns.offset:
        return local.replace(tzinfo=_offset_in(row, columns.offset))
    zone = _zone(columns.zone) if columns.zone else None
    try:
        aware = local.replace(tzinfo=zone) if zone else local.astimezone()
        offset = aware.utcoffset() or timedelta()
        there_and_back = aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    except (OverflowError, OSError, ValueError):
        raise _CellError(columns.at[0], "is out of all bounds; correct it") from None
    if there_and_back != local:
        raise _CellError(columns.at[0], "does not exist in that zone, where clocks were put forward; correct it")
    return local.replace(tzinfo=timezone(offset))


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _offset_in(row: Row, column: str) -> timezone:
    try:
        seconds = float(_plain(row.cells[column]))
    except ValueError:
        seconds = float("nan")
    if not abs(seconds) <= _FARTHEST:
        raise _CellError(column, "is not an offset in seconds; choose another column, or none")
    return timezone(timedelta(minutes=round(seconds / 60)))
