"""The records of a diary: moments, check-ins and care, and the rules each field obeys.

Every way into the diary (a form, a file, a world) builds its records here, so a rule is said once.
Messages name the field and the rule; they never repeat what the person wrote.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bowlby.errors import BowlbyError
from bowlby.names import DIARY_ANSWERS, SECURITY_ITEMS, SIGNALS

MAX_NAME = 60
"""Longest name of a figure, trigger, practice or state, in characters."""

MAX_NOTE = 20_000
"""Longest note, in characters."""


class RecordError(BowlbyError):
    """One field of one record breaks a rule.

    Attributes:
        column: name of the offending field.
    """

    def __init__(self, column: str, rule: str) -> None:
        """Say which column breaks which rule."""
        super().__init__(f"{column}: {rule}")
        self.column = column
        self.rule = rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One moment in which the alarm could have risen.

    An empty `trigger` means nothing in particular: such moments are the contrast for all others.
    Alarms are rated 0–10, `expected_warmth` 0–100 %. `None` or an empty text means not recorded.
    `states` are exposures that last while the alarm is rated (being alone, company); they are not pulses.
    """

    id: str
    at: datetime
    figure: str = ""
    trigger: str = ""
    alarm_before: float | None = None
    expected_warmth: float | None = None
    signal: str = ""
    answer: str = "pending"
    answered_at: datetime | None = None
    alarm_after: float | None = None
    after_at: datetime | None = None
    practices: tuple[str, ...] = ()
    note: str = ""
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkin:
    """One rating of the alarm outside any moment; `prompted` when the time was not the person's choice."""

    at: datetime
    alarm: float | None = None
    prompted: bool = False
    felt_close: float | None = None
    felt_sure: float | None = None
    felt_free: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """One entry of a parent's log: a child's signal and the parent's own answer to it."""

    at: datetime
    child_signal: str = ""
    my_answer: str = ""
    minutes: float | None = None
    settled: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Diary:
    """All records of one person."""

    moments: tuple[Moment, ...] = ()
    checkins: tuple[Checkin, ...] = ()
    care: tuple[Care, ...] = ()
    person: str = field(default="")

    def __len__(self) -> int:
        """Number of records of all three kinds."""
        return len(self.moments) + len(self.checkins) + len(self.care)


MOMENT_COLUMNS = (
    "id",
    "at",
    "figure",
    "trigger",
    "alarm_before",
    "expected_warmth",
    "signal",
    "answer",
    "answered_at",
    "alarm_after",
    "after_at",
    "practices",
    "note",
)
"""Columns of `moments.csv`, in order; `OPTIONAL_MOMENT_COLUMNS` may follow."""

OPTIONAL_MOMENT_COLUMNS = ("states",)
CHECKIN_COLUMNS = ("at", "alarm", "prompted", *SECURITY_ITEMS)
CARE_COLUMNS = ("at", "child_signal", "my_answer", "minutes", "settled", "note")


def moment_from_fields(fields: Mapping[str, str]) -> Moment:
    """Build a moment from texts keyed by column name.

    Args:
        fields: texts as they stand in a file or a form; missing columns count as empty.

    Raises:
        RecordError: a field breaks its rule; the message names the field.
    """
    at = _time(fields, "at", required=True)
    assert at is not None
    moment = Moment(
        id=_text(fields, "id", MAX_NAME, required=True),
        at=at,
        figure=_text(fields, "figure", MAX_NAME),
        trigger=_text(fields, "trigger", MAX_NAME),
        alarm_before=_number(fields, "alarm_before", 0, 10),
        expected_warmth=_number(fields, "expected_warmth", 0, 100),
        signal=_one_of(fields, "signal", ("", *SIGNALS)),
        answer=_one_of(fields, "answer", ("", *DIARY_ANSWERS)),
        answered_at=_time(fields, "answered_at"),
        alarm_after=_number(fields, "alarm_after", 0, 10),
        after_at=_time(fields, "after_at"),
        practices=_names(fields, "practices"),
        note=_text(fields, "note", MAX_NOTE),
        states=_names(fields, "states"),
    )
    _check_order(moment)
    return moment


def checkin_from_fields(fields: Mapping[str, str]) -> Checkin:
    """Build a check-in from texts keyed by column name; see `moment_from_fields`."""
    at = _time(fields, "at", required=True)
    assert at is not None
    return Checkin(
        at=at,
        alarm=_number(fields, "alarm", 0, 10),
        prompted=_one_of(fields, "prompted", ("", "0", "1")) == "1",
        felt_close=_number(fields, "felt_close", 0, 10),
        felt_sure=_number(fields, "felt_sure", 0, 10),
        felt_free=_number(fields, "felt_free", 0, 10),
    )


def care_from_fields(fields: Mapping[str, str]) -> Care:
    """Build an entry of the parent's log from texts keyed by column name; see `moment_from_fields`."""
    at = _time(fields, "at", required=True)
    assert at is not None
    return Care(
        at=at,
        child_signal=_one_of(fields, "child_signal", ("", *SIGNALS)),
        my_answer=_one_of(fields, "my_answer", ("", *DIARY_ANSWERS)),
        minutes=_number(fields, "minutes", 0, 24 * 60),
        settled=_number(fields, "settled", 0, 10),
        note=_text(fields, "note", MAX_NOTE),
    )


def fields_of(record: Moment | Checkin | Care) -> dict[str, str]:
    """Texts keyed by column name, the inverse of the three builders above."""
    return {name: _written(getattr(record, name)) for name in record.__dataclass_fields__}


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float):
        return format(value, "g") if value == float(format(value, "g")) else repr(value)
    if isinstance(value, tuple):
        return ";".join(value)
    return str(value)


def _text(fields: Mapping[str, str], column: str, longest: int, *, required: bool = False) -> str:
    text = fields.get(column, "").strip() if column != "note" else fields.get(column, "")
    if required and not text:
        raise RecordError(column, "is empty; every record needs one")
    if len(text) > longest:
        raise RecordError(column, f"is longer than {longest} characters; shorten it")
    if "\x00" in text or not _can_be_stored(text):
        raise RecordError(column, "holds a character that no text can hold; remove it")
    return text


def _can_be_stored(text: str) -> bool:
    """Whether a file or a database can hold the text: half of a surrogate pair has no UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _one_of(fields: Mapping[str, str], column: str, allowed: Iterable[str]) -> str:
    text = fields.get(column, "").strip()
    if text not in allowed:
        shown = ", ".join(name for name in allowed if name)
        raise RecordError(column, f"is not one of {shown}")
    return text


def _number(fields: Mapping[str, str], column: str, low: float, high: float) -> float | None:
    text = fields.get(column, "").strip()
    if not text:
        return None
    try:
        number = float(text.replace("_", " "))  # Python would read 1_0 as 10; no person writes that on purpose
    except ValueError:
        raise RecordError(column, f"is not a number; write one from {low} to {high} or leave it empty") from None
    if not math.isfinite(number) or not low <= number <= high:
        raise RecordError(column, f"is outside {low} to {high}; correct it or leave it empty")
    return number + 0.0


def _time(fields: Mapping[str, str], column: str, *, required: bool = False) -> datetime | None:
    text = fields.get(column, "").strip()
    if not text:
        if required:
            raise RecordError(column, "is empty; write a time such as 2026-03-01T18:30:00+01:00")
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise RecordError(column, "is not a time; write it like 2026-03-01T18:30:00+01:00") from None
    if time.utcoffset() is None:
        raise RecordError(column, "has no offset from UTC; write it like 2026-03-01T18:30:00+01:00")
    return time


def _names(fields: Mapping[str, str], column: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in fields.get(column, "").split(";") if name.strip())
    if len(set(names)) != len(names):
        raise RecordError(column, "names the same thing twice; name each once")
    for name in names:
        _text({column: name}, column, MAX_NAME)
    return names


def _check_order(moment: Moment) -> None:
    for column in ("answered_at", "after_at"):
        time = getattr(moment, column)
        if time is not None and time < moment.at:
            raise RecordError(column, "is before the moment itself; correct one of the two times")
    if moment.alarm_after is not None and moment.after_at is None:
        raise RecordError("after_at", "is empty though alarm_after is given; say when it was rated")
