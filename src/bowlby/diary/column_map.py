"""Column maps: TOML files that say what the columns of an openESM table mean.

A column map is a TOML file. Everything it may hold:

    title = "Students in March 2020"        # what the data is; for readers
    source = "openESM data set 0001"        # where it is from, and its licence; for readers
    person = "id"                           # column that says whose row it is
    id = ["id", "day", "beep"]              # columns which together name a beep: the moment's id is `1-3-2`
    missing = ["", "NA"]                    # what stands for "not answered"; this is the default
    trigger = "event"                       # optional: column that holds the name of a trigger

    [time]                                  # either the column with the time of each beep ...
    column = "date"
    format = "%d.%m.%Y %H:%M"               # optional, as in Python's strptime; without it, ISO 8601
    zone = "Europe/Amsterdam"               # for times without an offset from UTC: where their clock stood

    [time]                                  # ... or, for data without clock times, how beeps spread over a day
    day = "day"                             # column that counts days, from 1
    beep = "beep"                           # column that counts the beeps of a day, from 1
    day_one = 2000-01-03                    # the date day 1 is given
    first_beep = 10:00:00                   # when beep 1 of each day is given
    minutes_between = 100                   # from each beep to the next
    zone = "UTC"

    [alarm]                                 # the alarm: the mean of these columns, brought from their scale to 0–10
    columns = ["worry", "nervous"]
    scale = [1, 5]

    [states.alone]                          # optional, any number: a lasting state that goes with the moment
    columns = ["alone"]                     # when any of these columns ...
    at_least = 3                            # ... is at this value or above

Each answered beep becomes a moment without figure, signal and answer ("not recorded"). A beep counts as answered
when no column that the map takes the alarm or a state from is missing; all others are counted as missed and left
out. A key that is not in this list is refused, so that a misspelling cannot pass unseen. A map shipped with the program
(`column_maps/`) may be named without its path and ending.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bowlby.diary.csv_files import closest
from bowlby.errors import BowlbyError

SHIPPED = Path(__file__).parent / "column_maps"
MISSING = ("", "NA")


@dataclass(frozen=True, slots=True)
class ClockTime:
    """The file has the time of each beep; an empty `format` means ISO 8601, no `zone` means offsets are written."""

    column: str
    format: str
    zone: ZoneInfo | None


@dataclass(frozen=True, slots=True)
class SpreadTime:
    """The file only counts days and beeps; clock times are made up from these."""

    day: str
    beep: str
    day_one: date
    first_beep: time
    minutes_between: float
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class State:
    """A lasting state: there when any of the columns is at the value or above."""

    name: str
    columns: tuple[str, ...]
    at_least: float


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What the columns of a table mean; the fields are explained at the top of this module."""

    person: str
    id: tuple[str, ...]
    time: ClockTime | SpreadTime
    alarm: tuple[str, ...]
    scale: tuple[float, float]
    states: tuple[State, ...] = ()
    trigger: str = ""
    missing: tuple[str, ...] = MISSING
    title: str = ""
    source: str = ""

    @property
    def answers(self) -> tuple[str, ...]:
        """Columns that must all be filled for a beep to count as answered."""
        return (*self.alarm, *(column for state in self.states for column in state.columns))

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns the map names."""
        clock = self.time
        times = (clock.column,) if isinstance(clock, ClockTime) else (clock.day, clock.beep)
        trigger = (self.trigger,) if self.trigger else ()
        return tuple(dict.fromkeys((self.person, *self.id, *times, *self.answers, *trigger)))


def shipped_column_maps() -> tuple[str, ...]:
    """Names of the column maps that come with the program."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def column_map_path(name: str | Path) -> Path:
    """The path of a column map.

    Args:
        name: a path, or the name of a shipped map.

    Raises:
        BowlbyError: neither a file nor a shipped map.
    """
    shipped = ", ".join(shipped_column_maps())
    if not str(name):
        raise BowlbyError(f"an openESM table needs a column map; add --columns with a TOML file or one of: {shipped}")
    if Path(name).is_file():
        return Path(name)
    return shipped_column_map(str(name))


def shipped_column_map(name: str) -> Path:
    """The path of a map that comes with the program; a `BowlbyError` when there is none of this name."""
    if name in shipped_column_maps():
        return SHIPPED / f"{name}.toml"
    shipped = ", ".join(shipped_column_maps())
    raise BowlbyError(f"{name or 'no name'}: there is no such column map; give a TOML file or one of: {shipped}")


def read_column_map(path: Path, content: bytes | None = None) -> ColumnMap:
    """Read and check a column map.

    Args:
        path: the TOML file.
        content: its bytes where they were handed over; then nothing is read from disk.

    Raises:
        BowlbyError: not TOML, a key that is missing, unknown or of the wrong kind; the message names it.
    """
    try:
        raw = path.read_bytes() if content is None else content
        tables = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BowlbyError(f"{path}: the column map is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BowlbyError(f"{path}: the column map is not TOML: {error}") from None
    except OSError as error:
        raise BowlbyError(f"{path} cannot be read ({error.strerror}); check its name and permissions") from error
    return _column_map(_Keys(path, "", tables))


def _column_map(keys: _Keys) -> ColumnMap:
    keys.only("title", "source", "person", "id", "missing", "trigger", "time", "alarm", "states")
    alarm = keys.section("alarm").only("columns", "scale")
    return ColumnMap(
        title=keys.text("title", ""),
        source=keys.text("source", ""),
        person=keys.text("person"),
        id=keys.texts("id"),
        missing=keys.texts("missing", MISSING),
        trigger=keys.text("trigger", ""),
        time=_time(keys.section("time")),
        alarm=alarm.texts("columns"),
        scale=_scale(alarm),
        states=tuple(_state(name, section) for name, section in keys.sections("states").items()),
    )


def _time(keys: _Keys) -> ClockTime | SpreadTime:
    if "column" in keys.content:
        keys.only("column", "format", "zone")
        zone = _zone(keys, keys.text("zone")) if "zone" in keys.content else None
        return ClockTime(keys.text("column"), keys.text("format", ""), zone)
    if "day" not in keys.content:
        raise keys.fault("column", "is missing; name the column with the time, or day and beep if there is none")
    keys.only("day", "beep", "day_one", "first_beep", "minutes_between", "zone")
    minutes = keys.number("minutes_between")
    if not 0 < minutes <= 24 * 60:
        raise keys.fault("minutes_between", "is outside 0 to 1440; give the minutes from one beep to the next")
    return SpreadTime(
        day=keys.text("day"),
        beep=keys.text("beep"),
        day_one=keys.of("day_one", date, "a date such as 2000-01-03"),
        first_beep=keys.of("first_beep", time, "a time such as 10:00:00"),
        minutes_between=minutes,
        zone=_zone(keys, keys.text("zone", "UTC")),
    )


def _zone(keys: _Keys, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown names, and names no path may have
        raise keys.fault("zone", "is not a known time zone; write one such as Europe/Amsterdam") from None


def _scale(keys: _Keys) -> tuple[float, float]:
    ends = keys.content.get("scale")
    if not isinstance(ends, list) or len(ends) != 2 or not all(type(end) in (int, float) for end in ends):
        raise keys.fault("scale", "is not two numbers; write the lowest and the highest answer, such as [1, 5]")
    low, high = map(float, ends)
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise keys.fault("scale", "does not rise; write the lowest answer first, such as [1, 5]")
    return low, high


def _state(name: str, keys: _Keys) -> State:
    keys.only("columns", "at_least")
    if not name.strip() or ";" in name:
        raise keys.fault("columns", "belongs to a state whose name is empty or holds a semicolon; rename the state")
    return State(name.strip(), keys.texts("columns"), keys.number("at_least"))


@dataclass(frozen=True, slots=True)
class _Keys:
    """One table of the TOML file, with messages that say where a key stands."""

    path: Path
    name: str
    content: Mapping[str, Any]

    def fault(self, key: str, why: str) -> BowlbyError:
        where = f"[{self.name}] " if self.name else ""
        return BowlbyError(f"{self.path}: {where}{key} {why}")

    def only(self, *known: str) -> _Keys:
        for key in self.content:
            if key not in known:
                close = closest(key, known)
                hint = f"did you mean {close}?" if close else f"the keys here are {', '.join(known)}"
                raise self.fault(key, f"is not a key of a column map; {hint}")
        return self

    def of(self, key: str, kind: type, example: str, default: Any = None) -> Any:
        value = self.content.get(key, default)
        if value is None:
            raise self.fault(key, f"is missing; write {example}")
        if type(value) is not kind:
            raise self.fault(key, f"is of the wrong kind; write {example}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        value = self.of(key, str, "a text in quotation marks", default)
        if not value and default is None:
            raise self.fault(key, "is empty; write the name of a column")
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        if key not in self.content and default is not None:
            return default
        value = self.of(key, list, 'a list such as ["one", "two"]')
        if not value or not all(isinstance(item, str) for item in value):
            raise self.fault(key, 'is of the wrong kind; write a list such as ["one", "two"]')
        return tuple(value)

    def number(self, key: str) -> float:
        value: Any = self.content.get(key)
        if type(value) not in (int, float) or not math.isfinite(value):
            raise self.fault(key, "is missing or not a number; write a number")
        return float(value)

    def section(self, key: str) -> _Keys:
        name = f"{self.name}.{key}" if self.name else key
        if not isinstance(self.content.get(key), dict):
            raise self.fault(f"[{name}]", "is missing; add this section")
        return _Keys(self.path, name, self.content[key])

    def sections(self, key: str) -> dict[str, _Keys]:
        if key not in self.content:
            return {}
        inner = self.section(key)
        return {name: inner.section(name) for name in inner.content}
