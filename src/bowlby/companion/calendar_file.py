"""The times to check in as an iCalendar file (RFC 5545), for the calendar of a telephone.

Times are written without a zone, as the standard allows: they mean the clock on the wall wherever one is, so they stay
right on a journey and when the clocks change. Titles are neutral, and nothing in the file says what it is for.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta

from bowlby.companion.reminders import Plan, by_chance

DAYS = 28
"""Times drawn by chance are written out for so many days."""

LINE = 75
"""Longest line in bytes, as the standard says; longer ones are folded."""


def calendar_file(plan: Plan, title: str, now: datetime) -> bytes:
    """The file: set times as events that repeat each day, times drawn by chance as single ones.

    Args:
        plan: the times.
        title: what each event is called; the person's own choice.
        now: when the file is made; events begin on this day, or the day after where their time has passed.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Notes//Notes//EN", "CALSCALE:GREGORIAN"]
    here = now.astimezone()
    for at in plan.times:
        first = here.date() + timedelta(days=0 if at > here.time() else 1)
        lines += _event(plan, title, now, first, at, daily=True)
    for ahead in range(DAYS):
        day = here.date() + timedelta(days=ahead)
        for at in by_chance(plan, day):
            if at not in plan.times and (ahead or at > here.time()):
                lines += _event(plan, title, now, day, at)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode()


def _event(plan: Plan, title: str, now: datetime, day: date, at: time, *, daily: bool = False) -> list[str]:
    # The same time of the same plan keeps its name, so that a later file replaces the events of an earlier one.
    named = f"{plan.seed} {'daily' if daily else day.isoformat()} {at:%H%M}"
    name = hashlib.sha256(named.encode()).hexdigest()[:32]
    repeats = ["RRULE:FREQ=DAILY"] if daily else []
    return [
        "BEGIN:VEVENT",
        f"UID:{name}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{day:%Y%m%d}T{at:%H%M}00",
        "DURATION:PT5M",
        *repeats,
        f"SUMMARY:{escaped(title)}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(title)}",
        "TRIGGER:PT0M",
        "END:VALARM",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    """A text as a value of the file."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """The line ended as the standard asks, cut where it is longer than `LINE` bytes, never inside a character."""
    parts, part = [], ""
    for character in line:
        if len(f"{part}{character}".encode()) > LINE:
            parts.append(part)
            part = " "
        part += character
    return "\r\n".join([*parts, part]) + "\r\n"
