"""Which column says who answered."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from bowlby.diary.csv_files import closest
from bowlby.errors import BowlbyError

IDENTIFIERS = ("participant_id", "record_id", "subject", "subject_id", "id", "person", "person_id")
"""Columns that are taken for the identifiers, in this order, where none is named."""


def identifier_column(columns: Collection[str], wanted: str, path: Path) -> str:
    """The column of the identifiers; empty where none is named and none is known.

    Args:
        columns: of the file, without its items.
        wanted: the name given to --id; empty to take the first of `IDENTIFIERS` that is there.
        path: the file, to name it.

    Raises:
        BowlbyError: there is no column of the name wanted.
    """
    if wanted and wanted not in columns:
        close = closest(wanted, columns)
        hint = f"did you mean {close}?" if close else "look at the first line of the file"
        raise BowlbyError(f"{path}: there is no column of the name given to --id; {hint}")
    by_lower = {name.lower(): name for name in reversed(list(columns))}
    return wanted or next((by_lower[name] for name in IDENTIFIERS if name in by_lower), "")
