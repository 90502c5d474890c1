"""The CSV that the app Daylio exports: a mood, a list of activities and a note for each entry.

Each entry becomes a moment without a trigger (nothing in particular) whose alarm is what the person says the mood
means. Moods are words that people change, so the map from moods to alarm is theirs to confirm; `MOODS` is an offer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bowlby.diary.csv_files import Sheet
from bowlby.diary.own_columns import OwnColumns
from bowlby.diary.own_table import items_of, open_sheet
from bowlby.errors import BowlbyError

MOODS: Mapping[str, float] = {"rad": 0.0, "good": 2.0, "meh": 4.0, "bad": 7.0, "awful": 9.0}
"""An alarm for each of the app's five moods, to begin with: a low mood is no alarm, so the steps are guesses."""

NEEDED = ("full_date", "time", "mood")
OPTIONAL = ("activities", "note_title", "note")


def open_daylio(path: Path, content: bytes | None = None) -> Sheet:
    """The table.

    Raises:
        BowlbyError: it cannot be read, or is no export of Daylio.
    """
    sheet = open_sheet(path, content)
    missing = [column for column in NEEDED if column not in sheet.columns]
    if missing:
        raise BowlbyError(
            f"{path}, line 1: there is no column {missing[0]}, so this is no export of Daylio; choose its CSV export"
        )
    return sheet


def columns_of(sheet: Sheet, moods: Mapping[str, float], roles: Mapping[str, str], zone: str = "") -> OwnColumns:
    """What the columns mean.

    Args:
        sheet: from `open_daylio`.
        moods: alarm, 0 to 10, of each mood, by its name in small letters.
        roles: what each activity is (`own_columns.ROLES`), by its name in small letters; a state where nothing is said.
        zone: where the phone was; empty for this machine's zone.
    """
    notes = tuple(column for column in ("note_title", "note") if column in sheet.columns)
    return OwnColumns(
        at=("full_date", "time"),
        zone=zone,
        alarm="mood",
        alarm_words=dict(moods),
        fields={"note": notes} if notes else {},
        activities="activities" if "activities" in sheet.columns else "",
        roles=dict(roles),
        prefix="daylio",
    )


def moods_in(sheet: Sheet) -> dict[str, int]:
    """The moods of a table and how often each was chosen, most often first."""
    found = Counter(mood for row in sheet.rows if (mood := row.cells["mood"].strip()))
    return dict(found.most_common())


def activities_in(sheet: Sheet) -> dict[str, int]:
    """The activities of a table and how often each was chosen, most often first."""
    if "activities" not in sheet.columns:
        return {}
    return dict(Counter(item for row in sheet.rows for item in items_of(row.cells["activities"])).most_common())
