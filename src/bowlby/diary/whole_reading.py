"""An export of everything, read again: `bowlby import everything.json`. Nothing here writes to a diary.

Records go through the same rules as those of other files, each with the line on which it begins. What else the file
holds (earlier versions, settings, own words, trials, plans) is taken as it is where it can be read; what is left out is
counted by why.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from bowlby.diary import rows
from bowlby.diary.csv_files import read_text
from bowlby.diary.documents import KINDS, Document
from bowlby.diary.documents import written as written_document
from bowlby.diary.plans import Plan, Refusal, Rest, Version
from bowlby.diary.records import (
    CARE_COLUMNS,
    CHECKIN_COLUMNS,
    MAX_NAME,
    MOMENT_COLUMNS,
    OPTIONAL_MOMENT_COLUMNS,
    Diary,
    Moment,
    RecordError,
    care_from_fields,
    checkin_from_fields,
    moment_from_fields,
)
from bowlby.diary.snapshots import NOT_SHARED
from bowlby.diary.whole import FORMAT, VERSION
from bowlby.errors import BowlbyError

SUFFIX = ".json"

OF_ONE_MACHINE = "settings of one machine, such as where its backups go"
UNKNOWN = "things of a kind that this version does not know"
UNREADABLE = "things that cannot be read"
KEPT_HERE = "settings and the like that stay as they are in this diary"
WITHOUT_RECORD = "earlier versions of records that are not taken, or are here already"
DROPPED = (OF_ONE_MACHINE, UNKNOWN, UNREADABLE, KEPT_HERE, WITHOUT_RECORD)
"""Why a thing is not taken."""


class _Kind(NamedTuple):
    columns: Sequence[str]
    build: Callable[[Mapping[str, str]], Any]


_KINDS = {
    "moments": _Kind((*MOMENT_COLUMNS, *OPTIONAL_MOMENT_COLUMNS), moment_from_fields),
    "checkins": _Kind(("id", *CHECKIN_COLUMNS), checkin_from_fields),
    "care": _Kind(CARE_COLUMNS, care_from_fields),
}
_LISTS = ("practices", "states")


def read_whole(path: Path, content: bytes | None = None) -> Plan:
    """Read an export of everything.

    Args:
        path: the file.
        content: its bytes where they were handed over; then nothing is read from disk.

    Raises:
        BowlbyError: it cannot be read, is no such file, or one of a newer version. What is wrong with single records
            stands in the plan's `refused`.
    """
    found = _parsed(path, read_text(path, content))
    if found.get("format") != FORMAT:
        raise BowlbyError(f"{path} is no export of everything from this notebook; choose the JSON file of one")
    if type(found.get("version")) is not int or found["version"] > VERSION:
        raise BowlbyError(f"{path} was written by a newer version of Bowlby; update Bowlby to open it")
    reading = _Reading(path.name)
    records = {kind: reading.records(kind, found.get(kind)) for kind in _KINDS}
    history, documents = tuple(reading.history(found.get("history"))), tuple(reading.documents(found.get("documents")))
    person = found.get("person")
    return Plan(
        source=path,
        taken=Diary(**records, person=person if isinstance(person, str) and _storable(person) else ""),
        refused=tuple(reading.refused),
        unused_columns=tuple(sorted(reading.unused)),
        lines=reading.lines,
        rest=Rest(tuple(reading.checkin_ids), history, documents),
        dropped=dict(reading.dropped),
    )


class _Reading:
    """The parts of one file as they are read, with what is refused and left out."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.refused: list[Refusal] = []
        self.lines: dict[str, tuple[str, int]] = {}
        self.unused: set[str] = set()
        self.checkin_ids: list[str] = []
        self.dropped: Counter[str] = Counter()

    def records(self, kind: str, elements: object) -> tuple[Any, ...]:
        """The records of one list that keep the rules."""
        if not isinstance(elements, list):
            return ()
        found = []
        for line, element in elements:
            try:
                found.append(self._record(kind, line, element))
            except RecordError as error:
                self.refused.append(Refusal(self.name, line, error.column, error.rule))
        return tuple(found)

    def _record(self, kind: str, line: int, element: object) -> Any:
        if not isinstance(element, Mapping):
            raise RecordError("", "is no record; bring the file as it was exported")
        columns, build = _KINDS[kind]
        self.unused |= {f"{kind}.{name}"[:MAX_NAME] for name in element.keys() - set(columns) if name.isidentifier()}
        record = build({name: _text(name, element.get(name)) for name in columns})
        if kind == "moments":
            self._note_line(record, line)
        if kind == "checkins":
            self._note_id(element.get("id"), line)
        return record

    def _note_line(self, moment: Moment, line: int) -> None:
        if moment.id in self.lines:
            raise RecordError("id", f"is the same as on line {self.lines[moment.id][1]}; give each moment its own")
        self.lines[moment.id] = (self.name, line)

    def _note_id(self, given: object, line: int) -> None:
        good = isinstance(given, str) and 0 < len(given) <= MAX_NAME and _storable(given)
        new = str(given) if good and f"checkin {given}" not in self.lines else ""
        self.checkin_ids.append(new)
        self.lines[f"checkin {new}"] = (self.name, line)

    def history(self, kinds: object) -> Iterator[Version]:
        """Earlier versions that can be read."""
        for kind, changes in _items(kinds):
            for change in changes if isinstance(changes, list) else ():
                try:
                    yield _version(kind, change)
                except (ValueError, TypeError, KeyError, AttributeError):
                    self.dropped[UNREADABLE] += 1

    def documents(self, kinds: object) -> Iterator[Document]:
        """Documents of the kinds that are known and belong to no single machine."""
        for kind, named in _items(kinds):
            for name, body in _items(named):
                why = OF_ONE_MACHINE if kind in NOT_SHARED else "" if kind in KINDS else UNKNOWN
                document = None if why else _document(kind, name, body)
                if document:
                    yield document
                else:
                    self.dropped[why or UNREADABLE] += 1


def _items(value: object) -> Iterator[tuple[str, Any]]:
    yield from value.items() if isinstance(value, Mapping) else ()


def _text(column: str, value: object) -> str:
    """A value as the rules of records read it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        if column == "prompted":
            return str(int(value))
    elif isinstance(value, int | float):
        return repr(value)
    elif isinstance(value, list) and column in _LISTS and all(isinstance(one, str) and ";" not in one for one in value):
        return ";".join(value)
    raise RecordError(column, "is of another kind than an export writes; bring the file as it was exported")


def _version(kind: str, change: Any) -> Version:
    """An earlier version as the history keeps it; raises `ValueError` and the like where it is none."""
    earlier = json.dumps(change["earlier"], ensure_ascii=False, allow_nan=False)
    {"moment": rows.moment_from_json, "checkin": rows.checkin_from_json}[kind](earlier)
    at, record_id = datetime.fromisoformat(change["changed_at"]), change[f"{kind}_id"]
    version = Version(kind, record_id, at.isoformat(), change["change"], earlier)
    if at.utcoffset() is None or version.change not in ("replaced", "removed"):
        raise ValueError
    if not 0 < len(record_id) <= MAX_NAME or not all(map(_storable, version)):
        raise ValueError
    return version


def _document(kind: str, name: str, body: Any) -> Document | None:
    if not isinstance(body, Mapping):
        return None
    try:
        document = written_document(kind, name, body)
    except BowlbyError:
        return None
    return document if _storable(document.name) and _storable(document.body) else None


def _storable(text: str) -> bool:
    try:
        return b"\x00" not in text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can spell
        return False


# --- JSON with lines ------------------------------------------------------------------------------------------


def _parsed(path: Path, text: str) -> dict[str, Any]:
    """The object in a text; elements of the lists of records stand each with the line on which it begins."""
    reader = _JsonReader(text)
    try:
        return reader.top()
    except (ValueError, TypeError, RecursionError):
        line = reader.line()
        raise BowlbyError(f"{path}, line {line}: is not such JSON as an export writes; bring the original") from None


class _JsonReader:
    """Goes through one object; `json` itself says nothing of where a value stood."""

    _SPACE = re.compile(r"[ \t\r\n]*")

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self._counted, self._line = 0, 1
        self._decoder = json.JSONDecoder(parse_constant=_no_number)

    def top(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for _ in self._members("{", "}"):
            key = self._value()
            self._take(":")
            found[key] = self._elements() if key in _KINDS and self._next() == "[" else self._value()
        if self._next():
            raise ValueError
        return found

    def line(self) -> int:
        """The line reached."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def _elements(self) -> list[tuple[int, Any]]:
        return [(self.line(), self._value()) for _ in self._members("[", "]")]

    def _members(self, opening: str, closing: str) -> Iterator[None]:
        self._take(opening)
        while self._next() != closing:
            yield
            if self._next() == closing:
                break
            self._take(",")
        self._take(closing)

    def _next(self) -> str:
        match = self._SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def _take(self, mark: str) -> None:
        if self._next() != mark:
            raise ValueError
        self.at += 1

    def _value(self) -> Any:
        self._next()
        value, self.at = self._decoder.raw_decode(self.text, self.at)
        return value


def _no_number(name: str) -> Any:
    raise ValueError(name)
