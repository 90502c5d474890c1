"""What is odd about records that are fine one by one: times that lie ahead, and records that are there twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bowlby.diary.records import Diary

DAY = timedelta(days=1)
"""A clock that is this much fast is no wrong year."""


class Odd(NamedTuple):
    """How many records are odd.

    Attributes:
        ahead: have a time that has not been yet; likely a wrong year.
        twice: are the same as another one in everything but an id; likely copies.
    """

    ahead: int
    twice: int


def odd(diary: Diary, now: datetime) -> Odd:
    """Count what is odd.

    Args:
        diary: records in any order.
        now: this moment, with its offset.
    """
    records = [*(replace(moment, id="") for moment in diary.moments), *diary.checkins, *diary.care]
    times = [(record.at, *(getattr(record, name, None) for name in ("answered_at", "after_at"))) for record in records]
    return Odd(sum(_ahead(each, now + DAY) for each in times), len(records) - len(set(records)))


def _ahead(times: Iterable[datetime | None], end: datetime) -> bool:
    return any(time is not None and time > end for time in times)
