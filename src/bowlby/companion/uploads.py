"""Files that were sent to the companion and wait, in memory, for what the person decides about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from bowlby.companion.language import N_, _
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.diary.csv_files import Sheet
    from bowlby.diary.formats import Plan
    from bowlby.diary.own_columns import OwnColumns

OWN = ("daylio", "m-path", "table")
"""Kinds of tables of which the person says what they mean."""

DROPPED = (
    N_("settings of one machine, such as where its backups go"),
    N_("things of a kind that this version does not know"),
    N_("things that cannot be read"),
    N_("settings and the like that stay as they are in this diary"),
    N_("earlier versions of records that are not taken, or are here already"),
)
"""Why something of an export of everything is not taken, as the diary words it."""

NATIVE = ("moments", "checkins", "care")

JSON = ".json"

_PLAN = re.compile(r"plan\b.*\.csv", re.IGNORECASE)
"""The safety plan as a table: for reading; it is brought in with everything, from the JSON file."""

_KNOWN = re.compile(rf"({'|'.join(NATIVE)})\b")


@dataclass(slots=True)
class Bringing:
    """What was sent and not yet agreed to; it lives in memory only, until it is taken, dropped, or the diary locks.

    Attributes:
        files: bytes by file name; for an openESM table perhaps with a column map (`.toml`).
        form: `bowlby`, `json` (everything), `openesm`, `daylio`, `m-path` or `table`.
        columns: name of a shipped column map; empty when the map is among the files, or none is needed.
        people: ids of all people in the table.
        own: what the columns of a person's own table mean; None while that is open, or where it is no such table.
        plan: the dry run; None while it is open whose rows are meant.
        aside: names of files sent along that are not read.
    """

    files: Mapping[str, bytes]
    form: str = "bowlby"
    columns: str = ""
    people: tuple[str, ...] = ()
    own: OwnColumns | None = None
    plan: Plan | None = None
    aside: tuple[str, ...] = ()

    @property
    def table(self) -> tuple[Path, bytes]:
        """Name and content of the one table."""
        ((name, content),) = self.files.items()
        return Path(name), content


def bare_name(sent: str) -> str:
    """The name of a file without the folders that some browsers send along."""
    return PureWindowsPath(PurePosixPath(sent).name).name or "file"


def native(files: Mapping[str, bytes]) -> Bringing:
    """Native files under the names they must have: `moments (1).csv`, as browsers save it, is `moments.csv`; or the one
    file with everything.

    Raises:
        BowlbyError: nothing was sent, or one of several files is not known by its name.
    """
    if not files:
        raise BowlbyError(_("no file was chosen; choose moments.csv, and checkins.csv and care.csv if you have them"))
    if len(files) == 1 and next(iter(files)).lower().endswith(JSON):
        return Bringing(files, "json")
    aside = tuple(name for name in files if _PLAN.fullmatch(name)) if len(files) > 1 else ()
    files = {name: content for name, content in files.items() if name not in aside}
    known = {name: match[0] for name in files if (match := _KNOWN.match(name))}
    if len(files) == 1 and not known:
        return Bringing(files, aside=aside)
    if len(known) < len(files) or len(set(known.values())) < len(files):
        raise BowlbyError(
            _("when several files are sent, each is one of %(names)s (.csv), and comes once", names=", ".join(NATIVE))
        )
    return Bringing({f"{kind}.csv": files[name] for name, kind in known.items()}, aside=aside)


def openesm(table: Mapping[str, bytes], own_map: Mapping[str, bytes], columns: str) -> Bringing:
    """One openESM table with a column map that is shipped (`columns`) or was sent along.

    Raises:
        BowlbyError: not one table, no map, or a map that cannot be read.
    """
    from bowlby.diary.column_map import read_column_map, shipped_column_map
    from bowlby.diary.csv_files import read_sheet

    if len(table) != 1:
        raise BowlbyError(_("an openESM table is one file; choose one"))
    if not columns and not own_map:
        raise BowlbyError(_("no column map was chosen; choose one from the list, or a file of your own"))
    (name, content), *_rest = table.items()
    maps = {} if columns else {f"{Path(given).stem}.toml": raw for given, raw in list(own_map.items())[:1]}
    if columns:
        column_map = read_column_map(shipped_column_map(columns))
    else:
        ((map_name, raw),) = maps.items()
        column_map = read_column_map(Path(map_name), raw)
    sheet = read_sheet(Path(name), "\t,", content)
    # Where the column is not there, the reader says so, and why, in the dry run.
    rows = sheet.rows if column_map.person in sheet.columns else ()
    people = tuple(dict.fromkeys(row.cells[column_map.person].strip() for row in rows))
    return Bringing({name: content, **maps}, "openesm", columns, people)


def own_table(table: Mapping[str, bytes], form: str) -> Bringing:
    """A table of which the person will say what its columns mean.

    Raises:
        BowlbyError: not one file, or none of that kind.
    """
    if len(table) != 1:
        raise BowlbyError(_("such a table is one file; choose one"))
    bringing = Bringing(table, form)
    sheet_of(bringing)
    return bringing


def sheet_of(bringing: Bringing) -> Sheet:
    """The rows of such a table.

    Raises:
        BowlbyError: it cannot be read, or is of another kind.
    """
    from bowlby.diary.daylio import open_daylio
    from bowlby.diary.mpath import open_mpath
    from bowlby.diary.own_table import open_sheet

    opener = {"daylio": open_daylio, "m-path": open_mpath}.get(bringing.form, open_sheet)
    return opener(*bringing.table)
