"""Times as people write and read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from babel.dates import format_skeleton

from bowlby.companion.language import _, clock, current, short_day
from bowlby.diary.records import RecordError

LARGEST_OFFSET = 15 * 60
"""No place on Earth is further from UTC, in minutes."""


def now_here(offset: str = "") -> datetime:
    """This moment to the second, at the browser's offset in minutes east of UTC, else in this machine's zone."""
    now = datetime.now().astimezone().replace(microsecond=0)
    zone = _zone(offset)
    return now.astimezone(zone) if zone else now


def time_from_form(text: str, offset: str, column: str, now: datetime) -> datetime:
    """Read a `datetime-local` field.

    Args:
        text: such as `2026-03-01T18:30`; empty means now.
        offset: minutes east of UTC at that time, as the browser's script says; empty without a script,
            then this machine's zone counts.
        column: the field, for the message.
        now: as `now_here` gives it.

    Raises:
        RecordError: not a time, or later than now.
    """
    if not text.strip():
        return now
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        raise RecordError(column, "is not a time; choose a day and a time, or leave it empty for now") from None
    if local.utcoffset() is None:
        zone = _zone(offset)
        local = local.replace(tzinfo=zone) if zone else local.astimezone()
    if local > now + timedelta(minutes=1):
        raise RecordError(column, "is later than now; choose a time that has been, or leave it empty for now")
    return min(local, now) if local.utcoffset() == now.utcoffset() else local


def _zone(offset: str) -> timezone | None:
    try:
        minutes = int(offset)
    except ValueError:
        return None
    return timezone(timedelta(minutes=minutes)) if abs(minutes) <= LARGEST_OFFSET else None


def spoken(at: datetime, now: datetime) -> str:
    """A time in a few words: `today 18:30`, `yesterday 09:05`, `Tue 3 Nov, 18:30`, `3 Nov 2024, 18:30`."""
    days = (now.date() - at.date()).days
    if days == 0:
        return _("today %(clock)s", clock=clock(at))
    if days == 1:
        return _("yesterday %(clock)s", clock=clock(at))
    recent = 0 < days < 300
    return _("%(day)s, %(clock)s", day=short_day(at, weekday=recent, year=not recent), clock=clock(at))


def long_ago(at: datetime, now: datetime) -> bool:
    """Whether a moment is more than two hours back, so that `just now` is no good guess any more."""
    return now - at > timedelta(hours=2)


def month_label(month: str, *, long: bool = False) -> str:
    """A month such as `2026-03` as people write it: `Mar 2026`, or `March 2026`."""
    first = date.fromisoformat(f"{month}-01")
    return format_skeleton("yMMMM" if long else "yMMM", first, locale=current().locale)
