"""Into the diary and out of it: the native CSV files, and the door to the openESM layout (`openesm.py`).

Nothing here writes to a diary. A reader returns a `Plan` that says what an import would take, refuse and leave
out; `plan_import` compares it with what is there; whoever asked decides, and `DiaryDatabase.add` writes all or nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from bowlby.diary.csv_files import Sheet, check_columns, read_sheet, written
from bowlby.diary.files import private_folder, write_all
from bowlby.diary.openesm import (
    column_map_path,
    read_openesm,
    read_openesm_people,
    shipped_column_map,
    shipped_column_maps,
    write_openesm,
)
from bowlby.diary.plans import Plan, Refusal, refused_error
from bowlby.diary.records import (
    CARE_COLUMNS,
    CHECKIN_COLUMNS,
    MOMENT_COLUMNS,
    OPTIONAL_MOMENT_COLUMNS,
    Care,
    Checkin,
    Diary,
    Moment,
    RecordError,
    care_from_fields,
    checkin_from_fields,
    fields_of,
    moment_from_fields,
)
from bowlby.errors import BowlbyError
from bowlby.names import SECURITY_ITEMS

__all__ = [
    "FORMATS",
    "Plan",
    "Refusal",
    "column_map_path",
    "native_files",
    "plan_import",
    "read_native",
    "read_openesm",
    "read_openesm_people",
    "read_people",
    "read_plan",
    "read_uploaded",
    "refused_error",
    "shipped_column_maps",
    "write_native",
    "write_openesm",
]

FORMATS = ("bowlby", "openesm")

Record = TypeVar("Record", Moment, Checkin, Care)


class _Kind(NamedTuple):
    """One of the three native files: its required and optional columns, and what builds a record from a row."""

    required: Sequence[str]
    optional: Sequence[str]
    build: Callable[[Mapping[str, str]], Any]


_KINDS = {
    "moments": _Kind(MOMENT_COLUMNS, OPTIONAL_MOMENT_COLUMNS, moment_from_fields),
    "checkins": _Kind(CHECKIN_COLUMNS[:3], SECURITY_ITEMS, checkin_from_fields),
    "care": _Kind(CARE_COLUMNS, (), care_from_fields),
}


def read_native(path: Path) -> Plan:
    """Read the native format.

    Args:
        path: a folder with any of `moments.csv`, `checkins.csv`, `care.csv`, or one such file. A file of another
            name counts as moments.

    Raises:
        BowlbyError: no such file, a wrong or missing column, another encoding or separator, an empty file.
            What is wrong with single rows stands in the plan's `refused`.
    """
    return _native_plan(path, _files_to_read(path), {})


def read_uploaded(
    files: Mapping[str, bytes], form: str = "bowlby", columns: str = "", person: str | None = None
) -> Plan:
    """Read files that were handed over as bytes, without putting them on disk, where they would lie unencrypted.

    Args:
        files: contents by file name; native files by their names, or one openESM table and perhaps a `.toml` map.
        form: one of `FORMATS`.
        columns: for `openesm` without a map among the files: the name of a shipped one.
        person: for `openesm`: whose rows to take.

    Raises:
        BowlbyError: as `read_plan`; also when there is no file, or there are too many.
    """
    contents = {Path(Path(name).name or "file"): content for name, content in files.items()}
    maps = [path for path in contents if path.suffix == ".toml"]
    sheets = [path for path in contents if path not in maps]
    if not sheets:
        raise BowlbyError("no file was chosen; choose one")
    if form != "openesm":
        _check_native_options(form, columns, person)
        kinds = {_kind(path): path for path in contents}
        if len(kinds) < len(contents):
            raise BowlbyError("two of the files hold the same kind of records; bring them one after the other")
        return _native_plan(sheets[0], kinds, contents)
    if len(sheets) > 1 or len(maps) > 1:
        raise BowlbyError("there is more than one table or column map; bring one table at a time")
    return read_openesm(sheets[0], maps[0] if maps else shipped_column_map(columns), person, contents)


def _native_plan(source: Path, files: Mapping[str, Path], contents: Mapping[Path, bytes]) -> Plan:
    records, refused, lines = {}, [], {}
    for kind, file in files.items():
        sheet = read_sheet(file, content=contents.get(file))
        check_columns(sheet, _KINDS[kind].required, _KINDS[kind].optional)
        records[kind], faults = _built(sheet, _KINDS[kind].build, lines)
        refused += sorted((*sheet.refused, *faults), key=lambda refusal: refusal.line)
    return Plan(source=source, taken=Diary(**records), refused=tuple(refused), lines=lines)


def read_plan(path: Path, form: str = "", columns: str = "", person: str | None = None) -> Plan:
    """Read a file of either format.

    Args:
        path: file or folder.
        form: one of `FORMATS`; if empty, `openesm` where a column map is named, else `bowlby`.
        columns: for `openesm`: path of a column map, or the name of a shipped one.
        person: for `openesm`: whose rows to take.

    Raises:
        BowlbyError: as `read_native` and `read_openesm`.
    """
    if _is_openesm(form, columns):
        return read_openesm(path, column_map_path(columns), person)
    _check_native_options(form, columns, person)
    return read_native(path)


def read_people(path: Path, form: str = "", columns: str = "", person: str | None = None) -> dict[str, Diary]:
    """Diaries by person, straight from a file, for whoever needs no diary of their own.

    Args:
        path: file or folder.
        form: one of `FORMATS`; if empty, `openesm` where a column map is named, else `bowlby`.
        columns: for `openesm`: path of a column map, or the name of a shipped one.
        person: for `openesm`: this one only; without it, all.

    Returns:
        Diaries by the person's id, in the order of the file; a native diary stands under an empty id.

    Raises:
        BowlbyError: as `read_plan`, and when any row is refused.
    """
    if person is None and _is_openesm(form, columns):
        return read_openesm_people(path, column_map_path(columns))
    plan = read_plan(path, form, columns, person)
    if plan.refused:
        raise refused_error(plan)
    return {plan.taken.person: plan.taken}


def plan_import(plan: Plan, existing: Diary) -> Plan:
    """What of a plan is new to a diary.

    A moment with a known id is there already when its content is the same, and refused when it is not. Check-ins and
    care have no id: those with the same content are there already, one for one.

    Raises:
        BowlbyError: the records are of another person than the diary's.
    """
    if plan.taken.person and existing.person and plan.taken.person != existing.person:
        raise BowlbyError("this diary holds the records of another person; name another folder with --data")
    known = {moment.id: moment for moment in existing.moments}
    moments = [moment for moment in plan.taken.moments if moment.id not in known]
    changed = [m for m in plan.taken.moments if m.id in known and known[m.id] != m]
    fresh = replace(
        plan.taken,
        moments=tuple(moments),
        checkins=_new_ones(plan.taken.checkins, existing.checkins),
        care=_new_ones(plan.taken.care, existing.care),
    )
    clashes = tuple(_clash(plan, moment) for moment in changed)
    return replace(
        plan,
        taken=fresh,
        refused=(*plan.refused, *clashes),
        already=plan.already + len(plan.taken) - len(fresh) - len(clashes),
    )


def write_native(
    diary: Diary, folder: Path, more: Mapping[str, bytes] | None = None, *, overwrite: bool = False
) -> list[Path]:
    """Write a diary as `moments.csv`, `checkins.csv` and `care.csv` (not encrypted).

    Args:
        diary: the records.
        folder: made if missing.
        more: further files of the same export, by name.
        overwrite: whether files of these names may be replaced.

    Returns:
        The paths written.

    Raises:
        BowlbyError: a file is there already, or the folder cannot be written.
    """
    contents = {folder / name: content for name, content in (native_files(diary) | dict(more or {})).items()}
    there = [path for path in contents if path.exists()]
    if there and not overwrite:
        raise BowlbyError(f"{there[0]} is there already; name another folder, or say --overwrite")
    with private_folder(folder):
        write_all(contents, replace=overwrite)
    return list(contents)


def native_files(diary: Diary) -> dict[str, bytes]:
    """A diary as `moments.csv`, `checkins.csv` and `care.csv`: bytes by file name."""
    columns = {
        "moments": (*MOMENT_COLUMNS, *OPTIONAL_MOMENT_COLUMNS),
        "checkins": CHECKIN_COLUMNS,
        "care": CARE_COLUMNS,
    }
    return {f"{kind}.csv": written(names, _texts(getattr(diary, kind), names)) for kind, names in columns.items()}


def _files_to_read(path: Path) -> dict[str, Path]:
    if not path.is_dir():
        return {_kind(path): path}
    files = {kind: path / f"{kind}.csv" for kind in _KINDS if (path / f"{kind}.csv").exists()}
    if not files:
        raise BowlbyError(f"{path} holds none of moments.csv, checkins.csv, care.csv; name another folder or a file")
    return files


def _kind(file: Path) -> str:
    return file.stem if file.stem in _KINDS else "moments"


def _built(
    sheet: Sheet, build: Callable[[Mapping[str, str]], Any], lines: dict[str, tuple[str, int]]
) -> tuple[tuple[Any, ...], list[Refusal]]:
    """Records and refusals of one file; `lines` is filled with where each moment begins."""
    records = []
    refused: list[Refusal] = []
    file = sheet.path.name
    for row in sheet.rows:
        try:
            record = build(row.cells)
        except RecordError as error:
            refused.append(Refusal(file, row.line, error.column, error.rule))
            continue
        if isinstance(record, Moment) and lines.setdefault(record.id, (file, row.line)) != (file, row.line):
            before = lines[record.id][1]
            refused.append(Refusal(file, row.line, "id", f"is the same as on line {before}; give each moment its own"))
            continue
        records.append(record)
    return tuple(records), refused


def _new_ones(offered: Sequence[Record], existing: Sequence[Record]) -> tuple[Record, ...]:
    left = Counter(existing)
    fresh = []
    for record in offered:
        if left[record] > 0:
            left[record] -= 1
        else:
            fresh.append(record)
    return tuple(fresh)


def _clash(plan: Plan, moment: Moment) -> Refusal:
    file, line = plan.lines.get(moment.id, (plan.source.name, 0))
    return Refusal(
        file,
        line,
        "id",
        "is in the diary already with other content; change it there, or take it out there and bring it again",
    )


def _texts(records: Sequence[Moment | Checkin | Care], columns: Sequence[str]) -> list[list[str]]:
    return [[fields[column] for column in columns] for fields in map(fields_of, records)]


def _is_openesm(form: str, columns: str) -> bool:
    return form == "openesm" or (not form and bool(columns))


def _check_native_options(form: str, columns: str, person: str | None) -> None:
    if form not in ("", *FORMATS):
        raise BowlbyError(f"there is no format of this name; choose one of {', '.join(FORMATS)}")
    if columns:
        raise BowlbyError("a column map belongs to the openesm format; add --format openesm, or leave it out")
    if person is not None:
        raise BowlbyError("--person chooses from an openESM table; leave it out for a native diary")
