"""Text tables (CSV, TSV) as they come from people: read with line numbers, and refused in words they can act on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from bowlby.diary.plans import Refusal
from bowlby.errors import BowlbyError


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it begins, and its cells by column."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One text table: its header, its rows, and the rows that have too few or too many cells."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    refused: tuple[Refusal, ...]


def read_sheet(path: Path, delimiters: str = ",", content: bytes | None = None, *, fill_up: bool = False) -> Sheet:
    """Read a text table with a header; UTF-8, with or without a byte order mark.

    Args:
        path: the file.
        delimiters: what may separate the columns; the first that the header holds is used.
        content: the file's bytes where they were handed over; then nothing is read from disk.
        fill_up: whether a row with too few cells counts as one whose last cells are empty.

    Raises:
        BowlbyError: unreadable, empty, another encoding, another separator, a broken quote, or a column named twice.
    """
    text = read_text(path, content)
    header = text.split("\n", 1)[0]
    delimiter = next((mark for mark in delimiters if mark in header), delimiters[0])
    records = _records(path, text, delimiter)
    line, columns = next(records, (0, []))
    columns = [column.strip() for column in columns]
    if not any(columns):
        raise BowlbyError(f"{path} is empty; it needs a first line with the names of its columns")
    _check_header(path, line, columns, delimiters)
    return _sheet(path, columns, records, fill_up=fill_up)


def read_text(path: Path, content: bytes | None = None) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Args:
        path: the file.
        content: its bytes where they were handed over; then nothing is read from disk.

    Raises:
        BowlbyError: unreadable, or another encoding.
    """
    return _decoded(path, _read(path) if content is None else content)


def check_columns(sheet: Sheet, required: Sequence[str], optional: Sequence[str] = ()) -> None:
    """Raise a `BowlbyError` that names a column which is missing or which nothing knows."""
    unknown = [column for column in sheet.columns if column not in (*required, *optional)]
    missing = [column for column in required if column not in sheet.columns]
    where = f"{sheet.path}, line 1"
    for column in missing:
        if close := closest(column, unknown):
            raise BowlbyError(f"{where}: there is no column {column}; did you mean it by {close}? Rename that one")
    if missing:
        raise BowlbyError(f"{where}: there is no column {', '.join(missing)}; it needs {', '.join(required)}")
    if unknown:
        close = closest(unknown[0], [name for name in optional if name not in sheet.columns])
        hint = f"did you mean {close}?" if close else "rename it or take it out"
        raise BowlbyError(f"{where}: nothing is known of a column {_shown(unknown[0])}; {hint}")


def written(columns: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    """A text table as UTF-8 bytes, the inverse of `read_sheet`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise BowlbyError(f"{path} does not exist; check its name") from None
    except IsADirectoryError:
        raise BowlbyError(f"{path} is a folder; name a file in it") from None
    except OSError as error:
        raise BowlbyError(f"{path} cannot be read ({error.strerror}); check its permissions") from error


def _decoded(path: Path, raw: bytes) -> str:
    remedy = "save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in raw[:4]:
        raise BowlbyError(f"{path}, line 1: the file is not UTF-8 but looks like UTF-16; {remedy}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BowlbyError(f"{path}, line {line}: the file is not UTF-8 but another encoding; {remedy}") from None


def _records(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on (a quoted cell may run over several); blank lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BowlbyError(f"{path}, line {line}: {_quoting_fault(error)}") from None
        if cells:
            yield line, cells
        line = reader.line_num + 1


def _quoting_fault(error: csv.Error) -> str:
    if "limit" in str(error):
        return "a cell is far too long; look for a quotation mark that is never closed"
    return "a quotation mark is not closed or not doubled; write a quotation mark inside a text twice"


def _check_header(path: Path, line: int, columns: Sequence[str], delimiters: str) -> None:
    names = {";": "semicolons", "\t": "tabs", ",": "commas"}
    if len(columns) == 1:
        for mark in names.keys() - set(delimiters):
            if mark in columns[0]:
                wanted = " or ".join(names[one] for one in delimiters)
                raise BowlbyError(
                    f"{path}, line {line}: its columns are separated by {names[mark]}; save it with {wanted} instead"
                )
    for number, column in enumerate(columns):
        if column in columns[:number]:
            raise BowlbyError(f"{path}, line {line}: two columns are named {_shown(column)}; rename one of them")


def _sheet(path: Path, columns: Sequence[str], records: Iterable[tuple[int, list[str]]], *, fill_up: bool) -> Sheet:
    rows, refused = [], []
    for line, cells in records:
        if fill_up and any(cells):
            cells = cells + [""] * (len(columns) - len(cells))
        if len(cells) == len(columns):
            rows.append(Row(line, dict(zip(columns, cells, strict=True))))
        elif any(cell.strip() for cell in cells):
            n, wanted = len(cells), len(columns)
            refused.append(
                Refusal(
                    path.name,
                    line,
                    "",
                    f"has {n} cells, the header has {wanted}; put quotation marks around a text with a comma",
                )
            )
    return Sheet(path, tuple(columns), tuple(rows), tuple(refused))


def closest(name: str, candidates: Iterable[str]) -> str:
    """The candidate that looks like a misspelling of a name; empty when none does."""
    by_lower = {candidate.lower(): candidate for candidate in candidates}
    found = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.55)
    return _shown(by_lower[found[0]]) if found else ""


def _shown(name: str) -> str:
    # A file without a header would put a person's own words here; a name is short and on one line.
    plain = "".join(character if character.isprintable() else " " for character in name)
    return plain if plain and len(plain) <= 40 else "without a proper name"
