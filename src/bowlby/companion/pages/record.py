"""One record: everything in it, changing it, its earlier versions, taking it out, and forgetting it for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bowlby.companion import choices, own_words, reminders, undoing
from bowlby.companion.forms import (
    checkin_summary,
    chosen,
    chosen_practices,
    chosen_trigger,
    keep_draft,
    summary,
    taken_draft,
    troubles,
    values_of,
)
from bowlby.companion.language import _, number
from bowlby.companion.page import LockedError, checked_form, form_of, go, open_diary, render, session_of, text_of
from bowlby.companion.pages.log import when_of
from bowlby.companion.times import now_here, offset_name, spoken, written_zone
from bowlby.companion.words import (
    answer_label,
    practice_label,
    security_label,
    signal_label,
    state_label,
    trigger_label,
)
from bowlby.diary import changes
from bowlby.diary.changes import Change, RecordKind
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import (
    Checkin,
    Moment,
    RecordError,
    checkin_from_fields,
    fields_of,
    moment_from_fields,
)
from bowlby.names import SECURITY_ITEMS

router = APIRouter(dependencies=[Depends(checked_form)])

MINUTE = "%Y-%m-%dT%H:%M"
"""A time as a `datetime-local` field holds it."""


@router.get("/records/{kind}/{record_id:path}")
async def record_page(request: Request, kind: str, record_id: str, edit: str = "", forget: str = "") -> Response:
    """The record; with `edit` the form to change it, with `forget` the question before it is gone."""
    database = open_diary(request)
    if kind not in undoing.KINDS:
        return go("/records")
    kind = cast("RecordKind", kind)
    with database.reading() as connection:
        record = changes.record(connection, kind, record_id)
        history = changes.history(connection, kind, record_id)
    if record is None and not history:
        return go("/records")
    draft = taken_draft(session_of(request), request.url.path)
    if (edit or draft) and record is not None:
        return form_page(request, kind, record_id, record, draft or values_from(record), kept=bool(draft))
    return render(
        request,
        "record.html",
        title=_("Notes: one"),
        kind=kind,
        id=record_id,
        here=record is not None,
        what=_summary(record or history[-1].earlier),
        rows=rows_of(record or history[-1].earlier),
        note=getattr(record or history[-1].earlier, "note", ""),
        still_open=getattr(record, "answer", "") == "pending",
        versions=versions_of(history, record),
        asking=bool(forget),
    )


def _summary(record: Moment | Checkin) -> str:
    return summary(record) if isinstance(record, Moment) else checkin_summary(record)


def rows_of(record: Moment | Checkin) -> list[tuple[str, str]]:
    """What a record holds, as names and texts; what is empty is left out."""
    if isinstance(record, Checkin):
        rows = [(_("When"), _at(record.at)), (_("Alarm"), _rated(record.alarm))]
        rows += [(security_label(item), _rated(getattr(record, item))) for item in SECURITY_ITEMS]
        return [(name, text) for name, text in rows if text] + [_asked(record)]
    warmth = record.expected_warmth
    rows = [
        (_("When"), _at(record.at)),
        (_("What came before"), trigger_label(record.trigger)),
        (_("Who"), own_words.figure_label(record.figure)),
        (_("Alarm"), _rated(record.alarm_before)),
        (_("A warm answer seemed"), f"{number(warmth)}\u00a0%" if warmth is not None else ""),
        (_("What I did"), signal_label(record.signal)),
        (_("What came back"), answer_label(record.answer)),
        (_("It came"), _at(record.answered_at)),
        (_("Alarm afterwards"), _rated(record.alarm_after)),
        (_("Rated"), _at(record.after_at)),
        (_("To settle"), ", ".join(practice_label(name) for name in record.practices)),
        (_("Meanwhile"), ", ".join(state_label(name) for name in record.states)),
    ]
    return [(name, text) for name, text in rows if text]


def _asked(record: Checkin) -> tuple[str, str]:
    return _("Asked by the notebook"), _("yes") if record.prompted else _("no")


def _rated(value: float | None) -> str:
    return "" if value is None else _("%(n)s of 10", n=number(value))


def _at(at: datetime | None) -> str:
    """A time on its own clock; the offset is said where it is not that of this machine."""
    if at is None:
        return ""
    said = spoken(at, now_here())
    return f"{said} ({offset_name(at)})" if written_zone(at) else said


def versions_of(history: tuple[Change, ...], record: Moment | Checkin | None) -> list[dict[str, Any]]:
    """The earlier versions, latest first, each with what it held that the next one does not."""
    following = [*(change.earlier for change in history[1:]), record]
    shown = []
    for change, after in zip(history, following, strict=False):
        rows, note = rows_of(change.earlier), getattr(change.earlier, "note", "")
        if after is not None:
            rows, note = _differing(rows, rows_of(after)), note if note != getattr(after, "note", "") else ""
            if not note and getattr(change.earlier, "note", "") != getattr(after, "note", ""):
                rows.append((_("Note"), _("nothing")))
        shown.append(
            {
                "sequence": change.sequence,
                "when": spoken(change.changed_at.astimezone(), now_here()),
                "removed": change.change == "removed",
                "rows": rows,
                "note": note,
            }
        )
    return shown[::-1]


def _differing(rows: list[tuple[str, str]], after: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The rows that the next version has otherwise, or has not; what came with it was nothing before."""
    names = {name for name, _text in rows}
    return [row for row in rows if row not in after] + [
        (name, _("nothing")) for name, _text in after if name not in names
    ]


# --- changing --------------------------------------------------------------------------------------------


def values_from(record: Moment | Checkin) -> dict[str, Any]:
    """A record as its form shows it."""
    values: dict[str, Any] = dict(fields_of(record))
    for name in ("at", "answered_at", "after_at"):
        at = getattr(record, name, None)
        if at is not None:
            values |= {name: at.strftime(MINUTE), f"{name}_zone": written_zone(at)}
    if isinstance(record, Moment):
        values["trigger"] = record.trigger or choices.NOTHING
        values["practices"] = list(record.practices)
    return values


def form_page(
    request: Request,
    kind: RecordKind,
    record_id: str,
    record: Moment | Checkin,
    values: Mapping[str, Any],
    error: RecordError | None = None,
    *,
    kept: bool = False,
) -> HTMLResponse:
    """The form to change a record."""
    words = own_words.offered(open_diary(request))
    offered: dict[str, Any] = {"items": choices.security()}
    if isinstance(record, Moment):
        offered = {
            "triggers": choices.triggers(choices.with_own(words["trigger"], record.trigger)),
            "figures": choices.figures(choices.with_own(words["figure"], record.figure)),
            "practices": choices.practices(choices.with_own(words["practice"], *record.practices)),
            "warmth": choices.warmth(),
            "signals": choices.signals(),
            "answers": choices.answers(),
        }
    return render(
        request,
        f"record_edit_{kind}.html",
        title=_("Notes: one"),
        status=422 if error else 200,
        kind=kind,
        id=record_id,
        values=values,
        kept=kept,
        **offered,
        **troubles(error),
    )


@router.post("/records/{kind}/{record_id:path}")
async def change_record(request: Request, kind: str, record_id: str) -> Response:
    """Do what the form's button says: `change`, `restore`, `remove` or `forget`."""
    try:
        database = open_diary(request)
    except LockedError:
        if text_of(request, "do") == "change":
            keep_draft(session_of(request), request.url.path, values_of(form_of(request)))
        raise
    if kind not in undoing.KINDS:
        return go("/records")
    kind = cast("RecordKind", kind)
    match text_of(request, "do"):
        case "change":
            return _change(request, database, kind, record_id)
        case "restore":
            return _restore(request, database, kind, record_id)
        case "remove":
            return _remove(request, database, kind, record_id)
        case "forget" if text_of(request, "sure") == "yes":
            return _forget(request, database, kind, record_id)
    return go("/records")


def _change(request: Request, database: DiaryDatabase, kind: RecordKind, record_id: str) -> Response:
    with database.reading() as connection:
        record = changes.record(connection, kind, record_id)
    if record is None:
        return go("/records")
    values = values_of(form_of(request))
    try:
        new = changed_moment(record, values) if isinstance(record, Moment) else changed_checkin(record, values)
    except RecordError as error:
        return form_page(request, kind, record_id, record, values, error)
    with database.writing() as connection:
        done = changes.replace(connection, kind, record_id, new)
    if isinstance(new, Moment) and new.answer != "pending":
        reminders.answered(database, record_id)
    if done:
        session_of(request).say(_("Changed. The earlier version is kept."), undoing.changed(database, kind, record_id))
    return go(f"/records/{kind}/{quote(record_id)}")


def changed_moment(moment: Moment, values: Mapping[str, Any], now: datetime | None = None) -> Moment:
    """The moment as the form has it; what the form does not ask stays.

    Raises:
        RecordError: a field breaks its rule.
    """
    now = now or now_here(values.get("at_offset", ""))
    trigger = chosen_trigger(values)
    names = ("alarm_before", "expected_warmth", "signal", "answer", "alarm_after", "note")
    fields = fields_of(moment) | {name: values.get(name, "") for name in names}
    fields |= {"trigger": trigger, "figure": chosen(values, "figure")}
    fields["practices"] = chosen_practices(values)
    fields |= {name: _kept_time(moment, name, values, now) for name in ("at", "answered_at", "after_at")}
    if fields["alarm_after"] and not fields["after_at"]:
        raise RecordError("after_at", _("is empty; say when the alarm was like that"))
    changed = moment_from_fields(fields)
    # A note keeps its line ends as they were written, unless it was changed: forms send others.
    same = changed.note.replace("\r\n", "\n") == moment.note.replace("\r\n", "\n")
    return replace(changed, note=moment.note) if same else changed


def changed_checkin(checkin: Checkin, values: Mapping[str, Any], now: datetime | None = None) -> Checkin:
    """The check-in as the form has it; whether it was prompted stays.

    Raises:
        RecordError: a field breaks its rule.
    """
    now = now or now_here(values.get("at_offset", ""))
    fields = fields_of(checkin) | {name: values.get(name, "") for name in ("alarm", *SECURITY_ITEMS)}
    return checkin_from_fields(fields | {"at": _kept_time(checkin, "at", values, now)})


def _kept_time(record: Moment | Checkin, name: str, values: Mapping[str, Any], now: datetime) -> str:
    """The time as it was, offset and seconds and all, unless the form says another one."""
    earlier: datetime | None = getattr(record, name)
    text = values.get(name, "").strip()
    if not text:
        return earlier.isoformat() if name == "at" and earlier else ""
    zone = values.get(f"{name}_zone", "")
    if earlier and text == earlier.strftime(MINUTE) and zone == written_zone(earlier):
        return earlier.isoformat()
    return when_of(values, name, now).isoformat()


# --- earlier versions, taking out, forgetting ------------------------------------------------------------


def _restore(request: Request, database: DiaryDatabase, kind: RecordKind, record_id: str) -> Response:
    sequence = text_of(request, "version")
    with database.writing() as connection:
        there = changes.record(connection, kind, record_id) is not None
        changes.restore(connection, kind, record_id, int(sequence) if sequence.isdigit() else 0)
    undo = undoing.changed(database, kind, record_id) if there else undoing.added(kind, record_id)
    session_of(request).say(_("The earlier version is back."), undo)
    return go(f"/records/{kind}/{quote(record_id)}")


def _remove(request: Request, database: DiaryDatabase, kind: RecordKind, record_id: str) -> Response:
    with database.writing() as connection:
        changes.remove(connection, kind, record_id)
    session_of(request).say(_("Taken out of the diary."), undoing.changed(database, kind, record_id))
    return go("/records")


def _forget(request: Request, database: DiaryDatabase, kind: RecordKind, record_id: str) -> Response:
    with database.writing() as connection:
        gone = changes.forget(connection, kind, record_id)
    if kind == "moment":
        reminders.answered(database, record_id)
    if gone:
        session_of(request).say(_("Gone for good."))
    return go("/records")
