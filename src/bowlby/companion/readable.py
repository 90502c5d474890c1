"""The diary as one page to read or print: a file of its own, without a script, that any browser shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from bowlby.companion import words
from bowlby.companion.language import _, clock, day, number
from bowlby.companion.page import HERE, templates
from bowlby.companion.plan_parts import shown
from bowlby.diary.safety_plan import SafetyPlan
from bowlby.names import SECURITY_ITEMS

if TYPE_CHECKING:
    from bowlby.diary.records import Care, Checkin, Diary, Moment


class Entry(NamedTuple):
    """One record: when, a heading, facts with their names, and what was written."""

    at: datetime
    clock: str
    heading: str
    facts: list[tuple[str, str]]
    note: str


class Day(NamedTuple):
    """The records of one day."""

    name: str
    entries: list[Entry]


def readable_page(diary: Diary, now: datetime, plan: SafetyPlan | None = None) -> bytes:
    """A diary as one HTML file in the language of the page being made, oldest day first. Not encrypted.

    Args:
        diary: the records.
        now: when it is made; stands on the page.
        plan: the person's plan for bad hours; it stands before the records.
    """
    css = (HERE / "static" / "readable.css").read_text("utf-8")
    page = templates().get_template("readable.html")
    style = Markup(f"<style>\n{css}</style>")
    values = {"days": list(days(diary)), "made": day(now), "count": len(diary), "style": style}
    return page.render(values, plan=shown(plan or SafetyPlan())).encode("utf-8")


def days(diary: Diary) -> Iterator[Day]:
    """The records by day, as the clock stood where they were made."""
    entries = [entry_of(record) for record in (*diary.moments, *diary.checkins, *diary.care)]
    entries.sort(key=lambda entry: (entry.at.date(), entry.at.time()))
    for date_, found in groupby(entries, key=_date):
        yield Day(day(date_), list(found))


def entry_of(record: Moment | Checkin | Care) -> Entry:
    """One record in words."""
    from bowlby.diary.records import Checkin, Moment

    if isinstance(record, Moment):
        return _moment(record)
    return _checkin(record) if isinstance(record, Checkin) else _care(record)


def _date(entry: Entry) -> date:
    return entry.at.date()


def _moment(moment: Moment) -> Entry:
    facts = [
        (_("Whom it was about"), moment.figure),
        (_("Alarm, 0 to 10"), _number(moment.alarm_before)),
        (_("How likely a warm answer seemed"), _number(moment.expected_warmth, " %")),
        (_("What I did"), words.signal_label(moment.signal)),
        (_("What came back"), words.answer_label(moment.answer)),
        (_("When it came back"), _when(moment.answered_at, moment.at)),
        (_("Practices"), _names(words.practice_label(name) for name in moment.practices)),
        (_("What was the case"), _names(words.state_label(name) for name in moment.states)),
        (_("Alarm afterwards"), _number(moment.alarm_after)),
        (_("Rated at"), _when(moment.after_at, moment.at)),
    ]
    return _entry(moment.at, words.trigger_label(moment.trigger), facts, moment.note)


def _checkin(checkin: Checkin) -> Entry:
    felt = [(words.security_hint(item), _number(getattr(checkin, item))) for item in SECURITY_ITEMS]
    return _entry(checkin.at, _("Check-in"), [(_("Alarm, 0 to 10"), _number(checkin.alarm)), *felt], "")


def _care(care: Care) -> Entry:
    facts = [
        (_("What my child did"), words.signal_label(care.child_signal)),
        (_("What I answered"), words.answer_label(care.my_answer) if care.my_answer else ""),
        (_("Minutes"), _number(care.minutes)),
        (_("How settled, 0 to 10"), _number(care.settled)),
    ]
    return _entry(care.at, _("From the parent’s log"), facts, care.note)


def _entry(at: datetime, heading: str, facts: list[tuple[str, str]], note: str) -> Entry:
    return Entry(at, clock(at), heading, [fact for fact in facts if fact[1]], note.strip())


def _number(value: float | None, unit: str = "") -> str:
    return "" if value is None else f"{number(value)}{unit}"


def _names(labels: Iterable[str]) -> str:
    return ", ".join(labels)


def _when(at: datetime | None, start: datetime) -> str:
    if at is None:
        return ""
    return clock(at) if at.date() == start.date() else f"{day(at)}, {clock(at)}"
