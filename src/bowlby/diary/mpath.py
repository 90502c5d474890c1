"""The raw export of the research app m-Path: semicolons, quoted lists inside cells, rows that end where answers end.

Its times count the seconds of the local clock since 1970, and a column beside them holds the offset from UTC. Which
column is the alarm differs from study to study, so that is asked.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bowlby.diary.csv_files import Sheet
from bowlby.diary.own_columns import OwnColumns
from bowlby.diary.own_table import open_sheet
from bowlby.errors import BowlbyError

NEEDED = ("connectionId", "timeStampStart", "timeZoneOffset")

TECHNICAL = (
    *("connectionId", "legacyCode", "code", "alias", "initials", "accountCode", "scheduledBeepId", "sentBeepId"),
    *("reminderForOriginalSentBeepId", "questionListName", "questionListLabel", "fromProtocolName"),
    *("timeStampScheduled", "timeStampSent", "timeStampStart", "timeStampStop", "originalTimeStampSent"),
    *("timeZoneOffset", "deltaUTC"),
)
"""Columns that every export has; all others are answers."""


def open_mpath(path: Path, content: bytes | None = None) -> Sheet:
    """The table.

    Raises:
        BowlbyError: it cannot be read, or is no raw export of m-Path.
    """
    sheet = open_sheet(path, content)
    missing = [column for column in NEEDED if column not in sheet.columns]
    if missing:
        raise BowlbyError(
            f"{path}, line 1: there is no column {missing[0]}, so this is no raw export of m-Path; choose that one"
        )
    return sheet


def columns_of(wanted: OwnColumns | None = None) -> OwnColumns:
    """What m-Path's own columns mean, with what was said about the answers (alarm, scale, further fields)."""
    said = wanted or OwnColumns(at=("timeStampStart",))
    return replace(
        said,
        at=("timeStampStart",),
        order="clock-seconds",
        offset="timeZoneOffset",
        person="connectionId",
        id=("connectionId", "sentBeepId", "timeStampStart"),
        prefix="mpath",
    )


def answers_in(sheet: Sheet) -> tuple[str, ...]:
    """The columns that hold answers."""
    return tuple(column for column in sheet.columns if column not in TECHNICAL)
