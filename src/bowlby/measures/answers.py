"""Files of answers as they come from people: CSV with any separator, TSV, SPSS and Stata, one row a person.

Cells stay as they stand in the file until a column is asked for as numbers; a cell that is no number is named by line
and column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bowlby.diary.csv_files import check_columns, read_sheet, read_text
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    import pandas as pd

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}

LONGEST_HEADER = 1_000_000
"""Characters within which the first line must end."""

EMPTY = ("", "NA", "N/A", "n/a", "na", "NaN", "nan", ".", "-", "null", "NULL", "None")
"""What stands in a cell that holds nothing, besides blanks."""

BY_PROGRAM = {".sav": "SPSS", ".zsav": "SPSS", ".por": "SPSS", ".dta": "Stata"}
"""Endings of files that other programs write, and whose they are."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a file, or the description beside it, says of its answers.

    Attributes:
        instrument, order: names; empty where it says nothing.
        scale: low and high of the response scale.
        texts: wording of items, by column.
        notes: what whoever reads the file should be told.
    """

    instrument: str = ""
    order: str = ""
    scale: tuple[int, int] | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """A table with one row a person.

    Attributes:
        path: where it was read from.
        table: the cells; texts from a text file, numbers and texts from SPSS and Stata.
        labels: names of values by column, as SPSS and Stata keep them.
        separator: of a text file; empty otherwise.
        said: what the file says of itself.
        places: what each row is called, where it is neither a line nor a row.
    """

    path: Path
    table: pd.DataFrame
    labels: Mapping[str, Mapping[float, str]] = field(default_factory=dict)
    separator: str = ""
    said: Said = field(default_factory=Said)
    places: Sequence[str] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in the order of the file."""
        return tuple(map(str, self.table.columns))

    def __len__(self) -> int:
        """How many people."""
        return len(self.table)

    def numbers(self, columns: Sequence[str]) -> NDArray[np.float64]:
        """Columns as numbers, NaN where a cell is empty (people × columns).

        Raises:
            BowlbyError: a cell holds something else; it says where.
        """
        values = np.empty((len(self), len(columns)), order="F")
        for place, column in enumerate(columns):
            values[:, place] = self._column(column)
        return values

    def texts(self, column: str) -> NDArray[Any]:
        """A column as texts, empty where there is nothing; labelled values of SPSS and Stata by their labels."""
        import pandas as pd

        cells = self.table[column]
        if self.separator:
            return cells.to_numpy(object)
        labels = self.labels.get(column, {})
        return np.array(["" if pd.isna(cell) else _plain(labels.get(cell, cell)) for cell in cells], dtype=object)

    def where(self, row: int, column: str = "") -> str:
        """Where a row stands, for an error: the file and `place`."""
        return f"{self.path}, {self.place(row, column)}"

    def place(self, row: int, column: str = "") -> str:
        """Where a row stands within the file: its line (or row), and the column.

        Args:
            row: from 0.
            column: its name; without it only the row is named.
        """
        if self.places:
            place = self.places[row]
        else:
            place = f"line {_line_of(self.path, self.separator, row)}" if self.separator else f"row {row + 1}"
        return place + (f", column {column}" if column else "")

    def _column(self, column: str) -> NDArray[np.float64]:
        import pandas as pd

        cells = pd.Series(self.table[column])
        if pd.api.types.is_numeric_dtype(cells):
            return cells.to_numpy(float, na_value=np.nan)
        values = _as_numbers(cells, decimal_comma=self.separator == ";")
        empty = (cells.isna() | cells.str.strip().isin(EMPTY)).to_numpy(bool) if np.isnan(values).any() else False
        bad = np.flatnonzero(np.isnan(values) & ~np.asarray(empty))
        if len(bad):
            raise BowlbyError(f"{self.where(int(bad[0]), column)}: {_fault(str(cells.iloc[bad[0]]), len(bad))}")
        return values


def read_answers(path: Path) -> Answers:
    """Read a file of answers; its ending says which program wrote it, and everything else is a text table.

    Raises:
        BowlbyError: it cannot be read, is empty, has no header, or a row has too few or too many cells.
    """
    ending = path.suffix.lower()
    if ending in {".xls", ".xlsx", ".ods"}:
        raise BowlbyError(f"{path} is a spreadsheet; save the sheet with the answers as CSV (UTF-8) and name that file")
    answers = _read_by_program(path, ending) if ending in BY_PROGRAM else _read_text_table(path)
    if not len(answers):
        raise BowlbyError(f"{path} has names of columns and no row below them; it needs one row a person")
    return answers


# --- SPSS and Stata --------------------------------------------------------------------------------------


def numbered_rows(
    path: Path, numbered: str, text: str, highest: int, content: bytes | None = None
) -> Iterator[tuple[int, str, str]]:
    """A small file of the user's own in which each line gives a text to a number: wording of items, values of cards.

    Args:
        path: a table with the columns `numbered` and `text`.
        numbered: name of the column of whole numbers, each from 1 to `highest` and at most once.
        text: name of the other column.
        highest: number there may be.
        content: the file's bytes where they were handed over; then nothing is read from disk.

    Yields:
        Number, text without spaces around it, and where the line stands, for messages.

    Raises:
        BowlbyError: the file cannot be read, or a row has no such number or one that stands there already.
    """
    sheet = read_sheet(path, ",;\t", content)
    check_columns(sheet, (numbered, text))
    for refused in sheet.refused:
        raise BowlbyError(f"{path}, line {refused.line}: {refused.why}")
    seen: set[int] = set()
    for row in sheet.rows:
        where, cell = f"{path}, line {row.line}", row.cells[numbered].strip()
        if not (cell.isascii() and cell.isdigit() and len(cell) <= 3 and 1 <= int(cell) <= highest):
            raise BowlbyError(f"{where}, column {numbered}: not one of the {numbered}s, which are 1 to {highest}")
        number = int(cell)
        if number in seen:
            raise BowlbyError(
                f"{where}, column {numbered}: {numbered} {number} stands here a second time; take one out"
            )
        seen.add(number)
        yield number, row.cells[text].strip(), where


def _read_by_program(path: Path, ending: str) -> Answers:
    import pyreadstat

    readers: dict[str, Callable[..., Any]] = {".por": pyreadstat.read_por, ".dta": pyreadstat.read_dta}
    if not path.is_file():
        raise BowlbyError(f"{path} does not exist; check its name" if not path.exists() else f"{path} is no file")
    try:
        table, about = readers.get(ending, pyreadstat.read_sav)(path)
    except (pyreadstat.ReadstatError, ValueError, OSError) as error:
        why = str(error).strip().rstrip(".").lower() or "unknown fault"
        kind = BY_PROGRAM[ending]
        raise BowlbyError(f"{path} cannot be read as a file of {kind} ({why}); write it anew, or as CSV") from None
    return Answers(path, table, about.variable_value_labels)


# --- text tables -----------------------------------------------------------------------------------------


def _read_text_table(path: Path) -> Answers:
    import pyarrow as pa
    from pyarrow import csv as table_reader

    text = read_text(path)
    try:
        header, separator = _header(path, text)
    except csv.Error:
        raise BowlbyError(f"{path}, line 1: a cell is far too long; look for a quotation mark left open") from None
    faulty: list[Any] = []

    def keep(row: Any) -> str:
        faulty.append(row)
        return "skip"

    try:
        table = table_reader.read_csv(
            io.BytesIO(text.encode("utf-8")),
            read_options=table_reader.ReadOptions(use_threads=False, block_size=1 << 24),
            parse_options=table_reader.ParseOptions(
                delimiter=separator, newlines_in_values='"' in text, invalid_row_handler=keep
            ),
            convert_options=table_reader.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
            ),
        ).rename_columns([name.strip() for name in header])
    except pa.ArrowInvalid as error:
        why = str(error).strip().splitlines()[0].rstrip(".")
        raise BowlbyError(f"{path} cannot be read as a table ({why}); look for a quotation mark left open") from None
    if faulty:
        raise BowlbyError(_faulty_row(path, text, separator, len(header)))
    return Answers(path, table.to_pandas(), separator=separator)


def _header(path: Path, text: str) -> tuple[list[str], str]:
    """The cells of the first line as they stand there, and the separator that cuts it into most of them."""
    text = text[:LONGEST_HEADER]
    lines = ((line, cells) for line, cells in _records(text, ",") if cells)
    if next(lines, None) is None:
        raise BowlbyError(f"{path} is empty; it needs a first line with the names of its columns")
    cut = {mark: next(cells for _, cells in _records(text, mark) if cells) for mark in SEPARATORS}
    separator = max(cut, key=lambda mark: len(cut[mark]))
    header = cut[separator]
    names = [name.strip() for name in header]
    if all(_is_number(name) for name in names):
        raise BowlbyError(
            f"{path}, line 1: it holds numbers; add a first line that names the columns, such as Q1 to Q36"
        )
    for place, name in enumerate(names):
        if not name:
            raise BowlbyError(f"{path}, line 1: column {place + 1} has no name; give it one or take it out")
        if name in names[:place]:
            raise BowlbyError(f"{path}, line 1: two columns are named {name[:40]}; rename one of them")
    return header, separator


def _faulty_row(path: Path, text: str, separator: str, cells: int) -> str:
    """Where the first row stands that has too few or too many cells."""
    for line, found in _records(text, separator):
        if found and len(found) != cells:
            return (
                f"{path}, line {line}: it has {len(found)} cells where the first line has {cells}"
                f" ({SEPARATORS[separator]} part them); put a text that holds one in quotation marks"
            )
    return f"{path}: some rows have too few or too many cells; check that every line has {cells}"


def _records(text: str, separator: str) -> Iterable[tuple[int, list[str]]]:
    """Each record with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _line_of(path: Path, separator: str, row: int) -> int:
    """The line on which a row begins; blank lines are no rows."""
    records = (line for line, cells in _records(read_text(path), separator) if cells)
    return next((line for number, line in enumerate(records) if number == row + 1), row + 2)


# --- cells -----------------------------------------------------------------------------------------------


def _as_numbers(cells: pd.Series, *, decimal_comma: bool) -> NDArray[np.float64]:
    """Texts as numbers, NaN where they are none or nothing is there."""
    import pandas as pd
    import pyarrow as pa
    from pyarrow import compute as compute_functions

    compute: Any = compute_functions  # its functions are made at run time, where no type checker sees them
    array = pa.array(cells, type=pa.string())
    with suppress(pa.ArrowInvalid):  # the quick way; any cell that is no number ends it
        filled = compute.if_else(compute.is_in(array, value_set=pa.array(EMPTY)), None, array)
        return compute.cast(filled, pa.float64()).to_numpy(zero_copy_only=False)
    texts = [str(cell).replace(",", ".") if decimal_comma else cell for cell in cells]
    return np.asarray(pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce"), float)


def _fault(cell: str, how_many: int) -> str:
    """What is wrong with a cell; it is not repeated when it could be more than a slip of the pen."""
    kind = "a text" if len(cell.strip()) > 12 or not cell.isprintable() else f"“{cell.strip()}”"
    more = f" ({how_many} such cells in the column)" if how_many > 1 else ""
    return f"{kind} where a number should stand{more}; write the number of the answer, or leave the cell empty"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _plain(cell: Any) -> str:
    """A cell as text; a whole number without its point."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
