"""Times as people write and read them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from bowlby.companion.language import MINUS, _, by_skeleton, clock, current, short_day
from bowlby.diary.records import RecordError

LARGEST_OFFSET = 15 * 60
"""No place on Earth is further from UTC, in minutes."""

ZONES = sorted({*range(-12 * 60, 14 * 60 + 1, 60), -570, -210, 210, 270, 330, 345, 390, 525, 570, 630, 765})
"""Offsets from UTC that some place on Earth uses, in minutes."""


def now_here(offset: str = "") -> datetime:
    """This moment to the second, at the browser's offset in minutes east of UTC, else in this machine's zone."""
    now = datetime.now().astimezone().replace(microsecond=0)
    zone = _zone(offset)
    return now.astimezone(zone) if zone else now


class ClockChangeError(RecordError):
    """The clocks went back that night, and the time written happened twice: which one is meant?

    Attributes:
        folds: the two times, first and second; the form sends `first` or `second`.
    """

    def __init__(self, column: str, folds: tuple[datetime, datetime]) -> None:
        """Say that it must be asked."""
        super().__init__(column, _("happened twice, because the clocks went back; choose the first or the second"))
        self.folds = folds


def time_from_form(text: str, offset: str, column: str, now: datetime, *, zone: str = "", fold: str = "") -> datetime:
    """Read a `datetime-local` field.

    Args:
        text: such as `2026-03-01T18:30`; empty means now.
        offset: minutes east of UTC at that time, as the browser's script says; empty without a script,
            then this machine's zone counts.
        column: the field, for the message.
        now: as `now_here` gives it.
        zone: minutes east of UTC, where the person says that the clock was another one (on a journey).
        fold: `first` or `second`, where the time happened twice.

    Raises:
        ClockChangeError: the time happened twice, and `fold` does not say which.
        RecordError: not a time, a time the clocks leapt over, or later than now.
    """
    if not text.strip():
        return now
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        rule = _("is not a time; choose a day and a time, or leave it empty for now")
        raise RecordError(column, rule) from None
    if local.utcoffset() is None:
        local = _placed(local, zone, offset, column, fold)
    if local > now + timedelta(minutes=1):
        raise RecordError(column, _("is later than now; choose a time that has been, or leave it empty for now"))
    return min(local, now) if local.utcoffset() == now.utcoffset() else local


def _placed(local: datetime, zone: str, offset: str, column: str, fold: str) -> datetime:
    """The time on its clock: the one the person names, else the browser's, else this machine's."""
    if named := _zone(zone):
        return local.replace(tzinfo=named)
    try:
        folds = tuple(local.replace(fold=n).astimezone() for n in (0, 1))
        real = [one for one in folds if datetime.fromtimestamp(one.timestamp()) == local]
    except (OverflowError, ValueError, OSError):
        raise RecordError(column, _("is not a time; choose a day and a time, or leave it empty for now")) from None
    browser = _zone(offset)
    if browser and browser.utcoffset(None) not in {one.utcoffset() for one in folds}:
        return local.replace(tzinfo=browser)
    if not real:
        rule = _("did not happen, because the clocks went forward over it; choose a time before or after")
        raise RecordError(column, rule)
    if folds[0].utcoffset() == folds[1].utcoffset():
        return folds[0]
    if fold not in ("first", "second"):
        raise ClockChangeError(column, (folds[0], folds[1]))
    return folds[0] if fold == "first" else folds[1]


def on_the_clock(day: date, at: time) -> datetime:
    """A time of a day by this machine's clock; one that the clocks leap over is so much later.

    Of a time that happens twice it is the first.
    """
    return datetime.fromtimestamp(datetime.combine(day, at).timestamp()).astimezone()


def offset_name(at: datetime) -> str:
    """The offset of a time as it is spoken of: `UTC+02:00`."""
    minutes = round((at.utcoffset() or timedelta()).total_seconds() / 60)
    return f"UTC{'+' if minutes >= 0 else MINUS}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def zones() -> list[tuple[str, str]]:
    """Clocks to choose from on a journey: minutes east of UTC, and the name."""
    return [(str(m), offset_name(datetime(2000, 1, 1, tzinfo=timezone(timedelta(minutes=m))))) for m in ZONES]


def written_zone(at: datetime) -> str:
    """The choice of clock that keeps the offset of a time; empty where it is this machine's own at that time."""
    offset = at.utcoffset()
    if offset is None or offset == at.astimezone().utcoffset():
        return ""
    return str(round(offset.total_seconds() / 60))


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
    return by_skeleton("yMMMM" if long else "yMMM", first, current().locale)
