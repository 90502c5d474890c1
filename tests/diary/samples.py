"""Small things that several tests of the diary use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bowlby.diary.records import Moment

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def moment(number: int = 1, **fields) -> Moment:
    """Moment `m1`, one minute after noon, or another of its kind."""
    return Moment(id=f"m{number}", at=NOON + timedelta(minutes=number), **fields)


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of each file in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
