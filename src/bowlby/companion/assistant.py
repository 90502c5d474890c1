"""The column assistant: what a table seems to hold, what was said about such a table before, and what is said now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bowlby.companion.language import _
from bowlby.companion.words import PRACTICE_WORDS, TRIGGER_WORDS
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.companion.uploads import Bringing
    from bowlby.diary.csv_files import Sheet
    from bowlby.diary.database import DiaryDatabase
    from bowlby.diary.own_columns import OwnColumns

KIND = "import-columns"
EXAMPLES = 3
MOST_ACTIVITIES = 150

_ALARM_NAMES = ("alarm", "anx", "stress", "worr", "nerv", "tens", "angst", "fear", "unruh")
_CALM_NAMES = ("mood", "stimmung", "calm", "ruhe", "well", "wohl")
"""Parts of names of what is rated the other way round: the highest is the calmest."""

_SCALES = ((0, 10), (1, 5), (1, 7), (0, 100))


class Column(NamedTuple):
    """A column, and what its first filled cells hold."""

    name: str
    examples: str


class Thing(NamedTuple):
    """A mood or an activity of a table: its name, how often it is there, and what it means so far."""

    name: str
    times: int
    value: str


def columns_in(sheet: Sheet, names: Sequence[str]) -> list[Column]:
    """Columns with examples, for a person to recognise them by."""
    found = []
    for name in names:
        cells = dict.fromkeys(cell for row in sheet.rows[:200] if (cell := row.cells[name].strip()))
        found.append(Column(name, " · ".join(cell[:24] for cell in list(cells)[:EXAMPLES])))
    return found


def guess(sheet: Sheet, names: Sequence[str]) -> OwnColumns:
    """A first guess at a table that nothing was said about yet."""
    from bowlby.diary.own_columns import OwnColumns

    at = next((name for name in names if _is_time(sheet, name)), names[0] if names else "")
    alarm, calm = (_named(names, parts) for parts in (_ALARM_NAMES, _CALM_NAMES))
    rated = alarm or calm
    return OwnColumns(
        at=(at,) if at else (), alarm=rated, scale=_scale(sheet, rated), calm_high=bool(calm and not alarm)
    )


def _named(names: Sequence[str], parts: Sequence[str]) -> str:
    return next((name for name in names if any(part in name.lower() for part in parts)), "")


def _is_time(sheet: Sheet, name: str) -> bool:
    from bowlby.diary.own_columns import OwnColumns
    from bowlby.diary.own_table import can_be_time

    cells = [cell for row in sheet.rows[:50] if (cell := row.cells[name].strip())]
    return bool(cells) and all(can_be_time(cell, OwnColumns(at=(name,), order="dmy")) for cell in cells[:5])


def _scale(sheet: Sheet, alarm: str) -> tuple[float, float]:
    values = []
    for row in sheet.rows if alarm else ():
        try:
            values.append(float(row.cells[alarm].replace(",", ".")))
        except ValueError:
            continue
    if not values:
        return 0.0, 10.0
    fitting = [(low, high) for low, high in _SCALES if low <= min(values) and max(values) <= high]
    low, high = min(
        fitting, key=lambda ends: ends[1] - ends[0], default=(min(values), max(max(values), min(values) + 1))
    )
    return float(low), float(high)


# --- what is remembered -------------------------------------------------------------------------------------


def remembered(database: DiaryDatabase, bringing: Bringing, sheet: Sheet) -> OwnColumns | None:
    """What was said before about a table with these columns."""
    from bowlby.diary.own_columns import from_json

    kept = database.document(KIND, _name(bringing, sheet))
    try:
        return from_json(kept) if kept else None
    except BowlbyError:
        return None


def remember(database: DiaryDatabase, bringing: Bringing, sheet: Sheet, columns: OwnColumns) -> None:
    """Keep what was said, for the next table with these columns."""
    database.keep(KIND, _name(bringing, sheet), columns.to_json())


def _name(bringing: Bringing, sheet: Sheet) -> str:
    from bowlby.diary.own_columns import mark_of

    return bringing.form if bringing.form == "daylio" else f"{bringing.form}-{mark_of(sheet.columns)}"


# --- Daylio ---------------------------------------------------------------------------------------------------


def moods(sheet: Sheet, said: OwnColumns | None) -> list[Thing]:
    """The moods of Daylio's table with the alarm each was said, or is offered, to mean."""
    from bowlby.diary.daylio import MOODS, moods_in

    known = dict(MOODS) | dict(said.alarm_words if said else {})
    return [
        Thing(name, count, f"{known[name.lower()]:g}" if name.lower() in known else "")
        for name, count in moods_in(sheet).items()
    ]


def activities(sheet: Sheet, said: OwnColumns | None) -> list[Thing]:
    """The activities of Daylio's table with what each was said to be; a state where nothing was said."""
    from bowlby.diary.daylio import activities_in

    known = said.roles if said else {}
    found = list(activities_in(sheet).items())[:MOST_ACTIVITIES]
    return [Thing(name, count, known.get(name.lower(), "state")) for name, count in found]


def roles() -> list[tuple[str, str]]:
    """What an activity can be: value and label, plain ones first, then the shared practices and triggers."""
    plain = [
        ("state", _("Something that was the case")),
        ("practice", _("A practice of my own")),
        ("trigger", _("A trigger of my own")),
        ("", _("Leave it out")),
    ]
    practices = [(f"practice:{name}", words.label) for name, words in PRACTICE_WORDS.items()]
    triggers = [(f"trigger:{name}", words.label) for name, words in TRIGGER_WORDS.items()]
    return plain + practices + triggers


# --- what is said now ------------------------------------------------------------------------------------------


def said_of_daylio(sheet: Sheet, form: Mapping[str, str]) -> OwnColumns:
    """What the form says of moods (`mood-0`, ...) and activities (`activity-0`, ...), in the order of the page.

    Raises:
        BowlbyError: a mood has no alarm, or one outside 0 to 10.
    """
    from bowlby.diary import daylio, own_columns

    alarms = {thing.name: form.get(f"mood-{n}", "").strip() for n, thing in enumerate(moods(sheet, None))}
    if not all(alarms.values()):
        raise BowlbyError(_("a mood has no number yet; give each of them one from 0 to 10"))
    chosen = {thing.name: form.get(f"activity-{n}", "state") for n, thing in enumerate(activities(sheet, None))}
    zone = own_columns.known_zone(form.get("zone", "").strip())
    return daylio.columns_of(sheet, own_columns.alarm_words(alarms), own_columns.roles(chosen), zone)


def said_of_table(form: Mapping[str, str], *, mpath: bool) -> OwnColumns:
    """What the form says of a table's columns.

    Raises:
        BowlbyError: the time or, for check-ins, the alarm is not chosen, or the scale is no scale.
    """
    from bowlby.diary import own_columns
    from bowlby.diary.mpath import columns_of

    kind = form.get("kind", "moments")
    fields = {name: form[f"field-{name}"] for name in own_columns.KINDS.get(kind, ()) if form.get(f"field-{name}")}
    at = [column for column in (form.get("at", ""), form.get("clock", "")) if column]
    content = {
        "kind": kind,
        "at": ["timeStampStart"] if mpath else at,
        "order": form.get("order", ""),
        "zone": form.get("zone", "").strip(),
        "alarm": form.get("alarm", ""),
        "scale": [form.get("low", ""), form.get("high", "")],
        "calm_high": form.get("calm", "") == "high",
        "person": form.get("person", ""),
        "fields": fields,
    }
    if not content["at"]:
        raise BowlbyError(_("choose the column with the time"))
    found = own_columns.checked(content, _("What you said"))
    return columns_of(found) if mpath else replace(found, prefix="table")
